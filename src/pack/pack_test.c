// pack_test.c: packs made here and packs from disk, each with what it must say.
#include "pack/pack.h"
#include "base/check.h"
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static Arena *arena;
static char folder[64];                             // of this run's packs

// ---- small packs, written to disk --------------------------------------------------------------

#define ROW ",2020-01-01,,composed,C\n"
#define DATES "valid_from,valid_to,source,evidence\n"
#define SUBJECTS_HEAD "subject,parent,name,name_en,alias,kind,compound,lead,next_door,sensitive," DATES
#define SUBJECTS SUBJECTS_HEAD \
    "P,,物业,Property,,demand,1,manager,hotline,0" ROW "P01,P,电梯,Lifts,,hazard,1,manager,hotline,0" ROW \
    "P02,P,门禁,Gates,,demand,1,manager,hotline,0" ROW "Z,,其他,Other,,demand,0,committee,hotline,0" ROW \
    "Z99,Z,其他事项,Other,,demand,0,committee,hotline,0" ROW
#define DEADLINES_HEAD "subject,urgency,level,amount,unit,calendar," DATES
#define AT_LEVELS(urgency) \
    "*," urgency ",compound,3,day,natural" ROW "*," urgency ",community,3,day,natural" ROW \
    "*," urgency ",street,3,day,natural" ROW "*," urgency ",county,3,day,natural" ROW
#define DEADLINES DEADLINES_HEAD AT_LEVELS("normal") AT_LEVELS("urgent") AT_LEVELS("critical") \
    "P01,normal,community,24,hour,natural" ROW
#define REFUSALS_HEAD "refusal,name,name_en,words,words_en,door,door_en,phone," DATES
#define REFUSALS REFUSALS_HEAD "hotline,热线,Hotline,\"请拨打\n12345。\",Call 12345.,热线,Hotline,12345" ROW
#define KEYWORDS_HEAD "subject,word,weight," DATES
#define KEYWORDS KEYWORDS_HEAD "P01,电梯,2" ROW "P01,困,1" ROW "P02,门禁,2" ROW "P02,门,1" ROW "P02,电梯门,2" ROW
#define YAML "id: T\nname: {zh: 试验, en: Trial}\nversion: \"1\"\n"
#define SETTING(key, value, from, to) "  - {key: " key ", value: \"" value "\", valid_from: " from ", valid_to: \"" to \
    "\", source: composed, evidence: K-l}\n"

static void write_file(const char *pack, const char *name, const char *text, i64 len)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, pack);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/%s/%s", folder, pack, name);
    FILE *out = fopen(path, "w");
    CHECK(out && fwrite(text, 1, (size_t)len, out) == (size_t)len);
    if (out) fclose(out);
}

static void put(const char *pack, const char *name, const char *text)
{
    write_file(pack, name, text, (i64)strlen(text));
}

static void put_good(const char *pack)
{
    put(pack, "pack.yaml", YAML);
    put(pack, "subjects.csv", SUBJECTS);
    put(pack, "deadlines.csv", DEADLINES);
    put(pack, "refusals.csv", REFUSALS);
    put(pack, "keywords.csv", KEYWORDS);
}

static void remove_pack(const char *pack)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", folder, pack);
    DIR *d = opendir(path);
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        snprintf(path, sizeof path, "%s/%s/%s", folder, pack, e->d_name);
        unlink(path);
    }
    if (d) closedir(d);
    snprintf(path, sizeof path, "%s/%s", folder, pack);
    rmdir(path);
}

static i64 day(const char *z)
{
    i64 d = DAY_NONE;
    CHECK(day_parse(str(z), &d));
    return d;
}

static const char *errors_text(const PackErrors *es)
{
    Out o = out_new(arena, 1 << 18);
    pack_errors_print(es, &o, EN);
    return arena_z(arena, out_done(&o));
}

static Pack *load(const char *id)
{
    PackErrors *es = NEW(arena, PackErrors, 1);
    es->arena = arena;
    Pack *p = pack_load(str(folder), str(id), es);
    if (!p) printf("%s", errors_text(es));
    CHECK(p != NULL);
    return p;
}

