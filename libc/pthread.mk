# Threads: one group of calls a file.
obj-y += libc/tls.o libc/signal_hook.o
obj-y += $(addprefix libc/pthread/,self.o cancelstate.o cancel.o cleanup.o \
	create.o exit.o join.o record.o wait.o attr.o getattr.o mutex.o \
	mutexattr.o cond.o rwlock.o barrier.o spin.o once.o keys.o sem.o \
	sem_named.o sched.o name.o clock.o misc.o c11.o)
