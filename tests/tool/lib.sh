# lib.sh - what the tests of the host tool share.
#
# Sourced by the scripts here, from the root of the tree. No guest runs:
# fake_qemu.sh stands for QEMU, an ELF file of 340 bytes for an image.

pith=$(pwd)/build/pith
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
unset NO_COLOR PITH_QEMU
passed=0
failed=0

# t STATUS ARG... - run pith; its output goes to $scratch/out and $scratch/err.
t()
{
    want=$1
    shift
    what="pith $*"
    rc=0
    timeout 60 "$pith" "$@" <"${input:-/dev/null}" >"$scratch/out" \
        2>"$scratch/err" || rc=$?
    result "status $rc, not $want" test "$rc" = "$want"
}

# result DETAIL COMMAND... - a check that the command succeeds.
result()
{
    detail=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        return
    fi
    failed=$((failed + 1))
    echo "not ok: $what: $detail"
    sed 's/^/#   out: /' "$scratch/out" | head -20
    sed 's/^/#   err: /' "$scratch/err" | head -20
}

# out TEXT, err TEXT - the text is in what the last run printed there.
out()
{
    result "no \"$1\" on stdout" grep -qF -- "$1" "$scratch/out"
}
err()
{
    result "no \"$1\" on stderr" grep -qF -- "$1" "$scratch/err"
}

# out_is TEXT, err_is TEXT - the text and a newline are all of it; "" is none.
is_all()
{
    if test -z "$2"; then
        ! test -s "$1"
    else
        printf '%s\n' "$2" | cmp -s - "$1"
    fi
}
out_is()
{
    result "stdout is not \"$1\"" is_all "$scratch/out" "$1"
}
err_is()
{
    result "stderr is not \"$1\"" is_all "$scratch/err" "$1"
}

# le BYTES VALUE - a little-endian number.
le()
{
    n=$1
    v=$2
    while test "$n" -gt 0; do
        # shellcheck disable=SC2059
        printf "\\$(printf %03o $((v & 255)))"
        v=$((v >> 8))
        n=$((n - 1))
    done
}

# phdr TYPE FLAGS OFFSET ADDR FILESZ MEMSZ ALIGN
phdr()
{
    le 4 "$1" && le 4 "$2" && le 8 "$3" && le 8 "$4" && le 8 "$4"
    le 8 "$5" && le 8 "$6" && le 8 "$7"
}

# make_image NOTE_TYPE NOTE_ALIGN TOP - an image; its data end at address TOP.
make_image()
{
    printf '\177ELF\002\001\001' && le 9 0
    le 2 2 && le 2 62 && le 4 1 && le 8 $((0x1000fc)) && le 8 64 && le 8 0
    le 4 0 && le 2 64 && le 2 56 && le 2 3 && le 2 0 && le 2 0 && le 2 0
    phdr 1 5 0 $((0x100000)) 256 256 4096
    phdr 1 6 0 $((0x101000)) 0 $(($3 - 0x101000)) 4096
    phdr 4 4 232 $((0x1000e8)) 20 20 "$2"
    le 4 4 && le 4 4 && le 4 "$1" && printf 'Xen\000' && le 4 $((0x1000fc))
    le 4 0
}

finish()
{
    echo "suite $1: $passed passed, $failed failed"
    test "$failed" = 0
}
