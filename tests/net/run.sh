#!/bin/sh
# run.sh - TCP/IP: programs that use sockets, and real clients of them.
set -u
. tests/boot/lib.sh

# A program for itself, without a network card.
for test in loopback unix; do
    pith run "build/tests/net/test_$test.elf"
    check "net: $test" 0
done
finish net
