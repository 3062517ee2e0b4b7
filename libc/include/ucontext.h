/*
 * ucontext.h - the type of a signal handler's third argument.
 *
 * getcontext() and its kin are missing.
 */
#pragma once

#include <signal.h>
#include <sys/ucontext.h>
