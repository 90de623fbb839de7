// http_odd_test.c: bytes that are no plain HTTP, and connections that end at every point. Each gets an answer or an
// end, and what was begun for it ends with it.
#include "http/edge.h"
#include "base/check.h"
#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static atomic_int streams_ended;

static bool odd_more(void *context, Out *piece)
{
    for (int i = 0; i < 4000; i++) out_z(piece, "0123456789");
    return ++*(int *)context < 100;
}

static void odd_end(void *context)
{
    (void)context;
    atomic_fetch_add(&streams_ended, 1);
}

static Taken odd_take(void *app, Request *r)
{
    (void)app;
    if (str_is(r->path, "/later")) return LATER;
    if (str_is(r->path, "/stream"))
        r->answer = (Answer){ .status = 200, .more = odd_more, .end = odd_end, .context = NEW(r->arena, int, 1) };
    else answer_text(r, 200, str_is(r->path, "/page") ? "text/html" : "text/plain",
                     arena_fmt(r->arena, "%.*s", (int)r->body.len, r->body.len ? r->body.at : ""));
    return ANSWERED;
}

static void *odd_later(void *request)
{
    usleep(3000);
    answer_text(request, 200, "text/plain", STR("later"));
    http_done(request);
    return NULL;
}

static void odd_start(void *app, Request *r)
{
    pthread_t thread;
    (void)app;
    if (pthread_create(&thread, NULL, odd_later, r) || pthread_detach(thread)) abort();
}

static void odd_refused(void *app, Request *r, Fault fault)
{
    (void)app;
    answer_text(r, fault_http(fault), "application/problem+json", str(fault_name(fault)));
}

// ---- the client ------------------------------------------------------------------------------

static int odd_dial(int port)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    struct timeval patience = { 1, 0 };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    inet_pton(AF_INET, "127.0.0.1", &at.sin_addr);
    if (connect(fd, (struct sockaddr *)&at, sizeof at)) perror("odd_dial"), abort();
    return fd;
}

typedef struct Heard { int status; char text[4000]; } Heard;

// Until the other side closes, an answer seems whole, or a second has passed in silence.
static Heard odd_hear(int fd)
{
    Heard  a = { 0 };
    size_t n = 0;
    while (n < sizeof a.text - 1) {
        ssize_t got = recv(fd, a.text + n, sizeof a.text - 1 - n, 0);
        if (got <= 0) break;
        n += (size_t)got;
        const char *body = strstr(a.text, "\r\n\r\n"), *length = strcasestr(a.text, "Content-Length: ");
        if (body && length && (i64)n >= body + 4 - a.text + atoll(length + 16)) break;
    }
    sscanf(a.text, "HTTP/1.1 %d", &a.status);
    return a;
}

static Heard odd_ask(int port, const void *bytes, size_t len)
{
    int fd = odd_dial(port);
    CHECK(send(fd, bytes, len, MSG_NOSIGNAL) == (ssize_t)len);
    Heard a = odd_hear(fd);
    close(fd);
    return a;
}

// Every arena that was begun with a request has gone back.
static void odd_flat(Http *h)
{
    for (int i = 0; i < 400 && atomic_load(&h->begun); i++) usleep(5000);
    CHECK_EQ(atomic_load(&h->begun), 0);
}

// ---- stories ---------------------------------------------------------------------------------

#define HOST "Host: x\r\n"
#define BYTES(z) z, sizeof z - 1

static char *repeat(char *at, const char *what, int times)
{
    size_t len = strlen(what);
    for (int i = 0; i < times; i++, at += len) memcpy(at, what, len);
    return at;
}

// Many parameters, cookies, headers: answered in our own words, however the asker goes on.
static void many_stories(Http *h, int port)
{
    static char text[70000];
    static const struct { const char *before, *each, *after; int times, status; const char *fault; } many[] = {
        { "GET /?", "a&", " HTTP/1.1\r\n" HOST "\r\n", 233, 414, "address_too_long" },
        { "GET /?a", "&a", " HTTP/1.1\r\n" HOST "\r\n", 232, 200, "" },
        { "GET /?a", "&a", " HTTP/1.1\r\n" HOST "\r\n", 233, 414, "address_too_long" },
        { "GET /?a", "&a", " HTTP/1.1\r\n" HOST "\r\n", 3000, 414, "address_too_long" },
        { "GET /?", "&", " HTTP/1.1\r\n" HOST "\r\n", 4000, 414, "address_too_long" },
        { "GET /?", "a=1&b=%32&", " HTTP/1.1\r\n" HOST "\r\n", 130, 414, "address_too_long" },
        { "GET / HTTP/1.1\r\n" HOST "Cookie: a=1", "; a", "\r\n\r\n", 600, 200, "" },
        { "GET / HTTP/1.1\r\n" HOST "Cookie: a=1", "; a", "\r\nContent-Length: 0\r\n\r\n", 4000, 200, "" },
        { "GET / HTTP/1.1\r\n" HOST, "Cookie: a=1; b=2\r\n", "\r\n", 100, 200, "" },
        { "GET / HTTP/1.1\r\n" HOST "Cookie: a=1", "; a", "\r\nContent-Length: x\r\n\r\n", 3000, 400, "" },
        { "GET / HTTP/1.1\r\n" HOST, "A:\r\n", "\r\n", 150, 200, "" },
        { "GET / HTTP/1.1\r\n" HOST, "A:\r\n", "\r\n", 220, 431, "head_too_large" },
        { "GET / HTTP/1.1\r\n" HOST, "A:\r\n", "\r\n", 400, 431, "" },
    };
    for (int i = 0; i < COUNT(many); i++) {
        char *end = repeat(repeat(repeat(text, many[i].before, 1), many[i].each, many[i].times), many[i].after, 1);
        Heard a   = odd_ask(port, text, (size_t)(end - text));
        CHECK_EQ(a.status, many[i].status);
        CHECK(strstr(a.text, many[i].fault));
        for (int close_at = 1; close_at < 4; close_at++) {
            int fd = odd_dial(port);
            send(fd, text, (size_t)(end - text) * (size_t)close_at / 3, MSG_NOSIGNAL);
            if (close_at == 2) usleep(2000);
            close(fd);
        }
    }
    odd_flat(h);
}

