/*
 * relay.c - standing between a running guest and the tool's own descriptors.
 *
 * One poll(2) loop over five pipes and a signalfd. All pipes end when QEMU
 * does; the loop then passes on what is left in them, however slowly it is
 * read, and decides. A run that must be cut short first asks QEMU to quit
 * (SIGTERM), then kills it, then stops waiting for readers of its output.
 */
#include "tools/pith/relay.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tools/pith/qmp.h"
#include "tools/pith/stream.h"
#include "tools/pith/terminal.h"
#include "tools/pith/vmm_fds.h"

#define GRACE_MS 1000  /* to quit, to leave after the last word, to be read */
#define DUMP_MS  60000 /* to write a core */
#define NO_LIMIT INT64_MAX

/* How far the end is; `deadline` moves it on. */
enum stage { RUNNING, LEAVING, DUMPING, QUITTING, KILLED, ABANDONED };

struct relay {
    const struct vmm *vmm;
    struct relay_result *result;
    int signals, control, messages; /* -1: at its end */
    struct qmp qmp;
    struct stream in, out, err;
    enum relay_input input;
    enum stage stage;
    int64_t deadline;
    int64_t timeout_ms;
    bool lingers;
    struct verdict verdict;
    bool ended; /* the guest has powered off or reset itself */
    bool cut;   /* result->outcome is ours, whatever the guest says */
    size_t log_used;
};

int64_t relay_clock_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

int64_t relay_clock_ms(void)
{
    return relay_clock_ns() / 1000000;
}

static bool is_running(const struct relay *r)
{
    return r->control >= 0 || r->messages >= 0;
}

/* Cut the run short; the caller has set the outcome. */
static void quit(struct relay *r)
{
    r->cut = true;
    if (r->stage >= QUITTING)
        return;
    r->stage = QUITTING;
    r->deadline = relay_clock_ms() + GRACE_MS;
    kill(r->vmm->pid, SIGTERM);
}

/* Have a core written, if one is wanted; on_monitor() goes on from there. */
static bool dump(struct relay *r)
{
    if (r->qmp.fd < 0 || r->stage >= DUMPING)
        return false;
    r->stage = DUMPING;
    r->deadline = relay_clock_ms() + DUMP_MS;
    qmp_dump(&r->qmp, VMM_FD_CORE);
    return true;
}

static void on_deadline(struct relay *r)
{
    if (r->stage == RUNNING) {
        outcome_set(&r->result->outcome, OUTCOME_TIMEOUT, 0,
                    "timed out after %g s", r->timeout_ms / 1000.0);
        r->cut = true;
        if (!dump(r))
            quit(r);
    } else if (r->stage == KILLED) {
        r->stage = ABANDONED;
    } else {
        r->stage = KILLED;
        r->deadline = relay_clock_ms() + GRACE_MS;
        kill(r->vmm->pid, SIGKILL);
    }
}

/* ^Z: QEMU, in a process group of its own, stops and goes on with the tool. */
static void suspend(struct relay *r)
{
    sigset_t stop;

    terminal_restore();
    kill(r->vmm->pid, SIGSTOP);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    raise(SIGTSTP);
    sigprocmask(SIG_UNBLOCK, &stop, NULL);
    sigprocmask(SIG_BLOCK, &stop, NULL);
    kill(r->vmm->pid, SIGCONT);
}

static void use_terminal(struct relay *r)
{
    if (r->input == INPUT_TERMINAL && is_running(r))
        r->in.from = terminal_raw(r->verdict.wants_intr, r->verdict.wants_quit)
                         ? STDIN_FILENO
                         : -1;
}

