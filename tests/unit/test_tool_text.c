/*
 * test_tool_text.c - what the tool reads and writes as text: sizes, seconds,
 * JSON strings, QEMU's command line, xl's configuration.
 */
// cflags: -D_GNU_SOURCE
// links: tools/pith/size.c tools/pith/json.c
// links: tools/pith/vmm.c tools/pith/vmm_net.c tools/pith/vmm_xen.c
// links: tools/pith/words.c tools/pith/xl_config.c

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "tests/check.h"
#include "tools/pith/json.h"
#include "tools/pith/size.h"
#include "tools/pith/vmm.h"
#include "tools/pith/xl_config.h"

static bool size_is(const char *text, uint64_t want)
{
    uint64_t bytes = 1;

    return size_parse(text, &bytes) == 0 && bytes == want;
}

TEST(sizes)
{
    uint64_t bytes = 1;

    CHECK(size_is("64", 64ull << 20));
    CHECK(size_is("64M", 64ull << 20));
    CHECK(size_is("64m", 64ull << 20));
    CHECK(size_is("64MB", 64ull << 20));
    CHECK(size_is("64Mi", 64ull << 20));
    CHECK(size_is("64MiB", 64ull << 20));
    CHECK(size_is("2048K", 2ull << 20));
    CHECK(size_is("1G", 1ull << 30));
    CHECK(size_is("1T", 1ull << 40));
    CHECK(size_is("0", 0));
    CHECK(size_parse("", &bytes) == -EINVAL);
    CHECK(size_parse("M", &bytes) == -EINVAL);
    CHECK(size_parse("-1M", &bytes) == -EINVAL);
    CHECK(size_parse("1.5G", &bytes) == -EINVAL);
    CHECK(size_parse("64X", &bytes) == -EINVAL);
    CHECK(size_parse("64Mx", &bytes) == -EINVAL);
    CHECK(size_parse("8388608T", &bytes) == -ERANGE);
    CHECK(size_parse("99999999999999999999", &bytes) == -ERANGE);
    CHECK(bytes == 1);
}

TEST(seconds)
{
    int64_t ms = 0;

    CHECK(seconds_parse("5", &ms) == 0 && ms == 5000);
    CHECK(seconds_parse("0.25", &ms) == 0 && ms == 250);
    CHECK(seconds_parse(".5", &ms) == 0 && ms == 500);
    CHECK(seconds_parse("0.00001", &ms) == 0 && ms == 1);
    CHECK(seconds_parse("0", &ms) == -EINVAL);
    CHECK(seconds_parse("-1", &ms) == -EINVAL);
    CHECK(seconds_parse("5s", &ms) == -EINVAL);
    CHECK(seconds_parse("", &ms) == -EINVAL);
    CHECK(seconds_parse("1e30", &ms) == -EINVAL);
}

static bool json_is(const char *text, const char *want)
{
    char *got = NULL;
    size_t size;
    FILE *out = open_memstream(&got, &size);
    bool same;

    json_string(out, text);
    fclose(out);
    same = strcmp(got, want) == 0;
    free(got);
    return same;
}

TEST(json_strings)
{
    CHECK(json_is("", "\"\""));
    CHECK(json_is("a b", "\"a b\""));
    CHECK(json_is("\"\\\n\t\x01\x7f",
                  "\"\\\"\\\\\\u000a\\u0009\\u0001\\u007f\""));
    CHECK(json_is("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80",
                  "\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\""));
    CHECK(json_is("\xff", "\"\\u00ff\""));
    CHECK(json_is("\xc3", "\"\\u00c3\""));
    CHECK(json_is("\xc0\x80", "\"\\u00c0\\u0080\""));
    CHECK(json_is("\xed\xa0\x80", "\"\\u00ed\\u00a0\\u0080\""));
}

/* QEMU's command line as one text with blanks between the words. */
static bool command_has(const struct vmm_config *config, const char *part)
{
    struct words argv = {0};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool has;

    vmm_command(config, &argv);
    for (size_t i = 0; i < argv.count; i++)
        fprintf(out, " %s", argv.word[i]);
    fclose(out);
    has = strstr(text, part) != NULL;
    free(text);
    words_free(&argv);
    return has;
}

TEST(qemu_command)
{
    struct words extra = {0};
    struct vmm_config config = {
        .qemu = "qemu",
        .machine = "microvm",
        .accel = "tcg",
        .memory = 128u << 20,
        .cpus = 1,
        .image = "a,b.elf",
        .line = "-- x",
        .extra = &extra,
    };

    CHECK(command_has(&config, ",acpi=off,ioapic2=off,x-option-roms=off"));
    config.machine = "microvm,acpi=on";
    CHECK(command_has(&config, " -machine microvm,pit=on,"));
    CHECK(command_has(&config, ",acpi=on -accel"));
    CHECK(!command_has(&config, "x-option-roms"));
    config.machine = "microvm";
    CHECK(command_has(&config, " -accel tcg -cpu max -m 128M "));
    CHECK(command_has(&config, "isa-debugcon,iobase=0x5f0,chardev=control"));
    CHECK(command_has(&config, " -kernel a,b.elf -append -- x"));
    CHECK(!command_has(&config, "-initrd"));
    CHECK(!command_has(&config, "-smp"));
    config.cpus = 4;
    CHECK(command_has(&config, " -m 128M -smp 4 "));
    config.accel = "kvm";
    config.machine = "q35,vmport=off";
    config.initrd = "i.cpio";
    config.memory = (64ull << 30) + 8192;
    config.gdb_port = 99;
    config.by_hand = true;
    words_add(&extra, "-icount");
    CHECK(command_has(&config, " -machine q35,vmport=off,memory-backend=ram "));
    CHECK(command_has(&config, " -cpu host"));
    CHECK(command_has(&config, " -m 67108872K -object memory-backend-ram,id="));
    CHECK(command_has(&config, " -initrd i.cpio "));
    CHECK(command_has(&config, " -S -gdb tcp:127.0.0.1:99 "));
    CHECK(command_has(&config, " -append -- x -icount"));
    CHECK(!command_has(&config, "isa-debug"));
    words_free(&extra);
}