// What proxies and servers read differently.
static void strict_stories(Http *h, int port)
{
    static const struct { const char *bytes; size_t len; } bad[] = {
        { BYTES("GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X: a\0\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X: \0\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X\0: a\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X:\0a\r\nY: b\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X: a\rb\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X: a\r\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X\r: a\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST ": a\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST ":\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST " : a\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X: a\r\n\tb\r\nY: c\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n X: a\r\n" HOST "\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X : a\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X\t: a\r\n\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X: a\x01\r\n\r\n") },
        { BYTES("GET /a\0b HTTP/1.1\r\n" HOST "\r\n") },
        { BYTES("GET /?a\0b HTTP/1.1\r\n" HOST "\r\n") },
        { BYTES("GET /\0HTTP/1.1 HTTP/1.1\r\n" HOST "\r\n") },
        { BYTES("GET /\0HTTP/1.1\0 HTTP/1.1\r\n" HOST "\r\n") },
        { BYTES("GE\0T / HTTP/1.1\r\n" HOST "\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X: a\r\n\0Y: b\r\n\r\n") },
        { BYTES("G\tET / HTTP/1.1\r\n" HOST "\r\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X: a\r\nno colon\r\n\r\n") },
        { BYTES("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding:\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") },
        { BYTES("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked \r\n\r\n0\r\n\r\n") },
        { BYTES("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n") },
        { BYTES("POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length:\r\n\r\n0\r\n\r\n") },
        { BYTES("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") },
        { BYTES("POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 1\r\n\r\na") },
        { BYTES("POST / HTTP/1.1\r\n" HOST "Content-Length: +1\r\n\r\na") },
        { BYTES("GET / HTTP/1.1\r\n" HOST HOST "\r\n") },
        { BYTES("GET / HTTP/1.2\r\n\r\n") },
    };
    static const struct { const char *bytes; size_t len; } good[] = {
        { BYTES("GET / HTTP/1.1\r\n" HOST "X: a\tb\r\nY:\r\nZ:  c  \r\n\r\n") },
        { BYTES("GET / HTTP/1.1\n" "Host: x\n\n") },
        { BYTES("GET / HTTP/1.0\r\n\r\n") },
        { BYTES("GET / HTTP/1.0\n\n") },
        { BYTES("GET / HTTP/1.1\r\n" HOST "X: \xc3\xa9 \xff\r\n\r\n") },
        { BYTES("\r\nGET / HTTP/1.1\r\n" HOST "\n") },
        { BYTES("GET  /  HTTP/1.1\r\n" HOST "\r\n") },
    };
    for (int i = 0; i < COUNT(bad); i++) {
        int status = odd_ask(port, bad[i].bytes, bad[i].len).status;
        if (status != 400) printf("    bad %d: %d\n", i, status);
        CHECK_EQ(status, 400);
    }
    for (int i = 0; i < COUNT(good); i++) {
        int status = odd_ask(port, good[i].bytes, good[i].len).status;
        if (status != 200 && i < 6) printf("    good %d: %d\n", i, status);
        CHECK(status == 200 || i == 6);             // blanks too many are no harm: an answer of some kind
    }
    odd_flat(h);
}

static void chunk_stories(Http *h, int port)
{
    static const char post[] = "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n";
    static char text[200000];
    for (int kib = 1; kib <= 128; kib *= 2) {
        char *end = repeat(text, post, 1);
        end       = repeat(repeat(repeat(end, "1;", 1), "x", kib * 1024), "\r\na\r\n0\r\n\r\n", 1);
        Heard a   = odd_ask(port, text, (size_t)(end - text));
        CHECK_EQ(a.status, kib < 15 ? 200 : 400);
        if (kib > 15) CHECK(strstr(a.text, "chunks_malformed") && strstr(a.text, "Connection: close"));
    }
    static const struct { const char *chunks; int status; const char *fault; } bad[] = {
        { "x\r\na\r\n", 400, "chunks_malformed" },      { "1\r\nab\r\n", 400, "chunks_malformed" },
        { "\r\n", 400, "chunks_malformed" },            { "-1\r\n", 400, "chunks_malformed" },
        { "ffffffffffffffffff\r\n", 413, "body_too_large" },
    };
    for (int i = 0; i < COUNT(bad); i++) {
        char *end = repeat(repeat(text, post, 1), bad[i].chunks, 1);
        Heard a   = odd_ask(port, text, (size_t)(end - text));
        CHECK(a.status == bad[i].status && strstr(a.text, bad[i].fault));
    }
    int slow[4];                                    // others whose chunks are under way are not taken for the one
    for (int i = 0; i < 4; i++) {
        slow[i] = odd_dial(port);
        char *end = repeat(repeat(text, post, 1), "5\r\nabc", 1);
        send(slow[i], text, (size_t)(end - text), MSG_NOSIGNAL);
    }
    usleep(20000);
    char *end = repeat(repeat(repeat(text, post, 1), "3\r\nabc\r\n1;", 1), "x", 20 << 10);
    Heard a   = odd_ask(port, text, (size_t)(end - text));
    CHECK(a.status == 400 && strstr(a.text, "chunks_malformed"));
    end = repeat(repeat(repeat(text, post, 1), "1;", 1), "x", 20 << 10);        // at once, before any piece of body
    a   = odd_ask(port, text, (size_t)(end - text));
    CHECK(a.status == 400 && strstr(a.text, "chunks_malformed"));
    for (int i = 0; i < 4; i++) {
        send(slow[i], BYTES("de\r\n0\r\n\r\n"), MSG_NOSIGNAL);
        a = odd_hear(slow[i]);
        CHECK(a.status == 200 && strstr(a.text, "abcde"));
        close(slow[i]);
    }
    odd_flat(h);
}

// Closed or reset at every byte of a few requests, and while their answers are made or under way.
static void end_stories(Http *h, int port)
{
    static const char *const whole[] = {
        "GET /?a=1&b=2 HTTP/1.1\r\n" HOST "Cookie: a=1; b=2\r\n\r\n",
        "POST /later HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\n0123456789",
        "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\nT: a\r\n\r\n",
        "POST / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nab",
        "HEAD / HTTP/1.1\r\n" HOST "\r\nGET /stream HTTP/1.1\r\n" HOST "\r\nGET /later HTTP/1.1\r\n" HOST "\r\n",
        "GET /stream HTTP/1.1\r\n" HOST "\r\n",
    };
    int ended = atomic_load(&streams_ended);
    for (int i = 0; i < COUNT(whole); i++)
        for (size_t n = 1; n <= strlen(whole[i]); n++) {
            int           fd    = odd_dial(port);
            struct linger reset = { 1, 0 };
            if (n % 2) setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
            send(fd, whole[i], n, MSG_NOSIGNAL);
            if (n % 3 == 0) shutdown(fd, SHUT_WR), usleep(300);
            close(fd);
        }
    odd_flat(h);
    CHECK(atomic_load(&streams_ended) > ended);
}

static void header_stories(int port)
{
    Heard a = odd_ask(port, BYTES("GET /page HTTP/1.1\r\n" HOST "X-Forwarded-Proto: https\r\n\r\n"));
    CHECK(strstr(a.text, "object-src 'none'") && strstr(a.text, "Strict-Transport-Security: max-age="));
    a = odd_ask(port, BYTES("GET /page HTTP/1.1\r\n" HOST "\r\n"));
    CHECK(strstr(a.text, "object-src 'none'") && !strstr(a.text, "Strict-Transport-Security"));
    a = odd_ask(port, BYTES("GET /page HTTP/1.1\r\n" HOST "X-Forwarded-Proto: https\r\nContent-Length: 1\r\n"
                            "Transfer-Encoding: chunked\r\n\r\n"));
    CHECK(a.status == 400 && strstr(a.text, "Strict-Transport-Security: max-age="));
}

void http_odd_test(void)
{
    HttpConfig c = { .listen = STR("127.0.0.1:0"), .threads = 1,
                     .handler = { .take = odd_take, .start = odd_start, .refused = odd_refused },
                     .body_max = 1 << 20, .arena_max = 4 << 20, .connections_max = 1000, .per_address_max = 5,
                     .idle_ms = 5000, .whole_ms = 7000, .close_ms = 200 };
    Str   error = { 0 };
    Http *h     = http_open(&c, &error);
    CHECK(h != NULL);
    if (!h) return;
    int port = http_port(h);
    log_quiet(true);
    many_stories(h, port);
    strict_stories(h, port);
    chunk_stories(h, port);
    end_stories(h, port);
    header_stories(port);
    http_close(h);
    log_quiet(false);
}
