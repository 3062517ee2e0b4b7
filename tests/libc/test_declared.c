// expect: status 0
/*
 * test_declared.c - what our headers declare is there.
 *
 * newlib's headers declare much that it lacks, and that is told at link time;
 * ours, in libc/include, declare nothing that does not exist.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <pwd.h>
#include <setjmp.h>
#include <math.h>
#include <signal.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <syslog.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

#include "tests/libc/harness.h"

#define HERE(function) (void *)(uintptr_t)(function)

static void *const volatile functions[] = {
    HERE(opendir),        HERE(fdopendir),     HERE(readdir),
    HERE(readdir_r),      HERE(rewinddir),     HERE(seekdir),
    HERE(telldir),        HERE(closedir),      HERE(dirfd),
    HERE(scandir),        HERE(alphasort),     HERE(err),
    HERE(errx),           HERE(verr),          HERE(verrx),
    HERE(warn),           HERE(warnx),         HERE(vwarn),
    HERE(vwarnx),         HERE(poll),          HERE(ioctl),
    HERE(mmap),           HERE(munmap),        HERE(mprotect),
    HERE(msync),          HERE(getrandom),     HERE(getentropy),
    HERE(getrusage),      HERE(getrlimit),     HERE(setrlimit),
    HERE(lstat),          HERE(statvfs),       HERE(fstatvfs),
    HERE(select),         HERE(readv),         HERE(writev),
    HERE(uname),          HERE(timegm),        HERE(utime),
    HERE(utimes),         HERE(flockfile),     HERE(ftrylockfile),
    HERE(funlockfile),    HERE(popen),         HERE(pclose),
    HERE(posix_memalign), HERE(realpath),      HERE(setjmp),
    HERE(longjmp),        HERE(clock_gettime), HERE(clock_getres),
    HERE(nanosleep),      HERE(times),         HERE(getlogin),
    HERE(getpwnam),       HERE(getpwuid),      HERE(fork),
    HERE(execve),         HERE(wait),          HERE(sigprocmask),
    HERE(sigaction),      HERE(kill),          HERE(getpid),
    HERE(getppid),        HERE(getuid),        HERE(geteuid),
    HERE(getgid),         HERE(getegid),       HERE(issetugid),
    HERE(link),           HERE(unlink),        HERE(mkdir),
    HERE(rmdir),          HERE(rename),        HERE(remove),
    HERE(access),         HERE(chdir),         HERE(getcwd),
    HERE(chmod),          HERE(fchmod),        HERE(chown),
    HERE(fchown),         HERE(fcntl),         HERE(fstat),
    HERE(stat),           HERE(fsync),         HERE(ftruncate),
    HERE(truncate),       HERE(isatty),        HERE(lseek),
    HERE(pread),          HERE(pwrite),        HERE(readlink),
    HERE(symlink),        HERE(sleep),         HERE(usleep),
    HERE(sysconf),        HERE(pathconf),      HERE(getpagesize),
    HERE(gethostname),    HERE(dup),           HERE(dup2),
    HERE(system),         HERE(openlog),       HERE(closelog),
    HERE(setlogmask),     HERE(syslog),        HERE(vsyslog),
    HERE(dlopen),         HERE(dlsym),         HERE(dlclose),
    HERE(dlerror),        HERE(dladdr),        HERE(tcgetattr),
    HERE(tcsetattr),      HERE(ceill),         HERE(floorl),
    HERE(truncl),         HERE(roundl),        HERE(lroundl),
    HERE(llroundl),       HERE(setsid),
};

TEST(every_function_has_an_address)
{
    for (unsigned i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
        CHECK(functions[i] != NULL);
}
