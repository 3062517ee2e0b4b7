// expect: status 7
#include <stdlib.h>

int main(void)
{
    exit(7);
}
