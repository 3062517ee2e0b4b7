/*
 * process.c - the calls that make, run or wait for other processes.
 *
 * There is one process, and it is number 1. What would need a second one
 * fails with ENOSYS.
 */
#include <errno.h>
#include <reent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int refuse(void)
{
    errno = ENOSYS;
    return -1;
}

pid_t getpid(void)
{
    return 1;
}

pid_t getppid(void)
{
    return 0;
}

pid_t getpgrp(void)
{
    return 1;
}

/* Number 1 leads its group, and who does cannot leave it [POSIX setsid]. */
pid_t setsid(void)
{
    errno = EPERM;
    return -1;
}

pid_t fork(void)
{
    return refuse();
}

pid_t vfork(void)
{
    return refuse();
}

int execve(const char *path, char *const argv[], char *const envp[])
{
    (void)path;
    (void)argv;
    (void)envp;
    return refuse();
}

int execv(const char *path, char *const argv[])
{
    return execve(path, argv, environ);
}

int execvp(const char *file, char *const argv[])
{
    return execve(file, argv, environ);
}

int execl(const char *path, const char *arg, ...)
{
    (void)path;
    (void)arg;
    return refuse();
}

int execlp(const char *file, const char *arg, ...)
{
    (void)file;
    (void)arg;
    return refuse();
}

int execle(const char *path, const char *arg, ...)
{
    (void)path;
    (void)arg;
    return refuse();
}

pid_t wait(int *status)
{
    return waitpid(-1, status, 0);
}

/* Truly without children, so the error is the standard's own. */
pid_t waitpid(pid_t pid, int *status, int options)
{
    (void)pid;
    (void)status;
    (void)options;
    errno = ECHILD;
    return -1;
}

FILE *popen(const char *command, const char *mode)
{
    (void)command;
    (void)mode;
    refuse();
    return NULL;
}

int pclose(FILE *stream)
{
    (void)stream;
    return refuse();
}

/* system(NULL) asks whether there is a shell: no. */
int system(const char *command)
{
    return command ? refuse() : 0;
}

int _system_r(struct _reent *reent, const char *command)
{
    (void)reent;
    return system(command);
}
