# wanted.sh - which of many the words on the command line choose.
#
# Sourced by the scripts of prove/ and mutate/, from the root of the tree.

# wanted NAME PART... - one of the PARTs is in NAME, or there are none.
wanted()
{
    name=$1
    shift
    test $# -gt 0 || return 0
    for part; do
        case $name in
        *"$part"*) return 0 ;;
        esac
    done
    return 1
}
