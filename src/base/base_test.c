// base_test.c: arenas, slices, text, UTF-8, dates, hashes. One line per case.
#include "base/base.h"
#include "base/check.h"

static Arena *arena;

static const char *z(Str s) { return arena_z(arena, s); }

static void test_arenas(void)
{
    Arena *a = arena_open(100000);
    char *p = NEW(a, char, 3), *q = NEW(a, char, 1);
    CHECK((uintptr_t)p % 16 == 0 && (uintptr_t)q % 16 == 0 && q - p == 16 && p[0] == 0 && p[2] == 0);
    CHECK(!a->full && a->used == 32);
    i64 *many = NEW(a, i64, 12000);
    CHECK(many[0] == 0 && many[11999] == 0 && !a->full);
    CHECK(NEW(a, char, 5000) != NULL && a->full);               // past max: marked, still gives
    NEW(a, char, 100000);
    arena_reset(a);
    CHECK(!a->full && a->used == 0 && NEW(a, char, 3) == p);    // the first block stays
    CHECK_STR(arena_fmt(a, "%d %s", 7, "x").at, "7 x");
    CHECK_EQ(arena_fmt(a, "%300d", 7).len, 300);
    CHECK_STR(arena_z(a, (Str){ 0 }), "");
    arena_close(a);
    arena_close(NULL);
    Arena *tiny = arena_open(1);
    CHECK(NEW(tiny, char, 1) && tiny->full);
    arena_close(tiny);
}

static void test_slices(void)
{
    i64 n;
    double d;
    Str rest = STR("a=b=c");
    CHECK(str(NULL).len == 0 && str_same((Str){ 0 }, STR("")) && !str_same(STR("a"), STR("b")));
    CHECK(str_starts(STR("abc"), STR("ab")) && str_starts(STR("a"), STR("")) && !str_starts(STR("a"), STR("ab")));
    CHECK(str_has(STR("aab"), STR("ab")) && str_has(STR("ab"), STR("ab")) && !str_has(STR("ab"), STR("abc")));
    CHECK(!str_has(STR("ab"), STR("")) && !str_has((Str){ 0 }, STR("a")) && !str_has(STR("aaa"), STR("ab")));
    CHECK_STR(z(str_cut(&rest, '=')), "a");
    CHECK_STR(z(str_cut(&rest, '=')), "b");
    CHECK_STR(z(str_cut(&rest, '=')), "c");
    CHECK(rest.len == 0 && str_cut(&rest, '=').len == 0);
    CHECK_STR(z(str_trim(STR(" \t\r\n a b \n"))), "a b");
    CHECK_STR(z(str_trim(STR(" \n"))), "");
    CHECK(str_order(STR("a"), STR("b")) < 0 && str_order(STR("ab"), STR("a")) > 0);
    CHECK(str_order((Str){ 0 }, STR("")) == 0);
    CHECK(str_i64(STR("-12"), &n) && n == -12);
    CHECK(str_i64(STR("9223372036854775807"), &n) && n == INT64_MAX);
    CHECK(str_i64(STR("-9223372036854775808"), &n) && n == INT64_MIN);
    static const char *const not_i64[] = { "", "-", "+1", "1 ", " 1", "1.0", "0x1", "９", "9223372036854775808", "1-" };
    for (int i = 0; i < COUNT(not_i64); i++) CHECK(!str_i64(str(not_i64[i]), &n));
    CHECK(str_double(STR("-31.25"), &d) && d == -31.25);
    CHECK(str_double(STR("1e3"), &d) && d == 1000);
    CHECK(str_double(STR("2E-1"), &d) && d == 0.2);
    static const char *const not_double[] = { "", ".", "1.", ".5", "-", "1e", "1e+", "inf", "nan", "0x1p3", "1,5",
        "1 ", "1e999" };
    for (int i = 0; i < COUNT(not_double); i++) CHECK(!str_double(str(not_double[i]), &d));
}

static Str with(void (*put)(Out *, Str), const char *text)
{
    Out o = out_new(arena, 1000);
    put(&o, str(text));
    return out_done(&o);
}

static Str whole(i64 v)       { Out o = out_new(arena, 40); out_i64(&o, v); return out_done(&o); }
static Str fraction(double v) { Out o = out_new(arena, 40); out_double(&o, v); return out_done(&o); }

