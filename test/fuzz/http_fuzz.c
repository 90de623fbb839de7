// http_fuzz.c: whatever stands in an address, a query, a cookie or a proxy's header, what request.c gives back is valid
// text within its bounds. Lines of the input: target, cookie, parameter's name, X-Forwarded-For, the rest.
// parts: src/http/request.c src/base/text.c
#include "http/edge.h"
#include <stdlib.h>
#include <string.h>

enum { KEYS = 8 };

static void require(bool good) { if (!good) abort(); }
static void text(Str s)        { require(utf8_count(s) >= 0 && (!s.len || !memchr(s.at, 0, (size_t)s.len))); }

static bool within(Str part, Str whole)
{
    return !part.len || (part.at >= whole.at && part.at + part.len <= whole.at + whole.len);
}

static void address(Arena *a, Str target, const char *name)
{
    Request r = { .arena = a };
    Str     keys[KEYS], value;
    bool    bad   = false;
    Fault   fault = request_target(&r, target);
    require(fault == OK || fault == FAULT_path_unknown || fault == FAULT_query_malformed);
    text(r.path);
    require(fault != OK || (r.path.len && r.path.at[0] == '/'));
    require(utf8_count(r.query) >= 0);
    int count = request_query_keys(&r, keys, KEYS);
    require(count >= 0 && count <= KEYS);
    for (int i = 0; i < count; i++) {
        text(keys[i]);
        bool there = request_query(&r, arena_z(a, keys[i]), &value, &bad);
        require(there || bad || str_is(keys[i], "?"));
        if (there) text(value);
    }
    if (request_query(&r, name, &value, &bad)) text(value);
}

static void decoded(Arena *a, Str s)
{
    char *into = NEW(a, char, s.len + 1);
    i64   len  = -1;
    if (percent_decode(s, true, into, &len)) require(len >= 0 && len <= s.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    if (len > 16 << 10) return 0;
    static Arena *a;
    if (!a) a = arena_open(4 << 20);
    arena_reset(a);
    Str rest    = arena_str(a, (Str){ (const char *)at, (i64)len });
    Str target  = str(arena_z(a, str_cut(&rest, '\n')));            // a C string, as the library gives it
    Str cookie  = str_cut(&rest, '\n'), name = str(arena_z(a, str_cut(&rest, '\n')));
    Str forward = str_cut(&rest, '\n');
    address(a, target, name.at);
    Header  heads[] = { { STR("Cookie"), cookie }, { forward, rest } };
    Request r       = { .arena = a, .headers = heads, .header_count = 2, .peer = STR("::1") };
    require(within(request_cookie(&r, name.at), cookie) || within(request_cookie(&r, name.at), rest));
    if (name.len) require(within(request_header(&r, name.at), cookie) || within(request_header(&r, name.at), rest));
    request_forwarded(&r, forward, rest);
    require(str_is(r.peer, "::1") || within(r.peer, forward));
    decoded(a, rest);
    return 0;
}
