// demo_test.c: what the demo is composed from: the table of topics is whole, every sentence fills, nothing personal is
// in it, and the same seed says and draws the same.
#include "base/check.h"
#include "base/text.h"
#include "thing/paper.h"
#include "words/demo.h"

static Arena *arena;

static int many(const char *const *list, int most)
{
    int n = 0;
    while (n < most && list[n]) n++;
    return n;
}

static void topic_whole(const Pack *pack, const DemoTopic *t)
{
    const Subject *s = pack_subject(pack, str(t->subject), day_of(time_real()));
    int asks = many(t->asks, ASKS_MOST), stars = 0;
    CHECK(s && pack_is_leaf(s));
    CHECK_EQ(many(t->answers, ASKS_MOST), asks);
    CHECK(t->notes[0] && t->wait && t->again && t->spots && t->where >= AT_BUILDING && t->where <= AT_COMMUNITY);
    for (int i = 0; i < asks; i++) {
        Str text = str(t->asks[i]), title = str_cut(&text, '|');
        stars += str_starts(title, STR("*"));
        CHECK(title.len > 0 && text.len > 0 && !str_has(text, STR("|")));
    }
    CHECK((stars > 0) == (t->scene != SCENE_NONE));
}

static void topics_test(void)
{
    PackErrors *errors = NEW(arena, PackErrors, 1);
    errors->arena = arena;
    Pack *pack = pack_load(STR("packs"), STR("CN-410104"), errors);
    int asks = 0;
    CHECK(pack != NULL);
    for (int i = 0; i < demo_topic_count && pack; i++) {
        topic_whole(pack, &demo_topics[i]);
        asks += many(demo_topics[i].asks, ASKS_MOST);
    }
    CHECK(asks >= 150);
    pack_close(pack);
}

// Every ask of every topic, each as it may come.
static void letters_test(void)
{
    for (int i = 0; i < demo_topic_count; i++)
        for (int turn = 0; turn < 12; turn++) {
            DemoLetter l, again;
            Rolls r = rolls_of(7, "letter", i * 100 + turn), same = r;
            demo_letter(arena, &r, i, turn, 3, 2, &l);
            demo_letter(arena, &same, i, turn, 3, 2, &again);
            CHECK(str_same(l.text, again.text) && str_same(l.title, again.title) && str_same(l.answer, again.answer));
            CHECK(l.building >= 1 && l.building <= 3 && l.unit >= 1 && l.unit <= 2 && l.title.len > 0
                    && l.text.len > 12);
            Str all = arena_fmt(arena, "%s%s%s%s", arena_z(arena, l.title), arena_z(arena, l.text),
                                arena_z(arena, l.answer), arena_z(arena, demo_filled(arena, &l, l.topic->wait)));
            CHECK(!str_has(all, STR("{")) && !str_has(all, STR("}")) && !str_has(all, STR("*")));
            CHECK_EQ(text_personal(arena, all).len, 0);
            arena_reset(arena);
        }
}

static int picked(i64 month, const char *subject)
{
    int n = 0;
    Rolls r = rolls_of(1, "picked", month);
    for (int i = 0; i < 2000; i++) n += str_is(str(demo_topics[demo_topic_pick(&r, month)].subject), subject);
    return n;
}

static void seasons_test(void)
{
    CHECK(picked(1, "U04") > 60 && picked(12, "U04") > 60);
    CHECK_EQ(picked(7, "U04"), 0);
    CHECK(picked(7, "S04") > 5 * (picked(1, "S04") + 1));
    CHECK_EQ(picked(1, "O12"), 0);
}

static void chance_test(void)
{
    Rolls a = rolls_of(1, "a", 1), b = rolls_of(1, "a", 1), c = rolls_of(1, "a", 2), d = rolls_of(2, "a", 1);
    i64 one = roll(&a, 1 << 30);
    CHECK_EQ(roll(&b, 1 << 30), one);
    CHECK(roll(&c, 1 << 30) != one && roll(&d, 1 << 30) != one);
    for (int i = 0; i < 200; i++) {
        i64 n = roll_from(&a, 3, 5);
        CHECK(n >= 3 && n <= 5);
    }
    CHECK(!roll_of(&a, 0) && roll_of(&a, 100));
}

static void names_test(void)
{
    for (int i = 0; i < DEMO_COMPOUNDS; i += 7)
        for (int k = 0; k < i; k += 7) CHECK(!str_same(demo_compound(arena, i), demo_compound(arena, k)));
    arena_reset(arena);
}

static void pictures_test(void)
{
    for (int scene = SCENE_NONE + 1; scene < SCENE_END; scene++) {
        Str found = demo_picture(arena, (DemoScene)scene, false, 1), mended = demo_picture(arena, (DemoScene)scene,
                true, 1);
        CHECK_EQ(paper_type((Str){ found.at, PAPER_HEAD }, (Str){ found.at, 0 }, found.len), TYPE_PNG);
        CHECK(str_same(found, demo_picture(arena, (DemoScene)scene, false, 1)));
        CHECK(!str_same(found, mended) && !str_same(found, demo_picture(arena, (DemoScene)scene, false, 2)));
        CHECK(found.len < 700000);
        arena_reset(arena);
    }
}

void demo_test(void);
void demo_test(void)
{
    arena = arena_open(64 << 20);
    chance_test();
    topics_test();
    letters_test();
    seasons_test();
    names_test();
    pictures_test();
    arena_close(arena);
}
