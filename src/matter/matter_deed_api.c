// matter_deed_api.c: deeds done to a matter: load, decide, and what the answer says.
//
// All deeds walk through matter_deed_change: the matter is loaded, the asker's sight taken, the body checked, the rule
// asked, the matter afterwards begun as "nothing changes", then the verb's own function says what does. So an entry
// holds the whole of what follows, and apply needs nobody to explain it. The order of the checks is also privacy: who
// may not see the matter hears that there is none, whatever else is wrong with the request.
#include "gate/limit.h"
#include "matter/matter_api.h"
#include "people/people.h"

static const Field look_in_fields[] = {
    TEXT_FIELD(MatterLookIn, why, "事由", "Why", .flags = NEEDED, .min = 2, .max = 200),
};
const Record matter_look_in_record = RECORD(MatterLookIn, "matter_look_in", look_in_fields, "查看事由", "Why one looks");

// One deed on its way: what it is done to, how the asker stands to it, and what it becomes.
typedef struct DeedOf {
    Act           *act;
    const Deeding *in;
    MatterVerb     verb;
    Matter         m, now;
    Sight          sight;
} DeedOf;

// The day it happened: rules of that day hold, not those of the day an offline phone came back.
static i64 deed_day(const DeedOf *d) { return day_of(d->act->happened_at); }

// ---- what each verb decides ----------------------------------------------------------------------------

// Level and clock_at are set before.
static void deed_due(DeedOf *d, const Pauses *p)
{
    if (!d->act->who->clock) d->now.clock_at = MIN(d->now.clock_at, d->act->now);
    matter_due(d->act->pack, &d->now, p->at, p->count);
}

// A new period at a level: its org holds it, the clock starts again.
static void deed_level(DeedOf *d, i64 level)
{
    assert(level >= LEVEL_COMPOUND && level <= LEVEL_COUNTY);
    Matter *s = &d->now;
    s->level = level;
    Db *db = d->act->db;
    Place rows[PLACES_OVER];
    Answering by = { .day = deed_day(d), .today = day_of(d->act->now) };
    by.count = places_on(db, d->act->arena, &d->sight.place, by.day, by.places, rows, PLACES_OVER);
    s->holder = level_holder(db, d->act->arena, level, &d->m, &d->sight.place, &by);
    s->assignee = s->assignee_post = 0;
    s->clock_at = d->act->happened_at;
    s->paused_at = 0;
    deed_due(d, &(Pauses){ 0 });
}

// Never in free words: the reason is a row of the pack, with the way to the next door.
static Fault deed_refuse(DeedOf *d)
{
    if (!pack_refusal(d->act->pack, d->in->refusal, deed_day(d)))
        return act_problem(d->act, "refusal", FAULT_refusal_unknown);
    d->now.refusal = d->in->refusal;
    return OK;
}

// A community may not be handed what its duty list excludes (北京市接诉即办工作条例 17 as model; 厅字〔2022〕28号).
static Fault deed_duty(DeedOf *d, const char *field)
{
    const Duty *duty = pack_duty_for(d->act->pack, d->m.subject, deed_day(d));
    if (!duty || duty->allowed) return OK;
    Str reason = d->act->who->lang == EN && duty->reason_en.len ? duty->reason_en : duty->reason;
    return act_problem_hint(d->act, field, FAULT_duty_not_yours,
                            arena_fmt(d->act->arena, "%.*s %.*s", (int)duty->article.len, duty->article.at,
                                      (int)reason.len, reason.at));
}

static i64 deed_today(const DeedOf *d) { return MAX(deed_day(d), day_of(d->act->now)); }

// Of this county, and neither ended by then or by today nor still to come; what another county's number stands for is
// not told.
static Fault deed_org(DeedOf *d, Org *org)
{
    bool known = id_county(d->in->org) == d->m.county && org_load(d->act->db, d->act->arena, d->in->org, org);
    return known && !org_over(org, deed_today(d)) && org->valid_from <= deed_today(d) ? OK
         : act_problem(d->act, "org", FAULT_org_unknown);
}

