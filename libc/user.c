/*
 * user.c - the one user: root, who lives in / or where HOME says.
 *
 * Nobody else can be logged in or become somebody else: setuid() and its kin
 * take 0 and refuse the rest.
 */
#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char name[] = "root", empty[] = "", root_dir[] = "/";

uid_t getuid(void)
{
    return 0;
}

uid_t geteuid(void)
{
    return 0;
}

gid_t getgid(void)
{
    return 0;
}

gid_t getegid(void)
{
    return 0;
}

int issetugid(void)
{
    return 0;
}

static int set_id(unsigned id)
{
    if (id == 0)
        return 0;
    errno = EPERM;
    return -1;
}

int setuid(uid_t uid)
{
    return set_id(uid);
}

int setgid(gid_t gid)
{
    return set_id(gid);
}

/* Not found is NULL with errno as it was [POSIX getpwuid]. */
struct passwd *getpwuid(uid_t uid)
{
    static struct passwd root;
    char *home = getenv("HOME");

    if (uid != 0)
        return NULL;
    root = (struct passwd){
        .pw_name = name,
        .pw_passwd = empty,
        .pw_comment = empty,
        .pw_gecos = empty,
        .pw_dir = home ? home : root_dir,
        .pw_shell = empty,
    };
    return &root;
}

struct passwd *getpwnam(const char *who)
{
    return strcmp(who, name) ? NULL : getpwuid(0);
}

char *getlogin(void)
{
    return name;
}
