/*
 * linux_init.c - /init of a Linux guest: what pith does before main().
 *
 * Loads the modules in /modules in the order of their names, mounts the disk
 * at /data if there is one, gives eth0 the address of the command line's `ip=`,
 * in the words that pith takes, and becomes /program with its own arguments.
 * What is wrong is said in a line, and the machine ends.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <net/route.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LOOKS 5000 /* for the disk, a millisecond each */

static void fail(const char *what)
{
    printf("error: %s: %s\n", what, strerror(errno));
    fflush(stdout);
    reboot(RB_AUTOBOOT);
    _exit(1);
}

static void load(const char *name)
{
    char path[512];
    int fd;

    snprintf(path, sizeof(path), "/modules/%s", name);
    fd = open(path, O_RDONLY);
    /* The processor may lack what a faster checksum needs. */
    if (fd < 0 || (syscall(SYS_finit_module, fd, "", 0) && errno != ENODEV))
        fail(path);
    close(fd);
}

static void load_all(void)
{
    struct dirent **entry;
    int n = scandir("/modules", &entry, NULL, alphasort);

    for (int i = 0; i < n; i++)
        if (entry[i]->d_name[0] != '.')
            load(entry[i]->d_name);
}

static void mount_disk(void)
{
    const struct timespec ms = {.tv_nsec = 1000000};

    if (!getenv("disk"))
        return;
    mkdir("/data", 0755);
    for (int i = 0; i < LOOKS; i++) {
        if (mount("/dev/vda", "/data", "ext4", 0, "") == 0)
            return;
        nanosleep(&ms, NULL);
    }
    fail("/dev/vda");
}

static struct sockaddr address_of(const char *text)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr out;

    if (inet_pton(AF_INET, text, &in.sin_addr) != 1)
        fail(text);
    memcpy(&out, &in, sizeof(out));
    return out;
}

/* ADDRESS::GATEWAY:MASK:... */
static void set_address(const char *ip)
{
    char address[64], gateway[64], mask[64];
    struct ifreq request = {.ifr_name = "eth0"};
    struct rtentry route = {.rt_flags = RTF_UP | RTF_GATEWAY};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    if (sscanf(ip, "%63[^:]::%63[^:]:%63[^:]", address, gateway, mask) != 3)
        fail(ip);
    request.ifr_addr = address_of(address);
    if (ioctl(fd, SIOCSIFADDR, &request))
        fail("eth0's address");
    request.ifr_netmask = address_of(mask);
    if (ioctl(fd, SIOCSIFNETMASK, &request))
        fail("eth0's mask");
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    if (ioctl(fd, SIOCSIFFLAGS, &request))
        fail("eth0");
    route.rt_dst = address_of("0.0.0.0");
    route.rt_genmask = address_of("0.0.0.0");
    route.rt_gateway = address_of(gateway);
    if (ioctl(fd, SIOCADDRT, &route))
        fail("the gateway");
    close(fd);
}

int main(int argc, char **argv)
{
    (void)argc;
    mkdir("/dev", 0755);
    mount("none", "/dev", "devtmpfs", 0, "");
    load_all();
    mount_disk();
    if (getenv("ip"))
        set_address(getenv("ip"));
    execv("/program", argv);
    fail("/program");
}
