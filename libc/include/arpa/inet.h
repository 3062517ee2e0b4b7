/*
 * arpa/inet.h - addresses as text.
 */
#pragma once

#include <netinet/in.h>

__BEGIN_DECLS
in_addr_t inet_addr(const char *__text);
int inet_aton(const char *__text, struct in_addr *__a);
char *inet_ntoa(struct in_addr __a);
const char *inet_ntop(int __family, const void *__restrict __a,
                      char *__restrict __text, socklen_t __size);
int inet_pton(int __family, const char *__restrict __text,
              void *__restrict __a);
__END_DECLS
