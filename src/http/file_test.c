// Bodies that are files: whole, bounded, refused before they come, and so many at once.
#include "base/check.h"
#include "http/http.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MOST = 300000 };

// Says how long it is, and its last byte.
static Taken take(void *app, Request *r)
{
    char last = '-';
    (void)app;
    if (r->filed && r->file_len) CHECK(pread(r->file, &last, 1, r->file_len - 1) == 1);
    CHECK(!r->filed || r->body.len == 0);
    answer_text(r, 200, "text/plain", arena_fmt(r->arena, "%d %lld %lld %c", r->filed, (long long)r->file_len,
                                                (long long)r->body.len, last));
    return ANSWERED;
}

static void start(void *app, Request *r)
{
    (void)app;
    http_done(r);
}

static void refused(void *app, Request *r, Fault fault)
{
    (void)app;
    answer_text(r, fault_http(fault), "text/plain", str(fault_name(fault)));
}

static i64 filing(void *app, const Request *r, Fault *no)
{
    (void)app;
    if (str_is(r->path, "/no")) *no = FAULT_store_full;
    return str_is(r->path, "/file") ? FILE_MOST : 0;
}

static bool says(HttpClient *c, Arena *a, const char *path, i64 len, int status, const char *want)
{
    char *body = arena_take(a, MAX(len, 1), 1);
    Str answer = STR("");
    memset(body, 'x', (size_t)len);
    if (len) body[len - 1] = 'z';
    int is = http_client_call(c, a, "POST", str(path), NULL, 0, (Str){ body, len }, &answer);
    bool good = is == status && str_is(answer, want);
    if (!good) printf("    %s %lld: %d %.*s\n", path, (long long)len, is, (int)answer.len, answer.at);
    return good;
}

static void served(Arena *a, const char *folder, int files, void (*ask)(HttpClient *c, Arena *a))
{
    Str why = STR("");
    Str socket = arena_fmt(a, "%s/sock", folder), tmp = arena_fmt(a, "%s/tmp", folder);
    HttpConfig c = { .socket = socket, .handler = { NULL, take, start, refused, filing }, .threads = 1,
                     .body_max = 1000, .arena_max = 1 << 20, .connections_max = 8, .per_address_max = 8,
                     .idle_ms = 2000, .whole_ms = 2000, .tmp = tmp, .files_max = files };
    Http *h = http_open(&c, &why);
    CHECK(h != NULL);
    HttpClient *client = http_client_open(socket);
    CHECK(client != NULL);
    ask(client, a);
    http_client_close(client);
    http_close(h);
}

static void some(HttpClient *c, Arena *a)
{
    CHECK(says(c, a, "/file", FILE_MOST, 200, "1 300000 0 z"));
    CHECK(says(c, a, "/file", 1, 200, "1 1 0 z"));
    CHECK(says(c, a, "/memory", 900, 200, "0 0 900 -"));
    for (int i = 0; i < 5; i++) CHECK(says(c, a, "/file", 5000 + i, 200, arena_fmt(a, "1 %d 0 z", 5000 + i).at));
    CHECK(says(c, a, "/file", 0, 200, "0 0 0 -"));
}

static void large(HttpClient *c, Arena *a) { CHECK(says(c, a, "/file", FILE_MOST + 1, 413, "body_too_large")); }
static void never(HttpClient *c, Arena *a) { CHECK(says(c, a, "/no", 100, 503, "store_full")); }
static void none(HttpClient *c, Arena *a) { CHECK(says(c, a, "/file", 100, 503, "busy")); }

void file_test(void)
{
    char folder[] = "/tmp/linli-file-XXXXXX";
    Arena *a = arena_open(8 << 20);
    CHECK(mkdtemp(folder) != NULL);
    served(a, folder, 1, some);             // each ends before the next: one place is enough
    served(a, folder, 1, large);
    served(a, folder, 1, never);
    served(a, folder, 0, none);
    CHECK(rmdir(arena_fmt(a, "%s/tmp", folder).at) == 0);       // nothing is left in it
    unlink(arena_fmt(a, "%s/sock", folder).at);
    CHECK(rmdir(folder) == 0);
    arena_close(a);
}
