// load.c: many keep-alive callers in one thread. Measures rate and waits with few cycles per request, so that the
// server and not the caller is what is measured. Says one JSON line at the end.
//
//     load [-c CALLERS] [-s SECONDS] [-w WARM] [-n MOST] [-r RATE] [-l LINES] [-k COOKIES] PORT GET PATH
//                                                                                     PORT POST PATH BODY
//
// In PATH and BODY {n} becomes a running number and {line} a line of the file LINES taken at random. The first WARM
// seconds are not counted. -r: so many a second at even moments, and the wait counts from the moment one was due.
// -k: a file with one cookie a line, shared out among the callers. An answer that is neither 2xx nor 3xx is an error.
// SIGTERM ends it early, with its line.
#include "base/base.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CALLERS_MAX = 1024, REQUEST_MAX = 32 << 10, ANSWER_ROOM = 256 << 10, WAITS_MAX = 8 << 20, LAST_US = 10000000 };

typedef struct Caller {
    int  fd, status;
    bool busy, counted, again;              // again: its request was sent on a second connection
    i64  since;                             // microseconds
    i64  in_len, whole;                     // whole: length of the answer, 0 = its head is not here yet
    i64  out_len, out_at;
    Str  cookie;
    char in[ANSWER_ROOM], out[REQUEST_MAX];
} Caller;

typedef struct Load {
    const char *method, *path, *body;
    int         port, callers, epoll;
    double      seconds, warm, rate;
    i64         most;
    Str        *lines, *cookies;
    i64         line_count, cookie_count;
    uint64_t    chance;
    i64         sent, began, counts_from, ends, due;
    uint32_t   *waits;
    i64         counted, errors, bytes, last, calls;        // calls: connections beyond the first
} Load;

static Caller *callers;
static volatile sig_atomic_t stopped;

static void stop(int signal_no)
{
    (void)signal_no;
    stopped = 1;
}

static void give_up(const char *what)
{
    fprintf(stderr, "load: %s (%s)\n", what, errno ? strerror(errno) : "-");
    exit(2);
}

static i64 now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (i64)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint64_t chance(Load *l)
{
    l->chance ^= l->chance << 13;
    l->chance ^= l->chance >> 7;
    l->chance ^= l->chance << 17;
    return l->chance;
}

// ---- asking ------------------------------------------------------------------------------------

static void put(Out *o, const char *at, i64 len) { out_str(o, (Str){ at, len }); }

static void fill(const Load *l, Out *o, const char *pattern, Str line)
{
    for (const char *p = pattern, *mark; *p; p = mark) {
        mark = strchrnul(p + 1, '{');
        bool number = !strncmp(p, "{n}", 3), chosen = !strncmp(p, "{line}", 6);
        if (number) out_i64(o, l->sent);
        if (chosen) out_str(o, line);
        i64 skip = number ? 3 : chosen ? 6 : 0;
        put(o, p + skip, mark - p - skip);
    }
}

static void ask_text(Load *l, Caller *c)
{
    char body_at[REQUEST_MAX / 2];
    Out  o = { .at = c->out, .cap = REQUEST_MAX, .max = REQUEST_MAX };
    Out  body = { .at = body_at, .cap = sizeof body_at, .max = sizeof body_at };
    Str  line = l->line_count ? l->lines[chance(l) % (uint64_t)l->line_count] : STR("");
    if (l->body) fill(l, &body, l->body, line);
    out_z(&o, l->method);
    out_char(&o, ' ');
    fill(l, &o, l->path, line);
    out_fmt(&o, " HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n", l->port);
    if (c->cookie.len) {
        out_z(&o, "Sec-Fetch-Site: same-origin\r\nCookie: ");
        out_str(&o, c->cookie);
        out_z(&o, "\r\n");
    }
    if (l->body) out_fmt(&o, "Content-Type: application/json\r\nContent-Length: %lld\r\n", (long long)body.len);
    out_z(&o, "\r\n");
    if (l->body) out_str(&o, out_done(&body));
    errno = 0;
    if (o.full || body.full) give_up("a request is too long");
    c->out_len = o.len;
    c->out_at  = 0;
}

static void call(const Load *l, Caller *c)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)l->port) };
    struct epoll_event e  = { .events = EPOLLIN, .data.ptr = c };
    int                one = 1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&to, sizeof to)) give_up("nobody listens");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (fcntl(c->fd, F_SETFL, O_NONBLOCK) || epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &e)) give_up("epoll");
}

