/*
 * epoll.h - the inside of an epoll: what it watches and what of it is ready.
 *
 * An item is one watched descriptor. It hangs on its file (struct file_watch),
 * and is in its epoll's table and, while there may be something to report, in
 * its list. The lock of watches guards all of that: libc_file_changed() puts
 * items into the list with it held, perhaps in an interrupt. Files are asked
 * what is ready without it, by a thread that holds references to the item and
 * to the file, and epoll->scan: one thread looks at a time.
 *
 * An item has no reference to its file: who ends the last one takes its items
 * away (libc_watch_gone()).
 */
#pragma once

#include <sys/epoll.h>

#include "kernel/mutex.h"
#include "libc/fd.h"

struct epoll_link {
    struct epoll_link *next, *prev; /* NULL: in no list */
};

struct epoll_item {
    struct file_watch watch; /* first; watch.file is NULL once it is removed */
    struct epoll_link link;  /* in the list of those that may be ready */
    struct epoll_item *next; /* in the table, or on the way to free() */
    struct epoll *owner;
    int fd;
    unsigned refs;
    uint32_t events; /* what was asked for, with the flags */
    uint32_t last;   /* what was reported, of a file that does not tell */
    epoll_data_t data;
};

struct epoll {
    struct file file;
    struct mutex scan;
    struct epoll_link ready;
    bool scanned; /* a thread has taken what was in the list to look at it */
    uint32_t changes; /* for who waits: counted up with each item in the list */
    unsigned silent;  /* items whose file does not tell */
    unsigned inner, outer; /* epolls that it watches, that watch it */
    unsigned count, slots;
    struct epoll_item **table; /* @slots lists, by the descriptor */
};

/* What only the flags say; the rest are POLL bits. */
#define EPOLL_FLAGS (EPOLLET | EPOLLONESHOT | EPOLLEXCLUSIVE | EPOLLWAKEUP)

/* libc_epoll_of - @f as an epoll, or NULL. */
struct epoll *libc_epoll_of(struct file *f);

/* libc_epoll_poll - an epoll's poll operation: is one of its items ready? */
int libc_epoll_poll(struct file *f);

/* libc_epoll_queue - @item may be ready: into the list, and tell who waits.
 * With the lock of watches. */
void libc_epoll_queue(struct epoll_item *item);

/* libc_epoll_let_go - end a reference to @item. Without the lock. */
void libc_epoll_let_go(struct epoll_item *item);

/* Lists: circular, with a head that is no item. With the lock. */
static inline void libc_epoll_list_init(struct epoll_link *head)
{
    head->next = head->prev = head;
}

static inline void libc_epoll_append(struct epoll_link *head,
                                     struct epoll_link *l)
{
    l->prev = head->prev;
    l->next = head;
    head->prev->next = l;
    head->prev = l;
}

static inline void libc_epoll_unlink(struct epoll_link *l)
{
    l->prev->next = l->next;
    l->next->prev = l->prev;
    l->next = l->prev = NULL;
}
