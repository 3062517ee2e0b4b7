/*
 * error.h - why a boot is refused: a code and its values, made into one line.
 *
 * The parsers of this room print nothing.  They fill a struct boot_error, and
 * boot_strerror() makes of it the line that the refusal shows.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The text of each code, and what a, b, c, what hold, is in error.c. */
enum boot_error_code {
    BOOT_OK,
    BOOT_NO_START_INFO,
    BOOT_UNREADABLE,
    BOOT_ABOVE_4G,
    BOOT_MAGIC,
    BOOT_MULTIBOOT,
    BOOT_MODLIST_MISSING,
    BOOT_MODULES_MANY,
    BOOT_MODULE_RANGE,
    BOOT_MAP_MANY,
    BOOT_MAP_NO_RAM,
    BOOT_NO_MAP,
    BOOT_E820_SIZE,
    BOOT_CMDLINE_LONG,
    BOOT_CMDLINE_ENDLESS,
    BOOT_CMDLINE_QUOTE,
    BOOT_CMDLINE_ENV_MANY,
    BOOT_IMAGE_NOT_IN_RAM,
    BOOT_MODULE_NOT_IN_RAM,
    BOOT_MODULE_OVER_IMAGE,
    BOOT_MODULES_OVERLAP,
    BOOT_TABLE_OVER_IMAGE,
    BOOT_TABLE_NOT_IN_MAP,
    BOOT_ERROR_CODES,
};

/*
 * struct boot_error - one refusal.
 *
 * @code     what is wrong
 * @what     the thing meant, a static string ("module list"), or NULL
 * @a @b @c  values, as the text of @code uses them
 */
struct boot_error {
    enum boot_error_code code;
    const char *what;
    uint64_t a, b, c;
};

/*
 * boot_fail - fill @err and return the negative code.
 *
 * So that a check reads `return boot_fail(err, BOOT_..., what, a, b, c);`.
 * Cannot fail; any context.
 */
int boot_fail(struct boot_error *err, enum boot_error_code code,
              const char *what, uint64_t a, uint64_t b, uint64_t c);

/*
 * boot_strerror - the line a person reads.
 *
 * @buf  receives at most @size - 1 bytes and a NUL; no newline; a longer line
 *       is cut.  BOOT_ERROR_LINE bytes hold every line.  With @size 0 nothing
 *       is written.
 *
 * Cannot fail; any context.
 */
#define BOOT_ERROR_LINE 192
void boot_strerror(const struct boot_error *err, char *buf, size_t size);

/*
 * boot_error_format - a line from the values of @err by another @template.
 *
 * @template  text with %a %b %c (hexadecimal), %A %B %C (decimal), %w (@what)
 *
 * For parsers with codes of their own. @buf and @size as in boot_strerror().
 * Cannot fail; any context.
 */
void boot_error_format(const char *template, const struct boot_error *err,
                       char *buf, size_t size);
