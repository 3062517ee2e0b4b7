/*
 * sem_named.c - semaphores with names, in a table of the program's.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "kernel/mutex.h"

#define NAME_LEN_MAX 251 /* as Linux: NAME_MAX less what it adds */

struct named {
    sem_t sem; /* first: sem_open() returns its address */
    struct named *next;
    unsigned opens;
    bool unlinked;
    char name[];
};

static struct mutex lock = MUTEX_INIT;
static struct named *list;

static sem_t *fail(int error)
{
    errno = error;
    return SEM_FAILED;
}

static struct named *find(const char *name)
{
    for (struct named *n = list; n; n = n->next) {
        if (!n->unlinked && strcmp(n->name, name) == 0)
            return n;
    }
    return NULL;
}

static void free_unused(struct named *n)
{
    struct named **link = &list;

    if (n->opens || !n->unlinked)
        return;
    while (*link != n)
        link = &(*link)->next;
    *link = n->next;
    free(n);
}

static int make(const char *name, unsigned value, struct named **out)
{
    size_t len = strlen(name);
    struct named *n = malloc(sizeof(*n) + len + 1);

    if (!n)
        return ENOMEM;
    *n = (struct named){.next = list};
    memcpy(n->name, name, len + 1);
    sem_init(&n->sem, 0, value);
    *out = list = n;
    return 0;
}

static int open_locked(const char *name, int flags, unsigned value,
                       struct named **out)
{
    *out = find(name);
    if (*out)
        return (flags & O_CREAT) && (flags & O_EXCL) ? EEXIST : 0;
    if (!(flags & O_CREAT))
        return ENOENT;
    return value > SEM_VALUE_MAX ? EINVAL : make(name, value, out);
}

/* "/name" and "name" are the same; no other slash may be in it. */
static int check_name(const char **name)
{
    if (**name == '/')
        ++*name;
    if (!**name || strchr(*name, '/'))
        return EINVAL;
    return strlen(*name) > NAME_LEN_MAX ? ENAMETOOLONG : 0;
}

sem_t *sem_open(const char *name, int flags, ...)
{
    struct named *n = NULL;
    unsigned value = 0;
    int err = check_name(&name);

    if (flags & O_CREAT) {
        va_list ap;

        va_start(ap, flags);
        (void)va_arg(ap, mode_t);
        value = va_arg(ap, unsigned);
        va_end(ap);
    }
    if (err)
        return fail(err);
    mutex_lock(&lock);
    err = open_locked(name, flags, value, &n);
    if (!err)
        n->opens++;
    mutex_unlock(&lock);
    return err ? fail(err) : &n->sem;
}

int sem_close(sem_t *sem)
{
    struct named *n = (struct named *)sem;

    mutex_lock(&lock);
    n->opens--;
    free_unused(n);
    mutex_unlock(&lock);
    return 0;
}

int sem_unlink(const char *name)
{
    int err = check_name(&name);

    mutex_lock(&lock);
    struct named *n = err ? NULL : find(name);
    if (n) {
        n->unlinked = true;
        free_unused(n);
    }
    mutex_unlock(&lock);
    if (n)
        return 0;
    errno = err == ENAMETOOLONG ? err : ENOENT;
    return -1;
}
