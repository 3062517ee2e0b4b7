# net.awk - lines `WHERE NAME VALUE` as a table: the best of each, and how many
# times better pith is than Linux, and than nginx in Linux. `_per_` in a name:
# more is better. Adds rows of the table to the file `rows`. WHERE `fast` is pith
# without ACPI, where its first byte is compared with hello's, too.
NF != 3 || $2 == "end" { next }
$1 == "fast" {
    $1 = "pith"
    $2 = $2 "_no_acpi"
}

{
    if (!($2 in seen)) {
        seen[$2] = 1
        names[++count] = $2
    }
    more = $2 ~ /_per_/
    if (!(($1, $2) in v) || (more ? $3 > v[$1, $2] : $3 < v[$1, $2]))
        v[$1, $2] = $3
}

function shown(where, name) {
    return (where, name) in v ? sprintf("%.1f", v[where, name]) : "-"
}

function keep(where, name) {
    if ((where, name) in v)
        printf "net\t%s %s\t%.2f\t%s\n", where, name, v[where, name],
            name ~ /MiB/ ? "MiB/s" : name ~ /_per_/ ? "1/s" : name ~ /_ms/ ? "ms" : "us" >>rows
}

# How many times better pith is than `where`.
function factor(where, name,    p, l) {
    if (!(("pith", name) in v) || !((where, name) in v))
        return "-"
    p = v["pith", name]
    l = v[where, name]
    return sprintf("%.2f", name ~ /_per_/ ? p / l : l / p)
}

END {
    line = "  %-26s %9s %9s %7s %9s %7s\n"
    printf line, "", "pith", "Linux", "factor", "nginx", "factor"
    for (i = 1; i <= count; i++) {
        name = names[i]
        printf line, name, shown("pith", name), shown("linux", name),
            factor("linux", name), shown("nginx", name), factor("nginx", name)
        keep("linux", name)
        keep("nginx", name)
        keep("pith", name)
    }
    name = "first_byte_of_hellos_no_acpi"
    if (("pith", "hello_ms_no_acpi") in v) {
        ratio = v["pith", "first_byte_ms_no_acpi"] / v["pith", "hello_ms_no_acpi"]
        printf "  %-26s %9.2f\n", name, ratio
        printf "net\tpith %s\t%.2f\ttimes\n", name, ratio >>rows
    }
}
