#!/bin/sh
# build-newlib.sh - newlib, from Debian's package to libc.a and libm.a.
#
# usage: build-newlib.sh BUILD
#
# Works in BUILD/newlib and leaves BUILD/sdk/newlib/include and
# BUILD/sdk/lib/{libc.a,libm.a}.  One recipe for 3.3.0 (Debian 12) and 4.5.0
# (Debian 13).  The log is BUILD/newlib/build.log; its end is shown on failure.
# shellcheck disable=SC2048,SC2086 # the flags are lists of words
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1/newlib" "$1/sdk/lib" "$1/sdk/newlib"
build=$(cd "$1" && pwd)
work=$build/newlib
src=$work/src
log=$work/build.log
overlay=$root/libc/include

# What the compiler must not take over from the host: its headers, the names
# that say "this is Linux" (newlib believes them), and Debian's hardening.
host_flags="-nostdinc -isystem $(gcc -print-file-name=include)
    -U__linux__ -U__linux -Ulinux -U__gnu_linux__
    -U__unix__ -U__unix -Uunix
    -fno-pie -no-pie -nostdlib -fcf-protection=none -fno-stack-protector
    -U_FORTIFY_SOURCE"

# How code of this system is compiled; the prefix map keeps the folder's name
# out of __FILE__, so that images are the same wherever they are built.
code_flags="-mno-red-zone -fno-asynchronous-unwind-tables
    -ffile-prefix-map=$src=newlib -ffile-prefix-map=$work=newlib
    -isystem $overlay -include $overlay/sys/_newlib.h
    -include $root/libc/newlib_build.h"

# For speed, but for the fill between a function's parts: a kilobyte of hello.
speed_flags="-O2 -fno-align-jumps -fno-align-loops
    -ffunction-sections -fdata-sections"

# What the system underneath has (HAVE_), and what newlib shall leave to us or
# leave out (_NO_, GETREENT_PROVIDED): no processes, users, or signals' sets.
# HAVE_OPENDIR: the directory calls are ours too; newlib's telldir() is wrong.
# __OBSOLETE_MATH=0: the exact exp, log and pow, not the old fdlibm ones.
choices="-DGETREENT_PROVIDED -DHAVE_FCNTL -DHAVE_RENAME -DHAVE_MKDIR -DHAVE_BLKSIZE
    -DHAVE_NANOSLEEP -DHAVE_ASSERT_FUNC -DHAVE_OPENDIR
    -D_NO_GETLOGIN -D_NO_GETPWENT -D_NO_GETUT -D_NO_GETPASS -D_NO_SIGSET
    -D_NO_WORDEXP -D_NO_POPEN -D_NO_POSIX_SPAWN -D_NO_EXECVE -D_NO_TTYNAME
    -D_NO_GETCWD -D__OBSOLETE_MATH=0"

# one_line TEXT... - the words with single spaces, for configure and make.
one_line()
{
    echo $*
}

