/*
 * mbedtls_config.h - what of Mbed TLS a web server needs, and why.
 *
 * A server alone: no client, no certificates from clients, no DTLS, no old
 * ciphers. Takes the place of Mbed TLS's own; for 2.28 (Debian 12: TLS 1.2)
 * and 3.6 (Debian 13: TLS 1.2 and 1.3).
 */
#pragma once

/* --- the machine --- */

/* Assembly for multiplying, and for zeroing that the compiler keeps. */
#define MBEDTLS_HAVE_ASM
/* AES and GCM by the CPU's instructions, asked for at run time: fast, and
 * their time tells nothing of the key. */
#define MBEDTLS_AESNI_C
/* Certificate and key are read from files. */
#define MBEDTLS_FS_IO
/* memory, printing: the C library's */
#define MBEDTLS_PLATFORM_C
/* Names for errors: a wrong key file is told in words. */
#define MBEDTLS_ERROR_C
/* Says what it is (mbedtls_version_get_string). */
#define MBEDTLS_VERSION_C

/*
 * Not here: MBEDTLS_ENTROPY_C and a generator of its own. Randomness comes from
 * getentropy() alone (tls.c), which fails where there is none that is any
 * good. Not MBEDTLS_HAVE_TIME either: the server checks no dates, and without
 * it the whole of the server's random is random. Not MBEDTLS_DEBUG_C: no
 * file names in the image.
 */

/* --- TLS --- */

#define MBEDTLS_SSL_TLS_C
#define MBEDTLS_SSL_SRV_C
/* The oldest that is not broken [RFC 8996]. */
#define MBEDTLS_SSL_PROTO_TLS1_2
/* Binds the keys to the handshake [RFC 7627]. */
#define MBEDTLS_SSL_EXTENDED_MASTER_SECRET
/* Names HTTP: nobody takes this for another protocol's server [RFC 7301]. */
#define MBEDTLS_SSL_ALPN
/* A client with little memory may ask for short records [RFC 6066 4]. */
#define MBEDTLS_SSL_MAX_FRAGMENT_LENGTH
/* Any client may send records that long [RFC 8446 5.1]. */
#define MBEDTLS_SSL_IN_CONTENT_LEN 16384
/* Ours need not be: 12 KiB less for each connection. */
#define MBEDTLS_SSL_OUT_CONTENT_LEN 4096

/* --- key exchange: ephemeral only, so old traffic stays closed --- */

#define MBEDTLS_KEY_EXCHANGE_ECDHE_ECDSA_ENABLED
#define MBEDTLS_KEY_EXCHANGE_ECDHE_RSA_ENABLED
#define MBEDTLS_ECDH_C
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ECP_C
/* Every call of ours brings randomness for blinding. */
#define MBEDTLS_ECP_NO_INTERNAL_RNG
/* Reduction made for the NIST primes: several times as fast. */
#define MBEDTLS_ECP_NIST_OPTIM
/* What browsers and curl offer; P-384 is for certificates that have it. */
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#define MBEDTLS_ECP_DP_CURVE25519_ENABLED

/* --- ciphers: authenticated ones only --- */

#define MBEDTLS_CIPHER_C
#define MBEDTLS_AES_C
#define MBEDTLS_GCM_C
/* For clients without AES in hardware. */
#define MBEDTLS_CHACHA20_C
#define MBEDTLS_POLY1305_C
#define MBEDTLS_CHACHAPOLY_C
/* Constant tables stay in the read-only part of the image. */
#define MBEDTLS_AES_ROM_TABLES

/* --- hashes --- */

#define MBEDTLS_MD_C
/* SHA-256's other half has a switch of its own in 3.6. */
#define MBEDTLS_SHA224_C
#define MBEDTLS_SHA256_C
/* SHA-384: AES-256's suites, and P-384's certificates. */
#define MBEDTLS_SHA384_C
#define MBEDTLS_SHA512_C

/* --- certificates and keys, from files --- */

#define MBEDTLS_X509_USE_C
#define MBEDTLS_X509_CRT_PARSE_C
#define MBEDTLS_PEM_PARSE_C
#define MBEDTLS_BASE64_C
#define MBEDTLS_ASN1_PARSE_C
/* ECDSA's signatures are ASN.1 that is written. */
#define MBEDTLS_ASN1_WRITE_C
#define MBEDTLS_OID_C
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_PK_C
#define MBEDTLS_PK_PARSE_C
/* Certificates with RSA keys, and signatures by them. */
#define MBEDTLS_RSA_C
#define MBEDTLS_PKCS1_V15

/* --- 3.6: TLS 1.3 too --- */

#if defined(MBEDTLS_VERSION_NUMBER) && MBEDTLS_VERSION_NUMBER >= 0x03060000
#define MBEDTLS_SSL_PROTO_TLS1_3
/* TLS 1.3's only exchange without a key that both had before. */
#define MBEDTLS_SSL_TLS1_3_KEY_EXCHANGE_MODE_EPHEMERAL_ENABLED
/* Middle boxes let it pass only if it looks like 1.2 [RFC 8446 D.4]. */
#define MBEDTLS_SSL_TLS1_3_COMPATIBILITY_MODE
/* 1.3 has its cryptography from PSA, and wants the peer's certificate kept. */
#define MBEDTLS_PSA_CRYPTO_C
#define MBEDTLS_SSL_KEEP_PEER_CERTIFICATE
#define MBEDTLS_HKDF_C
/* RSA signs by PSS there. */
#define MBEDTLS_PKCS1_V21
#define MBEDTLS_X509_RSASSA_PSS_SUPPORT
/* PSA's randomness is getentropy()'s too (tls.c). */
#define MBEDTLS_PSA_CRYPTO_EXTERNAL_RNG
#elif __has_include("mbedtls/check_config.h")
/* 3.6 checks by itself that this makes sense. */
#include "mbedtls/check_config.h"
#endif
