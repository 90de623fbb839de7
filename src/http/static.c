// static.c: the faces, carried inside the binary. Each file's tag is computed once; browsers ask with it and get 304.
// Served on the loop thread straight from the program's own pages of memory. There is no folder to read, so there is
// nothing that a path could climb out of.
#include "base/embedded.h"
#include "http/edge.h"
#include <stdlib.h>
#include <string.h>

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

// Names under assets/ bear their own hash (Vite writes them so) and never change.
bool http_static(Request *r)
{
    if (r->method != GET || !tags) return false;
    Str  path = r->path;
    bool folder = path.len && path.at[path.len - 1] == '/';
    Str  name = arena_fmt(r->arena, "web%.*s%s", (int)path.len, path.at, folder ? "index.html" : "");
    const Embedded *f = file_find(name);
    if (!f) return false;
    Str tag = str(tags[f - embedded_files]);
    answer_header(r, "ETag", tag);
    answer_header(r, "Cache-Control", str_starts(name, STR("web/assets/")) ? STR("public, max-age=31536000, immutable")
                                                                           : STR("no-cache"));
    if (request_has_tag(r, tag)) r->answer.status = 304;
    else answer_text(r, 200, type_of(name), file_text(f));
    return true;
}
