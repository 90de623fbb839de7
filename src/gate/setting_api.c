// setting_api.c: what a county says instead of its pack: who runs it, how to reach them, which map, and rules whose row
// in the pack is only a sample. Each word is an entry, dated and sourced; the pack's row may hold again.
//
// The words in force lie over the packs (pack_saying) in one read-only value that is swapped whole: rules ask a pack as
// ever, and an entry's moment tells which words held when it was decided.
#include "gate/gate_api.h"
#include "gate/gate_store.h"
#include <stdlib.h>

const Record setting_said_record = RECORD_OF(SettingSaid, "setting_said", "本区县的设置", "What a county says itself",
    COUNT_FIELD(SettingSaid, county, "区县", "County", .flags = KEY | SERVER | HIDDEN),
    REF_FIELD(SettingSaid, id, "编号", "Number", .flags = KEY | SERVER),
    TEXT_FIELD(SettingSaid, key, "键", "Key", .flags = SERVER | PLAIN, .max = 80),
    TEXT_FIELD(SettingSaid, value, "值", "Value", .flags = SERVER, .max = 400),
    FLAG_FIELD(SettingSaid, back, "恢复政策包的值", "The pack's row holds again", .flags = SERVER),
    ON_FIELD(SettingSaid, from_on, "自", "From", .flags = SERVER),
    TEXT_FIELD(SettingSaid, source, "出处", "Source", .flags = SERVER, .max = 300),
    TEXT_FIELD(SettingSaid, why, "事由", "Why", .flags = SERVER, .max = 200),
    REF_FIELD(SettingSaid, actor, "由", "By", .flags = SERVER),
    MOMENT_FIELD(SettingSaid, at, "时间", "When", .flags = SERVER));

typedef struct SettingIn { Str key, value, source, why; i64 from_on, back; } SettingIn;
const Record setting_in_record = RECORD_OF(SettingIn, "setting_in", "设置", "A setting",
    TEXT_FIELD(SettingIn, key, "设置", "Setting", .flags = NEEDED | PLAIN, .min = 1, .max = 80,
               .note = "As GET /api/settings lists them.", SHOWS(.of = "settings", .pick = "key")),
    TEXT_FIELD(SettingIn, value, "值", "Value", .max = 400),
    TEXT_FIELD(SettingIn, source, "出处", "Source", .max = 300,
               .note = "Needed for rules: where it is written.",
               SHOWS(.hint = { "期限等规则要写明依据的文件", "For rules: the document it rests on" })),
    TEXT_FIELD(SettingIn, why, "事由", "Why", .max = 200),
    ON_FIELD(SettingIn, from_on, "自", "From", .note = "Left out: today; not before."),
    FLAG_FIELD(SettingIn, back, "恢复政策包的值", "The pack's row holds again"));

// ---- the rule (pure) -----------------------------------------------------------------------------

Fault setting_say(const SettingFacts *f, const SettingSaid *s, Lang lang, Arena *a, Problems *ps)
{
    PackSaid said;
    bool known = f->known;
    if (!f->admin) return FAULT_post_not_yours;
    if (!known) problem(ps, STR("key"), FAULT_field_no_such);
    else if (f->held.set == SETTING_FIXED) problem(ps, STR("key"), FAULT_setting_fixed);
    if (s->from_on < f->today) problem(ps, STR("from_on"), FAULT_field_out_of_range);
    if (known && f->held.set == SETTING_RULE && !s->back && !s->source.len)
        problem(ps, STR("source"), FAULT_field_missing);
    Setting as = { .key = s->key, .value = s->value, .valid_from = s->from_on, .valid_to = DAY_NONE,
                   .source = s->source };
    SettingFlaw flaw = known ? pack_said_read(a, &as, s->back, &said) : (SettingFlaw){ 0 };
    if (flaw.field) problem_hint(ps, STR("value"), FAULT_field_malformed, str(lang == EN ? flaw.en : flaw.zh));
    return ps->count ? FAULT_field_problems : OK;
}

