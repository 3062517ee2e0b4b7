# lib.sh - what the boot tests share: QEMU with a limit, verdicts, the count.
#
# Sourced by the scripts here, from the root of the tree. No test sleeps; a
# QEMU that does not end is ended after QEMU_LIMIT seconds and is a failure.

QEMU=${QEMU:-qemu-system-x86_64}
QEMU_LIMIT=${QEMU_LIMIT:-60}
passed=0
failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM

# ok NAME, not_ok NAME [DETAIL...]
ok()
{
    passed=$((passed + 1))
}

not_ok()
{
    failed=$((failed + 1))
    echo "not ok $1"
    shift
    for detail; do
        printf '%s\n' "$detail" | sed 's/^/#   /'
    done
}

# host NAME COMMAND... - a command of the host says yes.
host()
{
    what=$1
    shift
    if "$@" >"$scratch/host" 2>&1; then
        ok "$what"
    else
        not_ok "$what" "$(tail -n 20 "$scratch/host")"
    fi
}

# finish SUITE - the count, and the exit status.
finish()
{
    echo "suite $1: $passed passed, $failed failed"
    test "$failed" = 0
}

# qemu ARG... - stdout to $scratch/out, status to $rc.
qemu()
{
    rc=0
    timeout -k 5 "$QEMU_LIMIT" "$QEMU" -accel tcg -nodefaults \
        -no-user-config -display none -serial stdio -no-reboot "$@" \
        </dev/null >"$scratch/out" 2>"$scratch/err" || rc=$?
}

# pith ARG... - the same for build/pith.
pith()
{
    rc=0
    timeout -k 5 "$QEMU_LIMIT" build/pith "$@" \
        </dev/null >"$scratch/out" 2>"$scratch/err" || rc=$?
}

# check NAME STATUS [LINE...] - rc is STATUS and each LINE is in the output.
check()
{
    name=$1
    want=$2
    shift 2
    for line; do
        grep -qF -- "$line" "$scratch/out" "$scratch/err" && continue
        not_ok "$name" "missing: $line" "status $rc" \
            "$(head -c 2000 "$scratch/out")" "$(head -c 4000 "$scratch/err")"
        return
    done
    if test "$rc" != "$want"; then
        not_ok "$name" "status $rc, not $want" \
            "$(head -c 2000 "$scratch/out")" "$(head -c 4000 "$scratch/err")"
        return
    fi
    ok "$name"
}

# The machines of the matrix, as QEMU spells them; a bios after the colon.
# shellcheck disable=SC2034  # for those who source this
machines="pc q35 microvm,acpi=off microvm,acpi=on:qboot.rom microvm:bios-microvm-seabios"

# machine_args MACHINE - the words for QEMU.
machine_args()
{
    case $1 in
    *:bios-microvm-seabios)
        echo "-M ${1%%:*} -bios $(seabios_microvm)"
        ;;
    *:*) echo "-M ${1%%:*} -bios ${1#*:}" ;;
    *) echo "-M $1" ;;
    esac
}

# SeaBIOS for microvm: Debian 12's qemu package links that name to qboot.
seabios_microvm()
{
    own=/usr/share/seabios/bios-microvm.bin
    if test -f $own; then
        echo $own
    else
        echo bios-microvm.bin
    fi
}

# memory_args SIZE - that much RAM, without having it.
memory_args()
{
    echo "-m $1 -object memory-backend-ram,id=ram0,size=$1,reserve=off" \
        "-machine memory-backend=ram0"
}
