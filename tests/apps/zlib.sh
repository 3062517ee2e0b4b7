#!/bin/sh
# zlib.sh - zlib's own tests, and minigzip against the host's gzip.
set -u
. tests/apps/lib.sh

text_of 200000 >"$scratch/text"
gzip -9c "$scratch/text" >"$scratch/text.gz"

pith run build/apps/zlib-example.elf
check "zlib: its example" 0 "uncompress(): hello, hello!" \
    "gzgets() after gzseek:  hello!" "large_inflate(): OK" \
    "inflate with dictionary: hello, hello!"

feed "$scratch/text" build/apps/minigzip.elf
gzip -dc "$scratch/out" >"$scratch/back" 2>/dev/null
cp "$scratch/back" "$scratch/out"
same "zlib: minigzip packs" "$scratch/text"

feed "$scratch/text.gz" build/apps/minigzip.elf -- -d
same "zlib: minigzip unpacks" "$scratch/text"

finish zlib
