/*
 * pax.c - the records of a pax extended header in a tar archive.
 */
#include "boot/pax.h"

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Decimal digits at the front of @text; at least one, at most INT64_MAX. */
static bool take_number(struct archive_text *text, uint64_t *value)
{
    uint64_t v = 0;
    size_t i = 0;

    for (; i < text->len && digit(text->start[i]); i++) {
        uint64_t next;

        if (__builtin_mul_overflow(v, 10u, &next) ||
            __builtin_add_overflow(next, text->start[i] - '0', &next) ||
            next > INT64_MAX)
            return false;
        v = next;
    }
    text->start += i;
    text->len -= i;
    *value = v;
    return i > 0;
}

static bool number(struct archive_text text, uint64_t max, uint64_t *value)
{
    return take_number(&text, value) && text.len == 0 && *value <= max;
}

/* "1700000000.123", perhaps negative. */
static bool time_value(struct archive_text text, int64_t *value)
{
    bool negative = text.len && text.start[0] == '-';
    uint64_t seconds;

    text.start += negative;
    text.len -= negative;
    if (!take_number(&text, &seconds))
        return false;
    if (text.len && text.start[0] != '.')
        return false;
    for (size_t i = 1; i < text.len; i++) {
        if (!digit(text.start[i]))
            return false;
    }
    *value = negative ? -(int64_t)seconds : (int64_t)seconds;
    return true;
}

static bool begins(struct archive_text text, const char *with)
{
    size_t i = 0;

    while (with[i] && i < text.len && text.start[i] == with[i])
        i++;
    return with[i] == '\0';
}

static bool is(struct archive_text text, const char *what)
{
    size_t len = 0;

    while (what[len])
        len++;
    return text.len == len && begins(text, what);
}

static bool id_value(struct archive_text value, uint32_t *id, bool *has)
{
    uint64_t v;

    if (!number(value, UINT32_MAX, &v))
        return false;
    *id = (uint32_t)v;
    *has = true;
    return true;
}

/* An empty value takes the record of that name back: nothing to do. */
static bool apply(struct pax *pax, struct archive_text key,
                  struct archive_text value)
{
    if (value.len == 0)
        return true;
    if (is(key, "path"))
        pax->name = value;
    else if (is(key, "linkpath"))
        pax->target = value;
    else if (is(key, "size"))
        return pax->has_size = number(value, INT64_MAX, &pax->size);
    else if (is(key, "mtime"))
        return pax->has_mtime = time_value(value, &pax->mtime);
    else if (is(key, "uid"))
        return id_value(value, &pax->uid, &pax->has_uid);
    else if (is(key, "gid"))
        return id_value(value, &pax->gid, &pax->has_gid);
    return true;
}

/* Splits the first record off @text: "LENGTH KEY=VALUE\n". */
static bool take_record(struct archive_text *text, struct archive_text *key,
                        struct archive_text *value)
{
    struct archive_text rest = *text;
    uint64_t len;
    size_t prefix, eq = 0;

    if (!take_number(&rest, &len))
        return false;
    prefix = text->len - rest.len + 1;
    if (len > text->len || len < prefix + 2 || rest.start[0] != ' ' ||
        text->start[len - 1] != '\n')
        return false;
    key->start = text->start + prefix;
    key->len = len - prefix - 1;
    while (eq < key->len && key->start[eq] != '=')
        eq++;
    if (eq == 0 || eq == key->len)
        return false;
    value->start = key->start + eq + 1;
    value->len = key->len - eq - 1;
    key->len = eq;
    text->start += len;
    text->len -= len;
    return true;
}

enum archive_error pax_parse(const char *text, size_t len, struct pax *pax,
                             size_t *offset)
{
    struct archive_text rest = {text, len}, key, value;

    while (rest.len) {
        *offset = len - rest.len;
        if (!take_record(&rest, &key, &value))
            return ARCHIVE_BAD_RECORD;
        if (begins(key, "GNU.sparse."))
            return ARCHIVE_UNSUPPORTED;
        if (!apply(pax, key, value))
            return ARCHIVE_BAD_RECORD;
    }
    return ARCHIVE_OK;
}
