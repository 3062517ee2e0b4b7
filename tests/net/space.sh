# space.sh - the way of a test into a network namespace of its own.
#
# Sourced by the scripts here before lib.sh, from the root of the tree.

# enter TITLE OPTIONS PROBE NAME TOOL... - start this script anew, with the
# argument "inside", by unshare(1) with those options; does not return. Where
# there is no root, no tun, a tool is missing, or PROBE fails there, which NAME
# speaks of: SKIPPED says so.
enter()
{
    title=$1 options=$2 probe=$3 name=$4
    shift 4
    missing=
    test "$(id -u)" = 0 || missing="$missing root"
    test -c /dev/net/tun || missing="$missing /dev/net/tun"
    for tool in unshare ip "$@"; do
        command -v "$tool" >/dev/null || missing="$missing $tool"
    done
    # shellcheck disable=SC2086  # PROBE is words
    test -n "$missing" || unshare "$options" $probe 2>/dev/null ||
        missing=" $name (unshare $options)"
    if test -n "$missing"; then
        echo "SKIPPED $title: there is no$missing"
        exit 0
    fi
    exec unshare "$options" -- sh "$0" inside
}
