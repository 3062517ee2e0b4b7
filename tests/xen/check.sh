#!/bin/sh
# check.sh - run.sh, if the rig can be had; else say loudly that it did not run.
set -u

why=$(sh tests/xen/ready.sh) || {
    echo "SKIPPED check-xen: NOTHING WAS TESTED ON XEN: the rig cannot be built: $why"
    exit 0
}
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
