/*
 * pax.h - the records of a pax extended header in a tar archive.
 *
 * [POSIX pax, "pax Extended Header"]: lines "LENGTH KEY=VALUE\n", where
 * LENGTH counts the whole line.
 */
#pragma once

#include "boot/archive.h"

/* What records said about the entry that follows. */
struct pax {
    struct archive_text name, target; /* start is NULL if not given */
    bool has_size, has_mtime, has_uid, has_gid;
    uint64_t size;
    int64_t mtime; /* the fraction is dropped */
    uint32_t uid, gid;
};

/*
 * pax_parse - take the records of @len bytes at @text into @pax.
 *
 * Other keys than those above are skipped. @offset: of the record at fault.
 * Returns ARCHIVE_OK, ARCHIVE_BAD_RECORD, or ARCHIVE_UNSUPPORTED for the
 * records of a sparse file.
 */
enum archive_error pax_parse(const char *text, size_t len, struct pax *pax,
                             size_t *offset);
