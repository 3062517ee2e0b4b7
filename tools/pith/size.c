/*
 * size.c - memory sizes and durations as people write them.
 */
#include "tools/pith/size.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int size_parse(const char *text, uint64_t *bytes)
{
    static const char units[] = "kmgt";
    unsigned shift = 20;
    const char *unit;
    char *end;
    unsigned long long n;

    if (!isdigit((unsigned char)*text))
        return -EINVAL;
    errno = 0;
    n = strtoull(text, &end, 10);
    if (errno)
        return -ERANGE;
    if (*end) {
        unit = strchr(units, tolower((unsigned char)*end));
        if (!unit)
            return -EINVAL;
        shift = 10 * (unit - units + 1);
        end++;
        if (*end && strcmp(end, "B") && strcmp(end, "i") && strcmp(end, "iB"))
            return -EINVAL;
    }
    if (n > (uint64_t)INT64_MAX >> shift)
        return -ERANGE;
    *bytes = (uint64_t)n << shift;
    return 0;
}

int seconds_parse(const char *text, int64_t *ms)
{
    char *end;
    double seconds;

    if (!isdigit((unsigned char)*text) && *text != '.')
        return -EINVAL;
    seconds = strtod(text, &end);
    if (*end || !(seconds > 0) || seconds > 1e9)
        return -EINVAL;
    *ms = seconds < 0.001 ? 1 : (int64_t)(seconds * 1000);
    return 0;
}
