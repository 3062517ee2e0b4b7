/*
 * answer.c - from a request to an answer: files, errors, the health check.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pith/net.h>

#include "put.h"
#include "server.h"

#define HEAD_MAX 2048 /* of an answer; a redirection holds a path */
#define INLINE   6144 /* a file up to this goes out with its head */

static const struct {
    const char *end, *type;
} types[] = {
    {".html", "text/html; charset=utf-8"},
    {".htm", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".txt", "text/plain; charset=utf-8"},
    {".md", "text/plain; charset=utf-8"},
    {".xml", "application/xml"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".pdf", "application/pdf"},
};

static const char *type_of(const char *path)
{
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot && i < sizeof(types) / sizeof(types[0]); i++)
        if (strcasecmp(dot, types[i].end) == 0)
            return types[i].type;
    return "application/octet-stream";
}

static const char *reason_of(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 206:
        return "Partial Content";
    case 301:
        return "Moved Permanently";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 414:
        return "URI Too Long";
    case 416:
        return "Range Not Satisfiable";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Internal Server Error";
    }
}

/* The lines that every answer has; returns where they end. */
static char *start_head(const struct conn *c, const struct request *r,
                        int status, char *out)
{
    const char *connection = c->closing      ? "Connection: close\r\n"
                             : r->minor == 0 ? "Connection: keep-alive\r\n"
                                             : "";

    out = put_text(out, "HTTP/1.1 ");
    out = put_text(put_number(out, (unsigned)status, 3), " ");
    out = put_text(put_text(out, reason_of(status)), "\r\nDate: ");
    out = put_text(put_text(out, http_now()), "\r\nServer: pith\r\n");
    return put_text(out, connection);
}

/* A whole answer of one line of text, besides @fields. */
static bool say(struct conn *c, const struct request *r, int status,
                const char *fields, const char *text)
{
    size_t n = strlen(text);
    char *p;

    c->out = malloc(HEAD_MAX + REQUEST_PATH);
    if (!c->out)
        return false;
    p = put_text(start_head(c, r, status, c->out), fields);
    p = put_text(p, "Content-Type: text/plain\r\nContent-Length: ");
    p = put_text(put_number(p, n, 1), "\r\n\r\n");
    p = put_text(p, r->method == METHOD_HEAD ? "" : text);
    c->out_len = (size_t)(p - c->out);
    log_access(c, r, status, n);
    return true;
}

static bool say_error(struct conn *c, const struct request *r, int status)
{
    char text[64];

    sprintf(text, "%d %s\n", status, reason_of(status));
    return say(c, r, status, "", text);
}

static bool say_counters(struct conn *c, const struct request *r)
{
    struct pith_net_counters n;
    char text[256];

    pith_net_counters(&n);
    sprintf(text,
            "memory %llu\nmemory_peak %llu\nmemory_failed %llu\n"
            "rx_frames %llu\nrx_dropped %llu\nrx_errors %llu\n"
            "tx_dropped %llu\n",
            (unsigned long long)n.memory, (unsigned long long)n.memory_peak,
            (unsigned long long)n.memory_failed,
            (unsigned long long)n.rx_frames, (unsigned long long)n.rx_dropped,
            (unsigned long long)n.rx_errors, (unsigned long long)n.tx_dropped);
    return say(c, r, 200, "Cache-Control: no-store\r\n", text);
}

/* --- files --- */

struct found {
    int fd;
    struct stat st;
    char etag[40], modified[30];
};

/* Opens @path below the root; 0 or an HTTP status. */
static int open_file(char *path, size_t room, struct found *f)
{
    char full[REQUEST_PATH + 256], *p;

    f->fd = -1;
    for (int tries = 0; tries < 2; tries++) {
        size_t n = strlen(path);
        if (strlen(server.root) + n >= sizeof(full))
            return 414;
        p = put_part(put_text(full, server.root), path, n);
        *p = '\0';
        if (stat(full, &f->st) != 0)
            return 404;
        if (!S_ISDIR(f->st.st_mode))
            break;
        if (path[n - 1] != '/')
            return 301;
        if (n + sizeof("index.html") > room)
            return 414;
        strcpy(path + n, "index.html");
    }
    if (!S_ISREG(f->st.st_mode))
        return 403;
    if (path[strlen(path) - 1] == '/')
        return 404;
    f->fd = open(full, O_RDONLY);
    if (f->fd < 0)
        return 403;
    p = put_text(f->etag, "\"");
    p = put_hex(p, (unsigned long long)f->st.st_mtime);
    p = put_hex(put_text(p, "-"), (unsigned long long)f->st.st_size);
    strcpy(p, "\"");
    http_date(f->st.st_mtime, f->modified);
    return 0;
}

static bool same(struct request_text t, const char *text)
{
    return t.p && strlen(text) == t.n && memcmp(t.p, text, t.n) == 0;
}

