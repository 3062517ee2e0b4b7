# The calls newlib stands on, and what replaces slow or wrong parts of it.
obj-y += libc/start.o libc/exit.o libc/atexit.o libc/abort.o libc/sbrk.o
obj-y += libc/reent.o libc/locks.o libc/stdio_lock.o libc/stdio_guard.o libc/memalign.o
obj-y += libc/malloc.o
obj-y += libc/time.o libc/clock.o libc/sleep.o libc/calendar.o libc/localtime.o
obj-y += libc/process.o libc/spawn.o libc/user.o libc/group.o libc/progname.o libc/uname.o libc/sysconf.o libc/limits.o
obj-y += libc/select.o libc/entropy.o libc/err.o libc/setjmp.o
obj-y += libc/math.o libc/fma.o libc/pages.o libc/roundl.o
obj-y += libc/syslog.o libc/dlopen.o libc/dladdr.o libc/termios.o
obj-y += libc/string/strlen.o libc/string/memchr.o libc/string/strchr.o
obj-y += libc/string/memrchr.o libc/string/strcmp.o libc/string/strcpy.o
obj-y += libc/string/emulated.o
# its loops are written for the processor they run on; vectors defeat one
CFLAGS_libc/string/strlen := -fno-tree-vectorize
CFLAGS_libc/string/memchr := -fno-tree-vectorize
CFLAGS_libc/string/strchr := -fno-tree-vectorize
# or GCC would make these functions of calls of themselves
CFLAGS_libc/string/strcpy := -fno-builtin
# newlib 3 declares the times as a pointer, newlib 4 as an array
CFLAGS_libc/utime := -Wno-array-parameter
-include libc/files.mk
-include libc/socket.mk
include libc/pthread.mk
include libc/signal.mk

# newlib must not win over what libc/ has of its own.
$(SDK)/lib/.trimmed: $(SDK)/lib/libpith.a build/newlib/.done \
		scripts/trim_newlib.sh
	$(Q)sh scripts/trim_newlib.sh $< build/newlib/install/x86_64-elf/lib $(@D)
	@touch $@
$(SDK)/lib/pith.ld: $(SDK)/lib/.trimmed
