/*
 * big_bss.c - an image of 100 MiB, nearly all of it .bss.
 */
static volatile char big[100 << 20];

int main(void)
{
    big[sizeof(big) / 2] = 7;
    return big[sizeof(big) / 2] + big[sizeof(big) - 1];
}
