#!/bin/sh
# fetch_xen_headers.sh - Xen's public headers, for the unit test that compares
# ours with them.
#
# usage: fetch_xen_headers.sh DIR
#
# Leaves DIR/xen/*.h: those of the installed libxen-dev, else of the package,
# which is downloaded and unpacked, not installed.
set -eu

dir=$1
pin=$(cd "$(dirname "$0")" && pwd)/check-pin.sh
rm -rf "$dir"
mkdir -p "$dir/deb"
if test -f /usr/include/xen/xen.h; then
    cp -R /usr/include/xen "$dir/xen"
    exit
fi
(cd "$dir/deb" && apt-get download -qq libxen-dev >log 2>&1) || {
    echo "fetch_xen_headers: cannot download libxen-dev: install it, or make" \
        "apt-get download work: $(tail -n 1 "$dir/deb/log")" >&2
    exit 1
}
sh "$pin" xen-rig "$dir"/deb/*.deb
dpkg-deb -x "$dir"/deb/*.deb "$dir/deb"
mv "$dir/deb/usr/include/xen" "$dir/xen"
rm -rf "$dir/deb"
