// links: net/icmp_error.c
/*
 * fuzz_icmp_error.c - any bytes as a message of ICMP, and of ICMPv6.
 */
#include "net/icmp_error.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct icmp_error e;
    uint8_t *copy = malloc(size ? size : 1);

    memcpy(copy, data, size);
    if (icmp_error_read4(copy, size, &e))
        MUST(size >= 32 && copy[0] == 3 && copy[1] == 3);
    if (icmp_error_read6(copy, size, &e))
        MUST(size >= 52 && copy[0] == 1 && copy[1] == 4);
    free(copy);
    return 0;
}
