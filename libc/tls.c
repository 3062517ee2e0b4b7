/*
 * tls.c - see tls.h.
 *
 * The variables end at the TCB but for what rounds their size up to their own
 * alignment, no more: so the linker counted the offsets [ELF TLS 3.4.6].
 */
#include "libc/tls.h"

#include <string.h>

#include "kernel/base.h"
#include "kernel/image.h"
#include "libc/tcb.h"

#define TCB_ALIGN 64

static size_t variables_size(void)
{
    size_t align = MAX(IMAGE_ADDR(tls_align), 1);

    return ALIGN_UP((size_t)(tls_end - tls_start), align);
}

static size_t tcb_align(void)
{
    return MAX(IMAGE_ADDR(tls_align), TCB_ALIGN);
}

size_t libc_tls_room(void)
{
    return variables_size() + tcb_align() + sizeof(struct tcb);
}

struct tcb *libc_tls_make(char *room, uintptr_t canary)
{
    size_t size = variables_size();
    size_t in_file = (size_t)(tls_file_end - tls_start);
    char *tcb = (char *)ALIGN_UP((uintptr_t)room + size, tcb_align());
    char *start = tcb - size;

    memcpy(start, tls_start, in_file);
    memset(start + in_file, 0, size - in_file);
    *(struct tcb *)tcb = (struct tcb){.self = (void *)tcb, .canary = canary};
    return (void *)tcb;
}
