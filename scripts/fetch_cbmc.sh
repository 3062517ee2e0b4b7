#!/bin/sh
# fetch_cbmc.sh - have CBMC, the model checker that `make prove` runs.
#
# usage: fetch_cbmc.sh DIR      prints the command to run it by
#
# An installed cbmc is used, with an installed cadical as its solver (several
# times faster than its own). Else CBMC 6, CaDiCaL and the libraries that they
# want are taken from Debian 13 and unpacked under DIR: nothing is installed,
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
    $1 -DLIMIT=4 --bounds-check "$toy" >/dev/null 2>&1 || return 1
    ! $1 -DLIMIT=5 --bounds-check "$toy" >"$toy.log" 2>&1 &&
        grep -q '^VERIFICATION FAILED' "$toy.log"
}

# solver COMMAND - CBMC calls DIR/solver with a formula's file.
solver()
{
    printf '#!/bin/sh\nexec %s -q "$@"\n' "$1" >"$dir/solver"
    chmod +x "$dir/solver"
}

die()
{
    echo "fetch_cbmc: $*" >&2
    exit 1
}

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
if command -v cbmc >/dev/null; then
    command=cbmc
    if command -v cadical >/dev/null; then
        solver "$(command -v cadical)"
        command="cbmc --external-sat-solver $dir/solver"
    fi
    self_test "$command" || die "the installed cbmc does not work"
    echo "$command"
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
    zlib1g minisat cadical) >&2
rm -rf "$dir/root"
mkdir "$dir/root"
for deb in "$view"/debs/*.deb; do
    dpkg-deb -x "$deb" "$dir/root"
done

libs=$dir/root/usr/lib/x86_64-linux-gnu
loader=$libs/ld-linux-x86-64.so.2
test -f "$loader" || loader=$dir/root/usr/lib64/ld-linux-x86-64.so.2
run="$loader --library-path $libs:$dir/root/usr/lib $dir/root/usr/bin"
solver "$run/cadical"
cat >"$dir/cbmc" <<END
#!/bin/sh
exec $run/cbmc --external-sat-solver $dir/solver "\$@"
END
chmod +x "$dir/cbmc"
self_test "$dir/cbmc" || die "what was unpacked in $dir does not work"
echo "$dir/cbmc"
