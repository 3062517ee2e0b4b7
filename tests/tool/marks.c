/*
 * marks.c - a program that marks two steps of its own for the timeline.
 */
#include <stdio.h>

#include <pith/boot.h>

int main(void)
{
    pith_timeline_mark("before output");
    puts("output");
    pith_timeline_mark("after <output>");
    return 3;
}
