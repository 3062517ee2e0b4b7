// expect: status 0
// smp: 1 2 4
/*
 * stress.c - threads that share all there is, for a time; nothing may be lost.
 *
 * usage: stress.elf [SECONDS]
 *
 * Every kind of worker checks its own results: counters under a mutex, a queue
 * with conditions, a table under a rwlock, blocks of memory with checksums
 * that are freed by another thread, lines of a file, threads that come and go.
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_S 5
#define EACH      2 /* threads of each kind */
#define SLOTS     64

static _Atomic int stop;
static _Atomic unsigned long failures;

#define MUST(expr)                                                             \
    do {                                                                       \
        if (!(expr)) {                                                         \
            fprintf(stderr, "stress.c:%d: failed: %s\n", __LINE__, #expr);     \
            failures++;                                                        \
        }                                                                      \
    } while (0)

/* --- mutex: two counters that must agree --- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static unsigned long counter_a, counter_b;

static void *count(void *arg)
{
    uintptr_t done = 0;

    (void)arg;
    for (; !stop; done++) {
        MUST(pthread_mutex_lock(&mutex) == 0);
        MUST(counter_a == counter_b);
        counter_a++;
        if (done % 256 == 0)
            sched_yield();
        counter_b++;
        MUST(pthread_mutex_unlock(&mutex) == 0);
    }
    return (void *)done;
}

/* --- conditions: every number that is sent arrives once --- */

static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static uint64_t queue[8], sent_sum, got_sum;
static unsigned head, tail, senders = EACH;

static void *send(void *arg)
{
    uint64_t n = (uintptr_t)arg;

    pthread_mutex_lock(&queue_lock);
    for (; !stop; n = n * 6364136223846793005u + 1) {
        while (head - tail == 8)
            pthread_cond_wait(&changed, &queue_lock);
        queue[head++ % 8] = n;
        sent_sum += n;
        pthread_cond_broadcast(&changed);
    }
    senders--;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&queue_lock);
    return NULL;
}

static void *receive(void *arg)
{
    uintptr_t done = 0;

    (void)arg;
    pthread_mutex_lock(&queue_lock);
    while (senders || head != tail) {
        if (head == tail) {
            pthread_cond_wait(&changed, &queue_lock);
            continue;
        }
        got_sum += queue[tail++ % 8];
        done++;
        pthread_cond_broadcast(&changed);
    }
    pthread_mutex_unlock(&queue_lock);
    return (void *)done;
}

/* --- rwlock: a table that is all of one value --- */

static pthread_rwlock_t table_lock = PTHREAD_RWLOCK_INITIALIZER;
static unsigned long table[SLOTS];

static void *use_table(void *arg)
{
    uintptr_t done = 0;

    (void)arg;
    for (; !stop; done++) {
        if (done % 16 == 0) {
            MUST(pthread_rwlock_wrlock(&table_lock) == 0);
            for (int i = 0; i < SLOTS; i++)
                table[i]++;
        } else {
            MUST(pthread_rwlock_rdlock(&table_lock) == 0);
            for (int i = 1; i < SLOTS; i++)
                MUST(table[i] == table[0]);
        }
        MUST(pthread_rwlock_unlock(&table_lock) == 0);
    }
    return (void *)done;
}

/* --- malloc: blocks change hands --- */

struct block {
    size_t size;
    unsigned char fill, bytes[];
};
static _Atomic(struct block *) blocks[SLOTS];

static void check_and_free(struct block *b)
{
    if (!b)
        return;
    for (size_t i = 0; i < b->size; i++)
        if (b->bytes[i] != b->fill) {
            MUST(b->bytes[i] == b->fill);
            break;
        }
    free(b);
}

static void *swap_blocks(void *arg)
{
    unsigned seed = (unsigned)(uintptr_t)arg;
    uintptr_t done = 0;

    for (; !stop; done++) {
        seed = seed * 1103515245 + 12345;
        size_t size = seed >> 16 & (done % 64 ? 0x3ff : 0x3ffff);
        struct block *b = malloc(sizeof(*b) + size);
        MUST(b != NULL);
        if (!b)
            continue;
        b->size = size;
        b->fill = (unsigned char)seed;
        memset(b->bytes, b->fill, size);
        check_and_free(
            __atomic_exchange_n(&blocks[seed >> 8 & (SLOTS - 1)], b, 5));
    }
    return (void *)done;
}

