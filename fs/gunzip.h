/*
 * gunzip.h - unpacks what gzip packed, in one go.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct gunzip {
    uint8_t *bytes; /* from malloc() */
    size_t size;
    size_t used; /* of the input; on failure, about where it went wrong */
};

/*
 * gunzip - unpack the gzip member at @in, and those that follow directly.
 *
 * [RFC 1952] Every member's checksum and length are verified. Returns 0;
 * -EINVAL if the data is corrupt or truncated; -ENOMEM. On failure
 * out->bytes is NULL.
 */
int gunzip(const uint8_t *in, size_t size, struct gunzip *out);
