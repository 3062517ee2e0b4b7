/*
 * notes.c - what the guest tells on the control port beside its verdict.
 */
#include "tools/pith/notes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "WORD 0xNUMBER" or "WORD 0xNUMBER REST"; NULL if @line is not that. */
static const char *parse(const char *line, const char *word, uint64_t *number)
{
    size_t length = strlen(word);
    char *end;

    if (strncmp(line, word, length) != 0 ||
        strncmp(line + length, " 0x", 3) != 0)
        return NULL;
    *number = strtoull(line + length + 1, &end, 16);
    if (*end == ' ')
        return end + 1;
    return *end == '\0' ? end : NULL;
}

static void add_frame(struct notes *n, uint64_t address, bool is_return)
{
    if (n->nr_frames < NOTES_FRAMES)
        n->frame[n->nr_frames++] = (struct notes_frame){address, is_return};
}

static void add_stamp(struct notes *n, uint64_t tsc, const char *name,
                      bool is_mark)
{
    struct notes_stamp *s = &n->stamp[n->nr_stamps];

    if (!is_mark && strcmp(name, "sync") == 0) {
        if (n->nr_sync_stamps < NOTES_SYNCS)
            n->sync_tsc[n->nr_sync_stamps++] = tsc;
        return;
    }
    if (n->nr_stamps == NOTES_STAMPS)
        return;
    n->nr_stamps++;
    s->tsc = tsc;
    s->is_mark = is_mark;
    snprintf(s->name, sizeof(s->name), "%s", name);
    for (char *p = s->name; *p; p++) {
        if (*p < ' ' || *p > '~')
            *p = '?';
    }
}

void notes_line(void *notes, const char *line)
{
    struct notes *n = notes;
    const char *rest;
    uint64_t number;

    if (strcmp(line, "sync") == 0 && n->nr_syncs < NOTES_SYNCS)
        n->sync_ns[n->nr_syncs++] = n->now_ns;
    else if (parse(line, "pc", &number))
        add_frame(n, number, false);
    else if (parse(line, "return", &number))
        add_frame(n, number, true);
    else if ((rest = parse(line, "stamp", &number)))
        add_stamp(n, number, rest, false);
    else if ((rest = parse(line, "mark", &number)))
        add_stamp(n, number, rest, true);
}
