/*
 * virtio_console.c - a virtio console's port as standard input and output.
 * [VIRTIO 5.3 "Console Device"]
 *
 * Linked only with programs that name pith_console_virtio(), and idle there
 * unless pith.console=virtio stands on the command line. The program starts on
 * the console that console_init() found, which stays the one to fall back to:
 * when the device breaks the rules, and when a crash came in the middle of a
 * write.
 *
 * A device with several ports tells by messages on queues of their own which
 * there are and which are open; virtio_ports.c reads them.
 */
#include "arch/x86/cpu.h"
#include "arch/x86/hostport.h"
#include "arch/x86/regs.h"
#include "drivers/virtio.h"
#include "drivers/virtio_port.h"
#include "drivers/virtio_ports.h"
#include "kernel/base.h"
#include "kernel/boot.h"
#include "kernel/console.h"
#include "kernel/errno.h"
#include "kernel/image.h"
#include "kernel/spinlock.h"
#include "kernel/string.h"
#include "kernel/time.h"

#define F_SIZE          (1ull << 0)
#define F_MULTIPORT     (1ull << 1)
#define CONFIG_SIZE     0 /* [VIRTIO 5.3.4 "Device configuration layout"] */
#define CONFIG_MAX      4

#define QUEUE_PORT      0 /* input, output; further ports behind the next two */
#define QUEUE_CONTROL   2

#define CONTROL_IN      32u /* QEMU drops what finds no buffer: 31 ports */
#define CONTROL_IN_SIZE 128u
#define CONTROL_OUT     16u
#define PORT_QUEUE      32

#define WAIT_NS         (2 * NS_PER_S)
#define LOOKS           50000000 /* where there is no clock */
#define SPINS           4096     /* between looks at the device's status */

static struct {
    struct virtio_device *dev;
    const struct console_device *before;
    const char *name;   /* of the port that is asked for; NULL: any console */
    uint32_t active;    /* the console is this one */
    uint32_t reported;  /* it was given up, in one line */
    uint32_t writing;   /* somebody is in the middle of it */
    uint32_t ended;     /* the host has closed the port */
    uint32_t ends;      /* how often it has */
    uint32_t ends_seen; /* by who writes */
    uint32_t listening; /* `arrived` is to be called */
    void (*arrived)(void);

    struct spinlock lock; /* of what follows */
    struct ports ports;
    int chosen; /* the port, or -1 */
    unsigned next_out;
    uint8_t in[CONTROL_IN][CONTROL_IN_SIZE]
        __attribute__((aligned(CONTROL_IN_SIZE)));
    struct port_message out[CONTROL_OUT] __attribute__((aligned(16)));
} vc = {.lock = SPINLOCK_INIT(SPIN_LEAF), .chosen = -1};

/* The console's lock may be held, so this is not console_write(). */
static void fall_back(const char *p, size_t n)
{
    if (vc.before)
        vc.before->write(p, n);
}

static void give_up(const char *what, uint32_t value, uint32_t limit)
{
    char line[160];
    int n;

    if (__atomic_exchange_n(&vc.reported, 1, __ATOMIC_RELAXED))
        return;
    virtio_stop(vc.dev);
    n = base_format(line, sizeof(line),
                    "pith: virtio console at %s: %s: %u, at most %u: not used "
                    "any more\n",
                    vc.dev->where, what, value, limit);
    if (hostport_present(PORT_ERROR))
        hostport_write(PORT_ERROR, line, (size_t)n);
    else if (__atomic_load_n(&vc.active, __ATOMIC_ACQUIRE))
        fall_back(line, (size_t)n);
    else
        base_print("%s", line);
}

static void look(const struct virtq *q)
{
    if (q->fault.what)
        give_up(q->fault.what, q->fault.value, q->fault.limit);
}

static bool lost(void)
{
    return __atomic_load_n(&vc.dev->failed, __ATOMIC_RELAXED);
}

/* --- control messages; under the lock --- */

static void send(uint32_t id, uint16_t event, uint16_t value)
{
    struct virtq *q = vc.dev->queue[QUEUE_CONTROL + 1];
    struct port_message *m = &vc.out[vc.next_out++ % CONTROL_OUT];
    struct virtq_piece piece;
    uint32_t len, tries = LOOKS;
    void *cookie;

    while (virtq_in_flight(q) == CONTROL_OUT && !q->fault.what && --tries > 0) {
        if (!virtq_pop(q, &cookie, &len))
            cpu_pause();
    }
    *m = (struct port_message){id, event, value};
    if (tries == 0)
        give_up("control messages that it does not take", CONTROL_OUT, 0);
    else if (virtio_pieces(m, sizeof(*m), &piece, 1) == 1 &&
             virtq_add(q, &piece, 1, 0, m) == 0)
        virtio_kick(vc.dev, QUEUE_CONTROL + 1);
    look(q);
}

static unsigned queue_of(unsigned port)
{
    return port == 0 ? QUEUE_PORT : QUEUE_CONTROL + 2 * port;
}

