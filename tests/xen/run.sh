#!/bin/sh
# run.sh - images on real Xen: as its PVH dom0, and as domUs made by xl.
#
# usage: run.sh [PATTERN]      only the parts whose name has PATTERN
#     XEN_CLAIMS=DIR           not those that stand there: check.sh runs two at once
#     XEN_THREADS=all          see threads.sh
#
# No guest time is asserted; every QEMU has a limit. docs/xen.md tells what
# the rig is.
set -u
. tests/xen/lib.sh
. tests/xen/threads.sh
. tests/xen/devices.sh
. tests/xen/rings.sh
. tests/xen/libvirt.sh
. tests/xen/pith_run.sh

images=build/tests/xen
hello=build/apps/hello.elf
pvhinfo=build/apps/pvhinfo.elf
mkdir "$scratch/root"
echo "from the ramdisk" >"$scratch/root/greeting"
build/pith pack "$scratch/root" "$scratch/ramdisk"

# wanted NAME - is the part to be run, and by us?
wanted()
{
    case $1 in
    *"$pattern"*) test -z "${XEN_CLAIMS-}" || mkdir "$XEN_CLAIMS/$1" 2>/dev/null ;;
    *) return 1 ;;
    esac
}

dom0_basics()
{
    dom0 $hello "-- a 'b c' d,e"
    check "dom0: arguments, exit 0" 0 "argument 2: b c" "argument 3: d,e"
    dom0 -i "$scratch/ramdisk" build/apps/cat.elf "-- /greeting"
    check "dom0: ramdisk" 0 "from the ramdisk"
    dom0 $pvhinfo "pith.log=info"
    # Under SeaBIOS, Xen's XSDT for dom0 leads to a FADT that is not there:
    # one verdict against Xen, so status 1, which is Xen's reboot.
    check "dom0: version 0, map from the hypercall" 2 "version         0" \
        "map from Xen" "map_source      Xen" "FAIL acpi-tables" \
        "failed          1"
    dom0 -t "a line, please" 'cd\bat\nmore\n\004' $images/input.elf ""
    check "dom0: console input" 0 "4 bytes: cat" "5 bytes: more" "that was all"
}

dom0_ends()
{
    dom0 $images/status.elf "-- 7"
    check "dom0: exit 7" 7 "pith: exit status 7"
    dom0 $images/status.elf "-- 200"
    check "dom0: exit 200" 200 "pith: exit status 200"
    dom0 $images/null_write.elf ""
    check "dom0: crash" 1 "pith: crash: page fault: write to 0x0 at main+0x"
    dom0 $hello "pith.stack=nonsense"
    check "dom0: refusal" 1 "pith: refused: pith.stack=nonsense"
    dom0 $images/term.elf "-- wait"
    check "dom0: nobody can ask it to end" 1 "pith: crash: deadlock"
}

dom0_memory()
{
    for mib in 64 1024 5120; do
        dom0 -m $mib $images/fill.elf "-- 32"
        check "dom0: $mib MiB" 0 "32 MiB filled, 32 good"
    done
}

# One boot of Xen; the numbers below are in the order of the domains here.
domu_basics()
{
    domu $hello "-- a \"b c\" d,e"
    domu build/apps/cat.elf "-- /greeting" "ramdisk='/test/2/ramdisk'"
    domu_file ramdisk <"$scratch/ramdisk"
    domu $pvhinfo "pith.log=info"
    domu $images/input.elf "pith.log=debug"
    echo "a line, please" | domu_file prompt
    printf 'cd\bat\nmore\n\004' | domu_file input
    domu $images/null_write.elf ""
    domu $hello "pith.stack=nonsense"
    domu $images/abort.elf ""
    domu $images/liar.elf ""
    domu_boot
    domu_check 1 "domU: arguments, exit 0" 0 "argument 2: b c" \
        "argument 3: d,e"
    domu_check 2 "domU: ramdisk" 0 "from the ramdisk"
    domu_check 3 "domU: version 1" 0 "version         1" \
        "map_source      start_info" "conforms        yes"
    domu_check 4 "domU: console input" 0 "input by event channel" "4 bytes: cat" "5 bytes: more" \
        "that was all"
    domu_check 5 "domU: crash" 3 \
        "pith: crash: page fault: write to 0x0 at main+0x"
    domu_check 6 "domU: refusal" 3 "pith: refused: pith.stack=nonsense"
    domu_check 7 "domU: abort" 3 "pith: crash: "
    domu_check 8 "domU: a console whose index lies" 0 \
        "(d8) pith: console ring: the index 0x123456" "(d8) to the log"
}

# 2 and 5 are Xen's "suspended" and "soft reset": 0x82 and 0x85 stand for them.
domu_statuses()
{
    statuses="0 1 2 3 4 5 6 134 254 255"
    for status in $statuses; do
        domu $images/status.elf "-- $status"
    done
    domu_boot
    i=0
    for status in $statuses; do
        i=$((i + 1)) reason=$status
        case $status in 2 | 5) reason=$((128 + status)) ;; esac
        domu_check $i "domU: exit $status" "$reason"
    done
}

