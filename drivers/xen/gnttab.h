/*
 * gnttab.h - grants: which pages of ours another domain may use.
 *
 * A reference is reserved once, by a driver that starts, and then grants one
 * page after the other. A page that was granted belongs to the other domain
 * until gnttab_revoke() says 0. Version 1 of the table [XEN grant_table.h].
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/*
 * gnttab_pages - @bytes, rounded up to pages, all zero, to be granted; or NULL.
 *
 * They are never given back: a backend may keep them. Thread context.
 */
void *gnttab_pages(uint64_t bytes);

/* gnttab_is_short - so little memory is free that a driver takes less. */
bool gnttab_is_short(void);

/*
 * gnttab_reserve - @n references, written to @refs.
 *
 * Returns 0; -ENODEV if this is not Xen or it gives no table, -ENOSPC if so
 * many are not left: then none was taken. Thread context.
 */
int gnttab_reserve(unsigned n, uint32_t *refs);

/* gnttab_release - the reverse; all of them are revoked. Thread context. */
void gnttab_release(unsigned n, const uint32_t *refs);

/*
 * gnttab_grant - let domain @domid use the page that has @paddr in it.
 *
 * @ref       reserved, and not in use
 * @writable  false: it may read only
 *
 * Any context.
 */
void gnttab_grant(uint32_t ref, uint16_t domid, uint64_t paddr, bool writable);

/*
 * gnttab_revoke - the page is ours again.
 *
 * Returns 0, also if nothing was granted; -EBUSY if the other domain still
 * has it mapped: then neither the page nor @ref may be used for anything
 * else. Any context.
 */
int gnttab_revoke(uint32_t ref);
