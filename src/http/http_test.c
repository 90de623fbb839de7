// http_test.c: a toy server in this process, spoken to byte by byte.
#include "http/edge.h"
#include "base/check.h"
#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

// ---- the toy: some answers at once, some later from its own thread ---------------------------

enum { WAITING_MAX = 512, PIECES = 40 };

typedef struct Toy {
    pthread_mutex_t lock;
    pthread_cond_t  more;
    pthread_t       thread;
    Request        *waiting[WAITING_MAX];
    int             count, delay_ms;
    bool            stop;
    atomic_int      ended, refusals, pieces;
    atomic_bool     stuck;          // start() keeps what it gets, until released
} Toy;

static Toy toy;

static bool piece_make(void *context, Out *piece)
{
    int n = atomic_fetch_add((atomic_int *)context, 1);
    for (int i = 0; i < 1000; i++) out_fmt(piece, "piece %02d line %03d\n", n, i);
    return n + 1 < PIECES;
}

static void piece_end(void *context)
{
    (void)context;
    atomic_fetch_add(&toy.ended, 1);
}

static void toy_answer(Request *r)
{
    Out  out = out_new(r->arena, 1 << 20);
    Str  q;
    bool bad = false;
    out_fmt(&out, "%.*s %.*s peer=%.*s secure=%d local=%d body=%lld", (int)r->method_name.len, r->method_name.at,
            (int)r->path.len, r->path.at, (int)r->peer.len, r->peer.at, r->secure, r->local, (long long)r->body.len);
    if (r->body.len && r->body.len < 100) out_z(&out, " "), out_str(&out, r->body);
    if (request_query(r, "q", &q, &bad)) out_fmt(&out, " q=%.*s", (int)q.len, q.at);
    answer_header(r, "X-Toy", STR("yes"));
    answer_text(r, 200, "text/plain", out_done(&out));
}

static Taken toy_take(void *app, Request *r)
{
    Answer *a = &r->answer;
    (void)app;
    if (str_starts(r->path, STR("/later"))) return LATER;
    if (str_is(r->path, "/forgets")) return ANSWERED;
    if (str_is(r->path, "/html")) {
        answer_text(r, 200, "text/html; charset=utf-8", STR("<p>"));
        answer_header(r, "Cache-Control", STR("max-age=5"));
        answer_header(r, "X-Split", STR("a\r\nSet-Cookie: b"));
    } else if (str_is(r->path, "/stream")) {
        atomic_store(&toy.pieces, 0);
        *a = (Answer){ .status = 200, .content_type = "text/plain", .more = piece_make, .end = piece_end,
                       .context = &toy.pieces };
    } else if (!http_static(r, STR(""))) {
        toy_answer(r);
    }
    return ANSWERED;
}

static void toy_start(void *app, Request *r)
{
    (void)app;
    pthread_mutex_lock(&toy.lock);
    if (toy.count < WAITING_MAX) toy.waiting[toy.count++] = r;
    pthread_cond_signal(&toy.more);
    pthread_mutex_unlock(&toy.lock);
}

static void toy_refused(void *app, Request *r, Fault fault)
{
    (void)app;
    atomic_fetch_add(&toy.refusals, 1);
    answer_text(r, fault_http(fault), "application/problem+json", str(fault_name(fault)));
}

static void *toy_main(void *arg)
{
    (void)arg;
    pthread_mutex_lock(&toy.lock);
    while (!toy.stop || toy.count) {
        if (!toy.count || (atomic_load(&toy.stuck) && !toy.stop)) {
            pthread_cond_wait(&toy.more, &toy.lock);
            continue;
        }
        Request *mine[WAITING_MAX];
        int      count = toy.count;
        memcpy(mine, toy.waiting, (size_t)count * sizeof *mine);
        toy.count = 0;
        pthread_mutex_unlock(&toy.lock);
        usleep((useconds_t)toy.delay_ms * 1000);
        for (int i = 0; i < count; i++) {
            toy_answer(mine[i]);
            http_done(mine[i]);
        }
        pthread_mutex_lock(&toy.lock);
    }
    pthread_mutex_unlock(&toy.lock);
    return NULL;
}

