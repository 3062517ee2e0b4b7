/*
 * virtio_word.h - where the VMM says that virtio-mmio devices are.
 *
 * Two ways to say it: words `virtio_mmio.device=SIZE@ADDRESS:IRQ[:ID]` on the
 * command line, as Linux knows them, and devices LNRO0005 in ACPI's DSDT. Of
 * AML only this much is understood: behind that name, within one device's
 * length, the resource descriptors of one memory range and one interrupt.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A place to look for a device. */
struct virtio_place {
    uint64_t base, size;
    uint32_t irq;
    bool level, low; /* of the line; from words neither, from ACPI as it says */
};

/*
 * virtio_word_parse - read the value of one word.
 *
 * Numbers are decimal, hexadecimal with 0x, or octal with 0; SIZE may end in K,
 * M or G of either case. ID is accepted and ignored. Returns false, and
 * leaves @out alone, if the text is anything else, @size is 0 or the range
 * wraps. Any context. [Linux Documentation/admin-guide/kernel-parameters.txt]
 */
bool virtio_word_parse(const char *text, struct virtio_place *out);

/*
 * virtio_aml_next - the next LNRO0005 device in AML.
 *
 * @aml, @len  the DSDT
 * @at         where to go on; 0 at first
 *
 * Returns false behind the last. Devices without both descriptors are passed
 * over. Any context. [ACPI 6.4.3.4 "32-Bit Fixed Memory Range Descriptor",
 * 6.4.3.6 "Extended Interrupt Descriptor"]
 */
bool virtio_aml_next(const uint8_t *aml, size_t len, size_t *at,
                     struct virtio_place *out);
