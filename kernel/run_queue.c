/*
 * run_queue.c - ready threads by level.
 *
 * Each level is a circular list: its head's prev is the last.
 */
#include "kernel/run_queue.h"

#include <stddef.h>

void run_queue_push(struct run_queue *q, struct run_link *link, bool first)
{
    struct run_link **head = &q->head[link->level], *next = *head;

    q->count++;
    q->ready |= 1ull << link->level;
    if (!next) {
        link->next = link->prev = link;
        *head = link;
        return;
    }
    link->next = next;
    link->prev = next->prev;
    next->prev->next = link;
    next->prev = link;
    if (first)
        *head = link;
}

void run_queue_remove(struct run_queue *q, struct run_link *link)
{
    struct run_link **head = &q->head[link->level];

    q->count--;
    if (link->next == link) {
        *head = NULL;
        q->ready &= ~(1ull << link->level);
        return;
    }
    link->prev->next = link->next;
    link->next->prev = link->prev;
    if (*head == link)
        *head = link->next;
}

int run_queue_level(const struct run_queue *q)
{
    return q->ready ? 63 - __builtin_clzll(q->ready) : -1;
}

struct run_link *run_queue_first(const struct run_queue *q)
{
    int level = run_queue_level(q);

    return level < 0 ? NULL : q->head[level];
}
