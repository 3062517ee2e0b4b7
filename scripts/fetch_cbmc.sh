#!/bin/sh
# fetch_cbmc.sh - have CBMC, the model checker that `make prove` runs.
#
# usage: fetch_cbmc.sh DIR      prints the command to run it by
#
# An installed cbmc is used as it is. Else CBMC 6 and the libraries that it
# wants are taken from Debian 13 and unpacked under DIR: nothing is installed,
# and root is not needed. On Debian 12, whose archive has no CBMC, its own
# loader and C library come along. apt gets a private view of the archive, made
# from the mirror that the system uses, and believes only what is signed by
# Debian's keys. What was unpacked must prove one toy and refute another.
set -eu

dir=$1
suite=trixie
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# self_test CBMC - it proves what is true and refutes what is not.
self_test()
{
    toy=$dir/toy.c
    cat >"$toy" <<'END'
unsigned nondet_unsigned(void);
int main(void)
{
    unsigned n = nondet_unsigned();
    char a[4];
    if (n < LIMIT)
        a[n] = 1;
}
END
    "$1" -DLIMIT=4 --bounds-check "$toy" >/dev/null 2>&1 || return 1
    ! "$1" -DLIMIT=5 --bounds-check "$toy" >"$toy.log" 2>&1 &&
        grep -q '^VERIFICATION FAILED' "$toy.log"
}

die()
{
    echo "fetch_cbmc: $*" >&2
    exit 1
}

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
if command -v cbmc >/dev/null; then
    self_test cbmc || die "the installed cbmc does not work"
    echo cbmc
    exit
fi
if test -x "$dir/cbmc" && self_test "$dir/cbmc"; then
    echo "$dir/cbmc"
    exit
fi

view=$dir/apt
mkdir -p "$view/lists/partial" "$view/cache/archives/partial" "$view/debs"

# private_apt ARG... - apt-get with the view, blind to what is installed.
private_apt()
{
    sandbox=
    # As root apt would download as user _apt, who may not write here.
    test "$(id -u)" != 0 || sandbox=-oAPT::Sandbox::User=root
    # shellcheck disable=SC2086
    apt-get -qq $sandbox -oDir::Etc::SourceList="$view/sources.list" \
        -oDir::Etc::SourceParts=/dev/null -oDir::State::Lists="$view/lists" \
        -oDir::State::status=/dev/null -oDir::Cache="$view/cache" "$@"
}

# shellcheck disable=SC2016 # the name in parentheses is apt's
site=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' \
    'Origin: Debian' | grep -v security | sort -u | head -n 1)
test -n "$site" || die "apt knows no archive of Debian"
test -f "$keyring" || die "$keyring is missing: install debian-archive-keyring"
echo "deb [arch=amd64 signed-by=$keyring] $site $suite main" \
    >"$view/sources.list"
private_apt update >&2
(cd "$view/debs" && private_apt download cbmc libc6 libstdc++6 libgcc-s1 \
    zlib1g minisat) >&2
rm -rf "$dir/root"
mkdir "$dir/root"
for deb in "$view"/debs/*.deb; do
    dpkg-deb -x "$deb" "$dir/root"
done

libs=$dir/root/usr/lib/x86_64-linux-gnu
loader=$libs/ld-linux-x86-64.so.2
test -f "$loader" || loader=$dir/root/usr/lib64/ld-linux-x86-64.so.2
cat >"$dir/cbmc" <<END
#!/bin/sh
exec $loader --library-path $libs:$dir/root/usr/lib $dir/root/usr/bin/cbmc "\$@"
END
chmod +x "$dir/cbmc"
self_test "$dir/cbmc" || die "what was unpacked in $dir does not work"
echo "$dir/cbmc"
