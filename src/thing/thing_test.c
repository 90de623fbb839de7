// thing_test.c: the verb table of a kind that is no matter, one line per case.
#include "base/check.h"
#include "gate/app.h"
#include "thing/thing_api.h"

void thing_test(void);

// A small kind: something planned, held, over.
enum { PLANNED = 1, HELD, OVER };
enum { HOLD = 1, END, NOTE, ASK, LAPSE, GREET };
typedef struct Said { Str text; i64 open, org; } Said;
static const Record said_record = RECORD_OF(Said, "said", "办理", "A deed",
    TEXT_FIELD(Said, text, "说明", "Text", .max = 40), FLAG_FIELD(Said, open, "公开", "Open", .absent = -1),
    REF_FIELD(Said, org, "组织", "Organisation"));
enum { TEXT_ = 1, OPEN_ = 2, ORG_ = 4 };
static const Choice names[] = {
    { HOLD, "hold", "举行", "hold" }, { END, "end", "结束", "end" }, { NOTE, "note", "记录", "note" },
    { ASK, "ask", "邀请", "ask" }, { LAPSE, "lapse", "到期", "lapse" }, { GREET, "greet", "问候", "greet" },
};
#define S(state) (1u << (state))
static const VerbRow verbs[] = {
    { HOLD, S(PLANNED), HELD, WHO_OFFICE, 0, TEXT_, 0, 0 },
    { END, S(HELD), OVER, WHO_OFFICE, 0, TEXT_, TEXT_, 0 },
    { END, S(PLANNED) | S(HELD), OVER, WHO_REPORTER, 0, TEXT_, TEXT_, 0 },
    { NOTE, S(PLANNED) | S(HELD) | S(OVER), 0, WHO_HANDLERS | WHO_REPORTER, SPEAKS | ABOUT_TOO, TEXT_ | OPEN_, TEXT_,
      0 },
    { ASK, S(PLANNED), 0, WHO_OFFICE, UNMINDED, ORG_, ORG_, 0 },
    { LAPSE, S(PLANNED), OVER, WHO_CLOCK, 0, 0, 0, 0 },
    { GREET, S(PLANNED), 0, WHO_OFFICE, 0, 0, 0, 0 },
};
static Fault clash(const DeedFacts *f, i64 verb) { return verb == HOLD && f->paused ? FAULT_level_top : OK; }
static const ThingKind kind = {
    .name = "sample", .body = &said_record, .verbs = verbs, .verb_count = (int)COUNT(verbs), .verb_names = names,
    .verb_name_count = (int)COUNT(names), .state_count = OVER, .open = S(PLANNED) | S(HELD), .clash = clash,
};

// as: r whose thing it is, h in the holder, p in a party, a in the org it is about, t time, s it stands still
typedef struct Case { i64 state, verb; unsigned who; i64 reach; const char *as; Fault why; } Case;
static const Case cases[] = {
    { PLANNED, HOLD,  WHO_OF(ROLE_COMMITTEE), LEVEL_COMMUNITY, "",   OK },
    { PLANNED, HOLD,  WHO_OF(ROLE_COMMITTEE), LEVEL_COMPOUND,  "",   FAULT_not_allowed },       // it lies higher
    { PLANNED, HOLD,  WHO_OF(ROLE_COMMITTEE), 0,               "h",  OK },
    { PLANNED, HOLD,  WHO_OF(ROLE_MANAGER),   LEVEL_COUNTY,    "",   FAULT_not_allowed },
    { PLANNED, HOLD,  WHO_OF(ROLE_COMMITTEE), LEVEL_COMMUNITY, "s",  FAULT_level_top },         // the kind's own rule
    { HELD,    HOLD,  WHO_OF(ROLE_COMMITTEE), LEVEL_COMMUNITY, "",   FAULT_deed_not_now },
    { PLANNED, END,   WHO_OF(ROLE_COMMITTEE), LEVEL_COMMUNITY, "",   FAULT_not_allowed },       // another's row fits
    { PLANNED, END,   0,                      0,               "r",  OK },
    { HELD,    END,   WHO_OF(ROLE_COMMITTEE), LEVEL_COMMUNITY, "",   OK },
    { OVER,    END,   0,                      0,               "r",  FAULT_deed_not_now },
    { HELD,    END,   WHO_OF(ROLE_COMMITTEE), LEVEL_COMMUNITY, "a",  FAULT_deed_about_you },
    { OVER,    NOTE,  WHO_OF(ROLE_MANAGER),   0,               "p",  OK },
    { OVER,    NOTE,  WHO_OF(ROLE_MANAGER),   0,               "a",  OK },
    { OVER,    NOTE,  WHO_OF(ROLE_MANAGER),   LEVEL_COMPOUND,  "",   FAULT_not_allowed },
    { OVER,    NOTE,  WHO_OF(ROLE_GRID),      LEVEL_COMMUNITY, "",   OK },
    { PLANNED, LAPSE, 0,                      0,               "t",  OK },
    { PLANNED, LAPSE, WHO_OF(ROLE_COUNTY),    LEVEL_COUNTY,    "",   FAULT_not_allowed },
    { 99,      NOTE,  WHO_OF(ROLE_COUNTY),    LEVEL_COUNTY,    "",   FAULT_deed_not_now },      // a damaged row
};

