#!/bin/sh
# run.sh - programs on disks, in QEMU; the host's tools look at what they left.
set -u
. tests/disk/lib.sh

sqlite3=build/apps/sqlite3.elf
lua=build/apps/lua.elf
cat=build/apps/cat.elf
for tool in mkfs.ext4 e2fsck debugfs; do
    skip_without $tool e2fsprogs "all disks" || exit 0
done

mkdir -p "$scratch/dir/sub" "$scratch/root"
echo "from the host" >"$scratch/dir/hello.txt"
head -c 300000 /dev/urandom >"$scratch/dir/sub/random"
ln -s sub/random "$scratch/dir/link"
ln "$scratch/dir/hello.txt" "$scratch/dir/sub/again"
cat >"$scratch/root/copy.lua" <<'LUA'
local from, to = assert(io.open(arg[1], "rb")), assert(io.open(arg[2], "wb"))
assert(to:write(from:read("a")))
assert(to:close())
for i = 1, 300 do assert(io.open("/data/many-" .. i, "w")):close() end
for i = 1, 300, 2 do assert(os.remove("/data/many-" .. i)) end
print("copied")
LUA

for machine in microvm q35; do
    for kind in ext4 ext3 ext2 "ext4 -b 1024" mkdisk; do
        on="$machine, $kind"
        rm -f "$disk"
        if test "$kind" = mkdisk; then
            host "$on: make" build/pith mkdisk "$disk" --size 64M \
                --from "$scratch/dir"
        else
            truncate -s 64M "$disk"
            # shellcheck disable=SC2086  # the type and its options
            host "$on: make" mkfs.ext4 -q -d "$scratch/dir" -t $kind "$disk"
        fi
        pith run --machine "$machine" -d "$disk" -e pith.mount=vda:/data \
            -i "$scratch/root" $lua -- /copy.lua /data/link /data/copy
        check "$on: lua" 0 copied
        pith run --machine "$machine" -d "$disk" -e pith.mount=vda:/data \
            $sqlite3 -- /data/x.db \
            "create table t(a); insert into t values(41); update t set a=a+1;"
        check "$on: sqlite" 0
        pith run --machine "$machine" -d "$disk" -e pith.mount=vda:/data \
            $sqlite3 -- /data/wal.db \
            "pragma journal_mode=wal; create table t(a);
            insert into t values(20),(22); pragma integrity_check;
            select sum(a) from t;"
        check "$on: sqlite, WAL" 0 wal ok 42
        clean "$on"
        from_disk /copy >"$scratch/copy"
        host "$on: contents" cmp "$scratch/copy" "$scratch/dir/sub/random"
        pith run --machine "$machine" -d "$disk,ro" -e pith.mount=vda:/data:ext4,ro \
            $sqlite3 -- /data/x.db "select a from t; insert into t values(1);"
        check "$on: read-only" 8 42 "readonly"
        has "$on: a file" /hello.txt "from the host"
    done
done

# --- the C library's tests of files, with the disk where they work ---

for kind in ext4 "ext4 -b 1024" ext3 ext2; do
    rm -f "$disk"
    truncate -s 32M "$disk"
    # shellcheck disable=SC2086  # the type and its options
    mkfs.ext4 -q -t $kind "$disk"
    for t in files names temp mmap; do
        pith run -d "$disk" -e pith.mount=vda:/tmp build/tests/libc/test_$t.elf
        check "test_$t on $kind" 0
    done
    clean "calls on $kind"
done

# --- random operations: the same files as on the host ---

for threads in 1 4; do
    for machine in microvm q35; do
        on="random, tmpfs, $machine, $threads threads, SEED=${SEED:-$$}"
        pith run --machine $machine --smp $threads build/tests/disk/fsx.elf \
            -- /tmp "${SEED:-$$}" 1000 $threads
        check "$on" 0
    done
    for kind in "ext4" "ext4 -q" "ext2 -b 1024"; do
        machine=microvm
        test "$kind" = "ext4 -q" && machine=q35
        seed=${SEED:-$$}
        rm -rf "$disk" "$scratch/fsx"
        mkdir "$scratch/fsx"
        truncate -s 32M "$disk"
        # shellcheck disable=SC2086  # the type and its options
        mkfs.ext4 -q -t $kind "$disk"
        on="random, $machine, $threads threads, $kind, SEED=$seed"
        pith run --machine $machine --smp $threads -d "$disk" -e pith.mount=vda:/data \
            build/tests/disk/fsx.elf -- /data "$seed" 1000 $threads
        check "$on" 0
        host "$on: host" build/tests/disk/fsx "$scratch/fsx" "$seed" 1000 $threads
        for file in "$scratch"/fsx/*; do
            from_disk "/${file##*/}" >"$scratch/copy"
            host "$on: ${file##*/}" cmp "$scratch/copy" "$file"
        done
        clean "$on"
    done
done

# --- by label, by partition ---

build/pith mkdisk "$disk" --size 8M --label a-name --from "$scratch/dir"
pith run -d "$disk" -e pith.mount=LABEL=a-name:/d/e $cat -- /d/e/hello.txt
check "by label" 0 "from the host"
uuid=$(dumpe2fs -h "$disk" 2>/dev/null | sed -n 's/^Filesystem UUID: *//p')
pith run -d "$disk" -e "pith.mount=UUID=$uuid:/d" $cat -- /d/hello.txt
check "by UUID" 0 "from the host"
pith run -d "$disk,label=serial" -e pith.mount=LABEL=serial:/d $cat -- /d/hello.txt
check "by serial number" 0 "from the host"
pith run -d "$disk,ro" -d "$disk,ro" -e "pith.mount=vda:/a;vdb:/b,ro" \
    $cat -- /a/hello.txt /b/sub/again
