# libs.mk - third-party sources from Debian packages, under build/.
#
# Offers: newlib (build/newlib/.done), build/src/PACKAGE/.done for each of
# SOURCE_PACKAGES, and ZLIB_RT_OBJS, zlib's inflate for the runtime.
# Wants: CC, O, LIBC_CFLAGS.

# Nothing here is committed; mk/pins.txt has the sums of what is known.
SOURCE_PACKAGES := zlib lua5.4 sqlite3 bzip2
DOWNLOADS := build/dl

# newlib ---------------------------------------------------------------------

# What its build reads; any change builds it again.
NEWLIB_RECIPE := scripts/build-newlib.sh scripts/fetch-newlib.sh \
	$(addprefix libc/include/,newlib.h sys/_newlib.h sys/dirent.h \
	sys/_pthreadtypes.h \
	machine/_types.h machine/time.h)

.PHONY: newlib
newlib: build/newlib/.done ## the C library, from Debian's newlib-source

build/newlib/.done: $(NEWLIB_RECIPE)
	@sh scripts/build-newlib.sh build

# Source packages ------------------------------------------------------------

# One download for all, because apt first fetches the index of all sources.
$(DOWNLOADS)/.sources: scripts/fetch-sources.sh
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
