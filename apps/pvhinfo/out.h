/*
 * out.h - one walk over the facts, printed as text or as JSON.
 *
 * A section is a JSON object, a list is an array of objects; the document is
 * one object. Addresses and registers are strings in JSON ("0x9fc00"),
 * because many readers keep numbers as doubles; counts are numbers.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* out_open, out_close - around everything else. */
void out_open(bool json);
void out_close(void);

/*
 * out_section, out_list - begin one; it lasts until out_end().
 *
 * @key    in JSON
 * @title  in text, on a line of its own
 */
void out_section(const char *key, const char *title);
void out_list(const char *key, const char *title);
void out_end(void);

/* out_record - begin the next record of a list; one line in text. */
void out_record(void);

/* A field of the section or record. */
void out_hex(const char *key, uint64_t value);
void out_number(const char *key, uint64_t value);
void out_bool(const char *key, bool value);
void out_string(const char *key, const char *text);

/*
 * out_bytes - text that others wrote, of any bytes.
 *
 * Text escapes what is not printable ASCII as \xNN; JSON as \u00NN, so that
 * each byte is one character.
 */
void out_bytes(const char *key, const char *bytes, size_t len);

/*
 * out_verdict - all of a record that is a verdict.
 *
 * In text `PASS point: detail [section]`; in JSON the fields result, point,
 * section and detail.
 */
void out_verdict(const char *result, const char *point, const char *section,
                 const char *detail);
