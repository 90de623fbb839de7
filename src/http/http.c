// http.c: one request's way through the library: its line, headers, body, the handler, perhaps a wait, the answer.
// The life of a request: on_line (an exchange in a spare arena), on_request for the headers, then for each piece of
// body, then once more when it is whole: take(). ANSWERED goes out at once; LATER parks the connection, start() gives
// the request away, and http_done() wakes it, from whichever thread. on_completed ends the exchange and gives the
// arena back. A body is bounded before it is read, by its stated length, and again as it comes.
#include "http/edge.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

// The library keeps each connection's headers, both ways, in this much memory, and clears it for each request. More is
// answered 414 or 431 by the library, in its own words, before we are asked.
enum {
    HEAD_MAX      = 16 << 10,
    HEAD_MOST     = 14 << 10,
    HEADER_COSTS  = 64,
    TARGET_MAX    = 8 << 10,
    PARAMETERS    = 233,
    CHUNK_LINE    = 512,
    BODY_STEP     = 16 << 10,
    OTHER_SOCKETS = 1024,
    CLOSE_MS      = 5000,
    LAST_WORDS_MS = 500,
    HANG_UP_MS    = 1000
};

// ---- arenas and exchanges --------------------------------------------------------------------

// Arenas are kept with their first block, so an ordinary request costs no malloc. The lock is held for a few
// instructions; any thread.
static Arena *arena_spare(Http *h)
{
    Arena *a = NULL;
    pthread_mutex_lock(&h->spare_lock);
    if (h->spare_count) a = h->spare[--h->spare_count];
    pthread_mutex_unlock(&h->spare_lock);
    return a ? a : arena_open(h->config.arena_max);
}

static void arena_return(Http *h, Arena *a)
{
    arena_reset(a);
    pthread_mutex_lock(&h->spare_lock);
    bool room = h->spare_count < SPARE_MAX;
    if (room) h->spare[h->spare_count++] = a;
    assert(h->spare_count >= 0 && h->spare_count <= SPARE_MAX);
    pthread_mutex_unlock(&h->spare_lock);
    if (!room) arena_close(a);
}

// A loop thread serves one Http for its whole life. -1: no request has come to this thread.
static _Thread_local int loop_mine = -1;

static int loop_number(Http *h)
{
    if (loop_mine < 0) loop_mine = atomic_fetch_add(&h->loops, 1);
    assert(loop_mine < h->config.threads);
    return loop_mine;
}

// Bodies that come in chunks are rare; each loop lists its own, so that what the library says of chunks finds whom.
static void chunks_begin(Exchange *e)
{
    Exchange **first = &e->http->chunked[e->r.loop];
    e->next_chunked  = *first;
    e->came_bytes    = e->conn->first ? e->head_len : conn_bytes(e->conn->fd);
    *first           = e;
}

static void chunks_end(Exchange *e)
{
    Exchange **at = &e->http->chunked[e->r.loop];
    if (e->body_due != -1) return;
    while (*at && *at != e) at = &(*at)->next_chunked;
    if (*at) *at = e->next_chunked;
}

// On the loop thread, with the connection claimed. A malformed address is remembered, not refused yet: the body has to
// be read before an answer can be given on a connection that goes on.
static Exchange *exchange_new(Http *h, Conn *c, const char *target)
{
    Arena    *a  = arena_spare(h);
    Exchange *e  = NEW(a, Exchange, 1);
    e->r.arena   = a;
    e->r.came_at = time_steady();
    e->r.local   = c->local;
    e->r.loop    = loop_number(h);
    e->r.peer    = arena_str(a, str(c->peer));
    e->r.conn    = e;
    e->http      = h;
    e->conn      = c;
    e->fault     = request_target(&e->r, arena_str(a, str(target)));
    c->exchange  = e;
    atomic_store(&c->filed, false);
    atomic_fetch_add(&h->begun, 1);
    assert(c->peer[PEER_MAX - 1] == 0);
    return e;
}

// Once for each exchange, whether its answer went out or the connection broke: the handler's end() may hold a file or
// a page of a list. Nothing of the request may be touched afterwards. On the loop thread, with the connection claimed.
void exchange_end(Http *h, Conn *c)
{
    Exchange *e = c->exchange;
    if (!e) return;
    assert(e->http == h && e->conn == c && e->r.arena);
    const Answer *a = &e->r.answer;
    c->exchange     = NULL;
    atomic_fetch_sub(&h->begun, 1);
    if (a->more && a->end) a->end(a->context);
    chunks_end(e);
    file_drop(e, h);
    if (e->taken) atomic_fetch_sub(&h->live, 1);
    arena_return(h, e->r.arena);
}

