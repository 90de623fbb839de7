// thing_store.c: the one apply of all things: put the row, add the step, then where it is found, when it falls due and
// what is counted; last what is the kind's own. Who is told is read from the entry behind it (thing_tell_store.c).
// An apply may meet any entry of any age, also a damaged one when verify replays a broken journal: what it cannot use
// it leaves alone, and the comparison tells. Only what was decided a moment ago is asserted.
#include "people/people.h"
#include "place/place.h"
#include "thing/paper_store.h"
#include "thing/thing_store.h"
#include <string.h>

// ---- reading ---------------------------------------------------------------------------------------

bool thing_load(Db *db, Arena *a, const ThingStore *s, i64 id, void *row)
{
    return db_load(db, s->record, "WHERE county=$1 AND id=$2", a, row, I(id_county(id)), I(id));
}

bool thing_step_load(Db *db, Arena *a, const ThingStore *s, const Thing *t, i64 n, void *step)
{
    return db_load(db, s->step, "WHERE county=$1 AND thing=$2 AND n=$3", a, step, I(t->county), I(t->id), I(n));
}

// Read and raised within one job, so two at once cannot get the same number.
i64 thing_day_n(Db *db, const ThingStore *s, i64 county, i64 day) { return db_i64(db, s->day_n, I(county), I(day)); }

i64 thing_numbered(Db *db, const ThingStore *s, const ThingNumber *number)
{
    if (number->mark != s->kind->mark) return 0;
    return db_i64(db, s->numbered, I(number->county), I(number->day), I(number->n));
}

bool thing_begun(Db *db, const ThingStore *s, const Thing *t)
{
    return db_i64(db, s->begun, I(t->county), I(t->id)) == 1;
}

// Making a thing is its first step, which follows from the row as long as no deed was done to it: only the first deed
// gives it a row of its own. Most of a thing's first day there is nothing else to tell.
static void first_step(const ThingStore *s, const void *row, void *step)
{
    const Thing *t = row;
    record_blank(s->step, step);
    *(ThingStep *)step = (ThingStep){
        .county = t->county, .thing = t->id, .n = t->seen, .verb = 1, .at = t->filed_at, .actor = t->filed_by,
        .state = t->state, .level = t->level, .holder = t->holder, .due_at = t->due_at, .provisional = t->provisional,
        .open = 1,
    };
    if (s->step_own) s->step_own(step, NULL, row);
}

// Begun, its last step has a row; so none behind `after`, and it was seen later: as it was made.
int thing_steps(Db *db, Arena *a, const ThingStore *s, const void *row, i64 after, void *into, int max)
{
    const Thing *t = row;
    int n = rows_take(db_select(db, s->step, "WHERE county=$1 AND thing=$2 AND n>$3 ORDER BY n LIMIT $4", I(t->county),
                                I(t->id), I(after), I(max)), s->step, a, into, max);
    if (n == 0 && t->seen > after) first_step(s, row, into), n = 1;
    return n;
}

i64 thing_steps_before(Db *db, const ThingStore *s, const Thing *t, i64 newest)
{
    return db_i64(db, s->steps_before, I(t->county), I(t->id), I(newest));
}

// What the clock told (late, counted anew) is not somebody's deed: offline work may have come before it.
i64 thing_last_at(Db *db, const ThingStore *s, const Thing *t)
{
    i64 at = db_i64(db, s->last_at, I(t->county), I(t->id), I(s->kind->quiet));
    return at ? at : t->filed_at;
}

// ---- entries ---------------------------------------------------------------------------------------

// Between two rows of the kind: what stays, from one to the other, or away.
static void stays(const Record *r, const void *from, void *into)
{
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        assert(f->kind != INLINE);
        if (!(f->flags & STAYS)) continue;
        if (!from) field_blank(f, into);
        else if (field_texts(f)) *(Str *)field_at(f, into) = field_str(f, from);
        else if (f->kind == NUMBER) *(double *)field_at(f, into) = field_double(f, from);
        else *(i64 *)field_at(f, into) = field_i64(f, from);
    }
}

void *thing_entry(const ThingStore *s, Arena *a, const void *now)
{
    void *copy = arena_take(a, s->record->size, 1);
    memcpy(copy, now, (size_t)s->record->size);
    stays(s->record, NULL, copy);
    return copy;
}

