/*
 * debug.c - `pith debug`: gdb on a guest that stands still at main().
 *
 * gdb has the terminal and this process; a child runs the guest as `pith run`
 * does, with an empty standard input. They meet at a Unix socket in a folder
 * of its own, which QEMU inherits while it listens already: gdb need not wait.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tools/pith/elf_check.h"
#include "tools/pith/pith.h"
#include "tools/pith/run.h"
#include "tools/pith/vmm_fds.h"

static const char usage[] =
    "Usage: pith debug [OPTION]... IMAGE [-- ARGUMENT...]\n"
    "Start an image in QEMU and gdb on it, stopped at main().\n"
    "\n"
    "gdb also gets the commands \"pith threads\" and \"pith bt [ID]\".\n"
    "\n"
    "      --entry           stop at the PVH entry, in 32-bit mode\n"
    "      --batch           gdb ends after its commands\n"
    "      -ex COMMAND       a command for gdb, once the guest stands there\n"
    "      -x FILE           a file of them\n"
    "  -h, --help            this text\n"
    "\n"
    "and the options of pith run, but --gdb, --print, --json and --quiet.\n"
    "$PITH_GDB is the gdb to use. The program's standard input is empty.\n"
    "\n"
    "Exit status: gdb's, or\n"
    "  125 pith was misused   126 the image is refused   127 it does not fit\n";

#define END_LOOKS 100 /* of 20 ms */

struct debug {
    struct run run;
    struct words gdb; /* the user's words for gdb */
    bool entry, batch, help;
    char folder[90]; /* sun_path has room for "/gdb" behind it */
    struct sockaddr_un address;
};

static pid_t gdb_pid;

/* Whether @word is one of gdb's that a value follows. */
static bool takes_value(const char *word)
{
    return strcmp(word, "-ex") == 0 || strcmp(word, "--ex") == 0 ||
           strcmp(word, "-x") == 0;
}

static bool take_flag(struct debug *d, const char *word)
{
    if (strcmp(word, "--entry") == 0)
        d->entry = true;
    else if (strcmp(word, "--batch") == 0 || strcmp(word, "-batch") == 0)
        d->batch = true;
    else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
        d->help = true;
    else
        return false;
    return true;
}

/* Take our words out of argv, up to the image's "--"; returns the new argc. */
static int take_words(struct debug *d, int argc, char **argv)
{
    int kept = 1, i;

    for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (takes_value(argv[i]) && i + 1 < argc) {
            words_add(&d->gdb, "%s", argv[i]);
            words_add(&d->gdb, "%s", argv[++i]);
        } else if (!take_flag(d, argv[i])) {
            argv[kept++] = argv[i];
        }
    }
    while (i < argc)
        argv[kept++] = argv[i++];
    argv[kept] = NULL;
    return kept;
}

/* Listen in a folder that only this user can enter. */
static int open_socket(struct debug *d)
{
    const char *parent = getenv("TMPDIR");
    int low, fd = -1, error;

    if (snprintf(d->folder, sizeof(d->folder), "%s/pith-XXXXXX",
                 parent && *parent ? parent : "/tmp") >= (int)sizeof(d->folder))
        return -ENAMETOOLONG;
    if (!mkdtemp(d->folder))
        return -errno;
    d->address.sun_family = AF_UNIX;
    snprintf(d->address.sun_path, sizeof(d->address.sun_path), "%s/gdb",
             d->folder);
    low = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (low >= 0 &&
        bind(low, (struct sockaddr *)&d->address, sizeof(d->address)) == 0 &&
        listen(low, 1) == 0)
        fd = fcntl(low, F_DUPFD_CLOEXEC, VMM_FD_FLOOR);
    error = errno;
    if (low >= 0)
        close(low);
    return fd < 0 ? -error : fd;
}

static void remove_socket(const struct debug *d)
{
    unlink(d->address.sun_path);
    rmdir(d->folder);
}

/* The guest's side. A QEMU that gdb has killed is no crash to report. */
static _Noreturn void run_guest(struct debug *d, pid_t parent)
{
    struct run *run = &d->run;
    int nothing = open("/dev/null", O_RDONLY);

    setpgid(0, 0); /* ^C in the terminal is gdb's */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(1);
    dup2(nothing, STDIN_FILENO);
    run_boot(run);
    close(run->gdb);
    run->o.quiet = !run->result.told &&
                   run->result.outcome.kind != OUTCOME_VMM &&
                   run->result.outcome.kind != OUTCOME_TIMEOUT;
    run_timeline(run);
    _exit(run_report(run));
}

static uint32_t entry_of(const char *image)
{
    struct elf_report report = {0};
    const void *file;
    size_t size;

    if (file_map(image, &file, &size) == 0) {
        elf_check(file, size, &report);
        munmap((void *)file, size);
    }
    return report.entry;
}

/*
 * The commands for the guest's threads: in the SDK beside this program, or in
 * build/sdk. Without them gdb still works.
 */
