/*
 * sqlite.c - time-stamp ticks of SQLite's inserts, lines `NAME TICKS`.
 *
 * usage: sqlite FOLDER
 *
 * SQLite as it comes: the journal is deleted and everything synchronized for
 * each transaction; then with a write-ahead log. All rows are counted at the
 * end, and the file is checked.
 */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/bench.h"

#define ROUNDS 3
#define ONE    200   /* inserts, each a transaction of its own */
#define MANY   20000 /* inserts of one transaction */

static sqlite3 *db;
static int rows;

static void check(int result, const char *what)
{
    if (result == SQLITE_OK)
        return;
    printf("error: %s: %s\n", what, sqlite3_errmsg(db));
    fflush(stdout);
    abort();
}

static void run(const char *sql)
{
    check(sqlite3_exec(db, sql, NULL, NULL, NULL), sql);
}

static void insert(sqlite3_stmt *stmt, int n)
{
    for (int i = 0; i < n; i++) {
        sqlite3_bind_int(stmt, 1, rows++);
        sqlite3_bind_text(stmt, 2, "what a row holds, thirty-two byte", -1,
                          SQLITE_STATIC);
        if (sqlite3_step(stmt) != SQLITE_DONE)
            check(SQLITE_ERROR, "insert");
        sqlite3_reset(stmt);
    }
}

static void bench(const char *kind, sqlite3_stmt *stmt)
{
    for (int r = 0; r < ROUNDS; r++) {
        uint64_t start = ticks();

        insert(stmt, ONE);
        printf("%s_insert %.1f\n", kind, (double)(ticks() - start) / ONE);
        start = ticks();
        run("begin");
        insert(stmt, MANY);
        run("commit");
        printf("%s_insert_in_transaction %.1f\n", kind,
               (double)(ticks() - start) / MANY);
    }
}

static const char *value_of(const char *sql)
{
    static char value[64];
    sqlite3_stmt *stmt;

    check(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), sql);
    if (sqlite3_step(stmt) != SQLITE_ROW)
        check(SQLITE_ERROR, sql);
    snprintf(value, sizeof(value), "%s",
             (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    return value;
}

static void bench_select(void)
{
    for (int r = 0; r < ROUNDS; r++) {
        uint64_t start = ticks();

        if (atoi(value_of("select count(*) from t where b like 'what%'")) !=
            rows)
            check(SQLITE_ERROR, "rows are missing");
        printf("select_row %.1f\n", (double)(ticks() - start) / rows);
    }
    if (strcmp(value_of("pragma integrity_check"), "ok") != 0)
        check(SQLITE_ERROR, "integrity_check");
}

int main(int argc, char **argv)
{
    char path[256];
    sqlite3_stmt *stmt;

    bench_begin();
    snprintf(path, sizeof(path), "%s/bench.db", argc > 1 ? argv[1] : ".");
    check(sqlite3_open(path, &db), path);
    run("create table t(a integer, b text)");
    check(sqlite3_prepare_v2(db, "insert into t values(?, ?)", -1, &stmt, NULL),
          "prepare");
    bench("sqlite", stmt);
    run("pragma journal_mode=wal");
    bench("sqlite_WAL", stmt);
    sqlite3_finalize(stmt);
    bench_select();
    check(sqlite3_close(db), "close");
    bench_end();
    return 0;
}
