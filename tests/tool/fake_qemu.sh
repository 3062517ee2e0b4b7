#!/bin/sh
# fake_qemu.sh - stands for QEMU: does what $FAKE says, with QEMU's descriptors.
#
# 3 is the control port, 4 the error port, 0 and 1 the serial port. "$@" is
# what pith passes to QEMU.
eval "$FAKE"
