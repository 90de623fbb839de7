// matter_cause_test.c: a capability above matters, of a few lines, opens one by a deed of its own: without account,
// limits and puzzles, each naming the other.
#include "base/check.h"
#include "gate/gate_room.h"
#include "matter/matter_api.h"
#include "matter/matter_store.h"

enum { COUNTY = 410104, FILED = 120 };
static Arena *arena;
static App app;

typedef struct Round { i64 county, id, matter, letter; } Round;
static const Field round_fields[] = {
    REF_FIELD(Round, county, "区县", "County", .flags = KEY | SERVER), REF_FIELD(Round, id, "编号", "Id", .flags = SERVER),
    REF_FIELD(Round, matter, "事项", "Matter", .flags = SERVER), REF_FIELD(Round, letter, "函", "Letter", .flags = SERVER),
};
static const Record round_record = RECORD(Round, "round", round_fields, "巡查", "Round");

static void round_apply(Apply *ap, const Entry *e, void *record) { (void)ap, (void)e, (void)record; }

static Fault round_fail(Act *act)
{
    Round *r = NEW(act->arena, Round, 1);
    Filing *f = NEW(act->arena, Filing, 1);
    record_blank(&filing_record, f);
    f->text = STR("消防通道被堵");
    f->place = STR("410104001001");
    *r = (Round){ act->county, act_made(act), act_id(act), act_id(act) };
    act_cause(act, (Caused){ "matter_file", .id = r->matter, .in = f });
    act_cause(act, (Caused){ "round_letter", .id = r->letter });
    act->subject = r->id;
    act->record = r;
    return OK;
}

// A thing that is caused is begun as any other.
static Fault round_letter(Act *act)
{
    Place p;
    Matter *m = NEW(act->arena, Matter, 1);
    CHECK_EQ(thing_place(act, "place", STR("410104001001"), &p), OK);
    thing_begin(act, &matter_things, &p, LEVEL_COMMUNITY, m);
    m->title = STR("整改函");
    m->subject = STR("P03");
    m->kind = m->urgency = 1;
    m->ask = ASK_HELP;
    m->via = VIA_WEB;
    m->top_level = m->level;
    return OK;
}

static Fault here(Act *act)
{
    act->county = COUNTY;
    return OK;
}

static const Action actions[] = {
    { .deed = { "round_fail", &round_record, round_apply }, .method = POST, .path = "/api/rounds", .who = WHO_ANYONE,
      .where = here, .change = round_fail, .causes = "matter_file round_letter" },
    { .deed = { "round_letter", &matter_record, matter_apply }, .who = WHO_ANYONE, .change = round_letter },
};
static const Capability rounds = { .name = "round", .actions = actions, .action_count = COUNT(actions) };

static i64 moment(void) { return 1795000000000; }               // 2026-11-18

static Fault plant(App *a, Tx *tx, Arena *ar, void *context)
{
    static const struct { const char *code; i64 kind; } tree[] = {
        { "410104", PLACE_COUNTY }, { "410104001", PLACE_STREET }, { "410104001001", PLACE_COMMUNITY },
    };
    i64 above = 0;
    (void)a, (void)ar, (void)context;
    for (int i = 0; i < COUNT(tree); i++) {
        Place p;
        record_blank(&place_record, &p);
        p = (Place){ .county = COUNTY, .id = tx_new_id(tx, COUNTY), .code = str(tree[i].code), .name = STR("某处"),
                     .kind = tree[i].kind, .parent = above, .lat = p.lat, .lon = p.lon, .valid_from = 0,
                     .valid_to = DAY_NONE };
        above = p.id;
        db_insert(tx_db(tx), &place_record, &p);
    }
    return OK;
}

// A stranger from one address: by the same door a filing would soon ask for a puzzle, and then be too many.
static int say(const char *path, const char *body)
{
    Header headers[] = { { STR("Content-Type"), STR("application/json") } };
    Request r = { .arena = arena, .method = POST, .path = str(path), .peer = STR("10.0.0.1"), .headers = headers,
                  .header_count = COUNT(headers), .body = str(body) };
    app_call(&app, &r);
    return r.answer.status;
}

static void caused_test(void)
{
    Entry e, cause;
    Round r;
    Matter m;
    for (int i = 0; i < FILED; i++)
        if (say("/api/rounds", "") != 200) CHECK_EQ(i, FILED);
    Db *db = store_reader(app.store);
    CHECK_EQ(db_i64(db, "SELECT COUNT(*) FROM matter WHERE county=$1 AND via=$2", I(COUNTY), I(VIA_CAUSE)), FILED);
    CHECK(entry_read(db, arena, COUNTY, 0, &cause) && record_from_entry(&round_record, arena, cause.record, &r));
    CHECK(entry_read(db, arena, COUNTY, 1, &e) && str_is(e.action, "matter_file") && e.cause == 1);
    CHECK(e.subject == r.matter && matter_load(db, arena, r.matter, &m));
    CHECK(m.origin == r.id && m.id == r.matter && m.via == VIA_CAUSE && !m.reporter && !m.anonymous);
    CHECK(m.state == MATTER_FILED && m.number.len && m.subject.len && m.due_at > moment());
    CHECK(str_is(m.text, "消防通道被堵"));
    CHECK(matter_load(db, arena, r.letter, &m) && m.origin == r.id && !m.reporter && str_is(m.title, "整改函"));
}

// Nobody says by hand that a matter was caused, nor by what; the strangers' limit holds as ever.
static void said_test(void)
{
    CHECK_EQ(say("/api/matters", "{\"text\":\"堵\",\"place\":\"410104001001\",\"via\":\"cause\"}"), 422);
    CHECK_EQ(say("/api/matters", "{\"text\":\"堵\",\"place\":\"410104001001\",\"origin\":1}"), 422);
    int last = 0;
    for (int i = 0; i < FILED && last < 400; i++) {
        last = say("/api/matters", "{\"text\":\"堵\",\"place\":\"410104001001\"}");
        CHECK(last == 201 || i > 2);
    }
    CHECK(last >= 400);
}

void matter_cause_test(void)
{
    const Capability *const *all = capabilities, *more[16];
    int all_count = capability_count;
    Str error = { 0 };
    arena = arena_open(64 << 20);
    for (int i = 0; i < all_count; i++) more[i] = all[i];
    more[all_count] = &rounds;
    capabilities = more;
    capability_count = all_count + 1;
    PackErrors errors = { .arena = arena };
    StoreConfig c = app_store_config(&(AppConfig){ .data = STR("") });
    c.memory = c.make = true;
    c.now = moment;
    app = (App){ .arena = arena, .store = store_open(&c, &error), .county = COUNTY, .pack_count = 1,
                 .packs = { pack_load(STR("packs"), STR("CN-410104"), &errors) } };
    CHECK(app.store && app.packs[0] && chain_open(&app, &error));
    CHECK_EQ(road_work(&app, plant, NULL, false), OK);
    caused_test();
    said_test();
    store_close(app.store);
    pack_close(app.packs[0]);
    capabilities = all;
    capability_count = all_count;
    arena_close(arena);
}
