# tests/tool - the host tool's command line, and what it makes of QEMU's ends.

.PHONY: check-tool
check-tool: build/pith ## the host tool with good and bad input; no guest runs
	$(Q)sh tests/tool/test_usage.sh
	$(Q)sh tests/tool/test_run.sh
