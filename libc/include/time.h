/*
 * time.h - newlib's <time.h>, and timegm(), which it leaves out.
 */
#pragma once

#include_next <time.h>

#if __MISC_VISIBLE
__BEGIN_DECLS
/* timegm - mktime() for UTC, whatever TZ says. */
time_t timegm(struct tm *__tm);
__END_DECLS
#endif
