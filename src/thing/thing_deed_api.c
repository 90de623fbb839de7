// thing_deed_api.c: deeds done to things: load, decide, and what the answer says, once for all kinds.
//
// All deeds walk through thing_deed_change: the thing is loaded, the asker's sight taken, the body checked, the rule
// asked, the thing afterwards begun as "nothing changes", then the verb's own function says what does. So an entry
// holds the whole of what follows, and apply needs nobody to explain it. The order of the checks is also privacy: who
// may not see the thing hears that there is none, whatever else is wrong with the request.
#include "gate/limit.h"
#include "people/people.h"
#include "thing/paper_api.h"
#include <string.h>

// ---- making ----------------------------------------------------------------------------------------------

Answering thing_answering(Act *act, const Place *p, i64 day, Place rows[PLACES_OVER])
{
    Answering by = { .day = day, .today = day_of(act->now) };
    by.count = places_on(act->db, act->arena, p, day, by.places, rows, PLACES_OVER);
    return by;
}

void out_id(Out *o, i64 id)
{
    if (o->len) out_char(o, ' ');
    out_i64(o, id);
}

void said_orgs(Act *act, const char *field, Str ids, Out *o)
{
    for (int n = 0; ids.len;) {
        i64 id = 0;
        Org org;
        Str said = str_cut(&ids, ' ');
        if (!said.len) continue;
        bool known = n++ < SAID_MOST && str_i64(said, &id) && id_county(id) == act->county
                  && org_load(act->db, act->arena, id, &org);
        if (known) out_id(o, id);
        else act_problem(act, field, FAULT_org_unknown);
    }
}

Str said_places(Act *act, const char *field, Str codes, Str within, Str first)
{
    Out o = out_new(act->arena, 500);
    for (int n = 0; codes.len;) {
        Place p;
        Str code = str_cut(&codes, ' ');
        if (!code.len || str_starts(code, first)) continue;
        if (n++ >= SAID_MOST || !str_starts(code, within)) act_problem(act, field, FAULT_not_allowed);
        else if (!thing_place(act, field, code, &p)) out_id(&o, p.id);
    }
    return out_done(&o);
}

// At most 8 ids of 16 digits: the entry's field holds 200.
Str thing_counted(Arena *a, const Answering *by)
{
    static_assert(FLOW_PLACES * 17 <= 200, "the ids of all places above fit the field `counted`");
    Out o = out_new(a, 400);
    for (int i = 0; i < MIN(by->count, FLOW_PLACES); i++) out_id(&o, by->places[i]);
    return out_done(&o);
}

i64 level_org(Db *db, Arena *a, i64 level, Str subject, const i64 *places, int count, i64 day)
{
    assert(level >= LEVEL_COMPOUND && level <= LEVEL_COUNTY && count >= 0);
    Org o = { 0 };
    static const i64 kinds[] = { 0, ORG_MANAGER, ORG_COMMITTEE, ORG_STREET, ORG_COUNTY };
    if (level == LEVEL_COUNTY && org_for_subject(db, a, subject, places, count, day, &o)) return o.id;
    return org_serving(db, a, kinds[level], places, count, day, &o) ? o.id : 0;
}

void thing_begin(Act *act, const ThingApi *of, const Place *p, i64 level, void *row)
{
    Place rows[PLACES_OVER];
    Thing *t = row;
    i64 day = day_of(act->happened_at);
    Answering by = thing_answering(act, p, day, rows);
    const PostOf *post = act_as(act, p->code, WHO_HANDLERS);
    record_blank(of->store->record, row);
    t->county = act->county;
    t->id = act_made(act);
    t->day_n = thing_day_n(act->db, of->store, act->county, day) + 1;
    t->number = thing_number(act->arena, of->store->kind, act->county, day, t->day_n);
    t->place = p->id;
    t->counted = thing_counted(act->arena, &by);
    t->state = t->verb = t->open = 1;
    t->level = level;
    t->holder = level_holder(act->db, act->arena, level, t, p, &by);
    t->reporter = (act->cause && !act->asked) || act->nameless ? 0 : act->who->person;
    t->origin = act->origin;
    t->filed_at = act->happened_at;
    thing_tell(act, of->store->kind->tells, post ? post->org : 0, NULL, t);
    act->subject = t->id;
    act->record = row;
}

// ---- the deed ------------------------------------------------------------------------------------------

i64 deed_day(const DeedOf *d) { return day_of(d->act->happened_at); }

static const ThingKind *deed_kind(const DeedOf *d) { return d->of->store->kind; }

// What was said may be said whatever others did meanwhile; what decides may not.
static bool deed_minds(const DeedOf *d) { return !verb_how(deed_kind(d), d->verb, UNMINDED); }

