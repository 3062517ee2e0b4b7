/*
 * qmp.c - QEMU's monitor, as far as a core needs it.
 *
 * One JSON object a line. A command has an "id", which its answer repeats, so
 * looking for that and for an event's name is all the parsing it takes.
 */
#include "tools/pith/qmp.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void send_text(struct qmp *qmp, const char *text)
{
    /* A socket holds far more; if QEMU is gone, reading will tell. */
    if (qmp->fd >= 0 && write(qmp->fd, text, strlen(text)) < 0)
        return;
}

void qmp_open(struct qmp *qmp, int fd)
{
    *qmp = (struct qmp){.fd = fd};
    /* Events before the first are lost; the second tells what they would. */
    send_text(qmp, "{\"execute\":\"qmp_capabilities\"}\n"
                   "{\"execute\":\"query-status\",\"id\":\"status\"}\n");
}

void qmp_dump(struct qmp *qmp, int fd)
{
    char text[256];

    /* paging: addresses are virtual, as the stacks' and the heap's are. */
    snprintf(text, sizeof(text),
             "{\"execute\":\"stop\"}\n"
             "{\"execute\":\"dump-guest-memory\",\"id\":\"dump\","
             "\"arguments\":{\"paging\":true,"
             "\"protocol\":\"file:/dev/fdset/%d\"}}\n",
             fd);
    send_text(qmp, text);
}

void qmp_quit(struct qmp *qmp)
{
    send_text(qmp, "{\"execute\":\"quit\"}\n");
}

/* The text of the error in @line: "desc": "TEXT". */
static void keep_error(struct qmp *qmp, const char *line)
{
    const char *text = strstr(line, "\"desc\": \"");

    text = text ? text + strlen("\"desc\": \"") : line;
    snprintf(qmp->error, sizeof(qmp->error), "%.*s", (int)strcspn(text, "\""),
             text);
    for (char *p = qmp->error; *p; p++) {
        if (*p < ' ' || *p > '~')
            *p = '?';
    }
}

static enum qmp_event take_line(struct qmp *qmp, const char *line)
{
    bool is_dump = strstr(line, "\"id\": \"dump\"") != NULL;

    if (is_dump && strstr(line, "\"error\"")) {
        keep_error(qmp, line);
        return QMP_FAILED;
    }
    if (is_dump)
        return QMP_DUMPED;
    if (strstr(line, "\"id\": \"status\"") &&
        strstr(line, "\"status\": \"shutdown\""))
        return QMP_SHUTDOWN;
    if (strstr(line, "\"event\": \"SHUTDOWN\"") &&
        strstr(line, "\"guest\": true"))
        return QMP_SHUTDOWN;
    return QMP_NONE;
}

static enum qmp_event take(struct qmp *qmp, const char *bytes, size_t size)
{
    enum qmp_event last = QMP_NONE, event;

    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != '\n') {
            if (qmp->length < sizeof(qmp->line) - 1)
                qmp->line[qmp->length++] = bytes[i];
            continue;
        }
        qmp->line[qmp->length] = '\0';
        qmp->length = 0;
        event = take_line(qmp, qmp->line);
        last = event > last ? event : last;
    }
    return last;
}

enum qmp_event qmp_read(struct qmp *qmp)
{
    char bytes[1024];
    ssize_t n = read(qmp->fd, bytes, sizeof(bytes));

    if (n > 0)
        return take(qmp, bytes, n);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return QMP_NONE;
    qmp->fd = -1;
    return QMP_CLOSED;
}
