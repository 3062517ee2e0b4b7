#!/bin/sh
# rig.sh - real Xen to test on, from Debian packages: nothing is installed.
#
# usage: rig.sh DIR [bookworm|trixie]
#
# Leaves in DIR what QEMU's TCG boots with emulated SVM:
#     xen         the hypervisor, as the multiboot ELF that QEMU loads
#     vmlinux     Debian's kernel out of its bzImage, for dom0
#     dom0.cpio   its initramfs: busybox, xl, xenstored, xenconsoled, drivers
#     ird/        the same, unpacked
#     curl.cpio   one more, for those who want curl: it has 29 libraries
#     version     of Xen
#     recipe      of this script, for `pith run` (tools/pith/xen_domu.c)
# The packages are those of the system's own Debian release, as apt knows it, or
# of another one, from the same mirror by a view of apt's own; they are kept in
# DIR/debs and compared with mk/pins.txt. A PV dom0, because Linux as
# a PVH dom0 does not get along with SeaBIOS's ACPI 1.0 tables; the generic
# kernel, because the cloud one cannot be dom0.
set -eu

recipe=3 # one more when what uses a rig finds an older one too little

here=$(cd "$(dirname "$0")" && pwd)
pin=$here/../../scripts/check-pin.sh
mkdir -p "$1/debs"
dir=$(cd "$1" && pwd)
root=$dir/root

die()
{
    echo "rig.sh: $*" >&2
    exit 1
}

# other_view SUITE - what apt needs to know of another release.
other_view()
{
    view=$dir/apt keys=/usr/share/keyrings/debian-archive-keyring.gpg
    mkdir -p "$view/lists/partial" "$view/cache/archives/partial"
    # shellcheck disable=SC2016 # the name in parentheses is apt's
    site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' \
        'Origin: Debian' | grep -v security | sort -u | head -n 1)
    test -n "$site" || die "apt knows no archive of Debian"
    echo "deb [arch=amd64 signed-by=$keys] $site $1 main" >"$view/sources.list"
    apt_options="-oDir::Etc::SourceList=$view/sources.list
        -oDir::Etc::SourceParts=/dev/null -oDir::State::Lists=$view/lists
        -oDir::State::status=/dev/null -oDir::Cache=$view/cache"
    # As root apt would download as user _apt, who may not write here.
    test "$(id -u)" != 0 ||
        apt_options="$apt_options -oAPT::Sandbox::User=root"
    # shellcheck disable=SC2086
    apt-get -qq $apt_options update >"$dir/download.log" 2>&1 ||
        die "no list of Debian $1: $(tail -n 1 "$dir/download.log")"
}

# shellcheck disable=SC1091
own=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
release=${2:-$own} apt_options=
case $release in
bookworm) version=4.17 ;;
trixie) version=4.20 ;;
*) die "which Xen has Debian ${release:-(no Debian)}?" ;;
esac
test "$release" = "$own" || other_view "$release"

# shellcheck disable=SC2086 # words
kernel=$(apt-cache $apt_options depends linux-image-amd64 |
    sed -n 's/.*Depends: \(linux-image-[0-9].*-amd64\)$/\1/p' | head -n 1)
test -n "$kernel" || die "apt knows no linux-image-amd64"
packages="xen-hypervisor-$version-amd64 xen-utils-$version xenstore-utils
    libxenmisc$version libxencall1 libxenevtchn1 libxenforeignmemory1
    libxengnttab1 libxenstore4 libxentoollog1 libxentoolcore1
    libxendevicemodel1 libxenhypfs1 libyajl2 busybox-static libuuid1 liblzma5
    libzstd1 zlib1g libc6 libgcc-s1 netcat-traditional $kernel"

# curl, and the libraries that it wants of those above it.
# shellcheck disable=SC2086
packages="$packages $(apt-cache $apt_options depends --recurse --no-recommends \
    --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances curl |
    grep '^curl\|^lib' | grep -v '^libdb\|^libsasl2-modules' | sort -u |
    tr '\n' ' ')"

download()
{
    cd "$dir/debs"
    for package in $packages; do
        set -- "$package"_*.deb
        # shellcheck disable=SC2086
        test -f "$1" || apt-get $apt_options download -qq "$package" \
            >../download.log 2>&1 ||
            die "cannot download $package: $(tail -n 1 ../download.log)"
    done
    for deb in *.deb; do
        sh "$pin" xen-rig "$deb"
    done
    cd "$dir"
}

