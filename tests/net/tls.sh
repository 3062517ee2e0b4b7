#!/bin/sh
# tls.sh - HTTPS by httpsd: real clients, wrong ones, and ones that stall.
set -u
. tests/net/lib.sh

site=$scratch/site
mkdir -p "$site/etc"
echo '<html>front page</html>' >"$site/index.html"
head -c 1000000 /dev/urandom >"$site/large.bin"

# certify NAME KEY-OPTION... - a certificate of its own for localhost.
certify()
{
    name=$1
    shift
    openssl req -x509 -nodes -days 36500 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
        -keyout "$site/etc/$name.key" -out "$site/etc/$name.crt" "$@" \
        >"$scratch/openssl" 2>&1 || not_ok "openssl" "$(cat "$scratch/openssl")"
}

certify ec -newkey ec -pkeyopt ec_paramgen_curve:P-256
certify p384 -newkey ec -pkeyopt ec_paramgen_curve:P-384
certify rsa -newkey rsa:2048
echo "no certificate" >"$site/etc/text"

# get CERT CURL-ARG... - ask whoever has CERT.
get()
{
    cert=$1
    shift
    curl -s -m 20 --cacert "$site/etc/$cert.crt" "$@"
}

same_as()
{
    file=$1
    shift
    get "$@" | cmp - "$file"
}

# fails STATUS COMMAND... - it ends with that status.
fails()
{
    want=$1
    shift
    "$@"
    status=$?
    test "$status" = "$want" || {
        echo "status $status, not $want"
        return 1
    }
}

# https CERT PITH-OPTION... - httpsd with it: comes up, and files are right.
https()
{
    cert=$1
    shift
    free_ports
    url=https://localhost:$port
    serve -p "$port:443" -i "$site" "$@" build/apps/httpsd.elf -- \
        -c 20 -l -s "/etc/$cert.crt" "/etc/$cert.key"
    what="https $cert $*"
    good "$what: comes up" up get "$cert" "$url/_/health"
    good "$what: page" same_as "$site/index.html" "$cert" "$url/"
    good "$what: large" same_as "$site/large.bin" "$cert" "$url/large.bin"
}

# refused NAME LINE OPTION... - httpsd does not start, and says so.
refused()
{
    name=$1
    line=$2
    shift 2
    pith run -i "$site" build/apps/httpsd.elf -- "$@"
    cat "$scratch/out" >>"$scratch/err"
    good "$name: status" test "$rc" = 1
    good "$name: says so" grep -q "$line" "$scratch/err"
}

# s_client OPTION... - a handshake by openssl, no question.
s_client()
{
    timeout -k 5 20 openssl s_client -connect "localhost:$port" "$@" \
        </dev/null
}

# The key's pair, and files that are none.
refused "another's key" "the certificate's key is not that of -s" \
    -s /etc/ec.crt /etc/p384.key
refused "no certificate" "^httpsd: /etc/text: " -s /etc/text /etc/ec.key
refused "no file" "^httpsd: /etc/none: " -s /etc/ec.crt /etc/none

https rsa
stop
https p384 --machine q35 --net user --smp 2
stop
# Little memory: a session that stayed would soon be missed.
https ec -m 8M
page() { same_as "$site/index.html" ec "$url/"; }

good "several on one connection" sh -c "curl -s -m 20 \
    --cacert $site/etc/ec.crt $url/ $url/index.html | grep -c '^<html>' |
    grep -qx 2"
good "a range" sh -c "curl -s -m 20 --cacert $site/etc/ec.crt \
    -r 999900- $url/large.bin | wc -c | grep -qx 100"
good "its protocol is HTTP/1.1" sh -c "timeout 20 openssl s_client \
    -connect localhost:$port -alpn http/1.1 </dev/null 2>&1 |
    grep -q '^ALPN protocol: http/1.1'"
good "TLS 1.2" s_client -tls1_2
good "TLS 1.1 is refused" fails 1 s_client -tls1_1 \
    -cipher DEFAULT:@SECLEVEL=0
good "no ephemeral key, no connection" fails 1 s_client -tls1_2 \
    -cipher AES128-SHA
good "another protocol is refused" fails 1 s_client -alpn smtp
good "another's certificate: curl refuses it" fails 60 get rsa "$url/"
good "serves on" page
good "plain HTTP is closed" $client junk "$port" 1000
good "serves on" page
head -c 100000 /dev/urandom >"$scratch/noise"
good "noise" sh -c "! timeout 20 curl -s -m 10 telnet://localhost:$port \
    <$scratch/noise | grep '<html>'"
good "serves on" page

# More of them than places (-c 20), a byte at a time.
$client stall "$port" 50 >"$scratch/stall" 2>&1 &
staller=$!
good "stalled handshakes" up grep -q holding "$scratch/stall"
good "serves on meanwhile" page
good "a large file meanwhile" same_as "$site/large.bin" ec "$url/large.bin"
good "stalled handshakes are ended" wait "$staller"
good "serves on" page
stop
finish tls
