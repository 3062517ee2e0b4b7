#!/bin/sh
# bzip2.sh - what bzip2 packs, the host's unpacks, and the other way round.
set -u
. tests/apps/lib.sh

bzip2=build/apps/bzip2.elf
mkdir "$scratch/root"
text_of 200000 >"$scratch/root/text"
bzip2 -k "$scratch/root/text"

feed "$scratch/root/text" $bzip2 -- -c
bunzip2 -c "$scratch/out" >"$scratch/back" 2>/dev/null
cp "$scratch/back" "$scratch/out"
same "bzip2: stdin to stdout" "$scratch/root/text"

feed "$scratch/root/text.bz2" $bzip2 -- -dc
same "bzip2: packed on the host" "$scratch/root/text"

feed /dev/null -i "$scratch/root" $bzip2 -- -dc /text.bz2
same "bzip2: a file of the initrd" "$scratch/root/text"

feed /dev/null -i "$scratch/root" $bzip2 -- -kfv /text
check "bzip2: a file beside the file" 0 "200000 in"

printf 'BZh9 this is not one' >"$scratch/in"
feed "$scratch/in" $bzip2 -- -dc
check "bzip2: damaged input" 2 "integrity error"

finish bzip2
