#!/bin/sh
# sqlite3.sh - SQLite's shell in memory and on a file in /tmp.
set -u
. tests/apps/lib.sh

sqlite=build/apps/sqlite3.elf

cat >"$scratch/in" <<'END'
create table t(a integer primary key, b text, c real);
insert into t values (1, 'one', 1.5), (2, 'two', -2.25), (3, 'three', 1e300);
select * from t order by b;
select sum(a), avg(c) < 1e300, group_concat(b, '+') from t;
select printf('%.3f %s', 3.14159, upper('done'));
END
cat >"$scratch/want" <<'END'
1|one|1.5
3|three|1.0e+300
2|two|-2.25
6|1|one+two+three
3.142 DONE
END
feed "$scratch/in" $sqlite -- -batch :memory:
same "sqlite3: in memory" "$scratch/want"

# A file, opened twice: what one connection wrote the next one reads.
rows="with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)"
cat >"$scratch/in" <<END
.open /tmp/test.db
create table t(i integer, s text);
begin;
$rows insert into t select i, hex(i) || printf('%050d', i) from n;
commit;
create index t_s on t(s);
begin; delete from t where i % 2; rollback;
delete from t where i % 3 = 0;
.open /tmp/test.db
select count(*), sum(i) from t;
select i from t where s = hex(7777) || printf('%050d', 7777);
pragma integrity_check;
vacuum;
pragma locking_mode = exclusive;
pragma journal_mode = wal;
update t set i = i + 1;
select sum(i) from t;
pragma journal_mode = delete;
pragma integrity_check;
END
cat >"$scratch/want" <<'END'
13334|133346667
7777
ok
exclusive
wal
133360001
delete
ok
END
feed "$scratch/in" $sqlite -- -batch
same "sqlite3: on a file, with a journal and with a log" "$scratch/want"

feed /dev/null $sqlite -- -batch :memory: "select nonsense;"
check "sqlite3: an error is status 1" 1 "no such column"

feed /dev/null $sqlite -- -batch /none/such.db "create table t(a);"
check "sqlite3: a folder that is not there" 1 "unable to open database"

finish sqlite3
