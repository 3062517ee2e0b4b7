/*
 * test_names.c - addresses as text, names of hosts, services, interfaces.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/libc/harness.h"

static bool same6(const char *in, const char *want)
{
    struct in6_addr a;
    char out[INET6_ADDRSTRLEN];

    return inet_pton(AF_INET6, in, &a) == 1 &&
           inet_ntop(AF_INET6, &a, out, sizeof(out)) && !strcmp(out, want);
}

TEST(ipv6_as_text)
{
    struct in6_addr a;

    CHECK(same6("::", "::") && same6("::1", "::1"));
    CHECK(same6("2001:DB8:0:0:0:0:2:1", "2001:db8::2:1"));
    CHECK(same6("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"));
    CHECK(same6("1:0:0:2:0:0:0:3", "1:0:0:2::3"));
    CHECK(same6("::ffff:1.2.3.4", "::ffff:1.2.3.4"));
    CHECK(same6("1::", "1::") && same6("fe80::1:0", "fe80::1:0"));
    CHECK(same6("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"));
    CHECK(inet_pton(AF_INET6, "1:2:3:4:5:6:7:8:9", &a) == 0);
    CHECK(inet_pton(AF_INET6, "1::2::3", &a) == 0);
    CHECK(inet_pton(AF_INET6, ":1", &a) == 0);
    CHECK(inet_pton(AF_INET6, "1:", &a) == 0);
    CHECK(inet_pton(AF_INET6, "12345::", &a) == 0);
    CHECK(inet_pton(AF_INET6, "::1.2.3", &a) == 0);
}

TEST(ipv4_as_text)
{
    struct in_addr a;

    CHECK(inet_pton(AF_INET, "1.2.3.4", &a) == 1);
    CHECK(!strcmp(inet_ntoa(a), "1.2.3.4"));
    CHECK(inet_pton(AF_INET, "1.2.3.256", &a) == 0);
    CHECK(inet_pton(AF_INET, "01.2.3.4", &a) == 0);
    CHECK(inet_pton(AF_INET, "1.2.3", &a) == 0);
    CHECK(inet_aton("127.1", &a) == 1 && a.s_addr == htonl(0x7f000001));
    CHECK(inet_aton("0x10.010.1", &a) == 1 && a.s_addr == htonl(0x10080001));
    CHECK(inet_aton("1.2.3.4x", &a) == 0 && inet_aton("256.1", &a) == 0);
    CHECK(inet_addr("no") == INADDR_NONE);
}

static int count(const struct addrinfo *list)
{
    int n = 0;

    for (; list; list = list->ai_next)
        n++;
    return n;
}

TEST(lists_of_addresses)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list;
    const struct sockaddr_in *a;

    CHECK(getaddrinfo("10.1.2.3", "http", &hints, &list) == 0);
    a = (const struct sockaddr_in *)list->ai_addr;
    CHECK(count(list) == 1 && a->sin_port == htons(80));
    CHECK(a->sin_addr.s_addr == htonl(0x0a010203));
    freeaddrinfo(list);
    hints.ai_flags = AI_PASSIVE;
    CHECK(getaddrinfo(NULL, "8080", &hints, &list) == 0 && count(list) == 2);
    freeaddrinfo(list);
    CHECK(getaddrinfo("localhost", NULL, NULL, &list) == 0);
    CHECK(count(list) == 6);
    freeaddrinfo(list);
    CHECK(getaddrinfo("::1", "none-such", &hints, &list) == EAI_SERVICE);
    CHECK(getaddrinfo(NULL, NULL, &hints, &list) == EAI_NONAME);
    hints.ai_flags = AI_NUMERICHOST;
    CHECK(getaddrinfo("localhost", "1", &hints, &list) == EAI_NONAME);
}

TEST(ipv4_for_a_socket_of_ipv6)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_family = AF_INET6};
    struct addrinfo *list;
    const struct sockaddr_in6 *a;
    char text[INET6_ADDRSTRLEN];

    CHECK(getaddrinfo("10.1.2.3", "1", &hints, &list) != 0);
    hints.ai_flags = AI_V4MAPPED;
    CHECK(getaddrinfo("10.1.2.3", "1", &hints, &list) == 0);
    CHECK(count(list) == 1 && list->ai_family == AF_INET6);
    a = (const struct sockaddr_in6 *)list->ai_addr;
    CHECK(inet_ntop(AF_INET6, &a->sin6_addr, text, sizeof(text)));
    CHECK(!strcmp(text, "::ffff:10.1.2.3") && a->sin6_port == htons(1));
    freeaddrinfo(list);
    CHECK(getaddrinfo("localhost", "1", &hints, &list) == 0);
    CHECK(count(list) == 1); /* ::1 is there */
    freeaddrinfo(list);
    hints.ai_flags |= AI_ALL;
    CHECK(getaddrinfo("localhost", "1", &hints, &list) == 0);
    CHECK(count(list) == 2);
    freeaddrinfo(list);
}

TEST(the_file_of_hosts)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_addr.s_addr = htonl(0x0a000005)};
    char host[64], service[8];
    struct hostent *h;
    FILE *out;

    mkdir("/etc", 0755);
    out = fopen("/etc/hosts", "w");
    CHECK(out &&
          fputs("# ours\n10.0.0.5 box box.lan\nfd00::5 box\n", out) >= 0);
    fclose(out);
    h = gethostbyname("BOX.lan");
    CHECK(h && h->h_length == 4 && !memcmp(h->h_addr, &a.sin_addr, 4));
    h = gethostbyname2("box", AF_INET6);
    CHECK(h && h->h_length == 16);
    a.sin_port = htons(443);
    CHECK(getnameinfo((struct sockaddr *)&a, sizeof(a), host, sizeof(host),
                      service, sizeof(service), 0) == 0);
    CHECK(!strcmp(host, "box") && !strcmp(service, "https"));
    CHECK(getnameinfo((struct sockaddr *)&a, sizeof(a), host, sizeof(host),
                      service, sizeof(service),
                      NI_NUMERICHOST | NI_NUMERICSERV) == 0);
    CHECK(!strcmp(host, "10.0.0.5") && !strcmp(service, "443"));
}

TEST(interfaces)
{
    struct if_nameindex *list = if_nameindex();
    char name[IF_NAMESIZE];

    CHECK(list && list[0].if_index == 1 && !strcmp(list[0].if_name, "lo"));
    if_freenameindex(list);
    CHECK(if_nametoindex("lo") == 1 && if_indextoname(1, name) == name);
    CHECK(if_nametoindex("none") == 0 && errno == ENODEV);
}