unpack()
{
    rm -rf "$root"
    mkdir "$root"
    for deb in "$dir"/debs/*.deb; do
        dpkg-deb -x "$deb" "$root"
    done
}

# number FILE OFFSET SIZE - a little-endian number of 1 or 4 bytes.
number()
{
    od -An "-tu$3" -j"$2" -N"$3" "$1" | tr -d ' '
}

# The payload of a bzImage [Linux Documentation/arch/x86/boot.rst].
extract_kernel()
{
    image=$(echo "$root"/boot/vmlinuz-*)
    start=$((($(number "$image" 497 1) + 1) * 512 + $(number "$image" 584 4)))
    length=$(number "$image" 588 4)
    tail -c +$((start + 1)) "$image" | head -c "$length" >"$dir/payload"
    case $(od -An -tx1 -N4 "$dir/payload" | tr -d ' ') in
    fd377a58) xz -dc --single-stream "$dir/payload" >"$dir/vmlinux" || true ;;
    28b52ffd) head -c -4 "$dir/payload" | zstd -dcq >"$dir/vmlinux" ;;
    1f8b*) gzip -dc "$dir/payload" >"$dir/vmlinux" 2>/dev/null || true ;;
    *) die "what compressed $image is not known" ;;
    esac
    rm "$dir/payload"
    test -s "$dir/vmlinux" || die "cannot unpack $image"
}

# find_one NAME - the file of that name in the packages.
find_one()
{
    found=$(find "$root" -name "$1" ! -type d | head -n 1)
    test -n "$found" || die "the packages have no $1"
    echo "$found"
}

needs()
{
    objdump -p "$1" | awk '/NEEDED/ { print $2 }'
}

copy_programs()
{
    cp "$(find "$root" -path '*bin/busybox' | head -n 1)" "$tree/bin/busybox"
    for program in xl xenstored xenconsoled xen-init-dom0 xenctx; do
        cp "$root/usr/lib/xen-$version/bin/$program" "$tree/bin/"
    done
    cp "$root/usr/bin/xenstore" "$tree/bin/"
    cp "$(find_one nc.traditional)" "$tree/bin/nc" # busybox's has no UDP
    cp -L "$(find_one ld-linux-x86-64.so.2)" "$tree/lib64/"
}

# copy_libraries DIR LIBRARY... - into DIR/lib, with all that they need; but
# not what dom0 has.
copy_libraries()
{
    into=$1
    shift
    todo=$*
    while test -n "$todo"; do
        next=
        for library in $todo; do
            test ! -e "$tree/lib/$library" || continue
            test ! -e "$into/lib/$library" || continue
            cp -L "$(find_one "$library")" "$into/lib/$library"
            next="$next $(needs "$into/lib/$library")"
        done
        todo=$(echo "$next" | tr ' ' '\n' | sort -u)
    done
    strip --strip-unneeded "$into"/lib/*.so*
}

# What Debian has no program for.
make_programs()
{
    "${HOSTCC:-cc}" -O2 -Wall -Wextra -o "$tree/bin/ioports" \
        "$here/dom0/ioports.c" "$tree"/lib/libxenctrl.so.* \
        -Wl,--allow-shlib-undefined
}

# archive DIR FILE
archive()
{
    (cd "$1" && find . | LC_ALL=C sort |
        "$dir/ird/bin/busybox" cpio -o -H newc 2>/dev/null) >"$2"
}

# The drivers of disks and networks are loaded by those who want them: the
# domains' side, QEMU's, and what joins two networks.
copy_modules()
{
    builtin=$(find_one modules.builtin)
    for module in xen-evtchn xen-privcmd xen-gntdev xen-gntalloc xenfs loop \
        xen-blkback xen-netback virtio virtio_ring virtio_pci_legacy_dev \
        virtio_pci_modern_dev virtio_pci virtio_blk failover net_failover \
        virtio_net llc stp bridge; do
        ! grep -q "/$module.ko$" "$builtin" || continue
        file=$(find_one "$module.ko*")
        case $file in
        *.xz) xz -dc "$file" >"$tree/lib/modules/$module.ko" ;;
        *) cp "$file" "$tree/lib/modules/$module.ko" ;;
        esac
    done
}

make_initramfs()
{
    tree=$dir/ird
    rm -rf "$tree"
    for d in bin dev proc sys tmp run lib/modules lib64 etc/xen/scripts \
        var/log/xen/console var/lib/xenstored var/lib/xen; do
        mkdir -p "$tree/$d"
    done
    ln -s ../run "$tree/var/run"
    : >"$tree/etc/xen/xl.conf"
    copy_programs
    # xl's pthread_cancel wants the first, which nothing names
    # shellcheck disable=SC2046
    copy_libraries "$tree" libgcc_s.so.1 \
        $(for program in "$tree"/bin/x*; do needs "$program"; done)
    strip --strip-unneeded "$tree/bin/xl"
    make_programs
    copy_modules
    cp "$here/dom0-init" "$tree/init"
    cp "$here/block-script" "$tree/etc/xen/scripts/block"
    cp "$here/vif-script" "$tree/etc/xen/scripts/vif-bridge"
    chmod +x "$tree/init" "$tree"/etc/xen/scripts/*
    archive "$tree" "$dir/dom0.cpio"
}

# curl by itself: its libraries are twice the rest of dom0.
make_curl()
{
    mkdir -p "$dir/curl/bin" "$dir/curl/lib"
    cp "$root/usr/bin/curl" "$dir/curl/bin/"
    # shellcheck disable=SC2046
    copy_libraries "$dir/curl" $(needs "$dir/curl/bin/curl")
    archive "$dir/curl" "$dir/curl.cpio"
    rm -r "$dir/curl"
}

rm -f "$dir/version"
download
unpack
gzip -dc "$root/boot/xen-$version-amd64.gz" >"$dir/xen"
extract_kernel
make_initramfs
make_curl
rm -rf "$root"
echo "$recipe" >"$dir/recipe"
echo "$version" >"$dir/version"
