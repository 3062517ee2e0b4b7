/*
 * newlib.h - newlib's own configuration, and the choices we added to it.
 *
 * Every header of newlib includes this one first.
 */
#pragma once

#include <sys/_newlib.h>
#include_next <newlib.h>
