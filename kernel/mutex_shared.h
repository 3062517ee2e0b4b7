/*
 * mutex_shared.h - what the calls of mutex.h do where there are threads.
 *
 * The file that has them also has thread_check_pending(), since it is a mutex
 * that puts signals off; so who waits or can be interrupted has them linked.
 */
#pragma once

#include "kernel/mutex.h"

void mutex_shared_lock(struct mutex *m);
bool mutex_shared_try(struct mutex *m);
void mutex_shared_unlock(struct mutex *m);
bool mutex_shared_held(const struct mutex *m);
