#!/bin/sh
# check.sh - run.sh, if the rig can be had; else say loudly that it did not run.
set -u

rig=${XEN_RIG:-build/xen/rig}
if ! test -s "$rig/version" && ! sh tests/xen/rig.sh "$rig" 2>"$rig.log"; then
    echo "SKIPPED check-xen: NOTHING WAS TESTED ON XEN: the rig cannot be built:" \
        "$(tail -n 1 "$rig.log")"
    exit 0
fi
exec sh tests/xen/run.sh "$@"
