#!/bin/sh
# test_keys.sh - ^C and ^\ at a terminal, to the program and to the tool.
#
# script(1) makes the terminal. What is typed waits for what the program says.
set -u
. tests/tool/lib.sh

keys=$(pwd)/build/tests/tool/keys.elf
cd "$scratch" || exit 1
: >err

# await TEXT - until TEXT is in the output.
await()
{
    timeout 30 sh -c "until grep -qF -- '$1' out; do :; done" || echo "no $1"
}

# press KEY TEXT - again and again, until TEXT is there: a key that comes just
# before a call blocks does not end it.
press()
{
    timeout 30 sh -c "until grep -qF -- '$2' out; do printf '$1'; sleep 0.2; done"
}

# session MODE STATUS - what is typed comes from the function type_it.
session()
{
    what="keys $1"
    : >out
    printf '%s\n' "'$pith' run --timeout 50 '$keys' -- $1" >run
    type_it | timeout 60 script -qefc "sh run" typescript >out
    rc=$?
    result "status $rc, not $2" test "$rc" = "$2"
}

type_it()
{
    await ready
    press 'lost\003' "[Interrupted system call]"
    printf 'kept\r'
    await "[read"
}
session eintr 0
out "[read kept]"
out "^C"

type_it()
{
    await ready
    printf 'lost\003'
    await "^C"
    printf 'kept\r'
    await "[read"
}
session restart 0
out "[read kept]"
result "not interrupted" sh -c '! grep -q Interrupted out'

type_it()
{
    await ready
    printf '\003'
    await "^C"
}
session spin 2

type_it()
{
    await ready
    printf '\034'
    # shellcheck disable=SC1003 # the key's echo
    await '^\'
}
session quit 3

# ^C, which that program does not handle, is the tool's
type_it()
{
    await ready
    printf '\003'
    await "ended by SIGINT"
}
session quit 130
# and so is ^\ of one that handles ^C only
type_it()
{
    await ready
    printf '\034'
    await "ended by SIGQUIT"
}
session spin 131

type_it()
{
    await ready
    press '\003' "[poll ended]"
    printf 'more\r'
    await "[read"
}
session poll 0
out "[poll ready]"
out "[read more]"

# the handler is gone after the first: the program's end is the default. Of two
# that come before it has run, only one is left.
type_it()
{
    await ready
    printf '\003'
    await "[caught]"
    printf '\003'
}
session once 130

finish tool-keys