// ---- records -----------------------------------------------------------------------------------

static void test_rows_tile(void)
{
    for (int t = 0; t < PACK_TABLES; t++) CHECK_STR(record_gap(pack_record((PackTable)t)), NULL);
}

// ---- what a pack says ----------------------------------------------------------------------------------

static const char *classified(const Pack *p, const char *title, const char *text, const char *on)
{
    return arena_z(arena, pack_classify(p, str(title), str(text), arena, day(on)));
}

static void test_words(const Pack *p)
{
    CHECK_STR(classified(p, "电梯", "", "2026-01-01"), "P01");           // 6
    CHECK_STR(classified(p, "", "门禁坏了", "2026-01-01"), "P02");       // 2 + 1
    CHECK_STR(classified(p, "", "电梯 门", "2026-01-01"), "P01");        // 2 : 1
    CHECK_STR(classified(p, "", "困在门口", "2026-01-01"), "P01");       // 1 : 1, the smaller id
    CHECK_STR(classified(p, "", "门门门门门 电梯", "2026-01-01"), "P01");  // presence, not count
    CHECK_STR(classified(p, "门", "电梯", "2026-01-01"), "P02");         // 3 : 2
    CHECK_STR(classified(p, "电梯门", "", "2026-01-01"), "P02");         // 6 : 3 + 6, words within words
    CHECK_STR(classified(p, "别的事", "天气", "2026-01-01"), "Z99");
    CHECK_STR(classified(p, "", "", "2026-01-01"), "Z99");
    CHECK_STR(classified(p, "电梯", "", "2019-12-31"), "Z99");           // no word holds yet
    CHECK_STR(classified(p, "电梯", "", "2026-07-01"), "Z99");           // the nearer pack switched the word off
}

static i64 amount(const Pack *p, const char *subject, i64 level, const char *on)
{
    const Deadline *d = pack_deadline(p, str(subject), URGENCY_NORMAL, level, day(on));
    return d ? d->amount : -1;
}

static void put_child(void)
{
    put("b", "pack.yaml", "id: T-1\nname: {zh: 子, en: Child}\nparent: T\nversion: \"2\"\nsettings:\n"
        SETTING("business_hours", "08:30-12:00,14:00-17:30", "2020-01-01", "2026-06-30")
        SETTING("business_hours", "09:00-17:00", "2026-07-01", ""));
    put("b", "deadlines.csv", DEADLINES_HEAD "*,normal,community,5,day,working" ROW
        "P,normal,street,2,day,working,2026-01-01,2026-06-30,composed,C\n"
        "P,normal,street,4,day,working,2026-07-01,,composed,C\n");
    put("b", "keywords.csv", KEYWORDS_HEAD "P01,电梯,0,2026-07-01,,composed,C\n");
    put("b", "subjects.csv", SUBJECTS_HEAD "P02,P,门,Doors,,demand,1,owners,hotline,1,2026-07-01,,composed,C\n");
    put("b", "duties.csv", "duty,subject,allowed,article,reason,reason_en,next_door," DATES
        "D-1,P,0,law 1,理由,reason,hotline" ROW "D-2,P02,1,law 2,,," ROW);
    put("b", "holidays.csv", "day,kind,name," DATES "2026-11-24,rest,本地节日" ROW "2026-11-23,work,顺延" ROW);
}

