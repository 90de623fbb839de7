// notice_store.c: the tables of notices: the row, its steps, and where it hangs.
#include "notice/notice_store.h"

// What hangs comes down on its last day.
static void notice_finding(const void *row, Finding *f)
{
    const Notice *n = row;
    f->what = NOTICE_END;
    f->due = n->state == NOTICE_UP;
}

static void notice_step_own(void *step, const void *was, const void *now)
{
    NoticeStep *s = step;
    const Notice *n = now;
    if (n->verb == NOTICE_OBJECT) s->actor = 0;         // whoever published it does not learn who objects
    bool hung = was && (n->verb == NOTICE_PUBLISH || n->verb == NOTICE_CORRECT);
    if (!hung) return;
    s->version = n->version;
    s->title = n->title;
    s->body = n->body;
    s->shown = n->shown;
}

static Str notice_words(const void *row, Arena *a)
{
    const Notice *n = row;
    return n->version ? arena_fmt(a, "%s\n%s", arena_z(a, n->title), arena_z(a, n->shown)) : STR("");
}

static void hang(Apply *ap, const Notice *n, i64 place)
{
    db_run(ap->db, "INSERT INTO notice_place(county, thing, place, up) VALUES($1, $2, $3, 1) "
                   "ON CONFLICT(county, thing, place) DO NOTHING", I(n->county), I(n->id), I(place));
}

// Where it hangs, and which organisations it is for: they take part from then on.
static void notice_applied(Apply *ap, const Entry *e, const void *was, const void *now, const void *step)
{
    (void)step;
    const Notice *n = now, *old = was;
    Str places = n->places, orgs = n->orgs;
    i64 id;
    bool up = n->state == NOTICE_UP && !n->hidden, before = old && old->state == NOTICE_UP && !old->hidden;
    if (n->verb == NOTICE_PUBLISH && old) {
        hang(ap, n, n->place);
        while (places.len)
            if (str_i64(str_cut(&places, ' '), &id)) hang(ap, n, id);
        while (n->private && orgs.len)
            if (str_i64(str_cut(&orgs, ' '), &id)) party_put(ap->db, &n->thing, id, e->happened_at);
    } else if (up != before) {
        db_run(ap->db, "UPDATE notice_place SET up=$3 WHERE county=$1 AND thing=$2", I(n->county), I(n->id), I(up));
    }
}

Rows *board_rows(Db *db, i64 county, const i64 places[BOARD_PLACES], i64 before, i64 most)
{
    return db_select(db, &notice_record, ", notice.id FROM notice_place p JOIN notice ON notice.county=p.county "
                     "AND notice.id=p.thing WHERE p.county=$1 AND p.place IN ($2, $3, $4, $5, $6, $7, $8, $9) "
                     "AND p.up=1 AND p.thing<$10 AND notice.private=0 ORDER BY p.thing DESC LIMIT $11",
                     I(county), I(places[0]), I(places[1]), I(places[2]), I(places[3]), I(places[4]), I(places[5]),
                     I(places[6]), I(places[7]), I(before), I(most));
}

const ThingStore notice_store = {
    THING_TABLES("notice"), .kind = &notice_kind, .record = &notice_record, .step = &notice_step_record,
    .finding = notice_finding, .step_own = notice_step_own, .words = notice_words, .applied = notice_applied,
};

void notice_apply(Apply *ap, const Entry *e, void *record) { thing_apply(&notice_store, ap, e, record); }

void notice_apply_forget(Apply *ap, const Entry *e, void *record) { thing_forget_apply(&notice_store, ap, e, record); }
