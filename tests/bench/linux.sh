#!/bin/sh
# linux.sh - get Debian's cloud kernel as an ELF file, build/bench/vmlinux.
#
# The package is fetched by apt-get download and unpacked, never installed. A
# bzImage holds the ELF file packed, at a place its header names [Linux
# Documentation/x86/boot.rst "payload_offset"]. BENCH_LINUX=FILE names a
# package or bzImage to use instead; BENCH_LINUX=no leaves Linux out. Of a
# package's modules build/bench/modules gets those of virtio's disks and cards.
set -eu
. tests/bench/lib.sh

no_linux()
{
    rm -rf "$OUT/linux"
    echo "NO LINUX TO COMPARE WITH: $1"
    exit 0
}

# field FILE OFFSET SIZE - a little-endian number in it.
field()
{
    od -An -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '
}

unpack_payload()
{
    start=$((($(field "$1" 497 1) + 1) * 512 + $(field "$1" 584 4)))
    tail -c +$((start + 1)) "$1" | head -c "$(field "$1" 588 4)" >"$2.packed"
    case $(od -An -t x1 -N 4 "$2.packed" | tr -d ' ') in
    1f8b*) tool=gzip ;;
    fd377a58) tool=xz ;;
    28b52ffd) tool=zstd ;;
    02214c18) tool=lz4 ;;
    425a68*) tool=bzip2 ;;
    *) no_linux "its kernel is packed in an unknown way" ;;
    esac
    command -v $tool >/dev/null || no_linux "$tool is not installed"
    # Behind the packed file stands its size, which the tools call garbage.
    $tool -dc <"$2.packed" >"$2.tmp" 2>/dev/null || true
    rm "$2.packed"
    test "$(od -An -c -N 4 "$2.tmp" | tr -d ' ')" = '177ELF' ||
        no_linux "what $tool unpacked is no ELF file"
    mv "$2.tmp" "$2"
}

fetch_package()
{
    package=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null |
        awk '/Depends: linux-image-[0-9]/ { print $2; exit }')
    test -n "$package" || no_linux "apt knows no linux-image-cloud-amd64"
    echo "fetching $package"
    (cd "$OUT/linux" && timeout 300 apt-get download -qq "$package" \
        >/dev/null 2>&1) || no_linux "apt-get cannot download $package"
}

# Numbers for their order: a module comes after those it needs. Debian 13 has
# them packed.
keep_modules()
{
    rm -rf "$OUT/modules"
    mkdir -p "$OUT/modules"
    number=10
    for name in virtio_ring virtio virtio_mmio crc32c-intel virtio_blk \
        failover net_failover virtio_net; do
        find "$OUT/linux" -name "$name.ko.xz" -exec xz -d {} +
        find "$OUT/linux" -name "$name.ko" \
            -exec cp {} "$OUT/modules/$number-$name.ko" \;
        number=$((number + 1))
    done
}

if test "${BENCH_LINUX:-}" = no; then
    no_linux "BENCH_LINUX=no"
fi
if test -z "${BENCH_LINUX:-}" && have_linux && test -d "$OUT/modules"; then
    exit 0
fi
rm -rf "$OUT/linux" "$OUT/vmlinux" "$OUT/modules"
mkdir -p "$OUT/linux"
bzimage=${BENCH_LINUX:-}
case $bzimage in
*.deb) cp "$bzimage" "$OUT/linux/" && bzimage= ;;
'') fetch_package ;;
esac
if test -z "$bzimage"; then
    dpkg -x "$OUT"/linux/*.deb "$OUT/linux" || no_linux "dpkg -x fails"
    bzimage=$(echo "$OUT"/linux/boot/vmlinuz-*)
fi
unpack_payload "$bzimage" "$OUT/vmlinux"
keep_modules
rm -rf "$OUT/linux"
