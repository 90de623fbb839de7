// place_find_test.c: under which words a name stands, what somebody says who looks for it, and how far apart two
// positions are.
#include "base/check.h"
#include "base/pinyin.h"
#include "place/place_find.h"
#include <math.h>

static Arena *arena;

static bool called(const char *name, i64 kind, const char *term)
{
    Place p = { .name = str(name), .kind = kind };
    return place_called(arena, &p, str(term));
}

static void test_called(void)
{
    static const struct { const char *name, *term; i64 kind; bool yes; } rows[] = {
        { "梧桐小院", "梧桐", PLACE_COMPOUND, true },
        { "梧桐小院", "小院", PLACE_COMPOUND, true },
        { "梧桐小院", "wutongxiaoyuan", PLACE_COMPOUND, true },
        { "梧桐小院", "wutong", PLACE_COMPOUND, true },
        { "梧桐小院", "wtxy", PLACE_COMPOUND, true },
        { "梧桐小院", "xy", PLACE_COMPOUND, true },
        { "梧桐小院", "wxy", PLACE_COMPOUND, false },
        { "梧桐小院", "tongx", PLACE_COMPOUND, true },
        { "梧桐小院（一期）", "小院一期", PLACE_COMPOUND, true },
        { "荥阳路社区", "xingyang", PLACE_COMMUNITY, true },
        { "荥阳路社区", "yingyang", PLACE_COMMUNITY, true },
        { "绿城百合", "lucheng", PLACE_COMPOUND, true },
        { "厦门路小区", "xiamen", PLACE_COMPOUND, true },
        { "航海路112号院", "112", PLACE_COMPOUND, true },
        { "航海路112号院", "12", PLACE_COMPOUND, false },
        { "航海路112号院", "hhl112hy", PLACE_COMPOUND, true },
        { "ＡＢＣ大厦", "abcds", PLACE_BUILDING, true },
        { "6号楼", "6", PLACE_BUILDING, false },         // found within its compound alone
        { "A座", "a", PLACE_BUILDING, false },
        { "301", "301", PLACE_HOME, false },
    };
    for (int i = 0; i < COUNT(rows); i++) {
        CHECK_EQ(called(rows[i].name, rows[i].kind, rows[i].term), rows[i].yes);
        if (called(rows[i].name, rows[i].kind, rows[i].term) != rows[i].yes)
            printf("%s by %s\n", rows[i].name, rows[i].term);
    }
}

static void test_words_bound(void)
{
    SpellWord words[SPELL_MOST];
    Out name = out_new(arena, 400);
    for (int i = 0; i < 60; i++) out_z(&name, "重");          // each letter with another reading
    Place p = { .name = out_done(&name), .kind = PLACE_COMPOUND };
    int count = place_words(arena, &p, words);
    CHECK(count > 100 && count <= SPELL_MOST);
    for (int i = 0; i < count; i++) CHECK(words[i].word.len > 0 && words[i].word.len < 70);
    CHECK_EQ(place_rank(&p), 1);
    CHECK(!words[0].inner && words[count - 1].inner);
}

static const char *terms(const char *said)
{
    Str at[TERMS_MOST];
    Out o = out_new(arena, 400);
    int count = spell_terms(arena, str(said), at);
    for (int i = 0; i < count; i++) out_fmt(&o, "%s%.*s", i ? "|" : "", (int)at[i].len, at[i].at);
    return arena_z(arena, out_done(&o));
}

static void test_terms(void)
{
    CHECK_STR(terms("wtxy 6"), "wtxy|6");
    CHECK_STR(terms("WTXY6"), "wtxy|6");
    CHECK_STR(terms("梧桐小院６号楼2单元301"), "梧桐小院|6号楼|2单元|301");
    CHECK_STR(terms("南关街 梧桐，6-2-301"), "南关街|梧桐|6|2|301");
    CHECK_STR(terms("lvcheng nv"), "lucheng|nu");
    CHECK_STR(terms(" ，。"), "");
    CHECK_STR(terms("1 2 3 4 5 6 7 8 9 10"), "1|2|3|4|5|6|7|8");
}

static void test_numbered(void)
{
    static const struct { const char *name, *term; bool yes; } rows[] = {
        { "6号楼", "6", true }, { "6号楼", "6号", true }, { "16号楼", "6", false }, { "60号楼", "6", false },
        { "06号楼", "6", true }, { "6号楼", "06", true }, { "301", "301", true }, { "3012", "301", false },
        { "A座", "6", false }, { "6号楼", "", false },
    };
    for (int i = 0; i < COUNT(rows); i++)
        CHECK_EQ(spell_numbered(arena, str(rows[i].name), str(rows[i].term)), rows[i].yes);
}

// A known pair: 34.746600, 113.625300 of a phone is 34.745331, 113.631344 on commercial maps.
static void test_metres(void)
{
    Spot phone = { 34.7466, 113.6253, CRS_WGS84 }, map = { 34.7466, 113.6253, CRS_GCJ02 }, none = { NAN, NAN, 0 };
    CHECK_EQ((i64)spot_metres(phone, phone), 0);
    CHECK_EQ((i64)spot_metres(phone, (Spot){ 34.7566, 113.6253, CRS_CGCS2000 }), 1113);
    CHECK_EQ((i64)spot_metres(map, (Spot){ 34.7466, 113.6353, CRS_GCJ02 }) / 20, 914 / 20);
    double off = spot_metres(phone, map);
    CHECK(off > 400 && off < 800);
    CHECK(isnan(spot_metres(phone, none)));
}

static void test_spots(void)
{
    Spot s = { 0 };
    CHECK(spot_parse(STR("34.75, 113.62"), &s) && s.lat > 34.7 && s.lon < 113.7);
    CHECK(!spot_parse(STR("34.75"), &s) && !spot_parse(STR("91,0"), &s) && !spot_parse(STR("x,y"), &s));
    CHECK(!spot_parse(STR("1,2,3"), &s));
}

static void test_readings(void)
{
    const char *read[READINGS_MOST];
    CHECK_EQ(pinyin_readings(0x6850, read), 1);              // 桐
    CHECK_STR(read[0], "tong");
    CHECK_EQ(pinyin_readings(0x91CD, read), 2);              // 重
    CHECK_EQ(pinyin_readings('a', read), 0);
    for (uint32_t code = 0x3000; code < 0xA100; code++) {
        int count = pinyin_readings(code, read);
        for (int i = 0; i < count; i++) CHECK(read[i][0] >= 'a' && read[i][0] <= 'z' && strlen(read[i]) < 8);
    }
}

void place_find_test(void)
{
    arena = arena_open(16 << 20);
    test_called();
    test_words_bound();
    test_terms();
    test_numbered();
    test_metres();
    test_spots();
    test_readings();
    arena_close(arena);
}