static void step_of(ThingStep *step, const Entry *e, const Thing *was, const Thing *now)
{
    *step = (ThingStep){
        .county      = now->county,
        .thing       = now->id,
        .n           = e->seq + 1,
        .verb        = now->verb,
        .at          = e->happened_at,
        .actor       = e->actor,
        .role        = now->role,
        .org         = now->org,
        .from_state  = was->state,
        .state       = now->state,
        .from_level  = was->level,
        .level       = now->level,
        .holder      = now->holder,
        .assignee    = now->assignee,
        .assignee_post = now->assignee_post,
        .due_at      = now->due_at,
        .provisional = now->provisional,
        .text        = now->said,
        .open        = now->open,
        .party       = now->party,
        .late        = now->lapsed,
    };
}

// ---- where it is found -------------------------------------------------------------------------------

// The places it is counted under, fixed when it was made, and what lies above it today, so that a successor finds the
// things of a place that was merged into it; its holder, its reporter, and what the kind says.
enum { SCOPES = 48 };
typedef struct Scopes { i64 all[SCOPES]; int count; } Scopes;

// Each once; 0 is nobody.
static void scope_add(Scopes *s, i64 id)
{
    assert(s->count >= 0 && s->count <= SCOPES);
    for (int i = 0; i < s->count; i++)
        if (s->all[i] == id) return;
    if (id && s->count < SCOPES) s->all[s->count++] = id;
}

static void scopes_of(Apply *ap, const Thing *t, const Finding *f, Scopes *s)
{
    static_assert((int)SCOPES >= (int)PLACES_OVER + (int)FLOW_PLACES + 5, "all of these fit");
    Place p, rows[PLACES_OVER];
    *s = (Scopes){ 0 };
    Str ids = t->counted;
    i64 id;
    if (place_load(ap->db, ap->arena, t->place, &p)) s->count = places_over(ap->db, ap->arena, &p, s->all, rows);
    for (int i = 0; i < FLOW_PLACES && ids.len; i++)
        if (str_i64(str_cut(&ids, ' '), &id)) scope_add(s, id);
    scope_add(s, t->holder);
    scope_add(s, t->assignee_post);
    for (int i = 0; i < (int)COUNT(f->scopes); i++) scope_add(s, f->scopes[i]);
    scope_add(s, t->reporter);
}

static FoundRow found_row(const ThingKind *kind, const Thing *t, i64 rank)
{
    return (FoundRow){ .county = t->county, .kind = kind->noun, .id = t->id, .open = thing_open(kind, t->state),
                       .rank = rank, .state = t->state, .level = t->level, .sub = t->subject };
}

static void finding_of(const ThingStore *s, const Thing *t, Finding *f)
{
    *f = (Finding){ .rank = t->due_at ? t->due_at : INT64_MAX };
    if (s->finding) s->finding(t, f);
}

// Steps that change nothing a list goes by (notes, looks) write nothing here.
static bool found_same(const Thing *was, const Thing *t, const Finding *before, const Finding *f)
{
    bool scopes = before->scopes[0] == f->scopes[0] && before->scopes[1] == f->scopes[1]
               && was->assignee_post == t->assignee_post;
    return was->state == t->state && was->level == t->level && was->holder == t->holder && before->rank == f->rank
        && scopes && !t->party;
}

// A new thing: one row, which a feed puts in its places. A replay of what was fed does so at once.
static void found_begin(const ThingStore *s, Apply *ap, const Entry *e, const Thing *t, const Finding *f)
{
    Scopes all;
    FoundRow row = found_row(s->kind, t, f->rank);
    scopes_of(ap, t, f, &all);
    if (e->seq >= ap->fed_to) {
        found_fresh(ap->db, ap->arena, &row, all.all, all.count);
        return;
    }
    for (int i = 0; i < all.count; i++) row.scope = all.all[i], found_put(ap->db, &row);
}

