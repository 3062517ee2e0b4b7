#!/bin/sh
# fetch-sources.sh - download upstream tarballs of Debian source packages.
#
# usage: fetch-sources.sh DIR PACKAGE...
#
# DIR/PACKAGE_VERSION.orig.tar.* for each.  Needs neither root nor deb-src
# lines in the system's sources: apt gets a private view in DIR/apt, made from
# the mirror, proxy and keys that the system uses for its own Debian release.
set -eu

dir=$1
shift
mkdir -p "$dir/apt/lists/partial" "$dir/apt/cache/archives/partial"
dir=$(cd "$dir" && pwd)
view=$dir/apt

# Debian's main archive for this release as apt already knows it; not its
# -updates and -security parts, whose upstream tarballs are the same.
write_view()
{
    # shellcheck disable=SC1091
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    trust=
    if [ -f "$keyring" ]; then
        trust="[signed-by=$keyring] "
    fi
    # shellcheck disable=SC2016 # the names in parentheses are apt's
    apt-get indextargets --format '$(SITE) $(RELEASE) $(COMPONENT)' \
        'Created-By: Packages' 'Origin: Debian' "Codename: $codename" |
        sort -u | sed -n "s|\(.* main\)\$|deb-src $trust\1|p" \
        > "$view/sources.list"
    if [ ! -s "$view/sources.list" ]; then
        echo "fetch-sources: apt knows no archive of Debian $codename;" \
            "is its package list fresh (apt-get update)?" >&2
        exit 1
    fi
}

# private_apt ARG... - apt-get with the view, blind to what is installed
# (which would make it look for the sources of just those versions).
private_apt()
{
    sandbox=
    # As root apt would download as user _apt, who may not write here.
    if [ "$(id -u)" = 0 ]; then
        sandbox="-oAPT::Sandbox::User=root"
    fi
    # shellcheck disable=SC2086
    apt-get -qq $sandbox -oDir::Etc::SourceList="$view/sources.list" \
        -oDir::Etc::SourceParts=/dev/null -oDir::State::Lists="$view/lists" \
        -oDir::State::status=/dev/null -oDir::Cache="$view/cache" "$@"
}

echo "fetching sources: $*"
write_view
private_apt update
cd "$dir"
for package; do
    rm -f "${package}"_*.orig*.tar.*
done
private_apt source --only-source --download-only --tar-only "$@" \
    > "$view/log" || {
    cat "$view/log" >&2
    exit 1
}
