# install.sh - `make install` and `make uninstall`. Sourced by test.sh.

# shellcheck shell=sh disable=SC2154  # test.sh sets them

prefix="/opt/a prefix"
dest="$scratch/a destination"
to="$dest$prefix"

install_make()
{
    env -u MAKEFLAGS -u MAKELEVEL make -s "$1" MODE="$mode" DESTDIR="$dest" \
        PREFIX="$prefix"
}

# From a folder that is no relation, by PATH, and by a link to the link.
installed_compiles()
{
    cp apps/hello/main.c "$dir/hello.c"
    (
        cd "$dir"
        rm -f hello.elf
        PATH=$to/bin:$PATH CDPATH=/ pith-cc hello.c -o hello.elf &&
            env "PATH=$to/bin:$PATH" pith run hello.elf -- "one two" >out
    ) 2>"$scratch/err" || not_ok "installed pith-cc" "$(cat "$scratch/err")"
    expect "installed pith-cc" "argument 1: one two" "$(tail -n 1 "$dir/out")"
    ln -sf "$to/bin/pith-cc" "$dir/a link"
    expect "by a link to a link" "$to/lib/pith" \
        "$(cd "$dir" && "./a link" --pith-sdk)"
    expect "by a relative path" "$to/lib/pith" \
        "$(cd "$to/.." && CDPATH=$PWD "${prefix##*/}/bin/pith-cc" --pith-sdk)"
}

# Nothing names the tree that it was built in, so that it can be removed.
installed_stands_alone()
{
    expect "names of the tree it was built in" "" \
        "$(grep -rlF "$root" "$to" || :)"
    for file in bin/pith bin/pith-cc lib/pkgconfig/pith.pc \
        share/man/man1/pith-cc.1 lib/pith/lib/cmake/pith.cmake; do
        exists "installed $file" "$to/$file"
    done
}

try_install()
{
    attempt "make install" install_make install || return 0
    installed_compiles
    installed_stands_alone
    by_cmake "installed, CMake" "$to/lib/pith"
    by_pkg_config "installed, pkg-config" "$to/lib/pkgconfig"
    attempt "make uninstall" install_make uninstall || return 0
    expect "left after make uninstall" "" "$(find "$dest" ! -type d)"
}
