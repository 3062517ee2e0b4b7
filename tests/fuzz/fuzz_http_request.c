// links: apps/httpd/request.c
// cflags: -D_GNU_SOURCE
/*
 * fuzz_http_request.c - any bytes as a request to httpd.
 */
#include "apps/httpd/request.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

static void check_path(const char *path)
{
    MUST(path[0] == '/' && strlen(path) < REQUEST_PATH);
    MUST(!strstr(path, "//") && !strstr(path, "/../") && !strstr(path, "/./"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned long long first = 0, length = 0;
    char *copy = malloc(size + 1); /* exactly so large: ASan watches */
    static struct request r;
    int n;

    copy = realloc(copy, size ? size : 1);
    memcpy(copy, data, size);
    n = request_parse(copy, size, &r);
    MUST(n <= (int)size);
    if (n > 0)
        check_path(r.path);
    if (n > 0 && r.range.p &&
        request_range(r.range, 1000, &first, &length) == 206)
        MUST(length > 0 && first + length <= 1000);
    free(copy);
    return 0;
}
