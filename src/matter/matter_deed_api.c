// matter_deed_api.c: what each deed done to a matter decides; the way of a deed is thing_deed_api.c's.
#include "matter/matter_api.h"
#include "people/people.h"

// ---- what each verb decides ----------------------------------------------------------------------------

static const Matter *was(const DeedOf *d) { return d->was; }
static Matter *now(const DeedOf *d) { return d->now; }
static const Deeding *in(const DeedOf *d) { return d->in; }

// Level and clock_at are set before.
static void deed_due(DeedOf *d, const Pauses *p)
{
    if (!d->act->who->clock) now(d)->clock_at = MIN(now(d)->clock_at, d->act->now);
    matter_due(d->act->pack, now(d), p->at, p->count);
}

// A new period at a level: its org holds it, the clock starts again.
static void deed_level(DeedOf *d, i64 level)
{
    assert(level >= LEVEL_COMPOUND && level <= LEVEL_COUNTY);
    Matter *s = now(d);
    s->level = level;
    Db *db = d->act->db;
    Place rows[PLACES_OVER];
    Answering by = thing_answering(d->act, &d->sight.place, deed_day(d), rows);
    s->holder = level_holder(db, d->act->arena, level, d->t0, &d->sight.place, &by);
    s->assignee = s->assignee_post = 0;
    s->clock_at = d->act->happened_at;
    s->paused_at = 0;
    deed_due(d, &(Pauses){ 0 });
}

// Never in free words: the reason is a row of the pack, with the way to the next door.
static Fault deed_refuse(DeedOf *d)
{
    if (!pack_refusal(d->act->pack, in(d)->refusal, deed_day(d)))
        return act_problem(d->act, "refusal", FAULT_refusal_unknown);
    now(d)->refusal = in(d)->refusal;
    return OK;
}

// A community may not be handed what its duty list excludes (北京市接诉即办工作条例 17 as model; 厅字〔2022〕28号).
static Fault deed_duty(DeedOf *d, const char *field)
{
    const Duty *duty = pack_duty_for(d->act->pack, was(d)->subject, deed_day(d));
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
    bool known = id_county(in(d)->org) == was(d)->county && org_load(d->act->db, d->act->arena, in(d)->org, org);
    return known && !org_over(org, deed_today(d)) && org->valid_from <= deed_today(d) ? OK
         : act_problem(d->act, "org", FAULT_org_unknown);
}

// To an org (it holds the matter from now on), to a person with a post in the holding org, to both, or to oneself. An
// assignee of the org before does not stay. Whoever gets it has the post now, whenever the deed was done.
static Fault deed_assign(DeedOf *d)
{
    Matter *s = now(d);
    Org org;
    s->assignee = s->assignee_post = 0;
    if (in(d)->org) {
        Fault f = deed_org(d, &org);
        if (!f && org.id == was(d)->about_org) f = act_problem(d->act, "org", FAULT_org_about);
        if (!f && org.kind == ORG_COMMITTEE) f = deed_duty(d, "org");
        if (f) return f;
        s->holder = org.id;
    }
    if (in(d)->person && !problem_of(&d->act->problems, STR("org"))) {
        Post post;
        if (!post_of(d->act->db, d->act->arena, in(d)->person, s->holder, day_of(d->act->now), &post))
            return act_problem(d->act, "person", FAULT_field_no_such);
        s->assignee = in(d)->person;
        s->assignee_post = post.id;
    }
    if (in(d)->org || in(d)->person) return OK;
    s->assignee = d->act->who->person;
    s->assignee_post = d->act->post;
    return OK;
}

// A party helps and sees; the holder keeps the matter and its clock.
static Fault deed_invite(DeedOf *d)
{
    Org org;
    Fault f = deed_org(d, &org);
    if (!f) now(d)->party = org.id;
    return f;
}

