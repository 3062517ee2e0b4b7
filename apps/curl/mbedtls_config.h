/*
 * mbedtls_config.h - what of Mbed TLS curl needs: httpsd's and a client's.
 */
#pragma once

#include "../httpsd/mbedtls_config.h"

#define MBEDTLS_SSL_CLI_C
/* Says which server it means: many names live at one address [RFC 6066 3]. */
#define MBEDTLS_SSL_SERVER_NAME_INDICATION
/* Unlike a server it looks at dates: a certificate ends some day. */
#define MBEDTLS_HAVE_TIME
#define MBEDTLS_HAVE_TIME_DATE
/*
 * curl brings no randomness of its own: Mbed TLS's generator, fed from
 * /dev/urandom, which is getentropy() and fails as that does. The makefile
 * says __unix__ for it.
 */
#define MBEDTLS_ENTROPY_C
#define MBEDTLS_CTR_DRBG_C
/* HTTP's digest authentication. */
#define MBEDTLS_MD5_C
/* --pinnedpubkey writes a key to compare it. */
#define MBEDTLS_PK_WRITE_C
#undef MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG
