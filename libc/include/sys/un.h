/*
 * sys/un.h - addresses of sockets within this machine.
 */
#pragma once

#include <sys/socket.h>

struct sockaddr_un {
    sa_family_t sun_family;
    char sun_path[108];
};
