# lib.sh - what the tests of disks share: the host's tools look at $disk.

# Images are written and flushed a lot: in memory, where the host has that.
if test -z "${TMPDIR:-}" && test -d /dev/shm && test -w /dev/shm; then
    TMPDIR=/dev/shm
    export TMPDIR
fi
. tests/boot/lib.sh

disk=$scratch/disk.img

# skip_without TOOL PACKAGE WHAT - false, and a line, if there is no such tool.
skip_without()
{
    command -v "$1" >/dev/null && return
    echo "SKIPPED $3: there is no $1; apt install $2, or sh scripts/deps.sh"
    return 1
}

# inject read|write [LINE] - blkdebug's rules in debug.conf: EIO, each time.
inject()
{
    cat >"$scratch/debug.conf" <<CONF
[inject-error]
event = "$1_aio"
errno = "5"
iotype = "$1"
${2:-}
immediately = "off"
once = "off"
CONF
}

# clean NAME - e2fsck has nothing to say about the disk.
clean()
{
    host "$1: e2fsck" e2fsck -fn "$disk"
}

# from_disk FILE - what the host finds in it, on standard output.
from_disk()
{
    debugfs -R "cat $1" "$disk" 2>/dev/null
}

# has NAME FILE TEXT - the file on the disk has the line.
has()
{
    if from_disk "$2" | grep -qF -- "$3"; then
        ok "$1"
    else
        not_ok "$1" "$2 has no line: $3" "$(from_disk "$2" | head -c 300)"
    fi
}