/* The client has it already [RFC 9110 13.1]. */
static bool is_known(const struct request *r, const struct found *f)
{
    if (r->if_none_match.p)
        return same(r->if_none_match, f->etag) || same(r->if_none_match, "*");
    return same(r->if_modified_since, f->modified);
}

/* A small file is read behind its head: one write for both. */
static bool take_inline(struct conn *c, const struct found *f)
{
    ssize_t n;

    if (c->file_left > INLINE)
        return false;
    n = pread(f->fd, c->out + c->out_len, c->file_left, (off_t)c->file_at);
    if (n != (ssize_t)c->file_left)
        return false;
    c->out_len += (size_t)n;
    c->file_left = 0;
    return true;
}

static char *put_range(char *p, const struct conn *c, unsigned long long size)
{
    p = put_number(put_text(p, "Content-Range: bytes "), c->file_at, 1);
    p = put_number(put_text(p, "-"), c->file_at + c->file_left - 1, 1);
    return put_text(put_number(put_text(p, "/"), size, 1), "\r\n");
}

static bool send_file(struct conn *c, const struct request *r, struct found *f,
                      int status)
{
    unsigned long long size = (unsigned long long)f->st.st_size;
    char *p;

    c->out = malloc(HEAD_MAX + INLINE);
    if (!c->out)
        return false;
    p = start_head(c, r, status, c->out);
    if (status == 206)
        p = put_range(p, c, size);
    if (status != 304) {
        p = put_text(put_text(p, "Content-Type: "), type_of(r->path));
        p = put_number(put_text(p, "\r\nContent-Length: "), c->file_left, 1);
        p = put_text(p, "\r\n");
    }
    p = put_text(put_text(p, "ETag: "), f->etag);
    p = put_text(put_text(p, "\r\nLast-Modified: "), f->modified);
    p = put_text(p, "\r\nAccept-Ranges: bytes\r\n\r\n");
    c->out_len = (size_t)(p - c->out);
    log_access(c, r, status, status == 304 ? 0 : c->file_left);
    if (status == 304 || r->method == METHOD_HEAD)
        c->file_left = 0;
    if (c->file_left && !take_inline(c, f)) {
        c->file = f->fd;
        f->fd = -1;
    }
    return true;
}

static bool answer_file(struct conn *c, const struct request *r,
                        struct found *f)
{
    char fields[64];
    int status = 200;

    c->file_at = 0;
    c->file_left = (unsigned long long)f->st.st_size;
    if (is_known(r, f))
        return send_file(c, r, f, 304);
    if (r->range.p && r->method == METHOD_GET &&
        (!r->if_range.p || same(r->if_range, f->etag) ||
         same(r->if_range, f->modified)))
        status =
            request_range(r->range, c->file_left, &c->file_at, &c->file_left);
    if (status == 416) {
        sprintf(fields, "Content-Range: bytes */%llu\r\n",
                (unsigned long long)f->st.st_size);
        return say(c, r, 416, fields, "416 Range Not Satisfiable\n");
    }
    return send_file(c, r, f, status);
}

static bool move_to_folder(struct conn *c, const struct request *r)
{
    char fields[REQUEST_PATH * 3 + 32], *to = fields;

    to += sprintf(to, "Location: ");
    for (const char *p = r->path; *p; p++) {
        bool plain = (*p >= '-' && *p <= '9') || (*p >= 'A' && *p <= 'Z') ||
                     (*p >= 'a' && *p <= 'z') || *p == '_';
        to += sprintf(to, plain ? "%c" : "%%%02X", (unsigned char)*p);
        if (to - fields > HEAD_MAX / 2)
            return say_error(c, r, 414);
    }
    strcpy(to, "/\r\n");
    return say(c, r, 301, fields, "301 Moved Permanently\n");
}

bool answer(struct conn *c, const struct request *r, int status)
{
    char path[REQUEST_PATH + 16];
    struct found f;
    bool ok;

    if (status < 0 || r->has_body || !r->keep_alive)
        c->closing = true;
    if (status < 0)
        return say_error(c, r, -status);
    if (strcmp(r->path, "/_/health") == 0)
        return say(c, r, 200, "Cache-Control: no-store\r\n", "ok\n");
    if (strcmp(r->path, "/_/counters") == 0)
        return say_counters(c, r);
    strcpy(path, r->path);
    status = open_file(path, sizeof(path), &f);
    if (status == 301)
        return move_to_folder(c, r);
    if (status)
        return say_error(c, r, status);
    if (path[strlen(r->path)]) { /* index.html: its type, not the folder's */
        struct request indexed = *r;
        strcpy(indexed.path, "/index.html");
        ok = answer_file(c, &indexed, &f);
    } else {
        ok = answer_file(c, r, &f);
    }
    if (f.fd >= 0)
        close(f.fd);
    return ok;
}
