/*
 * pipe.h - what fcntl() asks pipes.
 */
#pragma once

struct file;

#define PIPE_ROOM 65536 /* bytes in a pipe [Linux pipe(7), "Pipe capacity"] */

/* libc_pipe_room - PIPE_ROOM, or -EBADF if @f is no pipe. Linked with pipes. */
__attribute__((weak)) int libc_pipe_room(const struct file *f);