// First away from what the kind says no more: the same scope may hold by another right, and is put again.
static void found_move(const ThingStore *s, Apply *ap, const Thing *was, const Thing *t, const Finding *before,
                       const Finding *f)
{
    Scopes all;
    FoundRow row = found_row(s->kind, t, f->rank);
    if (found_same(was, t, before, f)) return;
    found_settle(ap->db, ap->arena, &row);
    for (int i = 0; i < (int)COUNT(f->scopes); i++)
        if (before->scopes[i] != f->scopes[i]) found_drop(ap->db, &row, before->scopes[i]);
    if (was->assignee_post != t->assignee_post) found_drop(ap->db, &row, was->assignee_post);
    scopes_of(ap, t, f, &all);
    scope_add(&all, was->holder);
    Rows *rows = db_ask(ap->db, "SELECT org FROM party WHERE county=$1 AND thing=$2 ORDER BY org", I(t->county),
                        I(t->id));
    while (rows_next(rows)) {
        scope_add(&all, row.scope = rows_i64(rows, 0));
        if (all.count == SCOPES) found_put(ap->db, &row);       // more than there is room
    }
    rows_end(rows);
    for (int i = 0; i < all.count; i++) row.scope = all.all[i], found_put(ap->db, &row);
}

// Put again though nothing moved: it may have been forgotten in vain (due_forget).
static void due_move(const ThingStore *s, Apply *ap, const Thing *was, const Thing *t, const Finding *before,
                     const Finding *f)
{
    DueRow row = { .county = t->county, .kind = s->kind->noun, .id = t->id };
    bool same = was && was->due_at == t->due_at && before->due == f->due && before->what == f->what;
    if (was && before->due && !same) row.at = was->due_at, row.what = before->what, due_drop(ap->db, &row);
    if (f->due && t->due_at) row.at = t->due_at, row.what = f->what, due_put(ap->db, &row);
}

// ---- what is counted -----------------------------------------------------------------------------------

// By the subject's leaf alone, classes are sums; under the places as they were when it was made, so that what went in
// comes out of the same counters.
void thing_count(Apply *ap, const ThingKind *kind, const Thing *t, i64 level, i64 moment, i64 what, i64 n)
{
    tally_add(ap->tally, t->counted, t->subject, level, day_of(moment), TALLY_EACH * kind->noun + what, n);
}

// When its due moment moved: in the period of the old one it is due no more, if that was still to come.
static void count_due(Apply *ap, const ThingKind *kind, const Thing *was, const Thing *t, i64 at)
{
    if (was && was->due_at && at < was->due_at) thing_count(ap, kind, was, was->level, was->due_at, COUNT_DUE, -1);
    if (t->due_at) thing_count(ap, kind, t, t->level, t->due_at, COUNT_DUE, 1);
}

// What leaves one counter enters another, so that the sum of all flows is what is open; that is how open is read. A
// late one that is raised or ends is late there no more: at the level where it lies now.
static void count_step(Apply *ap, const ThingKind *kind, const Thing *was, const Thing *t, i64 at)
{
    assert(was->id == t->id && was->county == t->county && kind->state_count < COUNT_OUT);
    if (was->state != t->state || was->level != t->level) {
        thing_count(ap, kind, t, was->level, at, COUNT_OUT + was->state, 1);
        thing_count(ap, kind, t, t->level, at, COUNT_IN + t->state, 1);
    }
    i64 late = (t->late && thing_open(kind, t->state)) - (was->late && thing_open(kind, was->state));
    thing_count(ap, kind, t, t->level, at, COUNT_LATE_OPEN, late);
    if (was->due_at != t->due_at) count_due(ap, kind, was, t, at);
}

// ---- apply ---------------------------------------------------------------------------------------------

// The making is a step too (first_step); its words stand in the row alone.
static void thing_made(const ThingStore *s, Apply *ap, const Entry *e, Thing *t, void *step)
{
    Finding f;
    finding_of(s, t, &f);
    db_insert(ap->db, s->record, t);
    found_begin(s, ap, e, t, &f);
    due_move(s, ap, NULL, t, NULL, &f);
    thing_count(ap, s->kind, t, t->level, t->filed_at, COUNT_NEW, 1);
    count_due(ap, s->kind, NULL, t, t->filed_at);
    if (s->applied) s->applied(ap, e, NULL, t, step);
}

