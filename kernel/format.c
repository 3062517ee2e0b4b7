/*
 * format.c - the small printf behind log, panic and refuse.
 *
 * %s %c %d %i %u %x %p %%, with l, ll or z before the integer ones, a width,
 * and 0 or - before the width. What it does not know it prints as it stands.
 */
#include "kernel/base.h"

struct sink {
    char *buf;
    size_t size, len; /* len counts what fits only */
};

struct spec {
    bool zero, left;
    unsigned width, longs;
};

static void put(struct sink *s, char c)
{
    if (s->len + 1 < s->size)
        s->buf[s->len++] = c;
}

static void put_padded(struct sink *s, const struct spec *spec,
                       const char *text, size_t n)
{
    size_t pad = spec->width > n ? spec->width - n : 0;

    if (spec->zero && n > 0 && text[0] == '-') {
        put(s, *text++);
        n--;
    }
    for (; pad > 0 && !spec->left; pad--)
        put(s, spec->zero ? '0' : ' ');
    for (size_t i = 0; i < n; i++)
        put(s, text[i]);
    for (; pad > 0; pad--)
        put(s, ' ');
}

static void put_number(struct sink *s, const struct spec *spec, uint64_t value,
                       unsigned base, bool negative)
{
    char digits[24];
    char *p = digits + sizeof(digits);

    do {
        *--p = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    if (negative)
        *--p = '-';
    put_padded(s, spec, p, digits + sizeof(digits) - p);
}

static void put_string(struct sink *s, const struct spec *spec,
                       const char *text)
{
    size_t n = 0;

    if (!text)
        text = "(null)";
    while (text[n])
        n++;
    put_padded(s, spec, text, n);
}

static const char *parse_spec(const char *p, struct spec *spec)
{
    *spec = (struct spec){0};
    for (; *p == '0' || *p == '-'; p++) {
        spec->zero |= *p == '0';
        spec->left |= *p == '-';
    }
    for (; *p >= '0' && *p <= '9'; p++)
        spec->width = spec->width * 10 + (*p - '0');
    for (; *p == 'l' || *p == 'z'; p++)
        spec->longs++;
    return p;
}

size_t base_vformat(char *buf, size_t size, const char *fmt, va_list ap)
{
    struct sink s = {buf, size, 0};
    struct spec spec;

    for (const char *p = fmt; *p; p++) {
        if (*p != '%') {
            put(&s, *p);
            continue;
        }
        p = parse_spec(p + 1, &spec);
        if (*p == 's') {
            put_string(&s, &spec, va_arg(ap, const char *));
        } else if (*p == 'c') {
            char c = (char)va_arg(ap, int);
            put_padded(&s, &spec, &c, 1);
        } else if (*p == 'd' || *p == 'i') {
            int64_t v = spec.longs ? va_arg(ap, long) : va_arg(ap, int);
            put_number(&s, &spec, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 10,
                       v < 0);
        } else if (*p == 'u' || *p == 'x') {
            uint64_t v =
                spec.longs ? va_arg(ap, unsigned long) : va_arg(ap, unsigned);
            put_number(&s, &spec, v, *p == 'u' ? 10 : 16, false);
        } else if (*p == 'p') {
            put(&s, '0');
            put(&s, 'x');
            put_number(&s, &spec, va_arg(ap, uintptr_t), 16, false);
        } else if (*p) {
            put(&s, *p);
        } else {
            break;
        }
    }
    if (size > 0)
        buf[s.len] = '\0';
    return s.len;
}

size_t base_format(char *buf, size_t size, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    size_t n = base_vformat(buf, size, fmt, ap);
    va_end(ap);
    return n;
}
