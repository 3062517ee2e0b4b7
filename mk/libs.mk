# libs.mk - third-party sources from Debian packages, under build/.
#
# Offers: newlib (build/newlib/.done), build/src/PACKAGE/.done for each of
# SOURCE_PACKAGES, ZLIB_RT_OBJS, zlib's inflate for the runtime, and LWIP_OBJS,
# the TCP/IP stack, with LWIP_CFLAGS for who calls it.
# Wants: CC, O, LIBC_CFLAGS.

# Nothing here is committed; mk/pins.txt has the sums of what is known.
SOURCE_PACKAGES := zlib lua5.4 sqlite3 bzip2 lbzip2 lwip mbedtls redis curl tar
DOWNLOADS := build/dl

# newlib ---------------------------------------------------------------------

# What its build reads; any change builds it again.
NEWLIB_RECIPE := scripts/build-newlib.sh scripts/fetch-newlib.sh \
	libc/newlib_build.h \
	$(addprefix libc/include/,newlib.h sys/_newlib.h sys/dirent.h \
	sys/_pthreadtypes.h \
	sys/signal.h sys/ucontext.h machine/_types.h machine/time.h)

.PHONY: newlib
newlib: build/newlib/.done ## the C library, from Debian's newlib-source

build/newlib/.done: $(NEWLIB_RECIPE)
	@sh scripts/build-newlib.sh build

# Source packages ------------------------------------------------------------

# One download for all, because apt first fetches the index of all sources.
$(DOWNLOADS)/.wanted: FORCE
	@mkdir -p $(@D)
	@echo $(SOURCE_PACKAGES) | cmp -s - $@ || echo $(SOURCE_PACKAGES) >$@
$(DOWNLOADS)/.sources: scripts/fetch-sources.sh $(DOWNLOADS)/.wanted
	@sh scripts/fetch-sources.sh $(DOWNLOADS) $(SOURCE_PACKAGES)
	@touch $@

SOURCES_DONE := $(SOURCE_PACKAGES:%=build/src/%/.done)

$(SOURCES_DONE): build/src/%/.done: $(DOWNLOADS)/.sources \
		scripts/unpack-source.sh
	@sh scripts/unpack-source.sh $(DOWNLOADS) $* build/src/$*
	@touch $@

# zlib's inflate, for compressed initrds -------------------------------------

# Unmodified; its names are made private when the runtime's archive is made.
ZLIB_RT_CFLAGS := -isystem build/src/zlib
ZLIB_RT_SOURCES := adler32 crc32 inffast inflate inftrees zutil
ZLIB_RT_OBJS := $(ZLIB_RT_SOURCES:%=$(O)/zlib/%.o)

$(ZLIB_RT_OBJS): $(O)/zlib/%.o: build/src/zlib/.done mk/libs.mk \
		| build/newlib/.done
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(LIBC_CFLAGS) $(ZLIB_RT_CFLAGS) -w -c build/src/zlib/$*.c -o $@

# Its one user.
$(O)/fs/gunzip.o: build/src/zlib/.done
CFLAGS_fs/gunzip := $(ZLIB_RT_CFLAGS)

# lwIP, for net/ -------------------------------------------------------------

# Unmodified; configured by net/lwip/lwipopts.h.
LWIP_DIR := build/src/lwip/src
LWIP_CFLAGS := -isystem net/lwip -isystem $(LWIP_DIR)/include -isystem $(LWIP_DIR)
LWIP_CORE := def dns inet_chksum init ip mem memp netif pbuf raw stats tcp \
	tcp_in timeouts udp # tcp_out: net/tcp_output.c
LWIP_IPV4 := dhcp etharp icmp igmp ip4 ip4_addr ip4_frag
LWIP_IPV6 := ethip6 icmp6 inet6 ip6 ip6_addr ip6_frag mld6 nd6
LWIP_SOURCES := $(LWIP_CORE:%=core/%) $(LWIP_IPV4:%=core/ipv4/%) \
	$(LWIP_IPV6:%=core/ipv6/%) netif/ethernet
LWIP_OBJS := $(LWIP_SOURCES:%=$(O)/lwip/%.o)

$(LWIP_OBJS): $(O)/lwip/%.o: build/src/lwip/.done mk/libs.mk \
		$(wildcard net/lwip/*.h net/lwip/*/*.h) | build/newlib/.done
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(LIBC_CFLAGS) $(LWIP_CFLAGS) -w -c $(LWIP_DIR)/$*.c -o $@
