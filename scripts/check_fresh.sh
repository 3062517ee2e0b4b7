#!/bin/sh
# check_fresh.sh - the README's two commands on a machine that has nothing.
#
# usage: check_fresh.sh bookworm|trixie [FOLDER]
#
# Makes a minimal root of that Debian with debootstrap, copies this tree into
# it and runs `sh scripts/deps.sh && make run` and `make check` there. Needs
# root and the debootstrap package; FOLDER (default: a new one) keeps the root,
# an existing one is used again with the tree copied anew.
set -eu

suite=$1
root=${2:-}
here=$(pwd)

test "$(id -u)" = 0 || {
    echo "check_fresh.sh: needs root for chroot" >&2
    exit 1
}
command -v debootstrap >/dev/null || {
    echo "check_fresh.sh: apt-get install debootstrap" >&2
    exit 1
}
if test -z "$root"; then
    root=$(mktemp -d)
    remove=yes
fi

leave()
{
    for m in proc dev/pts dev; do
        ! mountpoint -q "$root/$m" || umount -l "$root/$m"
    done
    # never across a mount that could not be taken away
    test -z "${remove:-}" || rm -rf --one-file-system "$root"
}
trap leave EXIT
trap 'exit 1' INT TERM

test -d "$root/usr/bin" ||
    debootstrap --variant=minbase "$suite" "$root" >"$root.log" 2>&1 ||
    { tail "$root.log" && exit 1; }
cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount --bind /dev/pts "$root/dev/pts"
rm -rf "$root/srv/checkout"
mkdir -p "$root/srv/checkout"
sh scripts/files.sh | tar -cf - -T - | tar -C "$root/srv/checkout" -xf -

echo "== $suite: sh scripts/deps.sh && make run"
chroot "$root" sh -c 'cd /srv/checkout && sh scripts/deps.sh >/tmp/deps.log 2>&1 ||
    { tail /tmp/deps.log; exit 1; }; make run 2>&1 | tail -n 5'
echo "== $suite: make check"
chroot "$root" sh -c 'cd /srv/checkout && make check 2>&1 | tail -n 40'
cd "$here"
