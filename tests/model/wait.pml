/*
 * wait.pml - no wake-up is lost, and nobody runs before its registers are
 * saved: the protocol of kernel/wait.c and kernel/sched.c, for spin.
 *
 * Thread t waits on a word that the waker, the timeout and a signal race for,
 * on a CPU that has nothing else to do; a second, idle CPU may steal t. Every
 * order of their steps is tried. One line here stands for one access to shared
 * memory, or for steps under a lock that nobody else could tell apart.
 *
 * BREAK chooses a fault that the check must find (tests/model/run.sh):
 *   1  the bucket is released before the run queue is locked
 *   2  the run queue is released before the registers are saved
 *   3  the CPU looks at its queue, and says it is idle only after unlocking
 *   4  the waker changes the word without looking into the bucket
 */
#ifndef BREAK
#define BREAK 0
#endif

#define lock(l)    atomic { l == 0 -> l = 1 }
#define unlock(l)  l = 0

mtype = { RUNNING, BLOCKED, READY };

bit word;                /* 0: wait */
bit bucket_lock, in_bucket;
bit run_lock[2];         /* of CPU 0 and 1 */
bit queued[2];           /* t is in that CPU's run queue */
bit idle[2], ipi[2];
mtype state = RUNNING;
byte cpu = 0;            /* t->cpu */
bit saved;               /* t's registers are on its stack */
bit goes_on;             /* t was switched to: it runs after its wait */
byte enders;             /* who may still end the wait */

/* sched_wake(): t becomes ready; the bucket is locked. */
inline wake()
{
    in_bucket = 0;
    c = cpu;
    lock(run_lock[c]);
    assert(state == BLOCKED);
    state = READY;
    queued[c] = 1;
    if
    :: idle[c] -> ipi[c] = 1
    :: else
    fi;
    if
    :: idle[1 - c] -> ipi[1 - c] = 1 /* may steal it */
    :: else
    fi;
    unlock(run_lock[c])
}

/* wait_wake(), after the word was changed */
proctype waker()
{
    byte c;

    word = 1;
#if BREAK == 4
    if
    :: in_bucket
    :: else -> goto done
    fi;
#endif
    lock(bucket_lock);
    if
    :: in_bucket -> wake()
    :: else
    fi;
    unlock(bucket_lock);
done:
    enders--
}

/* The timer's function, and thread_interrupt(): both look first. */
proctype ender()
{
    byte c;

    if
    :: in_bucket ->
        lock(bucket_lock);
        if
        :: in_bucket -> wake()
        :: else
        fi;
        unlock(bucket_lock)
    :: !in_bucket
    fi;
    enders--
}

/* switch_to(): the CPU whose run queue is locked goes on with t. */
inline run_t(me)
{
    assert(saved && state == READY);
    queued[me] = 0;
    state = RUNNING;
    saved = 0;
    goes_on = 1;
    unlock(run_lock[me])
}

/* sched_idle_loop(), with take_next() and steal() */
inline be_idle(me)
{
    do
    :: goes_on -> break
    :: else ->
        lock(run_lock[me]);
        if
        :: queued[me] -> run_t(me)
        :: else ->
            if
            :: queued[1 - me] ->
                /* spin_try() */
                atomic {
                    if
                    :: run_lock[1 - me] == 0 -> run_lock[1 - me] = 1; got = 1
                    :: else -> got = 0
                    fi
                }
                if
                :: got && queued[1 - me] ->
                    queued[1 - me] = 0;
                    cpu = me;
                    unlock(run_lock[1 - me]);
                    run_t(me)
                :: got && !queued[1 - me] ->
                    unlock(run_lock[1 - me]);
                    unlock(run_lock[me])
                :: else -> unlock(run_lock[me])
                fi
            :: else ->
#if BREAK == 3
                unlock(run_lock[me]);
                idle[me] = 1;
#else
                idle[me] = 1;
                unlock(run_lock[me]);
#endif
                /* STI and HLT: until an interrupt is, or was, sent */
                (ipi[me] || goes_on);
                ipi[me] = 0;
                idle[me] = 0
            fi
        fi
    od
}

/* CPU 0: t runs there, waits, and the CPU is idle without it. */
proctype cpu0()
{
    bit got;

    lock(bucket_lock);
    if
    :: word == 1 ->
        unlock(bucket_lock);
        goes_on = 1
    :: else ->
        in_bucket = 1;
#if BREAK == 1
        unlock(bucket_lock);
        lock(run_lock[0]);
        state = BLOCKED;
#else
        lock(run_lock[0]);
        state = BLOCKED;
        unlock(bucket_lock);
#endif
#if BREAK == 2
        unlock(run_lock[0]);
        saved = 1
#else
        saved = 1; /* context_switch() */
        unlock(run_lock[0])
#endif
    fi;
    be_idle(0)
}

proctype cpu1()
{
    bit got;

    be_idle(1)
}

init
{
    atomic {
        enders = 3;
        run cpu0();
        run cpu1();
        run waker();
        run ender(); /* the timeout */
        run ender() /* a signal */
    }
    /* Whoever came first, t goes on; else spin reports where all stand. */
    goes_on && enders == 0;
    assert(!in_bucket && !queued[0] && !queued[1])
}
