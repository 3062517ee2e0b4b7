# projects.sh - projects with build systems of their own. Sourced by test.sh.
#
# Each function takes a name for the failures and an SDK to build with.

# shellcheck shell=sh disable=SC2154  # test.sh sets them

found="found: unistd pith snprintf"

# project_copy NAME - a fresh copy of the project, in $work.
project_copy()
{
    work="$dir/$1 project"
    rm -rf "$work"
    mkdir "$work"
    cp tests/sdk/project/* "$work"
}

# probe_boots NAME IMAGE - the project's program says what was found.
probe_boots()
{
    pith run -m 16M "$2" -- "an argument"
    check "$1" 0 "$found" "long 8, root 3, an argument"
}

# autoconf, as README files tell: ./configure --host=... CC=pith-cc && make
by_autoconf()
{
    project_copy "$1"
    attempt "$1: autoconf" in_work autoconf || return 0
    attempt "$1: configure" in_work sh ./configure --host=x86_64-elf \
        CC=pith-cc || return 0
    attempt "$1: make" in_work make || return 0
    probe_boots "$1" "$work/probe"
}

by_cmake()
{
    project_copy "$1"
    attempt "$1: cmake" in_work cmake -S . -B out \
        -DCMAKE_TOOLCHAIN_FILE="$2/lib/cmake/pith.cmake" || return 0
    attempt "$1: cmake --build" in_work cmake --build out || return 0
    probe_boots "$1" "$work/out/probe"
    attempt "$1: ctest" in_work sh -c "cd out && ctest --output-on-failure" &&
        ok "$1: ctest"
}

# by_pkg_config NAME FOLDER_OF_PC - a plain gcc with the flags of pith.pc.
by_pkg_config()
{
    cflags=$(PKG_CONFIG_PATH="$2" pkg-config --cflags pith)
    libs=$(PKG_CONFIG_PATH="$2" pkg-config --libs pith)
    attempt "$1" sh -c "gcc -I. $cflags $program -o '$dir/pc.elf' $libs" ||
        return 0
    attempt "$1: symtab" build/pith symtab "$dir/pc.elf" || return 0
    program_boots "$1" "$dir/pc.elf"
}

# in_work COMMAND... - there, without what the outer make has set.
in_work()
{
    (cd "$work" && env -u MAKEFLAGS -u MAKELEVEL -u CC "$@")
}

try_projects()
{
    old_path=$PATH
    PATH=$sdk/bin:$PATH
    by_autoconf "autoconf"
    PITH_CC=clang by_autoconf "autoconf with clang"
    PATH=$old_path
    by_cmake "CMake" "$sdk"
    by_pkg_config "pkg-config" "$sdk/lib/pkgconfig"
}