// To an org (it holds the matter from now on), to a person with a post in the holding org, to both, or to oneself. An
// assignee of the org before does not stay. Whoever gets it has the post now, whenever the deed was done.
static Fault deed_assign(DeedOf *d)
{
    Matter *s = &d->now;
    Org org;
    s->assignee = s->assignee_post = 0;
    if (d->in->org) {
        Fault f = deed_org(d, &org);
        if (!f && org.id == d->m.about_org) f = act_problem(d->act, "org", FAULT_org_about);
        if (!f && org.kind == ORG_COMMITTEE) f = deed_duty(d, "org");
        if (f) return f;
        s->holder = org.id;
    }
    if (d->in->person && !problem_of(&d->act->problems, STR("org"))) {
        Post post;
        if (!post_of(d->act->db, d->act->arena, d->in->person, s->holder, day_of(d->act->now), &post))
            return act_problem(d->act, "person", FAULT_field_no_such);
        s->assignee = d->in->person;
        s->assignee_post = post.id;
    }
    if (d->in->org || d->in->person) return OK;
    s->assignee = d->act->who->person;
    s->assignee_post = d->act->post;
    return OK;
}

// A party helps and sees; the holder keeps the matter and its clock.
static Fault deed_invite(DeedOf *d)
{
    Org org;
    Fault f = deed_org(d, &org);
    if (!f) d->now.party = org.id;
    return f;
}

// late only when time did it: raising by hand is help asked for in time.
static Fault deed_raise(DeedOf *d)
{
    i64 above = level_above(d->m.level);
    if (!above) return FAULT_level_top;
    deed_level(d, above);
    d->now.lapsed = d->act->who->clock;
    return OK;
}

// Down to the named level or one below.
static Fault deed_lower(DeedOf *d)
{
    i64 lowest = d->sight.deed.lowest;
    i64 level = d->in->level ? d->in->level : level_below(d->m.level, lowest);
    if (!level) return FAULT_level_bottom;
    if (level < lowest || level >= d->m.level) return act_problem(d->act, "level", FAULT_level_wrong);
    Fault f = level == LEVEL_COMMUNITY ? deed_duty(d, "level") : OK;
    if (!f) deed_level(d, level);
    return f;
}

// Paused: nothing is due. What was left is not kept but counted anew on resuming.
static Fault deed_pause(DeedOf *d)
{
    d->now.paused_at = d->act->happened_at;
    d->now.due_at = d->now.provisional = 0;
    return OK;
}

// Time so far counts: the period is reckoned from its start with all its pauses.
static Fault deed_resume(DeedOf *d)
{
    Pauses p = matter_pauses(d->act->db, d->act->arena, &d->m);
    if (p.count && !p.at[p.count - 1].to) p.at[p.count - 1].to = d->act->happened_at;
    d->now.paused_at = 0;
    deed_due(d, &p);
    return OK;
}

// Never on the desk of an org that ended meanwhile. The same person goes on with it when they still hold the post. The
// refusal no longer holds.
static Fault deed_reopen(DeedOf *d)
{
    Post post;
    d->now.holder = matter_holder(d->act->db, d->act->arena, &d->m, &d->sight.place, deed_today(d));
    bool held = d->m.assignee && d->now.holder == d->m.holder
             && post_of(d->act->db, d->act->arena, d->m.assignee, d->m.holder, deed_day(d), &post)
             && post.id == d->m.assignee_post;
    if (!held) d->now.assignee = d->now.assignee_post = 0;
    d->now.refusal = STR("");
    d->now.clock_at = d->act->happened_at;
    d->now.paused_at = 0;
    deed_due(d, &(Pauses){ 0 });
    return OK;
}

// Done offline before the clock raised it: the raise is not undone, but the work counts as in time (DESIGN §3).
// minutes: working time since filing, over all levels and pauses, as a resident waits it.
static Fault deed_close(DeedOf *d)
{
    const Act *act = d->act;
    Hours hours = pack_hours(act->pack, deed_day(d));
    d->now.minutes = working_minutes(&act->pack->calendar, &hours, d->m.filed_at, act->happened_at);
    d->now.in_time = d->m.late && !act->who->clock && !matter_late_at(act->db, &d->m, act->happened_at);
    return OK;
}

// The county let its deadline pass: told, counted, and left with it, since nothing lies above.
static Fault deed_overdue(DeedOf *d)
{
    d->now.lapsed = 1;
    return OK;
}

