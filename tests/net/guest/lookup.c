/*
 * lookup.c - the addresses of a name, one a line.
 *
 * usage: lookup.elf [-4] [-w] NAME
 *
 * -4  asks for those of IPv4 only
 * -w  asks again until there is one: for name servers that are announced
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list;
    char text[NI_MAXHOST];
    int option, wait = 0, error;
    const char *name;

    while ((option = getopt(argc, argv, "4w")) != -1) {
        if (option == '4')
            hints.ai_family = AF_INET;
        wait |= option == 'w';
    }
    name = optind < argc ? argv[optind] : "";
    while ((error = getaddrinfo(name, NULL, &hints, &list)) != 0 && wait)
        usleep(20000);
    if (error) {
        printf("%s\n", gai_strerror(error));
        return 1;
    }
    for (struct addrinfo *a = list; a; a = a->ai_next)
        if (getnameinfo(a->ai_addr, a->ai_addrlen, text, sizeof(text), NULL, 0,
                        NI_NUMERICHOST) == 0)
            puts(text);
    freeaddrinfo(list);
    return 0;
}
