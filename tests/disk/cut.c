/*
 * cut.c - writes, syncs, and says so, until the power goes; or looks whether
 * all is there that was said.
 *
 *     cut DIR write SEED
 *     cut DIR check SAID     exit status 0: it is
 *
 * Change N adds a record to DIR/log, makes DIR/n/N by way of another name and
 * removes an older one; after both were synced it prints "safe N ok".
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RECORD 64
#define KEPT   20

static char record[RECORD + 1];

static const char *record_of(long n)
{
    memset(record, 'a' + (int)(n % 26), RECORD);
    snprintf(record, sizeof(record), "%-20ld", n);
    record[20] = ' ';
    record[RECORD - 1] = '\n';
    return record;
}

static size_t size_of(long n)
{
    return (size_t)(n * 7919 % 30000);
}

static char byte_of(long n, size_t i)
{
    return (char)(n * 31 + (long)i);
}

static int fail(const char *what, long n)
{
    printf("%s %ld\n", what, n);
    return 1;
}

/* How many whole records there are. */
static long count_records(void)
{
    char found[RECORD];
    int fd = open("log", O_RDWR | O_CREAT, 0644);
    long n = 0;

    if (fd < 0)
        return -1;
    while (read(fd, found, RECORD) == RECORD &&
           memcmp(found, record_of(n), RECORD) == 0)
        n++;
    if (ftruncate(fd, n * RECORD))
        n = -1;
    close(fd);
    return n;
}

static int add_record(long n)
{
    int fd = open("log", O_WRONLY | O_APPEND);
    int bad =
        fd < 0 || write(fd, record_of(n), RECORD) != RECORD || fsync(fd) != 0;

    close(fd);
    return bad ? fail("cannot add", n) : 0;
}

static int make_file(long n)
{
    static char data[30000];
    char name[32], old[32];
    int fd = open("n/new", O_WRONLY | O_CREAT | O_TRUNC, 0644), bad;

    for (size_t i = 0; i < size_of(n); i++)
        data[i] = byte_of(n, i);
    bad = fd < 0 || write(fd, data, size_of(n)) != (ssize_t)size_of(n);
    snprintf(name, sizeof(name), "n/%ld", n);
    snprintf(old, sizeof(old), "n/%ld", n - KEPT);
    bad = bad || rename("n/new", name) != 0;
    unlink(old);
    bad = bad || fsync(fd) != 0;
    close(fd);
    return bad ? fail("cannot make", n) : 0;
}

static int write_on(void)
{
    long n = count_records();

    if (mkdir("n", 0755) && access("n", F_OK))
        return fail("no directory", n);
    setvbuf(stdout, NULL, _IONBF, 0);
    for (; n >= 0; n++) {
        if (make_file(n) || add_record(n))
            return 1;
        printf("safe %ld ok\n", n); /* a cut may end the line early */
    }
    return fail("no log", n);
}

static int check_file(long n)
{
    static char data[30001];
    char name[32];
    int fd;
    ssize_t got;

    snprintf(name, sizeof(name), "n/%ld", n);
    fd = open(name, O_RDONLY);
    if (fd < 0)
        return fail("there is no file", n);
    got = read(fd, data, sizeof(data));
    close(fd);
    if (got != (ssize_t)size_of(n))
        return fail("wrong size of file", n);
    for (size_t i = 0; i < size_of(n); i++) {
        if (data[i] != byte_of(n, i))
            return fail("wrong contents of file", n);
    }
    return 0;
}

static int check(long said)
{
    long n = count_records();

    printf("%ld records\n", n);
    if (n <= said)
        return fail("a record is lost, said was", said);
    /* the next change may have removed the oldest */
    for (long i = n - KEPT + 1 < 0 ? 0 : n - KEPT + 1; i <= said; i++) {
        if (check_file(i))
            return 1;
    }
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 4 || chdir(argv[1]))
        return 2;
    return strcmp(argv[2], "write") == 0 ? write_on() : check(atol(argv[3]));
}