static void toy_open(void)
{
    memset(&toy, 0, sizeof toy);
    pthread_mutex_init(&toy.lock, NULL);
    pthread_cond_init(&toy.more, NULL);
    toy.delay_ms = 2;
    CHECK(!pthread_create(&toy.thread, NULL, toy_main, NULL));
}

static void toy_close(void)
{
    pthread_mutex_lock(&toy.lock);
    toy.stop = true;
    pthread_cond_signal(&toy.more);
    pthread_mutex_unlock(&toy.lock);
    pthread_join(toy.thread, NULL);
    pthread_cond_destroy(&toy.more);
    pthread_mutex_destroy(&toy.lock);
}

static Http *server(const char *listen_on, const char *path, i64 idle_ms)
{
    HttpConfig c = { .listen = str(listen_on), .socket = str(path),
                     .handler = { .take = toy_take, .start = toy_start, .refused = toy_refused },
                     .threads = 2, .body_max = 1 << 20,
                     .arena_max = 4 << 20, .connections_max = 300, .per_address_max = 5, .idle_ms = idle_ms,
                     .whole_ms = idle_ms * 3 / 2, .close_ms = 200 };
    Str   error = { 0 };
    Http *h     = http_open(&c, &error);
    if (!h) printf("    %.*s\n", (int)error.len, error.at);
    CHECK(h != NULL);
    return h;
}

// ---- the client ------------------------------------------------------------------------------

static int dial_from(const char *from, int port)
{
    struct sockaddr_in at = { .sin_family = AF_INET };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct timeval patience = { 3, 0 };
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    inet_pton(AF_INET, from, &at.sin_addr);
    bool good = !bind(fd, (struct sockaddr *)&at, sizeof at);
    inet_pton(AF_INET, "127.0.0.1", &at.sin_addr);
    at.sin_port = htons((uint16_t)port);
    good = good && !connect(fd, (struct sockaddr *)&at, sizeof at);
    if (!good) perror("dial"), abort();     // several threads dial: no CHECK here
    return fd;
}

static int dial(int port) { return dial_from("127.0.0.1", port); }

static bool say(int fd, const char *text)
{
    size_t len = strlen(text);
    return send(fd, text, len, MSG_NOSIGNAL) == (ssize_t)len;
}

typedef struct Heard { int status; char head[4000], body[4000]; i64 body_len; bool closed; } Heard;

static char heard_byte(int fd, Heard *a)
{
    char c = 0;
    if (recv(fd, &c, 1, 0) != 1) a->closed = true;
    return c;
}

static void hear_body(int fd, Heard *a, i64 len)
{
    static _Thread_local char piece[65536];
    while (len > 0 && !a->closed) {
        ssize_t n = recv(fd, piece, (size_t)MIN(len, (i64)sizeof piece), 0);
        a->closed = n <= 0;
        if (a->closed) return;
        i64 kept = MIN(n, MAX(0, COUNT(a->body) - 1 - a->body_len));
        if (kept) memcpy(a->body + a->body_len, piece, (size_t)kept);
        a->body_len += n;
        len         -= n;
    }
}

static void hear_line(int fd, Heard *a, char *line, int max)
{
    int n = 0;
    while (!a->closed && n < max - 1) {
        char c = heard_byte(fd, a);
        if (c == '\n') break;
        if (c != '\r') line[n++] = c;
    }
    line[n] = 0;
}

