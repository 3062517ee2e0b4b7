/*
 * fuzz_virtio_word.c - any text as a device word, any bytes as AML.
 *
 * Input: the text, or the AML, in blocks of exactly their size.
 */
// links: boot/virtio_word.c
#include "boot/virtio_word.h"

#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    uint8_t *aml = malloc(size ? size : 1);
    struct virtio_place p;
    size_t at = 0, last = 0;

    memcpy(text, data, size);
    text[size] = '\0';
    if (virtio_word_parse(text, &p))
        MUST(p.size > 0 && p.base <= UINT64_MAX - p.size);
    memcpy(aml, data, size);
    while (virtio_aml_next(aml, size, &at, &p)) {
        MUST(at > last && at <= size && p.size > 0);
        last = at;
    }
    free(text);
    free(aml);
    return 0;
}