static void add_script(struct words *argv)
{
    static const char *const places[] = {"../lib/pith.py", "sdk/lib/pith.py"};
    char exe[PATH_MAX], path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
    const char *slash;

    exe[n > 0 ? n : 0] = '\0';
    slash = strrchr(exe, '/');
    for (size_t i = 0; slash && i < sizeof(places) / sizeof(*places); i++) {
        int len = snprintf(path, sizeof(path), "%.*s/%s", (int)(slash - exe),
                           exe, places[i]);
        if (len < (int)sizeof(path) && access(path, R_OK) == 0) {
            words_add(argv, "-x");
            words_add(argv, "%s", path);
            return;
        }
    }
}

/* The first stop needs a breakpoint of the CPU: nothing is loaded yet. */
static void make_command(const struct debug *d, struct words *argv)
{
    const char *gdb = getenv("PITH_GDB");

    words_add(argv, "%s", gdb && *gdb ? gdb : "gdb");
    words_add(argv, "-q");
    if (d->batch)
        words_add(argv, "-batch");
    add_script(argv);
    words_add(argv, "-ex");
    words_add(argv, "target remote %s", d->address.sun_path);
    words_add(argv, "-ex");
    if (d->entry)
        words_add(argv, "thbreak *0x%x", entry_of(d->run.o.vmm.image));
    else
        words_add(argv, "thbreak main");
    words_add(argv, "-ex");
    words_add(argv, "continue");
    for (size_t i = 0; i < d->gdb.count; i++)
        words_add(argv, "%s", d->gdb.word[i]);
    words_add(argv, "--");
    words_add(argv, "%s", d->run.o.vmm.image);
}

static void pass_signal(int signal)
{
    kill(gdb_pid, signal);
}

static int wait_for(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status)
                             : STATUS_SIGNAL + WTERMSIG(status);
}

/* Returns gdb's status; 127: there is no gdb. */
static int run_gdb(const struct debug *d)
{
    struct words argv = {0};
    int status;

    make_command(d, &argv);
    gdb_pid = fork();
    if (gdb_pid == 0) {
        execvp(argv.word[0], argv.word);
        _exit(127);
    }
    if (gdb_pid < 0)
        return fail(STATUS_TOOL, "debug: %s", strerror(errno));
    signal(SIGINT, SIG_IGN); /* gdb stops the guest by it */
    signal(SIGQUIT, SIG_IGN);
    signal(SIGTERM, pass_signal);
    signal(SIGHUP, pass_signal);
    status = wait_for(gdb_pid);
    if (status == 127)
        return fail(STATUS_TOOL, "cannot start %s; apt-get install gdb",
                    argv.word[0]);
    return status;
}

/* QEMU answers at the socket as long as it lives. */
static bool is_alive(const struct debug *d)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool alive = connect(fd, (const struct sockaddr *)&d->address,
                         sizeof(d->address)) == 0;

    close(fd);
    return alive;
}

/* gdb has ended the guest, or it ended and is about to report that; or it was
 * left as it is: then it is ended now. */
static void end_guest(const struct debug *d, pid_t guest)
{
    const struct timespec pause = {.tv_nsec = 20000000};

    for (int i = 0; i < END_LOOKS && is_alive(d); i++)
        nanosleep(&pause, NULL);
    if (is_alive(d))
        kill(guest, SIGTERM);
    wait_for(guest);
}

static int debug(struct debug *d)
{
    pid_t parent = getpid(), guest;
    int status;

    d->run.gdb = open_socket(d);
    if (d->run.gdb < 0) {
        remove_socket(d);
        return fail(STATUS_TOOL, "debug: no socket for gdb: %s",
                    strerror(-d->run.gdb));
    }
    guest = fork();
    if (guest == 0)
        run_guest(d, parent);
    close(d->run.gdb);
    if (guest < 0) {
        status = fail(STATUS_TOOL, "debug: %s", strerror(errno));
    } else {
        status = run_gdb(d);
        end_guest(d, guest);
    }
    remove_socket(d);
    return status;
}

int debug_main(int argc, char **argv)
{
    static struct debug d;
    int status;

    argc = take_words(&d, argc, argv);
    if (d.help) {
        fputs(usage, stdout);
        return 0;
    }
    status = run_options_read(argc, argv, &d.run.o);
    if (status)
        return status == 1 ? 0 : status;
    if (d.run.o.vmm.gdb_port || d.run.o.print || d.run.o.json || d.run.o.quiet)
        return fail(STATUS_TOOL, "debug: --gdb, --print, --json and --quiet "
                                 "are for pith run");
    if (d.run.o.vmm.kind != VMM_QEMU)
        return fail(STATUS_TOOL, "debug: gdb sees Xen's memory, not the "
                                 "program's; leave Xen out");
    d.run.o.vmm.gdb_socket = true;
    if (!run_prepare(&d.run))
        return run_report(&d.run);
    return debug(&d);
}