// One answer, framed as it says it is. bodyless: to HEAD.
static Heard hear_as(int fd, bool bodyless)
{
    Heard a = { 0 };
    char  line[1000];
    i64   len = -1, n = 0;
    bool  chunked = false;
    for (;;) {
        hear_line(fd, &a, line, sizeof line);
        if (!line[0]) break;
        if (!n) sscanf(line, "HTTP/1.1 %d", &a.status);
        if (!strncasecmp(line, "Content-Length: ", 16)) len = atoll(line + 16);
        if (!strcasecmp(line, "Transfer-Encoding: chunked")) chunked = true;
        n += snprintf(a.head + n, sizeof a.head - (size_t)n, "%s\n", line);
    }
    if (bodyless || a.closed) return a;
    while (chunked && !a.closed) {
        hear_line(fd, &a, line, sizeof line);
        len = strtoll(line, NULL, 16);
        hear_body(fd, &a, len);
        hear_line(fd, &a, line, sizeof line);
        if (!len) return a;
    }
    hear_body(fd, &a, len);
    return a;
}

static Heard hear(int fd) { return hear_as(fd, false); }

static bool ends(int fd)        // the server closes, rather than leave us waiting
{
    Heard a = { 0 };
    heard_byte(fd, &a);
    close(fd);
    return a.closed;
}

static Heard ask(int port, const char *request)
{
    int fd = dial(port);
    CHECK(say(fd, request));
    Heard a = hear(fd);
    close(fd);
    return a;
}

#define HOST "Host: x\r\n"

// ---- stories ---------------------------------------------------------------------------------

static void plain_stories(int port)
{
    int   fd = dial(port);
    Heard a;
    for (int i = 0; i < 3; i++) {           // kept alive
        say(fd, "GET /a%20b?q=%E4%BD%A0+x&q=2 HTTP/1.1\r\n" HOST "\r\n");
        a = hear(fd);
        CHECK_EQ(a.status, 200);
        CHECK_STR(a.body, "GET /a b peer=127.0.0.1 secure=0 local=0 body=0 q=你 x");
    }
    CHECK(strstr(a.head, "X-Content-Type-Options: nosniff") && strstr(a.head, "Referrer-Policy: same-origin"));
    CHECK(strstr(a.head, "X-Frame-Options: DENY") && strstr(a.head, "Cache-Control: no-store"));
    CHECK(strstr(a.head, "X-Toy: yes") && strstr(a.head, "Date: ") && !strstr(a.head, "Server:"));
    CHECK(!strstr(a.head, "Content-Security-Policy"));
    say(fd, "GET /1 HTTP/1.1\r\n" HOST "\r\nPOST /2 HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc"
            "GET /later3 HTTP/1.1\r\n" HOST "\r\nGET /4 HTTP/1.1\r\n" HOST "\r\n");
    const char *paths[] = { "/1 ", "/2 ", "/later3 ", "/4 " };
    for (int i = 0; i < 4; i++) {           // pipelined, in order
        a = hear(fd);
        CHECK(strstr(a.body, paths[i]) != NULL);
    }
    say(fd, "HEAD /html HTTP/1.1\r\n" HOST "\r\n");
    a = hear_as(fd, true);
    CHECK(a.status == 200 && strstr(a.head, "Content-Length: 3\n") && strstr(a.head, "Cache-Control: max-age=5"));
    CHECK(strstr(a.head, "Content-Security-Policy: default-src 'self'") && !strstr(a.head, "no-store"));
    CHECK(!strstr(a.head, "Set-Cookie") && !strstr(a.head, "X-Split"));
    say(fd, "HEAD /stream HTTP/1.1\r\n" HOST "\r\n");
    a = hear_as(fd, true);
    CHECK(a.status == 200 && strstr(a.head, "Connection: close") && ends(fd));
    fd = dial(port);
    say(fd, "BREW /pot HTTP/1.1\r\n" HOST "\r\n");
    CHECK(strstr(hear(fd).body, "BREW /pot ") != NULL);
    say(fd, "GET /forgets HTTP/1.1\r\n" HOST "\r\n");
    a = hear(fd);
    CHECK(a.status == 500 && !strcmp(a.body, "breakage"));
    say(fd, "GET http://x/whole?q=1 HTTP/1.1\r\n" HOST "\r\n");
    CHECK(strstr(hear(fd).body, "GET /whole ") != NULL);
    say(fd, "GET /w HTTP/1.1\r\n" HOST "X-Forwarded-For: 9.9.9.9, 10.1.2.3\r\nX-Forwarded-Proto: https\r\n\r\n");
    CHECK(strstr(hear(fd).body, "peer=10.1.2.3 secure=1 local=0") != NULL);
    close(fd);
    a = ask(port, "GET /x HTTP/1.0\r\n\r\n");
    CHECK_EQ(a.status, 200);
}