// `seen` is what the asker's page showed. 409 brings the steps since, as far as they are for this asker: at most 20. A
// program that may write and not read is told that there are some.
static Fault deed_stale(DeedOf *d)
{
    enum { SINCE = 20 };
    Act *act = d->act;
    const Record *step = d->of->store->step;
    if (!act->seen || act->seen >= d->t0->seen || !deed_minds(d)) return OK;
    Out o = out_new(act->arena, 64 << 10);
    out_fmt(&o, ",\"seen\":%lld,\"since\":[", (long long)d->t0->seen);
    char *steps = arena_take(act->arena, step->size, SINCE);
    int count = thing_steps(act->db, act->arena, d->of->store, d->was, act->seen, steps, SINCE);
    bool reads = actor_scoped(act->who, d->of->scope, false), more = false;
    for (int i = 0; i < count; i++) {
        ThingStep *at = (ThingStep *)(void *)(steps + i * step->size);
        if (!reads || !step_shown(d->of, &d->sight, act->who, at)) continue;
        out_z(&o, more ? ",{" : "{");
        record_members(step, &o, at, d->sight.reader, false);
        out_char(&o, '}');
        more = true;
    }
    out_char(&o, ']');
    act->more = out_done(&o);
    return FAULT_seen_stale;
}

// Nothing happens before the thing was made, and what decides not before what somebody did last. What lies ahead of the
// clock was recorded while it ran ahead: it must not keep everybody away until that time comes.
static Fault deed_moment(DeedOf *d)
{
    Act *act = d->act;
    i64 at = act->happened_at, now = act->now;
    bool decides = deed_minds(d) && !act->who->clock;
    bool early = at < MIN(d->t0->filed_at, now)
              || (decides && at < MIN(thing_last_at(act->db, d->of->store, d->t0), now));
    return early ? act_problem(act, "happened-at", FAULT_field_out_of_range) : OK;
}

// The reporter's own deeds are a resident's, also when they hold a post nearby.
static void deed_post(DeedOf *d, const VerbRow *row)
{
    const PostOf *post = d->sight.post;
    if (!post || (d->sight.deed.reporter && row->who & WHO_REPORTER)) return;
    d->act->post = post->post;
    d->t->role = post->role;
    d->t->org = post->org;
}

// As it stands, and the deed. open: what was said; else what the verb's row says.
static void deed_begin(DeedOf *d, const VerbRow *row)
{
    assert(row->verb == d->verb && (row->from >> d->t0->state & 1));
    memcpy(d->now, d->was, (size_t)d->of->store->record->size);
    d->t->verb = d->verb;
    d->t->said = d->said->text;
    d->t->open = d->said->open >= 0 ? d->said->open : !(row->how & INSIDE);
    if (row->to) d->t->state = row->to;
}

// What follows once it is decided: late is for ever.
static void deed_follow(DeedOf *d)
{
    const ThingKind *kind = deed_kind(d);
    Thing *t = d->t;
    i64 ended_at = t->state != d->t0->state ? d->act->happened_at : d->t0->closed_at;
    t->closed_at = thing_open(kind, t->state) ? 0 : ended_at;
    t->late = d->t0->late || t->lapsed;
    if (d->verb == kind->hide || d->verb == kind->show) t->hidden = d->verb == kind->hide;
    if (d->of->follow) d->of->follow(d->was, d->now);
}

static Fault deed_decide(DeedOf *d)
{
    Fault (*decide)(DeedOf *) = d->of->decide ? d->of->decide[d->verb] : NULL;
    return decide ? decide(d) : OK;
}

// What else is wrong with it, where this asker might do it now: it is decided for that alone.
static Fault deed_flawed(DeedOf *d, const VerbRow *row)
{
    if (!row) return FAULT_field_problems;
    Problems *ps = &d->act->problems, told = *ps;
    deed_begin(d, row);
    deed_decide(d);
    if (ps->count > told.count && problem_of(&told, ps->at[told.count].field)) *ps = told;      // of a field once
    return FAULT_field_problems;
}

// The deed's name is the kind's, "_" and the verb's.
static i64 deed_verb(const DeedOf *d)
{
    const ThingKind *kind = deed_kind(d);
    Str name = str(d->act->action->deed.name);
    i64 behind = str(kind->name).len + 1;
    assert(str_starts(name, str(kind->name)) && name.len > behind);
    const Choice *c = choice_by_name(kind->verb_names, kind->verb_name_count,
                                     (Str){ name.at + behind, name.len - behind });
    assert(c != NULL);
    return d->of->verb ? d->of->verb(d->act, d->was, c->value) : c->value;
}

static DeedOf deed_of(Act *act)
{
    const ThingApi *of = act->action->of;
    const Record *body = of->store->kind->body, *record = of->store->record;
    DeedOf d = { .act = act, .of = of, .in = act->in, .was = arena_take(act->arena, record->size, 1),
                 .now = arena_take(act->arena, record->size, 1) };
    if (!d.in) {
        void *nothing = arena_take(act->arena, body->size, 1);
        record_blank(body, nothing);
        d.in = nothing;
    }
    d.said = d.in;
    d.t0 = d.was;
    d.t = d.now;
    return d;
}