// The calendar of a year was published: the same period by better knowledge. Or a clock that ran ahead began it, and it
// begins now. Nothing else of the matter moves.
static Fault deed_recompute(DeedOf *d)
{
    if (d->in == &matter_retimed) d->now.clock_at = MIN(d->now.clock_at, d->act->now);
    Pauses p = matter_pauses(d->act->db, d->act->arena, &d->m);
    deed_due(d, &p);
    return OK;
}

// What nobody holds is held by whoever accepts it at its own level.
static Fault deed_accept(DeedOf *d)
{
    const PostOf *post = d->sight.post;
    bool own = post && post->org && post->org != d->m.about_org && level_of_role(post->role) == d->m.level;
    if (!d->m.holder && own) d->now.holder = post->org;
    return OK;
}

// The row of its verb says it all.
static Fault deed_plain(DeedOf *d)
{
    (void)d;
    return OK;
}

static Fault (*const deeds[VERB_END])(DeedOf *d) = {
    [VERB_ACCEPT] = deed_accept, [VERB_REFUSE] = deed_refuse, [VERB_ASSIGN] = deed_assign, [VERB_INVITE] = deed_invite,
    [VERB_SIGN] = deed_plain, [VERB_NOTE] = deed_plain, [VERB_ANSWER] = deed_plain, [VERB_CLOSE] = deed_close,
    [VERB_REOPEN] = deed_reopen, [VERB_WITHDRAW] = deed_plain, [VERB_RAISE] = deed_raise, [VERB_LOWER] = deed_lower,
    [VERB_PAUSE] = deed_pause, [VERB_RESUME] = deed_resume, [VERB_HIDE] = deed_plain, [VERB_SHOW] = deed_plain,
    [VERB_OVERDUE] = deed_overdue, [VERB_RECOMPUTE] = deed_recompute,
};

// ---- the deed ------------------------------------------------------------------------------------------

// What was said may be said whatever others did meanwhile; what decides may not.
static bool deed_minds(MatterVerb verb) { return !verb_how(&matter_kind, verb, UNMINDED); }

// `seen` is what the asker's page showed. 409 brings the steps since, as far as they are for this asker: at most 20. A
// program that may write and not read is told that there are some.
static Fault deed_stale(DeedOf *d)
{
    Act *act = d->act;
    if (!act->seen || act->seen >= d->m.seen || !deed_minds(d->verb)) return OK;
    Out o = out_new(act->arena, 64 << 10);
    out_fmt(&o, ",\"seen\":%lld,\"since\":[", (long long)d->m.seen);
    Step steps[20];
    int count = matter_steps(act->db, act->arena, &d->m, act->seen, steps, (int)COUNT(steps));
    bool reads = actor_scoped(act->who, "matter", false), more = false;
    for (int i = 0; i < count; i++) {
        if (!reads || !step_shown(&d->sight, act->who, &steps[i])) continue;
        out_z(&o, more ? ",{" : "{");
        record_members(&step_record, &o, &steps[i], d->sight.reader, false);
        out_char(&o, '}');
        more = true;
    }
    out_char(&o, ']');
    act->more = out_done(&o);
    return FAULT_seen_stale;
}

// Nothing happens before the filing, and what decides not before what somebody did last. What lies ahead of the clock
// was recorded while it ran ahead: it must not keep everybody away until that time comes.
// Recomputing and lateness do not count as done by somebody (matter_last_at), else offline work could never catch up.
static Fault deed_moment(DeedOf *d)
{
    i64 at = d->act->happened_at;
    bool decides = deed_minds(d->verb) && !d->act->who->clock;
    i64 now = d->act->now;
    bool early = at < MIN(d->m.filed_at, now) || (decides && at < MIN(matter_last_at(d->act->db, &d->m), now));
    return early ? act_problem(d->act, "happened-at", FAULT_field_out_of_range) : OK;
}

// The reporter's own deeds are a resident's, also when they hold a post nearby.
static void deed_post(DeedOf *d, const VerbRow *row)
{
    const PostOf *post = d->sight.post;
    if (!post || (d->sight.deed.reporter && row->who & WHO_REPORTER)) return;
    d->act->post = post->post;
    d->now.role = post->role;
    d->now.org = post->org;
}

// As it stands, and the deed. open: what was said; else what the verb's row says.
static void deed_begin(DeedOf *d, const VerbRow *row)
{
    assert(row->verb == d->verb && (row->from >> d->m.state & 1));
    Matter *now = &d->now;
    *now = d->m;
    now->verb = d->verb;
    now->said = d->in->text;
    now->open = d->in->open >= 0 ? d->in->open : !(row->how & INSIDE);
    if (row->to) now->state = row->to;
    // An answer of the org it is about does not end the waiting for the office's own.
    if (d->verb == VERB_ANSWER && d->sight.deed.in_about) now->state = d->m.state;
}

