# apps.mk - applications that others wrote, built as any user of the SDK does.
#
# Their sources are Debian's, unmodified (mk/libs.mk); these rules stand in for
# their makefiles, except zlib and lbzip2, built by their own:
# that is the proof that these take pith-cc for a compiler.  Adds to APPS.

# What an object needs of the SDK; the library only matters when linking.
SDK_COMPILE := $(PITH_CC) $(SDK)/include/.done build/newlib/.done mk/apps.mk

# No -g: a folder's name would get into the image, and nobody debugs these.
PORT_CFLAGS := -O2

# $(call port_rules,NAME,SOURCE FOLDER,SOURCES WITHOUT .c,FLAGS,PACKAGE)
define port_rules
APPS += build/apps/$(1).elf
$(1)_OBJS := $$(patsubst %,$$(O)/ports/$(1)/%.o,$(3))

$$($(1)_OBJS): $$(O)/ports/$(1)/%.o: build/src/$(5)/.done $$(SDK_COMPILE)
	@mkdir -p $$(@D)
	$$(call say,CC,$$@)
	$$(Q)$$(PITH_CC) $$(PORT_CFLAGS) $(4) -c -o $$@ $(2)/$$*.c

build/apps/$(1).elf: $$($(1)_OBJS) $$(SDK_ALL)
	@mkdir -p $$(@D)
	$$(call say,LD,$$@)
	$$(Q)$$(PITH_CC) $$(PORT_CFLAGS) -o $$@ $$($(1)_OBJS) -lm
endef

# Lua ------------------------------------------------------------------------

LUA_SOURCES := lapi lcode lctype ldebug ldo ldump lfunc lgc llex lmem lobject \
	lopcodes lparser lstate lstring ltable ltm lundump lvm lzio lauxlib \
	lbaselib lcorolib ldblib liolib lmathlib loadlib loslib lstrlib \
	ltablib lutf8lib linit lua
# POSIX: Lua asks whether stdin is a terminal, and locks a stream once a line.
LUA_FLAGS := -std=gnu99 -Wall -Wextra -DLUA_COMPAT_5_3 -DLUA_USE_POSIX

$(eval $(call port_rules,lua,build/src/lua5.4/src,$(LUA_SOURCES),$(LUA_FLAGS),lua5.4))

# bzip2 ----------------------------------------------------------------------

BZIP2_SOURCES := blocksort huffman crctable randtable compress decompress \
	bzlib bzip2
BZIP2_FLAGS := -D_FILE_OFFSET_BITS=64

$(eval $(call port_rules,bzip2,build/src/bzip2,$(BZIP2_SOURCES),$(BZIP2_FLAGS),bzip2))

# SQLite ---------------------------------------------------------------------

# The amalgamation, sqlite3.c and shell.c, is made on the host by SQLite's own
# scripts, which want Tcl.
SQLITE_DIR := build/src/sqlite3/amalgamation
# THREADSAFE=0: the shell has one thread.  LOAD_EXTENSION: no dynamic linking.
SQLITE_FLAGS := -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION \
	-DHAVE_USLEEP=1 -DHAVE_LOCALTIME_R=1 -DHAVE_GMTIME_R=1 \
	-DHAVE_FDATASYNC=1

$(SQLITE_DIR)/.done: build/src/sqlite3/.done
	@mkdir -p $(@D)
	$(call say,GEN,$@)
	$(Q)cd $(@D) && { sh ../configure --disable-tcl --disable-readline \
		--disable-shared && MAKEFLAGS= $(MAKE) sqlite3.c shell.c; } >build.log 2>&1 || \
		{ tail -n 20 build.log >&2; exit 1; }
	@touch $@

$(eval $(call port_rules,sqlite3,$(SQLITE_DIR),sqlite3 shell,$(SQLITE_FLAGS),sqlite3/amalgamation))

# zlib -----------------------------------------------------------------------

