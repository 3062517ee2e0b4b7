"""pith.py - gdb commands for the threads of a pith guest, live or in a core.

    (gdb) source tools/gdb/pith.py
    (gdb) pith threads          every thread: state, CPU, what it waits for
    (gdb) pith bt [ID]          a thread's stack; all without an ID

gdb itself knows CPUs only. A thread that does not run has its registers on its
stack, where arch/x86/context.S put them; from there on the chain of frame
pointers is followed, as the runtime's own crash report does.
"""

import gdb

STATES = ["ready", "running", "blocked", "dead"]
FRAMES_MAX = 64
# Offsets in what context_switch() leaves at thread->sp.
SAVED_RBP = 48
SAVED_RIP = 56


def symbol(*names):
    """The value of the first of these names that the image has."""
    for name in names:
        try:
            return gdb.parse_and_eval(name)
        except gdb.error:
            continue
    raise gdb.GdbError("this image has no threads: %s is not in it" % names[0])


def threads():
    """Every struct thread, the oldest last."""
    thread = symbol("'kernel/thread.c'::newest", "newest")
    while int(thread) != 0:
        yield thread.dereference()
        thread = thread["all_next"]


def text(value):
    """A char array or pointer as far as its NUL."""
    try:
        return value.string()
    except gdb.error:
        return "?"


def describe(t):
    """What "pith threads" says of one thread."""
    state = STATES[int(t["state"]) % len(STATES)]
    line = "%4d %-16s %-8s" % (int(t["id"]), text(t["name"]), state)
    if int(t["cpu"]):
        line += " cpu %d" % int(t["cpu"]["index"])
    if int(t["wait_word"]):
        line += "  waits for %s" % text(t["why"]["what"])
        if int(t["why"]["holder"]):
            line += " of thread %d" % int(t["why"]["holder"]["id"])
    return line


def word(address):
    """The 64-bit word at an address, or None."""
    try:
        data = gdb.selected_inferior().read_memory(address, 8)
    except gdb.MemoryError:
        return None
    return int.from_bytes(bytes(data), "little")


def place(pc):
    """Function, file and line of a code address."""
    block = gdb.block_for_pc(pc)
    while block and not block.function:
        block = block.superblock
    line = gdb.find_pc_line(pc)
    if block and line.symtab:
        return "%s at %s:%d" % (block.function, line.symtab.filename, line.line)
    return gdb.execute("info symbol 0x%x" % pc, to_string=True).strip()


def saved_frames(t):
    """The code addresses on the stack of a thread that does not run."""
    sp = int(t["sp"])
    pc, frame = word(sp + SAVED_RIP), word(sp + SAVED_RBP)
    for _ in range(FRAMES_MAX):
        if not pc:
            return
        yield pc
        if not frame:
            return
        pc, above = word(frame + 8), word(frame)
        if above is not None and above <= frame:
            above = 0
        frame = above


def backtrace(t):
    """Prints one thread's stack."""
    print(describe(t))
    if STATES[int(t["state"]) % len(STATES)] == "running":
        print("    runs: see gdb's own \"thread apply all bt\"")
        return
    for n, pc in enumerate(saved_frames(t)):
        # a return address may already belong to the next function
        print("  #%-2d 0x%016x in %s" % (n, pc, place(pc - (n > 0))))


class Pith(gdb.Command):
    """Threads of a pith guest: pith threads, pith bt [ID]."""

    def __init__(self):
        super().__init__("pith", gdb.COMMAND_STACK, prefix=True)


class PithThreads(gdb.Command):
    """List every thread of the guest: state, CPU, what it waits for."""

    def __init__(self):
        super().__init__("pith threads", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        for t in threads():
            print(describe(t))


class PithBt(gdb.Command):
    """Print the stack of thread ID, or of every thread: pith bt [ID]."""

    def __init__(self):
        super().__init__("pith bt", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        chosen = [t for t in threads()
                  if not argument or int(t["id"]) == int(argument)]
        if not chosen:
            raise gdb.GdbError("there is no thread %s" % argument)
        for t in chosen:
            backtrace(t)


Pith()
PithThreads()
PithBt()
