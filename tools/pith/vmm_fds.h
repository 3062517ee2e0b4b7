/*
 * vmm_fds.h - the numbers of the descriptors that QEMU inherits.
 */
#pragma once

enum vmm_fd {
    VMM_FD_CONTROL = 3, /* isa-debugcon at 0x5f0 */
    VMM_FD_ERR = 4,     /* isa-debugcon at 0x5f1 */
    VMM_FD_QMP = 5,     /* the monitor: a connected socket */
    VMM_FD_CORE = 6,    /* the file a core goes to */
    VMM_FD_GDB = 7,     /* a listening socket for gdb */
    VMM_FD_FLOOR = 16,  /* all others, until exec, are numbered from here */
};
