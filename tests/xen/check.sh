#!/bin/sh
# check.sh - run.sh, if the rig can be had; else say loudly that it did not run.
set -u

rig=${XEN_RIG:-build/xen/rig}
mkdir -p "$(dirname "$rig")"

# Is there a rig that is no older than what makes one?
rig_is_fresh()
{
    test -s "$rig/version" || return 1
    for part in rig.sh dom0-init dom0/ioports.c block-script vif-script; do
        test ! "tests/xen/$part" -nt "$rig/version" || return 1
    done
}

if ! rig_is_fresh &&
    ! sh tests/xen/rig.sh "$rig" ${XEN_SUITE:+"$XEN_SUITE"} 2>"$rig.log"; then
    echo "SKIPPED check-xen: NOTHING WAS TESTED ON XEN: the rig cannot be built:" \
        "$(tail -n 1 "$rig.log")"
    exit 0
fi
# Two at a time, as most of a boot is one CPU's work; each part is of the one
# that makes its directory.
test $# = 0 || exec sh tests/xen/run.sh "$@"
XEN_CLAIMS=$(mktemp -d) || exit 1
export XEN_CLAIMS
trap 'rm -rf "$XEN_CLAIMS"' EXIT
sh tests/xen/run.sh &
sh tests/xen/run.sh
rc=$?
wait $! && exit $rc