static void body_stories(int port)
{
    int   fd = dial(port);
    Heard a;
    say(fd, "POST /c HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    usleep(20000);
    say(fd, "4;x=y\r\ndefg\r\n0\r\n\r\n");
    CHECK(strstr(hear(fd).body, "body=7 abcdefg") != NULL);
    say(fd, "POST /later HTTP/1.1\r\n" HOST "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    CHECK_EQ(hear_as(fd, true).status, 100);
    say(fd, "hello");
    CHECK(strstr(hear(fd).body, "body=5 hello") != NULL);
    char *big = malloc((1 << 20) + 1);
    memset(big, 'x', 1 << 20);
    big[1 << 20] = 0;
    say(fd, "PUT /big HTTP/1.1\r\n" HOST "Content-Length: 1048576\r\n\r\n");
    CHECK(say(fd, big));
    CHECK(strstr(hear(fd).body, "body=1048576") != NULL);
    close(fd);

    // 10 MB announced: refused before a byte of it is read, though the sender sends on.
    fd = dial(port);
    say(fd, "POST /later HTTP/1.1\r\n" HOST "Content-Length: 10485760\r\n\r\n");
    for (int i = 0; i < 10 && say(fd, big); i++) {}
    a = hear(fd);
    CHECK(a.status == 413 && !strcmp(a.body, "body_too_large") && strstr(a.head, "Connection: close"));
    CHECK(strstr(a.head, "nosniff") && strstr(a.head, "application/problem+json"));
    CHECK(ends(fd));

    // 10 MB in chunks: refused where the limit is passed.
    fd = dial(port);
    say(fd, "POST /later HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 10 && say(fd, "100000\r\n") && say(fd, big) && say(fd, "\r\n"); i++) {}
    a = hear(fd);
    CHECK(a.status == 413 && !strcmp(a.body, "body_too_large"));
    CHECK(ends(fd));
    free(big);
    static const char *const unclear[] = { "Content-Length: 1\r\nTransfer-Encoding: chunked", "Content-Length: -1",
                                           "Content-Length: 1\r\nContent-Length: 2", "Transfer-Encoding: gzip",
                                           "Transfer-Encoding : chunked", "Host: y" };
    for (int i = 0; i < COUNT(unclear); i++) {
        char text[200];
        snprintf(text, sizeof text, "POST / HTTP/1.1\r\n" HOST "%s\r\n\r\n", unclear[i]);
        a = ask(port, text);
        CHECK_EQ(a.status, 400);
        bool ours = !strstr(unclear[i], "-1");          // the library refuses that one itself
        CHECK(!ours || (!strcmp(a.body, "head_malformed") && strstr(a.head, "Connection: close")));
    }
}

// Of every length there is an answer: ours, as long as the library's memory holds the head.
static void long_stories(int port)
{
    for (int n = 7000; n < 24000; n += 500) {
        char text[25200], fill[25000] = "";
        memset(fill, 'f', (size_t)n);
        fill[n] = 0;
        snprintf(text, sizeof text, "GET /x?%s HTTP/1.1\r\n" HOST "\r\n", fill);
        Heard a = ask(port, text);
        CHECK(n > 16000 ? a.status == 414 || a.status == 431 : a.status == (n <= 8000 ? 200 : 414));
        if (n > 8500 && n < 16000) CHECK_STR(a.body, "address_too_long");
        snprintf(text, sizeof text, "GET /x HTTP/1.1\r\n" HOST "X-Long: %s\r\n\r\n", fill);
        a = ask(port, text);
        CHECK_EQ(a.status, n <= 14000 ? 200 : 431);
        if (n > 14500 && n < 16000) CHECK_STR(a.body, "head_too_large");
    }
}

static void address_stories(int port)
{
    static const char *const bad[] = { "/%", "/%4", "/%zz", "/%00", "/%ff", "/\xff", "/%c0%80", "*", "nothing" };
    int fd = dial(port);
    for (int i = 0; i < COUNT(bad); i++) {
        char line[100];
        snprintf(line, sizeof line, "GET %s HTTP/1.1\r\n" HOST "\r\n", bad[i]);
        say(fd, line);
        Heard a = hear(fd);
        CHECK(a.status == 404 && !strcmp(a.body, "path_unknown"));
    }
    say(fd, "GET /?q=\xff HTTP/1.1\r\n" HOST "\r\n");
    CHECK_EQ(hear(fd).status, 400);
    close(fd);
    long_stories(port);
    char *huge = malloc(70000);
    int   n    = snprintf(huge, 100, "GET / HTTP/1.1\r\n" HOST "X-Huge: ");
    memset(huge + n, 'h', 60000);
    memcpy(huge + n + 60000, "\r\n\r\n", 5);
    fd = dial(port);
    say(fd, huge);
    int status = hear(fd).status;
    CHECK(status == 431 || status == 413);              // the library's own refusal
    close(fd);
    free(huge);
    CHECK_EQ(ask(port, "\r\nnonsense\r\n\r\n").status, 0);
    CHECK_STR(ask(port, "GET / HTTP/1.1\r\n\r\n").body, "head_malformed");      // no Host
    CHECK_EQ(ask(port, "GET /x HTTP/1.0\r\n\r\n").status, 200);                // none needed
    CHECK_EQ(ask(port, "GET /a b HTTP/1.1\r\n" HOST "\r\n").status, 404);
    CHECK_EQ(ask(port, "GET /?a b HTTP/1.1\r\n" HOST "\r\n").status, 400);
}

static void stream_stories(int port)
{
    int before = atomic_load(&toy.ended);
    int fd     = dial(port);
    say(fd, "GET /stream HTTP/1.1\r\n" HOST "\r\n");
    Heard a = hear(fd);
    CHECK(a.status == 200 && !a.closed && a.body_len == PIECES * 1000 * 18);
    CHECK(!strncmp(a.body, "piece 00 line 000\npiece 00 line 001\n", 36));
    say(fd, "GET /stream HTTP/1.1\r\n" HOST "\r\n");
    usleep(10000);
    close(fd);                              // gone in the middle
    for (int i = 0; i < 200 && atomic_load(&toy.ended) < before + 2; i++) usleep(5000);
    CHECK_EQ(atomic_load(&toy.ended), before + 2);
}

static void *parallel_main(void *arg)
{
    int  port = *(int *)arg, fds[64];
    i64  good = 0;
    for (int i = 0; i < 64; i++) fds[i] = dial(port);
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 64; i++) say(fds[i], "POST /later HTTP/1.1\r\n" HOST "Content-Length: 2\r\n\r\nok");
        for (int i = 0; i < 64; i++) {
            Heard a = hear(fds[i]);
            good += a.status == 200 && strstr(a.body, "body=2 ok");
        }
    }
    for (int i = 0; i < 64; i++) close(fds[i]);
    return (void *)good;
}

static void later_stories(int port)
{
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) CHECK(!pthread_create(&threads[i], NULL, parallel_main, &port));
    for (int i = 0; i < 3; i++) {
        void *good = NULL;
        pthread_join(threads[i], &good);
        CHECK_EQ((i64)good, 640);
    }
    for (int i = 0; i < 50; i++) {          // gone while parked: closed and reset
        int fd = dial(port);
        say(fd, "GET /later HTTP/1.1\r\n" HOST "\r\n");
        struct linger reset = { 1, 0 };
        if (i % 2) setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(fd);
    }
    CHECK_EQ(ask(port, "GET /later HTTP/1.1\r\n" HOST "\r\n").status, 200);
}

