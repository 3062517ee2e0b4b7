# tests/tool - the host tool's command line, and what it makes of QEMU's ends.

.PHONY: check-tool
check-tool: build/pith build/apps/hello.elf build/apps/cat.elf build/apps/sqlite3.elf ## the host tool: options, verdicts, signals, terminals
	$(Q)sh tests/tool/test_usage.sh
	$(Q)sh tests/tool/test_run.sh
	$(Q)sh tests/tool/test_guest.sh