static void test_look_ups(const Pack *p)
{
    i64 july = day("2026-07-01");
    CHECK(str_is(pack_subject(p, STR("P02"), day("2026-06-30"))->name, "门禁"));
    CHECK(str_is(pack_subject(p, STR("P02"), july)->name, "门"));
    CHECK(pack_subject(p, STR("Q"), july) == NULL);
    CHECK(str_is(pack_class(p, STR("P02"), july)->subject, "P"));
    CHECK(str_is(pack_class(p, STR("P"), july)->subject, "P"));
    CHECK_EQ(pack_children(p, STR(""), july, arena).count, 2);
    CHECK_EQ(pack_children(p, STR("P"), july, arena).count, 2);
    CHECK_EQ(pack_list(p, PACK_SUBJECTS, july, arena).count, 5);
    CHECK_EQ(pack_list(p, PACK_SUBJECTS, day("2019-12-31"), arena).count, 0);
    CHECK(str_is(pack_duty_for(p, STR("P01"), july)->duty, "D-1"));
    CHECK(str_is(pack_duty_for(p, STR("P02"), july)->duty, "D-2"));
    CHECK(pack_duty_for(p, STR("Z99"), july) == NULL);
    CHECK(str_is(pack_refusal(p, STR("hotline"), july)->words, "请拨打\n12345。"));
    CHECK(pack_password_bad(p, STR("123456")) && pack_password_bad(p, STR("pASSWORD")));
    CHECK(!pack_password_bad(p, STR("12345")) && !pack_password_bad(p, STR("1234567")));
}

static void test_days(const Pack *p)
{
    CHECK_EQ(amount(p, "P01", LEVEL_COMMUNITY, "2026-01-01"), 24);      // the leaf's row before the nearer pack's *
    CHECK_EQ(amount(p, "P02", LEVEL_COMMUNITY, "2026-01-01"), 5);       // the nearer pack's * before the farther one's
    CHECK_EQ(amount(p, "P02", LEVEL_STREET, "2025-12-31"), 3);
    CHECK_EQ(amount(p, "P02", LEVEL_STREET, "2026-01-01"), 2);          // the class
    CHECK_EQ(amount(p, "P02", LEVEL_STREET, "2026-06-30"), 2);          // inclusive
    CHECK_EQ(amount(p, "P02", LEVEL_STREET, "2026-07-01"), 4);
    CHECK_EQ(amount(p, "Z99", LEVEL_STREET, "2026-07-01"), 3);
    CHECK_EQ(amount(p, "Z99", LEVEL_STREET, "2019-12-31"), -1);
    CHECK_EQ(pack_hours(p, day("2026-06-30")).count, 2);
    CHECK_EQ(pack_hours(p, day("2026-07-01")).count, 1);
    CHECK_EQ(pack_hours(p, day("2019-07-01")).count, 0);
    CHECK_EQ(pack_whole(p, "no_such", day("2026-07-01"), 7), 7);
    CHECK(!calendar_is_rest(&p->calendar, day("2026-11-23")));          // the nearer pack made it a working day
    CHECK(calendar_is_rest(&p->calendar, day("2026-11-24")));
}

static void test_overrides(void)
{
    put_good("a");
    put("a", "passwords.txt", "123456\r\nPassword\n\n");
    put("a", "holidays.csv", "day,kind,name," DATES "2026-11-23,rest,节日" ROW);
    put_child();
    Pack *p = load("");
    if (!p) return;
    CHECK(p->depth == 2 && str_is(p->heads[0].id, "T-1") && str_is(p->heads[1].name_en, "Trial"));
    test_look_ups(p);
    test_days(p);
    test_words(p);
    pack_close(p);
}

static void test_hash(void)
{
    Pack *p = load("T-1"), *q = load("T");
    if (!p || !q) return;
    CHECK(!hash_same(&p->hash, &q->hash) && q->depth == 1);
    CHECK_EQ(p->hash_text.len, 64);
    Hash first = p->hash;
    pack_close(p);
    p = load("T-1");
    if (!p) return;
    CHECK(hash_same(&first, &p->hash));
    pack_close(p);
    put("b", "passwords.txt", "x");
    p = load("T-1");
    if (!p) return;
    CHECK(!hash_same(&first, &p->hash));
    pack_close(p);
    pack_close(q);
}

// ---- mistakes ------------------------------------------------------------------------------------------

