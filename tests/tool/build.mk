# tests/tool - the host tool's command line, and what it makes of QEMU's ends.

build/tests/tool/%.elf: tests/tool/%.c $(SDK_ALL)
	@mkdir -p $(@D)
	$(call say,TEST,$@)
	$(Q)$(PITH_CC) -O2 -g -Wall -Wextra -pthread -o $@ $<

TOOL_IMAGES := build/apps/hello.elf build/apps/cat.elf build/apps/sqlite3.elf
TOOL_IMAGES += $(patsubst tests/%.c,build/tests/%.elf,$(wildcard tests/tool/*.c))
TOOL_IMAGES += $(addprefix build/tests/libc/,crash/null_read.elf \
	crash/stack_overflow.elf exit/abort.elf exit/exit_7.elf)

.PHONY: check-tool
check-tool: build/pith $(TOOL_IMAGES) ## the host tool: options, verdicts, crashes, gdb, timeline, terminals
	$(Q)sh tests/tool/test_usage.sh
	$(Q)sh tests/tool/test_run.sh
	$(Q)sh tests/tool/test_guest.sh
	$(Q)sh tests/tool/test_keys.sh
	$(Q)sh tests/tool/test_crash.sh
	$(Q)sh tests/tool/test_timeline.sh
	$(Q)sh tests/tool/test_debug.sh
