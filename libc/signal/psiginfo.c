/*
 * psiginfo.c - psiginfo(): psignal() with what siginfo_t adds.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

void psiginfo(const siginfo_t *info, const char *message)
{
    if (message && *message)
        fprintf(stderr, "%s: ", message);
    fprintf(stderr, "%s, code %d, address %p\n", strsignal(info->si_signo),
            info->si_code, info->si_addr);
}