// A good pack with one file written otherwise gives exactly this one mistake.
static void broken(const char *name, const char *text, i64 len, const char *where)
{
    PackErrors *es = NEW(arena, PackErrors, 1);
    es->arena = arena;
    put_good("x");
    write_file("x", name, text, len);
    bool good = pack_check(arena_fmt(arena, "%s/x", folder), es);
    const char *told = errors_text(es), *want = arena_fmt(arena, "x/%s:%s: ", name, where).at;
    CHECK(!good && es->count == 1);
    if (strncmp(told, want, strlen(want)) || es->count != 1) CHECK_STR(told, want);
    remove_pack("x");
}
#define BROKEN(name, text, where) broken(name, text, (i64)sizeof(text) - 1, where)

static void test_broken_csv(void)
{
    BROKEN("keywords.csv", KEYWORDS "P01,a\0b,1" ROW, "7:2");                       // NUL
    BROKEN("keywords.csv", KEYWORDS "P01,a\xE4,1" ROW, "7:2");                      // half a character
    BROKEN("keywords.csv", KEYWORDS "P01,\"a\nb\",1" ROW, "7:2");                   // line end in a word
    BROKEN("keywords.csv", KEYWORDS "P01,\"电\"梯,1" ROW, "7:2");                   // wrong quoting
    BROKEN("keywords.csv", KEYWORDS "P01,\"电梯,1" ROW, "7:2");                     // open quote
    BROKEN("keywords.csv", KEYWORDS "P,梯,1" ROW, "7:1");                           // a class has no words
    BROKEN("keywords.csv", KEYWORDS "P01,梯,1.5" ROW, "7:3");
    BROKEN("keywords.csv", KEYWORDS "P01,电梯,5" ROW, "7:4");                       // the same key again
    BROKEN("keywords.csv", KEYWORDS "P01,梯,1,2020-01-01,,composed,C,more\n", "7:8");
    BROKEN("keywords.csv", "subject,word,weight,valid_from,valid_to,source\n", "1:7");
    BROKEN("keywords.csv", "subject,word,word,weight," DATES, "1:3");
    BROKEN("keywords.csv", "", "1:1");
    BROKEN("refusals.csv", REFUSALS "a,甲,A,\"x\ny\",y,z,z,1" ROW "b,乙,B,x,y,z,z,1,,,s,C\n", "6:9");  // lines in cells
    BROKEN("holidays.csv", "day,kind,name," DATES "2026-01-01,free,元旦" ROW, "2:2");
    BROKEN("subjects.csv", SUBJECTS "Z98,Z99,甲,A,,demand,0,street,hotline,0" ROW, "7:2");      // leaf under leaf
    BROKEN("subjects.csv", SUBJECTS "Z98,Z,甲,A,,,0,street,hotline,0" ROW, "7:6");
    BROKEN("deadlines.csv", DEADLINES "P,normal,street,121,month,natural" ROW, "15:4");
    BROKEN("deadlines.csv", DEADLINES "P,normal,street,1,day,natural,2021-01-01,2020-12-31,s,C\n", "15:8");
    BROKEN("holiday.csv", "day,kind,name," DATES, "0:0");                           // a misspelt file
    BROKEN("passwords.txt", "123456\n\xFF\n", "2:1");
}

static void test_broken_yaml(void)
{
    BROKEN("pack.yaml", YAML "colour: red\n", "4:1");
    BROKEN("pack.yaml", YAML "id: U\n", "4:1");
    BROKEN("pack.yaml", "id: t t\nname: {zh: 试验, en: Trial}\nversion: \"1\"\n", "1:5");
    BROKEN("pack.yaml", "id: T\nname: {zh: 试验}\nversion: \"1\"\n", "2:7");
    BROKEN("pack.yaml", "id: T\nname: 试验\nversion: \"1\"\n", "2:7");
    BROKEN("pack.yaml", YAML "---\nid: U\n", "5:1");
    BROKEN("pack.yaml", YAML "settings: 5\n", "4:11");
    BROKEN("pack.yaml", YAML "settings:\n  - [1]\n", "5:5");
    BROKEN("pack.yaml", YAML "settings:\n" SETTING("business_hours", "9-5", "2020-01-01", ""), "5:34");
    BROKEN("pack.yaml", YAML "settings:\n" SETTING("reopen_days", "1", "2020-02-30", ""), "5:48");
    BROKEN("pack.yaml", YAML "settings:\n  - {key: reopen_days, value: \"1\", valid_from: 2020-01-01, source: s}\n",
           "5:5");
    BROKEN("pack.yaml", YAML "settings:\n" SETTING("reopen_days", "1", "2020-01-01", "2020-12-31")
           SETTING("reopen_days", "1", "2022-01-01", ""), "6:48");
    BROKEN("pack.yaml", YAML "# \xFF\n", "4:3");
    BROKEN("pack.yaml", "", "1:1");
    BROKEN("pack.yaml", "[[[[", "2:1");
    BROKEN("pack.yaml", YAML "settings: &a [*a]\n", "4:11");
    BROKEN("pack.yaml", YAML "settings: [[[[[[[[[[1]]]]]]]]]]\n", "4:18");
}

