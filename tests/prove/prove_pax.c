/*
 * prove_pax.c - any bytes are read as pax records within their bounds.
 *
 * The step of an induction: a record is taken from the front of any text, and
 * what is left is the end of the same text.
 *
 * Bounds: texts of up to TEXT bytes. (The tar reader around it, boot/ustar.c,
 * has no proof: its blocks of 512 bytes are too much for a solver. It has
 * tests/fuzz/fuzz_ustar.c.)
 */
// proof: prove_record -DTEXT=14 --unwind 16

#include "tests/prove/prove.h"

#include "boot/pax.c"

#ifndef TEXT
#define TEXT 1
#endif

static bool inside(struct archive_text t, const char *text, size_t len)
{
    size_t offset = t.start - text;

    return offset <= len && t.len <= len - offset;
}

void prove_record(void)
{
    char text[TEXT];
    size_t len;
    struct archive_text key, value;
    struct pax pax = {0};

    ASSUME(len > 0 && len <= TEXT);

    struct archive_text rest = {text, len};

    if (!take_record(&rest, &key, &value))
        return;
    PROVE(rest.len < len && rest.start == text + (len - rest.len));
    PROVE(key.len > 0 && inside(key, text, len - rest.len));
    PROVE(inside(value, text, len - rest.len));
    if (apply(&pax, key, value)) {
        PROVE(!pax.has_size || pax.size <= INT64_MAX);
        PROVE(!pax.name.start || pax.name.len > 0);
    }
}
