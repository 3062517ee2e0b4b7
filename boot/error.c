/*
 * error.c - the one line that each refusal prints.
 *
 * Templates with %a %b %c (hexadecimal), %A %B %C (decimal) and %w (the name
 * in `what`), so that neither this room nor its callers need a printf here.
 */
#include "boot/error.h"

static const char *const text[BOOT_ERROR_CODES] = {
    [BOOT_OK] = "no error",
    [BOOT_NO_START_INFO] = "no start_info: its address is 0",
    [BOOT_UNREADABLE] =
        "%w at %a, %B bytes, is outside the memory that can be read",
    [BOOT_ABOVE_4G] =
        "%w at %a, %B bytes, is above 4 GiB, where no loader may put it",
    [BOOT_MAGIC] = "start_info at %a: magic is %b, expected %c",
    [BOOT_MULTIBOOT] = "start_info at %a: this is a %w (it begins with %b); "
                       "boot by PVH, which has %c there",
    [BOOT_MODLIST_MISSING] = "start_info has %A modules but no module list",
    [BOOT_MODULES_MANY] = "start_info has %A modules, at most %B are accepted",
    [BOOT_MODULE_RANGE] = "module %C at %a, size %b, does not end below 4 GiB",
    [BOOT_MAP_MANY] = "memory map of %A entries, at most %B are accepted",
    [BOOT_MAP_NO_RAM] = "memory map of %A entries has no usable RAM",
    [BOOT_NO_MAP] = "no memory map: start_info version %A has none, and "
                    "there is no other source",
    [BOOT_E820_SIZE] = "etc/e820 of %A bytes is not a list of %B-byte entries",
    [BOOT_CMDLINE_LONG] = "command line at %a is longer than %B bytes",
    [BOOT_CMDLINE_ENDLESS] =
        "command line at %a has no end before memory ends at %b",
    [BOOT_CMDLINE_QUOTE] = "command line: the %w at byte %A is not closed",
    [BOOT_CMDLINE_ENV_MANY] =
        "command line: %A variables, at most %B are accepted",
    [BOOT_IMAGE_NOT_IN_RAM] =
        "too little RAM: the image ends at %b, RAM there at %c; "
        "a machine of %A MiB is needed",
    [BOOT_MODULE_NOT_IN_RAM] =
        "module %C at %a, size %b, is not in memory that the map knows",
    [BOOT_MODULE_OVER_IMAGE] =
        "module at %a lies over the image, which is %b to %c",
    [BOOT_MODULES_OVERLAP] = "module %C at %a, size %b, overlaps another",
    [BOOT_TABLE_OVER_IMAGE] = "%w at %a lies over the image, which is %b to %c",
    [BOOT_TABLE_NOT_IN_MAP] =
        "%w at %a, %B bytes, is not in memory that the map knows",
};

int boot_fail(struct boot_error *err, enum boot_error_code code,
              const char *what, uint64_t a, uint64_t b, uint64_t c)
{
    *err = (struct boot_error){code, what, a, b, c};
    return -(int)code;
}

/* Where the line goes: characters behind @end are counted as lost. */
struct line {
    char *at, *end;
};

static void put(struct line *line, const char *s)
{
    while (*s && line->at < line->end)
        *line->at++ = *s++;
}

static void put_number(struct line *line, uint64_t value, unsigned base)
{
    char digits[24];
    char *p = digits + sizeof(digits) - 1;

    *p = '\0';
    do {
        *--p = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    if (base == 16)
        put(line, "0x");
    put(line, p);
}

static void put_field(struct line *line, char field,
                      const struct boot_error *err)
{
    switch (field) {
    case 'a':
        return put_number(line, err->a, 16);
    case 'b':
        return put_number(line, err->b, 16);
    case 'c':
        return put_number(line, err->c, 16);
    case 'A':
        return put_number(line, err->a, 10);
    case 'B':
        return put_number(line, err->b, 10);
    case 'C':
        return put_number(line, err->c, 10);
    default:
        return put(line, err->what ? err->what : "?");
    }
}

void boot_error_format(const char *template, const struct boot_error *err,
                       char *buf, size_t size)
{
    if (size == 0)
        return;

    struct line line = {buf, buf + size - 1};

    for (const char *s = template; *s; s++) {
        if (*s == '%')
            put_field(&line, *++s, err);
        else
            put(&line, (const char[]){*s, '\0'});
    }
    *line.at = '\0';
}

void boot_strerror(const struct boot_error *err, char *buf, size_t size)
{
    const char *s = "unknown boot error";

    if ((unsigned)err->code < BOOT_ERROR_CODES)
        s = text[err->code];
    boot_error_format(s, err, buf, size);
}
