/*
 * pci.h - PCI: finding functions, their capabilities, BARs and MSI-X.
 *
 * Configuration space is reached through ECAM where the MCFG table names it,
 * else through ports 0xcf8 and 0xcfc. Firmware or the VMM has given out the
 * addresses: SeaBIOS on QEMU's pc and q35, which runs before a PVH image too,
 * and Cloud Hypervisor itself. A BAR without an address is not used. QEMU's
 * microvm with pcie=on has neither addresses nor an MCFG, only AML: there PCI
 * is not found, and devices belong on virtio-mmio.
 * [PCI 6.1 "Configuration Space Organization"]
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define PCI_CAP_VENDOR 0x09
#define PCI_CAP_MSIX   0x11
#define PCI_BARS       6

/* A function, and how its configuration space is reached. */
struct pci_function {
    uint64_t ecam; /* of its 4 KiB; 0: by ports */
    uint8_t bus, slot, function;
    uint16_t vendor, device;
};

/* A BAR: @size 0 if there is none, or it has no address. */
struct pci_bar {
    uint64_t base;
    uint64_t size;
    bool ports;
};

/*
 * pci_scan - call @fn for every function, buses behind bridges included.
 *
 * In ascending order of slots. Returns false if the machine has no PCI. Each
 * bus is looked at once, whatever the bridges say. Thread context.
 */
bool pci_scan(void (*fn)(const struct pci_function *f, void *arg), void *arg);

/* pci_read, pci_write - @width is 1, 2 or 4, @offset a multiple of it. */
uint32_t pci_read(const struct pci_function *f, unsigned offset,
                  unsigned width);
void pci_write(const struct pci_function *f, unsigned offset, unsigned width,
               uint32_t value);

/*
 * pci_capability - the next capability of type @id behind @previous (0: the
 * first). Returns its offset, or 0. Bounded: a list that goes round ends.
 */
unsigned pci_capability(const struct pci_function *f, uint8_t id,
                        unsigned previous);

/*
 * pci_bar - where BAR @index is and how large.
 *
 * Turns the function's decoding off while it asks. Thread context.
 */
struct pci_bar pci_bar(const struct pci_function *f, unsigned index);

/* pci_enable - memory, ports, bus mastering; the INTx line if @line. */
void pci_enable(const struct pci_function *f, bool line);

/*
 * pci_line - the interrupt line that firmware wrote down, as an ISA IRQ: on
 * QEMU's pc and q35 the IOAPIC pins up to 15 get PCI's interrupts as the 8259
 * does, and the MADT says that they are level-triggered. 0xff: none.
 */
uint8_t pci_line(const struct pci_function *f);
