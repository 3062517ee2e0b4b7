/*
 * out.c - see out.h.
 */
#include "out.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static struct {
    bool json, in_list;
    unsigned sections; /* begun so far */
    unsigned records;  /* in this list */
    unsigned fields;   /* in this section or record */
} out;

void out_open(bool json)
{
    memset(&out, 0, sizeof(out));
    out.json = json;
    if (json)
        printf("{");
}

static void begin(const char *key, const char *title, bool list)
{
    if (out.json)
        printf("%s\n\"%s\": %s", out.sections ? "," : "", key,
               list ? "[" : "{");
    else
        printf("%s%s\n", out.sections ? "\n" : "", title);
    out.sections++;
    out.in_list = list;
    out.records = out.fields = 0;
}

void out_section(const char *key, const char *title)
{
    begin(key, title, false);
}

void out_list(const char *key, const char *title)
{
    begin(key, title, true);
}

void out_record(void)
{
    if (out.json)
        printf("%s\n  {", out.records ? "}," : "");
    else
        printf("%s  ", out.records ? "\n" : "");
    out.records++;
    out.fields = 0;
}

void out_end(void)
{
    if (out.json && out.in_list)
        printf("%s]", out.records ? "}\n" : "");
    else if (out.json)
        printf("\n}");
    else if (out.in_list)
        printf("%s\n", out.records ? "" : "  none");
}

void out_close(void)
{
    if (out.json)
        printf("\n}\n");
}

/* Everything of a field before its value; after() is what comes behind. */
static void before(const char *key)
{
    if (out.json)
        printf("%s%s\"%s\": ", out.fields ? "," : "",
               out.in_list ? (out.fields ? " " : "") : "\n  ", key);
    else if (out.in_list)
        printf("%s%s ", out.fields ? "  " : "", key);
    else
        printf("  %-15s ", key);
    out.fields++;
}

static void after(void)
{
    if (!out.json && !out.in_list)
        printf("\n");
}

void out_hex(const char *key, uint64_t value)
{
    const char *quote = out.json ? "\"" : "";

    before(key);
    printf("%s0x%" PRIx64 "%s", quote, value, quote);
    after();
}

void out_number(const char *key, uint64_t value)
{
    before(key);
    printf("%" PRIu64, value);
    after();
}

void out_bool(const char *key, bool value)
{
    before(key);
    printf("%s", out.json ? (value ? "true" : "false") : value ? "yes" : "no");
    after();
}

void out_bytes(const char *key, const char *bytes, size_t len)
{
    before(key);
    printf("\"");
    for (size_t i = 0; i < len; i++) {
        unsigned char c = bytes[i];

        if (c == '"' || c == '\\')
            printf("\\%c", c);
        else if (c >= ' ' && c <= '~')
            putchar(c);
        else
            printf(out.json ? "\\u%04x" : "\\x%02x", c);
    }
    printf("\"");
    after();
}

void out_string(const char *key, const char *text)
{
    if (out.json) {
        out_bytes(key, text, strlen(text));
        return;
    }
    before(key);
    printf("%s", text);
    after();
}

void out_verdict(const char *result, const char *point, const char *section,
                 const char *detail)
{
    if (!out.json) {
        printf("%s %s: %s [%s]", result, point, detail, section);
        return;
    }
    out_string("result", result);
    out_string("point", point);
    out_string("section", section);
    out_string("detail", detail);
}
