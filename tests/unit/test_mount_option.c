/*
 * test_mount_option.c - what pith.mount= says.
 */
// links: fs/mount_option.c

#include "fs/mount_option.h"
#include "tests/check.h"

#include <stdio.h>
#include <string.h>

/* Reads one that is right; what is left of the text. */
static const char *good(const char *text, const char *source, const char *path,
                        const char *type, bool read_only)
{
    struct mount_option o;
    const char *why = mount_option_next(&text, &o);

    if (!CHECK(why == NULL))
        printf("%s: %s\n", text, why);
    else if (!CHECK(strcmp(o.source, source) == 0 &&
                    strcmp(o.path, path) == 0 && strcmp(o.type, type) == 0 &&
                    o.read_only == read_only))
        printf("%s %s %s %d\n", o.source, o.path, o.type, o.read_only);
    return text;
}

static void bad(const char *text, const char *says)
{
    const char *at = text, *why;
    struct mount_option o;

    why = mount_option_next(&at, &o);
    if (!CHECK(why && strstr(why, says)))
        printf("%s: %s\n", text, why ? why : "taken");
    CHECK(at == text);
}

TEST(mount_option_forms)
{
    CHECK(*good("vda:/data", "vda", "/data", "ext4", false) == '\0');
    CHECK(*good("vda1:/data:ext2", "vda1", "/data", "ext2", false) == '\0');
    good("vda:/data:ext4,ro", "vda", "/data", "ext4", true);
    good("vda:/data,ro", "vda", "/data", "ext4", true);
    good("vda:/data,ro,rw", "vda", "/data", "ext4", false);
    good("LABEL=my disk:/a/b:ext3", "LABEL=my disk", "/a/b", "ext3", false);
    good("host0:/mnt:9p,ro", "host0", "/mnt", "9p", true);
    good("UUID=0-1:/", "UUID=0-1", "/", "ext4", false);
}

TEST(mount_option_lists)
{
    const char *text = "vda:/a;vdb:/b:ext4,ro;vdc:/c;";

    text = good(text, "vda", "/a", "ext4", false);
    text = good(text, "vdb", "/b", "ext4", true);
    text = good(text, "vdc", "/c", "ext4", false);
    CHECK(*text == '\0');
}

TEST(mount_option_refusals)
{
    char text[600];

    bad("", "DISK:");
    bad("vda", "DISK:");
    bad(":/data", "DISK:");
    bad("vda:", "no path");
    bad("vda:data", "begin with /");
    bad("vda:/data:", "type");
    bad("vda:/data:xfs", "type");
    bad("vda:/data:ext44444444", "type");
    bad("vda:/data,", "ro nor rw");
    bad("vda:/data,rox", "ro nor rw");
    bad("vda:/data,readonly-please", "ro nor rw");
    bad("vda:/data:ext4,ro:x", "behind");
    memset(text, 'a', sizeof(text));
    memcpy(text + 300, ":/x", 4);
    bad(text, "DISK:");
    memcpy(text, "vda:/", 5);
    text[299] = 'a';
    bad(text, "no path");
}
