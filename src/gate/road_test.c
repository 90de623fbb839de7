// road_test.c: what an act causes and what follows it, with two capabilities of a few lines over a store in memory.
#include "base/check.h"
#include "gate/gate_room.h"
#include "store/due.h"

enum { COUNTY = 410104, OPENED = 9 * TALLY_EACH };
static const char place_id[] = "410104000000001";
static Arena *arena;
static App app;

// ---- two capabilities --------------------------------------------------------------------------------
// A check that fails opens a case: each knows the other's id. A case that is opened is counted by a follower.

typedef struct Check { i64 county, id, opens; Str words; } Check;
typedef struct Case { i64 county, id, origin; Str words; } Case;
typedef struct Seen { i64 county, id, about; Str words; } Seen;
static const Record check_record = RECORD_OF(Check, "check", "检查", "Check",
    REF_FIELD(Check, county, "区县", "County", .flags = KEY | SERVER), REF_FIELD(Check, id, "编号", "Id", .flags = SERVER),
    REF_FIELD(Check, opens, "引起", "Opens", .flags = SERVER), TEXT_FIELD(Check, words, "说明", "Words", .flags = SEALED));
static const Record case_record = RECORD_OF(Case, "case", "个案", "Case",
    REF_FIELD(Case, county, "区县", "County", .flags = KEY | SERVER), REF_FIELD(Case, id, "编号", "Id", .flags = SERVER),
    REF_FIELD(Case, origin, "起因", "Origin", .flags = SERVER), TEXT_FIELD(Case, words, "说明", "Words", .flags = SEALED));
static const Record seen_record = RECORD_OF(Seen, "seen", "已见", "Seen",
    REF_FIELD(Seen, county, "区县", "County", .flags = KEY | SERVER), REF_FIELD(Seen, id, "编号", "Id", .flags = SERVER),
    REF_FIELD(Seen, about, "关于", "About", .flags = SERVER), TEXT_FIELD(Seen, words, "说明", "Words", .flags = SEALED));

// A row and a counter of each, so that a chain which falls would leave something behind.
static void leave(Apply *ap, const Entry *e, void *record)
{
    (void)record;
    store_set(ap->db, "left", e->action);
    tally_add(ap->tally, str(place_id), STR("P03"), 1, day_of(e->happened_at), OPENED, 1);
}

static Fault case_open(Act *act)
{
    Case *c = NEW(act->arena, Case, 1);
    const Case *in = act->in;
    if (str_is(in->words, "refused")) return act_problem(act, "words", FAULT_field_malformed);
    *c = (Case){ act->county, act_made(act), act->origin, in->words };
    act->subject = c->id;
    act->record = c;
    return OK;
}

// Behind a case that was opened: from its record alone.
static Fault case_seen(Act *act)
{
    const Case *c = act->followed->record;
    Seen *s = NEW(act->arena, Seen, 1);
    CHECK(act->in == NULL && act->path_id == c->id && str_is(str(act->followed->action->deed.name), "case_open"));
    *s = (Seen){ act->county, act_made(act), c->id, c->words };
    act->subject = s->id;
    act->record = s;
    return OK;
}

static Case *words(Act *act, const char *text)
{
    Case *in = NEW(act->arena, Case, 1);
    in->words = str(text);
    return in;
}

// By its words: a chain that falls at its end, one without end, one whose row does not name it, a broken promise.
static Fault check_fail(Act *act)
{
    const Check *in = act->in;
    Check *c = NEW(act->arena, Check, 1);
    *c = (Check){ act->county, act_made(act), act_id(act), in->words };
    act_cause(act, (Caused){ "case_open", .id = c->opens, .in = words(act, "opened") });
    if (str_is(in->words, "falls")) {
        act_cause(act, (Caused){ "case_open", .in = words(act, "another") });
        act_cause(act, (Caused){ "case_open", .in = words(act, "refused") });
    }
    if (str_is(in->words, "endless")) act_cause(act, (Caused){ "check_fail", .in = act->in });
    if (str_is(in->words, "unnamed")) act_cause(act, (Caused){ "case_close", .in = words(act, "") });
    if (str_is(in->words, "promises")) act_cause(act, (Caused){ "check_pass", .id = act_id(act), .in = act->in });
    act->subject = c->id;
    act->record = c;
    return OK;
}

// Time does it: what it causes at first is done, what it causes then is refused.
static Fault check_lapse(Act *act)
{
    Check *c = NEW(act->arena, Check, 1);
    *c = (Check){ act->county, act->path_id, 0, STR("lapsed") };
    act_cause(act, (Caused){ "case_open", .in = words(act, "opened") });
    act_cause(act, (Caused){ "case_open", .in = words(act, "refused") });
    act->subject = c->id;
    act->record = c;
    return OK;
}

static Fault here(Act *act)
{
    act->county = COUNTY;
    return OK;
}

// Passes over everything: it records nothing.
static Fault nothing(Act *act)
{
    (void)act;
    return OK;
}

