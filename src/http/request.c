// request.c: reading what came: the address, query parameters, cookies, what a proxy says. Pure; fuzzed.
// Strangers' bytes: nothing here asserts what they hold. What cannot be decoded strictly is refused rather than
// guessed, since two programs that guess differently are how filters are passed by.
#include "http/edge.h"
#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

static bool same_name(Str a, const char *z)
{
    return (i64)strlen(z) == a.len && (!a.len || !strncasecmp(a.at, z, (size_t)a.len));
}

// The first of that name. The value was trimmed and made valid UTF-8 at the door, and lives as long as the request.
Str request_header(const Request *r, const char *name)
{
    assert(r && name && name[0]);
    for (int i = 0; i < r->header_count; i++)
        if (same_name(r->headers[i].name, name)) return r->headers[i].value;
    return (Str){ 0 };
}

// If-None-Match may list several, weak ones too, since a proxy that compresses makes ours weak.
static bool tag_in(Str list, Str tag)
{
    while (list.len) {
        Str one = str_trim(str_cut(&list, ','));
        if (str_starts(one, STR("W/"))) one = (Str){ one.at + 2, one.len - 2 };
        if (str_is(one, "*") || str_same(one, tag)) return true;
    }
    return false;
}

bool request_has_tag(const Request *r, Str tag)
{
    assert(tag.len > 2 && tag.at[0] == '"');
    for (int i = 0; i < r->header_count; i++)
        if (same_name(r->headers[i].name, "If-None-Match") && tag_in(r->headers[i].value, tag)) return true;
    return false;
}

// One Cookie header: "a=1; b=2". Of a name given twice the first counts, as browsers send the nearest path first.
static bool cookie_in(Str line, const char *name, Str *value)
{
    while (line.len) {
        Str pair = str_trim(str_cut(&line, ';'));
        Str key  = str_trim(str_cut(&pair, '='));
        if (!str_is(key, name)) continue;
        *value = str_trim(pair);
        bool quoted = value->len >= 2 && value->at[0] == '"' && value->at[value->len - 1] == '"';
        if (quoted) *value = (Str){ value->at + 1, value->len - 2 };
        return true;
    }
    return false;
}

Str request_cookie(const Request *r, const char *name)
{
    Str value = { 0 };
    for (int i = 0; i < r->header_count; i++)
        if (same_name(r->headers[i].name, "Cookie") && cookie_in(r->headers[i].value, name, &value)) return value;
    return (Str){ 0 };
}

// ---- percent coding --------------------------------------------------------------------------

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    char low = (char)(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

// It never gets longer. %00 is refused: a NUL would end the text for the operating system alone.
bool percent_decode(Str s, bool plus, char *into, i64 *len)
{
    i64 n = 0;
    for (i64 i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '+' && plus) c = ' ';
        if (c == '%') {
            int high = s.len - i > 2 ? hex_digit(s.at[i + 1]) : -1;
            int low  = s.len - i > 2 ? hex_digit(s.at[i + 2]) : -1;
            if (high < 0 || low < 0) return false;
            c = (char)(high << 4 | low);
            i += 2;
        }
        if (c == 0) return false;
        into[n++] = c;
    }
    *len = n;
    return true;
}

// Decoded and valid UTF-8, or false. Text without anything to decode is borrowed.
static bool decode(Arena *a, Str s, bool plus, Str *into)
{
    *into = s;
    bool plain = !s.len || (!memchr(s.at, '%', (size_t)s.len) && !(plus && memchr(s.at, '+', (size_t)s.len)));
    if (!plain) {
        char *text = NEW(a, char, s.len + 1);
        i64   len  = 0;
        if (!percent_decode(s, plus, text, &len)) return false;
        *into = (Str){ text, len };
    }
    return utf8_count(*into) >= 0;
}

// What needs no coding in a path stands there as it is.
static bool coded_idly(Str path)
{
    for (i64 i = 0; i + 2 < path.len; i++) {
        int high = hex_digit(path.at[i + 1]), low = hex_digit(path.at[i + 2]), c = high * 16 + low;
        if (path.at[i] != '%' || high < 0 || low < 0) continue;
        if (c > ' ' && c < 127 && !strchr("\"%<>?#[\\]^`{|}", c)) return true;
    }
    return false;
}

// The path is decoded once, here, and matched decoded. An address has one spelling, or filters and keepers in front of
// us would see another one than we do: "/api%2Fmatters" and "/%61pi/matters" are none. The query stays raw, since its
// keys are cut before they are decoded.
Fault request_target(Request *r, Str target)
{
    assert(r && r->arena);
    // "GET http://host/path" is what a proxy may send (RFC 9112 3.2.2).
    Str rest = target;
    if (str_starts(target, STR("http://")) || str_starts(target, STR("https://"))) {
        for (int slashes = 0; slashes < 3 && rest.len; slashes++) str_cut(&rest, '/');
        rest = (Str){ rest.at - 1, rest.len + 1 };
        if (rest.at[0] != '/') rest = STR("/");
    }
    Str path = str_cut(&rest, '?');
    r->query = rest;
    if (utf8_count(rest) < 0 || str_has(rest, STR(" "))) {
        r->query = (Str){ 0 };
        return FAULT_query_malformed;
    }
    bool good = path.len && path.at[0] == '/' && !str_has(path, STR(" "));
    if (good && !coded_idly(path) && decode(r->arena, path, false, &r->path)) return OK;
    r->path = (Str){ 0 };
    return FAULT_path_unknown;
}

// The first of that name.
bool request_query(const Request *r, const char *key, Str *value, bool *bad)
{
    Str rest = r->query;
    while (rest.len) {
        Str pair = str_cut(&rest, '&'), name;
        Str raw  = str_cut(&pair, '=');
        if (!decode(r->arena, raw, true, &name) || !str_is(name, key)) continue;
        if (decode(r->arena, pair, true, value)) return true;
        *bad = true;
        return false;
    }
    return false;
}

int request_query_keys(const Request *r, Str *keys, int max)
{
    assert(keys && max > 0);
    Str rest  = r->query;
    int count = 0;
    while (rest.len && count < max) {
        Str pair = str_cut(&rest, '&');
        if (!pair.len) continue;
        Str raw = str_cut(&pair, '=');
        if (!decode(r->arena, raw, true, &keys[count])) keys[count] = STR("?");
        count++;
    }
    return count;
}

// ---- behind a proxy --------------------------------------------------------------------------

// Only the last address is the proxy's own word; those before it are the asker's.
void request_forwarded(Request *r, Str for_, Str proto)
{
    r->secure = proto.len == 5 && !strncasecmp(proto.at, "https", 5);
    Str last = { 0 };
    while (for_.len) last = str_trim(str_cut(&for_, ','));
    char text[PEER_MAX];
    byte address[16];
    if (!last.len || last.len >= PEER_MAX) return;
    memcpy(text, last.at, (size_t)last.len);
    text[last.len] = 0;
    if (inet_pton(AF_INET, text, address) == 1 || inet_pton(AF_INET6, text, address) == 1) r->peer = last;
}
