/*
 * spawn.c - posix_spawn() and what it takes: ENOSYS, as for fork().
 */
#include <errno.h>
#include <spawn.h>
#include <sys/types.h>

int posix_spawn(pid_t *restrict pid, const char *restrict path,
                const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *restrict attr, char *const argv[],
                char *const envp[])
{
    (void)pid;
    (void)path;
    (void)actions;
    (void)attr;
    (void)argv;
    (void)envp;
    return ENOSYS;
}

int posix_spawnp(pid_t *restrict pid, const char *restrict file,
                 const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *restrict attr, char *const argv[],
                 char *const envp[])
{
    return posix_spawn(pid, file, actions, attr, argv, envp);
}

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions)
{
    (void)actions;
    return ENOSYS;
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
    (void)actions;
    return ENOSYS;
}

int posix_spawn_file_actions_addopen(
    posix_spawn_file_actions_t *restrict actions, int fd,
    const char *restrict path, int flags, mode_t mode)
{
    (void)actions;
    (void)fd;
    (void)path;
    (void)flags;
    (void)mode;
    return ENOSYS;
}

int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions,
                                     int from, int to)
{
    (void)actions;
    (void)from;
    (void)to;
    return ENOSYS;
}

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions,
                                      int fd)
{
    (void)actions;
    (void)fd;
    return ENOSYS;
}

int posix_spawnattr_init(posix_spawnattr_t *attr)
{
    (void)attr;
    return ENOSYS;
}

int posix_spawnattr_destroy(posix_spawnattr_t *attr)
{
    (void)attr;
    return ENOSYS;
}
