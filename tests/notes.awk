# notes.awk - what host tests name in their comments (tests/unit/build.mk), as
# words: test_memmap|links:boot/memmap.c
function note(line, word, n, i)
{
    if (line !~ /^\/\/ (links|cflags|ldlibs): /)
        return
    n = split(line, word, " ")
    for (i = 3; i <= n; i++)
        print name "|" word[2] word[i]
}
FNR == 1 {
    name = FILENAME
    sub(/.*\//, "", name)
    sub(/\.c$/, "", name)
}
/^\/\/ as: / {
    while ((getline line < $3) > 0)
        note(line)
    close($3)
}
{
    note($0)
}
