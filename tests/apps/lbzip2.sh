#!/bin/sh
# lbzip2.sh - bzip2 with threads: what it packs, the host's unpacks, and back.
set -u
. tests/apps/lib.sh

lbzip2=build/apps/lbzip2.elf
mkdir "$scratch/root"
text_of 600000 >"$scratch/text"
# many blocks, so that all threads have some
for _ in 1 2 3 4; do cat "$scratch/text"; done >"$scratch/root/text"
bzip2 -k "$scratch/root/text"
echo "this is not one" >"$scratch/root/bad.bz2"

for n in 1 2 4; do
    feed /dev/null --smp "$n" -i "$scratch/root" $lbzip2 -- -n 4 -zc /text
    bunzip2 -c "$scratch/out" >"$scratch/back" 2>/dev/null
    cp "$scratch/back" "$scratch/out"
    same "lbzip2: packed on $n CPUs" "$scratch/root/text"

    feed /dev/null --smp "$n" -i "$scratch/root" $lbzip2 -- -n 4 -dc /text.bz2
    same "lbzip2: unpacked on $n CPUs" "$scratch/root/text"
done

feed /dev/null --smp 2 -i "$scratch/root" $lbzip2 -- -dc /bad.bz2
check "lbzip2: no such thing" 1 "not a valid bzip2 file"

finish lbzip2
