/*
 * virtio_word.c - see virtio_word.h.
 */
#include "boot/virtio_word.h"

/* [ACPI 6.4.3] Large resource items: a byte of type, two of length */
#define ITEM_MEMORY_32 0x86
#define ITEM_IRQ       0x89
#define MEMORY_LENGTH  9 /* information, base, length */
#define IRQ_LENGTH     6 /* flags, count, one number */
#define IRQ_EDGE       2 /* of the flags */
#define IRQ_LOW        4

/* How far behind its name a device's resources may lie; QEMU: 60 bytes. */
#define DEVICE_SPAN 256

static const char device_id[] = "LNRO0005";

static unsigned digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    if (c >= 'a' && c <= 'f')
        return (unsigned)(c - 'a') + 10;
    if (c >= 'A' && c <= 'F')
        return (unsigned)(c - 'A') + 10;
    return 99;
}

/* A number at *@p, which moves behind it. */
static bool number(const char **p, uint64_t *out)
{
    const char *s = *p;
    unsigned base = 10;
    uint64_t value = 0;

    if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
        base = 16;
        s += 2;
    } else if (s[0] == '0') {
        base = 8;
    }
    if (digit(*s) >= base)
        return false;
    for (; digit(*s) < base; s++) {
        if (__builtin_mul_overflow(value, base, &value) ||
            __builtin_add_overflow(value, digit(*s), &value))
            return false;
    }
    *p = s;
    *out = value;
    return true;
}

static unsigned suffix(const char **p)
{
    unsigned shift;

    switch (**p) {
    case 'k':
    case 'K':
        shift = 10;
        break;
    case 'm':
    case 'M':
        shift = 20;
        break;
    case 'g':
    case 'G':
        shift = 30;
        break;
    default:
        return 0;
    }
    ++*p;
    return shift;
}

static bool skip(const char **p, char c)
{
    if (**p != c)
        return false;
    ++*p;
    return true;
}

bool virtio_word_parse(const char *text, struct virtio_place *out)
{
    uint64_t size, base, irq, id;
    unsigned shift;

    if (!number(&text, &size))
        return false;
    shift = suffix(&text);
    if (size == 0 || size > UINT64_MAX >> shift)
        return false;
    size <<= shift;
    if (!skip(&text, '@') || !number(&text, &base) || !skip(&text, ':') ||
        !number(&text, &irq))
        return false;
    if (skip(&text, ':') && !number(&text, &id))
        return false;
    if (*text || irq > UINT32_MAX || base > UINT64_MAX - size)
        return false;
    *out =
        (struct virtio_place){.base = base, .size = size, .irq = (uint32_t)irq};
    return true;
}

static uint32_t get32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

static bool same(const uint8_t *p, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] != (uint8_t)s[i])
            return false;
    }
    return true;
}

/* Whether a large item of @type with at least @min bytes starts at @p. */
static bool is_item(const uint8_t *p, size_t left, uint8_t type, unsigned min)
{
    return left >= 3u + min && p[0] == type && p[2] == 0 && p[1] >= min;
}

/* The resources in the @len bytes behind a device's name. */
static bool resources(const uint8_t *p, size_t len, struct virtio_place *out)
{
    struct virtio_place found = {0, 0, 0, false, false};

    for (size_t i = 0; i < len; i++) {
        if (is_item(p + i, len - i, ITEM_MEMORY_32, MEMORY_LENGTH) &&
            found.size == 0) {
            found.base = get32(p + i + 4);
            found.size = get32(p + i + 8);
            i += 3 + MEMORY_LENGTH - 1;
        } else if (is_item(p + i, len - i, ITEM_IRQ, IRQ_LENGTH) &&
                   found.size && p[i + 4] == 1) {
            found.level = !(p[i + 3] & IRQ_EDGE);
            found.low = p[i + 3] & IRQ_LOW;
            found.irq = get32(p + i + 5);
            *out = found;
            return true;
        } else if (len - i >= sizeof(device_id) - 1 &&
                   same(p + i, device_id, sizeof(device_id) - 1)) {
            return false; /* the next device begins */
        }
    }
    return false;
}

bool virtio_aml_next(const uint8_t *aml, size_t len, size_t *at,
                     struct virtio_place *out)
{
    size_t n = sizeof(device_id) - 1;

    for (size_t i = *at; i <= len && len - i >= n; i++) {
        size_t behind = i + n, span = len - behind;

        if (!same(aml + i, device_id, n))
            continue;
        if (resources(aml + behind, span < DEVICE_SPAN ? span : DEVICE_SPAN,
                      out)) {
            *at = behind;
            return true;
        }
    }
    *at = len;
    return false;
}