// ---- saying ----------------------------------------------------------------------------------------

Fault setting_set_change(Act *act)
{
    const SettingIn *in = act->in;
    SettingFacts f = { .today = day_of(act->now) };
    SettingSaid s = { .county = act->county, .key = in->key, .value = in->back ? STR("") : in->value, .back = in->back,
                      .from_on = in->from_on == DAY_NONE ? f.today : in->from_on, .source = in->source, .why = in->why,
                      .actor = act->who->person, .at = act->now };
    f.admin = stands_over(act->who, act->arena, act->county, WHO_OF(ROLE_ADMIN));
    f.known = in->key.len && pack_held(act->pack, in->key, f.today, act->arena, &f.held);
    Fault fault = setting_say(&f, &s, act->who->lang, act->arena, &act->problems);
    if (fault) return fault;
    act_as(act, county_code(act->arena, act->county), WHO_OF(ROLE_ADMIN));
    s.id = act_made(act);
    return act_enter(act, s.id, &s);
}

void setting_said_apply(Apply *ap, const Entry *e, void *record)
{
    (void)e;
    db_put(ap->db, &setting_said_record, record);
}

// ---- in force --------------------------------------------------------------------------------------

typedef struct CountySaid { i64 county; const Pack *pack; } CountySaid;
// One county after the other. before: what was in force until now, kept for whoever still asks.
struct Said { i64 commits; Arena *arena; CountySaid *at; i64 count; const Said *before; };

static void said_county(App *app, Said *s, const SettingSaid *rows, i64 count)
{
    PackSaid *said = NEW(s->arena, PackSaid, count);
    i64 n = 0;
    for (i64 i = 0; i < count; i++) {
        const SettingSaid *r = &rows[i];
        Setting as = { .key = r->key, .value = r->value, .valid_from = r->from_on, .valid_to = DAY_NONE,
                       .source = r->source, .evidence = 1 };
        n += !pack_said_read(s->arena, &as, r->back, &said[n]).field;       // a row that no longer fits is passed over
    }
    const Pack *bare = app_pack_bare(app, rows[0].county);
    s->at[s->count++] = (CountySaid){ rows[0].county, pack_saying(bare, said, n, s->arena) };
}

// Read from what is committed, then put in place, unless a later reading was quicker.
void said_load(App *app)
{
    Arena *a = arena_open(16 << 20);
    Said *s = NEW(a, Said, 1);
    *s = (Said){ .commits = store_commits(app->store), .arena = a };
    SettingSaid *rows;
    int n = settings_said(store_reader(app->store), a, &rows);
    s->at = NEW(a, CountySaid, n + 1);
    for (int i = 0, first = 0; i < n; i++) {
        if (i + 1 < n && rows[i + 1].county == rows[first].county) continue;
        said_county(app, s, rows + first, i + 1 - first);
        first = i + 1;
    }
    const Said *now = atomic_load(&app->said);
    bool put = false;
    while (!put && (!now || now->commits <= s->commits)) {
        s->before = now;
        put = atomic_compare_exchange_weak(&app->said, &now, s);
    }
    if (put) atomic_fetch_add(&app->said_turn, 1);
    else arena_close(a);
}

const Pack *said_pack(const App *app, i64 county)
{
    const Said *s = atomic_load(&app->said);
    for (i64 i = 0; s && i < s->count; i++) if (s->at[i].county == county) return s->at[i].pack;
    return NULL;
}

void said_close(App *app)
{
    for (const Said *s = atomic_load(&app->said), *before; s; s = before) {
        before = s->before;
        arena_close(s->arena);
    }
}

// ---- reading ---------------------------------------------------------------------------------------