// Three slow ones at a time: in the body, in the headers, in the first line.
static void slow_stories(void)
{
    Http *h = server("127.0.0.1:0", "", 400);
    if (!h) return;
    int  port = http_port(h);
    int  body = dial(port), head = dial(port), line = dial(port), idle = dial(port);
    i64  start = time_steady();
    say(body, "POST /later HTTP/1.1\r\n" HOST "Content-Length: 100\r\n\r\n");
    say(head, "GET / HTTP/1.1\r\n" HOST);
    bool cut[3] = { false };
    while (time_steady() - start < 4000 && !(cut[0] && cut[1] && cut[2])) {
        struct pollfd p[3] = { { body, POLLIN, 0 }, { head, POLLIN, 0 }, { line, POLLIN, 0 } };
        poll(p, 3, 0);
        for (int i = 0; i < 3; i++) cut[i] = cut[i] || p[i].revents;
        if (!cut[0]) say(body, "b");
        if (!cut[1]) say(head, "h");
        if (!cut[2]) say(line, "G");
        usleep(50000);
    }
    i64   spent = time_steady() - start;
    Heard a     = hear(body);
    CHECK(a.status == 408 && !strcmp(a.body, "body_too_slow") && strstr(a.head, "problem+json"));
    a = hear(head);
    CHECK(a.status == 408 && !strcmp(a.body, "body_too_slow"));
    CHECK_EQ(hear(line).status, 408);
    CHECK(spent > 500 && spent < 4000);
    CHECK(ends(body));
    CHECK(ends(head));
    CHECK(ends(line));
    CHECK(ends(idle));
    http_close(h);
}

