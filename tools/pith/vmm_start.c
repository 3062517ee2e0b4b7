/*
 * vmm_start.c - starting QEMU with its pipes.
 */
#include "tools/pith/vmm.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/pith/vmm_fds.h"

/* The pipes, one that tells why exec failed, and a socket pair. */
enum { IN, OUT, ERR, CONTROL, LOG, EXEC, QMP, NR_PIPES };
enum { READ, WRITE };

static void close_pipes(int pipes[NR_PIPES][2])
{
    for (int i = 0; i < NR_PIPES; i++) {
        for (int k = 0; k < 2; k++) {
            if (pipes[i][k] >= 0)
                close(pipes[i][k]);
        }
    }
}

/* A pipe, or a socket pair; exec closes the ends, VMM_FD_FLOOR is the least. */
static int make_pipe(int ends[2], bool both_ways)
{
    int low[2], error = 0;

    if (both_ways ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, low)
                  : pipe2(low, O_CLOEXEC))
        return -errno;
    for (int k = 0; k < 2; k++) {
        ends[k] = fcntl(low[k], F_DUPFD_CLOEXEC, VMM_FD_FLOOR);
        if (ends[k] < 0)
            error = -errno;
        close(low[k]);
    }
    return error;
}

static int make_pipes(int pipes[NR_PIPES][2])
{
    int error = 0;

    memset(pipes, -1, NR_PIPES * sizeof(pipes[0]));
    for (int i = 0; i < NR_PIPES && !error; i++)
        error = make_pipe(pipes[i], i == QMP);
    if (error)
        close_pipes(pipes);
    return error;
}

static void reset_signals(void)
{
    sigset_t none;

    signal(SIGPIPE, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Where that is not allowed it runs all the same. */
static void stay_here(void)
{
    cpu_set_t here;
    int cpu = sched_getcpu();

    CPU_ZERO(&here);
    if (cpu < 0 || cpu >= CPU_SETSIZE)
        return;
    CPU_SET(cpu, &here);
    sched_setaffinity(0, sizeof(here), &here);
}

/* @fd as @as, without O_CLOEXEC; -1 stands for none. */
static bool pass(int fd, int as)
{
    return fd < 0 || dup2(fd, as) >= 0;
}

/* The child's side; ends in QEMU or in an errno value on the EXEC pipe. */
static _Noreturn void become(char *const *argv, int pipes[NR_PIPES][2],
                             bool share, const struct vmm_passed *passed,
                             pid_t parent)
{
    int error = 0;

    reset_signals();
    setpgid(0, 0);
    if (passed->one_cpu)
        stay_here();
    if (dup2(pipes[IN][READ], STDIN_FILENO) >= 0 &&
        dup2(pipes[OUT][WRITE], STDOUT_FILENO) >= 0 &&
        dup2(pipes[LOG][WRITE], STDERR_FILENO) >= 0 &&
        dup2(pipes[CONTROL][WRITE], VMM_FD_CONTROL) >= 0 &&
        dup2(pipes[share ? OUT : ERR][WRITE], VMM_FD_ERR) >= 0 &&
        pass(passed->core < 0 ? -1 : pipes[QMP][WRITE], VMM_FD_QMP) &&
        pass(passed->core, VMM_FD_CORE) && pass(passed->gdb, VMM_FD_GDB) &&
        prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent)
        execvp(argv[0], argv);
    error = errno;
    if (write(pipes[EXEC][WRITE], &error, sizeof(error)) < 0)
        _exit(2);
    _exit(1);
}

/* Take a descriptor out of the table, so that close_pipes() leaves it. */
static int take(int *fd)
{
    int taken = *fd;

    *fd = -1;
    return taken;
}

int vmm_start(struct vmm *vmm, char *const *argv, bool share,
              const struct vmm_passed *passed)
{
    int pipes[NR_PIPES][2], error = make_pipes(pipes), exec_error = 0;
    pid_t parent = getpid(), pid;

    if (error)
        return error;
    pid = fork();
    if (pid == 0)
        become(argv, pipes, share, passed, parent);
    if (pid < 0) {
        error = -errno;
        close_pipes(pipes);
        return error;
    }
    close(take(&pipes[EXEC][WRITE]));
    if (read(pipes[EXEC][READ], &exec_error, sizeof(exec_error)) > 0) {
        close_pipes(pipes);
        return -exec_error;
    }
    *vmm = (struct vmm){
        .pid = pid,
        .in = take(&pipes[IN][WRITE]),
        .out = take(&pipes[OUT][READ]),
        .err = share ? -1 : take(&pipes[ERR][READ]),
        .control = take(&pipes[CONTROL][READ]),
        .log = take(&pipes[LOG][READ]),
        .qmp = passed->core < 0 ? -1 : take(&pipes[QMP][READ]),
    };
    fcntl(vmm->in, F_SETFL, O_NONBLOCK);
    if (vmm->qmp >= 0)
        fcntl(vmm->qmp, F_SETFL, O_NONBLOCK);
    close_pipes(pipes);
    return 0;
}
