/*
 * prove_physmem.c - the bounds of guest memory hold for all numbers there are.
 *
 * Assumed: the window does not wrap (boot/physmem.h says so). No bounds.
 */
// proof: prove_holds
// proof: prove_at

#include "boot/physmem.c"

#include "tests/prove/prove.h"

static struct physmem any_window(void)
{
    struct physmem pm;

    ASSUME(pm.size <= UINT64_MAX - pm.start);
    return pm;
}

static bool map_answer;
static unsigned map_calls;
static uint64_t map_paddr, map_len;

static bool map(void *ctx, uint64_t paddr, uint64_t len)
{
    (void)ctx;
    map_calls++;
    map_paddr = paddr;
    map_len = len;
    return map_answer;
}

/* Yes exactly if the range is not empty and lies inside, in true numbers. */
void prove_holds(void)
{
    struct physmem pm = any_window();
    uint64_t paddr, len;
    __uint128_t end = (__uint128_t)paddr + len;
    bool inside =
        len > 0 && paddr >= pm.start && end <= (__uint128_t)pm.start + pm.size;

    PROVE(physmem_holds(&pm, paddr, len) == inside);
}

/* The pointer is that of the byte; what is outside is not even mapped. */
void prove_at(void)
{
    struct physmem pm = any_window();
    uint64_t paddr, len, base;
    bool mapped = any_bool();

    map_answer = any_bool();
    map_calls = 0;
    pm.map = mapped ? map : NULL;
    pm.base = (const uint8_t *)base;

    uint64_t p = (uint64_t)physmem_at(&pm, paddr, len);
    bool inside = physmem_holds(&pm, paddr, len);
    bool ok = inside && (!mapped || map_answer);

    PROVE(p == (ok ? base + (paddr - pm.start) : 0));
    PROVE(map_calls == (inside && mapped));
    PROVE(map_calls == 0 || (map_paddr == paddr && map_len == len));
}
