# net_apps.mk - applications of others that use the network, and httpsd.
#
# As mk/apps.mk has them: Debian's sources, unmodified, here all built by their
# own makefiles: that is the proof that these take pith-cc for a compiler.
# Adds to APPS.

# Mbed TLS, and httpd with it ------------------------------------------------

# Its own makefile knows which files each version has; we choose by a config
# header. Unmodified: a copy, because objects come to lie beside the sources.
MBEDTLS_DIR := $(O)/ports/mbedtls
MBEDTLS_CONFIG := -DMBEDTLS_CONFIG_FILE="<mbedtls_config.h>"
mbedtls_libs = $(patsubst %,$(1)/library/lib%.a,mbedtls mbedx509 mbedcrypto)
HTTPSD_SOURCES := apps/httpsd/tls.c \
	$(filter-out %/plain.c,$(wildcard apps/httpd/*.c))
APPS += build/apps/httpsd.elf

# $(call mbedtls_rules,FOLDER,ITS CONFIG'S FOLDER,FLAGS)
define mbedtls_rules
$(1)/.done: build/src/mbedtls/.done $$(SDK_COMPILE) \
		$(2)/mbedtls_config.h apps/httpsd/mbedtls_config.h
	$$(call say,MAKE,$(1))
	$$(Q)rm -rf $(1) && mkdir -p $(1)
	$$(Q)cd build/src/mbedtls && cp -R library include 3rdparty \
		$$$$(ls -d framework scripts 2>/dev/null) $$(CURDIR)/$(1)
	$$(Q)MAKEFLAGS= $$(MAKE) -j2 -C $(1)/library $$(notdir $$(call mbedtls_libs,$(1))) \
		CC=$$(CURDIR)/$$(PITH_CC) GEN_FILES= WARNING_CFLAGS=-w \
		CFLAGS='$$(PORT_CFLAGS) -I$$(CURDIR)/$(2) $$(MBEDTLS_CONFIG) $(3)' \
		>$(1)/build.log 2>&1 || \
		{ tail -n 20 $(1)/build.log >&2; exit 1; }
	@touch $$@
endef

$(eval $(call mbedtls_rules,$(MBEDTLS_DIR),apps/httpsd))

build/apps/httpsd.elf: $(HTTPSD_SOURCES) $(wildcard apps/httpd/*.h) \
		$(MBEDTLS_DIR)/.done $(SDK_ALL)
	@mkdir -p $(@D)
	$(call say,APP,$@)
	$(Q)$(PITH_CC) -std=gnu11 -O2 -g -Wall -Wextra -Werror $(REPRODUCIBLE) \
		-Iapps/httpsd $(MBEDTLS_CONFIG) -isystem $(MBEDTLS_DIR)/include \
		-o $@ $(HTTPSD_SOURCES) $(call mbedtls_libs,$(MBEDTLS_DIR))

# Redis ----------------------------------------------------------------------

# A server: epoll, sockets, threads; tests/net/redis.sh asks it.  Its makefile
# builds in the folder of its sources, so they are copied.  Debian 13's is partly
# C++ (deps/fast_float), which has no library here: it is left out, and said so.
REDIS_DIR := $(O)/ports/redis
APPS += build/apps/redis-server.elf
# What its config.h knows of Linux and we have too.
REDIS_CFLAGS := -D_GNU_SOURCE -D__LINUX_ERRNO_EXTENSIONS__ -DHAVE_EPOLL=1 \
	-DHAVE_ACCEPT4=1 -DHAVE_MSG_NOSIGNAL=1
# Of its dependencies, without what only redis-cli wants.
REDIS_MAKE := redis-server MALLOC=libc USE_SYSTEMD=no DEBUG= DEBUG_FLAGS= \
	OPTIMIZATION="$(PORT_CFLAGS)" CFLAGS="$(REDIS_CFLAGS)" \
	DEPENDENCY_TARGETS="hiredis lua hdr_histogram"

# It would put our commit, this machine and the time into release.h, where it
# looks first whether that is needed.
$(REDIS_DIR)/.done: build/src/redis/.done $(SDK_ALL) mk/net_apps.mk
	$(call say,MAKE,$(REDIS_DIR))
	$(Q)rm -rf $(REDIS_DIR) && mkdir -p $(REDIS_DIR)
	$(Q)cp -a build/src/redis/. $(REDIS_DIR)
	$(Q)printf '#define REDIS_%s "%s"\n' GIT_SHA1 00000000 GIT_DIRTY 0 \
		BUILD_ID pith >$(REDIS_DIR)/src/release.h
	$(Q)test -d $(REDIS_DIR)/deps/fast_float || { cd $(REDIS_DIR)/src && \
		{ GIT_DIR=/dev/null MAKEFLAGS= $(MAKE) -j2 \
		CC=$(CURDIR)/$(PITH_CC) $(REDIS_MAKE); } >build.log 2>&1 || \
		{ tail -n 20 build.log >&2; exit 1; }; }
	@touch $@

build/apps/redis-server.elf: $(REDIS_DIR)/.done
	@mkdir -p $(@D)
	$(Q)if test -d $(REDIS_DIR)/deps/fast_float; then \
		echo "SKIPPED redis-server: this version is partly C++"; \
	else cp $(REDIS_DIR)/src/redis-server $@; fi

# curl -----------------------------------------------------------------------

# A client, with names and TLS; tests/net/curl.sh has it ask servers of this
# machine.  Its own configure and make; what is left out is protocols that need
# libraries of their own, and a thread for names: it waits for them itself.
CURL_DIR := $(O)/ports/curl
CURL_TLS := $(O)/ports/mbedtls-curl
APPS += build/apps/curl.elf
CURL_OPTIONS := --host=x86_64-elf --disable-shared --disable-manual \
	--disable-dependency-tracking --disable-threaded-resolver --disable-ntlm \
	--with-mbedtls --without-ca-bundle --without-ca-path --without-zlib \
	--without-libpsl --without-brotli --without-zstd --without-nghttp2 \
	--without-libidn2 --without-librtmp \
	$(addprefix --disable-,ldap ldaps rtsp dict telnet tftp pop3 imap smb smtp \
	gopher)
CURL_TLS_PLACE := CPPFLAGS=-I$(CURDIR)/$(CURL_TLS)/include \
	LDFLAGS=-L$(CURDIR)/$(CURL_TLS)/library

# Mbed TLS 3.6 asks POSIX for the time only where unistd.h promises all of it.
$(eval $(call mbedtls_rules,$(CURL_TLS),apps/curl,-D__unix__ \
	-D_POSIX_VERSION=200809L))

# A change of the runtime links it again; asking 600 questions takes a minute.
$(CURL_DIR)/.done: build/src/curl/.done $(CURL_TLS)/.done $(SDK_COMPILE) \
		mk/net_apps.mk | $(SDK_ALL)
	$(call say,CONF,$(CURL_DIR))
	$(Q)rm -rf $(CURL_DIR) && mkdir -p $(CURL_DIR)
	$(Q)cd $(CURL_DIR) && { CC=$(CURDIR)/$(PITH_CC) \
		CFLAGS='$(PORT_CFLAGS) -D_GNU_SOURCE -I$(CURDIR)/apps/curl $(MBEDTLS_CONFIG)' \
		sh $(CURDIR)/build/src/curl/configure $(CURL_OPTIONS) $(CURL_TLS_PLACE) && \
		MAKEFLAGS= $(MAKE) -j2 -C lib; } >build.log 2>&1 || \
		{ tail -n 20 build.log >&2; exit 1; }
	@touch $@

build/apps/curl.elf: $(CURL_DIR)/.done $(SDK_ALL)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)cd $(CURL_DIR)/src && rm -f curl && { MAKEFLAGS= $(MAKE) curl; } \
		>link.log 2>&1 || { tail -n 20 link.log >&2; exit 1; }
	$(Q)cp $(CURL_DIR)/src/curl $@