// Connections that were closed are still counted until the server has seen it.
static void until_served(const char *from, int port)
{
    int status = 0;
    for (int i = 0; i < 200 && status != 200; i++) {
        int fd = dial_from(from, port);
        say(fd, "GET /x HTTP/1.1\r\n" HOST "\r\n");
        status = hear(fd).status;
        close(fd);
        if (status != 200) usleep(10000);
    }
    CHECK_EQ(status, 200);
}

static void limit_stories(int port)
{
    int fds[6];
    for (int i = 0; i < 6; i++) fds[i] = dial_from("127.0.0.2", port);
    for (int i = 0; i < 6; i++) {
        say(fds[i], "GET /x HTTP/1.1\r\n" HOST "X-Forwarded-For: 6.6.6.6\r\n\r\n");
        Heard a = hear(fds[i]);
        CHECK_EQ(a.status, i < 5 ? 200 : 429);
        if (i < 5) CHECK(strstr(a.body, "peer=127.0.0.2 ") != NULL);
    }
    for (int i = 0; i < 6; i++) close(fds[i]);
    until_served("127.0.0.2", port);
    int many[301];
    for (int i = 0; i < 301; i++) many[i] = dial(port);
    say(many[300], "GET /x HTTP/1.1\r\n" HOST "\r\n");
    CHECK_EQ(hear(many[300]).status, 503);
    for (int i = 0; i < 301; i++) close(many[i]);
    until_served("127.0.0.1", port);
}

static void local_stories(const char *path)
{
    struct stat st;
    CHECK(!stat(path, &st) && (st.st_mode & 07777) == 0600);
    Arena      *a = arena_open(1 << 20);
    HttpClient *c = http_client_open(str(path));
    CHECK(c != NULL);
    CHECK(http_client_open(STR("/nonexistent/socket")) == NULL);
    Str    answer;
    Header head = { STR("X-Some"), STR("thing") };
    for (int i = 0; i < 3 && c; i++) {
        CHECK_EQ(http_client_call(c, a, "POST", STR("/later?q=1"), &head, 1, STR("{}"), &answer), 200);
        CHECK_STR(answer.at, "POST /later peer= secure=0 local=1 body=2 {} q=1");
        CHECK_EQ(http_client_call(c, a, "GET", STR("/g"), NULL, 0, STR(""), &answer), 200);
        CHECK_STR(answer.at, "GET /g peer= secure=0 local=1 body=0");
        CHECK_EQ(http_client_call(c, a, "DELETE", STR("/g"), NULL, 0, STR(""), &answer), 200);
        CHECK_STR(answer.at, "DELETE /g peer= secure=0 local=1 body=0");
    }
    http_client_close(c);
    arena_close(a);
}

