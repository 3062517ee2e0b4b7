/*
 * liar.c - does what a xenconsoled that lies would do: writes nonsense to the
 * console ring's index, where xl puts that page. What follows goes to Xen's
 * log.
 */
#include <stdint.h>
#include <stdio.h>

#define OUT_CONS 0xfefffc08ul /* of the page 0xfefff [XEN io/console.h] */

int main(void)
{
    volatile uint32_t *out_cons = (volatile uint32_t *)OUT_CONS;

    puts("to the ring");
    fflush(stdout);
    *out_cons = *out_cons + 0x12345678;
    puts("to the log");
    return 0;
}
