# disk.awk - lines `WHERE NAME TICKS` as a table of the least microseconds, and
# how many times faster pith is than Linux. Lines without WHERE come first:
# `clock_us` says what a tick is. Adds rows of the table to the file `rows`.
$1 == "clock_us" { us = $2 }
NF != 3 || $2 == "end" || $2 == "error:" { next }

{
    if (!($2 in seen)) {
        seen[$2] = 1
        names[++count] = $2
    }
    if (!(($1, $2) in v) || $3 / us < v[$1, $2])
        v[$1, $2] = $3 / us
}

function shown(where, name) {
    return (where, name) in v ? sprintf("%.2f", v[where, name]) : "-"
}

function keep(where, name) {
    if ((where, name) in v)
        printf "disk\t%s %s\t%.3f\tus\n", where, name, v[where, name] >>rows
}

END {
    printf "  %-32s %10s %10s %7s\n", "microseconds", "Linux", "pith", "factor"
    for (i = 1; i <= count; i++) {
        name = names[i]
        factor = "-"
        if (("linux", name) in v && v["pith", name] > 0)
            factor = sprintf("%.2f", v["linux", name] / v["pith", name])
        printf "  %-32s %10s %10s %7s\n", name, shown("linux", name),
            shown("pith", name), factor
        keep("linux", name)
        keep("pith", name)
    }
}
