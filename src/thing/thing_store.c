// thing_store.c: the one apply of all things: put the row, add the step, then what is the kind's own.
#include "thing/thing_store.h"
#include <string.h>

bool thing_load(Db *db, Arena *a, const ThingStore *s, i64 id, void *row)
{
    return db_load(db, s->record, "WHERE county=$1 AND id=$2", a, row, I(id_county(id)), I(id));
}

bool thing_step_load(Db *db, Arena *a, const ThingStore *s, const Thing *t, i64 n, void *step)
{
    return db_load(db, s->step, "WHERE county=$1 AND thing=$2 AND n=$3", a, step, I(t->county), I(t->id), I(n));
}

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
        .due_at      = now->due_at,
        .provisional = now->provisional,
        .text        = now->said,
        .open        = now->open,
        .party       = now->party,
        .late        = now->lapsed,
    };
}

bool thing_begun(Db *db, const ThingStore *s, const Thing *t)
{
    Rows *rows = db_select(db, s->step, "WHERE county=$1 AND thing=$2 LIMIT 1", I(t->county), I(t->id));
    bool any = rows_next(rows);
    rows_end(rows);
    return any;
}

void thing_put(const ThingStore *s, Apply *ap, const Entry *e, const void *was, void *now)
{
    Thing *t = now;
    ThingStep *step = arena_take(ap->arena, s->step->size, 1);
    t->seen = e->seq + 1;
    if (was) db_update(ap->db, s->record, now);
    else     db_insert(ap->db, s->record, now);
    record_blank(s->step, step);
    if (!was) {
        s->applied(ap, e, NULL, now, step);
        return;
    }
    if (!thing_begun(ap->db, s, now)) {
        s->begin(ap, was, step);
        db_insert(ap->db, s->step, step);
        record_blank(s->step, step);
    }
    step_of(step, e, was, now);
    if (s->step_own) s->step_own(step, was, now);
    db_insert(ap->db, s->step, step);
    s->applied(ap, e, was, now, step);
}

// The first entry brings what stays; a later one has it from the table.
void thing_apply(const ThingStore *s, Apply *ap, const Entry *e, void *record)
{
    Thing *now = record;
    void *was = arena_take(ap->arena, s->record->size, 1);
    bool first = now->number.len > 0;
    assert(ap->replay || (now->id == e->subject && now->county == e->county && id_county(now->id) == e->county));
    apply_open(ap, s->record, e->subject, now);
    if (first && s->opened) s->opened(e, now);
    if (!first && !thing_load(ap->db, ap->arena, s, now->id, was)) return;
    if (!first) stays(s->record, was, now);
    thing_put(s, ap, e, first ? NULL : was, now);
}
