# net.mk - tests of TCP/IP: programs in a guest, and real clients of them.

NET_TESTS := $(wildcard tests/net/guest/*.c)
NET_TEST_IMAGES := $(NET_TESTS:tests/net/guest/%.c=build/tests/net/%.elf)
build/tests/net/%.elf: tests/net/guest/%.c tests/libc/harness.h tests/check.h $(SDK_ALL)
	@mkdir -p $(@D)
	$(call say,TEST,$@)
	$(Q)$(PITH_CC) -std=gnu11 -O2 -g -Wall -Wextra -I . -o $@ $<

NET_HOST_TOOLS := $(addprefix build/tests/net/,client hostile flood queues wire take narrow names)
$(NET_HOST_TOOLS): build/tests/net/%: tests/net/%.c
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -o $@ $<

.PHONY: check-net
check-net: build/pith $(NET_TEST_IMAGES) build/tests/net/client build/tests/net/hostile build/apps/httpd.elf build/apps/httpsd.elf build/apps/echo.elf build/apps/sink.elf build/apps/redis-server.elf build/apps/curl.elf ## sockets in a guest, and clients from here
	sh tests/net/run.sh
	sh tests/net/frames.sh
	sh tests/net/ab.sh
	sh tests/net/full.sh
	sh tests/net/shown.sh
	sh tests/net/tls.sh
	sh tests/net/redis.sh
	sh tests/net/curl.sh
	sh tests/net/hostile.sh
CHECK_MORE += check-net

.PHONY: check-tap
check-tap: build/pith build/tests/net/lookup.elf build/tests/net/queues.elf $(NET_HOST_TOOLS) build/apps/httpd.elf ## a guest on a tap: DHCP, DNS, ping, a SYN flood, several queues, bad wires (root)
	sh tests/net/tap.sh
	sh tests/net/names.sh
	sh tests/net/queues.sh
	sh tests/net/tso.sh
CHECK_MORE += check-tap

# What the fuzzer of frames compiles for the host.
$(LWIP_SOURCES:%=$(LWIP_DIR)/%.c): build/src/lwip/.done ;