static const Action low_actions[] = {
    { .deed = { "case_open", &case_record, leave }, .change = case_open, .who = WHO_ANYONE },
    { .deed = { "case_close", &case_record, leave }, .change = case_open, .who = WHO_ANYONE },
};
static const Action high_actions[] = {
    { .deed = { "check_fail", &check_record, leave }, .method = POST, .path = "/api/checks", .who = WHO_ANYONE,
      .in = &check_record, .where = here, .change = check_fail, .causes = "check_fail case_open check_pass" },
    { .deed = { "check_pass", &check_record, leave }, .change = nothing, .who = WHO_ANYONE },
    { .deed = { "check_lapse", &check_record, leave }, .change = check_lapse, .who = WHO_CLOCK, .causes = "case_open" },
    { .deed = { "case_seen", &seen_record, leave }, .change = case_seen, .who = WHO_ANYONE, .follows = "case_open" },
};
static const Capability low = { .name = "case", .actions = low_actions, .action_count = COUNT(low_actions) };
enum { LAPSING = 77 };
static const DueDeed dues[] = { { LAPSING, 1, "check_lapse" } };
static const Capability high = { .name = "check", .actions = high_actions, .action_count = COUNT(high_actions),
                                 .dues = dues, .due_count = 1 };
extern const Capability gate_capability;
static const Capability *const two[] = { &gate_capability, &low, &high };

// ---- names -------------------------------------------------------------------------------------------

// Whether a program of the two would open, were the row this one; else what it says.
static Str opens(const char *follows, const char *causes, bool lowest)
{
    Action row = { .deed = { "case_moved", &case_record, leave }, .change = nothing, .follows = follows };
    row.causes = causes;
    Capability more = { .name = "more", .actions = &row, .action_count = 1 };
    const Capability *const under[] = { &more, &low, &high }, *const over[] = { &low, &high, &more };
    Str error = STR("");
    App one = { .arena = arena };
    capabilities = lowest ? under : over;
    capability_count = 3;
    bool opened = chain_open(&one, &error);
    CHECK(opened == !error.len);
    return error;
}

static void names_test(void)
{
    CHECK(!opens("case_open check_fail", "case_seen case_moved", false).len);
    CHECK(str_is(opens("case_opened", NULL, false),
                 "action case_moved follows case_opened: no such action at or below it"));
    CHECK(str_is(opens(NULL, "case_open case_opend", false),
                 "action case_moved causes case_opend: no such action at or below it"));
    CHECK(str_has(opens("check_fail", NULL, true), STR("follows check_fail: no such action at or below it")));
    CHECK(str_has(opens(NULL, "check_fail", true), STR("causes check_fail: no such action at or below it")));
    CHECK(str_has(opens("case_moved", NULL, false), STR("follows case_moved: itself")));
}

// ---- chains ------------------------------------------------------------------------------------------

static i64 moment(void) { return 1795000000000; }

static void road_open(void)
{
    static Pack no_pack = { .hash_text = { "0000000000000000", 16 } };
    Str error = { 0 };
    capabilities = two;
    capability_count = COUNT(two);
    StoreConfig c = app_store_config(&(AppConfig){ .data = STR("") });
    c.memory = c.make = true;
    c.now = moment;
    app = (App){ .arena = arena, .store = store_open(&c, &error), .county = COUNTY, .test = true,
                 .packs = { &no_pack }, .pack_count = 1 };
    CHECK(app.store != NULL && chain_open(&app, &error) && app.following_count == 1);
}

static int say(const char *said, const char *key, Str *answer)
{
    Header headers[] = { { STR("Content-Type"), STR("application/json") }, { STR("Idempotency-Key"), str(key) } };
    Request r = { .arena = arena, .method = POST, .path = STR("/api/checks"), .local = true, .headers = headers,
                  .header_count = COUNT(headers), .body = arena_fmt(arena, "{\"words\":\"%s\"}", said) };
    app_call(&app, &r);
    *answer = r.answer.body;
    return r.answer.status;
}

// All that a change may leave behind.
typedef struct Left { i64 entries, keys, ids, counted, said, rows; } Left;

static void count_up(void *context, const TallyRow *row) { *(i64 *)context += row->n; }

static Left left(void)
{
    Db *db = store_reader(app.store);
    i64 id = 0, day = day_of(moment());
    str_i64(str(place_id), &id);
    Left l = {
        .entries = db_i64(db, "SELECT COUNT(*) FROM journal WHERE county=$1", I(COUNTY)),
        .keys = db_i64(db, "SELECT COUNT(*) FROM seal_key WHERE county=$1", I(COUNTY)),
        .ids = db_i64(db, "SELECT next_n FROM county WHERE county=$1", I(COUNTY)),
        .said = db_i64(db, "SELECT COUNT(*) FROM once WHERE county=$1", I(COUNTY)),
        .rows = db_i64(db, "SELECT COUNT(*) FROM setting WHERE name=$1", T(STR("left"))),
    };
    TallyAsk ask = { COUNTY, id, day, day, OPENED, OPENED };
    Arena *scratch = arena_open(1 << 20);
    tally_read(db, scratch, &ask, count_up, &l.counted);
    arena_close(scratch);
    return l;
}