ZLIB_DIR := $(O)/ports/zlib
ZLIB_APPS := build/apps/zlib-example.elf build/apps/minigzip.elf
APPS += $(ZLIB_APPS)

$(ZLIB_DIR)/.done: build/src/zlib/.done $(SDK_ALL) mk/apps.mk
	$(call say,CONF,$(ZLIB_DIR))
	$(Q)rm -rf $(ZLIB_DIR) && mkdir -p $(ZLIB_DIR)
	$(Q)cd $(ZLIB_DIR) && { CC=$(CURDIR)/$(PITH_CC) CFLAGS="$(PORT_CFLAGS)" \
		sh $(CURDIR)/build/src/zlib/configure --static && \
		MAKEFLAGS= $(MAKE) static; } >build.log 2>&1 || \
		{ tail -n 20 build.log >&2; exit 1; }
	@touch $@

$(ZLIB_APPS): $(ZLIB_DIR)/.done
	@mkdir -p $(@D)
	$(Q)cp $(ZLIB_DIR)/$(patsubst zlib-%,%,$(basename $(@F))) $@

# lbzip2 ---------------------------------------------------------------------

# Threads, conditions and signals as a real program uses them; built by its own
# configure and make, as zlib is.
LBZIP2_DIR := $(O)/ports/lbzip2
APPS += build/apps/lbzip2.elf

$(LBZIP2_DIR)/.done: build/src/lbzip2/.done $(SDK_ALL) mk/apps.mk
	$(call say,CONF,$(LBZIP2_DIR))
	$(Q)rm -rf $(LBZIP2_DIR) && mkdir -p $(LBZIP2_DIR)
	$(Q)cd $(LBZIP2_DIR) && { CC=$(CURDIR)/$(PITH_CC) CFLAGS="$(PORT_CFLAGS)" \
		sh $(CURDIR)/build/src/lbzip2/configure --host=x86_64-elf && \
		MAKEFLAGS= $(MAKE); } >build.log 2>&1 || \
		{ tail -n 20 build.log >&2; exit 1; }
	@touch $@

build/apps/lbzip2.elf: $(LBZIP2_DIR)/.done
	@mkdir -p $(@D)
	$(Q)cp $(LBZIP2_DIR)/src/lbzip2 $@

# GNU tar --------------------------------------------------------------------

# By its own configure and make too.  newlib's glob() has no code for "none
# matches": it finds none.  -w: gnulib is for many compilers.
TAR_DIR := $(O)/ports/tar
TAR_CONFIG := --host=x86_64-elf --disable-nls --without-selinux \
	--without-posix-acls --disable-dependency-tracking
APPS += build/apps/tar.elf

$(TAR_DIR)/.done: build/src/tar/.done $(SDK_ALL) mk/apps.mk
	$(call say,CONF,$(TAR_DIR))
	$(Q)rm -rf $(TAR_DIR) && mkdir -p $(TAR_DIR)
	$(Q)cd $(TAR_DIR) && { CC=$(CURDIR)/$(PITH_CC) \
		CFLAGS="$(PORT_CFLAGS) $(REPRODUCIBLE) -w -DGLOB_NOMATCH=-3" \
		sh $(CURDIR)/build/src/tar/configure $(TAR_CONFIG) && \
		MAKEFLAGS= $(MAKE) -j2; } >build.log 2>&1 || \
		{ tail -n 20 build.log >&2; exit 1; }
	@touch $@

build/apps/tar.elf: $(TAR_DIR)/.done
	@mkdir -p $(@D)
	$(Q)cp $(TAR_DIR)/src/tar $@

.PHONY: check-apps
check-apps: build/pith $(APPS) ## other people's programs do their work
	sh tests/apps/lua.sh
	sh tests/apps/bzip2.sh
	sh tests/apps/lbzip2.sh
	sh tests/apps/zlib.sh
	sh tests/apps/sqlite3.sh
