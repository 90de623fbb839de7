// matter_apply_test.c: the one apply of all things, by a kind that is found under persons too: scopes that change
// places, due moments that were forgotten, entries of a damaged journal, what goes back kind by kind.
#include "base/check.h"
#include "gate/gate_room.h"
#include "matter/matter_api.h"
#include "matter/matter_store.h"
#include "thing/thing_pass_store.h"

enum { COUNTY = 410104, ANNA = 7, BO = 8, CY = 17, AT = 1000, DUE = 5000 };
static const i64 ids = (i64)COUNTY * COUNTY_IDS, thing = (i64)COUNTY * COUNTY_IDS + 100;

// Found under its assignee and whoever the post's member names.
static void finding(const void *row, Finding *f)
{
    const Matter *m = row;
    *f = (Finding){ .rank = DUE, .scopes = { m->assignee, m->assignee_post }, .what = VERB_RAISE, .due = true };
}

static ThingStore kind(void)
{
    ThingStore s = matter_store;
    s.finding = finding;
    return s;
}

static Matter filed(void)
{
    Matter m;
    record_blank(&matter_record, &m);
    m.county = COUNTY;
    m.id = thing;
    m.number = STR("410104-20261118-0001");
    m.subject = STR("P03");
    m.state = MATTER_FILED;
    m.level = LEVEL_COMMUNITY;
    m.reporter = ids + ANNA;
    m.filed_at = AT;
    m.due_at = DUE;
    m.verb = VERB_FILE;
    return m;
}

static void apply(Apply *ap, i64 seq, Matter m)
{
    const ThingStore s = kind();
    Entry e = { .county = COUNTY, .seq = seq, .subject = thing, .happened_at = AT };
    thing_apply(&s, ap, &e, &m);
}

static bool found(Tx *tx, i64 whom) { return found_in(tx_db(tx), tx_apply(tx)->arena, NOUN_MATTER, thing, ids + whom); }

static Matter given_to(i64 first, i64 second)
{
    Matter m = filed();
    m.number = STR("");
    m.verb = VERB_ASSIGN;
    m.assignee = first ? ids + first : 0;
    m.assignee_post = second ? ids + second : 0;
    return m;
}

// Whose thing it is finds it though it is in their hands no more; who changes places is found in the other one.
static void scopes_test(Tx *tx, Apply *ap)
{
    apply(ap, 0, filed());
    apply(ap, 1, given_to(BO, ANNA));
    CHECK(found(tx, ANNA) && found(tx, BO));
    apply(ap, 2, given_to(ANNA, BO));
    CHECK(found(tx, ANNA) && found(tx, BO));
    apply(ap, 3, given_to(0, BO));
    CHECK(found(tx, ANNA) && found(tx, BO));
    apply(ap, 4, given_to(0, 0));
    CHECK(found(tx, ANNA) && !found(tx, BO));
}

static void due_test(Tx *tx, Apply *ap)
{
    const DueRow row = { COUNTY, DUE, NOUN_MATTER, thing, VERB_RAISE };
    CHECK(due_held(tx_db(tx), &row));
    due_drop(tx_db(tx), &row);
    apply(ap, 5, given_to(0, 0));
    CHECK(due_held(tx_db(tx), &row));
}

static void damaged_test(Tx *tx, Apply *ap)
{
    Matter m = given_to(BO, 0);
    Apply replay = *ap;
    replay.replay = true;
    m.county = 0;
    apply(&replay, 6, m);
    m.county = COUNTY;
    m.id = -1;
    apply(&replay, 6, m);
    m.id = thing + 1;
    apply(&replay, 6, m);
    CHECK(!found(tx, BO) && !db_failed(tx_db(tx)));
    m.id = thing;
    m.verb = 99;
    m.state = 99;
    apply(&replay, 6, m);
    CHECK(found(tx, BO) && !db_failed(tx_db(tx)));
}

// Kinds give on by their number, whatever the order of capabilities: so the place where an entry ends says all.
static void kinds_test(App *a, Tx *tx, Arena *ar)
{
    ThingKind later = matter_kind;
    ThingStore s = matter_store;
    later.noun = 91;
    s.kind = &later;
    const ThingApi other = { .store = &s };
    const Capability above = { .things = &other }, below = { .things = &matter_things };
    const Capability *const two[] = { &above, &below }, *const *all = capabilities;
    int all_count = capability_count;
    Matter m = filed();
    Entry e = { .county = COUNTY, .seq = 7, .subject = thing + 1, .happened_at = AT };
    m.id = thing + 1;
    m.assignee_post = ids + BO;
    thing_apply(&s, tx_apply(tx), &e, &m);
    m.id = e.subject = thing + 2;
    thing_apply(&matter_store, tx_apply(tx), &e, &m);
    Act act = { .app = a, .tx = tx, .db = tx_db(tx), .arena = ar, .county = COUNTY, .path_id = ids + BO, .now = AT,
                .happened_at = AT };
    capabilities = two;
    capability_count = COUNT(two);
    CHECK_EQ(thing_return_change(&act), OK);
    capabilities = all;
    capability_count = all_count;
    const Passed *p = act.record;
    const GivenOn *rows = p->rows.at;
    CHECK(p->rows.count == 2 && rows[0].kind == NOUN_MATTER && rows[1].kind == 91 && !p->kind);
}

