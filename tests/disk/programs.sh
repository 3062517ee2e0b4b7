#!/bin/sh
# programs.sh - what others wrote, on files of a disk, beside what the same
# program of the host makes of them.
set -u
. tests/disk/lib.sh

for tool in e2fsck debugfs; do
    skip_without $tool e2fsprogs "programs on disks" || exit 0
done

# on_disk NAME STATUS PROGRAM ARG... - it runs with the disk at /data.
on_disk()
{
    name=$1 status=$2 program=$3
    shift 3
    pith run --machine "$machine" -d "$disk" -e pith.mount=vda:/data \
        "$program" -- "$@"
    check "$on: $name" "$status"
}

# copy FILE - out of the disk, into $scratch/copy.
copy()
{
    from_disk "$1" >"$scratch/copy"
}

# --- SQLite's speedtest1: the sum over all results is the host's ---

hash_of()
{
    sed -n 's/^Verification Hash: //p' "$scratch/out"
}

speedtest()
{
    on="$machine: speedtest1, $1"
    build/pith mkdisk "$disk" --size 64M
    on_disk "runs" 0 build/tests/disk/speedtest1.elf --size 2 --verify \
        --journal "$1" /data/test.db
    rm -f "$scratch/test.db"
    build/tests/disk/speedtest1 --size 2 --verify --journal "$1" \
        "$scratch/test.db" | sed -n 's/^Verification Hash: //p' >"$scratch/want"
    hash_of >"$scratch/hash"
    host "$on: its hash" cmp "$scratch/hash" "$scratch/want"
    host "$on: there is one" test -s "$scratch/want"
    clean "$on"
}

# --- bzip2 and zlib: files become files ---

compressors()
{
    on="$machine: bzip2"
    build/pith mkdisk "$disk" --size 16M --from "$scratch/dir"
    on_disk "packs" 0 build/apps/bzip2.elf -k /data/text
    copy /text.bz2
    host "$on: as the host's" cmp "$scratch/copy" "$scratch/text.bz2"
    on_disk "replaces" 0 build/apps/bzip2.elf -f /data/text
    on_disk "unpacks" 0 build/apps/bzip2.elf -d /data/text.bz2
    copy /text
    host "$on: the same again" cmp "$scratch/copy" "$scratch/dir/text"
    on="$machine: minigzip"
    on_disk "packs" 0 build/apps/minigzip.elf -9 /data/random
    copy /random.gz
    gzip -dc <"$scratch/copy" >"$scratch/back"
    host "$on: for the host" cmp "$scratch/back" "$scratch/dir/random"
    on_disk "unpacks" 0 build/apps/minigzip.elf -d /data/random.gz
    copy /random
    host "$on: the same again" cmp "$scratch/copy" "$scratch/dir/random"
    clean "$machine: compressors"
}

# --- GNU tar: archives from and for the host's ---

tars()
{
    on="$machine: tar"
    build/pith mkdisk "$disk" --size 16M --from "$scratch/tree"
    on_disk "packs" 0 build/apps/tar.elf -cf /data/out.tar -C /data dir
    copy /out.tar
    rm -rf "$scratch/untar"
    mkdir "$scratch/untar"
    host "$on: for the host" tar -xpf "$scratch/copy" -C "$scratch/untar"
    host "$on: all of it" diff -r --no-dereference "$scratch/untar/dir" \
        "$scratch/tree/dir"
    tar -cf "$scratch/tree/in.tar" -C "$scratch/tree" dir
    build/pith mkdisk "$disk" --size 16M --from "$scratch/tree"
    on_disk "compares" 0 build/apps/tar.elf -df /data/in.tar -C /data
    on_disk "unpacks" 0 build/apps/tar.elf -xf /data/in.tar -C /data/new
    rm -rf "$scratch/untar" "$scratch/tree/in.tar"
    mkdir "$scratch/untar"
    debugfs -R "rdump /new $scratch/untar" "$disk" >/dev/null 2>&1
    host "$on: from the host" diff -r --no-dereference \
        "$scratch/untar/new/dir" "$scratch/tree/dir"
    on_disk "lists what is missing" 2 build/apps/tar.elf -xf /data/none.tar
    clean "$on"
}

# --- httpd: the disk is the site ---

serve_disk()
{
    on="$machine: httpd"
    build/pith mkdisk "$disk" --size 16M --from "$scratch/dir"
    port=$((20000 + $$ % 10000))
    while ss -Hltn | grep -q ":$port "; do
        port=$((port + 1))
    done
    timeout -k 5 "$QEMU_LIMIT" build/pith run --machine "$machine" \
        -d "$disk,ro" -e pith.mount=vda:/site:ext4,ro -p "$port:80" \
        build/apps/httpd.elf -- -d /site </dev/null >"$scratch/out" 2>&1 &
    guest=$!
    for file in text random page.html; do
        curl -sS --retry 20 --retry-delay 1 --retry-all-errors -m 20 \
            -o "$scratch/copy" "http://localhost:$port/$file" 2>"$scratch/err"
        host "$on: $file" cmp "$scratch/copy" "$scratch/dir/$file"
    done
    # 16 ask at once; each answer is whole
    seq 16 | xargs -P 16 -I % curl -sS -m 20 -o "$scratch/many.%" \
        "http://localhost:$port/random"
    for i in $(seq 16); do
        host "$on: at once, $i" cmp "$scratch/many.$i" "$scratch/dir/random"
    done
    kill $guest
    wait $guest 2>/dev/null
    clean "$on"
}

mkdir "$scratch/dir"
cat fs/*.c libc/*.c | head -c 400000 >"$scratch/dir/text"
head -c 700000 /dev/urandom >"$scratch/dir/random"
echo "<p>a page" >"$scratch/dir/page.html"
mkdir -p "$scratch/tree/dir/deep/er" "$scratch/tree/new"
cp "$scratch/dir/text" "$scratch/dir/random" "$scratch/tree/dir/deep"
cp fs/*.c "$scratch/tree/dir"
ln -s deep/text "$scratch/tree/dir/link"
ln "$scratch/tree/dir/deep/text" "$scratch/tree/dir/deep/er/again"
chmod 600 "$scratch/tree/dir/deep/random"
bzip2 -kc "$scratch/dir/text" >"$scratch/text.bz2"

for machine in microvm q35; do
    for journal in delete wal; do
        speedtest $journal
    done
    compressors
    tars
    if skip_without curl curl "httpd on a disk"; then
        serve_disk
    fi
done
finish programs