// Good but for these rows.
#define DIVISIONS_HEAD "code,name,level,parent," DATES
#define DIVISIONS DIVISIONS_HEAD "99,省,province," ROW "9901,市,city,99" ROW "990101,区,county,9901" ROW

static void test_broken_divisions(void)
{
    BROKEN("divisions.csv", DIVISIONS "99010100100X,甲,community,990101" ROW, "5:1");
    BROKEN("divisions.csv", DIVISIONS "99010100101,甲,community,990101" ROW, "5:1");
    BROKEN("divisions.csv", DIVISIONS "9901010AB,甲,street,990101" ROW, "5:1");
    BROKEN("divisions.csv", DIVISIONS "990101000,甲,street,990101" ROW, "5:1");
    BROKEN("divisions.csv", DIVISIONS "990101001001,甲,street,990101" ROW, "5:3");
    BROKEN("divisions.csv", DIVISIONS "990101001001001,甲,community,990101" ROW, "5:3");
    BROKEN("divisions.csv", DIVISIONS "990102,甲,county,99" ROW, "5:4");
    BROKEN("divisions.csv", DIVISIONS "990102,甲,county,990102" ROW, "5:4");
    BROKEN("divisions.csv", DIVISIONS "990102,甲,county," ROW, "5:4");
    BROKEN("divisions.csv", DIVISIONS "990101001,甲,street,990101,2019-01-01,,composed,C\n", "5:4");
    BROKEN("divisions.csv", DIVISIONS_HEAD "99,省,province," ROW "9901,市,city,99,2020-01-01,2020-12-31,s,C\n"
           "990101,区,county,9901" ROW, "4:4");                                     // the city ends under its county
    BROKEN("divisions.csv", DIVISIONS_HEAD "99,省,province," ROW "9901,市,city,99,2020-01-01,2020-12-31,s,C\n"
           "9901,市,city,99,2022-01-01,,s,C\n990101,区,county,9901" ROW, "5:4");    // and comes back a year later
}

// One setting, wrong in its key or its value, is told there.
static void broken_setting(const char *key, const char *value, bool in_key)
{
    Out o = out_new(arena, 1000);
    out_fmt(&o, YAML "settings:\n" SETTING("%s", "%s", "2020-01-01", ""), key, value);
    Str text = out_done(&o);
    broken("pack.yaml", text.at, text.len,
           arena_fmt(arena, "5:%lld", in_key ? 11LL : 20LL + (long long)strlen(key)).at);
}

static void test_broken_settings(void)
{
    broken_setting("reopen_dayz", "15", true);
    broken_setting("timezoom", "+08:00", true);
    broken_setting("reopen_days", "abc", false);
    broken_setting("reopen_days", "-1", false);
    broken_setting("reopen_days", "", false);
    broken_setting("reopen_days", "15.0", false);
    broken_setting("anonymous_per_address_hour", "ten", false);
    broken_setting("puzzle_bits", "31", false);
    broken_setting("default_county", "4101", false);
    broken_setting("timezone", "bogus", false);
    broken_setting("timezone", "+09:00", false);
    broken_setting("business_hours", "9-5", false);
    broken_setting("business_hours", "", false);
}

