/*
 * request.c - see request.h. Pure: bytes in, a structure out.
 */
#include "request.h"

#include <string.h>
#include <strings.h>

#define BAD        (-400)
#define TOO_LONG   (-414)
#define NO_VERSION (-505)

/* A line up to its LF or CRLF; moves @p behind that. */
static struct request_text take_line(const char **p, const char *end)
{
    const char *start = *p;
    const char *lf = memchr(start, '\n', (size_t)(end - start));
    size_t n = (size_t)(lf - start);

    *p = lf + 1;
    return (struct request_text){start, n && start[n - 1] == '\r' ? n - 1 : n};
}

/* Where the head ends, behind its empty line; 0: not yet. */
static size_t head_length(const char *p, size_t n)
{
    const char *at = p, *end = p + n, *lf;

    while ((lf = memchr(at, '\n', (size_t)(end - at)))) {
        bool empty = lf == at || (lf == at + 1 && *at == '\r');
        at = lf + 1;
        if (empty)
            return (size_t)(at - p);
    }
    return 0;
}

static bool is_token(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || (c && strchr("!#$%&'*+-.^_`|~", c));
}

static bool text_is(struct request_text t, const char *word)
{
    return strlen(word) == t.n && strncasecmp(t.p, word, t.n) == 0;
}

/* Whether the comma-separated list has @word. */
static bool list_has(struct request_text list, const char *word)
{
    const char *p = list.p, *end = p + list.n;

    while (p < end) {
        const char *comma = memchr(p, ',', (size_t)(end - p));
        struct request_text t = {p, (size_t)((comma ? comma : end) - p)};
        for (; t.n && (*t.p == ' ' || *t.p == '\t'); t.p++)
            t.n--;
        while (t.n && (t.p[t.n - 1] == ' ' || t.p[t.n - 1] == '\t'))
            t.n--;
        if (text_is(t, word))
            return true;
        if (!comma)
            break;
        p = comma + 1;
    }
    return false;
}

/* --- the target --- */

static int hex(char c)
{
    const char *digits = "0123456789abcdef", *at;

    at = c ? strchr(digits, c | 0x20) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Decodes %XX up to a query; returns the length, or a negative status. */
static int decode(struct request_text t, char *out)
{
    size_t n = 0;

    for (size_t i = 0; i < t.n && t.p[i] != '?' && t.p[i] != '#'; i++) {
        int c = (unsigned char)t.p[i];
        if (n == REQUEST_PATH - 1)
            return TOO_LONG;
        if (c == '%') {
            if (i + 2 >= t.n || hex(t.p[i + 1]) < 0 || hex(t.p[i + 2]) < 0)
                return BAD;
            c = hex(t.p[i + 1]) << 4 | hex(t.p[i + 2]);
            i += 2;
        }
        if (c == 0)
            return BAD;
        out[n++] = (char)c;
    }
    out[n] = '\0';
    return (int)n;
}

/* Takes "." and ".." and double slashes out; false: above the root. */
static bool clean(char *path)
{
    char *from = path, *to = path;

    while (*from) {
        size_t n;
        while (*from == '/')
            from++;
        n = strcspn(from, "/");
        if (n == 2 && from[0] == '.' && from[1] == '.') {
            if (to == path)
                return false;
            while (*--to != '/')
                ;
        } else if (n && !(n == 1 && from[0] == '.')) {
            *to++ = '/';
            memmove(to, from, n);
            to += n;
            from += n;
            if (*from)
                continue;
            break;
        }
        from += n;
        if (!*from) {
            *to++ = '/';
            break;
        }
    }
    if (to == path)
        *to++ = '/';
    *to = '\0';
    return true;
}

static int read_target(struct request_text t, struct request *out)
{
    int n;

    if (t.n > 7 && strncasecmp(t.p, "http://", 7) == 0) {
        const char *slash = memchr(t.p + 7, '/', t.n - 7);
        if (!slash)
            t = (struct request_text){"/", 1};
        else
            t = (struct request_text){slash, t.n - (size_t)(slash - t.p)};
    }
    if (t.n == 0 || t.p[0] != '/')
        return BAD;
    n = decode(t, out->path);
    if (n < 0)
        return n;
    return clean(out->path) ? 0 : BAD;
}

/* --- the first line --- */

static int read_first(struct request_text line, struct request *out)
{
    const char *end = line.p + line.n;
    const char *a = memchr(line.p, ' ', line.n);
    const char *b = a ? memchr(a + 1, ' ', (size_t)(end - a - 1)) : NULL;
    struct request_text method = {line.p, a ? (size_t)(a - line.p) : 0};

    if (!b || method.n == 0)
        return BAD;
    for (size_t i = 0; i < method.n; i++)
        if (!is_token(method.p[i]))
            return BAD;
    for (const char *p = a + 1; p < b; p++)
        if ((unsigned char)*p <= ' ' || *p == 0x7f)
            return BAD;
    if (end - b != 9 || memcmp(b + 1, "HTTP/", 5) != 0)
        return BAD;
    if (b[6] != '1' || b[7] != '.' || b[8] < '0' || b[8] > '9')
        return b[6] >= '0' && b[6] <= '9' ? NO_VERSION : BAD;
    out->minor = b[8] - '0';
    out->method = method.n == 3 && !memcmp(method.p, "GET", 3) ? METHOD_GET
                  : method.n == 4 && !memcmp(method.p, "HEAD", 4)
                      ? METHOD_HEAD
                      : METHOD_OTHER;
    if (out->method == METHOD_OTHER)
        return -501;
    return read_target((struct request_text){a + 1, (size_t)(b - a - 1)}, out);
}

/* --- header fields --- */

struct fields {
    int hosts;
    bool close, keep_alive;
};

static void note(struct request_text name, struct request_text value,
                 struct request *out, struct fields *f)
{
    if (text_is(name, "host")) {
        f->hosts++;
    } else if (text_is(name, "connection")) {
        f->close = f->close || list_has(value, "close");
        f->keep_alive = f->keep_alive || list_has(value, "keep-alive");
    } else if (text_is(name, "range")) {
        out->range = value;
    } else if (text_is(name, "if-range")) {
        out->if_range = value;
    } else if (text_is(name, "if-modified-since")) {
        out->if_modified_since = value;
    } else if (text_is(name, "if-none-match")) {
        out->if_none_match = value;
    } else if (text_is(name, "transfer-encoding")) {
        out->has_body = true;
    } else if (text_is(name, "content-length")) {
        out->has_body = out->has_body || !text_is(value, "0");
    }
}

static int read_field(struct request_text line, struct request *out,
                      struct fields *f)
{
    struct request_text name = {line.p, 0}, value;

    while (name.n < line.n && is_token(line.p[name.n]))
        name.n++;
    if (name.n == 0 || name.n == line.n || line.p[name.n] != ':')
        return BAD;
    value = (struct request_text){line.p + name.n + 1, line.n - name.n - 1};
    for (; value.n && (*value.p == ' ' || *value.p == '\t'); value.p++)
        value.n--;
    while (value.n &&
           (value.p[value.n - 1] == ' ' || value.p[value.n - 1] == '\t'))
        value.n--;
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] == '\0' || value.p[i] == '\r')
            return BAD;
    note(name, value, out, f);
    return 0;
}

