/*
 * sys/resource.h - time used and limits, in place of newlib's shorter file.
 *
 * One program has the whole machine: RLIMIT_STACK and RLIMIT_NOFILE are what
 * the runtime has, everything else is unlimited, and no limit can be changed.
 */
#pragma once

#include <sys/cdefs.h>
#include <sys/time.h>
#include <sys/types.h>

#define RUSAGE_SELF     0
#define RUSAGE_CHILDREN (-1)
#define RUSAGE_THREAD   1

struct rusage {
    struct timeval ru_utime;
    struct timeval ru_stime;
    long ru_maxrss;
    long ru_minflt;
    long ru_majflt;
    long ru_inblock;
    long ru_oublock;
    long ru_nvcsw;
    long ru_nivcsw;
};

typedef __uint64_t rlim_t;

#define RLIM_INFINITY  (~(rlim_t)0)
#define RLIM_SAVED_CUR RLIM_INFINITY
#define RLIM_SAVED_MAX RLIM_INFINITY

#define RLIMIT_CPU     0
#define RLIMIT_FSIZE   1
#define RLIMIT_DATA    2
#define RLIMIT_STACK   3
#define RLIMIT_CORE    4
#define RLIMIT_NOFILE  5
#define RLIMIT_AS      6

struct rlimit {
    rlim_t rlim_cur;
    rlim_t rlim_max;
};

__BEGIN_DECLS
int getrusage(int __who, struct rusage *__usage);
int getrlimit(int __resource, struct rlimit *__limit);
int setrlimit(int __resource, const struct rlimit *__limit);
__END_DECLS