static void on_signal(struct relay *r)
{
    struct signalfd_siginfo info;

    if (read(r->signals, &info, sizeof(info)) != sizeof(info))
        return;
    if (info.ssi_signo == SIGTSTP)
        suspend(r);
    if (info.ssi_signo == SIGTSTP || info.ssi_signo == SIGCONT) {
        use_terminal(r);
        return;
    }
    if (r->stage == QUITTING)
        on_deadline(r); /* asked twice: now */
    outcome_set(&r->result->outcome, OUTCOME_SIGNAL, info.ssi_signo,
                "ended by SIG%s", sigabbrev_np(info.ssi_signo));
    quit(r);
}

/* Without isa-debug-exit QEMU must be told to end. */
static void on_verdict(struct relay *r)
{
    r->result->verdict_ns = relay_clock_ns();
    if (r->verdict.outcome.kind == OUTCOME_CRASH && dump(r))
        return;
    r->stage = LEAVING;
    r->deadline = relay_clock_ms() + GRACE_MS;
    qmp_quit(&r->qmp);
}

static void on_control(struct relay *r)
{
    char bytes[512];
    ssize_t n = read(r->control, bytes, sizeof(bytes));
    bool intr = r->verdict.wants_intr, quits = r->verdict.wants_quit;

    if (n <= 0) {
        r->control = -1;
        return;
    }
    r->result->notes.now_ns = relay_clock_ns();
    verdict_feed(&r->verdict, bytes, n);
    if (intr != r->verdict.wants_intr || quits != r->verdict.wants_quit)
        use_terminal(r);
    if (r->verdict.decided && r->stage == RUNNING &&
        (r->verdict.end || !r->lingers))
        on_verdict(r);
}

/* The guest has ended without isa-debug-exit, perhaps without a verdict. */
static void on_shutdown(struct relay *r)
{
    struct pollfd p = {.fd = r->control, .events = POLLIN};

    while (r->control >= 0 && poll(&p, 1, 0) > 0) {
        on_control(r);
        p.fd = r->control;
    }
    r->ended = true;
    if (r->stage == RUNNING)
        dump(r);
}

static void on_monitor(struct relay *r)
{
    enum qmp_event event = qmp_read(&r->qmp);

    if (event == QMP_SHUTDOWN)
        on_shutdown(r);
    if (event != QMP_DUMPED && event != QMP_FAILED)
        return;
    r->result->cored = event == QMP_DUMPED;
    snprintf(r->result->core_error, sizeof(r->result->core_error), "%s",
             r->qmp.error);
    if (r->stage > DUMPING)
        return;
    r->stage = QUITTING;
    r->deadline = relay_clock_ms() + GRACE_MS;
    qmp_quit(&r->qmp);
}

/* QEMU pauses for ever after these; it prints registers behind them. */
static bool kvm_gave_up(const char *log)
{
    return strstr(log, "KVM internal error") ||
           strstr(log, "KVM: entry failed");
}

static void on_message(struct relay *r)
{
    char bytes[1024];
    ssize_t n = read(r->messages, bytes, sizeof(bytes));
    size_t room = RELAY_LOG - 1 - r->log_used;

    if (n <= 0) {
        r->messages = -1;
        return;
    }
    if ((size_t)n < room)
        room = n;
    memcpy(r->result->log + r->log_used, bytes, room);
    r->log_used += room;
    r->result->log[r->log_used] = '\0';
    if (r->stage == RUNNING && kvm_gave_up(r->result->log)) {
        outcome_set(&r->result->outcome, OUTCOME_VMM, 0,
                    "KVM cannot run this guest; try --accel tcg");
        quit(r);
    }
}

static void on_output(struct relay *r, struct stream *stream)
{
    int error = stream_move(stream);

    if (stream == &r->out && stream->last && r->result->output_ns == 0)
        r->result->output_ns = relay_clock_ns();
    if (!error || stream != &r->out || r->cut)
        return;
    if (error == -EPIPE)
        outcome_set(&r->result->outcome, OUTCOME_SIGNAL, SIGPIPE,
                    "nobody reads standard output");
    else
        outcome_set(&r->result->outcome, OUTCOME_TOOL, 0,
                    "cannot write standard output: %s", strerror(-error));
    quit(r);
}