static void choose(int port)
{
    unsigned queue = queue_of((unsigned)port);

    port_bytes_start(vc.dev, queue, queue + 1);
    vc.chosen = port;
}

static void take(const uint8_t *bytes, uint32_t len)
{
    struct port_message reply;
    struct port_fault fault;
    int found = ports_take(&vc.ports, bytes, len, &reply, &fault);

    if (found < 0) {
        give_up(fault.what, fault.value, fault.limit);
        return;
    }
    if (found > 0)
        send(reply.id, reply.event, reply.value);
    found = ports_find(&vc.ports, vc.name);
    if (vc.chosen < 0 && found >= 0) {
        choose(found);
        send((uint32_t)found, PORT_OPEN, 1);
    }
    if (vc.chosen >= 0) {
        const struct port *port = &vc.ports.port[vc.chosen];
        uint32_t ended = port->was_open && !port->open;

        if (ended && !vc.ended)
            __atomic_store_n(&vc.ends, vc.ends + 1, __ATOMIC_RELEASE);
        __atomic_store_n(&vc.ended, ended, __ATOMIC_RELEASE);
    }
}

static void post(uint8_t *buffer)
{
    struct virtq_piece piece;

    if (virtio_pieces(buffer, CONTROL_IN_SIZE, &piece, 1) == 1)
        virtq_add(vc.dev->queue[QUEUE_CONTROL], &piece, 0, 1, buffer);
}

/* The message is copied first: the device could change it. */
static bool take_next(struct virtq *q)
{
    uint8_t bytes[CONTROL_IN_SIZE];
    void *buffer;
    uint32_t len;

    if (lost() || !virtq_pop(q, &buffer, &len))
        return false;
    memcpy(bytes, buffer, len);
    post(buffer);
    take(bytes, len);
    return true;
}

static void control(void)
{
    struct virtq *q = vc.dev->queue[QUEUE_CONTROL];
    uint64_t flags;

    if (!q)
        return;
    flags = spin_lock(&vc.lock);
    do {
        while (take_next(q))
            ;
        virtio_kick(vc.dev, QUEUE_CONTROL);
        look(q);
    } while (!lost() && !virtq_arm(q, 1));
    spin_unlock(&vc.lock, flags);
}

/* --- the console --- */

/* What is under way now is not waited for when the host has left since. */
static void look_for_end(void)
{
    uint32_t ends = __atomic_load_n(&vc.ends, __ATOMIC_ACQUIRE);

    if (ends == vc.ends_seen)
        return;
    vc.ends_seen = ends;
    port_bytes_abandon();
}

/*
 * A look at the device's status leaves the guest, so there are few. That the
 * host has left may have come with interrupts off, or where there are none.
 */
static void stall(unsigned *spins)
{
    cpu_pause();
    if (++*spins % SPINS != 0)
        return;
    control();
    look_for_end();
    if (port_bytes_spent())
        give_up("buffers that it has forgotten", PORT_QUEUE, PORT_QUEUE - 1);
    if (port_bytes_sound())
        return;
    look(vc.dev->queue[queue_of((unsigned)vc.chosen)]);
    look(vc.dev->queue[queue_of((unsigned)vc.chosen) + 1]);
    give_up("it asks for a reset: status", vc.dev->ops->status(vc.dev), 0);
}

static void console_put(const char *p, size_t n)
{
    unsigned spins = 0;

    if (__atomic_exchange_n(&vc.writing, 1, __ATOMIC_ACQUIRE)) {
        fall_back(p, n); /* who was writing was stopped */
        return;
    }
    look_for_end();
    while (n > 0 && !lost()) {
        size_t some = port_bytes_put(p, n);

        if (some == 0)
            stall(&spins);
        p += some;
        n -= some;
    }
    __atomic_store_n(&vc.writing, 0, __ATOMIC_RELEASE);
    if (n > 0)
        fall_back(p, n);
}

static void console_empty(void)
{
    unsigned spins = 0;

    look_for_end();
    while (!__atomic_load_n(&vc.writing, __ATOMIC_ACQUIRE) && !lost() &&
           port_bytes_left())
        stall(&spins);
    if (vc.before)
        vc.before->drain();
}

/* What was sent before the end came before it: the end is looked at first. */
static int console_getc(void)
{
    bool ended;
    int c = -1;

    if (!vc.dev->interrupts)
        control();
    ended = __atomic_load_n(&vc.ended, __ATOMIC_ACQUIRE);
    if (!lost()) {
        c = port_bytes_get(vc.dev->interrupts);
        look(vc.dev->queue[queue_of((unsigned)vc.chosen)]);
    }
    return c >= 0 ? c : ended || lost() ? CONSOLE_CLOSED : -1;
}

static int console_listen_to(void (*fn)(void))
{
    if (!vc.dev->interrupts)
        return -ENODEV;
    vc.arrived = fn;
    __atomic_store_n(&vc.listening, 1, __ATOMIC_RELEASE);
    fn();
    return 0;
}