static bool same(Left a, Left b)
{
    return a.entries == b.entries && a.keys == b.keys && a.ids == b.ids && a.counted == b.counted && a.said == b.said
        && a.rows == b.rows;
}

static void entered(i64 seq, const Record *r, Entry *e, void *into)
{
    Db *db = store_reader(app.store);
    CHECK(entry_read(db, arena, COUNTY, seq, e) && record_from_entry(r, arena, e->record, into));
}

// Check, case and what follows the case: cause and effect name each other, in what was entered and in the entries.
static void both_name_test(void)
{
    Str answer;
    Entry e;
    Check check;
    Case opened;
    Seen seen;
    CHECK_EQ(say("broken", "one", &answer), 200);
    entered(0, &check_record, &e, &check);
    CHECK(str_is(e.action, "check_fail") && e.cause == 0 && check.id == e.subject);
    entered(1, &case_record, &e, &opened);
    CHECK(str_is(e.action, "case_open") && e.cause == 1 && opened.id == e.subject);
    CHECK(opened.id == check.opens && opened.origin == check.id);
    entered(2, &seen_record, &e, &seen);
    CHECK(str_is(e.action, "case_seen") && e.cause == 2 && seen.about == opened.id);
    Left l = left();
    CHECK(l.entries == 3 && l.keys == 3 && l.counted == 3 && l.said == 1 && l.rows == 1);
    CHECK_EQ(say("broken", "one", &answer), 200);
    CHECK(same(left(), l));
}

// Refused: nothing of the chain is there, and the answer is the refusal.
static void falls(const char *said, int status, const char *fault)
{
    Str answer;
    Left before = left();
    CHECK_EQ(say(said, said, &answer), status);
    CHECK(str_has(answer, str(fault)));
    CHECK(same(left(), before));
}

// ---- time --------------------------------------------------------------------------------------------

static Fault due_rows(App *a, Tx *tx, Arena *ar, void *context)
{
    (void)a, (void)ar;
    const DueRow *row = context;
    db_run(tx_db(tx), "INSERT INTO due(county, at, kind, id, what) VALUES($1, $2, $3, $4, $5)", I(row->county),
           I(row->at), I(row->kind), I(row->id), I(row->what));
    return OK;
}

static void due_plant(DueRow row) { CHECK_EQ(road_work(&app, due_rows, &row, false), OK); }

static i64 dues_left(void)
{
    return db_i64(store_reader(app.store), "SELECT COUNT(*) FROM due WHERE county>=$1", I(0));
}

// Nothing is left of a deed of time's that fell but that its row was forgotten; what lies behind it is not held up.
static void lapse_falls_test(void)
{
    Entry e;
    Left before = left(), after;
    due_plant((DueRow){ COUNTY, moment() - 2, LAPSING, (i64)COUNTY * COUNTY_IDS + 500, 1 });
    sweep_due(&app, moment());
    after = left();
    CHECK(after.entries == before.entries + 1 && after.ids == before.ids && after.counted == before.counted);
    CHECK(after.keys == before.keys && !dues_left());
    CHECK(entry_read(store_reader(app.store), arena, COUNTY, after.entries - 1, &e) && str_is(e.action, "due_forget"));
}

// Rows that name nothing, in a damaged table: forgotten, so many in a job as others; another county's do not matter.
static void damaged_dues_test(void)
{
    enum { MANY_ROWS = 200, ELSEWHERE = 410105 };
    for (int i = 0; i < MANY_ROWS; i++) due_plant((DueRow){ COUNTY, 1 + i, LAPSING + 1, i - 1, 1 });
    due_plant((DueRow){ 0, 1, LAPSING + 1, 5, 1 });
    due_plant((DueRow){ ELSEWHERE, 1, LAPSING + 1, 5, 1 });
    i64 jobs = 0, had = left().entries;
    for (; dues_left() && jobs < 20; jobs++) sweep_due(&app, moment());
    CHECK(jobs > 1 && !dues_left());
    CHECK_EQ(left().entries, had + MANY_ROWS);
}

void road_test(void)
{
    const Capability *const *all = capabilities;
    int all_count = capability_count;
    Str error;
    arena = arena_open(32 << 20);
    CHECK(chain_open(&(App){ .arena = arena }, &error));            // the program's own
    names_test();
    road_open();
    both_name_test();
    falls("falls", 422, "\"field_malformed\"");
    falls("endless", 500, "\"cause_too_deep\"");
    falls("unnamed", 500, "\"breakage\"");
    falls("promises", 500, "\"breakage\"");
    lapse_falls_test();
    damaged_dues_test();
    store_close(app.store);
    capabilities = all;
    capability_count = all_count;
    arena_close(arena);
}
