#!/bin/sh
# ready.sh - the rig, made where there is none or one that was made of something
# else than it would be now; else status 1 and, on standard output, why not.
#
# usage: ready.sh      XEN_RIG=DIR, XEN_SUITE=trixie: another one
set -u

rig=${XEN_RIG:-build/xen/rig}

# Not by age: a copy of the tree has any.
made_of()
{
    for part in rig.sh dom0-init dom0/ioports.c block-script vif-script; do
        cksum "tests/xen/$part"
    done
}

mkdir -p "$(dirname "$rig")"
test -s "$rig/version" && made_of | cmp -s - "$rig/made-of" && exit
sh tests/xen/rig.sh "$rig" ${XEN_SUITE:+"$XEN_SUITE"} 2>"$rig.log" || {
    tail -n 1 "$rig.log"
    exit 1
}
made_of >"$rig/made-of"