static void test_out(void)
{
    Out o = out_new(arena, 5);
    out_z(&o, "abc");
    out_fmt(&o, "%d", 12);
    CHECK(!o.full && str_is(out_done(&o), "abc12"));
    out_char(&o, 'x');
    out_z(&o, "");
    CHECK(o.full && str_is(out_done(&o), "abc12"));                     // full is sticky and adds nothing
    Out wide = out_new(arena, 10000);
    for (int i = 0; i < 1000; i++) out_fmt(&wide, "%05d", i);
    CHECK(wide.len == 5000 && str_starts(out_done(&wide), STR("0000000001")));
    CHECK(str_is(whole(INT64_MIN), "-9223372036854775808") && str_is(whole(0), "0") && str_is(whole(70), "70"));
    CHECK(str_is(fraction(0.1), "0.1") && str_is(fraction(-0.0), "0") && str_is(fraction(31.2), "31.2"));
    CHECK(str_is(fraction(0.1 + 0.2), "0.30000000000000004") && str_is(fraction(1e300), "1e+300"));
    CHECK_STR(z(with(out_json, "a\"\\\n\x01中")), "\"a\\\"\\\\\\n\\u0001中\"");
    CHECK_STR(z(with(out_csv, "say \"hi\",\n")), "\"say \"\"hi\"\",\n\"");
    CHECK_STR(z(with(out_csv, "=cmd()")), "\"'=cmd()\"");
    CHECK_STR(z(with(out_csv, "+1")), "\"'+1\"");
    CHECK_STR(z(with(out_csv, "-1")), "\"'-1\"");
    CHECK_STR(z(with(out_csv, "@x")), "\"'@x\"");
    CHECK_STR(z(with(out_csv, "\t=x")), "\"'\t=x\"");
    CHECK_STR(z(with(out_csv, "＝x")), "\"'＝x\"");
    CHECK_STR(z(with(out_csv, "a=b")), "\"a=b\"");
    CHECK_STR(z(with(out_csv, "")), "\"\"");
}

static void test_utf8(void)
{
    static const struct { const char *text; i64 count; } cases[] = {
        { "", 0 }, { "abc", 3 }, { "路灯坏了", 4 }, { "😀", 1 }, { "12345678路12345678", 17 }, { "é", 1 },
        { "\x7F", 1 }, { "\xC2\x80", 1 }, { "\xDF\xBF", 1 }, { "\xE0\xA0\x80", 1 }, { "\xED\x9F\xBF", 1 },
        { "\xEE\x80\x80", 1 }, { "\xEF\xBF\xBF", 1 }, { "\xF0\x90\x80\x80", 1 }, { "\xF4\x8F\xBF\xBF", 1 },
        { "\x80", -1 }, { "\xBF", -1 }, { "\xC0\xAF", -1 }, { "\xC1\xBF", -1 }, { "\xC2", -1 }, { "\xC2 ", -1 },
        { "\xE0\x9F\xBF", -1 }, { "\xE0\x80\xAF", -1 }, { "\xED\xA0\x80", -1 }, { "\xED\xBF\xBF", -1 },
        { "\xE4\xB8", -1 }, { "\xE4\xB8 ", -1 }, { "\xF0\x8F\xBF\xBF", -1 }, { "\xF0\x80\x80\xAF", -1 },
        { "\xF4\x90\x80\x80", -1 }, { "\xF5\x80\x80\x80", -1 }, { "\xF8\x88\x80\x80\x80", -1 }, { "\xFE", -1 },
        { "\xFF", -1 }, { "\xF0\x9F\x98", -1 }, { "12345678\xFF", -1 }, { "\xC2\xC2\x80", -1 }, { "\xE4\xB8\xE4", -1 },
    };
    for (int i = 0; i < COUNT(cases); i++) CHECK_EQ(utf8_count(str(cases[i].text)), cases[i].count);
    CHECK_EQ(utf8_count((Str){ "a\0b", 3 }), 3);
    static const char *const mended[][2] = {
        { "", "" }, { "路a", "路a" }, { "\xE9", "�" }, { "a\xE9z", "a�z" }, { "\xED\xA0\x80", "���" },
        { "\xE8\xB7", "��" },
    };
    for (int i = 0; i < COUNT(mended); i++) CHECK(str_is(utf8_mend(arena, str(mended[i][0])), mended[i][1]));
    CHECK(str_is(utf8_mend(arena, (Str){ "a\0b", 3 }), "a�b"));
    uint32_t code;
    CHECK(utf8_next(STR("a路"), 1, &code) == 3 && code == 0x8DEF);
    CHECK(utf8_next(STR("😀"), 0, &code) == 4 && code == 0x1F600);
    CHECK(utf8_next(STR("\xE8"), 0, &code) == 1 && code == 0xFFFD);
}

static void test_seen(void)
{
    CHECK(utf8_seen(STR("\xE2\x80\x8B" "a")) && utf8_seen(STR("路")) && utf8_seen(STR(".")));
    CHECK(utf8_seen(STR("\xEF\xBF\xBD")));
    CHECK(!utf8_seen(STR("")) && !utf8_seen(STR(" \n\xE3\x80\x80")));
    CHECK(!utf8_seen(STR("\xE2\x80\x8B\xE2\x81\xA0\xC2\xAD\xE3\x85\xA4\xEF\xB8\x8F")));
}

