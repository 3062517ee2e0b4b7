#!/bin/sh
# run.sh - programs in folders of the host, in QEMU, beside the host's view.
set -u
. tests/boot/lib.sh

lua=build/apps/lua.elf
cat=build/apps/cat.elf
files=build/tests/folder/files
dir=$scratch/dir
if ! "$QEMU" -device help 2>/dev/null | grep -q virtio-9p-device; then
    echo "SKIPPED $QEMU has no virtio-9p-device"
    exit 0
fi

# tree DIR - what the host finds below it.
tree()
{
    (cd "$1" && find . -printf '%p %y %m %s %n %l\n' | sed '/ d /s/ [0-9]* [0-9]* $//' | sort)
}

make_dir()
{
    rm -rf "$dir"
    mkdir -p "$dir/sub"
    echo "from the host" >"$dir/hello.txt"
    head -c 300000 /dev/urandom >"$dir/sub/random"
    ln -s sub/random "$dir/link"
    cat >"$dir/script.lua" <<'LUA'
local from = assert(io.open("/mnt/link", "rb"))
local to = assert(io.open("/mnt/copy", "wb"))
assert(to:write(from:read("a")))
assert(to:close())
print("copied", ...)
LUA
}

# Machines, and words for QEMU that choose the transport.
machines="microvm microvm:virtio-mmio.force-legacy=false microvm,acpi=on q35 pc
q35:virtio-9p-pci.disable-legacy=on q35:virtio-9p-pci.disable-modern=on"

# The host's answers, once.
rm -rf "$scratch/want"
mkdir "$scratch/want"
$files "$scratch/want" >"$scratch/want.out"
tree "$scratch/want" >"$scratch/want.tree"

for machine in $machines; do
    on=$machine
    set -- --machine "${machine%%:*}"
    case $machine in *:*) set -- "$@" --qemu-arg -global --qemu-arg "${machine#*:}" ;; esac
    make_dir
    pith run "$@" -v "$dir:/mnt" $lua -- /mnt/script.lua a b
    check "$on: lua" 0 "copied	a	b"
    host "$on: contents" cmp "$dir/copy" "$dir/sub/random"
    pith run "$@" -v "$dir:/deep/er:ro" -v "$dir/sub:/s" \
        $cat -- /deep/er/hello.txt /s/random
    (cat "$dir/hello.txt" "$dir/sub/random") >"$scratch/want.cat"
    host "$on: two folders" cmp "$scratch/out" "$scratch/want.cat"
    rm -rf "$scratch/got"
    mkdir "$scratch/got"
    pith run "$@" -v "$scratch/got:/mnt" $files.elf -- /mnt
    check "$on: calls" 0
    host "$on: what they say" diff "$scratch/want.out" "$scratch/out"
    tree "$scratch/got" >"$scratch/got.tree"
    host "$on: what they leave" diff "$scratch/want.tree" "$scratch/got.tree"
    host "$on: contents of all" diff -r --no-dereference \
        --exclude=sparse "$scratch/want" "$scratch/got"
    rm -rf "$scratch/got"
done

# --- read-only: by QEMU and by the guest, each alone ---

make_dir
echo text >"$dir/file"
tree "$dir" >"$scratch/before"
cat >"$scratch/want.refused" <<'END'
1 put("file", 0, "x"): EROFS
2 put("new", O_CREAT, "x"): EROFS
3 mkdir("dir", 0700): EROFS
4 unlink("file"): EROFS
5 rename("file", "other"): EROFS
6 symlink("x", "new-link"): EROFS
7 link("file", "hard"): EROFS
8 chmod("file", 0600): EROFS
9 truncate("file", 0): EROFS
END
for machine in microvm q35; do
    bus=device
    test $machine = q35 && bus=pci
    for who in both guest QEMU; do
        case $who in
        both) set -- -v "$dir:/mnt:ro" ;;
        guest) set -- --qemu-arg -fsdev --qemu-arg "local,id=f,path=$dir,security_model=none" \
            -e pith.mount=x:/mnt:9p,ro ;;
        QEMU) set -- --qemu-arg -fsdev --qemu-arg "local,id=f,path=$dir,security_model=none,readonly=on" \
            -e pith.mount=x:/mnt:9p ;;
        esac
        test $who = both || set -- "$@" --qemu-arg -device --qemu-arg "virtio-9p-$bus,fsdev=f,mount_tag=x"
        pith run --machine $machine "$@" $files.elf -- /mnt refused
        check "$machine: read-only by $who" 0 "size_of(\"file\"): 5"
        head -n 9 "$scratch/out" >"$scratch/refused"
        host "$machine: refused by $who" diff "$scratch/want.refused" "$scratch/refused"
        tree "$dir" >"$scratch/after"
        host "$machine: nothing changed by $who" diff "$scratch/before" "$scratch/after"
    done
