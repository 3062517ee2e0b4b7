/*
 * json.c - strings in JSON.
 */
#include "tools/pith/json.h"

#include <stdbool.h>
#include <stddef.h>

/* Length of the well-formed UTF-8 sequence at @p [RFC 3629 4]; 0 = none. */
static size_t utf8_length(const unsigned char *p)
{
    static const struct {
        unsigned char first, last, low, high, length;
    } form[] = {
        {0x01, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2},
        {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4},
        {0xf4, 0xf4, 0x80, 0x8f, 4},
    };

    for (size_t i = 0; i < sizeof(form) / sizeof(form[0]); i++) {
        if (p[0] < form[i].first || p[0] > form[i].last)
            continue;
        if (form[i].length > 1 && (p[1] < form[i].low || p[1] > form[i].high))
            return 0;
        for (size_t k = 2; k < form[i].length; k++) {
            if ((p[k] & 0xc0) != 0x80)
                return 0;
        }
        return form[i].length;
    }
    return 0;
}

static bool is_utf8(const unsigned char *p)
{
    for (size_t n; *p; p += n) {
        n = utf8_length(p);
        if (n == 0)
            return false;
    }
    return true;
}

void json_string(FILE *out, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    bool utf8 = is_utf8(p);

    fputc('"', out);
    for (; *p; p++) {
        if (*p == '"' || *p == '\\')
            fprintf(out, "\\%c", *p);
        else if (*p < 0x20 || *p == 0x7f || (*p > 0x7f && !utf8))
            fprintf(out, "\\u%04x", *p);
        else
            fputc(*p, out);
    }
    fputc('"', out);
}
