/*
 * insns.c - print the instructions from the PVH entry to main().
 *
 * Under -icount shift=0 the time-stamp counter advances by one with each
 * instruction.
 */
#include <stdint.h>
#include <stdio.h>

#include <pith/boot.h>

int main(void)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    printf("%lu\n",
           ((unsigned long)high << 32 | low) - (unsigned long)pith_entry_tsc());
    return 0;
}
