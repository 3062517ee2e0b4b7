# Signals. What abort() needs is linked only with a handler's action.
SIGNAL_PARTS := state deliver call_on action send mask sigsetjmp set altstack
SIGNAL_PARTS += wait pthread_kill fault psiginfo console interval alarm timer host
obj-y += $(SIGNAL_PARTS:%=libc/signal/%.o)
# called in interrupts, which save no FPU registers
$(foreach p,$(SIGNAL_PARTS),\
	$(eval CFLAGS_libc/signal/$p := -mgeneral-regs-only))
CFLAGS_libc/watch := -mgeneral-regs-only
CFLAGS_libc/poll := -mgeneral-regs-only
