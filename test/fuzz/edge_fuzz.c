// edge_fuzz.c: whatever bytes come on a connection and whenever it ends, what is handed on is clean text, the answer is
// HTTP, and nothing begun is left behind. The first byte says after how many of the others a pause comes.
// parts: src/http/*.c
#include "http/edge.h"
#include <arpa/inet.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void require(bool good) { if (!good) abort(); }
static void text(Str s)        { require(utf8_count(s) >= 0 && (!s.len || !memchr(s.at, 0, (size_t)s.len))); }

static bool more(void *context, Out *piece)
{
    out_z(piece, "more");
    return ++*(int *)context < 3;
}

static Taken take(void *app, Request *r)
{
    (void)app;
    text(r->path);
    text(r->method_name);
    for (int i = 0; i < r->header_count; i++) {
        text(r->headers[i].name);
        text(r->headers[i].value);
        require(r->headers[i].name.len && !str_has(r->headers[i].value, STR("\r")));
    }
    require(r->body.len <= 4096 && r->file_len <= 2000 && (!r->filed || !r->body.len));
    if (r->path.len % 3 == 2) return LATER;
    if (r->path.len % 3 == 0) r->answer = (Answer){ .status = 200, .more = more, .context = NEW(r->arena, int, 1) };
    else answer_text(r, 200, "text/plain", r->body);
    return ANSWERED;
}

static void start(void *app, Request *r)
{
    (void)app;
    answer_text(r, 200, "text/plain", r->path);
    http_done(r);
}

// Some bodies are files, some are refused before they come.
static i64 filing(void *app, const Request *r, Fault *no)
{
    (void)app;
    if (r->path.len % 7 == 6) *no = FAULT_store_full;
    return r->path.len % 5 == 4 ? 2000 : 0;
}

static void refused(void *app, Request *r, Fault fault)
{
    (void)app;
    require(!r->header_count || r->headers);
    answer_text(r, fault_http(fault), "text/plain", str(fault_name(fault)));
}

static Http *server(void)
{
    HttpConfig c = { .listen = STR("127.0.0.1:0"), .handler = { NULL, take, start, refused, filing }, .threads = 1,
                     .body_max = 4096, .arena_max = 1 << 20, .connections_max = 200, .per_address_max = 5,
                     .idle_ms = 1000, .whole_ms = 1000, .close_ms = 100, .tmp = STR("/tmp"), .files_max = 2 };
    Str   why = { 0 };
    Http *h   = http_open(&c, &why);
    require(h != NULL);
    return h;
}

static int dial(int port)
{
    struct sockaddr_in at    = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    struct linger      reset = { 1, 0 };
    int                fd    = socket(AF_INET, SOCK_STREAM, 0);
    inet_pton(AF_INET, "127.0.0.1", &at.sin_addr);
    require(!connect(fd, (struct sockaddr *)&at, sizeof at));
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    return fd;
}

static void hear(int fd, int wait_ms)
{
    char          got[64 << 10];
    struct pollfd p = { fd, POLLIN, 0 };
    if (poll(&p, 1, wait_ms) != 1) return;
    ssize_t n = recv(fd, got, sizeof got, MSG_DONTWAIT);
    require(n <= 0 || (n >= 9 && !memcmp(got, "HTTP/1.", 7)));
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static Http *h;
    if (len < 2 || len > 40 << 10) return 0;
    if (!h) h = server();
    int    fd    = dial(http_port(h));
    size_t first = MIN(len - 1, (size_t)at[0] * 4);
    send(fd, at + 1, first, MSG_NOSIGNAL);
    if (first < len - 1 && at[0] % 2) usleep(200);
    send(fd, at + 1 + first, len - 1 - first, MSG_NOSIGNAL);
    hear(fd, 2);
    close(fd);
    for (int i = 0; i < 20000 && atomic_load(&h->begun); i++) usleep(100);
    require(!atomic_load(&h->begun));
    return 0;
}