// The handler knows the asker's language and the form of a refusal; if even it says nothing there is a plain one.
void exchange_refuse(Exchange *e, Fault fault)
{
    assert(fault != OK);
    const Handler *handler = &e->http->config.handler;
    e->r.answer = (Answer){ 0 };
    handler->refused(handler->app, &e->r, fault);
    if (!e->r.answer.status) answer_text(&e->r, fault_http(fault), "text/plain", str(fault_name(fault)));
}

// ---- coming in -------------------------------------------------------------------------------

// The answer cannot wait for the library: it goes out at once, the rest of the request is not read.
static enum MHD_Result refuse_now(Exchange *e, Fault fault)
{
    exchange_refuse(e, fault);
    Str wire = answer_wire(&e->r, !str_is(e->r.method_name, "HEAD"));
    conn_say(e->http, e->conn->fd, wire.at, wire.len);
    return MHD_NO;
}

// Beyond HEAD_MOST the library might find no room for the answer's headers and would end the connection in silence. Of
// each header it keeps a record beside the bytes.
static i64 headers_size(const Request *r)
{
    i64 size = r->path.len + r->query.len;
    for (int i = 0; i < r->header_count; i++)
        size += r->headers[i].name.len + r->headers[i].value.len + 4 + HEADER_COSTS;
    return size;
}

static bool address_long(const Request *r)
{
    int count = r->query.len > 0;
    for (i64 i = 0; i < r->query.len; i++) count += r->query.at[i] == '&';
    return r->path.len + r->query.len > TARGET_MAX || count > PARAMETERS;
}

static i64 body_most(const Exchange *e) { return e->file_max ? e->file_max : e->http->config.body_max; }

// LINE to BODY. From READING on the door may cut this connection; until the next claim nobody here touches it.
static enum MHD_Result headers_in(Exchange *e, const char *method, const char *version)
{
    assert(e->stage == LINE && !e->taken);
    if (!head_read(e, method, version)) return refuse_now(e, FAULT_head_malformed);
    if (address_long(&e->r)) return refuse_now(e, FAULT_address_too_long);
    if (headers_size(&e->r) > HEAD_MOST) return refuse_now(e, FAULT_head_too_large);
    Fault no = file_open(e);
    if (no) return refuse_now(e, no);
    if (e->body_due > body_most(e)) return refuse_now(e, FAULT_body_too_large);
    e->stage = BODY;
    if (e->body_due == -1) chunks_begin(e);
    atomic_store(&e->conn->touched, time_steady());
    atomic_store(&e->conn->phase, READING);
    return MHD_YES;
}

// Room grows with what has come, never with what was only promised.
static void body_room(Exchange *e, i64 need)
{
    assert(need >= e->body_len && need <= e->http->config.body_max);
    i64 most = e->body_due >= 0 ? e->body_due : e->http->config.body_max, cap = MAX(4 * e->body_cap, BODY_STEP);
    if (need <= e->body_cap) return;
    cap        = MIN(MAX(cap, need), MAX(most, need));
    char *body = NEW(e->r.arena, char, cap + 1);
    if (e->body_len) memcpy(body, e->body, (size_t)e->body_len);
    e->body     = body;
    e->body_cap = cap;
    assert(e->body_cap >= need);
}

static Fault memory_in(Exchange *e, const char *at, i64 len)
{
    body_room(e, e->body_len + len);
    assert(e->body_len + len <= e->body_cap);
    memcpy(e->body + e->body_len, at, (size_t)len);
    return OK;
}

static enum MHD_Result body_in(Exchange *e, const char *at, i64 len)
{
    assert(e->stage == BODY && len > 0);
    if (e->body_len + len > body_most(e)) return refuse_now(e, FAULT_body_too_large);
    Fault no = e->r.filed ? file_in(e, at, len) : memory_in(e, at, len);
    if (no) return refuse_now(e, no);
    e->body_len += len;
    if (e->body_due == -1) e->came_bytes = conn_bytes(e->conn->fd);
    atomic_store(&e->conn->touched, time_steady());
    atomic_store(&e->conn->phase, READING);
    return MHD_YES;
}

