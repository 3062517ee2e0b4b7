/*
 * start.c - from the runtime to main().
 *
 * All of this runs in every program before main(), so it does no more than it
 * must. The thread-local variables of the main thread and its TCB stand in
 * .bss where they fit, else in pages of their own; both are zero already.
 */
#include "kernel/app.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/base.h"
#include "kernel/image.h"
#include "kernel/thread.h"
#include "kernel/timeline.h"
#include "libc/pages.h"
#include "libc/progname.h"
#include "libc/tcb.h"

#define TLS_ROOM  1024
#define TCB_ALIGN 64

char **environ;
const char *libc_progname = "";

int main(int argc, char **argv, char **envp);

static _Alignas(TCB_ALIGN) char tls_room[TLS_ROOM];

/*
 * The variables end at the TCB but for what rounds their size up to their own
 * alignment, no more: so the linker counted the offsets [ELF TLS 3.4.6].
 */
static size_t tls_size(void)
{
    size_t align = MAX(IMAGE_ADDR(tls_align), 1);

    return ALIGN_UP((size_t)(tls_end - tls_start), align);
}

static struct tcb *place_tcb(size_t size)
{
    size_t align = MAX(IMAGE_ADDR(tls_align), TCB_ALIGN);
    size_t need = size + align + sizeof(struct tcb);
    char *room = need <= TLS_ROOM ? tls_room : libc_pages(need);

    if (!room)
        refuse("no memory for %zu bytes of thread-local variables", size);
    return (struct tcb *)ALIGN_UP((uintptr_t)room + size, align);
}

static void init_main_thread(void)
{
    size_t size = tls_size();
    struct tcb *tcb = place_tcb(size);

    memcpy((char *)tcb - size, tls_start, (size_t)(tls_file_end - tls_start));
    tcb->self = tcb;
    tcb->canary = tcb_canary();
    thread_set_pointer(tcb);
}

static void run_destructors(void)
{
    for (image_init_fn *fn = fini_array_end; fn > fini_array_start;)
        ((void (*)(void)) * --fn)();
}

/* Registered first, the destructors run after every atexit() function. */
static void run_constructors(int argc, char **argv, char **envp)
{
    if (IMAGE_ADDR(fini_array_end) > IMAGE_ADDR(fini_array_start))
        atexit(run_destructors);
    for (image_init_fn *fn = preinit_array_start; fn < preinit_array_end; fn++)
        (*fn)(argc, argv, envp);
    for (image_init_fn *fn = init_array_start; fn < init_array_end; fn++)
        (*fn)(argc, argv, envp);
}

void app_enter(int argc, char **argv, char **envp)
{
    thread_init_fpu();
    init_main_thread();
    environ = envp;
    libc_progname = argv[0];
    run_constructors(argc, argv, envp);
    timeline_stamp(TIMELINE_MAIN);
    exit(main(argc, argv, environ));
}
