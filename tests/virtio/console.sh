#!/bin/sh
# console.sh - standard input and output on a port of QEMU's virtio console.
#
# The port is a socket, and port_host its other end. Standard error goes to the
# error port, so it is there when the console is closed.
set -u
. tests/virtio/lib.sh

host=build/tests/virtio/port_host
image=build/tests/virtio/console.elf
sock="$scratch/sock"
err="$scratch/err-port"

# port DEVICE ARGUMENTS WORD... - boot with $ports, or one port that is called
# me; the guest's command line; what the host does. $rc is QEMU's and $host_rc
# the host's status, $scratch/out what came.
port()
{
    append=$1
    shift
    rm -f "$sock" "$err"
    machine=$(echo "$machine" | sed 's/,/ /')
    # shellcheck disable=SC2046,SC2086  # words
    timeout -k 5 "$QEMU_LIMIT" "$QEMU" $machine -accel tcg -m 64M -nodefaults \
        -no-user-config -display none -no-reboot -kernel $image \
        -serial "file:$scratch/serial" ${error_port--chardev \
        file,id=e,path=$err -device isa-debugcon,iobase=0x5f1,chardev=e} \
        -chardev "socket,id=c,path=$sock,server=on,wait=on" \
        $(device virtio-serial) ${ports--device virtserialport,chardev=c,name=me} \
        -append "$append" </dev/null >"$scratch/qemu" 2>&1 &
    vm=$!
    host_rc=0
    $host "$sock" "$@" >"$scratch/out" 2>"$scratch/err" || host_rc=$?
    if test $host_rc != 0; then
        kill $vm
    fi
    rc=0
    wait $vm || rc=$?
    cat "$err" >>"$scratch/err" 2>/dev/null
    cat "$scratch/qemu" >>"$scratch/err"
}

# judge NAME LINE... - both sides ended well, and each line was seen.
judge()
{
    name=$1
    shift
    if test $host_rc != 0; then
        not_ok "$name" "host: status $host_rc, QEMU: $rc" \
            "$(head -c 2000 "$scratch/out")" "$(head -c 1000 "$scratch/err")" \
            "$(head -c 1000 "$scratch/serial")"
        return
    fi
    check "$name" 0 "$@"
}

# As on a serial port: echo, erasing, and the end when the host leaves.
terminal()
{
    port "pith.console=virtio:me -- lines" say "helo$(printf '\177')lo
" want "line 1: <hello>" say "there
" want "line 2: <there>" say "unfinished" close
    judge "$where: terminal" "end after 3 lines"
}

bulk()
{
    port "pith.console=virtio:me pith.pipe=in,out -- copy" both 1 close
    judge "$where: 1 MiB there and back"
}

# QEMU never gives back the buffer that it could not write whole.
leaves()
{
    port "pith.console=virtio:me -- pattern 2" check 1 close
    judge "$where: a host that leaves in the middle"
}

on_all terminal
on_all bulk
on_all leaves

machine=-M,q35 type=pci globals=disable-legacy=on where="q35"
port "pith.console=virtio:me -- pattern 8" check 8 gone
judge "8 MiB out"
port "pith.console=virtio:me pith.pipe=in -- check 4" send 4 want "whole: 4194304"
judge "4 MiB in"
port "pith.console=virtio:me -- threads" gone
judge "two threads write"
if test "$(sort "$scratch/out" | uniq -c | awk '{ print $1, length($2) }' |
    tr '\n' ' ')" = "1000 79 1000 79 "; then
    ok
else
    not_ok "two threads' lines stay whole" "$(sort "$scratch/out" | uniq -c)"
fi
port "pith.console=virtio:me -- poll" want ready say "12345
" file "$err" "poll: 6 bytes" close
judge "poll()" "poll: 6 bytes" "poll: 0 bytes"
port "pith.console=virtio:me -- again" say "one
" want "<one>" close file "$err" "end after 1 lines" open say "
" want "open again" say "two
" want "<two>" close
judge "a host that comes back" "end after 1 lines"
port "pith.console=virtio:me -- size" gone
judge "a terminal of which QEMU does not say the size" "size: 0 x 0"
port "pith.console=virtio:me pith.pipe=in,out -- size" gone
judge "a pipe has no size" "size: Not a character device"
port "pith.console=virtio:me -- crash" gone
judge "a crash, to the error port" "pith: crash: page fault: write to 0x8"
error_port='' port "pith.console=virtio:me -- crash" gone
judge "a crash, to the console" "virtio console: yes" \
    "pith: crash: page fault: write to 0x8"

# Which port: QEMU's virtconsole is always open, so nothing ends its input.
several()
{
    echo "-chardev null,id=n1 -chardev null,id=n2 -device virtconsole,chardev=$1
        -device virtserialport,chardev=$2,name=other
        -device virtserialport,chardev=$3,name=me"
}
ports=$(several n1 n2 c) port "pith.console=virtio:me -- is" gone
judge "the third port by its name" "virtio console: yes"
ports=$(several c n1 n2) port "pith.console=virtio -- lines" say "a
" want "<a>" say "$(printf '\004')" gone
judge "a virtconsole" "end after 1 lines"
ports="-device virtserialport,chardev=c,nr=7,name=me"
port "pith.console=virtio:me -- is" gone
judge "a port beyond the third" \
    "pith: refused: pith.console=virtio:me: no virtio console here has such a port"
unset ports
port "pith.console=virtio:you -- is" gone
judge "no such port" \
    "pith: refused: pith.console=virtio:you: no virtio console here has such a port"
port "pith.console=vga -- is" gone
judge "another word" "pith: refused: pith.console=vga is not virtio or virtio:NAME"
port "-- is" gone
if grep -q "virtio console: no" "$scratch/serial"; then
    ok
else
    not_ok "without the option it is the serial port" "$(cat "$scratch/serial")"
fi

# As `pith run` does it: any bytes there and back, and a crash.
head -c 1000000 /dev/urandom >"$scratch/bytes"
for machine in microvm q35; do
    rc=0
    timeout -k 5 "$QEMU_LIMIT" build/pith run --console virtio \
        --machine $machine $image -- copy <"$scratch/bytes" \
        >"$scratch/back" 2>"$scratch/err" || rc=$?
    : >"$scratch/out"
    if test $rc = 0 && cmp -s "$scratch/bytes" "$scratch/back"; then
        ok
    else
        not_ok "$machine: pith run, bytes there and back" "status $rc" \
            "$(head -c 1000 "$scratch/err")"
    fi
done
pith run --console virtio $image -- crash
check "pith run, a crash" 134 "virtio console: yes" \
    "guest crashed: page fault: write to 0x8"

# A program without the driver says so.
pith run --console virtio build/apps/hello.elf
check "hello has no driver" 127 \
    ", and this program has no such driver"
finish "virtio console"