// A server may close what lay idle, also while a request is on its way to it: that is no failure, but a call more. One
// that does so again before it answered has failed.
static void call_again(Load *l, Caller *c, const char *what)
{
    if (c->in_len || c->again) give_up(what);
    close(c->fd);
    call(l, c);
    l->calls++;
    c->again  = c->busy;
    c->out_at = c->busy ? 0 : c->out_len;
}

static void send_some(Load *l, Caller *c)
{
    while (c->out_at < c->out_len) {
        ssize_t n = send(c->fd, c->out + c->out_at, (size_t)(c->out_len - c->out_at), MSG_NOSIGNAL);
        if (n < 0 && (errno == EPIPE || errno == ECONNRESET)) {
            call_again(l, c, "send");
            continue;
        }
        if (n < 0 && errno != EAGAIN) give_up("send");
        if (n < 0) break;
        c->out_at += n;
    }
    bool               all = c->out_at == c->out_len;
    struct epoll_event e   = { .events = all ? EPOLLIN : EPOLLIN | EPOLLOUT, .data.ptr = c };
    if (!all && epoll_ctl(l->epoll, EPOLL_CTL_MOD, c->fd, &e)) give_up("epoll");
}

static void ask(Load *l, Caller *c, i64 since)
{
    l->sent++;
    ask_text(l, c);
    c->busy    = true;
    c->since   = since;
    c->counted = since >= l->counts_from;
    c->in_len = c->whole = 0;
    send_some(l, c);
}

// ---- being answered ----------------------------------------------------------------------------

static i64 head_length(const char *at, i64 len, i64 *head)
{
    const char *end = memmem(at, (size_t)len, "\r\n\r\n", 4);
    i64         body = 0;
    if (!end) return -1;
    *head = end + 4 - at;
    for (const char *p = at; p && p < end; p = memchr(p, '\n', (size_t)(end - p))) {
        if (*p == '\n') p++;
        if (end - p > 15 && !strncasecmp(p, "content-length:", 15)) body = strtoll(p + 15, NULL, 10);
        if (end - p > 17 && !strncasecmp(p, "transfer-encoding", 17)) give_up("an answer without a length");
    }
    return body;
}

static void head_read(Caller *c)
{
    i64 head = 0, body = head_length(c->in, c->in_len, &head);
    if (body < 0) return;
    c->status = (int)strtol(c->in + 9, NULL, 10);
    c->whole  = head + (c->status == 304 || c->status == 204 ? 0 : body);
    errno     = 0;
    if (c->whole > ANSWER_ROOM) give_up("an answer is too long");
}

static void answered(Load *l, Caller *c)
{
    i64  now = now_us();
    bool bad = c->status < 200 || c->status > 399;
    if (bad && l->errors++ == 0)
        fprintf(stderr, "load: %.*s\n", (int)MIN(c->whole, 1200), c->in);
    if (c->counted && !bad && l->counted < WAITS_MAX) {
        l->waits[l->counted++] = (uint32_t)MIN(now - c->since, (i64)UINT32_MAX);
        l->bytes += c->whole;
        l->last = now;
    }
    c->busy = c->again = false;
    c->in_len = c->whole = 0;
}

static bool may_ask(const Load *l) { return !stopped && (!l->most || l->sent < l->most) && now_us() < l->ends; }

static void ready(Load *l, Caller *c)
{
    if (c->out_at < c->out_len) send_some(l, c);
    ssize_t n = recv(c->fd, c->in + c->in_len, (size_t)(ANSWER_ROOM - c->in_len), 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
        call_again(l, c, "the server hung up");
        if (c->busy) send_some(l, c);
        return;
    }
    c->in_len += n;
    if (!c->whole) head_read(c);
    if (!c->whole || c->in_len < c->whole) return;
    answered(l, c);
    if (l->rate <= 0 && may_ask(l)) ask(l, c, now_us());
}

// ---- the run -----------------------------------------------------------------------------------

// What was due by now, on callers that are free; when none is, it waits and its wait grows.
static void ask_due(Load *l)
{
    i64 now = now_us(), step = (i64)(1e6 / l->rate);
    for (int i = 0; i < l->callers && l->due <= now && l->due < l->ends; i++) {
        if (callers[i].busy || !may_ask(l)) continue;
        ask(l, &callers[i], l->due);
        l->due += step;
    }
}

static bool any_busy(const Load *l)
{
    for (int i = 0; i < l->callers; i++)
        if (callers[i].busy) return true;
    return false;
}