typedef struct SettingShown {
    Str key, label, value, pack_value, source, pack;
    i64 evidence, of, may, sample, from_on, at;
    Str why;
} SettingShown;
enum { OF_RECORD = 1, OF_PACK, OF_DEFAULT };
static const Choice setting_of[] = {
    { OF_RECORD, "record", "本区县", "this county" }, { OF_PACK, "pack", "政策包", "the pack" },
    { OF_DEFAULT, "default", "程序默认", "the program's default" },
};
static const Record setting_shown_record = RECORD_OF(SettingShown, "setting_shown", "设置", "A setting in force.",
    TEXT_FIELD(SettingShown, key, "键", "Key", SHOWS(.rare = true)),
    TEXT_FIELD(SettingShown, label, "设置", "Setting", SHOWS(.as = AS_TITLE, .col = 1, .width = WIDE_M)),
    TEXT_FIELD(SettingShown, value, "值", "Value", SHOWS(.as = AS_LEAD, .col = 2, .width = WIDE_M)),
    TEXT_FIELD(SettingShown, pack_value, "政策包的值", "Value of the pack"),
    TEXT_FIELD(SettingShown, source, "出处", "Source", SHOWS(.col = 4, .width = WIDE_L)),
    TEXT_FIELD(SettingShown, pack, "政策包", "Pack"),
    CHOICE_FIELD(SettingShown, evidence, evidence_choices, "证据", "Evidence"),
    CHOICE_FIELD(SettingShown, of, setting_of, "来自", "From", SHOWS(.col = 3, .width = WIDE_S)),
    FLAG_FIELD(SettingShown, may, "可在这里改", "May be said here"),
    FLAG_FIELD(SettingShown, sample, "样例", "Only a sample", .note = "No document stands behind it; or it is empty."),
    ON_FIELD(SettingShown, from_on, "自", "From", .note = "Of what the county says."),
    MOMENT_FIELD(SettingShown, at, "时间", "Said at"),
    TEXT_FIELD(SettingShown, why, "事由", "Why"));
const Record settings_record = RECORD_OF(Items, "settings", "设置", "Settings in force, and deadlines that are samples.",
    MANY_FIELD(Items, items, setting_shown_record, "设置", "Settings"));

static SettingShown setting_shown(Ask *ask, const Held *h, const SettingSaid *said)
{
    bool ours = said && !said->back;
    SettingShown s = { .key = h->key, .label = ask->who->lang == EN ? h->label_en : h->label, .pack_value = h->value,
                       .value = ours ? said->value : h->value, .source = ours ? said->source : h->source,
                       .pack = h->pack, .evidence = ours ? 0 : h->evidence, .from_on = ours ? said->from_on : DAY_NONE,
                       .of = ours ? OF_RECORD : h->source.len ? OF_PACK : OF_DEFAULT, .at = ours ? said->at : 0,
                       .why = ours ? said->why : STR("") };
    s.may = h->set != SETTING_FIXED;
    s.sample = !ours && s.may && (!s.value.len || h->set == SETTING_RULE);
    return s;
}

// Of the whole county, so for those alone who stand over it.
Fault settings_read(Ask *ask)
{
    const unsigned bits = WHO_OF(ROLE_ADMIN) | WHO_OF(ROLE_AUDITOR);
    i64 county = ask->county ? ask->county : ask->app->county, day = day_of(ask->now);
    if (!stands_over(ask->who, ask->arena, county, bits)) return FAULT_post_not_yours;
    const Pack *p = app_pack_bare(ask->app, county);
    Held *held;
    i64 n = pack_held_all(p, day, ask->arena, &held);
    SettingShown *shown = NEW(ask->arena, SettingShown, n + 1);
    for (i64 i = 0; i < n; i++) {
        SettingSaid said;
        bool any = setting_said_on(ask->db, ask->arena, county, held[i].key, day, &said);
        shown[i] = setting_shown(ask, &held[i], any ? &said : NULL);
    }
    return ask_tell(ask, &(Items){ MANY_OF(shown, n) });
}
