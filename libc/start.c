/*
 * start.c - from the runtime to main().
 *
 * All of this runs in every program before main(), so it does no more than it
 * must. The thread-local variables of the main thread and its TCB stand in
 * .bss where they fit, else in pages of their own; both are zero already.
 */
#include "kernel/app.h"

#include <stdlib.h>

#include "kernel/base.h"
#include "kernel/image.h"
#include "kernel/thread.h"
#include "kernel/timeline.h"
#include "libc/pages.h"
#include "libc/progname.h"
#include "libc/tcb.h"
#include "libc/tls.h"

#define TLS_ROOM 1024

char **environ;
const char *libc_progname = "";

int main(int argc, char **argv, char **envp);

static _Alignas(64) char tls_room[TLS_ROOM];

static void init_main_thread(void)
{
    size_t need = libc_tls_room();
    char *room = need <= TLS_ROOM ? tls_room : libc_pages(need);

    if (!room)
        refuse("no memory for %zu bytes of thread-local variables", need);
    thread_set_pointer(libc_tls_make(room, tcb_canary()));
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

void app_prepare(void)
{
    thread_init_fpu();
    init_main_thread();
}

void app_enter(int argc, char **argv, char **envp)
{
    environ = envp;
    libc_progname = argv[0];
    run_constructors(argc, argv, envp);
    timeline_stamp(TIMELINE_MAIN);
    exit(main(argc, argv, environ));
}
