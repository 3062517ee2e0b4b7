#!/bin/sh
# faults.sh - disks that shrink, cannot be read, or hold what cannot be: an
# error for the program, and nothing lost elsewhere.
set -u
. tests/disk/lib.sh

lua=build/apps/lua.elf
cat=build/apps/cat.elf
for tool in e2fsck debugfs; do
    skip_without $tool e2fsprogs "disks with faults" || exit 0
done
mkdir "$scratch/dir" "$scratch/root"
head -c 6000000 /dev/urandom >"$scratch/dir/large"
echo "from the host" >"$scratch/dir/hello.txt"

# bad FILE-OR-DRIVER... - words for QEMU: the disk is `bad`, on a bus for $machine.
bad_disk()
{
    bus=device
    test "$machine" = q35 && bus=pci
    echo "--qemu-arg -drive --qemu-arg id=bad,if=none,format=raw,file=$1
        --qemu-arg -device --qemu-arg virtio-blk-$bus,drive=bad"
}

# --- it becomes smaller while the guest runs; the disk beside it does not ---

cat >"$scratch/root/shrink.lua" <<'LUA'
local function try(what, ok, why) print(what, ok and "ok" or why) end
local other = assert(io.open("/other/file", "w"))
print("ready"); io.read("l")
local f = assert(io.open("/data/large", "rb"))
f:seek("set", 5000000)
try("read", f:read(500000))
f = io.open("/data/large", "r+b")
f:setvbuf("no")
f:seek("set", 5900000)
try("write", f:write(string.rep("x", 70000)))
print("hello", io.open("/data/hello.txt"):read("l"))
assert(other:write("written afterwards\n") and other:close())
print("end")
LUA
mkfifo "$scratch/mon.in" "$scratch/mon.out" "$scratch/stdin"
for machine in microvm q35; do
    on="$machine: a disk that shrinks"
    build/pith mkdisk "$disk" --size 16M --label bad --from "$scratch/dir"
    build/pith mkdisk "$scratch/other" --size 8M --label other
    : >"$scratch/out"
    # shellcheck disable=SC2046  # words
    timeout -k 5 "$QEMU_LIMIT" build/pith run --machine $machine \
        $(bad_disk "$disk") -d "$scratch/other" \
        --qemu-arg -chardev --qemu-arg "pipe,id=mon,path=$scratch/mon" \
        --qemu-arg -mon --qemu-arg chardev=mon \
        -e "pith.mount=LABEL=bad:/data;LABEL=other:/other" \
        -i "$scratch/root" $lua -- /shrink.lua \
        <"$scratch/stdin" >"$scratch/out" 2>"$scratch/err" &
    guest=$!
    exec 7>"$scratch/stdin" 8>"$scratch/mon.in" 9<>"$scratch/mon.out"
    timeout "$QEMU_LIMIT" tail -n +1 -f --pid=$guest "$scratch/out" |
        grep -q -m 1 ready
    printf 'block_resize bad 4M\np/x 0xabcd+1\n' >&8
    timeout 20 grep -a -q -m 1 0xabce <&9
    host "$on: it has" test "$(stat -c %s "$disk")" = 4194304
    echo go >&7
    rc=0
    wait $guest || rc=$?
    exec 7>&- 8>&- 9<&-
    check "$on" 0 "read	I/O error" "write	I/O error" \
        "hello	from the host" end
    disk=$scratch/other
    has "$on: the other one" /file "written afterwards"
    clean "$on: the other one"
    disk=$scratch/disk.img
done

# --- a sector that cannot be read ---

build/pith mkdisk "$disk" --size 16M --from "$scratch/dir"
block=$(debugfs -R "bmap /large 4000" "$disk" 2>/dev/null) # of 1 KiB
inject read "sector = \"$((block * 2))\""
cat >"$scratch/root/read.lua" <<'LUA'
local f = assert(io.open("/data/large", "rb"))
f:seek("set", 999 * 4096)
print("before", #f:read(4096))
f:setvbuf("no")
print("there", f:read(4096))
f:seek("set", 1100 * 4096)
print("behind", #f:read(4096))
LUA
for machine in microvm q35; do
    # shellcheck disable=SC2046  # words
    pith run --machine $machine \
        $(bad_disk "blkdebug:$scratch/debug.conf:$disk") \
        -e pith.mount=vda:/data -i "$scratch/root" $lua -- /read.lua
    check "$machine: a sector that cannot be read" 0 "before	4096" \
        "there	nil	I/O error" "behind	4096"
done
clean "a sector that cannot be read"

# --- the superblock and the directories make no sense ---

machine=microvm
# patched OFFSET BYTES SAYS - the superblock has them there: refused.
patched()
{
    build/pith mkdisk "$disk" --size 16M --from "$scratch/dir"
    # shellcheck disable=SC2059  # the bytes are escapes
    printf "$2" | dd of="$disk" bs=1 seek=$((1024 + $1)) conv=notrunc 2>/dev/null
    pith run -d "$disk" -e pith.mount=vda:/data $cat -- /data/hello.txt
    check "superblock, $2 at $1" 127 "$3"
}
patched 0 '\377\377\377\377' "number of inodes"
patched 4 '\377\377\377\377' "larger than its disk"
patched 24 '\011' "blocks are larger"
patched 32 '\0\0\0\0' "groups have an impossible size"
patched 40 '\377\377\377\377' "number of inodes"
patched 88 '\001\0' "inodes have an impossible size"
patched 96 '\377\377\377\377' "not supported"
patched 56 '\0' "no ext2, ext3 or ext4"

# A directory that is below itself, and one whose ".." is below it.
mkdir -p "$scratch/dir/a/b" "$scratch/dir/c/d"
mkfs.ext4 -q -O ^metadata_csum -d "$scratch/dir" "$disk" 16M
debugfs -w -f /dev/stdin "$disk" >"$scratch/host" 2>&1 <<'END'
link /a /a/b/loop
unlink /c/..
link /c/d /c/..
END
cat >"$scratch/root/loop.lua" <<'LUA'
print("deep", io.open("/data/a" .. string.rep("/b/loop", 200) .. "/b/none"))
print("a", os.rename("/data/a", "/data/a/b/loop/b/x"))
print("c", os.rename("/data/a", "/data/c/d/x"))
print("up", io.open("/data/c" .. string.rep("/../..", 300) .. "/none"))
print(io.open("/data/hello.txt"):read("l"))
LUA
for machine in microvm q35; do
    pith run --machine $machine -d "$disk" -e pith.mount=vda:/data \
        -i "$scratch/root" $lua -- /loop.lua
    check "$machine: loops" 0 "deep	nil" "a	nil" "c	nil" "up	nil" "from the host"
done
finish faults