void thing_put(const ThingStore *s, Apply *ap, const Entry *e, const void *was, void *now)
{
    Thing *t = now;
    const Thing *old = was;
    Finding before, f;
    ThingStep *step = arena_take(ap->arena, s->step->size, 1);
    t->seen = e->seq + 1;
    record_blank(s->step, step);
    papers_put(ap->db, s->kind, t);
    if (!was) {
        thing_made(s, ap, e, t, step);
        return;
    }
    db_update(ap->db, s->record, now);
    if (!thing_begun(ap->db, s, t)) {
        first_step(s, was, step);
        db_insert(ap->db, s->step, step);
        party_put(ap->db, old, old->holder, old->filed_at);
        record_blank(s->step, step);
    }
    step_of(step, e, was, now);
    if (s->step_own) s->step_own(step, was, now);
    db_insert(ap->db, s->step, step);
    finding_of(s, old, &before);
    finding_of(s, t, &f);
    party_put(ap->db, t, t->holder, e->happened_at);            // once begun, who takes part has rows
    party_put(ap->db, t, t->party, e->happened_at);
    found_move(s, ap, was, t, &before, &f);
    due_move(s, ap, was, t, &before, &f);
    count_step(ap, s->kind, was, t, e->happened_at);
    if (s->applied) s->applied(ap, e, was, now, step);
}

// The first entry brings what stays; a later one has it from the table.
void thing_apply(const ThingStore *s, Apply *ap, const Entry *e, void *record)
{
    Thing *now = record;
    void *was = arena_take(ap->arena, s->record->size, 1);
    bool first = now->number.len > 0, own = now->id > 0 && now->id == e->subject && now->county == e->county;
    own = own && id_county(now->id) == e->county;
    assert(ap->replay || (own && now->verb > 0 && now->verb <= s->kind->verb_name_count));
    if (!own) return;
    apply_open(ap, s->record, e->subject, now);
    if (first) now->filed_by = e->actor;
    if (first && s->opened) s->opened(e, now);
    if (!first && !thing_load(ap->db, ap->arena, s, now->id, was)) return;
    if (!first) stays(s->record, was, now);
    thing_put(s, ap, e, first ? NULL : was, now);
}

// ---- removing words ------------------------------------------------------------------------------------

const Record forget_record = RECORD_OF(Forget, "thing_forget", "删除内容", "Words are removed",
    REF_FIELD(Forget, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(Forget, thing, "事", "Thing", .flags = KEY),
    MOMENT_FIELD(Forget, at, "时间", "At"),
    REF_FIELD(Forget, actor, "经办人", "By", .see = SEE_STAFF));

static void words_remove(const Record *r, void *row)
{
    for (int i = 0; i < r->field_count; i++) {
        const Field *field = &r->fields[i];
        Str *text = field->flags & (SEALED | PRIVATE) && field_column(field) ? field_at(field, row) : NULL;
        if (text && text->len) *text = STR(REMOVED);
    }
}

static void steps_remove(const ThingStore *s, Apply *ap, const Thing *t)
{
    enum { SOME = 20 };
    if (!thing_begun(ap->db, s, t)) return;
    char *steps = arena_take(ap->arena, s->step->size, SOME);
    i64 after = 0;
    for (int n = SOME; n == SOME;) {
        n = thing_steps(ap->db, ap->arena, s, t, after, steps, SOME);
        for (int i = 0; i < n; i++) {
            ThingStep *step = (ThingStep *)(void *)(steps + i * s->step->size);
            after = step->n;
            words_remove(s->step, step);
            db_put(ap->db, s->step, step);
        }
    }
}

// Every word that is sealed with the thing's key, in the row and in its steps, and why somebody looked.
void thing_forget_apply(const ThingStore *s, Apply *ap, const Entry *e, void *record)
{
    const Forget *f = record;
    assert(ap->replay || f->thing == e->subject);
    void *row = arena_take(ap->arena, s->record->size, 1);
    if (!thing_load(ap->db, ap->arena, s, f->thing, row)) return;
    words_remove(s->record, row);
    if (s->forgotten) s->forgotten(row);
    db_put(ap->db, s->record, row);                     // an update leaves alone what stays
    steps_remove(s, ap, row);
    papers_forget(ap->db, ap->arena, f->thing);
    db_run(ap->db, "UPDATE thing_look SET why='" REMOVED "' WHERE county=$1 AND about=$2", I(f->county), I(f->thing));
}