// Also the clock's road, whose body is empty. A refusal leaves no trace, not even the limit's count.
Fault thing_deed_change(Act *act)
{
    assert(act->path_id > 0 && id_county(act->path_id) == act->county && act->happened_at && act->action->of);
    DeedOf d = deed_of(act);
    const ThingKind *kind = deed_kind(&d);
    Fault f = thing_seen(act->db, act->arena, act->who, d.of, act->path_id, (void *)(uintptr_t)d.was, &d.sight), why;
    if (f) return f;
    d.verb = deed_verb(&d);
    if (d.of->rules) d.of->rules(act->pack, d.was, deed_day(&d), &d.sight);
    deeding_check(kind, d.verb, d.in, &act->problems);
    const VerbRow *row = verb_find(kind, &d.sight.deed, d.verb, &why);
    if (act->problems.count) return deed_flawed(&d, row);
    if (why && !act->who->person && !act->who->follow && !act->who->local) return FAULT_sign_in_needed;
    Fault stale = why && why != FAULT_deed_not_now ? OK : deed_stale(&d);
    if (stale) return stale;
    if (!row) return why;
    Fault late = deed_moment(&d);
    if (!late && d.sight.deed.reporter) late = limit_follow(act, d.sight.place.code, d.t0->id);
    if (late) return late;
    deed_begin(&d, row);
    deed_post(&d, row);
    assert(d.t->county == act->county);
    f = papers_take(act, d.said->papers, d.t);
    if (!f) f = deed_decide(&d);
    deed_follow(&d);
    if (!f) thing_tell(act, row->tells, d.t->org, d.t0, d.t);
    act->subject = d.t0->id;
    act->record = thing_entry(d.of->store, act->arena, d.now);
    return f;
}

const Record thing_done_record = RECORD_OF(ThingDone, "thing_done", "办理", "A deed that was done",
    REF_FIELD(ThingDone, id, "系统编号", "Id", .flags = NEEDED),
    TEXT_FIELD(ThingDone, number, "编号", "Number"),
    COUNT_FIELD(ThingDone, seen, "最新记录号", "Last entry", .note = "Send it back as `seen`."),
    CAN_FIELDS(ThingDone));

// The thing as this asker may see it, and how they stand to it. What is unknown to them is unknown.
static Fault row_seen(Act *act, i64 id, void **row, Sight *s)
{
    const ThingApi *of = act->action->of;
    *row = arena_take(act->arena, of->store->record->size, 1);
    return thing_seen(act->db, act->arena, act->who, of, id, *row, s);
}

// The thing as it stands after apply, within the same transaction: the page needs no second question.
void thing_deed_answer(Act *act, Out *o)
{
    const ThingApi *of = act->action->of;
    void *row;
    Sight s;
    assert(act->record && act->entry);
    if (row_seen(act, act->subject, &row, &s)) return;
    const Thing *t = row;
    ThingDone done = { .id = t->id, .number = t->number, .seen = t->seen };
    done.deeds = thing_can(of, act->arena, act->pack, row, day_of(act->now), &s, act->who->lang);
    record_members(&thing_done_record, o, &done, s.reader, true);
}

// ---- looking, forgetting -----------------------------------------------------------------------------------

const Record thing_look_in_record = RECORD_OF(ThingLookIn, "thing_look_in", "查看事由", "Why one looks",
    TEXT_FIELD(ThingLookIn, why, "事由", "Why", .flags = NEEDED, .min = 2, .max = 200));

// Always at the moment it is done, so that no look can be dated back before a complaint about it.
Fault thing_look_change(Act *act)
{
    void *row;
    Sight s;
    Fault f = row_seen(act, act->path_id, &row, &s);
    if (f) return f;
    if (!s.looks) return FAULT_not_allowed;
    const Thing *t = act->own = row;
    act->happened_at = act->now;                                // when it was done, whatever is said
    act->post = s.post ? s.post->post : 0;
    return act_enter(act, t->id, &(ThingLook){
        .county = t->county, .about = t->id, .actor = act->who->person, .org = s.post ? s.post->org : 0,
        .at = act->now, .why = ((const ThingLookIn *)act->in)->why });
}

// Whose thing it is may have the words removed; so may the office when the law asks for it (个人信息保护法 47).
// The key goes with the entry's commit, and is noted in the list beside the backups: a restore removes the words again.
Fault thing_forget_change(Act *act)
{
    void *row;
    Sight s;
    Fault f = row_seen(act, act->path_id, &row, &s);
    if (f) return f;
    if (!s.forgets) return FAULT_not_allowed;
    const Thing *t = row;
    vault_forget(act->vault, act->db, t->id);
    return act_enter(act, t->id, &(Forget){ .county = t->county, .thing = t->id, .at = act->happened_at,
                                            .actor = act->who->person });
}
