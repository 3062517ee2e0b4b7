/*
 * vmm.c - QEMU's command line.
 *
 * The serial port is QEMU's own standard input and output, which are pipes to
 * the tool. Two more ports are isa-debugcon devices on inherited descriptors:
 * 0x5f0, the control port, on which the runtime tells how the program ended,
 * and 0x5f1, the program's standard error. isa-debug-exit ends QEMU at once on
 * every machine. With a core to be written there is none: the guest then tries
 * to power off or to reset, and QEMU keeps it as it stands (shutdown=pause), so
 * that even a triple fault, which reports nothing, leaves its registers and
 * memory. append=on keeps QEMU from truncating a pipe, which fails.
 */
#include "tools/pith/vmm.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tools/pith/guest_line.h"
#include "tools/pith/vmm_fds.h"

#define MIB  0x100000u
#define PAGE 4096u
/* What QEMU keeps free for ACPI's tables at the top of low RAM, on pc, q35. */
#define ACPI_DATA_SIZE 0x28000u
/* From here RAM is not reserved on the host: 64 GiB start on any machine. */
#define BIG_MEMORY (2048ull * MIB)

/*
 * What microvm does without starts faster: ACPI costs most of it. The PIT and
 * the RTC are what the runtime's clock is set by.
 */
static const char microvm[] = "microvm,pit=on,rtc=on,isa-serial=on,"
                              "acpi=off,ioapic2=off,x-option-roms=off";

/* With ACPI the firmware may be SeaBIOS, which boots PVH by an option ROM. */
static const char microvm_acpi[] = "microvm,pit=on,rtc=on,isa-serial=on";

/* A KVM without hardware behind it refuses that MSR; no guest needs it. */
static const char kvm_cpu[] = "host,-arch-capabilities";

static bool is_microvm(const char *machine)
{
    return strncmp(machine, "microvm", 7) == 0 &&
           (machine[7] == '\0' || machine[7] == ',');
}

static bool has_acpi(const char *machine)
{
    return strstr(machine, "acpi=on") || strstr(machine, "acpi=auto");
}

size_t vmm_line_max(const struct vmm_config *config)
{
    const char *machine = config->machine;

    /* With ACPI on, microvm's firmware is SeaBIOS on most systems. */
    if (config->kind == VMM_QEMU && is_microvm(machine) && !has_acpi(machine))
        return GUEST_LINE_MAX;
    return 4095;
}

uint64_t vmm_initrd_room(const struct vmm_config *config, uint64_t size)
{
    uint64_t kept = is_microvm(config->machine) ? 0 : ACPI_DATA_SIZE;

    if (config->kind != VMM_QEMU)
        return 0;
    return (size + kept + PAGE) / PAGE * PAGE;
}

const char *vmm_accel_auto(void)
{
    int fd;

    if (access("/sys/module/kvm_intel", F_OK) != 0 &&
        access("/sys/module/kvm_amd", F_OK) != 0)
        return "tcg";
    fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return "tcg";
    close(fd);
    return "kvm";
}

static void add_machine(const struct vmm_config *config, struct words *argv)
{
    const char *backend =
        config->memory >= BIG_MEMORY ? ",memory-backend=ram" : "";

    words_add(argv, "-machine");
    if (is_microvm(config->machine))
        words_add(argv, "%s%s%s",
                  has_acpi(config->machine) ? microvm_acpi : microvm,
                  config->machine + 7, backend);
    else
        words_add(argv, "%s%s", config->machine, backend);
    words_add(argv, "-accel");
    words_add(argv, "%s", config->accel);
    words_add(argv, "-cpu");
    if (config->cpu)
        words_add(argv, "%s", config->cpu);
    else
        words_add(argv, strcmp(config->accel, "kvm") == 0 ? kvm_cpu : "max");
}

static void add_memory(const struct vmm_config *config, struct words *argv)
{
    unsigned long long kib = config->memory / 1024;
    bool whole = kib % 1024 == 0;
    unsigned long long n = whole ? kib / 1024 : kib;
    char unit = whole ? 'M' : 'K';

    words_add(argv, "-m");
    words_add(argv, "%llu%c", n, unit);
    if (config->memory < BIG_MEMORY)
        return;
    words_add(argv, "-object");
    words_add(argv, "memory-backend-ram,id=ram,size=%llu%c,reserve=off", n,
              unit);
}

static void add_cpus(const struct vmm_config *config, struct words *argv)
{
    if (config->cpus <= 1)
        return;
    words_add(argv, "-smp");
    words_add(argv, "%u", config->cpus);
}