/* --- stdio and files: whole lines, each with its checksum --- */

static FILE *shared_file;
static _Atomic unsigned long lines;

static void *write_lines(void *arg)
{
    unsigned long n = 0;
    unsigned id = (unsigned)(uintptr_t)arg;

    for (; !stop; n++) {
        MUST(fprintf(shared_file, "%u %lu %lu\n", id, n, n * 31 + id) > 0);
        lines++;
        if (n % 512 == 511)
            usleep(1000); /* or the file grows too large */
    }
    return (void *)n;
}

static void *own_files(void *arg)
{
    uintptr_t done = 0;
    char name[32], text[64];

    snprintf(name, sizeof(name), "/tmp/own-%u", (unsigned)(uintptr_t)arg);
    for (; !stop; done++) {
        FILE *f = fopen(name, "w+");
        MUST(f != NULL);
        if (!f)
            break;
        fprintf(f, "%s %lu", name, (unsigned long)done);
        rewind(f);
        MUST(fgets(text, sizeof(text), f) && strncmp(text, name, 9) == 0);
        MUST(strtoul(text + strlen(name), NULL, 10) == done);
        MUST(fclose(f) == 0 && unlink(name) == 0);
    }
    return (void *)done;
}

static void check_lines(void)
{
    unsigned long n, sum, seen = 0;
    unsigned id;

    rewind(shared_file);
    while (fscanf(shared_file, "%u %lu %lu\n", &id, &n, &sum) == 3) {
        seen++;
        MUST(sum == n * 31 + id);
    }
    MUST(seen == lines);
}

/* --- threads that come and go, semaphores --- */

static sem_t turns;

static void *short_life(void *arg)
{
    sem_post(&turns);
    return (char *)arg + 1;
}

static void *breed(void *arg)
{
    uintptr_t done = 0;

    (void)arg;
    for (; !stop; done++) {
        pthread_t id[4];
        void *result;
        for (uintptr_t i = 0; i < 4; i++)
            MUST(pthread_create(&id[i], NULL, short_life, (void *)i) == 0);
        for (uintptr_t i = 0; i < 4; i++) {
            MUST(sem_wait(&turns) == 0);
            MUST(pthread_join(id[i], &result) == 0);
            MUST(result == (void *)(i + 1));
        }
    }
    return (void *)done;
}

static const struct kind {
    const char *name;
    void *(*run)(void *);
} kinds[] = {
    {"mutex", count},      {"send", send},          {"receive", receive},
    {"rwlock", use_table}, {"malloc", swap_blocks}, {"lines", write_lines},
    {"files", own_files},  {"threads", breed},
};

#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

int main(int argc, char **argv)
{
    unsigned seconds = argc > 1 ? (unsigned)atoi(argv[1]) : DEFAULT_S;
    pthread_t id[KINDS][EACH];
    void *done;

    shared_file = fopen("/tmp/lines", "w+");
    sem_init(&turns, 0, 0);
    MUST(shared_file && seconds > 0);
    for (uintptr_t i = 0; i < KINDS * EACH; i++)
        MUST(pthread_create(&id[i / EACH][i % EACH], NULL, kinds[i / EACH].run,
                            (void *)(i + 1)) == 0);
    sleep(seconds);
    stop = 1;
    for (unsigned k = 0; k < KINDS; k++) {
        unsigned long sum = 0;
        for (unsigned i = 0; i < EACH; i++) {
            MUST(pthread_join(id[k][i], &done) == 0);
            sum += (uintptr_t)done;
        }
        MUST(sum > 0 || kinds[k].run == send);
        printf("%-8s %lu\n", kinds[k].name, sum);
    }
    for (int i = 0; i < SLOTS; i++)
        check_and_free(blocks[i]);
    MUST(counter_a == counter_b && sent_sum == got_sum);
    check_lines();
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
