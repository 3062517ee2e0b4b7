#!/bin/sh
# coverage_qemu.sh - QEMU that writes down which instructions were executed.
#
# Stands in for QEMU while `make coverage` runs the tests. Under KVM nothing
# can be seen, and of other files than this tree's images nothing is wanted.
real=${COVERAGE_QEMU:-qemu-system-x86_64}
top=${COVERAGE_TOP:?}

image='' last=''
for word; do
    test "$last" != -kernel || image=$word
    case $word in
    *kvm*) exec "$real" "$@" ;;
    esac
    last=$word
done
case $image in
"$top"/*) ;;
/* | '') exec "$real" "$@" ;;
*) image=$top/$image ;;
esac
# A trace is of the image as it is now; the tests build none anew.
id=$(echo "$image" | tr / _)
trace=$top/build/coverage/trace/$id
test -f "$trace.images" || echo "$image" >"$trace.images"
exec "$real" -plugin \
    "$top/build/bench/plugin.so,out=$trace.$$.trace,from=0x100000,to=0x40000000" \
    "$@"
