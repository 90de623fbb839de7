// text_fuzz.c: whatever bytes are read as a number, a moment, a day, a text to search, what is taken reads back the
// same and what comes out is valid text.
// parts: src/base/*.c
#include "base/text.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void require(bool good) { if (!good) abort(); }
static void text(Str s)        { require(utf8_count(s) >= 0); }

static void numbers(Arena *a, Str s)
{
    i64    n, again;
    double d, back;
    Out    o = out_new(a, 100);
    if (str_number(s, &n)) require(str_i64(s, &again) && again == n && str_same(s, arena_fmt(a, "%lld", (long long)n)));
    if (!str_double(s, &d)) return;
    out_double(&o, d);
    require(!o.full && str_double(out_done(&o), &back) && d == back);
}

static void moments(Arena *a, Str s)
{
    i64 m, again;
    if (moment_parse(s, &m) && m > 0) require(moment_parse(moment_text(a, m), &again) && again == m);
    if (day_parse(s, &m)) require(day_parse(day_text(a, m), &again) && again == m && str_same(s, day_text(a, m)));
}

static void texts(Arena *a, Str s)
{
    uint32_t code;
    i64      at = 0;
    while (at < s.len) {
        i64 step = utf8_next(s, at, &code);
        require(step > 0 && code <= 0x10FFFF);
        at += step;
    }
    require(at == s.len);
    Str good = utf8_mend(a, s);
    text(good);
    require(utf8_count(s) < 0 || memchr(s.at ? s.at : "", 0, (size_t)s.len) || str_same(s, good));
    utf8_seen(good);
    text(str_fold(a, good));
    text(text_look(a, good));
    text(text_plain(a, good));
    text(text_xml(a, good));
    for (int kind = TEXT_LINE; kind <= TEXT_RAW; kind++) {
        Str     clean, mended;
        Refused no;
        bool    touched = false;
        if (text_clean(a, (TextKind)kind, good, &clean, &no)) text(clean);
        else require(no.at > 0);
        if (kind == TEXT_RAW) continue;
        mended = text_mend(a, (TextKind)kind, good, &touched);
        require(text_clean(a, (TextKind)kind, mended, &clean, &no));        // what was mended is taken
    }
    if (phone_read(a, good, &good)) text(good);
    Out o = out_new(a, 8 * good.len + 100);
    out_json(&o, good);
    require(!o.full);
    json_t *v = json_loadb(o.at, (size_t)o.len, JSON_DECODE_ANY, NULL);
    require(v && str_same(good, (Str){ json_string_value(v), (i64)json_string_length(v) }));
    json_decref(v);
    out_csv(&o, good);
    require(!o.full);
}

static void bytes(Arena *a, Str s)
{
    byte *into = NEW(a, byte, s.len + 1), *again = NEW(a, byte, s.len + 4);
    i64   len  = base64_parse(s, into, s.len);
    require(len < 0 || (len <= s.len && base64_parse(base64_text(a, into, len), again, s.len + 3) == len));
    require(len <= 0 || !memcmp(into, again, (size_t)len));
    if (s.len % 2 == 0 && hex_parse(s, into, s.len / 2)) require(hex_text(a, into, s.len / 2).len == s.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static Arena *a;
    if (!a) a = arena_open(16 << 20);
    arena_reset(a);
    Str s = { (const char *)at, (i64)len };
    numbers(a, s);
    if (utf8_count(s) >= 0) moments(a, s);
    texts(a, s);
    bytes(a, s);
    return 0;
}
