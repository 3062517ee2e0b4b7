#!/bin/sh
# curl.sh - Debian's curl as an image asks real servers on this machine.
#
# By QEMU's user network, where the host is 10.0.2.2: a web server of Python's,
# and openssl's for HTTPS.
set -u
. tests/net/lib.sh

root=$scratch/root
site=$scratch/site
http=
https=
mkdir -p "$root/etc" "$site"
echo '<html>front page</html>' >"$site/index.html"
head -c 3000000 /dev/urandom >"$site/large.bin"
tail -c +101 "$site/large.bin" | head -c 1000 >"$scratch/part"
cat "$site/index.html" "$site/large.bin" >"$scratch/both"
echo "10.0.2.2 files.test other.test" >"$root/etc/hosts"

# certify NAME - a certificate of its own for files.test.
certify()
{
    openssl req -x509 -nodes -days 3650 -subj /CN=files.test \
        -addext subjectAltName=DNS:files.test -newkey ec \
        -pkeyopt ec_paramgen_curve:P-256 -keyout "$scratch/$1.key" \
        -out "$root/etc/$1.crt" >"$scratch/openssl" 2>&1 ||
        not_ok "openssl" "$(cat "$scratch/openssl")"
}
certify good
certify bad

free_ports
(cd "$site" && exec python3 -m http.server "$port" --bind 127.0.0.1) \
    >"$scratch/http" 2>&1 &
http=$!
(cd "$site" && exec openssl s_server -quiet -WWW -accept "127.0.0.1:$port2" \
    -cert "$root/etc/good.crt" -key "$scratch/good.key") \
    >"$scratch/https" 2>&1 &
https=$!
trap 'kill $http $https 2>/dev/null; rm -rf "$scratch"' EXIT

# Each server answers curl of this machine before the image's is tried.
answers()
{
    guest=$1
    shift
    up curl -sf -m 5 -o /dev/null "$@"
    answered=$?
    guest=
    return $answered
}
good "a web server" answers "$http" "http://127.0.0.1:$port/"
good "a web server with TLS" answers "$https" -k \
    "https://127.0.0.1:$port2/index.html"
plain=http://files.test:$port
secret=https://files.test:$port2

# ask STATUS NAME ARG... - curl in a guest; $machine has options of pith.
machine="--net user"
ask()
{
    want=$1
    name=$2
    shift 2
    # shellcheck disable=SC2086 # a list of words
    pith run -i "$root" $machine build/apps/curl.elf -- -sS -m 30 "$@"
    check "curl: $name" "$want"
}

# got FILE - the guest's output is that.
got()
{
    good "curl: $name: the same bytes" cmp "$1" "$scratch/out"
}

ask 0 "page" "$plain/"
got "$site/index.html"
ask 0 "large" "$plain/large.bin"
got "$site/large.bin"
ask 0 "two on one connection" "$plain/" "$plain/large.bin"
got "$scratch/both"
ask 0 "into a file and out of it" -o /tmp/page "$plain/" --next \
    -sS file:///tmp/page
got "$site/index.html"
ask 0 "HEAD" -I "$plain/large.bin"
good "curl: HEAD: length" grep -qi '^content-length: 3000000' "$scratch/out"
ask 22 "404" -f "$plain/none"
ask 6 "no such name" "http://none.test:$port/"
ask 7 "nobody listens" "http://files.test:1/"
ask 0 "by address, on IPv6's sockets too" "http://10.0.2.2:$port/large.bin"
got "$site/large.bin"

ask 0 "HTTPS" --cacert /etc/good.crt "$secret/large.bin"
got "$site/large.bin"
ask 60 "HTTPS: another's certificate" --cacert /etc/bad.crt "$secret/index.html"
ask 60 "HTTPS: another name" --cacert /etc/good.crt \
    "https://other.test:$port2/index.html"
machine="--net user --qemu-arg=-rtc --qemu-arg=base=2001-01-01"
ask 60 "HTTPS: not valid yet" --cacert /etc/good.crt "$secret/index.html"
machine="--net user --machine q35 --smp 2"
ask 0 "on q35 with two CPUs" --cacert /etc/good.crt "$secret/large.bin"
got "$site/large.bin"
machine="--net user --machine microvm -m 16M"
ask 0 "in 16 MiB" "$plain/large.bin"
got "$site/large.bin"
finish curl
