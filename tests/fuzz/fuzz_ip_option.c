// links: net/ip_option.c
/*
 * fuzz_ip_option.c - any text as ip= and as pith.dns=.
 */
#include "net/ip_option.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *field = NULL;
    struct ip_option o;
    char *text = malloc(size + 1);

    memcpy(text, data, size);
    text[size] = '\0';
    if (ip_option_parse(text, &o, &field) == 0) {
        MUST(!(o.set && o.dhcp));
        MUST(o.dns_count <= IP_OPTION_DNS);
        MUST(memchr(o.device, '\0', sizeof(o.device)));
        MUST(memchr(o.hostname, '\0', sizeof(o.hostname)));
    } else {
        MUST(field);
    }
    if (ip_option_dns(text, &o) == 0)
        MUST(o.dns_count >= 1 && o.dns_count <= IP_OPTION_DNS);
    free(text);
    return 0;
}
