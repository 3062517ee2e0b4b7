# lib_gdb.sh - what tests that need gdb share; sourced after lib.sh.

# have_gdb - whether it is there; what needs it counts as neither else.
have_gdb()
{
    command -v gdb >/dev/null && return
    echo "# no gdb: its checks are left out (scripts/deps.sh --dev has it)"
    return 1
}

# core_bt IMAGE - gdb's backtrace of ./core, to out.
core_bt()
{
    # shellcheck disable=SC2034 # result() prints it
    what="gdb $1 core"
    timeout 60 gdb -nx -q -batch "$1" core -ex "bt 20" -ex "bt -3" \
        >out 2>err </dev/null
}
