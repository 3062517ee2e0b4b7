# threads.sh - sourced by run.sh: several vCPUs.
# shellcheck disable=SC2034,SC2154 # its variables, and those of lib.sh

# The C library's tests of threads with two vCPUs, in one boot of Xen. By
# default those of each primitive; XEN_THREADS=all: all that tests/libc/run.sh
# runs with several CPUs.
domu_threads()
{
    threads="pthread_basic pthread_mutex pthread_cond pthread_rwlock
        pthread_cancel sem signal_async fpu_preempt stdio_threads"
    test "${XEN_THREADS-}" != all ||
        threads=$(grep -l '^// smp:' tests/libc/test_*.c |
            sed 's|.*/test_\(.*\)\.c|\1|')
    for test in $threads; do
        domu "build/tests/libc/test_$test.elf" "" memory=64 vcpus=2
    done
    domu build/tests/libc/stress.elf "-- 3" memory=96 vcpus=2
    domu_boot -m 768 -d 288
    i=0
    for test in $threads stress; do
        i=$((i + 1))
        domu_check $i "domU: $test, 2 vCPUs" 0
    done
}
