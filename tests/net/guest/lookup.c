/*
 * lookup.c - the addresses of a name, one a line.
 *
 * usage: lookup.elf NAME
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>

int main(int argc, char **argv)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list;
    char text[NI_MAXHOST];
    int error = getaddrinfo(argc > 1 ? argv[1] : "", NULL, &hints, &list);

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
