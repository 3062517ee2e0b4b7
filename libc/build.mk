# The calls newlib stands on, and what replaces slow or wrong parts of it.
obj-y += libc/start.o libc/exit.o libc/abort.o libc/sbrk.o libc/reent.o
obj-y += libc/locks.o libc/stdio_lock.o libc/memalign.o libc/setjmp.o
obj-y += libc/time.o libc/timegm.o libc/signal.o libc/process.o libc/user.o
obj-y += libc/uname.o libc/sysconf.o libc/limits.o libc/entropy.o libc/err.o
obj-y += libc/math.o
obj-y += libc/string/strlen.o libc/string/memchr.o libc/string/strchr.o
obj-y += libc/string/memrchr.o libc/string/strcmp.o libc/string/strcpy.o
# or GCC would make these functions of calls of themselves
CFLAGS_libc/string/strcpy := -fno-builtin
-include libc/files.mk

# newlib must not win over what libc/ has of its own.
$(SDK)/lib/.trimmed: $(SDK)/lib/libpith.a build/newlib/.done \
		scripts/trim_newlib.sh
	sh scripts/trim_newlib.sh $< build/newlib/install/x86_64-elf/lib $(@D)
	touch $@
$(SDK)/lib/pith.ld: $(SDK)/lib/.trimmed
