#!/bin/sh
# shown.sh - commands that the documents show, word by word, and a program of
# one's own.
#
# They run in an empty directory that has build/ and site/. A port that is
# taken is replaced by a free one: a line says so.
set -u
. tests/net/lib.sh

root=$PWD
dir=$scratch/empty
mkdir -p "$dir/site"
ln -s "$root/build" "$dir/build"
echo '<html>front page</html>' >"$dir/site/index.html"

# port_for WANTED - it, or a free one, in $port.
port_for()
{
    free_ports
    if ss -Hltun | grep -qE ":$1 "; then
        echo "SKIPPED port $1: it is taken; $port stands for it"
    else
        port=$1
    fi
}

# in_text COMMAND FILE... - each file shows it.
in_text()
{
    command=$1
    shift
    for text; do
        host "$text shows: $command" grep -qF -- "$command" "$text"
    done
}

# shown COMMAND... - start it there.
shown()
{
    (cd "$dir" && exec timeout -k 5 100 "$@") </dev/null \
        >"$scratch/out" 2>"$scratch/err" &
    guest=$!
}

# talk TEXT - what port $port answers to it.
talk()
{
    printf '%s\n' "$1" | timeout -k 5 20 nc -N localhost "$port"
}

# answers TEXT WANTED - as talk says.
answers()
{
    test "$(talk "$1")" = "$2"
}

in_text "build/pith run -p 8080:80 -i site/ build/apps/httpd.elf" \
    README.md docs/net.md apps/httpd/main.c
in_text "curl -s localhost:8080/index.html" README.md
port_for 8080
shown build/pith run -p "$port:80" -i site/ build/apps/httpd.elf
good "httpd: comes up" up curl -sf "localhost:$port/index.html"
good "httpd: the page" sh -c "curl -s localhost:$port/index.html |
    cmp - $dir/site/index.html"
stop

in_text "build/pith run -p 7007:7 build/apps/echo.elf" docs/net.md
port_for 7007
shown build/pith run -p "$port:7" build/apps/echo.elf
good "echo: comes up" up answers x x
good "echo: a line" answers "a line" "a line"
stop

# A program of one's own.
cat >"$dir/length.c" <<'END'
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(1234)};
    int server = socket(AF_INET, SOCK_STREAM, 0), fd;
    char text[100];
    ssize_t n;

    if (server < 0 || bind(server, (struct sockaddr *)&any, sizeof(any)) ||
        listen(server, 5)) {
        perror("length");
        return 1;
    }
    while ((fd = accept(server, NULL, NULL)) >= 0) {
        while ((n = recv(fd, text, sizeof(text), 0)) > 0)
            if (send(fd, text, (size_t)sprintf(text, "%zd\n", n), 0) < 0)
                break;
        close(fd);
    }
    perror("accept");
    return 1;
}
END
host "a program of one's own: built" sh -c "cd $dir &&
    build/sdk/bin/pith-cc -Wall -Werror length.c -o length.elf"
free_ports
shown build/pith run -p "$port:1234" length.elf
good "a program of one's own: comes up" up answers x 2
good "a program of one's own: it answers" answers "seventeen letters" 18
stop
finish net-shown
