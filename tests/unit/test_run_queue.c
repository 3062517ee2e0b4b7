/*
 * test_run_queue.c - the next thread, against a plain list.
 */
// links: kernel/run_queue.c
#include "kernel/run_queue.h"

#include <stddef.h>

#include "tests/check.h"
#include "tests/unit/random.h"

#define LINKS 40

static struct run_link links[LINKS];

/* The model: indices in the order they would be taken, all levels together. */
static struct {
    unsigned order[LINKS], count;
} model;

static void model_push(unsigned i, bool first)
{
    unsigned at = 0;

    while (at < model.count) {
        uint32_t level = links[model.order[at]].level;
        if (level < links[i].level || (first && level == links[i].level))
            break;
        at++;
    }
    for (unsigned k = model.count++; k > at; k--)
        model.order[k] = model.order[k - 1];
    model.order[at] = i;
}

static void model_remove(unsigned i)
{
    unsigned at = 0;

    while (model.order[at] != i)
        at++;
    for (model.count--; at < model.count; at++)
        model.order[at] = model.order[at + 1];
}

static bool queued(unsigned i)
{
    for (unsigned k = 0; k < model.count; k++)
        if (model.order[k] == i)
            return true;
    return false;
}

TEST(an_empty_queue_has_nothing)
{
    struct run_queue q = {0};

    CHECK(run_queue_first(&q) == NULL);
    CHECK(run_queue_level(&q) == -1);
}

TEST(a_level_keeps_the_order_of_arrival)
{
    struct run_queue q = {0};

    for (unsigned i = 0; i < 3; i++) {
        links[i].level = 5;
        run_queue_push(&q, &links[i], false);
    }
    links[3].level = 5;
    run_queue_push(&q, &links[3], true);
    static const unsigned expected[] = {3, 0, 1, 2};
    for (unsigned i = 0; i < 4; i++) {
        CHECK(run_queue_first(&q) == &links[expected[i]]);
        run_queue_remove(&q, &links[expected[i]]);
    }
    CHECK(q.count == 0 && q.ready == 0);
}

TEST(random_operations_agree_with_a_list)
{
    struct run_queue q = {0};
    uint64_t state = 1;

    model.count = 0;
    for (unsigned step = 0; step < 200000; step++) {
        unsigned i = (unsigned)(random_next(&state) % LINKS);
        if (queued(i)) {
            run_queue_remove(&q, &links[i]);
            model_remove(i);
        } else {
            bool first = random_next(&state) & 1;
            links[i].level = (uint32_t)(random_next(&state) % RUN_LEVELS);
            run_queue_push(&q, &links[i], first);
            model_push(i, first);
        }
        struct run_link *want = model.count ? &links[model.order[0]] : NULL;
        if (!CHECK(run_queue_first(&q) == want && q.count == model.count &&
                   run_queue_level(&q) == (want ? (int)want->level : -1)))
            return;
    }
}