// ---- answering -------------------------------------------------------------------------------

// On the loop thread. A request without an answer is a mistake of a handler: it is logged and said as breakage, since
// the person waits either way.
static enum MHD_Result answer_out(Exchange *e)
{
    if (!e->r.answer.status) {
        log_line("error", "http_answer", "a request was left without an answer");
        exchange_refuse(e, FAULT_breakage);
    }
    struct MHD_Response *response = answer_response(e);
    if (!response) return MHD_NO;
    enum MHD_Result queued = MHD_queue_response(e->conn->mhd, (unsigned)e->r.answer.status, response);
    MHD_destroy_response(response);
    return queued;
}

// The connection is suspended before the request is given away, never after: http_done may come before start() has
// returned. Nothing of `e` may be read behind that call.
static enum MHD_Result park(Exchange *e)
{
    const Handler *handler = &e->http->config.handler;
    MHD_suspend_connection(e->conn->mhd);
    atomic_store(&e->conn->phase, PARKED);
    handler->start(handler->app, &e->r);        // from here on the request is another thread's
    return MHD_YES;
}

// BODY to HANDED: the body is whole. `held` counts requests that a handler may still touch, `live` those whose answer
// has not gone out; http_close waits for both.
static enum MHD_Result request_in(Exchange *e)
{
    assert(e->stage == BODY && !e->r.answer.status);
    Http          *h       = e->http;
    const Handler *handler = &h->config.handler;
    e->stage  = HANDED;
    chunks_end(e);
    e->r.body = (Str){ e->body, e->r.filed ? 0 : e->body_len };
    e->r.file_len = e->r.filed ? e->body_len : 0;
    if (e->fault) {
        exchange_refuse(e, e->fault);
        return answer_out(e);
    }
    e->taken = true;
    atomic_fetch_add(&h->live, 1);
    atomic_fetch_add(&h->held, 1);              // before the look at `closing`: http_close looks the other way round
    if (atomic_load(&h->closing)) exchange_refuse(e, FAULT_busy);
    else if (handler->take(handler->app, &e->r) == LATER) return park(e);
    atomic_fetch_sub(&h->held, 1);
    return answer_out(e);
}

// http_close took the request away from a handler that did not come back in time.
static enum MHD_Result abandoned(Http *h, Conn *c, const char *url, const char *method, const char *version)
{
    Exchange *e = exchange_new(h, c, url);
    e->stage    = HANDED;
    e->taken    = true;                         // it was counted already
    head_read(e, method, version);
    exchange_refuse(e, FAULT_busy);
    return answer_out(e);
}

// Any thread, exactly once for each request that start() was given; r->answer is written. Two may want the exchange
// then, this and http_close: whoever moves `owner` first has the connection, the other lets go of the memory.
void http_done(Request *r)
{
    assert(r && r->conn);
    Exchange *e       = r->conn;
    Http     *h       = e->http;
    int       waiting = WAITING;
    if (atomic_compare_exchange_strong(&e->owner, &waiting, DONE)) {
        MHD_resume_connection(e->conn->mhd);    // the exchange may be gone now
        atomic_fetch_sub(&h->held, 1);          // and now the server
        return;
    }
    if (r->answer.more && r->answer.end) r->answer.end(r->answer.context);
    file_drop(e, NULL);
    arena_close(r->arena);
}

// ---- what the library calls ------------------------------------------------------------------

static void *on_line(void *cls, const char *target, struct MHD_Connection *mhd)
{
    Http *h = cls;
    Conn *c = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    if (!c || !conn_claim(h, c)) return NULL;
    exchange_end(h, c);                         // none is left, unless the library forgot to say so
    Exchange *e = exchange_new(h, c, target);
    atomic_store(&c->since, e->r.came_at);
    atomic_store(&c->touched, e->r.came_at);
    bool clean = head_line(e, target);
    head_hide(mhd, target);
    if (!clean) refuse_now(e, FAULT_head_malformed), shutdown(c->fd, SHUT_RD);
    atomic_store(&c->phase, clean ? READING : CUT);
    return c;
}