# All of the memory is used; with maxmem, all that the domain has.
domu_memory()
{
    domu $images/fill.elf "" memory=4
    domu $images/fill.elf "" memory=64
    domu $images/fill.elf "pith.log=info" memory=16 maxmem=96
    domu $pvhinfo "" memory=4
    domu $images/fill.elf "" memory=200 vcpus=2
    domu_boot
    domu_check 1 "domU: 4 MiB" 0 " MiB filled"
    domu_check 2 "domU: 64 MiB" 0 " MiB filled"
    domu_check 3 "domU: maxmem > memory" 0 " MiB filled" \
        "of the map's RAM: maxmem > memory"
    domu_check 4 "domU: pvhinfo in 4 MiB" 0 "conforms        yes"
    domu_check 5 "domU: 200 MiB, 2 vCPUs" 0 " MiB filled"
}

# Xen takes its time to free so much; the boot ends before.
domu_big()
{
    domu $images/fill.elf "" memory=5120
    domu_file keep </dev/null
    domu_boot -m 6144
    domu_check 1 "domU: 5 GiB" 0 " MiB filled"
}

# The real time is within a day of the host's: dom0 has it from QEMU's RTC.
right_day()
{
    day=$(sed -n 's/^real time \(.*\)/\1/p' "$scratch/out")
    if test $(((${day:-0} - $(date +%s)) / 86400)) = 0; then
        ok "$1"
    else
        not_ok "$1" "$day, and here $(date +%s)"
    fi
}

clocks()
{
    dom0 $images/clock.elf "pith.log=debug"
    check "dom0: Xen's clock, APIC timer" 0 "clock: Xen" "slept long enough"
    right_day "dom0: real time"
    domu $images/clock.elf "pith.log=debug"
    domu $images/test_time.elf "TZ=CET-1CEST,M3.5.0,M10.5.0/3"
    domu_boot
    domu_check 1 "domU: Xen's clock, APIC timer" 0 "clock: Xen" \
        "slept long enough"
    right_day "domU: real time"
    domu_check 2 "domU: the C library's tests of time" 0
}

# The kernel's own tests: interrupts, timers, threads, paging, traps.
guest_tests()
{
    dom0 build/guest-tests.elf ""
    check "dom0: guest tests" 0 " passed, 0 failed"
    domu build/guest-tests.elf "" memory=64
    domu build/guest-tests.elf "" memory=64 vcpus=2
    domu_boot
    domu_check 1 "domU: guest tests" 0 " passed, 0 failed"
    domu_check 2 "domU: guest tests, 2 vCPUs" 0 " passed, 0 failed"
}

# What the toolstack asks for by control/shutdown, of programs that expect it
# and of those that know nothing of it: "suspend" is refused, "poweroff" ends.
domu_shutdown()
{
    for line in term:pause term:wait busy: deaf: deaf:sleep input:; do
        domu $images/${line%:*}.elf "-- ${line#*:}"
        domu_file meanwhile <<'END'
until $B grep -q "waiting\|please" "$log" 2>/dev/null; do
    $B usleep 50000
done
xenstore write "/local/domain/$(xl domid "t$n")/control/shutdown" suspend
until $B grep -q refused "$log"; do
    $B usleep 50000
done
xl shutdown "t$n"
END
    done
    domu_boot
    refused='request "suspend" is refused'
    domu_check 1 "domU: xl shutdown, a handler" 9 "$refused" \
        "signal 15: orderly end"
    domu_check 2 "domU: xl shutdown, sigwait" 0 "waited for 15"
    domu_check 3 "domU: xl shutdown, a loop" 143 "$refused"
    domu_check 4 "domU: xl shutdown, a loop with stdio" 143 "$refused"
    domu_check 5 "domU: xl shutdown, asleep" 143 "$refused"
    domu_check 6 "domU: xl shutdown, reading the console" 143 "$refused"
}

# What `pith xl` writes is what xl reads: arguments that need quoting arrive.
domu_by_pith_xl()
{
    domu $hello ""
    echo "insert xen-netback" | domu_file before
    build/pith xl -m 24 --smp 2 --net bridge=br0 $hello -- "it's" 'a\b' "c  d" |
        sed "s/^name.*/name='t1'/; s/'destroy'/'preserve'/
            s|^kernel.*|kernel='/test/1/image.elf'|" | domu_file domu.cfg
    domu_boot
    domu_check 1 "pith xl" 0 "argument 1: it's" 'argument 2: a\b' \
        "argument 3: c  d"
}

pattern=${1-}
for part in domus_in_a_row dom0_basics dom0_ends dom0_memory domu_basics \
    domu_statuses domu_memory domu_big clocks guest_tests domu_threads \
    domu_disk domu_sqlite domu_net domu_rings domu_bulk domu_shutdown \
    domu_drivers run_by_pith run_network run_disks domu_by_pith_xl libvirt_xml; do
    if wanted $part; then
        run_part $part
    fi
done
finish "xen-$(cat "$rig/version")"
