// expect: status 0
/*
 * test_process.c - what one process can tell, and what it must refuse.
 */
#include <errno.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/libc/harness.h"

#define REFUSED(call, error) CHECK((errno = 0, (call)) == -1 && errno == error)

TEST(other_processes_are_refused)
{
    char *argv[] = {(char *)"x", NULL};

    CHECK(getpid() == 1 && getppid() == 0);
    REFUSED(fork(), ENOSYS);
    REFUSED(vfork(), ENOSYS);
    REFUSED(setsid(), EPERM);
    REFUSED(execv("/x", argv), ENOSYS);
    REFUSED(execve("/x", argv, argv), ENOSYS);
    REFUSED(execvp("x", argv), ENOSYS);
    REFUSED(wait(NULL), ECHILD);
    REFUSED(waitpid(-1, NULL, 0), ECHILD);
    REFUSED(system("true"), ENOSYS);
    CHECK(system(NULL) == 0);
    errno = 0;
    CHECK(popen("true", "r") == NULL && errno == ENOSYS);
}

TEST(the_user_is_root)
{
    struct passwd *pw = getpwuid(getuid());

    CHECK(getuid() == 0 && geteuid() == 0 && getgid() == 0 && getegid() == 0);
    CHECK(pw && strcmp(pw->pw_name, "root") == 0 && pw->pw_dir[0] == '/');
    CHECK(getpwuid(1000) == NULL && getpwnam("nobody") == NULL);
    CHECK(getpwnam("root") != NULL && strcmp(getlogin(), "root") == 0);
    REFUSED(setuid(1000), EPERM);
    CHECK(setuid(0) == 0);
}

TEST(the_system_has_a_name)
{
    struct utsname name;
    char host[65];

    CHECK(uname(&name) == 0 && strcmp(name.sysname, "pith") == 0);
    CHECK(strcmp(name.machine, "x86_64") == 0);
    CHECK(gethostname(host, sizeof(host)) == 0);
    CHECK(strcmp(host, name.nodename) == 0);
    CHECK(gethostname(host, 2) == -1);
}

TEST(limits_are_told)
{
    struct rlimit limit;

    CHECK(sysconf(_SC_PAGESIZE) == 4096 && getpagesize() == 4096);
    CHECK(sysconf(_SC_NPROCESSORS_ONLN) == 1);
    CHECK(sysconf(_SC_PHYS_PAGES) > 1000);
    CHECK(sysconf(_SC_AVPHYS_PAGES) <= sysconf(_SC_PHYS_PAGES));
    CHECK(sysconf(_SC_OPEN_MAX) >= 20);
    errno = 0;
    CHECK(sysconf(-3) == -1 && errno == EINVAL);
    errno = 0;
    CHECK(sysconf(_SC_THREADS) == 200809);
    CHECK(getrlimit(RLIMIT_STACK, &limit) == 0);
    CHECK(limit.rlim_cur >= 65536 && limit.rlim_cur <= 512ul << 20);
    CHECK(setrlimit(RLIMIT_STACK, &limit) == 0);
    limit.rlim_cur /= 2;
    REFUSED(setrlimit(RLIMIT_STACK, &limit), EPERM);
    REFUSED(getrlimit(1000, &limit), EINVAL);
}

static bool differ(const unsigned char *a, const unsigned char *b, size_t n)
{
    return memcmp(a, b, n) != 0;
}

/* `pith run` gives TCG a processor that has RDRAND. */
TEST(random_bytes_are_random_or_refused)
{
    unsigned char a[64] = {0}, b[64] = {0};

    if (getentropy(a, sizeof(a)) == 0) {
        CHECK(getentropy(b, sizeof(b)) == 0);
        CHECK(differ(a, b, sizeof(a)) && differ(a, a + 32, 32));
        CHECK(getrandom(a, 13, 0) == 13);
        CHECK(arc4random() != arc4random() || arc4random() != arc4random());
        CHECK(arc4random_uniform(10) < 10);
    } else {
        CHECK(errno == ENOSYS);
        REFUSED(getrandom(b, 1, 0), ENOSYS);
    }
    REFUSED(getentropy(a, 257), EIO);
    REFUSED(getrandom(a, 1, 0x80), EINVAL);
}
