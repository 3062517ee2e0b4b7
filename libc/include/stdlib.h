/*
 * stdlib.h - newlib's <stdlib.h>, and what the BSDs have beside it.
 */
#pragma once

#include_next <stdlib.h>

#ifdef __cplusplus
extern "C" {
#endif

#if __BSD_VISIBLE
/* The last part of argv[0]. */
const char *getprogname(void);
#endif

#ifdef __cplusplus
}
#endif
