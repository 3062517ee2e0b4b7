/*
 * volumes.h - pith.mount=: from the option to disks in the tree of files.
 */
#pragma once

/*
 * volumes_mount - mount what @text, the value of pith.mount=, lists.
 *
 * Refuses the boot if any of it cannot be done.
 */
void volumes_mount(const char *text);