static int wait_ms(const struct relay *r)
{
    int64_t left = r->deadline - relay_clock_ms();

    /* QEMU has left by itself: its output is passed on in any time. */
    if (!is_running(r) && !r->cut)
        return -1;
    if (r->deadline == NO_LIMIT)
        return -1;
    return left < 0 ? 0 : left > 1000000 ? 1000000 : (int)left;
}

static void step(struct relay *r)
{
    struct pollfd p[] = {
        {.fd = r->signals, .events = POLLIN},
        {.fd = r->control, .events = POLLIN},
        {.fd = r->messages, .events = POLLIN},
        stream_poll(&r->out),
        stream_poll(&r->err),
        r->verdict.ready ? stream_poll(&r->in) : (struct pollfd){.fd = -1},
        {.fd = r->qmp.fd, .events = POLLIN},
    };
    int timeout = wait_ms(r);

    if (poll(p, sizeof(p) / sizeof(p[0]), timeout) < 0)
        return;
    if (p[3].revents)
        on_output(r, &r->out);
    if (p[4].revents)
        on_output(r, &r->err);
    if (p[1].revents)
        on_control(r);
    if (p[2].revents)
        on_message(r);
    if (p[6].revents)
        on_monitor(r);
    if (p[5].revents)
        stream_move(&r->in);
    if (!is_running(r))
        r->in = (struct stream){.from = -1, .to = -1};
    if (p[0].revents)
        on_signal(r);
    if (relay_clock_ms() >= r->deadline && wait_ms(r) == 0)
        on_deadline(r);
}

int relay_prepare(void)
{
    static const int taken[] = {SIGINT,  SIGTERM, SIGHUP,
                                SIGQUIT, SIGTSTP, SIGCONT};
    sigset_t set;
    int fd;

    sigemptyset(&set);
    for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
        sigaddset(&set, taken[i]);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL); /* ignored, it would hide how QEMU ended */
    fd = signalfd(-1, &set, SFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

static void finish(struct relay *r, int wait_status)
{
    struct relay_result *result = r->result;

    if (!r->cut)
        verdict_final(&r->verdict, r->ended ? 0 : wait_status, result->log,
                      &result->outcome);
    result->told = !r->cut && r->verdict.decided;
    if (isatty(STDOUT_FILENO) && r->out.last && r->out.last != '\n' &&
        result->outcome.kind != OUTCOME_EXIT)
        dprintf(STDERR_FILENO, "\n");
}

void relay_run(const struct relay_job *job, struct relay_result *result)
{
    const struct vmm *vmm = job->vmm;
    struct relay r = {
        .vmm = vmm,
        .result = result,
        .signals = job->signals,
        .control = vmm->control,
        .messages = vmm->log,
        .in = {.from = STDIN_FILENO, .to = vmm->in},
        .out = {.from = vmm->out, .to = STDOUT_FILENO},
        .err = {.from = vmm->err, .to = STDERR_FILENO},
        .input = job->input,
        .deadline = NO_LIMIT,
        .timeout_ms = job->timeout_ms,
        .lingers = job->lingers,
        .verdict = {.other = notes_line, .context = &result->notes},
    };
    int status = 0;

    if (job->timeout_ms)
        r.deadline = relay_clock_ms() + job->timeout_ms;
    r.in.escape = job->input == INPUT_PIPE;
    r.qmp.fd = vmm->qmp;
    if (vmm->qmp >= 0)
        qmp_open(&r.qmp, vmm->qmp);
    use_terminal(&r);
    while (r.stage != ABANDONED &&
           (is_running(&r) || !stream_done(&r.out) || !stream_done(&r.err)))
        step(&r);
    while (waitpid(vmm->pid, &status, 0) < 0 && errno == EINTR)
        ;
    terminal_restore();
    finish(&r, status);
}
