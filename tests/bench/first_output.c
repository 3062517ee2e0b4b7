/*
 * first_output.c - say hello, then end the machine at once.
 *
 * The same source for pith and for Linux, where it is /init and root: there
 * the port has to be asked for. What ran up to the end of write() is counted
 * from outside (plugin.c).
 */
#include <unistd.h>
#ifdef __linux__
#include <sys/io.h>
#endif

#define DEBUG_EXIT 0xf4 /* QEMU's isa-debug-exit */

int main(void)
{
    if (write(1, "hello\n", 6) != 6)
        return 1;
#ifdef __linux__
    if (ioperm(DEBUG_EXIT, 1, 1) != 0)
        return 1;
#endif
    __asm__ volatile("outb %%al, %1" : : "a"(0), "i"(DEBUG_EXIT));
    return 1;
}
