// head.c: a request's head, read strictly. What proxies and servers read differently is how requests are smuggled past
// filters, so what is not plain HTTP is refused rather than read somehow.
// The library mends what it does not like: it ends a text at a NUL, joins folded lines, takes the first of two names.
// But its pointers lead into the bytes that came, so the whole head is walked here beside what it made of them.
#include "http/edge.h"
#include <string.h>
#include <strings.h>

// The same header comes first on every request, see head_hide(): nothing of a stranger's.
static const char hidden[] = "";

typedef struct Heads {
    Exchange   *e;
    const char *at, *end;       // where the next line should begin; behind the head
    Str         length, coding, for_, proto;
    int         hosts, lengths, codings;
    bool        wrong;
} Heads;

// ---- the lines as they came ------------------------------------------------------------------

// The library has put a NUL in place of the colon, of the line's end (two for CR LF) and of blanks around the address.
// Names are looked at narrowly; in values only tabs among the controls.
static bool name_clean(const char *name, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((byte)name[i] <= ' ' || name[i] == 127 || name[i] == ':') return false;
    return len > 0;
}

static bool value_clean(const char *value, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (((byte)value[i] < ' ' && value[i] != '\t') || value[i] == 127) return false;
    return true;
}

// From the end of a line to the next: one NUL or two. More is a NUL that was sent.
static void next_line(Heads *heads, const char *line_end)
{
    heads->wrong = heads->wrong || line_end >= heads->end || *line_end != 0;
    if (heads->wrong) return;
    heads->at = line_end + 1;
    if (heads->at < heads->end && *heads->at == 0) heads->at++;
}

// A line that does not stand where the one before it ended was folded, or a NUL hid a part.
static void follow(Heads *heads, const char *name, size_t name_len, const char *value, size_t value_len)
{
    const char *p = name + name_len;
    heads->wrong  = heads->wrong || name != heads->at || p >= heads->end || *p != 0;
    if (heads->wrong) return;
    for (p++; p < heads->end && (*p == ' ' || *p == '\t');) p++;
    heads->wrong = p != value || !name_clean(name, name_len) || !value_clean(value, value_len);
    next_line(heads, value + value_len);
}

// What is left is the empty line, unless that was taken for the last line's LF.
static bool head_over(const Heads *heads)
{
    for (const char *p = heads->at; p < heads->end; p++)
        if (*p) return false;
    return heads->end - heads->at <= 2;
}

// Nothing between the method, the address and the version but blanks.
static bool line_clean(const Exchange *e, const char *method, const char *version)
{
    const char *p = method + strlen(method) + 1;
    if (version != e->version || !name_clean(method, strlen(method))) return false;
    for (; p < e->target; p++)
        if (*p != ' ') return false;
    return p == e->target;
}

// ---- the few headers that http itself reads ----------------------------------------------------

static bool named(Str name, const char *as) { return (i64)strlen(as) == name.len && !strcasecmp(name.at, as); }

static void note(Heads *heads, Str name, Str value)
{
    if (named(name, "Content-Length")) heads->lengths++, heads->length = value;
    else if (named(name, "Transfer-Encoding")) heads->codings++;
    else if (named(name, "Host")) heads->hosts++;
    else if (named(name, "X-Forwarded-For")) heads->for_ = value;
    else if (named(name, "X-Forwarded-Proto")) heads->proto = value;
}

// Past this door there is only valid UTF-8, yet no header vanishes: bytes that are no text become U+FFFD. Whatever is
// read strictly refuses that; what is only told (User-Agent, another program's cookie) bears it.
static enum MHD_Result copy_header(void *cls, enum MHD_ValueKind kind, const char *name, size_t name_len,
                                   const char *value, size_t value_len)
{
    Heads   *heads = cls;
    Request *r     = &heads->e->r;
    (void)kind;
    if (value == hidden) return MHD_YES;
    if (heads->at) follow(heads, name, name_len, value, value_len);
    Header copy = { utf8_mend(r->arena, (Str){ name, (i64)name_len }),
                    str_trim(utf8_mend(r->arena, (Str){ value, (i64)value_len })) };
    r->headers[r->header_count++] = copy;
    note(heads, copy.name, copy.value);
    bool coding = named(copy.name, "Transfer-Encoding");
    if (coding) heads->coding = (Str){ value, (i64)value_len };     // with its blanks, as the library reads it
    return MHD_YES;
}

// HEAD is GET for everybody: the library leaves the body away.
static Method method_of(const char *name, Str *kept)
{
    static const struct { Str name; Method is; } known[] = {
        { STR("GET"), GET },       { STR("POST"), POST }, { STR("PUT"), PUT },
        { STR("DELETE"), DELETE }, { STR("HEAD"), GET },  { STR("OPTIONS"), OPTIONS },
    };
    for (int i = 0; i < COUNT(known); i++)
        if (str_is(known[i].name, name)) { *kept = known[i].name; return known[i].is; }
    *kept = (Str){ 0 };
    return OTHER;
}

// ---- for http.c --------------------------------------------------------------------------------

// As soon as the address is known: the library would make a record in its small memory of every parameter and every
// cookie, and when that is full it is stuck with an answer it cannot send. We cut both ourselves, so it gets none: the
// query ends before it begins, and of several Cookie headers the library reads the first, which is ours.
// The address lies in the connection's own memory, though the library's callback calls it const.
void head_hide(struct MHD_Connection *mhd, const char *target)
{
    char *mark = strchr((char *)(uintptr_t)target, '?');
    if (mark && mark[1]) mark[1] = 0;
    MHD_set_connection_value(mhd, MHD_HEADER_KIND, "Cookie", hidden);
}

// Behind the address stands the version; else the address holds a NUL. Sets what line_clean() compares.
bool head_line(Exchange *e, const char *target)
{
    e->target  = target;
    e->version = target + strlen(target) + 1;
    return !strncmp(e->version, "HTTP/", 5);
}

// False for what no honest client sends and what proxies disagree about: two lengths, a length beside a coding, a
// coding other than chunked, a blank before the colon, a name that is empty, a NUL, a CR alone, a folded line, no Host
// or several.
bool head_read(Exchange *e, const char *method, const char *version)
{
    Request *r     = &e->r;
    Heads    heads = { .e = e };
    int      count = MHD_get_connection_values_n(e->conn->mhd, MHD_HEADER_KIND, NULL, NULL);
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(e->conn->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    r->headers     = NEW(r->arena, Header, count);
    r->method      = method_of(method, &r->method_name);
    if (!r->method_name.len) r->method_name = utf8_mend(r->arena, str(method));
    if (e->version && size) {
        e->head_len = (i64)size->header_size;
        heads.end   = method + e->head_len;
        heads.wrong = !line_clean(e, method, version);
        next_line(&heads, version + strlen(version));
    }
    MHD_get_connection_values_n(e->conn->mhd, MHD_HEADER_KIND, copy_header, &heads);
    heads.wrong = heads.wrong || (heads.at && !head_over(&heads));
    if (e->conn->near) request_forwarded(r, heads.for_, heads.proto);
    bool old = str_is(str(version), "HTTP/1.0");
    if (heads.wrong || heads.lengths + heads.codings > 1 || (heads.codings && old)) return false;
    if (heads.hosts > 1 || (!heads.hosts && !old)) return false;
    if (heads.codings) {
        e->body_due = -1;
        return named(heads.coding, "chunked");
    }
    return !heads.length.len || str_i64(heads.length, &e->body_due);
}