done

# --- many files ---

mkdir -p "$scratch/large/many"
(cd "$scratch/large/many" && seq 1 "${MANY:-100000}" | sed 's/^/a-file-with-a-name-/' | xargs touch)
$files "$scratch/large" bigdir 200000 >"$scratch/want.many"
for machine in microvm q35; do
    pith run --machine $machine -v "$scratch/large:/mnt" $files.elf -- /mnt bigdir 200000
    check "$machine: a large directory" 0
    host "$machine: its names" diff "$scratch/want.many" "$scratch/out"
done

# --- the host changes files while the guest runs ---

for machine in microvm q35; do
    rm -rf "$dir"
    mkdir "$dir"
    rm -f "$scratch/lines"
    mkfifo "$scratch/lines"
    timeout -k 5 60 build/pith run --machine $machine -v "$dir:/mnt" $files.elf \
        -- /mnt watch </dev/null >"$scratch/lines" 2>"$scratch/err" &
    guest=$!
    exec 7<"$scratch/lines"
    read -r said <&7
    for word in one two-longer x end; do
        echo "seen: $word" >"$scratch/want.line"
        printf %s "$word" >"$dir/.new"
        mv "$dir/.new" "$dir/host"
        read -r said <&7
        echo "$said" >"$scratch/said"
        host "$machine: a change of the host's is seen: $word" \
            cmp "$scratch/want.line" "$scratch/said"
    done
    wait $guest
    host "$machine: the guest has ended well" test $? = 0
    exec 7<&-
    host "$machine: the guest's last answer" test "$(cat "$dir/guest")" = end
done

# --- the C library's tests of files; random operations ---

for t in files names temp mmap; do
    for machine in microvm q35; do
        rm -rf "$dir"
        mkdir -m 1777 "$dir"
        pith run --machine $machine -v "$dir:/tmp" build/tests/libc/test_$t.elf
        check "$machine: test_$t" 0
    done
done
for threads in 1 4; do
    for machine in microvm q35; do
        seed=${SEED:-$$}
        rm -rf "$dir" "$scratch/fsx"
        mkdir "$dir" "$scratch/fsx"
        on="random, $machine, $threads threads, SEED=$seed"
        pith run --machine $machine --smp $threads -v "$dir:/data" \
            build/tests/disk/fsx.elf -- /data "$seed" 1000 $threads
        check "$on" 0
        host "$on: host" build/tests/disk/fsx "$scratch/fsx" "$seed" 1000 \
            $threads
        host "$on: contents" diff -r "$dir" "$scratch/fsx"
    done
done

# --- refusals ---

# refused WHAT STATUS SAYS ARG... - one line says it.
refused()
{
    what=$1 status=$2 says=$3
    shift 3
    pith run "$@"
    check "refused: $what" "$status" "$says"
}
make_dir
refused "no device" 127 "there is no host folder x; 0 folders found" -e pith.mount=x:/d:9p $cat
refused "another tag" 127 "there is no host folder x; 1 folders" -v "$dir:/mnt" \
    -e pith.mount=x:/d:9p $cat
refused "no files" 127 "uses no files" -v "$dir:/mnt" build/apps/hello.elf
finish folder