// At the top there is nowhere to raise to: the clock's raise is told as overdue instead.
static MatterVerb deed_verb(const Act *act, const Matter *m)
{
    assert(str_starts(str(act->action->deed.name), STR("matter_")));
    Str name = str(act->action->deed.name);
    const Choice *c = choice_by_name(verb_choices, (int)COUNT(verb_choices), (Str){ name.at + 7, name.len - 7 });
    assert(c != NULL);
    return c->value == VERB_RAISE && act->who->clock && m->level == LEVEL_COUNTY ? VERB_OVERDUE : (MatterVerb)c->value;
}

// What else is wrong with it, where this asker might do it now: it is decided for that alone.
static Fault deed_flawed(DeedOf *d, const VerbRow *row)
{
    if (!row) return FAULT_field_problems;
    Problems *ps = &d->act->problems, told = *ps;
    deed_begin(d, row);
    deeds[d->verb](d);
    if (ps->count > told.count && problem_of(&told, ps->at[told.count].field)) *ps = told;      // of a field once
    return FAULT_field_problems;
}

// Also the clock's road: its body is `nothing`. A refusal leaves no trace, not even the limit's count.
Fault matter_deed_change(Act *act)
{
    assert(act->path_id > 0 && id_county(act->path_id) == act->county && act->happened_at);
    static const Deeding nothing = { .open = -1 };
    DeedOf d = { .act = act, .in = act->in ? act->in : &nothing };
    if (!matter_load(act->db, act->arena, act->path_id, &d.m)) return FAULT_thing_unknown;
    d.verb = deed_verb(act, &d.m);
    matter_sight(act->db, act->arena, act->who, &d.m, &d.sight);
    if (!d.sight.sees) return FAULT_thing_unknown;
    sight_rules(act->pack, &d.m, deed_day(&d), &d.sight);
    deeding_check(&matter_kind, d.verb, d.in, &act->problems);
    Fault why;
    const VerbRow *row = verb_find(&matter_kind, &d.sight.deed, d.verb, &why);
    if (act->problems.count) return deed_flawed(&d, row);
    if (why && !act->who->person && !act->who->follow && !act->who->local) return FAULT_sign_in_needed;
    Fault stale = why && why != FAULT_deed_not_now ? OK : deed_stale(&d);
    if (stale) return stale;
    if (!row) return why;
    Fault late = deed_moment(&d);
    if (!late && d.sight.deed.reporter) late = limit_follow(act, d.sight.place.code, d.m.id);
    if (late) return late;
    deed_begin(&d, row);
    deed_post(&d, row);
    assert(deeds[d.verb] && d.now.county == act->county);
    Fault f = deeds[d.verb](&d);
    matter_follow(&d.m, &d.now, act->happened_at);
    act->subject = d.m.id;
    act->record = thing_entry(&matter_store, act->arena, &d.now);
    return f;
}

// The matter as it stands after apply, within the same transaction: the page needs no second question.
void matter_deed_answer(Act *act, const Entry *e, Out *o)
{
    assert(act->record && e);
    Step step;
    Matter m;
    Sight s;
    if (!matter_load(act->db, act->arena, e->subject, &m)) return;
    if (!thing_step_load(act->db, act->arena, &matter_store, &m.thing, e->seq + 1, &step)) return;
    matter_sight(act->db, act->arena, act->who, &m, &s);
    DeedDone done = { .id = m.id, .number = m.number, .step = step, .seen = m.seen };
    if (m.refusal.len && step.verb == VERB_REFUSE)
        done.next_door = matter_next_door(act->arena, act->pack, &m, day_of(step.at));
    done.deeds = matter_can(act->arena, act->pack, &m, day_of(act->now), &s, act->who->lang);
    record_members(&deed_done_record, o, &done, s.reader, true);
}

// ---- looking, returning, forgetting ------------------------------------------------------------------------