// The library's one entrance, called several times for each request. A connection that cannot be claimed was cut:
// MHD_NO ends it.
static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
                                  const char *version, const char *body, size_t *body_len, void **context)
{
    Http *h = cls;
    Conn *c = *context;
    (void)mhd;
    if (!c || !conn_claim(h, c)) return MHD_NO;
    Exchange *e = c->exchange;
    if (!e) return abandoned(h, c, url, method, version);
    if (e->stage == LINE) return headers_in(e, method, version);
    if (e->stage == HANDED) return answer_out(e);
    if (!*body_len) return request_in(e);
    i64 len   = (i64)*body_len;
    *body_len = 0;
    return body_in(e, body, len);
}

static void on_completed(void *cls, struct MHD_Connection *mhd, void **context, enum MHD_RequestTerminationCode why)
{
    Http *h = cls;
    Conn *c = *context;
    (void)mhd;
    (void)why;
    if (!c) return;                             // cut before its first line was whole
    bool ours = conn_claim(h, c);
    c->first  = false;
    if (c->exchange) exchange_end(h, c);
    else atomic_fetch_sub(&h->live, 1);         // abandoned, and its 503 could not be given
    if (!ours) return;
    atomic_store(&c->since, time_steady());
    atomic_store(&c->phase, IDLE);
}

// On whichever thread the library begins or ends a connection. The door has noted the slot under
// this socket number before it handed it over.
static void on_connection(void *cls, struct MHD_Connection *mhd, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    Http *h = cls;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        int fd   = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        assert(fd >= 0 && fd < h->slot_count);
        *context = &h->slots[fd];
        conn_started(h, *context, mhd);
    } else if (*context) {
        conn_ended(h, *context);
    }
}

// Whom the library means when it says something of chunks: the only one that sends some, or the one from whom much came
// that was no body. NULL when that is not sure.
static Exchange *chunks_whose(Http *h)
{
    Exchange *first = loop_mine >= 0 ? h->chunked[loop_mine] : NULL, *most = first;
    i64       much  = first && first->next_chunked ? CHUNK_LINE : -1;
    for (Exchange *e = first; e && much >= 0; e = e->next_chunked) {
        i64 odd = conn_bytes(e->conn->fd) - e->came_bytes;
        if (odd > much) much = odd, most = e;
    }
    return much == CHUNK_LINE ? NULL : most;
}

// The library refuses broken chunks by itself, in HTML, and tells its log just before. So the refusal is said here,
// past it, and it finds nobody who listens. When its words change one day, its own answer goes out.
static void on_log(void *cls, const char *format, va_list args)
{
    Http *h = cls;
    if (!strstr(format, "HTTP response code is %u ('%s')")) return;
    unsigned    status = va_arg(args, unsigned);
    const char *text   = va_arg(args, const char *);
    bool        chunks = status == 500 || strstr(text, "chunk");
    Exchange   *e      = chunks ? chunks_whose(h) : NULL;
    if (!e || !conn_claim(h, e->conn)) return;
    refuse_now(e, status == 413 ? FAULT_body_too_large : FAULT_chunks_malformed);
}

// Nothing is decoded for us: request.c does it, strictly.
static size_t on_escape(void *cls, struct MHD_Connection *mhd, char *text)
{
    (void)cls;
    (void)mhd;
    return strlen(text);
}

// ---- opening and closing ---------------------------------------------------------------------

// The library does not listen: the door does and hands it sockets. Its own limits stand behind ours and a little
// wider, for what the door cannot see.
static bool daemon_start(Http *h)
{
    const HttpConfig *c = &h->config;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET
                   | MHD_USE_ERROR_LOG;
    unsigned idle_s = (unsigned)(c->idle_ms / 1000 + 1);        // the door, finer, speaks first
    struct MHD_OptionItem options[] = {
        { MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)on_log, h },
        { MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_completed, h },
        { MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)on_connection, h },
        { MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)on_line, h },
        { MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)on_escape, h },
        { MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEAD_MAX, NULL },
        { MHD_OPTION_CONNECTION_LIMIT, (intptr_t)c->connections_max * c->threads, NULL },   // counted by the door
        { MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)idle_s, NULL },
        { MHD_OPTION_STRICT_FOR_CLIENT, 0, NULL },          // Host and blanks are looked at here, to answer ourselves
        { c->threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, c->threads, NULL },
        { MHD_OPTION_END, 0, NULL },
    };
    h->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, h, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
    return h->daemon != NULL;
}