// test/faces/, as they go over the wire: whole for who takes no gzip, known again by their tag.
static void static_stories(int port)
{
    int  fd = dial(port);
    char line[400], tag[40] = "";
    say(fd, "GET /assets/face-0a1b2c3d.js HTTP/1.1\r\n" HOST "\r\n");
    Heard       a  = hear(fd);
    const char *at = strstr(a.head, "ETag: ");
    CHECK(a.status == 200 && at && strstr(a.body, "const words") == a.body && a.body_len == 280);
    if (at) sscanf(at, "ETag: %39s", tag);
    snprintf(line, sizeof line, "GET /assets/face-0a1b2c3d.js HTTP/1.1\r\n" HOST "If-None-Match: \"x\", %s\r\n\r\n",
             tag);
    say(fd, line);
    CHECK_EQ(hear_as(fd, true).status, 304);
    say(fd, "HEAD /assets/face-0a1b2c3d.js HTTP/1.1\r\n" HOST "Accept-Encoding: gzip\r\n\r\n");
    a = hear_as(fd, true);
    CHECK(a.status == 200 && strstr(a.head, "Content-Encoding: gzip") && !strstr(a.head, "Content-Length: 280\n"));
    say(fd, "GET /desk/matters HTTP/1.1\r\n" HOST "Accept: text/html\r\nAccept-Encoding: gzip\r\n\r\n");
    a = hear(fd);
    CHECK(a.status == 200 && strstr(a.head, "img-src 'self' data: blob:; ") && strstr(a.head, "camera=(self)"));
    CHECK(strstr(a.head, "Content-Encoding: gzip") && !memcmp(a.body, "\x1f\x8b", 2));
    say(fd, "GET /../sql/0001.sql HTTP/1.1\r\n" HOST "\r\n");
    CHECK(strstr(hear(fd).body, "GET /../sql/0001.sql ") != NULL);
    close(fd);
}

// Closed while some answers are under way and others never come: the first go out, the rest get 503.
static void close_stories(void)
{
    char  where[] = "127.0.0.1:0";
    Http *h       = server(where, "", 5000);
    if (!h) return;
    int port = http_port(h), quick = dial(port), stuck[5];
    toy.delay_ms = 100;
    say(quick, "GET /later HTTP/1.1\r\n" HOST "\r\n");
    usleep(30000);
    atomic_store(&toy.stuck, true);
    for (int i = 0; i < 5; i++) say(stuck[i] = dial(port), "GET /later HTTP/1.1\r\n" HOST "\r\n");
    usleep(30000);
    i64 start = time_steady();
    http_close(h);
    CHECK(time_steady() - start < 1500);
    Heard a = hear(quick);
    CHECK(a.status == 200 && strstr(a.head, "Connection: close"));
    close(quick);
    for (int i = 0; i < 5; i++) {
        a = hear(stuck[i]);
        CHECK(a.status == 503 && !strcmp(a.body, "busy"));
        close(stuck[i]);
    }
}

static void open_stories(const char *path)
{
    Str        error = { 0 };
    HttpConfig c = { .handler = { .take = toy_take, .start = toy_start, .refused = toy_refused },
                     .threads = 1, .body_max = 1000,
                     .arena_max = 1 << 20, .connections_max = 10, .per_address_max = 5, .idle_ms = 600,
                     .whole_ms = 900 };
    static const char *const wrong[] = { "8080", "127.0.0.1:x", "127.0.0.1:70000", "127.0.0.1:", "8.8.8.8:0", "a b:1" };
    for (int i = 0; i < COUNT(wrong); i++) {
        c.listen = str(wrong[i]);
        CHECK(http_open(&c, &error) == NULL && error.len > 0);
    }
    static const char *const right[] = { ":0", "[::1]:0", "localhost:0" };
    for (int i = 0; i < COUNT(right); i++) {
        c.listen = str(right[i]);
        Http *h  = http_open(&c, &error);
        CHECK(h && http_port(h) > 0);
        if (i == 0) CHECK_EQ(ask(http_port(h), "GET /later HTTP/1.1\r\n" HOST "\r\n").status, 200);
        http_close(h);
    }
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);       // a stale socket is replaced, a live one is not
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    snprintf(at.sun_path, sizeof at.sun_path, "%s", path);
    CHECK(!bind(fd, (struct sockaddr *)&at, sizeof at));
    close(fd);
    c.listen = (Str){ 0 };
    c.socket = str(path);
    Http *h  = http_open(&c, &error);
    CHECK(h != NULL);
    CHECK(http_open(&c, &error) == NULL && str_has(error, STR("another server")));
    CHECK(!access(path, F_OK));
    http_close(h);
    CHECK(access(path, F_OK));
}

