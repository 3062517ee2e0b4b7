/*
 * mount_option.c - what pith.mount= says. A pure parser.
 */
#include "fs/mount_option.h"

#include <string.h>

/* Copies up to one of @ends; *p stands there then. */
static bool take(const char **p, const char *ends, char *to, size_t size)
{
    size_t len = strcspn(*p, ends);

    if (len == 0 || len >= size)
        return false;
    memcpy(to, *p, len);
    to[len] = '\0';
    *p += len;
    return true;
}

static const char *take_options(const char **p, struct mount_option *out)
{
    char word[8];

    while (**p == ',') {
        ++*p;
        if (!take(p, ",;:", word, sizeof(word)))
            return "an option is neither ro nor rw";
        if (strcmp(word, "ro") == 0)
            out->read_only = true;
        else if (strcmp(word, "rw") == 0)
            out->read_only = false;
        else
            return "an option is neither ro nor rw";
    }
    return NULL;
}

static bool is_type(const char *type)
{
    return strcmp(type, "ext2") == 0 || strcmp(type, "ext3") == 0 ||
           strcmp(type, "ext4") == 0 || strcmp(type, "9p") == 0;
}

const char *mount_option_next(const char **text, struct mount_option *out)
{
    const char *p = *text, *why;

    *out = (struct mount_option){.type = "ext4"};
    if (!take(&p, ":;", out->source, sizeof(out->source)) || *p != ':')
        return "it does not begin with DISK:";
    p++;
    if (!take(&p, ":;,", out->path, sizeof(out->path)))
        return "it has no path of 1 to 255 bytes";
    if (out->path[0] != '/')
        return "its path does not begin with /";
    if (*p == ':') {
        p++;
        if (!take(&p, ",;", out->type, sizeof(out->type)) ||
            !is_type(out->type))
            return "its type is not ext2, ext3, ext4 or 9p";
    }
    why = take_options(&p, out);
    if (why)
        return why;
    if (*p == ';')
        p++;
    else if (*p)
        return "something stands behind its options";
    *text = p;
    return NULL;
}
