/*
 * regex.h - newlib's <regex.h>, with the types that it needs.
 */
#pragma once

#include <sys/types.h>
#include_next <regex.h>