static void http_free(Http *h)
{
    assert(!atomic_load(&h->begun) && "every request has ended with its connection");
    if (h->wake >= 0) close(h->wake);
    for (int i = 0; i < h->spare_count; i++) arena_close(h->spare[i]);
    pthread_mutex_destroy(&h->lock);
    pthread_mutex_destroy(&h->spare_lock);
    free(h->slots);
    free(h);
}

// Returns when it listens and its threads run. `config` is copied, but its texts must live as long as the server.
Http *http_open(const HttpConfig *config, Str *error)
{
    assert(config->threads >= 1 && config->threads <= 8 && config->connections_max > 0 && config->body_max > 0);
    assert(config->idle_ms > 0 && config->whole_ms > 0 && config->per_address_max > 0);
    assert(config->arena_max > config->body_max);
    Http *h = calloc(1, sizeof *h);
    if (h) h->slots = calloc((size_t)config->connections_max + OTHER_SOCKETS, sizeof *h->slots);
    if (!h || !h->slots) {
        free(h);
        *error = STR("no memory for the server");
        return NULL;
    }
    h->config     = *config;
    h->slot_count = config->connections_max + OTHER_SOCKETS;
    h->tcp = h->unix_fd = h->wake = -1;
    h->sweep_ms = MAX(20, MIN(500, MIN(config->idle_ms, config->whole_ms) / 4));
    pthread_mutex_init(&h->lock, NULL);
    pthread_mutex_init(&h->spare_lock, NULL);
    static_open();
    *error = STR("the HTTP library does not start");
    if (daemon_start(h) && door_open(h, error)) return h;
    door_close(h);
    if (h->daemon) MHD_stop_daemon(h->daemon);
    http_free(h);
    return NULL;
}

int http_port(const Http *h) { return h->port; }

// Under the lock. Whoever still has the request keeps it and its arena; the connection gets a 503.
static void abandon(Http *h, Conn *c)
{
    int parked = PARKED, waiting = WAITING;
    if (!atomic_compare_exchange_strong(&c->phase, &parked, HELD)) return;
    Exchange *e     = c->exchange;              // NULL: abandoned a moment ago, not awake yet
    bool      taken = e && atomic_compare_exchange_strong(&e->owner, &waiting, ABANDONED);
    if (taken) c->exchange = NULL, atomic_fetch_sub(&h->begun, 1), atomic_fetch_sub(&h->files, e->file_max > 0);
    atomic_store(&c->phase, PARKED);
    if (!taken) return;                         // http_done is about to wake it
    MHD_resume_connection(c->mhd);
    atomic_fetch_sub(&h->held, 1);
}

static void abandon_all(Http *h)
{
    pthread_mutex_lock(&h->lock);
    for (int i = 0; i <= h->slot_top; i++) abandon(h, &h->slots[i]);
    pthread_mutex_unlock(&h->lock);
}

// 0.9.75 dereferences NULL when it refuses a malformed request while MHD_stop_daemon has begun. So everybody leaves
// first.
static void hang_up(Http *h)
{
    i64 start = time_steady();
    int open  = 1;
    pthread_mutex_lock(&h->lock);
    for (int i = 0; i <= h->slot_top; i++)
        if (atomic_load(&h->slots[i].phase) != FREE) shutdown(h->slots[i].fd, SHUT_RDWR);
    pthread_mutex_unlock(&h->lock);
    while (open && time_steady() - start < HANG_UP_MS) {
        usleep(1000);
        pthread_mutex_lock(&h->lock);
        open = h->open;
        pthread_mutex_unlock(&h->lock);
    }
}

// In this order: no new connections; parked requests get their time; those left are answered 503 and taken from their
// handlers, which may come back later and find nothing to do; then everybody is hung up on and the library stops.
// Bounded, except by a handler inside take() or http_done(). The caller must stop handing requests to it from
// elsewhere first.
void http_close(Http *h)
{
    if (!h) return;
    i64 wait_ms = h->config.close_ms > 0 ? h->config.close_ms : CLOSE_MS, start = time_steady();
    atomic_store(&h->closing, true);
    door_close(h);
    while (atomic_load(&h->live) && time_steady() - start < wait_ms) usleep(1000);
    start = time_steady();
    do {                                        // a suspended connection would make the library abort
        abandon_all(h);
        usleep(1000);
    } while (atomic_load(&h->held) || (atomic_load(&h->live) && time_steady() - start < LAST_WORDS_MS));
    hang_up(h);
    MHD_stop_daemon(h->daemon);
    http_free(h);
}