static bool has(const Case *c, char mark)
{
    for (const char *w = c->as; *w; w++)
        if (*w == mark) return true;
    return false;
}

static void test_verbs(void)
{
    for (int i = 0; i < (int)COUNT(cases); i++) {
        const Case *c = &cases[i];
        DeedFacts f = { .state = c->state, .level = LEVEL_COMMUNITY, .who = c->who, .reach = c->reach,
            .paused = has(c, 's'), .reporter = has(c, 'r'), .in_holder = has(c, 'h'), .in_party = has(c, 'p'),
            .in_about = has(c, 'a'), .clock = has(c, 't') };
        Fault why;
        const VerbRow *row = verb_find(&kind, &f, c->verb, &why);
        if (why != c->why) printf("  verb case %d: %s\n", i, fault_name(why));
        CHECK_EQ(why, c->why);
        CHECK((row != NULL) == (why == OK));
    }
    CHECK(verb_who(&kind, END) == (WHO_OFFICE | WHO_REPORTER) && verb_row(&kind, END) == &verbs[1]);
    CHECK(verb_how(&kind, ASK, UNMINDED) && !verb_how(&kind, HOLD, UNMINDED) && !verb_row(&kind, 9));
    CHECK(thing_open(&kind, HELD) && !thing_open(&kind, OVER) && !thing_open(&kind, 0) && !thing_open(&kind, 40));
}

typedef struct BodyCase { i64 verb; Said in; const char *field; Fault fault; } BodyCase;
static void test_bodies(void)
{
    static const BodyCase bodies[] = {
        { HOLD, { .open = -1 },                          NULL,   OK },
        { HOLD, { .open = 0 },                           "open", FAULT_field_not_together },    // said, though false
        { END,  { .open = -1 },                          "text", FAULT_field_missing },
        { NOTE, { .text = { "a", 1 }, .open = 1 },       NULL,   OK },
        { ASK,  { .open = -1, .org = 7 },                NULL,   OK },
        { ASK,  { .open = -1 },                          "org",  FAULT_field_missing },
    };
    for (int i = 0; i < (int)COUNT(bodies); i++) {
        Problems ps = { 0 };
        deeding_check(&kind, bodies[i].verb, &bodies[i].in, &ps);
        CHECK_EQ(ps.count, bodies[i].field ? 1 : 0);
        if (ps.count) CHECK(str_is(ps.at[0].field, bodies[i].field) && ps.at[0].fault == bodies[i].fault);
    }
}

// A deed that takes nothing stands among what can be done; time's stand nowhere.
static void test_can(void)
{
    Arena *a = arena_open(1 << 16);
    static const ThingStore store = { .kind = &kind };
    static const ThingApi api = { .store = &store };
    Sight s = { .acts = true, .deed = { .state = PLANNED, .level = LEVEL_COMMUNITY, .who = WHO_OF(ROLE_COMMITTEE),
                                        .reach = LEVEL_COMMUNITY } };
    Can can = thing_can(&api, a, NULL, &s, 0, &s, EN);
    const Str *names_can = can.can.at;
    bool greets = false, lapses = false;
    for (i64 i = 0; i < can.can.count; i++) {
        greets |= str_is(names_can[i], "greet");
        lapses |= str_is(names_can[i], "lapse");
    }
    CHECK(greets && !lapses && can.can.count == 4);
    arena_close(a);
}

// Each state has its counter of what goes in and one of what goes out.
static void test_kinds(void)
{
    int kinds = 0;
    for (int c = 0; c < capability_count; c++) {
        const ThingApi *of = capabilities[c]->things;
        kinds += of != NULL;
        if (of) CHECK(of->store->kind->state_count < COUNT_OUT && of->store->kind->state_count > 0);
    }
    CHECK(kinds > 0);
}

void thing_test(void)
{
    test_verbs();
    test_can();
    test_kinds();
    test_bodies();
}