static void test_faults(void)
{
    CHECK(fault_http(OK) == 200 && fault_http(FAULT_body_not_json) == 400 && fault_http(FAULT_breakage) == 500);
    CHECK_STR(fault_name(FAULT_field_twice), "field_twice");
    CHECK_STR(fault_text(FAULT_field_twice, EN), "is given twice");
    CHECK_STR(fault_text(FAULT_field_twice, ZH), "重复填写");
    for (Fault f = OK + 1; f < FAULT_END; f++)
        CHECK(fault_http(f) >= 400 && *fault_text(f, ZH) && *fault_text(f, EN));
    Problems ps = { 0 };
    for (int i = 0; i < 100; i++) problem(&ps, STR("x"), FAULT_field_twice);
    CHECK_EQ(ps.count, 64);
}

static void test_bytes_as_text(void)
{
    static const struct { const char *plain, *text; } cases[] = {                   // RFC 4648, section 10
        { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
        { "foobar", "Zm9vYmFy" },
    };
    byte into[16];
    for (int i = 0; i < COUNT(cases); i++) {
        Str s = str(cases[i].plain);
        CHECK_STR(z(base64_text(arena, (const byte *)s.at, s.len)), cases[i].text);
        CHECK(base64_parse(str(cases[i].text), into, 16) == s.len && str_same(s, (Str){ (char *)into, s.len }));
    }
    static const char *const bad[] = { "Zg", "Zg=", "Zg===", "Z", "Zh==", "Zm9v\n", "Zm 9v", "Zm9-", "====" };
    for (int i = 0; i < COUNT(bad); i++) CHECK_EQ(base64_parse(str(bad[i]), into, 16), -1);
    CHECK_EQ(base64_parse(STR("Zm9vYmFy"), into, 5), -1);
    CHECK_STR(z(base64url_text(arena, (const byte *)"\xFB\xFF", 2)), "-_8");
    CHECK_STR(z(hex_text(arena, (const byte *)"\x00\xAB\x7F", 3)), "00ab7f");
    CHECK(hex_parse(STR("00aB7f"), into, 3) && into[1] == 0xAB && into[2] == 0x7F);
    CHECK(!hex_parse(STR("00ab7"), into, 3) && !hex_parse(STR("00ab7g"), into, 3) && !hex_parse(STR("00ab"), into, 3));
}

// Eight bytes are looked at together: whatever the byte and its place, what is written is what one by one gives.
static void test_json_eight(void)
{
    for (int code = 1; code < 0x80; code++)
        for (int at = 0; at < 20; at++) {
            char text[20];
            memset(text, 'x', sizeof text);
            memcpy(text + (at < 9 ? 12 : 2), "\xE8\xB7\xAF", 3);
            text[at] = (char)code;
            Str all = { text, sizeof text };
            Out o = out_new(arena, 64);
            out_json(&o, all);
            bool escaped = code < 0x20 || code == '"' || code == '\\';
            CHECK((out_done(&o).len > all.len + 2) == escaped);
        }
}

static void test_hashes(void)
{
    Hash a, b;
    random_fill(a.at, 32);
    random_fill(b.at, 32);
    CHECK(!hash_same(&a, &b) && hash_same(&a, &a));
    byte large[600];
    for (int i = 0; i < 100; i++) {                     // small pieces of blocks, and what no block holds
        b = a;
        random_fill(a.at, i % 2 ? 32 : 31);
        CHECK(memcmp(a.at, b.at, 31) != 0);
    }
    random_fill(large, sizeof large);
    CHECK(memcmp(large, large + 300, 300) != 0);
    a = hash_sha256((Str){ 0 });
    CHECK_STR(z(hex_text(arena, a.at, 32)), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(str_same(text_mark(arena, STR("路灯")), text_mark(arena, STR("路灯"))) && text_mark(arena, STR("")).len == 32);
    CHECK(!str_same(text_mark(arena, STR("路灯")), text_mark(arena, STR("路灯 "))));
    CHECK(!str_same(text_mark(arena, STR("12345678")), text_mark(arena, (Str){ "12345678\0", 9 })));
    CHECK(!str_same(text_mark(arena, STR("1234567812345678a")), text_mark(arena, STR("1234567812345679a"))));
    a = hash_sha256(STR("abc"));
    CHECK_STR(z(hex_text(arena, a.at, 32)), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    a = hash_leaf((Str){ 0 });
    CHECK_STR(z(hex_text(arena, a.at, 32)), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    b = hash_leaf((Str){ "\0", 1 });
    CHECK_STR(z(hex_text(arena, b.at, 32)), "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7");
    a = hash_node(&a, &b);                                              // the two-leaf tree of certificate transparency
    CHECK_STR(z(hex_text(arena, a.at, 32)), "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

static void test_days(void)
{
    static const struct { i64 year; int month, day; i64 count; int weekday; } cases[] = {
        { 1970, 1, 1, 0, 4 },       { 1969, 12, 31, -1, 3 },     { 2000, 2, 29, 11016, 2 },  { 2000, 3, 1, 11017, 3 },
        { 2024, 2, 29, 19782, 4 },  { 2023, 12, 31, 19722, 7 },  { 2024, 1, 1, 19723, 1 },   { 2024, 12, 31, 20088, 2 },
        { 2026, 11, 23, 20780, 1 }, { 1900, 3, 1, -25508, 4 },   { 1, 1, 1, -719162, 1 },
        { 9999, 12, 31, 2932896, 5 },
        { 1600, 2, 29, -135081, 2 },
    };
    for (int i = 0; i < COUNT(cases); i++) {
        CHECK_EQ(day_from(cases[i].year, cases[i].month, cases[i].day), cases[i].count);
        Civil c = civil_day(cases[i].count);
        CHECK(c.year == cases[i].year && c.month == cases[i].month);
        CHECK(c.day == cases[i].day && c.weekday == cases[i].weekday);
    }
    i64 wrong = 0;
    for (i64 d = -800000; d < 800000; d += 7) {
        Civil c = civil_day(d);
        wrong += c.year >= 1 && day_from(c.year, c.month, c.day) != d;
    }
    CHECK_EQ(wrong, 0);
    static const char *const bad[] = { "2023-02-29", "1900-02-29", "2023-13-01", "2023-00-01", "2023-01-00",
        "2023-04-31",
        "23-01-01", "2023-1-01", "2023-01-1", "2023-01-01 ", "0000-01-01", "2023/01/01", "" };
    i64 day;
    for (int i = 0; i < COUNT(bad); i++) CHECK(!day_parse(str(bad[i]), &day));
    CHECK(day_parse(STR("2024-02-29"), &day) && day == 19782);
    CHECK_STR(z(day_text(arena, 19782)), "2024-02-29");
    CHECK_STR(z(day_text(arena, -1)), "1969-12-31");
    CHECK_EQ(day_text(arena, DAY_NONE).len, 0);
}

static void test_moments(void)
{
    static const struct { const char *text; i64 moment; } good[] = {
        { "2026-11-23T08:30:00.000+08:00", 1795393800000 }, { "2026-11-23T00:30:00Z", 1795393800000 },
        { "2026-11-23 08:30:00", 1795393800000 },           { "2026-11-22t19:30:00.5-05:00", 1795393800500 },
        { "2026-11-23 00:30:00z", 1795393800000 },          { "1969-12-31T23:59:59.999Z", -1 },
        { "1970-01-01T00:00:00.0019Z", 1 },                 { "2023-12-31T23:59:59+08:00", 1704038399000 },
        { "2026-11-23T06:15:00+05:45", 1795393800000 },
    };
    static const char *const bad[] = { "", "2026-11-23", "2026-11-23T08:30:00", "2026-11-23T08:30Z",
        "2026-11-23T24:00:00Z",
        "2026-11-23T08:60:00Z", "2026-11-23T08:30:60Z", "2026-02-30T08:30:00Z", "2026-11-23T08:30:00.Z",
        "1970-01-01T00:00:00Z",
        "2026-11-23T08:30:00+0800", "2026-11-23T08:30:00+08:00x", "2026-11-23T08:30:00+24:00", "2026-11-23T8:30:00Z" };
    i64 moment;
    for (int i = 0; i < COUNT(good); i++) CHECK(moment_parse(str(good[i].text), &moment) && moment == good[i].moment);
    for (int i = 0; i < COUNT(bad); i++) CHECK(!moment_parse(str(bad[i]), &moment));
    CHECK_STR(z(moment_text(arena, 1795393800000)), "2026-11-23T08:30:00.000+08:00");
    CHECK_STR(z(moment_text(arena, -1)), "1970-01-01T07:59:59.999+08:00");
    CHECK_EQ(moment_text(arena, 0).len, 0);
    CHECK(day_of(0) == 0 && day_of(-ZONE) == 0 && day_of(-ZONE - 1) == -1);
    CHECK(day_of(16 * HOUR) == 1 && day_start(1) == 16 * HOUR);
    Civil c = civil_of(1704038399999);
    CHECK(c.year == 2023 && c.month == 12 && c.day == 31 && c.hour == 23);
    CHECK(c.minute == 59 && c.second == 59 && c.ms == 999);
    CHECK(time_real() > 1600000000000 && time_steady() <= time_steady());
}

void base_test(void)
{
    arena = arena_open(1 << 20);
    test_arenas();
    test_slices();
    test_out();
    test_utf8();
    test_seen();
    test_faults();
    test_bytes_as_text();
    test_json_eight();
    test_hashes();
    test_days();
    test_moments();
    arena_close(arena);
}
