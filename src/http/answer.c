// answer.c: what goes out: the handler's answer with the headers that every answer bears.
// Every answer says no-store unless its handler knew better, and bears the headers that keep browsers strict; no
// handler has to think of them. Small answers are handed to the library as they lie in the arena, without a copy.
#include "http/edge.h"
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static bool one_line(Str s)
{
    for (i64 i = 0; i < s.len; i++)
        if ((byte)s.at[i] < ' ' || s.at[i] == 127) return false;
    return s.len > 0;
}

// A value of several lines would be further headers: it is dropped and logged. Nor can a header be empty.
void answer_header(Request *r, const char *name, Str value)
{
    assert(name && name[0]);
    Answer *a = &r->answer;
    assert(a->header_count < COUNT(a->headers));
    if (one_line(value)) a->headers[a->header_count++] = (Header){ str(name), arena_str(r->arena, value) };
    else log_line("error", "http_header", "%s cannot have that value", name);
}

void answer_text(Request *r, int status, const char *content_type, Str body)
{
    assert(status >= 100 && status <= 599 && body.len >= 0);
    r->answer.status       = status;
    r->answer.content_type = content_type;
    r->answer.body         = body;
}

// ---- headers ---------------------------------------------------------------------------------

// What a page may do: nothing from elsewhere, no script or style written into it. `pictures`: " https://host" more.
#define PAGE_RULES(pictures) "default-src 'self'; img-src 'self' data: blob:" pictures "; style-src 'self'; " \
    "font-src 'self'; connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; " \
    "frame-ancestors 'none'; form-action 'self'"

Str page_rules(Arena *a, Str pictures)
{
    return arena_fmt(a, PAGE_RULES(" %.*s"), (int)pictures.len, pictures.at);
}

static bool is_page(const Answer *a) { return a->content_type && !strncasecmp(a->content_type, "text/html", 9); }

static bool own(const Answer *a, const char *name)
{
    for (int i = 0; i < a->header_count; i++)
        if (!strcasecmp(a->headers[i].name.at, name)) return true;
    return false;
}

typedef void (*AddHeader)(void *into, const char *name, const char *value);

// In the same order for both ways out. A handler's own rules replace ours, they do not stand beside them.
static void each_header(const Request *r, AddHeader add, void *into)
{
    const Answer *a = &r->answer;
    for (int i = 0; i < a->header_count; i++) add(into, a->headers[i].name.at, a->headers[i].value.at);
    if (a->content_type) add(into, "Content-Type", a->content_type);
    if (!own(a, "Cache-Control")) add(into, "Cache-Control", "no-store");
    add(into, "X-Content-Type-Options", "nosniff");
    add(into, "Referrer-Policy", "same-origin");
    add(into, "X-Frame-Options", "DENY");
    if (r->secure) add(into, "Strict-Transport-Security", "max-age=31536000");
    if (!is_page(a)) return;
    if (!own(a, "Content-Security-Policy")) add(into, "Content-Security-Policy", PAGE_RULES(""));
    add(into, "Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()");
}

// ---- through the library ---------------------------------------------------------------------

// A piece that overflows is our own mistake: the connection breaks off, so that nobody takes the rest for the whole.
static ssize_t stream(void *cls, uint64_t at, char *into, size_t room)
{
    Exchange *e = cls;
    Out      *o = &e->piece;
    (void)at;
    while (e->piece_at == o->len) {
        if (e->last) return MHD_CONTENT_READER_END_OF_STREAM;
        o->len      = 0;
        e->piece_at = 0;
        e->last     = !e->r.answer.more(e->r.answer.context, o);
        if (o->full) return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    i64 n = MIN((i64)room, o->len - e->piece_at);
    assert(n > 0 && e->piece_at + n <= o->len);
    memcpy(into, o->at + e->piece_at, (size_t)n);
    e->piece_at += n;
    return (ssize_t)n;
}

static void add_to_response(void *into, const char *name, const char *value)
{
    MHD_add_response_header(into, name, value);
}

// Loop thread. The body is borrowed from the request's arena, which outlives the response: exchange_end comes after.
struct MHD_Response *answer_response(Exchange *e)
{
    Answer              *a = &e->r.answer;
    struct MHD_Response *response;
    if (a->more) {
        e->piece = out_new(e->r.arena, PIECE_MAX);
        uint64_t size = a->length > 0 ? (uint64_t)a->length : MHD_SIZE_UNKNOWN;
        response = MHD_create_response_from_callback(size, 16 << 10, stream, e, NULL);
        // 0.9.75 ends a chunked answer to HEAD with a last chunk, which would be read as the next answer.
        bool head = str_is(e->r.method_name, "HEAD") && !a->length;
        if (head && response) MHD_set_response_options(response, MHD_RF_HTTP_1_0_COMPATIBLE_STRICT, MHD_RO_END);
    } else {
        void *body = (void *)(uintptr_t)a->body.at;     // the library only reads it
        response   = MHD_create_response_from_buffer((size_t)a->body.len, body, MHD_RESPMEM_PERSISTENT);
    }
    if (!response) return NULL;
    each_header(&e->r, add_to_response, response);
    if (atomic_load(&e->http->closing)) MHD_add_response_header(response, "Connection", "close");
    return response;
}

// ---- past the library ------------------------------------------------------------------------

static void add_to_wire(void *into, const char *name, const char *value)
{
    out_fmt(into, "%s: %s\r\n", name, value);
}

// For refusals that cannot wait until the library asks. Written by hand, so only for short, unstreamed answers.
Str answer_wire(Request *r, bool body)
{
    const Answer *a   = &r->answer;
    Out           out = out_new(r->arena, PIECE_MAX);
    char          date[40];
    time_t        now = time_real() / 1000;
    struct tm     utc;
    assert(!a->more);
    strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &utc));
    out_fmt(&out, "HTTP/1.1 %d %s\r\nDate: %s\r\nConnection: close\r\nContent-Length: %lld\r\n", a->status,
            MHD_get_reason_phrase_for((unsigned)a->status), date, (long long)a->body.len);
    each_header(r, add_to_wire, &out);
    out_z(&out, "\r\n");
    if (body) out_str(&out, a->body);
    assert(!out.full);
    return out_done(&out);
}