// late only when time did it: raising by hand is help asked for in time.
static Fault deed_raise(DeedOf *d)
{
    i64 above = level_above(was(d)->level);
    if (!above) return FAULT_level_top;
    deed_level(d, above);
    now(d)->lapsed = d->act->who->clock;
    return OK;
}

// Down to the named level or one below.
static Fault deed_lower(DeedOf *d)
{
    i64 lowest = d->sight.deed.lowest;
    i64 level = in(d)->level ? in(d)->level : level_below(was(d)->level, lowest);
    if (!level) return FAULT_level_bottom;
    if (level < lowest || level >= was(d)->level) return act_problem(d->act, "level", FAULT_level_wrong);
    Fault f = level == LEVEL_COMMUNITY ? deed_duty(d, "level") : OK;
    if (!f) deed_level(d, level);
    return f;
}

// Paused: nothing is due. What was left is not kept but counted anew on resuming.
static Fault deed_pause(DeedOf *d)
{
    now(d)->paused_at = d->act->happened_at;
    now(d)->due_at = now(d)->provisional = 0;
    return OK;
}

// Time so far counts: the period is reckoned from its start with all its pauses.
static Fault deed_resume(DeedOf *d)
{
    Pauses p = matter_pauses(d->act->db, d->act->arena, was(d));
    if (p.count && !p.at[p.count - 1].to) p.at[p.count - 1].to = d->act->happened_at;
    now(d)->paused_at = 0;
    deed_due(d, &p);
    return OK;
}

// What was said of a closing goes with it.
static void deed_unrate(DeedOf *d) { now(d)->closed_as = now(d)->solved = now(d)->content = 0; }

// Never on the desk of an org that ended meanwhile. The same person goes on with it when they still hold the post. The
// refusal no longer holds. Not fixed again: the level above takes it; whoever answered hears of it in any case.
static Fault deed_reopen(DeedOf *d)
{
    Post post;
    Out tell = out_new(d->act->arena, 32);
    i64 answered = matter_answered(d->act->db, was(d));
    if (answered) out_id(&tell, answered);
    now(d)->tell = out_done(&tell);
    deed_unrate(d);
    if (matter_climbs(was(d), d->sight.deed.reporter)) {
        deed_level(d, level_above(was(d)->level));
        return OK;
    }
    now(d)->holder = thing_holder(d->act->db, d->act->arena, d->t0, &d->sight.place, deed_today(d));
    bool held = was(d)->assignee && now(d)->holder == was(d)->holder
             && post_of(d->act->db, d->act->arena, was(d)->assignee, was(d)->holder, deed_day(d), &post)
             && post.id == was(d)->assignee_post;
    if (!held) now(d)->assignee = now(d)->assignee_post = 0;
    now(d)->refusal = STR("");
    now(d)->clock_at = d->act->happened_at;
    now(d)->paused_at = 0;
    deed_due(d, &(Pauses){ 0 });
    return OK;
}

// Said again it replaces what was said; of the last closing alone.
static Fault deed_rate(DeedOf *d)
{
    now(d)->solved = in(d)->solved;
    now(d)->content = in(d)->content;
    return OK;
}

static Fault deed_urge(DeedOf *d)
{
    now(d)->urged_at = d->act->happened_at;
    return OK;
}

// Done offline before the clock raised it: the raise is not undone, but the work counts as in time (DESIGN §3).
// minutes: working time since filing, over all levels and pauses, as a resident waits it. Closed by the reporter it is
// solved; how it was closed is for the office to say.
static Fault deed_close(DeedOf *d)
{
    const Act *act = d->act;
    Hours hours = pack_hours(act->pack, deed_day(d));
    now(d)->minutes = working_minutes(&act->pack->calendar, &hours, was(d)->filed_at, act->happened_at);
    now(d)->in_time = was(d)->late && !act->who->clock && !matter_late_at(act->db, was(d), act->happened_at);
    now(d)->closed_as = in(d)->closed_as;
    if (!d->sight.deed.reporter) return OK;
    now(d)->solved = SOLVED_YES;
    return in(d)->closed_as ? act_problem(d->act, "closed_as", FAULT_field_read_only) : OK;
}

