// links: apps/httpd/request.c
// cflags: -D_GNU_SOURCE
/*
 * test_http_request.c - what httpd reads of a request.
 */
#include "apps/httpd/request.h"

#include <string.h>

#include "tests/check.h"

static struct request r;

static int parse(const char *text)
{
    return request_parse(text, strlen(text), &r);
}

static bool path_is(const char *target, const char *want)
{
    char text[600];

    strcpy(text, "GET ");
    strcat(text, target);
    strcat(text, " HTTP/1.1\r\nHost: x\r\n\r\n");
    return parse(text) > 0 && strcmp(r.path, want) == 0;
}

TEST(a_plain_request)
{
    const char *text = "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET";

    CHECK(parse(text) == (int)strlen(text) - 3);
    CHECK(r.method == METHOD_GET && r.minor == 1 && r.keep_alive);
    CHECK(strcmp(r.path, "/a") == 0 && !r.has_body && !r.range.p);
    CHECK(parse("HEAD / HTTP/1.0\n\n") > 0);
    CHECK(r.method == METHOD_HEAD && !r.keep_alive);
}

TEST(an_unfinished_head)
{
    const char *text = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    for (size_t n = 0; n < strlen(text); n++)
        CHECK(request_parse(text, n, &r) == 0);
}

TEST(keep_alive)
{
    CHECK(parse("GET / HTTP/1.1\r\nHost: x\r\nConnection: a, close\r\n\r\n") >
          0);
    CHECK(!r.keep_alive);
    CHECK(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n") > 0);
    CHECK(r.keep_alive);
}

TEST(paths)
{
    CHECK(path_is("/", "/"));
    CHECK(path_is("/a/b/", "/a/b/"));
    CHECK(path_is("//a///b", "/a/b"));
    CHECK(path_is("/a/./b/../c", "/a/c"));
    CHECK(path_is("/a/..", "/"));
    CHECK(path_is("/a/b/..", "/a/"));
    CHECK(path_is("/a/.", "/a/"));
    CHECK(path_is("/...", "/..."));
    CHECK(path_is("/%61%2fb?q=%00", "/a/b"));
    CHECK(path_is("http://host/x", "/x") && path_is("http://host", "/"));
}

TEST(bad_paths)
{
    CHECK(parse("GET /.. HTTP/1.1\r\nHost: x\r\n\r\n") == -400);
    CHECK(parse("GET /a/../.. HTTP/1.1\r\nHost: x\r\n\r\n") == -400);
    CHECK(parse("GET /%2e%2E/x HTTP/1.1\r\nHost: x\r\n\r\n") == -400);
    CHECK(parse("GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n") == -400);
    CHECK(parse("GET /%4 HTTP/1.1\r\nHost: x\r\n\r\n") == -400);
    CHECK(parse("GET a HTTP/1.1\r\nHost: x\r\n\r\n") == -400);
}

TEST(bad_heads)
{
    CHECK(parse("\r\n\r\n\r\n\r\n\r\n") == -400);
    CHECK(parse("GET /\r\n\r\n") == -400);
    CHECK(parse("GET / HTTP/2.0\r\n\r\n") == -505);
    CHECK(parse("POST / HTTP/1.1\r\nHost: x\r\n\r\n") == -501);
    CHECK(parse("GET / HTTP/1.1\r\n\r\n") == -400);
    CHECK(parse("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n") == -400);
    CHECK(parse("GET / HTTP/1.1\r\nHost : x\r\n\r\n") == -400);
    CHECK(parse("GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n") == -400);
}

TEST(a_head_that_never_ends)
{
    static char text[REQUEST_MAX];

    memset(text, 'a', sizeof(text));
    CHECK(request_parse(text, sizeof(text) - 1, &r) == 0);
    CHECK(request_parse(text, sizeof(text), &r) == -431);
}

static int range(const char *text)
{
    static unsigned long long first, length;
    int status = request_range((struct request_text){text, strlen(text)}, 100,
                               &first, &length);

    return status == 206 ? (int)(first * 1000 + length) : status;
}

TEST(ranges)
{
    CHECK(range("bytes=0-9") == 10 && range("bytes=10-") == 10090);
    CHECK(range("bytes=-5") == 95005 && range("bytes=-500") == 100);
    CHECK(range("bytes=90-200") == 90010 && range("bytes=99-99") == 99001);
    CHECK(range("bytes=100-") == 416 && range("bytes=-0") == 416);
    CHECK(range("bytes=5-4") == 200 && range("bytes=0-1,4-5") == 200);
    CHECK(range("lines=0-1") == 200 && range("bytes=-") == 200);
    CHECK(range("bytes=99999999999999999999-") == 200);
}
