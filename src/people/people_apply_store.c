// people_apply_store.c: what an entry about people does to the tables. The entry and the keys still held, nothing else.
// Replay runs the same functions over journals of any age and any damage, so an entry that speaks of nobody changes
// nothing and says nothing. What was decided a moment ago is ours alone, and is held to its form by the assertions.
#include "people/people_store.h"

// Joined, or corrected: the row as it is from now on. The person's own key seals both words; apply_open shows the name
// and leaves the phone closed.
void person_apply(Apply *ap, const Entry *e, void *record)
{
    assert(ap->replay || (((Person *)record)->id == e->subject && ((Person *)record)->county == e->county));
    apply_open(ap, &person_record, e->subject, record);
    db_put(ap->db, &person_record, record);
}

// Closed, not removed: their name still stands by what they did. Posts end by entries of their own.
void person_end_apply(Apply *ap, const Entry *e, void *record)
{
    (void)e;
    const PersonMark *m = record;
    db_run(ap->db, "UPDATE person SET ended_at=$3 WHERE county=$1 AND id=$2", I(m->county), I(m->id), I(m->at));
}

// PIPL art. 47: the words go, the row stays so that history keeps its shape.
// A replay after the key is gone writes the same mark by itself, so that both ways end in equal tables.
void person_forget_apply(Apply *ap, const Entry *e, void *record)
{
    (void)e;
    const PersonMark *m = record;
    db_run(ap->db, "UPDATE person SET name=$3, phone=CASE WHEN phone='' THEN '' ELSE $3 END, "
                   "ended_at=CASE WHEN ended_at=0 THEN $4 ELSE ended_at END, forgotten=1 "
                   "WHERE county=$1 AND id=$2", I(m->county), I(m->id), T(STR(REMOVED)), I(m->at));
    db_run(ap->db, "UPDATE look SET why=$3 WHERE county=$1 AND about=$2",
           I(m->county), I(m->id), T(STR(REMOVED)));
}

// It lapses when its last day is over, unless it has ended by then. Days that a damaged journal names are no moments.
static void lapse_due(Db *db, Noun kind, i64 county, i64 id, i64 last_on, bool waits)
{
    bool day = last_on > 0 && last_on < 2932896 && id > 0 && county >= 0;       // 9999-12-31
    DueRow row = { .county = county, .kind = kind, .id = id, .what = DUE_LAPSE };
    if (!day) return;
    row.at = day_start(last_on + 1);
    if (waits) due_put(db, &row);
    else due_drop(db, &row);
}

// The org as it is from now on, whole: opening, changing and ending are one.
void org_apply(Apply *ap, const Entry *e, void *record)
{
    const Org *o = record;
    Org was;
    assert(ap->replay || o->id == e->subject);
    (void)e;
    if (org_load(ap->db, ap->arena, o->id, &was)) lapse_due(ap->db, NOUN_ORG, o->county, o->id, was.valid_to, false);
    db_put(ap->db, &org_record, o);
    lapse_due(ap->db, NOUN_ORG, o->county, o->id, o->valid_to, !o->ended_at);
}

// Given or ended. Its days stay as they were given; ended_at says that it ended before them.
void post_apply(Apply *ap, const Entry *e, void *record)
{
    const Post *p = record;
    assert(ap->replay || (p->id == e->subject && id_county(p->person) == e->county));
    (void)e;
    db_put(ap->db, &post_record, p);
    lapse_due(ap->db, NOUN_POST, p->county, p->id, p->to_on, !p->ended_at);
}

void person_look_apply(Apply *ap, const Entry *e, void *record)
{
    assert(ap->replay || ((LookEntry *)record)->id == e->subject);
    LookEntry *l = record;
    apply_open(ap, &look_entry_record, e->subject, l);
    Look row = { .county = l->county, .id = l->id, .actor = e->actor, .at = e->happened_at, .why = l->why,
                 .fields = l->fields };
    for (i64 i = 0; i < l->about.count; i++) {
        row.about = ((const i64 *)l->about.at)[i];
        db_put(ap->db, &look_record, &row);
    }
}
