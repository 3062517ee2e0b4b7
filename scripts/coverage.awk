# coverage.awk - a table from build/coverage/host and guest, lines of
# `FILE LINE HIT`; the lines that neither side reaches go to the file
# `unreached`.

{
    side = FILENAME ~ /host$/ ? "host" : "guest"
    if (!($1 in files)) {
        files[$1] = 1
        name[count++] = $1
    }
    if ($2 > last[$1])
        last[$1] = $2
    known[$1, $2] = 1
    if ($3 && !((side, $1, $2) in hit)) {
        hit[side, $1, $2] = 1
        hits[side, $1]++
    }
    if (!((side, $1, $2) in there)) {
        there[side, $1, $2] = 1
        lines[side, $1]++
    }
}

function part(a, b)
{
    return b ? sprintf("%3d%%", int(100 * a / b)) : "   -"
}

function print_line(what, all, reached, host, host_all, guest, guest_all)
{
    printf "%-32s %6d %6d   %s   %s  %s\n", what, all, all - reached,
        part(reached, all), part(host, host_all), part(guest, guest_all)
}

# Adds the ranges of lines that nothing reaches to the list; counts.
function walk(file,    n, from, to)
{
    all = reached = from = 0
    for (n = 1; n <= last[file]; n++) {
        if (!((file, n) in known))
            continue
        all++
        if (("host", file, n) in hit || ("guest", file, n) in hit) {
            reached++
            if (from)
                print_range(file, from, to)
            from = 0
        } else {
            from = from ? from : n
            to = n
        }
    }
    if (from)
        print_range(file, from, to)
}

function print_range(file, from, to)
{
    print file ":" from (to > from ? "-" to : "") >unreached
}

function sort_names(    i, j, t)
{
    for (i = 1; i < count; i++) {
        t = name[i]
        for (j = i - 1; j >= 0 && name[j] > t; j--)
            name[j + 1] = name[j]
        name[j + 1] = t
    }
}

END {
    printf "" >unreached
    sort_names()
    print "lines of code, how many are not reached, part reached by any test,"
    print "by unit tests on the host, in guests"
    for (i = 0; i < count; i++) {
        f = name[i]
        walk(f)
        print_line(f, all, reached, hits["host", f], lines["host", f],
            hits["guest", f], lines["guest", f])
        room = f
        sub(/\/.*/, "/", room)
        if (!(room in room_all))
            rooms[nr++] = room
        room_all[room] += all
        room_reached[room] += reached
        room_h[room] += hits["host", f]
        room_hl[room] += lines["host", f]
        room_g[room] += hits["guest", f]
        room_gl[room] += lines["guest", f]
    }
    print ""
    for (i = 0; i < nr; i++) {
        r = rooms[i]
        print_line(r, room_all[r], room_reached[r], room_h[r], room_hl[r],
            room_g[r], room_gl[r])
    }
    print "what is not reached: " unreached
}
