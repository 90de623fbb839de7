// thing_pass_store.c: giving on what somebody held, and the few that ended holding more than one entry gives on.
#include "thing/thing_pass_store.h"
#include <string.h>

static const Record given_record = RECORD_OF(GivenOn, "thing_given", "转交的事", "A thing given on",
    COUNT_FIELD(GivenOn, kind, "种类", "Kind"),
    REF_FIELD(GivenOn, id, "系统编号", "Thing", .flags = NEEDED),
    COUNT_FIELD(GivenOn, state, "状态", "State"),
    REF_FIELD(GivenOn, holder, "承办组织", "Holder"),
    REF_FIELD(GivenOn, told, "告知组织", "Who is told"));
static const Field passed_fields[] = {
    REF_FIELD(Passed, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(Passed, from, "原岗位或组织", "Post or organisation", .flags = KEY),
    REF_FIELD(Passed, place, "原服务地点", "Place that is served no more", .flags = SERVER | HIDDEN),
    MOMENT_FIELD(Passed, at, "时间", "At"),
    COUNT_FIELD(Passed, kind, "种类", "Kind of the last one", .flags = SERVER | HIDDEN),
    REF_FIELD(Passed, after, "未完", "More are left behind this one", .flags = SERVER | HIDDEN),
    MANY_FIELD(Passed, rows, given_record, "事", "Things", .flags = SERVER | HIDDEN, .max = PASSED_MOST),
};
const Record returned_record = RECORD(Passed, "thing_return", passed_fields, "退回待办", "Things return to the queue");
const Record passed_record = RECORD(Passed, "thing_pass", passed_fields, "移交", "Things are passed on");
const Record move_record = RECORD_OF(Move, "thing_move", "随地点转移", "Things follow their place",
    REF_FIELD(Move, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(Move, place, "原地点", "Old place", .flags = KEY),
    REF_FIELD(Move, into, "继任地点", "Successor"));

// ---- what is left ------------------------------------------------------------------------------------

#define PASSING "SELECT county, scope, place, post, kind, after, at, cause FROM passing "

static int rests_take(Rows *rows, Passing *into, int max)
{
    int n = 0;
    for (; n < max && rows_next(rows); n++)
        into[n] = (Passing){ rows_i64(rows, 0), rows_i64(rows, 1), rows_i64(rows, 2), rows_i64(rows, 3),
                             rows_i64(rows, 4), rows_i64(rows, 5), rows_i64(rows, 6), rows_i64(rows, 7) };
    rows_end(rows);
    return n;
}

int passing_rests(Db *db, Passing *into, int max)
{
    return rests_take(db_ask(db, PASSING "ORDER BY county, scope, place LIMIT $1", I(max)), into, max);
}

bool passing_load(Db *db, const Passing *key, Passing *into)
{
    return rests_take(db_ask(db, PASSING "WHERE county=$1 AND scope=$2 AND place=$3", I(key->county), I(key->scope),
                             I(key->place)), into, 1) == 1;
}

static void passing_put(Apply *ap, const Entry *e, const Passed *p, bool post)
{
    db_run(ap->db, "DELETE FROM passing WHERE county=$1 AND scope=$2 AND place=$3", I(p->county), I(p->from),
           I(p->place));
    if (p->kind)
        db_run(ap->db, "INSERT INTO passing(county, scope, place, post, kind, after, at, cause) "
                       "VALUES($1, $2, $3, $4, $5, $6, $7, $8)", I(p->county), I(p->from), I(p->place), I(post),
               I(p->kind), I(p->after), I(p->at), I(e->cause));
}

int handed_posts(Db *db, Arena *a, i64 kind, i64 county, i64 org, i64 *ids, int max)
{
    found_settle_all(db, a, county);
    return rows_ids(db_ask(db, "SELECT post.id FROM post WHERE post.county=$1 AND post.org=$2 AND EXISTS (SELECT 1 "
                               "FROM found f WHERE f.county=$1 AND f.scope=post.id AND f.kind=$4 AND f.open=1) "
                               "ORDER BY post.id LIMIT $3", I(county), I(org), I(max), I(kind)), ids, max);
}

// ---- apply -------------------------------------------------------------------------------------------

// In nobody's hands, with the org that it is given to. One that lies elsewhere can only come from a damaged journal.
static void given_on(Apply *ap, const Entry *e, const Passed *p, const GivenOn *row, bool post)
{
    const ThingStore *s = thing_store_of(row->kind);
    if (!s) return;
    void *was = arena_take(ap->arena, s->record->size, 1), *now = arena_take(ap->arena, s->record->size, 1);
    const Thing *t0 = was;
    Thing *t = now;
    if (!thing_load(ap->db, ap->arena, s, row->id, was) || (post ? t0->assignee_post : t0->holder) != p->from) return;
    memcpy(now, was, (size_t)s->record->size);
    t->verb = post ? s->kind->back : s->kind->pass;
    t->open = 1;
    t->state = row->state;
    t->holder = row->holder;
    t->assignee = t->assignee_post = 0;
    thing_put(s, ap, e, was, now);
}

static void passed_apply(Apply *ap, const Entry *e, const Passed *p, bool post)
{
    const GivenOn *rows = p->rows.at;
    assert(ap->replay || p->from == e->subject);
    for (i64 i = 0; i < p->rows.count; i++) given_on(ap, e, p, &rows[i], post);
    passing_put(ap, e, p, post);
}

void thing_return_apply(Apply *ap, const Entry *e, void *record) { passed_apply(ap, e, record, true); }
void thing_pass_apply(Apply *ap, const Entry *e, void *record) { passed_apply(ap, e, record, false); }

// A place was merged into another: its things are found under the new one too. Into itself: a street came after the
// places below it, and finds what lies there. They stay counted where they were.
void thing_move_apply(Apply *ap, const Entry *e, void *record)
{
    assert(ap->replay || ((Move *)record)->place == e->subject);
    const Move *move = record;
    Place p, rows[PLACES_OVER];
    i64 ids[PLACES_OVER];
    (void)e;
    if (!place_load(ap->db, ap->arena, move->into, &p)) return;
    if (move->place != move->into) {
        int count = places_over(ap->db, ap->arena, &p, ids, rows);
        for (int i = 0; i < count; i++) found_copy(ap->db, ap->arena, move->county, move->place, ids[i]);
        return;
    }
    Rows *below = place_children(ap->db, &p);
    while (rows_next(below)) found_copy(ap->db, ap->arena, move->county, rows_i64(below, 0), p.id);
    rows_end(below);
}
