# lib.sh - images on real Xen, under QEMU's TCG.
#
# Sourced from the root of the tree. Uses the rig of rig.sh in $rig.
#     dom0 [-i FILE] [-m MIB] [-t PROMPT TEXT] IMAGE LINE
#                                            one boot of Xen, as its PVH dom0;
#                                            TEXT is typed at the PROMPT
#     domu IMAGE LINE [XL_CFG_LINE...]       one more domU for domu_boot; $n
#     domu_file NAME <TEXT                   a file of that one (dom0-init)
#     domu_boot [-m MIB] [-d MIB] [-c]       one boot of Xen for all of them,
#                                            memory of QEMU's, dom0's of it; -c:
#                                            dom0 has curl
# After dom0, `check NAME STATUS LINE...` (tests/boot/lib.sh): the status is 0
# for poweroff, 1 for crash, 2 for reboot, else the reason. After domu_boot,
# `domu_check N NAME REASON LINE...`, the reason in decimal, or `timeout`.
. tests/net/lib.sh

rig=${XEN_RIG:-build/xen/rig}
xen_limit=${XEN_LIMIT:-900} # seconds; only what hangs takes so long
xen_cpu=qemu64,+svm,+npt,+rdrand
masked="delivered while interrupts are off\|fault: event with interrupts off"
boot=$scratch/boot
n=0

# double_commas TEXT - QEMU's -initrd takes a comma as the next module.
double_commas()
{
    printf '%s' "$1" | sed 's/,/,,/g'
}

# this_cpu - the host's CPU that we are on.
this_cpu()
{
    cut -d ' ' -f 39 /proc/self/stat
}

# QEMU's threads share a CPU: tools/pith/vmm.h tells why.
# xen QEMU_MEMORY_MIB XEN_LINE MODULES [QEMU_WORD...] - to the end of QEMU; with
# become=exec in place of the shell, whose number is then timeout's, to kill.
xen()
{
    memory=$1 line=$2 modules=$3
    shift 3
    ${become-} timeout -k 5 "$xen_limit" taskset -c "$(this_cpu)" "$QEMU" \
        -accel tcg -cpu "$xen_cpu" -m "$memory" -display none -vga none \
        -nic none -no-reboot -monitor none -kernel "$rig/xen" \
        -append "guest_loglvl=all com1=115200,8n1 console=com1 bootscrub=0 $line" \
        -initrd "$modules" "$@"
}

# end_of_dom0 - how Xen's log in $boot says that its dom0 ended.
end_of_dom0()
{
    sed -n 's/.*Hardware Dom0 halted.*/0/p
        s/.*Hardware Dom0 crashed.*/1/p
        s/.*Hardware Dom0 shutdown (unknown reason \([0-9]*\)).*/\1/p
        s/.*Hardware Dom0 shutdown: rebooting.*/2/p' "$boot" | head -n 1
}

# type_at PROMPT TEXT - on standard output, which then stays open.
type_at()
{
    until test -n "$(end_of_dom0)" || grep -qaF "$1" "$boot"; do
        sleep 0.1
    done
    printf '%b' "$2"
    until test -n "$(end_of_dom0)"; do
        sleep 0.1
    done
}

# run_part PART - once more, at most four times, if a check failed and a guest
# was given an interrupt that it had masked: QEMU under Xen does that, by a busy
# host to one of 200 domUs, which says so (kernel/irq.c, arch/x86/trap.c) and
# ends.
run_part()
{
    for attempt in 1 2 3 4 5; do
        passed_before=$passed failed_before=$failed
        : >"$scratch/out"
        : >"$scratch/err"
        "$1" >"$scratch/told"
        test "$failed" != "$failed_before" || break
        grep -qa "$masked" "$scratch/told" "$scratch/out" "$scratch/err" ||
            break
        test $attempt != 5 || break
        echo "# $1: QEMU delivered an interrupt twice"
        passed=$passed_before failed=$failed_before
    done
    cat "$scratch/told"
}

# tell_masked - what `check` may not show of a long output.
tell_masked()
{
    grep -a "$masked" "$boot" | sed 's/^/# /'
}

