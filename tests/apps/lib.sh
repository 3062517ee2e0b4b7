# lib.sh - what the tests of applications share: an application with input.
#
# Sourced by the scripts here, from the root of the tree.
. tests/boot/lib.sh

# feed INPUT ARG... - `pith run ARG...` with the file INPUT as stdin; stdout to
# $scratch/out, stderr to $scratch/err, status to $rc.
feed()
{
    input=$1
    shift
    rc=0
    timeout -k 5 "$QEMU_LIMIT" build/pith run "$@" \
        <"$input" >"$scratch/out" 2>"$scratch/err" || rc=$?
}

# same NAME FILE - status 0, and the output is exactly FILE.
same()
{
    if test "$rc" = 0 && cmp -s "$2" "$scratch/out"; then
        ok "$1"
    else
        not_ok "$1" "status $rc" "$(head -c 2000 "$scratch/out")" \
            "$(head -c 1000 "$scratch/err")"
    fi
}

# text_of BYTES - so many bytes of this tree's own sources.
text_of()
{
    cat libc/*.c kernel/*.c boot/*.c fs/*.c | head -c "$1"
}