int request_parse(const char *p, size_t n, struct request *out)
{
    struct fields f = {0};
    const char *at = p, *end;
    size_t length;
    int err;

    memset(out, 0, offsetof(struct request, path) + 1);
    memset(&out->minor, 0, sizeof(*out) - offsetof(struct request, minor));
    /* an empty line before the first is forgiven [RFC 9112 2.2] */
    while (at < p + n && (*at == '\r' || *at == '\n') && at < p + 4)
        at++;
    length = head_length(at, n - (size_t)(at - p));
    if (length == 0 || length > REQUEST_MAX)
        return n >= REQUEST_MAX || length ? -431 : 0;
    end = at + length;
    out->line = take_line(&at, end);
    err = read_first(out->line, out);
    while (!err) {
        struct request_text line = take_line(&at, end);
        if (line.n == 0)
            break;
        err = read_field(line, out, &f);
    }
    if (!err && (f.hosts > 1 || (f.hosts == 0 && out->minor > 0)))
        err = BAD;
    if (err)
        return err;
    out->keep_alive = out->minor > 0 ? !f.close : f.keep_alive && !f.close;
    return (int)(end - p);
}

/* --- Range --- */

/* A number up to @end; false if there is none or it is too large. */
static bool number(const char **p, const char *end, unsigned long long *out)
{
    const char *start = *p;

    for (*out = 0; *p < end && **p >= '0' && **p <= '9'; (*p)++) {
        if (*out > (~0ull - 9) / 10)
            return false;
        *out = *out * 10 + (unsigned)(**p - '0');
    }
    return *p > start;
}

int request_range(struct request_text range, unsigned long long size,
                  unsigned long long *first, unsigned long long *length)
{
    const char *p = range.p + 6, *end = range.p + range.n;
    unsigned long long from, to = ~0ull;

    if (range.n < 8 || strncasecmp(range.p, "bytes=", 6) != 0)
        return 200;
    if (*p == '-') { /* the last so many */
        p++;
        if (!number(&p, end, &to) || p != end)
            return 200;
        if (to == 0 || size == 0)
            return 416;
        *length = to < size ? to : size;
        *first = size - *length;
        return 206;
    }
    if (!number(&p, end, &from) || p == end || *p++ != '-')
        return 200;
    if (p < end && (!number(&p, end, &to) || to < from))
        return 200;
    if (p != end)
        return 200;
    if (from >= size)
        return 416;
    *first = from;
    *length = (to < size ? to + 1 : size) - from;
    return 206;
}
