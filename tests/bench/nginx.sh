#!/bin/sh
# nginx.sh - get Debian's nginx for a Linux guest: build/bench/nginx/program,
# and in build/bench/nginx/root what it needs around it.
#
# As linux.sh gets the kernel: by apt-get download, unpacked, never installed,
# and kept. Its libraries are this system's, of the same release; those that are
# not here come from the packages that it depends on. BENCH_NGINX=no leaves it
# out. Without it one line says why, and the status is 1.
set -eu
. tests/bench/lib.sh
new=$OUT/nginx.new

no_nginx()
{
    rm -rf "$new"
    echo "NO NGINX TO COMPARE WITH: $1"
    exit 1
}

# unpack PACKAGE - into $new/package.
unpack()
{
    echo "fetching $1"
    rm -f "$new"/*.deb
    (cd "$new" && timeout 300 apt-get download -qq "$1" >/dev/null 2>&1) &&
        dpkg -x "$new"/*.deb "$new/package" 2>/dev/null
}

# libraries - what it is linked with, as ldd prints it.
libraries()
{
    LD_LIBRARY_PATH=$(find "$PWD/$new/package" -name 'lib*.so.*' \
        -printf '%h\n' | sort -u | tr '\n' ':') ldd "$new/program"
}

missing()
{
    libraries | awk '/not found/ { print $1 }'
}

fetch_missing()
{
    for library in $(apt-cache depends nginx 2>/dev/null |
        awk '/Depends: (lib|zlib)/ && !/libc6/ { print $2 }'); do
        test -z "$(missing)" || unpack "$library" || true
    done
}

# copy_libraries - into the root: the loader where the program names it, the
# others where that looks.
copy_libraries()
{
    mkdir -p "$new/root/lib64" "$new/root/lib"
    for library in $(libraries | grep -o '/[^ ]*'); do
        case $library in
        */ld-linux*) cp -L "$library" "$new/root/lib64/" ;;
        *) cp -L "$library" "$new/root/lib/" ;;
        esac
    done
}

# One process that serves and never closes what a client keeps. A small page is
# fastest without sendfile(), in one writev() with its head, and from a file that
# stays open: 1.9 times as fast as by sendfile() and open() for each.
configure()
{
    mkdir -p "$new/root/etc/nginx" "$new/root/var/lib/nginx" \
        "$new/root/var/log/nginx" "$new/root/run"
    echo 'root:x:0:0:root:/:/bin/sh' >"$new/root/etc/passwd"
    echo 'root:x:0:' >"$new/root/etc/group"
    cat >"$new/root/etc/nginx/nginx.conf" <<'end'
daemon off;
user root;
worker_processes 1;
worker_rlimit_nofile 4096;
error_log stderr error;
events { worker_connections 2048; }
http {
    access_log off;
    sendfile off;
    open_file_cache max=100 inactive=1h;
    open_file_cache_valid 1h;
    keepalive_timeout 1h;
    keepalive_requests 1000000000;
    types { text/html html; }
    server { listen 80; root /; index index.html; }
}
end
}

if test "${BENCH_NGINX:-}" = no; then
    no_nginx "BENCH_NGINX=no"
fi
test ! -f "$OUT/nginx/program" || exit 0
rm -rf "$new"
mkdir -p "$new/package"
unpack nginx || no_nginx "apt-get cannot download it"
mv "$new/package/usr/sbin/nginx" "$new/program"
fetch_missing
test -z "$(missing)" || no_nginx "it lacks $(missing | tr '\n' ' ')"
copy_libraries
configure
rm -rf "$new/package" "$new"/*.deb "$OUT/nginx"
mv "$new" "$OUT/nginx"