// ---- reading, without a server ---------------------------------------------------------------

static void reading_stories(void)
{
    Arena  *a = arena_open(1 << 20);
    Header  heads[] = { { STR("cookie"), STR("a=1; sid=\"x y\"; empty=") }, { STR("Cookie"), STR("b=2;b=3") },
                        { STR("Accept"), STR("*/*") } };
    Request r = { .arena = a, .headers = heads, .header_count = 3 };
    Str     value, keys[8];
    bool    bad = false;
    CHECK(str_is(request_cookie(&r, "a"), "1") && str_is(request_cookie(&r, "sid"), "x y"));
    CHECK(str_is(request_cookie(&r, "b"), "2") && !request_cookie(&r, "empty").len && !request_cookie(&r, "c").len);
    CHECK(str_is(request_header(&r, "ACCEPT"), "*/*") && !request_header(&r, "Accep").len);
    r.query = STR("a=1&b%C3%A9=%32+%2B&bad=%f&&c&bad2=%00&%zz=1&u=%ff");
    CHECK(request_query(&r, "a", &value, &bad) && str_is(value, "1"));
    CHECK(request_query(&r, "b\xc3\xa9", &value, &bad) && str_is(value, "2 +"));
    CHECK(request_query(&r, "c", &value, &bad) && !value.len);
    CHECK(!request_query(&r, "absent", &value, &bad) && !bad);
    CHECK(!request_query(&r, "bad", &value, &bad) && bad);
    bad = false;
    CHECK(!request_query(&r, "bad2", &value, &bad) && bad);
    bad = false;
    CHECK(!request_query(&r, "u", &value, &bad) && bad);
    CHECK_EQ(request_query_keys(&r, keys, 8), 7);
    CHECK(str_is(keys[1], "b\xc3\xa9") && str_is(keys[5], "?"));
    CHECK_EQ(request_query_keys(&r, keys, 2), 2);
    r.peer = STR("127.0.0.1");
    request_forwarded(&r, STR("1.2.3.4, junk"), STR("http"));
    CHECK(str_is(r.peer, "127.0.0.1") && !r.secure);
    request_forwarded(&r, STR("1.2.3.4 , 2001:db8::1"), STR("HTTPS"));
    CHECK(str_is(r.peer, "2001:db8::1") && r.secure);
    CHECK_EQ(request_target(&r, STR("http://host")), OK);
    CHECK(str_is(r.path, "/"));
    CHECK_EQ(request_target(&r, STR("http:/")), FAULT_path_unknown);
    arena_close(a);
}

void http_test(void)
{
    char folder[] = "/tmp/linli-http-XXXXXX", path[64];
    CHECK(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/socket", folder);
    log_quiet(true);
    reading_stories();
    toy_open();
    Http *h = server("127.0.0.1:0", path, 5000);
    if (h) {
        int port = http_port(h);
        plain_stories(port);
        body_stories(port);
        address_stories(port);
        stream_stories(port);
        later_stories(port);
        limit_stories(port);
        local_stories(path);
        static_stories(port);
        http_close(h);
    }
    slow_stories();
    open_stories(path);
    close_stories();
    toy_close();
    log_quiet(false);
    rmdir(folder);
}