// What pack_check, or pack_load of an id, says about the whole folder: how often, and whether it holds these words.
static void said(const char *id, i64 count, const char *words)
{
    PackErrors *es = NEW(arena, PackErrors, 1);
    es->arena = arena;
    Pack *p = id ? pack_load(str(folder), str(id), es) : NULL;
    if (!id) pack_check(str(folder), es);
    CHECK(!p);
    CHECK_EQ(es->count, count);
    if (!strstr(errors_text(es), words)) CHECK_STR(errors_text(es), words);
    pack_close(p);
}

// The leaves that a server of this folder serves, or what keeps it from starting.
static void leaves(const char *want, const char *words)
{
    PackErrors *es = NEW(arena, PackErrors, 1);
    es->arena = arena;
    Str ids[8];
    int n = pack_leaves(str(folder), arena, ids, 8, es);
    Out o = out_new(arena, 1000);
    for (int i = 0; i < n; i++) out_fmt(&o, "%s ", arena_z(arena, ids[i]));
    CHECK_STR(arena_z(arena, out_done(&o)), want);
    if (!strstr(errors_text(es), words)) CHECK_STR(errors_text(es), words);
}

// More keywords than the automaton has room for.
static void put_many_words(const char *pack)
{
    Out o = out_new(arena, 1 << 20);
    out_z(&o, KEYWORDS_HEAD);
    for (int i = 0; i < 3000; i++) out_fmt(&o, "P01,a long word %015d,1" ROW, i);
    put(pack, "keywords.csv", arena_z(arena, out_done(&o)));
}

static void test_chains(void)
{
    put("c", "pack.yaml", "id: T-2\nname: {zh: 二, en: Two}\nparent: T\nversion: \"2\"\n");
    said("", 1, "holds several packs that are nobody's parent: name one");
    said("T-3", 1, "pack “T-3”: no such pack");
    leaves("T-1 T-2 ", "");
    Pack *p = load("T-2");
    if (p) CHECK(p->depth == 2 && pack_subject(p, STR("1"), 0) == NULL && pack_refusal(p, STR("1"), 0) == NULL);
    pack_close(p);
    put("c", "pack.yaml", "id: T-1\nname: {zh: 二, en: Two}\nparent: T\nversion: \"2\"\n");
    said("T-1", 1, "b/pack.yaml:1:5: id “T-1”: another pack has this id");
    leaves("", "another pack has this id");
    said(NULL, 2, "c/pack.yaml:1:5: id “T-1”: another pack has this id");
    put("c", "pack.yaml", "id: T-1-1\nname: {zh: 二, en: Two}\nparent: T-1-\nversion: \"2\"\n");
    said("T-1-1", 1, "c/pack.yaml:3:9: parent “T-1-”: no such pack");
    put("c", "pack.yaml", "id: T-2\n");
    leaves("", "c/pack.yaml");                                    // served with the others, so it must be whole
    put("c", "pack.yaml", "id: T-2\nname: {zh: 二, en: Two}\nparent: T\nversion: \"2\"\n");
    put("c", "divisions.csv", "code,name,level,parent," DATES "99,省,province," ROW "9801,市,city,99" ROW);
    said(NULL, 1, "c/divisions.csv:3:1: code “9801”: does not begin with parent");
    put("c", "divisions.csv", "code,name,level,parent," DATES);
    put("a", "events.csv", "event,parent,name,name_en,subject," DATES "1,,甲,A,Q" ROW);
    said(NULL, 1, "a/events.csv:2:5: subject “Q”");               // read for two leaves, told once
    put("a", "events.csv", "event,parent,name,name_en,subject," DATES);
    put_many_words("a");
    said(NULL, 1, "a/keywords.csv:0:0: more than 60,000 bytes of words");     // for both leaves, and neither is made
    put("a", "keywords.csv", KEYWORDS);
    put("c", "subjects.csv", SUBJECTS_HEAD "Z98,Z,甲,A,,demand,0,street,hotline,0,2019-06-01,,composed,C\n");
    said(NULL, 3, "c/subjects.csv:2:2: parent “Z”: does not hold for the whole period of this row");
    remove_pack("c");
}