/* An isa-debugcon at @port whose bytes go to descriptor @fd. */
static void add_port(struct words *argv, const char *id, int fd,
                     const char *port)
{
    words_add(argv, "-add-fd");
    words_add(argv, "fd=%d,set=%d", fd, fd);
    words_add(argv, "-chardev");
    words_add(argv, "file,id=%s,path=/dev/fdset/%d,append=on", id, fd);
    words_add(argv, "-device");
    words_add(argv, "isa-debugcon,iobase=%s,chardev=%s", port, id);
}

static void add_core(struct words *argv)
{
    words_add(argv, "-action");
    words_add(argv, "shutdown=pause");
    words_add(argv, "-chardev");
    words_add(argv, "socket,id=qmp,fd=%d", VMM_FD_QMP);
    words_add(argv, "-mon");
    words_add(argv, "chardev=qmp,mode=control");
    words_add(argv, "-add-fd");
    words_add(argv, "fd=%d,set=%d", VMM_FD_CORE, VMM_FD_CORE);
}

/* A virtconsole would drop what its other end does not take at once. */
static void add_virtio_console(const struct vmm_config *config,
                               struct words *argv)
{
    words_add(argv, "-device");
    words_add(argv, "virtio-serial-%s",
              is_microvm(config->machine) ? "device" : "pci");
    words_add(argv, "-device");
    words_add(argv, "virtserialport,chardev=con,name=%s", VMM_CONSOLE_PORT);
}

static void add_console(const struct vmm_config *config, struct words *argv)
{
    words_add(argv, "-chardev");
    words_add(argv, "stdio,id=con,signal=%s", config->by_hand ? "on" : "off");
    if (config->virtio_console) {
        add_virtio_console(config, argv);
    } else {
        words_add(argv, "-serial");
        words_add(argv, "chardev:con");
    }
    if (config->by_hand)
        return;
    add_port(argv, "control", VMM_FD_CONTROL, "0x5f0");
    add_port(argv, "err", VMM_FD_ERR, "0x5f1");
    if (config->core) {
        add_core(argv);
        return;
    }
    words_add(argv, "-device");
    words_add(argv, "isa-debug-exit,iobase=0xf4,iosize=4");
}

static void add_guest(const struct vmm_config *config, struct words *argv)
{
    words_add(argv, "-kernel");
    words_add(argv, "%s", config->image);
    if (config->initrd) {
        words_add(argv, "-initrd");
        words_add(argv, "%s", config->initrd);
    }
    words_add(argv, "-append");
    words_add(argv, "%s", config->line);
}

static void add_gdb(const struct vmm_config *config, struct words *argv)
{
    if (!config->gdb_port && !config->gdb_socket)
        return;
    words_add(argv, "-S");
    if (config->gdb_socket) {
        words_add(argv, "-chardev");
        words_add(argv, "socket,id=gdb,fd=%d,server=on,wait=off", VMM_FD_GDB);
    }
    words_add(argv, "-gdb");
    if (config->gdb_socket)
        words_add(argv, "chardev:gdb");
    else
        words_add(argv, "tcp:127.0.0.1:%d", config->gdb_port);
}

/* What @list has two words of each: @option's, and those of the device. Where
 * there is no PCI, virtio devices are on a bus of their own. */
static void add_devices(const struct vmm_config *config,
                        const struct words *list, const char *option,
                        const char *device, struct words *argv)
{
    const char *bus = is_microvm(config->machine) ? "device" : "pci";

    for (size_t i = 0; list && i + 1 < list->count; i += 2) {
        words_add(argv, "%s", option);
        words_add(argv, "%s", list->word[i]);
        words_add(argv, "-device");
        words_add(argv, "%s-%s,%s%s", device, bus, list->word[i + 1],
                  config->iommu ? VMM_BEHIND_IOMMU : "");
    }
}

void vmm_command(const struct vmm_config *config, struct words *argv)
{
    words_add(argv, "%s", config->qemu);
    words_add(argv, "-nodefaults");
    words_add(argv, "-no-user-config");
    if (config->kind == VMM_QEMU) {
        add_machine(config, argv);
        add_memory(config, argv);
        add_cpus(config, argv);
        vmm_add_net(config, is_microvm(config->machine), argv);
    } else {
        vmm_add_xen_machine(config, argv);
    }
    words_add(argv, "-display");
    words_add(argv, "none");
    words_add(argv, "-no-reboot");
    add_console(config, argv);
    add_gdb(config, argv);
    if (config->kind == VMM_QEMU)
        add_guest(config, argv);
    else
        vmm_add_xen_guest(config, argv);
    add_devices(config, config->disks, "-drive", "virtio-blk", argv);
    add_devices(config, config->folders, "-fsdev", "virtio-9p", argv);
    for (size_t i = 0; i < config->extra->count; i++)
        words_add(argv, "%s", config->extra->word[i]);
}
