# lib.sh - what the tables of the bench share; read by each of them.
#
# A table is a script that prints its lines and adds them to $ROWS, a file of
# `TABLE<tab>NAME<tab>VALUE<tab>UNIT`, from which run.sh makes JSON and chart.

QEMU=${QEMU:-qemu-system-x86_64}
OUT=build/bench
ROWS=${ROWS:-$OUT/rows}

# One machine for all: no option ROMs, a 16550 at COM1, isa-debug-exit.
MACHINE="-M microvm,acpi=off,pit=on,pic=on,rtc=on,x-option-roms=off
    -accel tcg -m 256M -nodefaults -no-user-config -display none
    -serial stdio -no-reboot -device isa-debug-exit,iobase=0xf4,iosize=4"
# QEMU 7.2's cmpxchg16b under TCG leaves garbage in the flags.
CPU=${BENCH_CPU:-max,-cx16}
# Without ACPI and TSC-deadline Linux must be told how to keep time, and how
# to leave (a triple fault).
LINUX_CMDLINE="console=ttyS0 quiet loglevel=0 tsc_early_khz=2500000
    no_timer_check reboot=t panic=-1"

# row TABLE NAME VALUE UNIT [NOTE] - one number, printed and kept.
row()
{
    printf '  %12s %-12s %s%s\n' "$3" "$4" "$2" "${5:+  ($5)}"
    printf '%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$4" >>"$ROWS"
}

# ratio A B - A / B to two places.
ratio()
{
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'
}

# machine IMAGE [QEMU WORD]... - boots it; its output is ours.
machine()
{
    image=$1
    shift
    # shellcheck disable=SC2086 # MACHINE is a list of words
    timeout 300 "$QEMU" $MACHINE -cpu "$CPU" -kernel "$image" "$@" </dev/null
}

# linux INITRD [QEMU WORD]... - the same for Linux.
linux()
{
    initrd=$1
    shift
    # shellcheck disable=SC2086,SC2116 # to one line
    machine "$OUT/vmlinux" -initrd "$initrd" \
        -append "$(echo $LINUX_CMDLINE)" "$@"
}

# keep FILE COMMAND... - its output in FILE, which must come to its end.
keep()
{
    file=$1
    shift
    "$@" 2>"$file.err" | tr -d '\r' >"$file" || true
    grep -q '^end' "$file" || {
        echo "$file has no end" >&2
        tail -n 5 "$file" "$file.err" >&2
        exit 1
    }
}

# smallest_memory IMAGE [ARGUMENT]... - the least -m, in KiB, that works.
smallest_memory()
{
    for kib in 2048 2560 3072 4096 5120 6144 8192 12288 16384; do
        if timeout 20 build/pith run -m ${kib}K "$@" >/dev/null 2>&1 \
            </dev/null; then
            echo $kib
            return
        fi
    done
    echo none
}

# make_init PROGRAM INITRD - an archive with PROGRAM as /init.
make_init()
{
    rm -rf "$OUT/root"
    mkdir -p "$OUT/root"
    cp "$1" "$OUT/root/init"
    build/pith pack "$OUT/root" "$2"
}

# use_acpi - the machine with ACPI, by which alone Linux finds CPUs and virtio
# devices there; its clock is the time-stamp counter, else it ticks by 4 ms.
# The firmware with ACPI may need the option ROMs. On a busy host Linux cannot
# find out the counter's rate and would stop, so it is told.
use_acpi()
{
    khz=$(awk '/^cpu MHz/ { printf "%d", $4 * 1000; exit }' /proc/cpuinfo)
    MACHINE=$(printf '%s' "$MACHINE" |
        sed 's/acpi=off/acpi=on/; s/,x-option-roms=off//')
    LINUX_CMDLINE="console=ttyS0 quiet loglevel=0 tsc=reliable
        tsc_early_khz=${khz:-2500000} no_timer_check reboot=t panic=-1"
}

# make_root PROGRAM INITRD MODULE... - an archive with PROGRAM as /program,
# started by linux_init.c, and those modules.
make_root()
{
    program=$1
    initrd=$2
    shift 2
    rm -rf "$OUT/root"
    mkdir -p "$OUT/root/modules"
    cp "$OUT/linux_init" "$OUT/root/init"
    cp "$program" "$OUT/root/program"
    for module; do
        cp "$OUT/modules"/??-"$module.ko" "$OUT/root/modules/"
    done
    test -z "${ROOT_FILES:-}" || cp -R "$ROOT_FILES"/. "$OUT/root/"
    build/pith pack "$OUT/root" "$initrd"
}

# have_linux - linux.sh, which is called first, says why there is none.
have_linux()
{
    test "${BENCH_LINUX:-}" != no && test -f "$OUT/vmlinux"
}

# have_module NAME - Linux with that module, or a line if it has none.
have_module()
{
    have_linux || return 1
    test -f "$(echo "$OUT/modules"/??-"$1.ko")" ||
        { echo "NO LINUX TO COMPARE WITH: it has no module $1" && return 1; }
}

# have_plugin - makes plugin.so in a version of the interface that this QEMU
# takes.
have_plugin()
{
    for version in 1 2 3 4 5 6; do
        if test ! -f "$OUT/plugin.so"; then
            ${HOSTCC:-gcc} -O2 -shared -fPIC -DPLUGIN_VERSION=$version \
                -o "$OUT/plugin.tmp" tests/bench/plugin.c
        else
            cp "$OUT/plugin.so" "$OUT/plugin.tmp"
        fi
        if machine build/tests/canary.elf -plugin "$OUT/plugin.tmp" 2>&1 |
            grep -q '^!*plugin: [0-9]'; then
            mv "$OUT/plugin.tmp" "$OUT/plugin.so"
            return 0
        fi
        rm -f "$OUT/plugin.so" "$OUT/plugin.tmp"
    done
    return 1
}