// Many mistakes: 200 are told, the others counted, and nothing runs away.
static void test_many(void)
{
    PackErrors *es = NEW(arena, PackErrors, 1);
    es->arena = arena;
    put_good("x");
    char path[100];
    snprintf(path, sizeof path, "%s/x/keywords.csv", folder);
    FILE *out = fopen(path, "w");
    CHECK(out != NULL);
    if (!out) return;
    fputs(KEYWORDS_HEAD, out);
    for (int i = 0; i < 5000; i++) fputs("P01,,bad,never,never,,Q\n", out);
    fclose(out);
    CHECK(!pack_check(arena_fmt(arena, "%s/x", folder), es));
    CHECK(es->count == COUNT(es->at) && es->dropped > 0 && es->dropped < 20);
    remove_pack("x");
}

// ---- packs on disk -----------------------------------------------------------------------------------------

static bool expected(const char *want, const PackErrors *es, const char *pack)
{
    i64 hits = 0;
    const char *told = errors_text(es);
    for (Str rest_of = str(want); rest_of.len > 0;) {
        Str line = str_trim(str_cut(&rest_of, '\n'));
        if (!line.len) continue;
        hits++;
        if (!strstr(told, arena_fmt(arena, "%s/%s", pack, arena_z(arena, line)).at)) return false;
    }
    return hits == es->count;
}

static const char *read_text(Str path)
{
    char *at_text = NEW(arena, char, 4096);
    FILE *in = fopen(arena_z(arena, path), "r");
    size_t len = in ? fread(at_text, 1, 4095, in) : 0;
    if (in) fclose(in);
    at_text[len] = 0;
    return at_text;
}

// Every pack below test/data/packs has exactly the mistakes that its file `expect` lists.
static void test_samples(void)
{
    DIR *d = opendir("test/data/packs");
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        if (e->d_name[0] == '.') continue;
        PackErrors *es = NEW(arena, PackErrors, 1);
        es->arena = arena;
        Str dir = arena_fmt(arena, "test/data/packs/%s", e->d_name);
        const char *want = read_text(arena_fmt(arena, "%s/expect", dir.at));
        pack_check(dir, es);
        bool good = expected(want, es, e->d_name);
        CHECK(good);
        if (!good) printf("%s: want %s told %s", e->d_name, want, errors_text(es));
    }
    if (d) closedir(d);
}

// The packs that are shipped.
static void test_shipped(void)
{
    PackErrors *es = NEW(arena, PackErrors, 1);
    es->arena = arena;
    if (access("packs/cn/pack.yaml", R_OK) != 0) return;
    CHECK(pack_check(STR("packs"), es));
    printf("%s", errors_text(es));
    Pack *p = pack_load(STR("packs"), STR("CN-410104"), es);
    CHECK(p && p->depth == 4);
    if (!p) return;
    CHECK(calendar_is_rest(&p->calendar, day("2026-02-23")) && !calendar_is_rest(&p->calendar, day("2026-02-28")));
    CHECK(calendar_published(&p->calendar, 2026));
    CHECK(pack_division(p, STR("410104003"), day("2026-01-01")) != NULL);
    CHECK_EQ(pack_hours(p, day("2026-01-01")).count, 2);
    CHECK_EQ(amount(p, "O02", LEVEL_COMMUNITY, "2026-01-01"), 15);       // Henan's row before the country's
    CHECK_STR(classified(p, "小区电梯经常坏", "三号楼电梯困人", "2026-01-01"), "P06");
    pack_close(p);
}

void pack_test(void)
{
    arena = arena_open(64 << 20);
    snprintf(folder, sizeof folder, "/tmp/linli-pack-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    test_rows_tile();
    test_overrides();
    test_hash();
    test_broken_csv();
    test_broken_yaml();
    test_broken_divisions();
    test_broken_settings();
    test_chains();
    test_many();
    test_samples();
    test_shipped();
    remove_pack("a");
    remove_pack("b");
    CHECK(rmdir(folder) == 0);
    arena_close(arena);
}
