// expect: status 134 crash abort
#include <stdlib.h>

int main(void)
{
    abort();
}
