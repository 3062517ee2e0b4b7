/*
 * tls.c - a connection's bytes by TLS: HTTPS, with Mbed TLS.
 *
 * httpsd is httpd with this in place of plain.c. It is a program of its own,
 * because httpd is to stay small (4 MiB of memory are enough for it): Mbed TLS
 * is 180 KB of code, and a session holds 20 KiB, a handshake more. A session
 * is made only when its client has sent something, and the server's limits
 * hold: a handshake that takes longer than a request may is closed.
 */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <mbedtls/error.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#if MBEDTLS_VERSION_MAJOR >= 3
#include <psa/crypto.h>
#endif

#include "../httpd/server.h"
#include "../httpd/stream.h"

#define ENTROPY_MAX 256 /* that getentropy() gives at once */

const int stream_port = 443;
const bool stream_is_tls = true;

struct stream {
    mbedtls_ssl_context ssl;
    bool ready; /* the handshake is over */
};

static mbedtls_ssl_config config;
static mbedtls_x509_crt chain;
static mbedtls_pk_context own_key;

/* --- randomness --- */

static int take_random(void *unused, unsigned char *out, size_t n)
{
    (void)unused;
    while (n) {
        size_t part = n < ENTROPY_MAX ? n : ENTROPY_MAX;
        if (getentropy(out, part) != 0)
            return MBEDTLS_ERR_SSL_INTERNAL_ERROR;
        out += part;
        n -= part;
    }
    return 0;
}

#if MBEDTLS_VERSION_MAJOR >= 3
psa_status_t
mbedtls_psa_external_get_random(mbedtls_psa_external_random_context_t *unused,
                                uint8_t *out, size_t size, size_t *length)
{
    (void)unused;
    if (take_random(NULL, out, size))
        return PSA_ERROR_INSUFFICIENT_ENTROPY;
    *length = size;
    return PSA_SUCCESS;
}
#endif

/* --- certificate and key --- */

static void end_if(int error, const char *what)
{
    char text[128];

    if (!error)
        return;
    mbedtls_strerror(error, text, sizeof(text));
    fprintf(stderr, "httpsd: %s: %s (%d)\n", what, text, error);
    exit(1);
}

static int read_key(const char *file)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_pk_parse_keyfile(&own_key, file, NULL, take_random, NULL);
#else
    return mbedtls_pk_parse_keyfile(&own_key, file, NULL);
#endif
}

static int is_pair(void)
{
#if MBEDTLS_VERSION_MAJOR >= 3
    return mbedtls_pk_check_pair(&chain.pk, &own_key, take_random, NULL);
#else
    return mbedtls_pk_check_pair(&chain.pk, &own_key);
#endif
}

static void configure(void)
{
    static const char *protocols[] = {"http/1.1", NULL};

    end_if(mbedtls_ssl_config_defaults(&config, MBEDTLS_SSL_IS_SERVER,
                                       MBEDTLS_SSL_TRANSPORT_STREAM,
                                       MBEDTLS_SSL_PRESET_DEFAULT),
           "TLS");
    mbedtls_ssl_conf_rng(&config, take_random, NULL);
    mbedtls_ssl_conf_authmode(&config, MBEDTLS_SSL_VERIFY_NONE);
    end_if(mbedtls_ssl_conf_own_cert(&config, &chain, &own_key), "TLS");
    end_if(mbedtls_ssl_conf_alpn_protocols(&config, protocols), "TLS");
}

void stream_setup(const char *cert, const char *key)
{
    unsigned char byte;
    int bad;

    if (take_random(NULL, &byte, 1)) {
        fprintf(stderr, "httpsd: no randomness, so no TLS: %s\n",
                strerror(errno));
        exit(1);
    }
#if MBEDTLS_VERSION_MAJOR >= 3
    end_if(psa_crypto_init(), "TLS");
#endif
    mbedtls_ssl_config_init(&config);
    mbedtls_x509_crt_init(&chain);
    mbedtls_pk_init(&own_key);
    bad = mbedtls_x509_crt_parse_file(&chain, cert);
    if (bad > 0) {
        fprintf(stderr, "httpsd: %s: %d certificates cannot be read\n", cert,
                bad);
        exit(1);
    }
    end_if(bad, cert);
    end_if(read_key(key), key);
    end_if(is_pair(), "the certificate's key is not that of -s");
    configure();
}

/* --- a session --- */

static int send_below(void *fd, const unsigned char *buf, size_t n)
{
    ssize_t done = send((int)(intptr_t)fd, buf, n, MSG_NOSIGNAL);

    if (done < 0)
        return errno == EAGAIN ? MBEDTLS_ERR_SSL_WANT_WRITE
                               : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
    return (int)done;
}

static int recv_below(void *fd, unsigned char *buf, size_t n)
{
    ssize_t done = recv((int)(intptr_t)fd, buf, n, 0);

    if (done < 0)
        return errno == EAGAIN ? MBEDTLS_ERR_SSL_WANT_READ
                               : MBEDTLS_ERR_SSL_INTERNAL_ERROR;
    return (int)done;
}

static bool begin(int fd, struct conn *c)
{
    struct stream *s = calloc(1, sizeof(*s));

    if (!s)
        return false;
    mbedtls_ssl_init(&s->ssl);
    if (mbedtls_ssl_setup(&s->ssl, &config)) {
        mbedtls_ssl_free(&s->ssl);
        free(s);
        return false;
    }
    mbedtls_ssl_set_bio(&s->ssl, (void *)(intptr_t)fd, send_below, recv_below,
                        NULL);
    c->stream = s;
    return true;
}

/* What Mbed TLS said, as recv() and send() say it. */
static ssize_t as_errno(struct conn *c, int n)
{
    char text[128];

    if (n >= 0)
        return n;
    if (n == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY || n == MBEDTLS_ERR_SSL_CONN_EOF)
        return 0;
    errno = EAGAIN;
    if (n == MBEDTLS_ERR_SSL_WANT_READ)
        c->wants = POLLIN;
    else if (n == MBEDTLS_ERR_SSL_WANT_WRITE)
        c->wants = POLLOUT;
    else
        errno = EPROTO;
    if (errno == EPROTO && server.log) {
        mbedtls_strerror(n, text, sizeof(text));
        log_failure(c, text);
    }
    return -1;
}

ssize_t stream_recv(int fd, struct conn *c, void *buf, size_t n)
{
    int err = 0;

    c->wants = 0;
    if (!c->stream && !begin(fd, c)) {
        errno = ENOMEM;
        return -1;
    }
    if (!c->stream->ready)
        err = mbedtls_ssl_handshake(&c->stream->ssl);
    if (err)
        return as_errno(c, err);
    c->stream->ready = true;
    return as_errno(c, mbedtls_ssl_read(&c->stream->ssl, buf, n));
}

ssize_t stream_send(int fd, struct conn *c, const void *buf, size_t n,
                    bool more)
{
    (void)fd;
    (void)more;
    c->wants = 0;
    return as_errno(c, mbedtls_ssl_write(&c->stream->ssl, buf, n));
}

bool stream_pending(const struct conn *c)
{
    return c->stream && mbedtls_ssl_check_pending(&c->stream->ssl);
}

void stream_end(struct conn *c)
{
    if (!c->stream)
        return;
    if (c->stream->ready) /* what came is all there was; if it fits in */
        mbedtls_ssl_close_notify(&c->stream->ssl);
    mbedtls_ssl_free(&c->stream->ssl);
    free(c->stream);
    c->stream = NULL;
}
