/*
 * newlib_build.h - what newlib's own files see ahead of all else.
 *
 * scripts/build-newlib.sh includes it. newlib asks for its state and locks its
 * streams in almost every call of stdio, also where there is one thread only;
 * here both are a look at one word then. Names are reserved ones, since newlib
 * refers to them from outside the runtime.
 */
#pragma once

#ifndef __ASSEMBLER__

struct _reent;
struct __sFILE;

/* libc/reent.c */
struct _reent *__getreent(void);
extern char __libc_shared; /* there are threads, or signals with handlers */

/*
 * libc/stdio_guard.c - no cancellation and no other thread in between.
 *
 * __stdio_enter() returns what __stdio_leave() needs, never -1. Without the
 * stream: its list is locked by newlib.
 */
__attribute__((weak)) int __stdio_enter(struct __sFILE *stream);
__attribute__((weak)) void __stdio_leave(struct __sFILE *stream, int state);

/* The word of struct tcb, libc/tcb.h. */
static inline struct _reent *__reent_now(void)
{
    struct _reent *reent;
    __asm__("movq %%fs:0x30, %0" : "=r"(reent));
    return reent ? reent : __getreent();
}

/* newlib's _REENT takes it so [newlib sys/reent.h]. */
#define __getreent __reent_now

/* In place of the macros of newlib's stdio/local.h. -1: nothing was locked,
 * so nothing is unlocked either. */
#define __stdio_start(fp)                                                      \
    {                                                                          \
        int __stdio_state = __libc_shared ? __stdio_enter(fp) : -1

#define __stdio_exit(fp)                                                       \
    if (__stdio_state != -1)                                                   \
        __stdio_leave(fp, __stdio_state);

#define __stdio_end(fp)                                                        \
    __stdio_exit(fp)                                                           \
    }

/* First of all in putc(): room in a buffer that no newline flushes. */
#define __stdio_put(c, fp)                                                     \
    do {                                                                       \
        if (!__libc_shared && (fp)->_w > 0) {                                  \
            (fp)->_w--;                                                        \
            return *(fp)->_p++ = (unsigned char)(c);                           \
        }                                                                      \
    } while (0)

/* First of all in __sfvwrite_r(), the stream locked: all pieces fit into such
 * a buffer and do not fill it. */
#define __stdio_put_pieces(uio, fp)                                            \
    do {                                                                       \
        const struct __siov *piece = (uio)->uio_iov;                           \
        if ((fp)->_w <= 0 || (uio)->uio_resid >= (size_t)(fp)->_w ||           \
            ((fp)->_flags & (__SLBF | __SNBF | __SSTR)))                       \
            break;                                                             \
        (fp)->_w -= (int)(uio)->uio_resid;                                     \
        for (; (uio)->uio_resid > 0; piece++) {                                \
            memcpy((fp)->_p, piece->iov_base, piece->iov_len);                 \
            (fp)->_p += piece->iov_len;                                        \
            (uio)->uio_resid -= piece->iov_len;                                \
        }                                                                      \
        return 0;                                                              \
    } while (0)

#endif
