obj-y += kernel/main.o kernel/handover.o kernel/base.o kernel/format.o
obj-y += kernel/console.o kernel/line.o kernel/extent.o kernel/page_alloc.o
obj-y += kernel/heap.o kernel/stacks.o kernel/symtab.o kernel/string.o
obj-y += kernel/public.o kernel/options.o kernel/timeline.o
obj-y += kernel/percpu.o kernel/spinlock.o kernel/mutex.o
obj-y += kernel/run_queue.o kernel/sched.o kernel/wait.o kernel/deadlock.o
obj-y += kernel/thread.o kernel/thread_create.o kernel/trace.o
obj-y += kernel/handover_public.o kernel/topology.o