TEST(xen_command)
{
    struct words extra = {0}, disks = {0};
    struct vmm_config config = {
        .kind = VMM_XEN_DOMU,
        .xen_rig = "rig",
        .dom0_mib = 170,
        .qemu = "qemu",
        .machine = "pc",
        .accel = "tcg",
        .memory = 64u << 20,
        .cpus = 2,
        .image = "a.elf",
        .initrd = "i",
        .line = "-- x",
        .disks = &disks,
        .extra = &extra,
    };

    words_add(&disks, "id=disk0,file=f");
    words_add(&disks, "drive=disk0");
    CHECK(command_has(&config, " -smp 1 -m 490M "));
    CHECK(command_has(&config, " dom0_mem=170M,max:170M "));
    CHECK(command_has(&config, "-drive id=disk0,file=f -device "
                               "virtio-blk-pci,drive=disk0"));
    CHECK(!command_has(&config, "-netdev"));
    config.net.kind = VMM_NET_USER;
    config.net.pcap = "p";
    words_add(&config.net.forwards, "tcp:127.0.0.1:80-:80");
    CHECK(command_has(&config, "-netdev user,id=net0,hostfwd="
                               "tcp:127.0.0.1:80-:80 -device virtio-net-pci,"
                               "netdev=net0,romfile=,mac=52:54:00:12:34:57 "));
    CHECK(command_has(&config, "filter-dump,id=pcap,netdev=net0,file=p"));
    config.kind = VMM_XEN_DOM0;
    CHECK(command_has(&config, " dom0=pvh dom0-iommu=none "));
    CHECK(!command_has(&config, "mac=") && !command_has(&config, "iommu_"));
    config.iommu = true;
    CHECK(command_has(&config, " -device intel-iommu,intremap=on,aw-bits=48 "));
    CHECK(command_has(&config, " dom0=pvh iommu=no-sharept "));
    CHECK(command_has(&config, "drive=disk0,iommu_platform=on,disable-leg"));
    CHECK(command_has(&config, "romfile=,iommu_platform=on,disable-leg"));
    config.iommu = false;
    config.kind = VMM_QEMU;
    CHECK(!command_has(&config, "mac=") && !command_has(&config, "iommu"));
    words_free(&config.net.forwards);
    words_free(&disks);
    words_free(&extra);
}

static char *xl_text(const struct xl_config *config)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    xl_config_write(out, config);
    fclose(out);
    return text;
}

TEST(xl_config)
{
    const struct xl_disk disk[] = {
        {"/dev/vda", "raw", false, true},
        {"/a'b\\,c", "qcow2", true, false},
    };
    struct xl_config config = {
        .name = "t1",
        .kernel = "/k",
        .line = "",
        .memory = (64u << 20) + 1,
        .cpus = 2,
        .at_end = "destroy",
    };
    char *text = xl_text(&config);

    CHECK(strstr(text, "memory = 65\n") && strstr(text, "vcpus = 2\n"));
    CHECK(!strstr(text, "disk") && !strstr(text, "vif"));
    free(text);
    config.disk = disk;
    config.nr_disks = 2;
    config.bridge = "br0";
    config.mac = "52:54:00:12:34:56";
    text = xl_text(&config);
    CHECK(strstr(text, "disk = ['format=raw,backendtype=phy,vdev=xvda,"
                       "access=rw,target=/dev/vda', 'format=qcow2,vdev=xvdb,"
                       "access=ro,target=/a\\'b\\\\,c']\n"));
    CHECK(strstr(text, "vif = ['mac=52:54:00:12:34:56,bridge=br0']\n"));
    free(text);
}

static size_t line_max(const char *machine, enum vmm_kind kind)
{
    return vmm_line_max(&(struct vmm_config){.machine = machine, .kind = kind});
}

TEST(line_limits)
{
    CHECK(line_max("microvm", VMM_QEMU) == 65535);
    CHECK(line_max("microvm,pic=off", VMM_QEMU) == 65535);
    CHECK(line_max("microvm,acpi=on", VMM_QEMU) == 4095);
    CHECK(line_max("q35", VMM_QEMU) == 4095);
    CHECK(line_max("pc", VMM_QEMU) == 4095);
    CHECK(line_max("microvmx", VMM_QEMU) == 4095);
    CHECK(line_max("microvm", VMM_XEN_DOMU) == 4095);
}