// ---- what was made a moment ago ------------------------------------------------------------------------

// Ids behind the first one, in the order they are listed in behind the place at; a digit each.
static i64 listed(Tx *tx, Arena *a, FoundQuery q, const i64 *at)
{
    const i64 first[] = { q.pressing ? 0 : INT64_MAX, q.pressing ? 0 : INT64_MAX };
    int column = 0;
    i64 all = 0;
    for (int i = 0; i < matter_record.field_count; i++) column += field_column(&matter_record.fields[i]);
    q.open = -1;
    Rows *rows = found_rows(tx_db(tx), a, &matter_store, COUNTY, ids + CY, &q, at ? at : first, 9);
    while (rows_next(rows))
        if (!rows_none(rows, 0)) all = all * 10 + rows_i64(rows, column + 1) - thing - 10;
    rows_end(rows);
    return all;
}

static i64 fresh_rows(Tx *tx) { return db_i64(tx_db(tx), "SELECT COUNT(*) FROM fresh WHERE county=$1", I(COUNTY)); }

static void listed_right(Tx *tx, Arena *a)
{
    const FoundQuery fresh = { 0 }, pressing = { .pressing = 1 }, of = { .sub = STR("P04") }, none = { .state = 3 };
    CHECK_EQ(listed(tx, a, fresh, NULL), 4321);
    CHECK_EQ(listed(tx, a, fresh, (i64[]){ 0, thing + 13 }), 21);
    CHECK_EQ(listed(tx, a, pressing, NULL), 3142);
    CHECK(listed(tx, a, of, NULL) == 42 && listed(tx, a, none, NULL) == 0);
    for (int i = 1; i <= 4; i++) CHECK(found_in(tx_db(tx), a, NOUN_MATTER, thing + 10 + i, ids + CY));
    CHECK(!found_in(tx_db(tx), a, NOUN_MATTER, thing + 11, ids + 1));       // another id's beginning
}

// Lists are the same whichever of the things a feed has put in their places.
static void fresh_test(Tx *tx, Apply *ap)
{
    static const i64 due[] = { 2000, 4000, 1000, 3000 };
    Arena *a = ap->arena;
    i64 before = fresh_rows(tx);
    Matter m = filed();
    for (int i = 0; i < 4; i++) {
        Entry e = { .county = COUNTY, .seq = 20 + i, .subject = thing + 11 + i, .happened_at = AT };
        m.id = e.subject;
        m.due_at = due[i];
        m.reporter = ids + CY;
        m.subject = i % 2 ? STR("P04") : STR("P03");
        thing_apply(&matter_store, ap, &e, &m);
        m = filed();
    }
    CHECK_EQ(fresh_rows(tx), before + 4);
    listed_right(tx, a);
    for (int i = 2; i >= 0; i -= 2) {
        found_settle(ap->db, a, &(FoundRow){ .county = COUNTY, .kind = NOUN_MATTER, .id = thing + 11 + i });
        listed_right(tx, a);
    }
    CHECK_EQ(fresh_rows(tx), before + 2);
    m = given_to(BO, ANNA);
    m.id = thing + 12;
    m.due_at = due[1];
    thing_apply(&matter_store, ap, &(Entry){ .county = COUNTY, .seq = 30, .subject = m.id, .happened_at = AT }, &m);
    CHECK_EQ(fresh_rows(tx), before + 1);
    found_settle_all(ap->db, a, COUNTY);
    CHECK_EQ(fresh_rows(tx), 0);
    listed_right(tx, a);
}

// Nothing of it stays.
static Fault all_of_it(App *a, Tx *tx, Arena *ar, void *context)
{
    (void)context;
    tx_now(tx, COUNTY);
    scopes_test(tx, tx_apply(tx));
    due_test(tx, tx_apply(tx));
    damaged_test(tx, tx_apply(tx));
    kinds_test(a, tx, ar);
    fresh_test(tx, tx_apply(tx));
    return FAULT_not_allowed;
}

void matter_apply_test(void)
{
    Str error = { 0 };
    StoreConfig c = app_store_config(&(AppConfig){ .data = STR("") });
    c.memory = c.make = true;
    App app = { .store = store_open(&c, &error) };
    CHECK(app.store != NULL);
    CHECK_EQ(road_work(&app, all_of_it, NULL, false), FAULT_not_allowed);
    store_close(app.store);
}
