/*
 * root.c - the library of a small project.
 */
#include "root.h"

#include <math.h>

double root(double x)
{
    return cbrt(x);
}
