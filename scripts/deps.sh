#!/bin/sh
# deps.sh - install what building and testing needs, on Debian 12 and 13.
#
# usage: deps.sh [--dev] [--list]
#
# Does nothing where everything is installed; otherwise asks apt for what is
# missing, with sudo if not root.  Never touches apt's sources.
#   --dev   also what only developers use (format, lint, gdb)
#   --list  print the packages and their reasons, install nothing
set -eu

# package       reason
needed="
gcc             compiles everything, for the target and the host
libc6-dev       host C library: the pith command and the unit tests
make            the build
xz-utils        newlib's and SQLite's sources are .tar.xz
bzip2           zlib's source is .tar.bz2 in Debian 12
tcl             SQLite's amalgamation is made by its Tcl scripts
qemu-system-x86 runs the images (brings SeaBIOS and qboot)
clang           builds the fuzzers; the SDK is tested with it too
lld             the SDK is tested with it
libclang-rt-dev libFuzzer and the sanitizers' run time for clang
e2fsprogs       looks at the volumes that fs/ext4 wrote
fdisk           partitions disks for the tests
zlib1g-dev      host tests of fs/gunzip.c
git             make check asks it which files the tree has
cpio            tests pack initrds with it
curl            tests ask the web server with it
openssl         makes certificates for the tests, and asks by old versions
redis-tools     tests ask the Redis image with its redis-cli and redis-benchmark
python3         tests have its web server asked by the image of curl
netcat-openbsd  tests measure bulk data with it
iproute2        tests look for a free port with its ss; make bench-net makes a tap
autoconf        tests configure an autoconf project with the SDK
cmake           tests configure a CMake project with the SDK
pkgconf         tests ask pith.pc for the SDK's flags
"

developer="
clang-format    make format
clang-tidy      make lint
spin            make model
gdb             make debug, pith debug; check-tool opens cores with it
shellcheck      make lint, for scripts
lz4             make bench unpacks Debian's kernel with it, to compare
dnsmasq-base    DHCP and DNS for a guest on a tap (make check-tap)
tcpdump         judges the frames that the guest sends there
tshark          judges all frames of a guest, with their checksums (make check-net)
iputils-ping    pings it
apache2-utils   many requests by its ab (make check-net)
man-db          shows the man pages
"

# names LIST - the packages of a list, one a line.
names()
{
    echo "$1" | sed -n 's/^\([a-z0-9][^ ]*\) .*/\1/p'
}

# missing PACKAGE... - those that are not installed.
missing()
{
    for package; do
        status=$(dpkg-query -W -f '${db:Status-Status}\n' "$package" \
            2> /dev/null | head -n 1)
        test "$status" = installed || echo "$package"
    done
}

# newlib comes by `apt-get download`, for which apt must know it.
newlib_known()
{
    apt-cache show newlib-source > /dev/null 2>&1
}

as_root()
{
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        echo "deps.sh: run this as root, or install sudo: $*" >&2
        exit 1
    fi
}

lists=$needed
for option; do
    case $option in
    --dev) lists="$needed$developer" ;;
    --list) echo "$lists" | sed '/^$/d' && exit 0 ;;
    *) echo "usage: deps.sh [--dev] [--list]" >&2 && exit 2 ;;
    esac
done

# shellcheck disable=SC2046 # package names are words
packages=$(missing $(names "$lists"))
if [ -z "$packages" ] && newlib_known; then
    exit 0
fi
# shellcheck disable=SC2086
echo "deps.sh: installing" ${packages:-"the list of packages"}
as_root apt-get -q update
if [ -n "$packages" ]; then
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q install -y --no-install-recommends $packages
fi
if ! newlib_known; then
    echo "deps.sh: apt knows no package newlib-source; is this Debian?" >&2
    exit 1
fi
