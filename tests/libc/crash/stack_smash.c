// expect: status 134
// says: stack smashing detected
// says: victim
/*
 * stack_smash.c - a copy longer than its array.
 */
#include <string.h>

static __attribute__((noinline)) int victim(const char *text, size_t n)
{
    char local[16];

    memcpy(local, text, n);
    return local[3];
}

int main(void)
{
    static const char text[64] = "far too long for sixteen bytes of stack";
    volatile size_t n = sizeof(text);

    return victim(text, n);
}
