/*
 * scandir.c - a directory's entries as a sorted array.
 */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct list {
    struct dirent **entries;
    int count, room;
};

static int append(struct list *list, const struct dirent *entry)
{
    size_t size = offsetof(struct dirent, d_name) + strlen(entry->d_name) + 1;
    struct dirent *copy;

    if (list->count == list->room) {
        int room = list->room ? list->room * 2 : 16;
        struct dirent **grown =
            realloc(list->entries, (size_t)room * sizeof(*grown));

        if (!grown)
            return ENOMEM;
        list->entries = grown;
        list->room = room;
    }
    copy = malloc(size);
    if (!copy)
        return ENOMEM;
    memcpy(copy, entry, size);
    copy->d_reclen = (unsigned short)size;
    list->entries[list->count++] = copy;
    return 0;
}

static void discard(struct list *list)
{
    for (int i = 0; i < list->count; i++)
        free(list->entries[i]);
    free(list->entries);
}

/* All entries of @dir that @select wants; errno at the end is 0 or why not. */
static int collect(DIR *dir, struct list *list,
                   int (*select)(const struct dirent *))
{
    int err = 0;

    while (!err) {
        struct dirent *entry;

        errno = 0;
        entry = readdir(dir);
        if (!entry)
            return errno;
        if (!select || select(entry))
            err = append(list, entry);
    }
    return err;
}

int scandir(const char *path, struct dirent ***result,
            int (*select)(const struct dirent *),
            int (*compare)(const struct dirent **, const struct dirent **))
{
    struct list list = {0};
    int saved = errno, err;
    DIR *dir = opendir(path);

    if (!dir)
        return -1;
    err = collect(dir, &list, select);
    closedir(dir);
    if (err) {
        discard(&list);
        errno = err;
        return -1;
    }
    errno = saved;
    if (compare && list.count)
        qsort(list.entries, (size_t)list.count, sizeof(*list.entries),
              (int (*)(const void *, const void *))compare);
    *result = list.entries;
    return list.count;
}

int alphasort(const struct dirent **a, const struct dirent **b)
{
    return strcoll((*a)->d_name, (*b)->d_name);
}
