#!/bin/sh
# ready.sh - the rig, made where there is none or one that is older than what
# makes it; else status 1 and, on standard output, why not.
#
# usage: ready.sh      XEN_RIG=DIR, XEN_SUITE=trixie: another one
set -u

rig=${XEN_RIG:-build/xen/rig}

rig_is_fresh()
{
    test -s "$rig/version" || return 1
    for part in rig.sh dom0-init dom0/ioports.c block-script vif-script; do
        test ! "tests/xen/$part" -nt "$rig/version" || return 1
    done
}

mkdir -p "$(dirname "$rig")"
rig_is_fresh ||
    sh tests/xen/rig.sh "$rig" ${XEN_SUITE:+"$XEN_SUITE"} 2>"$rig.log" || {
    tail -n 1 "$rig.log"
    exit 1
}
