#!/bin/sh
# cuts.sh - the power goes: QEMU is killed while a program writes, and what
# the program said to be safe must be there.
#
# usage: cuts.sh     CUTS=20 of them in all; SEED=N repeats the choices
#
# In turn: files (cut.c), and SQLite's shell with each kind of journal. Of
# what was written and not flushed, any sector may be lost (lose.c), so a
# missing flush shows although the host's own cache lives on. Every other time
# the power went earlier, somewhere in the log of the run; what the runs before
# said must be there then. The disk then
# goes to e2fsck, in a copy that it may replay the journal of, and to a guest
# that looks at the contents. Each kind goes on with the disk it left.
set -u
. tests/disk/lib.sh

cut=build/tests/disk/cut.elf
sqlite3=build/apps/sqlite3.elf
skip_without e2fsck e2fsprogs "power cuts" || exit 0
cuts=${CUTS:-20}
seed=${SEED:-$$}
mkfifo "$scratch/line"

# next N - a number below N into $chance.
next()
{
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    chance=$((seed / 65536 % $1))
}

# --- programs: a disk for it, words for the guest, is all there? ---

make_disk()
{
    mkdir -p "$scratch/dir"
    sql_script "$1" >"$scratch/dir/cut.sql"
    build/pith mkdisk "$scratch/$1" --size 32M --from "$scratch/dir"
    echo -1 >"$scratch/$1.said"
}

# SQLite with a journal of kind $1: rows of all sizes, up to 41 kept, and
# accounts whose sum stays 0. Removing the journal commits, so that its
# directory must be synced too: EXTRA [SQLITE "PRAGMA synchronous"].
sql_script()
{
    sync=FULL
    test "$1" = delete && sync=EXTRA
    cat <<SQL
pragma journal_mode=$1;
pragma synchronous=$sync;
pragma wal_autocheckpoint=20;
create table if not exists t(n integer primary key, x text);
create table if not exists a(k integer primary key, v int);
insert or ignore into a with recursive c(k) as
    (select 0 union all select k+1 from c where k < 49) select k, 0 from c;
SQL
    i=0
    while test $i -lt 400; do
        i=$((i + 1))
        cat <<SQL
begin;
insert into t select m, printf('%.*c', m*7919%9000, char(97+m%26))
    from (select coalesce(max(n), -1) + 1 as m from t);
update a set v = v + 1 where k = (select max(n) % 50 from t);
update a set v = v - 1 where k = (select (max(n) * 7 + 3) % 50 from t);
delete from t where n < (select max(n) - 40 from t);
commit;
select 'safe ' || max(n) || ' ok' from t;
SQL
    done
}

words_of()
{
    case $1 in
    files) echo "/data write 1" ;;
    *) echo '/data/x.db ".read /data/cut.sql"' ;;
    esac
}

# is_there KIND SAID - a guest finds all that was said.
is_there()
{
    case $1 in
    files)
        pith run -d "$scratch/$1" -e pith.mount=vda:/data $cut -- \
            /data check "$2"
        check "$on: what was said to be safe is there" 0 records
        ;;
    *)
        pith run -d "$scratch/$1" -e pith.mount=vda:/data $sqlite3 -- \
            /data/x.db "pragma integrity_check;
            select 'rows', coalesce(max(n), -1) >= $2, count(*) =
                min(41, coalesce(max(n), -1) + 1), coalesce(sum(x <>
                printf('%.*c', n*7919%9000, char(97+n%26))), 0),
                coalesce((select sum(v) from a), 0) from t;"
        if test "$2" = -1 && grep -q "no such table" "$scratch/err" "$scratch/out"; then
            ok "$on: nothing had been said"
        else
            check "$on: integrity_check and rows" 0 ok "rows|1|1|0|0"
        fi
        ;;
    esac
}

# --- one cut ---

# run_until KIND LINES - QEMU writes, and is killed a moment after so many
# lines: up to 30 ms, so that it falls anywhere into what comes next.
run_until()
{
    rm -f "$scratch/log"
    truncate -s 1M "$scratch/log"
    image=$sqlite3
    test "$1" = files && image=$cut
    "$QEMU" -M microvm,acpi=off -accel tcg -cpu max -m 64M -nodefaults \
        -no-user-config -display none -serial stdio -no-reboot \
        -blockdev "driver=file,node-name=f,filename=$scratch/run.img" \
        -blockdev "driver=file,node-name=l,filename=$scratch/log" \
        -blockdev driver=blklogwrites,node-name=d,file=f,log=l \
        -device virtio-blk-device,drive=d -kernel "$image" \
        -append "pith.mount=vda:/data -- $(words_of "$1")" \
        </dev/null >"$scratch/line" 2>"$scratch/err" &
    pid=$!
    timeout "$QEMU_LIMIT" tee "$scratch/said" <"$scratch/line" | {
        grep -m "$2" '^safe [0-9]* ok' >"$scratch/seen"
        next 30
        sleep "0.0$((chance / 10))$((chance % 10))"
        kill -9 $pid 2>/dev/null
        cat >/dev/null
    }
    wait $pid 2>/dev/null
}

# power_cut KIND
power_cut()
{
    test -f "$scratch/$1" || make_disk "$1"
    cp "$scratch/$1" "$scratch/run.img"
    next 60
    lines=$((chance + 1))
    run_until "$1" $lines
    if test "$(grep -c '^safe [0-9]* ok' "$scratch/said")" -lt $lines; then
        not_ok "$on: the guest writes" "$(cat "$scratch/said" "$scratch/err")"
        return
    fi
    last=$(sed -n 's/^safe \([0-9]*\) ok.*/\1/p' "$scratch/said" | tail -n 1)
    percent=100
    if test $((n / 4 % 2)) = 1; then
        next 100
        percent=$chance
    else
        echo "$last" >"$scratch/$1.said"
    fi
    host "$on: lose" build/tests/disk/lose "$scratch/$1" "$scratch/log" "$seed" \
        $percent
    grep -q lost "$scratch/host" || return
    # shellcheck disable=SC2046  # "3 of 7 sectors lost"
    set -- "$1" $(cat "$scratch/host")
    lost=$((lost + $2)) at_risk=$((at_risk + $4))
    cp "$scratch/$1" "$disk"
    e2fsck -fp "$disk" >"$scratch/host" 2>&1
    if test $? -gt 1; then
        not_ok "$on: e2fsck replays" "$(cat "$scratch/host")"
    fi
    clean "$on"
    is_there "$1" "$(cat "$scratch/$1.said")"
}

lost=0 at_risk=0 n=0
while test $n -lt "$cuts"; do
    for kind in files delete truncate wal; do
        test $n -lt "$cuts" || break
        n=$((n + 1))
        on="cut $n, $kind, SEED=${SEED:-$$}"
        power_cut $kind
    done
done
echo "$n cuts; of $at_risk sectors that were not flushed $lost were lost"
finish cuts
