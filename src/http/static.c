// static.c: the faces, carried inside the binary. Each file's tag is computed once; browsers ask with it and get 304.
// Served on the loop thread straight from the program's own pages of memory. There is no folder to read, so there is
// nothing that a path could climb out of.
#include "base/embedded.h"
#include "http/edge.h"
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef char Tag[20];                       // "0123456789abcdef" with its quote marks
static Tag           *tags;
static pthread_once_t tags_once = PTHREAD_ONCE_INIT;

static Str file_text(const Embedded *f) { return (Str){ (const char *)f->at, (i64)f->len }; }

// Once for the process, before any thread serves. No memory: there are no static pages, the API goes on.
static void tags_make(void)
{
    Arena *a = arena_open(64 << 10);
    tags     = calloc((size_t)embedded_count + 1, sizeof *tags);
    for (int i = 0; tags && i < embedded_count; i++) {
        Hash hash = hash_sha256(file_text(&embedded_files[i]));
        Str  hex  = hex_text(a, hash.at, 8);
        tags[i][0] = tags[i][17] = '"';
        memcpy(tags[i] + 1, hex.at, 16);
        arena_reset(a);
    }
    arena_close(a);
}

void static_open(void) { pthread_once(&tags_once, tags_make); }

static int by_name(const void *key, const void *file)
{
    return str_order(*(const Str *)key, str(((const Embedded *)file)->name));
}

// By bisection: tool/embed.c writes the files sorted.
static const Embedded *file_find(Str name)
{
    return bsearch(&name, embedded_files, (size_t)embedded_count, sizeof *embedded_files, by_name);
}

static const char *type_of(Str name)
{
    static const struct { const char *ending, *type; } types[] = {
        { ".html", "text/html; charset=utf-8" }, { ".js", "text/javascript; charset=utf-8" },
        { ".css", "text/css; charset=utf-8" },   { ".json", "application/json" },
        { ".svg", "image/svg+xml" },             { ".png", "image/png" },
        { ".jpg", "image/jpeg" },                { ".webp", "image/webp" },
        { ".ico", "image/x-icon" },              { ".woff2", "font/woff2" },
        { ".txt", "text/plain; charset=utf-8" }, { ".webmanifest", "application/manifest+json" },
    };
    for (int i = 0; i < COUNT(types); i++) {
        Str ending = str(types[i].ending);
        if (name.len > ending.len && str_same((Str){ name.at + name.len - ending.len, ending.len }, ending))
            return types[i].type;
    }
    return "application/octet-stream";
}

// ---- how a file goes out -----------------------------------------------------------------------

// "gzip", or "*" where gzip is not named; a weight of 0 is a no (RFC 9110 12.5.3).
static bool takes_gzip(const Request *r)
{
    Str  list = request_header(r, "Accept-Encoding");
    bool any  = false;
    while (list.len) {
        Str    one    = str_cut(&list, ',');
        Str    coding = str_trim(str_cut(&one, ';'));
        Str    weight = str_trim(one);
        double q      = 1;
        if (str_starts(weight, STR("q="))) str_double((Str){ weight.at + 2, weight.len - 2 }, &q);
        if (str_is(coding, "gzip")) return q > 0;
        if (str_is(coding, "*")) any = q > 0;
    }
    return any;
}

// "" when there is no memory.
static Str file_whole(Arena *a, const Embedded *f)
{
    z_stream z    = { 0 };
    char    *into = NEW(a, char, (i64)f->whole + 1);
    if (inflateInit2(&z, 15 + 16) != Z_OK) return (Str){ 0 };
    z.next_in   = (z_const Bytef *)(uintptr_t)f->at;
    z.avail_in  = (uInt)f->len;
    z.next_out  = (Bytef *)into;
    z.avail_out = (uInt)f->whole;
    bool good = inflate(&z, Z_FINISH) == Z_STREAM_END;
    inflateEnd(&z);
    return good ? (Str){ into, (i64)f->whole } : (Str){ 0 };
}

// A tag is weak where a file has two spellings, as it is and as gzip.
static void file_answer(Request *r, const Embedded *f, bool lasting, const char *vary)
{
    Str tag = str(tags[f - embedded_files]), text = file_text(f);
    answer_header(r, "ETag", f->whole ? arena_fmt(r->arena, "W/%.*s", (int)tag.len, tag.at) : tag);
    answer_header(r, "Cache-Control", lasting ? STR("public, max-age=31536000, immutable") : STR("no-cache"));
    if (vary) answer_header(r, "Vary", str(vary));
    if (request_has_tag(r, tag)) {
        r->answer.status = 304;
        return;
    }
    if (f->whole && takes_gzip(r)) answer_header(r, "Content-Encoding", STR("gzip"));
    else if (f->whole) text = file_whole(r->arena, f);
    answer_text(r, text.len || !f->whole ? 200 : 503, type_of(str(f->name)), text);
}

// ---- which file answers ------------------------------------------------------------------------

static bool below(Str path, Str folder)
{
    return str_starts(path, folder) && (path.len == folder.len || path.at[folder.len] == '/');
}

// A person's browser at an address that is no file: the face itself knows what to show there, or that nothing is.
static const Embedded *face_find(const Request *r)
{
    bool desk = below(r->path, STR("/desk"));
    bool page = !below(r->path, STR("/api")) && str_has(request_header(r, "Accept"), STR("text/html"));
    if (!page && !str_is(r->path, "/desk")) return NULL;
    return file_find(desk ? STR("web/desk/index.html") : STR("web/index.html"));
}

// In both languages, since who reads it has no page that could choose.
static void said_plainly(Request *r, int status, const char *text)
{
    answer_text(r, status, "text/plain; charset=utf-8", str(text));
}

static const char gone[] = "这个文件不在了：页面换了新版，请重新打开。\n"
                           "This file is gone: the page has a newer build, please open it again.\n";
static const char bare[] = "这里是邻里（Linli）的接口，没有带网页。接口在 /api，说明见 /api/openapi.json。\n"
                           "This Linli carries no pages; its API is at /api, told by /api/openapi.json.\n";

// What the faces ask for by name bears its own hash (Vite writes it so) and never changes; when it is not there, a page
// of an older build asks, and must not get a page for a program.
bool http_static(Request *r, Str pictures)
{
    if (r->method != GET || !tags || !r->path.len) return false;
    bool asset  = below(r->path, STR("/assets")) || below(r->path, STR("/desk/assets"));
    bool folder = r->path.at[r->path.len - 1] == '/';
    Str  name   = arena_fmt(r->arena, "web%.*s%s", (int)r->path.len, r->path.at, folder ? "index.html" : "");
    const Embedded *named = file_find(name), *f = named || asset ? named : face_find(r);
    if (pictures.len) answer_header(r, "Content-Security-Policy", page_rules(r->arena, pictures));
    if (f) file_answer(r, f, asset, f != named ? "Accept, Accept-Encoding" : f->whole ? "Accept-Encoding" : NULL);
    else if (asset) said_plainly(r, 404, gone);
    else if (str_is(r->path, "/")) said_plainly(r, 200, bare);
    else return false;
    return true;
}