// Nothing opens here: the entry says who looks and why, the words follow in the answer. Always at the moment it is
// done, so that no look can be dated back before a complaint about it.
Fault matter_look_change(Act *act)
{
    const MatterLookIn *in = act->in;
    Matter *m = NEW(act->arena, Matter, 1);
    Sight s;
    if (!matter_load(act->db, act->arena, act->path_id, m)) return FAULT_thing_unknown;
    matter_sight(act->db, act->arena, act->who, m, &s);
    if (!s.sees) return FAULT_thing_unknown;
    if (!s.looks) return FAULT_not_allowed;
    const PostOf *post = s.post;
    MatterLook *look = NEW(act->arena, MatterLook, 1);
    *look = (MatterLook){ .county = m->county, .about = m->id, .actor = act->who->person, .org = post ? post->org : 0,
                          .at = act->now, .why = in->why };         // when it was done, whatever is said
    act->happened_at = act->now;
    act->post = post ? post->post : 0;
    act->subject = m->id;
    act->record = look;
    act->own = m;
    return OK;
}

// The words go out with the answer, that is after the commit of the entry that says who looked.
// A key that is gone opens nothing: the mark "removed" goes out, which is true.
void matter_look_answer(Act *act, const Entry *e, Out *o)
{
    assert(act->record);
    (void)e;
    Seal key;
    Matter *m = act->own;
    Contact said = { .repeated = !m };                          // said again: the words went out once, with a right
    if (m) {
        bool held = vault_get(act->vault, act->db, m->id, &key);
        record_open(&matter_record, act->arena, held ? &key : NULL, m, PRIVATE);
        said.reporter_name = m->reporter_name;
        said.reporter_phone = m->reporter_phone;
    }
    act_tell(act, o, &said);
}

// Nothing to take away: no entry, so the history does not tell that there was a person who filed nothing.
Fault matter_unname_change(Act *act)
{
    assert(id_county(act->path_id) == act->county);
    if (!matter_named(act->db, act->county, act->path_id)) return OK;
    Unname *u = NEW(act->arena, Unname, 1);
    *u = (Unname){ .county = act->county, .person = act->path_id, .at = act->happened_at };
    act->subject = act->path_id;
    act->record = u;
    return OK;
}

// Behind an entry of places: one entry for each that leads elsewhere.
static Fault moves_cause(Act *act)
{
    PlaceLed *led = NEW(act->arena, PlaceLed, PLACES_LED);
    const Act *places = act->followed;
    int n = places_led(act->db, places->action->deed.entry, places->record, led);
    for (int i = 0; i < n; i++) act_cause(act, (Caused){ "matter_move", .subject = led[i].place, .in = &led[i] });
    return OK;
}

// Whoever served the old place alone hands on what whoever serves the new one answers for.
Fault matter_move_change(Act *act)
{
    static_assert((int)PLACES_LED <= (int)CAUSED_MOST, "all may move at once");
    enum { ORGS_MOST = 64 };
    i64 orgs[ORGS_MOST];
    const PlaceLed *led = act->in;
    if (!led) return moves_cause(act);
    assert(id_county(led->into) == act->county);
    Move *move = NEW(act->arena, Move, 1);
    *move = (Move){ .county = act->county, .place = led->place, .into = led->into };
    act->subject = led->place;
    act->record = move;
    int n = led->into == led->place ? 0 : orgs_at(act->db, led->place, day_of(act->now), orgs, ORGS_MOST);
    Passing *from = NEW(act->arena, Passing, 1);
    from->place = led->place;
    for (int i = 0; i < n; i++) act_cause(act, (Caused){ "matter_pass", .subject = orgs[i], .in = from });
    return OK;
}

// The reporter may have the words removed; so may the office when the law asks for it (个人信息保护法 47).
// The key goes with the entry's commit, and is noted in the list beside the backups: a restore removes the words again.
Fault matter_forget_change(Act *act)
{
    Matter m;
    Sight s;
    if (!matter_load(act->db, act->arena, act->path_id, &m)) return FAULT_thing_unknown;
    matter_sight(act->db, act->arena, act->who, &m, &s);
    if (!s.sees) return FAULT_thing_unknown;
    if (!s.forgets) return FAULT_not_allowed;
    Forget *forget = NEW(act->arena, Forget, 1);
    *forget = (Forget){ .county = m.county, .matter = m.id, .at = act->happened_at, .actor = act->who->person };
    vault_forget(act->vault, act->db, m.id);
    act->subject = m.id;
    act->record = forget;
    return OK;
}