// The county let its deadline pass: told, counted, and left with it, since nothing lies above.
static Fault deed_overdue(DeedOf *d)
{
    now(d)->lapsed = 1;
    return OK;
}

// The calendar of a year was published: the same period by better knowledge. Or a clock that ran ahead began it, and it
// begins now. Nothing else of the matter moves.
static Fault deed_recompute(DeedOf *d)
{
    if (d->in == (const void *)&matter_retimed) now(d)->clock_at = MIN(now(d)->clock_at, d->act->now);
    Pauses p = matter_pauses(d->act->db, d->act->arena, was(d));
    deed_due(d, &p);
    return OK;
}

// What nobody holds is held by whoever accepts it at its own level.
static Fault deed_accept(DeedOf *d)
{
    const PostOf *post = d->sight.post;
    bool own = post && post->org && post->org != was(d)->about_org && level_of_role(post->role) == was(d)->level;
    if (!was(d)->holder && own) now(d)->holder = post->org;
    return OK;
}

// An answer of the org it is about does not end the waiting for the office's own.
static Fault deed_answer(DeedOf *d)
{
    if (d->sight.deed.in_about) now(d)->state = was(d)->state;
    return OK;
}

Fault (*const matter_decides[VERB_END])(DeedOf *d) = {
    [VERB_ACCEPT] = deed_accept, [VERB_REFUSE] = deed_refuse, [VERB_ASSIGN] = deed_assign, [VERB_INVITE] = deed_invite,
    [VERB_ANSWER] = deed_answer, [VERB_CLOSE] = deed_close, [VERB_REOPEN] = deed_reopen, [VERB_RAISE] = deed_raise,
    [VERB_LOWER] = deed_lower, [VERB_PAUSE] = deed_pause, [VERB_RESUME] = deed_resume, [VERB_OVERDUE] = deed_overdue,
    [VERB_RECOMPUTE] = deed_recompute, [VERB_RATE] = deed_rate, [VERB_URGE] = deed_urge,
};

// At the top there is nowhere to raise to: the clock's raise is told as overdue instead.
i64 matter_verb(const Act *act, const void *row, i64 verb)
{
    const Matter *m = row;
    return verb == VERB_RAISE && act->who->clock && m->level == LEVEL_COUNTY ? VERB_OVERDUE : verb;
}

// ---- the answer ----------------------------------------------------------------------------------------

// The matter as it stands after apply, within the same transaction: the page needs no second question.
void matter_deed_answer(Act *act, Out *o)
{
    assert(act->record && act->entry);
    Step step;
    Matter m;
    Sight s;
    if (thing_seen(act->db, act->arena, act->who, &matter_things, act->subject, &m, &s)) return;
    if (!thing_step_load(act->db, act->arena, &matter_store, &m.thing, act->entry->seq + 1, &step)) return;
    DeedDone done = { .id = m.id, .number = m.number, .step = step, .seen = m.seen };
    if (m.refusal.len && step.verb == VERB_REFUSE)
        done.next_door = matter_next_door(act->arena, act->pack, &m, day_of(step.at));
    done.deeds = thing_can(&matter_things, act->arena, act->pack, &m, day_of(act->now), &s, act->who->lang);
    record_members(&deed_done_record, o, &done, s.reader, true);
}

// ---- looking, forgetting ------------------------------------------------------------------------

// The words go out with the answer, that is after the commit of the entry that says who looked.
// A key that is gone opens nothing: the mark "removed" goes out, which is true.
void matter_look_answer(Act *act, Out *o)
{
    assert(act->record);
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
    if (!matter_named(act->db, act->arena, act->county, act->path_id)) return OK;
    Unname *u = NEW(act->arena, Unname, 1);
    *u = (Unname){ .county = act->county, .person = act->path_id, .at = act->happened_at };
    act->subject = act->path_id;
    act->record = u;
    return OK;
}
