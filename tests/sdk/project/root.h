/*
 * root.h - the library of a small project.
 */
#pragma once

/*
 * root - the cube root of @x.
 */
double root(double x);
