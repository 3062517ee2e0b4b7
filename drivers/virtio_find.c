/*
 * virtio_find.c - which virtio devices this machine has.
 *
 * PCI is scanned where there is a host bridge. Devices in memory are looked
 * for where the VMM says they are, in this order, the first that says anything
 * wins:
 *
 *   words virtio_mmio.device= on the command line: Firecracker, and QEMU's
 *   microvm with acpi=off
 *
 *   devices LNRO0005 in ACPI's DSDT: microvm with acpi=on says it nowhere
 *   else. The DSDT is searched for that name and the resource descriptors
 *   behind it instead of probing the slots that microvm is known to have,
 *   because it also says which interrupt line a slot has, which depends on
 *   the number of IOAPICs (GSI 24 or 16 on), and because nothing is read at
 *   addresses that may be another device's
 *
 *   microvm's eight slots at 0xfeb00000, IRQ 5 on: with acpi=off and
 *   auto-kernel-cmdline=off nobody says anything. Only on a machine
 *   without ACPI, PCI and Xen, where no other device is there to be disturbed
 */
#include "arch/x86/hypervisor.h"
#include "arch/x86/physmem.h"
#include "boot/acpi.h"
#include "boot/virtio_word.h"
#include "drivers/pci.h"
#include "drivers/virtio.h"
#include "drivers/virtio_mmio.h"
#include "drivers/virtio_pci.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/irq.h"
#include "kernel/mutex.h"
#include "kernel/string.h"

#define DEVICES 32
/* [QEMU include/hw/i386/microvm.h] */
#define MICROVM_BASE  0xfeb00000
#define MICROVM_STEP  0x200
#define MICROVM_SLOTS 8
#define MICROVM_IRQ   5

static struct {
    struct mutex lock;
    bool searched;
    unsigned count;
    struct virtio_device device[DEVICES];
} found;

struct virtio_device *virtio_new(void)
{
    struct virtio_device *dev;

    if (found.count == DEVICES) {
        log_info("virtio: only %u devices are used", DEVICES);
        return NULL;
    }
    dev = &found.device[found.count++];
    memset(dev, 0, sizeof(*dev));
    return dev;
}

void virtio_forget(struct virtio_device *dev)
{
    assert(dev == &found.device[found.count - 1]);
    found.count--;
}

static void probe(const struct virtio_place *place, unsigned mode)
{
    virtio_mmio_probe(place->base, place->size, place->irq, mode);
}

/* Of the numbers up to 15 the interrupt tables say what they are. */
static unsigned line_mode(unsigned irq)
{
    return irq < 16 ? IRQ_ISA : IRQ_EDGE | IRQ_HIGH;
}

static bool search_words(void)
{
    const struct cmdline *cl = &boot_info()->cmdline;
    const char *word = NULL;
    bool any = false;

    while ((word = cmdline_device(cl, word))) {
        struct virtio_place place;

        any = true;
        if (virtio_word_parse(word, &place))
            probe(&place, line_mode(place.irq));
        else
            log_info("virtio_mmio.device=%s is not SIZE@ADDRESS:IRQ", word);
    }
    return any;
}

static bool search_acpi(void)
{
    struct physmem pm = physmem_kernel();
    struct virtio_place place;
    struct acpi_table dsdt;
    const uint8_t *aml;
    size_t at = 0;
    bool any = false;

    if (!acpi_dsdt_find(&pm, boot_info()->info.rsdp_paddr, &dsdt))
        return false;
    aml = physmem_at(&pm, dsdt.paddr, dsdt.length);
    while (aml && virtio_aml_next(aml, dsdt.length, &at, &place)) {
        any = true;
        probe(&place, (place.level ? IRQ_LEVEL : IRQ_EDGE) |
                          (place.low ? IRQ_LOW : IRQ_HIGH));
    }
    return any;
}

/* microvm fills its slots from the last one down. */
static void search_slots(void)
{
    for (unsigned i = MICROVM_SLOTS; i-- > 0;)
        virtio_mmio_probe(MICROVM_BASE + i * MICROVM_STEP, MICROVM_STEP,
                          MICROVM_IRQ + i, line_mode(MICROVM_IRQ + i));
}

static void search(void)
{
    bool pci = pci_scan(virtio_pci_probe, NULL);

    if (search_words() || search_acpi())
        return;
    if (!pci && boot_info()->info.rsdp_paddr == 0 &&
        hypervisor_get().kind != HYPERVISOR_XEN)
        search_slots();
}

static void search_once(void)
{
    if (found.searched)
        return;
    found.searched = true;
    search();
    for (unsigned i = 0; i < found.count; i++)
        log_info("virtio %u at %s", found.device[i].id, found.device[i].where);
}

struct virtio_device *virtio_find(uint32_t id)
{
    struct virtio_device *dev = NULL;

    mutex_lock(&found.lock);
    search_once();
    for (unsigned i = 0; i < found.count && !dev; i++) {
        if (found.device[i].id == id && !found.device[i].claimed)
            dev = &found.device[i];
    }
    if (dev)
        dev->claimed = true;
    mutex_unlock(&found.lock);
    return dev;
}
