// static_test.c: which of the carried files answers, in which spelling, kept for how long. The files are test/faces/.
#include "base/check.h"
#include "base/embedded.h"
#include "http/edge.h"
#include <string.h>

static Arena  *arena;
static Request r;
static Header  sent[2];

// GET, by somebody who says one header; "" says none.
static bool asked(const char *path, const char *name, const char *value)
{
    arena_reset(arena);
    sent[0] = (Header){ str(name), str(value) };
    r = (Request){ .arena = arena, .method = GET, .method_name = STR("GET"), .path = str(path),
                   .headers = sent, .header_count = name[0] != 0 };
    return http_static(&r, STR(""));
}

static const char *header(const char *name)
{
    for (int i = 0; i < r.answer.header_count; i++)
        if (str_is(r.answer.headers[i].name, name)) return arena_z(arena, r.answer.headers[i].value);
    return "";
}

static bool body_has(const char *text) { return str_has(r.answer.body, str(text)); }

static void check_spellings(void)
{
    static const char *const good[] = { "gzip", "br, gzip", "gzip;q=0.5", "*", "identity;q=0, *;q=0.1" };
    static const char *const none[] = { "", "identity", "gzip;q=0", "gzip; q=0.000", "br;q=1", "*;q=0", "gzip;q=0, *" };
    const char *file = "/assets/face-0a1b2c3d.js";
    for (int i = 0; i < COUNT(good); i++) {
        CHECK(asked(file, "Accept-Encoding", good[i]));
        CHECK_STR(header("Content-Encoding"), "gzip");
        CHECK(r.answer.body.len < 200 && r.answer.body.len > 20 && !body_has("一样的词"));
    }
    for (int i = 0; i < COUNT(none); i++) {
        CHECK(asked(file, "Accept-Encoding", none[i]));
        CHECK_STR(header("Content-Encoding"), "");
        CHECK(str_starts(r.answer.body, STR("const words = [\"一样的词 ")) && str_has(r.answer.body, STR("\"];\n")));
    }
    CHECK_STR(header("Vary"), "Accept-Encoding");
    CHECK_STR(header("Cache-Control"), "public, max-age=31536000, immutable");
    CHECK_STR(r.answer.content_type, "text/javascript; charset=utf-8");
    const char *tag = arena_z(arena, str(header("ETag")));
    CHECK(!strncmp(tag, "W/\"", 3));
    char kept[40];
    snprintf(kept, sizeof kept, "%s", tag);
    CHECK(asked(file, "If-None-Match", kept) && r.answer.status == 304 && !r.answer.body.len);
    CHECK_STR(header("Vary"), "Accept-Encoding");
}

// Too short to gain by gzip, it has one spelling.
static void check_worker(void)
{
    CHECK(asked("/sw.js", "Accept-Encoding", "gzip"));
    CHECK_STR(header("Cache-Control"), "no-cache");
    CHECK_STR(header("Content-Encoding"), "");
    CHECK_STR(header("Vary"), "");
    CHECK(header("ETag")[0] == '"' && str_is(r.answer.body, "x\n"));
}

static void check_pages(void)
{
    static const char *const phone[] = { "/", "/matters/410104000000001", "/q/ABC", "/f", "/c", "/desks", "/apis" };
    static const char *const desk[]  = { "/desk", "/desk/", "/desk/matters", "/desk/matters/1/answer", "/desk/sw.js" };
    static const char *const other[] = { "/api", "/api/", "/api/matters/1/2", "/api/desk" };
    for (int i = 0; i < COUNT(phone); i++) {
        CHECK(asked(phone[i], "Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8") && body_has("手机"));
        CHECK_STR(header("Cache-Control"), "no-cache");
    }
    CHECK_STR(header("Vary"), "Accept, Accept-Encoding");
    for (int i = 0; i < COUNT(desk); i++) CHECK(asked(desk[i], "Accept", "text/html") && body_has("桌面"));
    for (int i = 0; i < COUNT(other); i++) CHECK(!asked(other[i], "Accept", "text/html"));
    // A program gets no page in place of what it asked for; a person types an address without a slash.
    CHECK(!asked("/matters/1", "Accept", "*/*") && !asked("/matters/1", "", "") && !asked("/favicon.ico", "", ""));
    CHECK(asked("/desk", "", "") && body_has("桌面") && asked("/", "", "") && body_has("手机"));
    CHECK(!asked("/../sql/0001.sql", "", "") && !asked("/desk/../../sql/0001.sql", "", ""));
}

// A page of an older build asks for a program that is gone.
static void check_gone(void)
{
    static const char *const gone[] = { "/assets/face-99999999.js", "/desk/assets/x.css", "/assets/", "/assets" };
    for (int i = 0; i < COUNT(gone); i++) {
        CHECK(asked(gone[i], "Accept", "text/html,*/*") && r.answer.status == 404 && body_has("新版"));
        CHECK_STR(r.answer.content_type, "text/plain; charset=utf-8");
        CHECK_STR(header("Cache-Control"), "");
    }
    asked("/", "", "");
    r.method = POST;
    CHECK(!http_static(&r, STR("")));
}

static void check_rules(void)
{
    CHECK(asked("/", "", ""));
    CHECK_STR(header("Content-Security-Policy"), "");
    r.answer = (Answer){ 0 };
    CHECK(http_static(&r, STR("https://tiles.example")));
    CHECK(strstr(header("Content-Security-Policy"), "img-src 'self' data: blob: https://tiles.example; style-src "));
}

void static_test(void)
{
    static_open();
    arena = arena_open(1 << 20);
    check_spellings();
    check_worker();
    check_pages();
    check_gone();
    check_rules();
    arena_close(arena);
}
