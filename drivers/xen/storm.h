/*
 * storm.h - is this too often? For events that another domain may send.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* struct storm - events since @since, in ticks of any clock; all zero first. */
struct storm {
    uint64_t since;
    uint32_t count;
};

/*
 * storm_count - one more event, at @now.
 *
 * Returns whether it is more than the @limit within @window ticks from the
 * first one of a window on. Any context, one at a time.
 */
static inline bool storm_count(struct storm *s, uint64_t now, uint64_t window,
                               uint32_t limit)
{
    if (now - s->since >= window) {
        s->since = now;
        s->count = 0;
    }
    return ++s->count > limit;
}