static void run(Load *l)
{
    struct epoll_event events[256];
    l->began = l->due = l->last = now_us();
    l->counts_from = l->began + (i64)(l->warm * 1e6);
    l->ends        = l->counts_from + (i64)(l->seconds * 1e6);
    for (int i = 0; i < l->callers && l->rate <= 0 && may_ask(l); i++) ask(l, &callers[i], now_us());
    while (now_us() < l->ends + LAST_US) {
        if (l->rate > 0) ask_due(l);
        if (!may_ask(l) && !any_busy(l)) return;
        int n = epoll_wait(l->epoll, events, 256, l->rate > 0 ? 1 : 200);
        if (n < 0 && errno != EINTR) give_up("epoll");
        for (int i = 0; i < n; i++) ready(l, events[i].data.ptr);
    }
    for (int i = 0; i < l->callers; i++) l->errors += callers[i].busy;
}

// ---- words -------------------------------------------------------------------------------------

static Str *lines_read(const char *path, i64 *count)
{
    FILE  *in = fopen(path, "r");
    char  *line = NULL;
    size_t room = 0;
    ssize_t n;
    i64    cap = 0;
    Str   *all = NULL;
    if (!in) give_up(path);
    while ((n = getline(&line, &room, in)) > 0) {
        if (line[n - 1] == '\n') n--;
        if (*count == cap) all = realloc(all, (size_t)(cap = cap ? 2 * cap : 1024) * sizeof *all);
        char *kept = malloc((size_t)n + 1);
        if (!all || !kept) give_up("memory");
        memcpy(kept, line, (size_t)n);
        all[(*count)++] = (Str){ kept, n };
    }
    free(line);
    fclose(in);
    return all;
}

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static double wait_ms(const Load *l, i64 percent_times_10)
{
    if (!l->counted) return 0;
    return (double)l->waits[MIN(l->counted - 1, l->counted * percent_times_10 / 1000)] / 1000.0;
}

static void report(Load *l)
{
    double spent = (double)MAX(l->last - l->counts_from, 1) / 1e6;
    qsort(l->waits, (size_t)l->counted, sizeof *l->waits, by_size);
    printf("{\"count\":%lld,\"seconds\":%.3f,\"rate\":%.1f,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f,"
           "\"errors\":%lld,\"bytes\":%lld}\n",
           (long long)l->counted, spent, (double)l->counted / spent, wait_ms(l, 500), wait_ms(l, 990),
           wait_ms(l, 999), wait_ms(l, 1000), (long long)l->errors,
           (long long)(l->counted ? l->bytes / l->counted : 0));
}

static void words(Load *l, int argc, char **argv)
{
    int option;
    while ((option = getopt(argc, argv, "c:s:w:n:r:l:k:")) != -1) {
        if (option == 'c') l->callers = (int)strtol(optarg, NULL, 10);
        else if (option == 's') l->seconds = strtod(optarg, NULL);
        else if (option == 'w') l->warm = strtod(optarg, NULL);
        else if (option == 'n') l->most = strtoll(optarg, NULL, 10);
        else if (option == 'r') l->rate = strtod(optarg, NULL);
        else if (option == 'l') l->lines = lines_read(optarg, &l->line_count);
        else if (option == 'k') l->cookies = lines_read(optarg, &l->cookie_count);
        else exit(2);
    }
    if (argc - optind < 3) {
        fprintf(stderr, "usage: load [-c -s -w -n -r -l -k] PORT GET|POST PATH [BODY]\n");
        exit(2);
    }
    l->port   = (int)strtol(argv[optind], NULL, 10);
    l->method = argv[optind + 1];
    l->path   = argv[optind + 2];
    l->body   = argc - optind > 3 ? argv[optind + 3] : NULL;
    errno     = 0;
    if (l->callers < 1 || l->callers > CALLERS_MAX) give_up("1 to 1024 callers");
}

int main(int argc, char **argv)
{
    Load l = { .callers = 64, .seconds = 3, .chance = 88172645463325252u, .epoll = epoll_create1(EPOLL_CLOEXEC) };
    words(&l, argc, argv);
    signal(SIGTERM, stop);
    callers = calloc((size_t)l.callers, sizeof *callers);
    l.waits = malloc(WAITS_MAX * sizeof *l.waits);
    if (!callers || !l.waits) give_up("memory");
    for (int i = 0; i < l.callers; i++) {
        if (l.cookie_count) callers[i].cookie = l.cookies[i % l.cookie_count];
        call(&l, &callers[i]);
    }
    run(&l);
    report(&l);
    return l.counted > 0 ? 0 : 1;
}
