obj-y += kernel/main.o kernel/handover.o kernel/base.o kernel/format.o
obj-y += kernel/console.o kernel/extent.o kernel/page_alloc.o kernel/heap.o
obj-y += kernel/stacks.o kernel/symtab.o kernel/string.o kernel/public.o
obj-y += kernel/handover_public.o