static void on_queue(struct virtio_device *dev)
{
    (void)dev;
    control();
    if (__atomic_load_n(&vc.listening, __ATOMIC_ACQUIRE))
        vc.arrived();
}

/* Of port 0, so to speak: others tell by messages. */
static void read_size(struct virtio_device *dev)
{
    uint16_t size[2];
    uint64_t flags;

    if (!virtio_has(dev, F_SIZE) || virtio_config(dev, CONFIG_SIZE, 2, 2, size))
        return;
    flags = spin_lock(&vc.lock);
    vc.ports.columns = size[0];
    vc.ports.rows = size[1];
    spin_unlock(&vc.lock, flags);
}

static const struct console_device device = {
    .name = "virtio console",
    .write = console_put,
    .drain = console_empty,
    .getc = console_getc,
    .listen = console_listen_to,
};

/* --- finding it --- */

static int start_queues(struct virtio_device *dev, unsigned ports)
{
    int err = 0;

    for (unsigned i = 0; i < ports && !err; i++) {
        err = virtio_queue_start(dev, queue_of(i), PORT_QUEUE, 0, 0);
        if (!err)
            err = virtio_queue_start(dev, queue_of(i) + 1, PORT_QUEUE, 0, 0);
    }
    if (err || !virtio_has(dev, F_MULTIPORT))
        return err;
    err = virtio_queue_start(dev, QUEUE_CONTROL, CONTROL_IN, 0, 0);
    return err ? err
               : virtio_queue_start(dev, QUEUE_CONTROL + 1, CONTROL_OUT, 0, 0);
}

static int start(struct virtio_device *dev)
{
    uint32_t max = 1;
    int err = virtio_start(dev, F_SIZE | F_MULTIPORT);

    if (!err && virtio_has(dev, F_MULTIPORT))
        err = virtio_config(dev, CONFIG_MAX, 4, 1, &max);
    if (!err && max == 0) {
        virtio_fail(dev, "a console without ports");
        err = -ENODEV;
    }
    vc.ports = (struct ports){.max = max};
    vc.chosen = -1;
    vc.ended = 0;
    vc.reported = 0;
    if (!err)
        err = start_queues(dev, MIN(max, PORTS_KNOWN));
    if (err)
        return err;
    vc.dev = dev;
    dev->on_queue = on_queue;
    dev->on_config = read_size;
    read_size(dev);
    virtio_irq_start(dev);
    virtio_ready(dev);
    return 0;
}

/* The port is there when the device's messages have said so. */
static bool await_port(void)
{
    uint64_t first, now;
    bool clock = time_monotonic_ns(&first) == 0;

    for (unsigned i = 0; i < LOOKS && vc.chosen < 0 && !lost(); i++) {
        control();
        if (clock && time_monotonic_ns(&now) == 0 && now - first > WAIT_NS)
            break;
        cpu_pause();
    }
    return vc.chosen >= 0 && !lost();
}

static bool use(struct virtio_device *dev)
{
    if (start(dev) != 0)
        return false;
    if (!virtio_has(dev, F_MULTIPORT)) {
        if (!vc.name)
            choose(0);
        return !vc.name;
    }
    uint64_t flags = spin_lock(&vc.lock);
    for (unsigned i = 0; i < CONTROL_IN; i++)
        post(vc.in[i]);
    virtio_kick(dev, QUEUE_CONTROL);
    send(0, PORT_DEVICE_READY, 1);
    spin_unlock(&vc.lock, flags);
    return await_port();
}

static bool option_read(const char *option)
{
    static const char word[] = "virtio";
    size_t n = sizeof(word) - 1;

    for (size_t i = 0; i < n; i++) {
        if (option[i] != word[i])
            return false;
    }
    vc.name = option[n] == ':' ? option + n + 1 : NULL;
    return option[n] == '\0' || (vc.name && *vc.name);
}

static void find(void)
{
    const char *option = boot_option("console");
    struct virtio_device *dev;

    if (!option)
        return;
    if (!option_read(option))
        refuse("pith.console=%s is not virtio or virtio:NAME", option);
    while ((dev = virtio_find(VIRTIO_ID_CONSOLE))) {
        if (use(dev)) {
            log_info("console: virtio at %s, port %d", dev->where, vc.chosen);
            vc.before = console_switch(&device);
            __atomic_store_n(&vc.active, 1, __ATOMIC_RELEASE);
            return;
        }
        virtio_stop(dev);
    }
    refuse("pith.console=%s: no virtio console here has such a port", option);
}

IMAGE_SETUP(find);

bool console_on_virtio(void)
{
    return __atomic_load_n(&vc.active, __ATOMIC_ACQUIRE) && !lost();
}

void console_size(uint16_t *columns, uint16_t *rows)
{
    uint64_t flags;

    *columns = *rows = 0;
    if (!console_on_virtio())
        return;
    control(); /* without interrupts nobody else has read it */
    flags = spin_lock(&vc.lock);
    *columns = vc.ports.columns;
    *rows = vc.ports.rows;
    spin_unlock(&vc.lock, flags);
}
