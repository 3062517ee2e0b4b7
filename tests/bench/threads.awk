# threads.awk - lines `WHERE NAME VALUE` as a table: how many times faster pith
# is than Linux, and what was asked for. Adds rows of the table to the file
# `rows`. `set` is the number of CPUs or "icount".
#
# Sleeps become what they took beyond 1 ms of the host's clock; under -icount
# a millisecond is a million instructions.
BEGIN {
    order = "create+join mutex mutex_2_threads mutex_4_threads " \
        "mutex_held_2_threads mutex_held_4_threads cond_round_trip " \
        "sem_round_trip yield malloc+free_2_threads speed_up " \
        "sleep_1ms_median sleep_1ms_p99 clock_1ms"
    wanted["create+join"] = wanted["cond_round_trip"] = 3
    wanted["sem_round_trip"] = wanted["yield"] = 3
    if (set == 2)
        wanted["speed_up"] = 0.9
}

{ v[$1, $2] = $3 }

function shown(where, name) {
    if (!((where, name) in v))
        return "-"
    if (name ~ /^sleep_/)
        return sprintf("%.0f", v[where, name] - ms)
    return sprintf(v[where, name] < 100 ? "%.2f" : "%.0f", v[where, name])
}

# How many times better pith is.
function factor(name,    p, l) {
    p = shown("pith", name)
    l = shown("linux", name)
    if (p == "-" || l == "-" || p <= 0 || l <= 0)
        return "-"
    return sprintf("%.2f", name == "speed_up" ? p / l : l / p)
}

function keep(where, name) {
    if (shown(where, name) != "-")
        printf "threads\t%s %s %s\t%s\t%s\n", set, where, name,
            shown(where, name), name == "speed_up" ? "times" : unit >>rows
}

END {
    ms = set == "icount" ? 1000000 : v["host", "clock_1ms"]
    printf "  %-24s %10s %10s %10s %7s %6s\n", "", "host", "Linux", "pith",
        "factor", "wanted"
    n = split(order, names, " ")
    for (i = 1; i <= n; i++) {
        name = names[i]
        printf "  %-24s %10s %10s %10s %7s %6s\n",
            name ~ /^sleep_/ ? name "_over" : name, shown("host", name),
            shown("linux", name), shown("pith", name),
            name == "clock_1ms" ? "" : factor(name), wanted[name]
        keep("host", name)
        keep("linux", name)
        keep("pith", name)
    }
    if (set + 0 && "linux" SUBSEP "cpus" in v && v["linux", "cpus"] != set)
        print "  Linux has found " v["linux", "cpus"] " CPUs"
    if (set + 0 && "pith" SUBSEP "cpus" in v && v["pith", "cpus"] != set)
        print "  pith has found " v["pith", "cpus"] " CPUs"
}
