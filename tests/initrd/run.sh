#!/bin/sh
# run.sh - initial archives of GNU cpio, GNU tar and gzip, right and wrong.
#
# The right ones: what the guest sees is what the host sees, compared by the
# same program on both. The wrong ones: one line, status 127, no program run.
set -u
. tests/boot/lib.sh

tree=build/tests/initrd/tree
work=$scratch/work
mkdir "$work"

# Files, links of both kinds, long names, odd modes, empty and large.
make_tree()
{
    mkdir -p "$1/dir/sub" "$1/empty dir"
    printf 'hello\n' >"$1/dir/file"
    : >"$1/dir/empty"
    ln "$1/dir/file" "$1/dir/sub/hard"
    ln -s dir/file "$1/link"
    ln -s ../nowhere "$1/dir/dangling"
    awk 'BEGIN { for (i = 0; i < 60000; i++) print i * 7919 % 65536 }' \
        >"$1/large"
    long=$(printf '%0120d' 7)
    mkdir "$1/$long"
    printf long >"$1/$long/$long"
    chmod 4711 "$1/dir/file"
    chmod 0700 "$1/dir/sub"
    find "$1" -exec touch -h -d @1700000000 {} +
    touch -h -d @1234567890 "$1/link"
}

# in_tree COMMAND... - run in the tree, its output in $work/archive
in_tree()
{
    (cd "$work/tree" && "$@") >"$work/archive" 2>"$work/log" ||
        not_ok "$1" "$(cat "$work/log")"
}

# same NAME - the guest prints what the host does.
same()
{
    pith run -m 64M -i "$work/archive" "$tree.elf" -- /
    grep -v -e ' \./tmp $' -e ' \./dev[ /]' "$scratch/out" >"$work/seen"
    if test "$rc" = 0 && cmp -s "$work/want" "$work/seen"; then
        ok "$1"
    else
        not_ok "$1" "status $rc" "$(diff "$work/want" "$work/seen")" \
            "$(cat "$scratch/err")"
    fi
}

# refused NAME TEXT - one line with TEXT, and nothing ran.
refused()
{
    pith run -m 64M -i "$work/archive" "$tree.elf" -- /
    check "$1" 127 "$2"
    test -s "$scratch/out" && not_ok "$1: the program ran"
}

all_files()
{
    find . -mindepth 1 | sort
}

cpio_of()
{
    all_files | cpio --quiet -o -H "$1" -R 0:0
}

tar_of()
{
    tar --format="$1" --owner=0 --group=0 --numeric-owner -cf - .
}

make_tree "$work/tree"
chown -R 0:0 "$work/tree" 2>/dev/null
"$tree" "$work/tree" >"$work/want"

in_tree cpio_of newc
same "cpio newc"
cp "$work/archive" "$work/newc"
in_tree cpio_of crc
same "cpio crc"
gzip -9 <"$work/newc" >"$work/archive"
same "cpio newc gzip -9"
gzip -1 <"$work/newc" >"$work/archive"
same "cpio newc gzip -1"
for format in gnu posix; do
    in_tree tar_of $format
    same "tar $format"
done
gzip <"$work/archive" >"$work/gz" && mv "$work/gz" "$work/archive"
same "tar posix gzip"
# ustar cannot hold the long names.
(cd "$work/tree" && rm -r 0*)
"$tree" "$work/tree" >"$work/want"
in_tree tar_of ustar
same "tar ustar"
cp "$work/archive" "$work/ustar"
pith run -m 64M -i "$work/tree" "$tree.elf" -- /
check "a folder, packed by pith" 0 './dir/sub/hard'

# --- wrong ones ---

# spoil FILE OFFSET TEXT - $work/archive is FILE with TEXT there
spoil()
{
    cp "$1" "$work/archive"
    printf '%s' "$3" |
        dd of="$work/archive" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

spoil "$work/newc" 0 070707
refused "old cpio" 'initrd: cpio of an old format (make it with -H newc)'
spoil "$work/newc" 54 x
refused "bad cpio size" 'initrd: bad number at offset 0x36 of'
spoil "$work/newc" 54 ffffffff
refused "cpio size beyond the end" 'initrd: truncated entry at offset 0x36 of'
spoil "$work/newc" 110 '../'
refused "a name that leaves" 'initrd: bad name at offset 0x6e of'
head -c 300000 "$work/newc" >"$work/archive"
refused "cut cpio" 'initrd: truncated entry at offset'
spoil "$work/ustar" 100 9
refused "bad tar header" 'initrd: bad checksum at offset 0x94 of'
head -c 1000 "$work/ustar" >"$work/archive"
refused "cut tar" 'initrd: truncated entry at offset 0x200 of'
gzip <"$work/newc" | head -c 5000 >"$work/archive"
refused "cut gzip" 'initrd: corrupt gzip data at offset 0x1388 of'
gzip <"$work/newc" >"$work/gz"
spoil "$work/gz" 3000 xxxxxxxx
refused "spoilt gzip" 'initrd: corrupt gzip data at offset'
head -c 300000 "$work/newc" | gzip >"$work/archive"
refused "cut cpio in gzip" '(unpacked) of'
printf 'print("hello")\n' >"$work/archive"
refused "a script" 'initrd: neither cpio nor tar, plain or gzip at offset 0x0'
printf '\3757zXZ\0' >"$work/archive"
refused "xz" 'initrd: a compression other than gzip at offset 0x0 of 6 bytes'
cp "$tree.elf" "$work/archive"
refused "an ELF file" 'initrd: an ELF file, not an archive at offset 0x0'
head -c 90000000 /dev/zero | gzip -1 >"$work/archive"
refused "no room to unpack" 'initrd: no memory to unpack it at offset'
# What opens no file looks at no archive.
printf 'junk' >"$work/archive"
pith run -i "$work/archive" build/apps/hello.elf
check "hello needs no archive" 0 hello

# --- cat ---

printf 'from stdin\n' >"$work/in"
rc=0
timeout -k 5 60 build/pith run build/apps/cat.elf <"$work/in" \
    >"$scratch/out" 2>"$scratch/err" || rc=$?
check "cat of stdin" 0 'from stdin'
pith run -i "$work/tree" build/apps/cat.elf -- /dir/file link
check "cat of files" 0 hello
cmp -s "$scratch/out" - <<END || not_ok "cat's output" "$(cat "$scratch/out")"
hello
hello
END
pith run -i "$work/tree" build/apps/cat.elf -- none /dir /dir/file
check "cat of what cannot be read" 1 'none: No such file or directory' \
    '/dir: Is a directory' hello
finish initrd