# patch_source - what no option of newlib's configure can change.
patch_source()
{
    # This target has no system of its own; take newlib's generic POSIX and
    # Unix parts (glob, regex, fnmatch, sleep, pread, basename, ...).
    sed -i '0,/^posix_dir=$/s//posix_dir=posix/
        0,/^unix_dir=$/s//unix_dir=unix/' "$src/newlib/configure.host"
    # Who reads by stdio may wait for the console: have that linked.
    printf '%s\n' 'extern int __pith_console_listen (void);' \
        'int (*const __pith_refill_listens) (void) = __pith_console_listen;' \
        >>"$src/newlib/libc/stdio/refill.c"
    # The address of a va_list parameter is no va_list * where va_list is an
    # array, as on x86-64: printf("%2$s %1$d") crashed.  Hand on the array.
    for file in vfprintf vfwprintf vfscanf vfwscanf; do
        sed -i 's/va_list \*ap/va_list ap/; s/va_list \*,/va_list,/
            s/&ap, &numargs/ap, \&numargs/; s/va_arg (\*ap/va_arg (ap/' \
            "$src/newlib/libc/stdio/$file.c"
    done
    # A stream's lock and cancellation cost a look where there is one thread.
    sed -i '/^#elif defined(_STDIO_WITH_THREAD_CANCELLATION_SUPPORT)/i\
#elif defined(__stdio_start)\
#include <pthread.h>\
#define _newlib_flockfile_start(fp) __stdio_start(fp)\
#define _newlib_flockfile_exit(fp) __stdio_exit(fp)\
#define _newlib_flockfile_end(fp) __stdio_end(fp)\
#define _newlib_sfp_lock_start() __stdio_start(0); __sfp_lock_acquire()\
#define _newlib_sfp_lock_exit() __sfp_lock_release(); __stdio_exit(0)\
#define _newlib_sfp_lock_end() __sfp_lock_release(); __stdio_end(0)' \
        "$src/newlib/libc/stdio/local.h"
    # What only goes into a stream's buffer does so without further ado.
    sed -i '/^  int result;$/i\  __stdio_put(c, fp);' \
        "$src/newlib/libc/stdio/putc.c"
    sed -i '/^  int result;$/i\  __stdio_put(ch, file);' \
        "$src/newlib/libc/stdio/fputc.c"
    sed -i '/make sure we can write/i\  __stdio_put_pieces(uio, fp);' \
        "$src/newlib/libc/stdio/fvwrite.c"
    for word in local.h:__stdio_start putc.c:__stdio_put \
        fputc.c:__stdio_put fvwrite.c:__stdio_put_pieces; do
        grep -q "${word#*:}" "$src/newlib/libc/stdio/${word%:*}"
    done
}

fetch()
{
    sh "$root/scripts/fetch-newlib.sh" "$build/dl" "$src"
    version=$(cat "$src/PITH_VERSION")
    patch_source
}

configure()
{
    options="--target=x86_64-elf --prefix=$work/install --disable-multilib
        --disable-libgloss --disable-newlib-supplied-syscalls --disable-nls
        --disable-dependency-tracking
        --enable-newlib-io-long-long --enable-newlib-io-c99-formats
        --enable-newlib-io-pos-args --enable-newlib-mb
        --enable-newlib-retargetable-locking
        --enable-newlib-global-stdio-streams --enable-newlib-long-time_t"
    # 3.3 would send every %f through a slow long double conversion.
    case $version in
    [12].* | 3.*) ;;
    *) options="$options --enable-newlib-io-long-double" ;;
    esac
    rm -rf "$work/obj" "$work/install"
    mkdir -p "$work/obj"
    cd "$work/obj"
    "$src/configure" $options \
        CC_FOR_TARGET="$(one_line gcc $host_flags $code_flags $choices)" \
        CFLAGS_FOR_TARGET="$(one_line $speed_flags)" \
        AR_FOR_TARGET=ar AS_FOR_TARGET=as LD_FOR_TARGET=ld \
        RANLIB_FOR_TARGET=ranlib NM_FOR_TARGET=nm STRIP_FOR_TARGET=strip \
        OBJDUMP_FOR_TARGET=objdump READELF_FOR_TARGET=readelf
}

# The caller's make hands down flags and a job server that are not for this.
compile()
{
    unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
    make -j2 MAKEINFO=true all-target-newlib
    make MAKEINFO=true install-target-newlib
}

install_sdk()
{
    rm -rf "$build/sdk/newlib/include"
    cp -R "$work/install/x86_64-elf/include" "$build/sdk/newlib/include"
    for lib in libc.a libm.a; do
        objcopy -D --strip-debug "$work/install/x86_64-elf/lib/$lib" \
            "$build/sdk/lib/$lib"
    done
}

failed()
{
    grep -m 10 "error:" "$log" >&3
    tail -n 10 "$log" >&3
    echo "newlib: the build failed; the whole log is $log" >&3
}

rm -f "$work/.done"
fetch
echo "building newlib $version (about a minute)..."
exec 3>&2 > "$log" 2>&1
trap 'test $? = 0 || failed' EXIT
configure
compile
install_sdk
rm -rf "$work/obj"
touch "$work/.done"
