/*
 * tmpfs_dir.c - the entries of a directory in memory: a hash table.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fs/tmpfs_node.h"

#define FIRST_CAPACITY 8u
#define CAPACITY_MAX   (UINT32_C(1) << 31)

/* FNV-1a, 32 bits [RFC 9923]. */
static uint32_t hash_of(struct vname name)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (uint8_t)name.start[i]) * 16777619u;
    return hash;
}

static uint32_t *bucket_of(const struct tmp_dir *dir, uint32_t hash)
{
    return &dir->buckets[hash & (dir->capacity - 1)];
}

/* Where the number of the slot of @name is kept, in bucket or chain; what
 * is there is TMP_NO_SLOT if there is no such entry. */
static uint32_t *find_link(const struct tmp_dir *dir, struct vname name)
{
    uint32_t hash = hash_of(name);
    uint32_t *link = bucket_of(dir, hash);

    while (*link != TMP_NO_SLOT) {
        struct tmp_slot *slot = &dir->slots[*link];
        const struct tmp_entry *entry = slot->entry;

        if (entry->hash == hash && entry->len == name.len &&
            memcmp(entry->name, name.start, name.len) == 0)
            break;
        link = &slot->next;
    }
    return link;
}

struct tmp_entry *tmp_dir_find(const struct tmp_dir *dir, struct vname name)
{
    uint32_t *link;

    if (dir->count == 0)
        return NULL;
    link = find_link(dir, name);
    return *link == TMP_NO_SLOT ? NULL : dir->slots[*link].entry;
}

static void chain(struct tmp_dir *dir, uint32_t number)
{
    struct tmp_slot *slot = &dir->slots[number];
    uint32_t *bucket = bucket_of(dir, slot->entry->hash);

    slot->next = *bucket;
    *bucket = number;
}

/* Doubles the table; called when no slot is free. */
static int grow(struct tmp_dir *dir)
{
    uint32_t old = dir->capacity;
    uint32_t capacity = old ? old * 2 : FIRST_CAPACITY;
    struct tmp_slot *slots;

    if (old == CAPACITY_MAX)
        return -ENOSPC;
    slots = malloc(capacity * (sizeof(*slots) + sizeof(*dir->buckets)));
    if (!slots)
        return -ENOSPC;
    if (old)
        memcpy(slots, dir->slots, old * sizeof(*slots));
    free(dir->slots);
    dir->slots = slots;
    dir->buckets = (uint32_t *)(slots + capacity);
    dir->capacity = capacity;
    memset(dir->buckets, 0xff, capacity * sizeof(*dir->buckets));
    for (uint32_t i = 0; i < old; i++)
        chain(dir, i);
    for (uint32_t i = capacity; i-- > old;) {
        slots[i] = (struct tmp_slot){NULL, dir->free_slot};
        dir->free_slot = i;
    }
    return 0;
}

int tmp_dir_add(struct tmp_dir *dir, struct vname name, struct tmp_node *node)
{
    struct tmp_entry *entry = malloc(sizeof(*entry) + name.len);
    uint32_t number;

    if (!entry)
        return -ENOSPC;
    if (dir->count == dir->capacity) {
        dir->free_slot = TMP_NO_SLOT;
        if (grow(dir)) {
            free(entry);
            return -ENOSPC;
        }
    }
    entry->node = node;
    entry->hash = hash_of(name);
    entry->len = (uint16_t)name.len;
    memcpy(entry->name, name.start, name.len);
    number = dir->free_slot;
    dir->free_slot = dir->slots[number].next;
    dir->slots[number].entry = entry;
    chain(dir, number);
    dir->count++;
    return 0;
}

void tmp_dir_remove(struct tmp_dir *dir, struct vname name)
{
    uint32_t *link = find_link(dir, name);
    uint32_t number = *link;
    struct tmp_slot *slot = &dir->slots[number];

    *link = slot->next;
    free(slot->entry);
    *slot = (struct tmp_slot){NULL, dir->free_slot};
    dir->free_slot = number;
    dir->count--;
}

const struct tmp_entry *tmp_dir_at(const struct tmp_dir *dir, uint64_t *slot)
{
    for (; *slot < dir->capacity; ++*slot) {
        if (dir->slots[*slot].entry)
            return dir->slots[*slot].entry;
    }
    return NULL;
}

void tmp_dir_free(struct tmp_dir *dir)
{
    free(dir->slots);
}