check "two disks" 0 "from the host"
if skip_without sfdisk fdisk "partitions"; then
    for table in dos gpt; do
        truncate -s 16M "$scratch/parts"
        printf 'label: %s\nstart=2048,size=4096\nstart=8192,size=16384\n' $table |
            sfdisk -q "$scratch/parts" >/dev/null 2>&1
        dd if="$disk" of="$scratch/parts" bs=1M seek=4 conv=notrunc 2>/dev/null
        pith run -d "$scratch/parts,ro" -e pith.mount=vda2:/d $cat -- /d/hello.txt
        check "partition, $table" 0 "from the host"
        pith run -d "$scratch/parts,ro" -e pith.mount=LABEL=a-name:/d \
            $cat -- /d/hello.txt
        check "partition by label, $table" 0 "from the host"
        pith run -d "$scratch/parts,ro" -e pith.mount=vda3:/d $cat -- /d/x
        check "no such partition, $table" 127 "there is no disk vda3"
    done
    rm -f "$scratch/parts"
    truncate -s 32M "$scratch/parts"
    printf 'label: dos\nstart=2048,size=4096\nstart=8192,type=5\n%s\n%s\n' \
        start=10240,size=4096,type=83 start=20480,size=16384,type=83 |
        sfdisk -q "$scratch/parts" >/dev/null 2>&1
    dd if="$disk" of="$scratch/parts" bs=1M seek=10 conv=notrunc 2>/dev/null
    for machine in microvm q35; do
        pith run --machine $machine -d "$scratch/parts,ro" \
            -e pith.mount=vda6:/d $cat -- /d/hello.txt
        check "$machine: logical partition" 0 "from the host"
        pith run --machine $machine -d "$scratch/parts,ro" \
            -e pith.mount=vda7:/d $cat -- /d/x
        check "$machine: no such logical partition" 127 "there is no disk vda7"
    done
    pith run -d "$scratch/parts,ro" -e pith.mount=LABEL=a-name:/d \
        $cat -- /d/hello.txt
    check "logical partition by label" 0 "from the host"
    # The second table names the first one as the next.
    printf '\005\0\0\0\0\0\0\0\0\004\0\0' |
        dd of="$scratch/parts" bs=1 conv=notrunc seek=$((18432 * 512 + 446 + 20)) \
        2>/dev/null
    pith run -d "$scratch/parts,ro" -e pith.mount=vda9:/d $cat -- /d/x
    check "a loop of tables" 127 "there is no disk vda9"
fi

# --- refusals: one line each ---

# refused WHAT SAYS ARG... - status 127 and one line that says it.
refused()
{
    what=$1 says=$2
    shift 2
    pith run "$@"
    check "refused: $what" 127 "$says"
}
refused "no disk" "there is no disk vdb" -d "$disk" -e pith.mount=vdb:/d $cat
refused "no such label" "there is no disk LABEL=x" -d "$disk" \
    -e pith.mount=LABEL=x:/d $cat
refused "no path" "does not begin with /" -d "$disk" -e pith.mount=vda:d $cat
refused "another type" "type is not ext2" -d "$disk" -e pith.mount=vda:/d:xfs $cat
refused "no files" "uses no files" -d "$disk" -e pith.mount=vda:/d \
    build/apps/hello.elf
refused "the root" "cannot be mounted on /" -d "$disk" -e pith.mount=vda:/ $cat
head -c 1M /dev/zero >"$scratch/zeros"
refused "zeros" "no ext2, ext3 or ext4" -d "$scratch/zeros" -e pith.mount=vda:/d $cat
cp "$disk" "$scratch/short"
truncate -s 4M "$scratch/short"
refused "a disk that shrank" "larger than its disk" -d "$scratch/short" \
    -e pith.mount=vda:/d $cat
pith run -d "$scratch/none" $cat
check "refused by the tool: no file" 125 "No such file"
pith run -d "$disk,ro,size=3" $cat
check "refused by the tool: an option" 125 "is not ro, rw or label"

# --- a full disk ---

build/pith mkdisk "$disk" --size 4M
cat >"$scratch/root/fill.lua" <<'LUA'
local f = assert(io.open("/data/big", "wb"))
f:setvbuf("no")
local ok, why
repeat ok, why = f:write(string.rep("x", 50000)) until not ok
print(why)
f:close()
assert(os.remove("/data/big"))
f = assert(io.open("/data/small", "w"))
assert(f:write("there is room again\n"))
assert(f:close())
LUA
pith run -d "$disk" -e pith.mount=vda:/data -i "$scratch/root" $lua -- /fill.lua
check "a full disk" 0 "No space left"
clean "a full disk"
has "a full disk: room again" /small "room again"

# --- a disk that fails: QEMU's blkdebug lets each write from the 30th on ---

build/pith mkdisk "$disk" --size 16M
inject write
cat >"$scratch/root/eio.lua" <<'LUA'
local f = assert(io.open("/data/file", "wb"))
print(f:write(string.rep("x", 500000)))
print(f:close())
LUA
pith run --qemu-arg -drive --qemu-arg \
    "id=bad,if=none,format=raw,file=blkdebug:$scratch/debug.conf:$disk" \
    --qemu-arg -device --qemu-arg virtio-blk-device,drive=bad \
    -e pith.mount=vda:/data -i "$scratch/root" $lua -- /eio.lua
check "a disk that fails" 0 "error"
clean "a disk that fails"

finish disk