# Sets rc; the output is in $scratch/out. After a poweroff Xen stands still.
dom0()
{
    initrd='' memory=256 prompt='' text='' typist=
    while :; do
        case $1 in
        -i) initrd=",$2" ;;
        -m) memory=$2 ;;
        -t) prompt=$2 text=$3 && shift ;;
        *) break ;;
        esac
        shift 2
    done
    : >"$boot"
    rm -f "$scratch/typed"
    mkfifo "$scratch/typed"
    if test -n "$prompt"; then
        type_at "$prompt" "$text" >"$scratch/typed" &
        typist=$!
    else
        : >"$scratch/typed" &
    fi
    (become='exec' && xen "$memory" "loglvl=info dom0=pvh dom0-iommu=none" \
        "$1 $(double_commas "$2")$initrd" -serial stdio) \
        <"$scratch/typed" >"$boot" 2>"$scratch/err" &
    qemu=$!
    while kill -0 $qemu 2>/dev/null; do
        if test -n "$(end_of_dom0)"; then
            kill $qemu 2>/dev/null # it may be gone already
            break
        fi
        sleep 0.1
    done
    wait $qemu 2>/dev/null
    test -z "$typist" || kill "$typist" 2>/dev/null || true
    tr -d '\r' <"$boot" | grep -av '^(XEN)' >"$scratch/out"
    rc=$(end_of_dom0)
    rc=${rc:-timeout}
    tell_masked
}

# A new one, number $n, in $scratch/domus/test/$n.
domu()
{
    n=$((n + 1))
    test $n -gt 1 || rm -rf "$scratch/domus"
    here=$scratch/domus/test/$n
    mkdir -p "$here"
    cp "$1" "$here/image.elf"
    {
        printf "name='t%d'\ntype='pvh'\nkernel='/test/%d/image.elf'\n" $n $n
        printf "memory=32\nvcpus=1\n"
        printf "cmdline='%s'\n" "$2"
        for event in poweroff reboot crash watchdog soft_reset; do
            echo "on_$event='preserve'"
        done
        shift 2
        for setting; do
            echo "$setting"
        done
    } >"$here/domu.cfg"
}

domu_file()
{
    cat >"$here/$1"
}

domu_boot()
{
    memory=512 dom0_memory=160 more='' ended=0
    test "${1-}" != -m || { memory=$2 && shift 2; }
    test "${1-}" != -d || { dom0_memory=$2 && shift 2; }
    test "${1-}" != -c || more=$rig/curl.cpio
    build/pith pack "$scratch/domus" "$scratch/domus.cpio"
    # shellcheck disable=SC2086 # perhaps none
    cat "$rig/dom0.cpio" $more "$scratch/domus.cpio" >"$scratch/initrd"
    xen "$memory" "loglvl=warning dom0_mem=${dom0_memory}M,max:${dom0_memory}M dom0_max_vcpus=1" \
        "$rig/vmlinux console=hvc0 quiet loglevel=1 nokaslr mitigations=off \
random.trust_cpu=on rodata=off lsm= rdinit=/init,$scratch/initrd" \
        -serial "file:$boot.cr" >"$scratch/qemu" 2>&1 || ended=$?
    tr -d '\r' <"$boot.cr" >"$boot"
    tell_masked
    n=0
}

# domu_output N - what it printed; domu_end N - reason, or the state.
domu_output()
{
    sed -n "/^RIG-CONSOLE-BEGIN $1\$/,/^RIG-CONSOLE-END $1\$/p" "$boot" | sed '1d;$d'
}

domu_end()
{
    verdict=$(grep -a "^RIG-VERDICT $1 " "$boot" | tail -n 1)
    case $verdict in
    *state=timeout*) echo timeout ;;
    *"reason="?*) echo $((0x${verdict##*reason=})) ;;
    *) echo "${verdict:-no verdict, QEMU ended with $ended}" ;;
    esac
}

domu_check()
{
    domu_output "$1" >"$scratch/out"
    {
        grep -a "^(d[0-9]\|^(XEN) d[1-9]" "$boot"
        sed -n "/^RIG-STATE-BEGIN $1\$/,/^RIG-STATE-END $1\$/p" "$boot"
    } >"$scratch/err"
    rc=$(domu_end "$1")
    shift
    check "$@"
}
