// thing_found_store.c: where things are found, who takes part in them, who looked.
//
// A list is the things of one kind in one scope in one order: one range of table found, with what is fresh merged in.
// Cost follows what is read, never what exists: the walk is bounded by the caller.
#include "thing/thing_store.h"

// ---- found -----------------------------------------------------------------------------------------

void found_put(Db *db, const FoundRow *f)
{
    db_run(db, "INSERT INTO found(county, scope, kind, id, open, rank, state, level, sub) "
               "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT(county, scope, kind, id) DO UPDATE SET "
               "open=excluded.open, rank=excluded.rank, state=excluded.state, level=excluded.level, sub=excluded.sub",
           I(f->county), I(f->scope), I(f->kind), I(f->id), I(f->open), I(f->rank), I(f->state), I(f->level),
           T(f->sub));
}

void found_drop(Db *db, const FoundRow *f, i64 scope)
{
    if (scope)
        db_run(db, "DELETE FROM found WHERE county=$1 AND scope=$2 AND kind=$3 AND id=$4", I(f->county), I(scope),
               I(f->kind), I(f->id));
}

// ---- what was made a moment ago ----------------------------------------------------------------------
// Five rows or more in two orders, each on pages of its own, are what a filing would wait for longest. So they are one
// row at the end of a small table, which every reading looks through too, and become what they are to be beside the
// answers; or before, when something is done to the thing or its places.

void found_fresh(Db *db, Arena *a, const FoundRow *f, const i64 *scopes, int count)
{
    Out text = out_new(a, 24 * (i64)count + 2);
    for (int i = 0; i < count; i++) {
        out_char(&text, ' ');
        out_i64(&text, scopes[i]);
    }
    out_char(&text, ' ');
    db_run(db, "INSERT INTO fresh(county, kind, id, open, rank, state, level, sub, scopes) "
               "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)",
           I(f->county), I(f->kind), I(f->id), I(f->open), I(f->rank), I(f->state), I(f->level), T(f->sub),
           T(out_done(&text)));
}

// All that the rows say is put where it is found. True: there were some.
static bool fresh_put(Db *db, Arena *a, i64 county, Rows *rows)
{
    bool any = false;
    for (; rows_next(rows); any = true) {
        FoundRow f = { .county = county, .kind = rows_i64(rows, 0), .id = rows_i64(rows, 1), .open = rows_i64(rows, 2),
                       .rank = rows_i64(rows, 3), .state = rows_i64(rows, 4), .level = rows_i64(rows, 5),
                       .sub = rows_str(rows, 6, a) };
        Str scopes = str_trim(rows_str(rows, 7, a));
        while (scopes.len)
            if (str_i64(str_cut(&scopes, ' '), &f.scope)) found_put(db, &f);
    }
    rows_end(rows);
    return any;
}

void found_settle(Db *db, Arena *a, const FoundRow *f)
{
    Rows *rows = db_ask(db, "SELECT kind, id, open, rank, state, level, sub, scopes FROM fresh "
                            "WHERE county=$1 AND kind=$2 AND id=$3", I(f->county), I(f->kind), I(f->id));
    if (fresh_put(db, a, f->county, rows))
        db_run(db, "DELETE FROM fresh WHERE county=$1 AND kind=$2 AND id=$3", I(f->county), I(f->kind), I(f->id));
}

void found_settle_all(Db *db, Arena *a, i64 county)
{
    Rows *rows = db_ask(db, "SELECT kind, id, open, rank, state, level, sub, scopes FROM fresh WHERE county=$1 "
                            "ORDER BY kind, id", I(county));
    if (fresh_put(db, a, county, rows)) db_run(db, "DELETE FROM fresh WHERE county=$1", I(county));
}

void thing_feed_found(Apply *ap, const Entry *e, void *record)
{
    (void)record;
    const ThingStore *s = e->seq < ap->fed_to && ap->replay ? NULL : thing_store_named(e->action);
    FoundRow row = { .county = e->county, .id = e->subject };
    if (s) row.kind = s->kind->noun, found_settle(ap->db, ap->arena, &row);
}

static Str scope_like(Arena *a, i64 scope) { return arena_fmt(a, "%% %lld %%", (long long)scope); }

// ---- asking ------------------------------------------------------------------------------------------

// The row comparison is one index seek. What a thing is about holds letters and digits: '~' stands behind them all.
Rows *found_rows(Db *db, Arena *a, const ThingStore *s, i64 county, i64 scope, const FoundQuery *q, const i64 *at,
                 i64 most)
{
    assert(most > 0 && at);
    Str end = arena_fmt(a, "%.*s~", (int)q->sub.len, q->sub.len ? q->sub.at : "");
    const Arg args[] = { I(county), I(scope), I(s->kind->noun), I(q->open), I(q->state), I(q->level), I(q->rank_from),
                         I(q->rank_to ? q->rank_to : INT64_MAX), T(q->sub), T(end), I(at[1]), I(most),
                         T(scope_like(a, scope)), I(at[0]) };
    return db_select_args(db, s->record, q->pressing ? s->pressing : s->newest, args, q->pressing ? 14 : 13);
}

bool found_in(Db *db, Arena *a, i64 kind, i64 id, i64 scope)
{
    return db_i64(db, "SELECT 1 FROM found WHERE county=$1 AND scope=$2 AND kind=$3 AND id=$4 UNION ALL "
                      "SELECT 1 FROM fresh WHERE county=$1 AND kind=$3 AND id=$4 AND scopes LIKE $5 LIMIT 1",
                  I(id_county(id)), I(scope), I(kind), I(id), T(scope_like(a, scope))) == 1;
}

int found_open(Db *db, Arena *a, i64 kind, i64 county, i64 scope, i64 after, i64 *ids, int max)
{
    found_settle_all(db, a, county);
    return rows_ids(db_ask(db, "SELECT id FROM found WHERE county=$1 AND scope=$2 AND kind=$3 AND open=1 AND id>$4 "
                               "ORDER BY id LIMIT $5", I(county), I(scope), I(kind), I(after), I(max)), ids, max);
}

void found_copy(Db *db, Arena *a, i64 county, i64 from, i64 into)
{
    found_settle_all(db, a, county);
    db_run(db, "INSERT INTO found(county, scope, kind, id, open, rank, state, level, sub) "
               "SELECT county, $1, kind, id, open, rank, state, level, sub FROM found WHERE county=$2 AND scope=$3 "
               "ON CONFLICT(county, scope, kind, id) DO NOTHING", I(into), I(county), I(from));
}

// ---- parties ---------------------------------------------------------------------------------------

const Record party_record = RECORD_OF(Party, "party", "参与方", "A party",
    REF_FIELD(Party, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(Party, thing, "事", "Thing", .flags = KEY | HIDDEN),
    REF_FIELD(Party, org, "组织", "Organisation", .flags = KEY),
    CHOICE_FIELD(Party, level, level_choices, "层级", "Level"),
    MOMENT_FIELD(Party, at, "加入时间", "Since"),
    MOMENT_FIELD(Party, signed_at, "完成时间", "Signed off at"),
    TEXT_FIELD(Party, name, "组织名称", "Organisation's name", .flags = PASSING | SERVER, SHOWS(.as = AS_TITLE)),
    CHOICE_FIELD(Party, kind, org_kinds, "组织类型", "Kind", .flags = PASSING | SERVER));

bool thing_party(Db *db, const Thing *t, i64 org)
{
    return org == t->holder || db_i64(db, "SELECT 1 FROM party WHERE county=$1 AND thing=$2 AND org=$3",
                                      I(t->county), I(t->id), I(org));
}

bool party_waits(Db *db, const Thing *t, i64 org)
{
    return org != t->holder && db_i64(db, "SELECT 1 FROM party WHERE county=$1 AND thing=$2 AND org=$3 "
                                      "AND signed_at=0", I(t->county), I(t->id), I(org)) == 1;
}

// Its holder is one from the beginning, which has no row as long as no deed was done to it.
int thing_parties(Db *db, Arena *a, const Thing *t, Party *into, int max)
{
    int n = rows_take(db_select(db, &party_record, "WHERE county=$1 AND thing=$2 ORDER BY at, org LIMIT $3",
                                I(t->county), I(t->id), I(max)), &party_record, a, into, max);
    if (n == 0 && t->holder)
        into[n++] = (Party){ t->county, t->id, t->holder, t->level, t->filed_at, 0, { 0 }, 0 };
    return n;
}

void party_put(Db *db, const Thing *t, i64 org, i64 at)
{
    if (org)
        db_run(db, "INSERT INTO party(county, thing, org, level, at, signed_at) VALUES($1, $2, $3, $4, $5, 0) "
                   "ON CONFLICT(county, thing, org) DO NOTHING", I(t->county), I(t->id), I(org), I(t->level), I(at));
}

void party_sign(Db *db, const Thing *t, i64 org, i64 at)
{
    db_run(db, "UPDATE party SET signed_at=$1 WHERE county=$2 AND thing=$3 AND org=$4", I(at), I(t->county), I(t->id),
           I(org));
}

// ---- looks -----------------------------------------------------------------------------------------

// Named to whose thing it is and to the office; the reason is sealed with the thing's key and goes with its words.
const Record thing_look_record = RECORD_OF(ThingLook, "thing_look", "查看记录", "A look at private words",
    REF_FIELD(ThingLook, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(ThingLook, about, "事", "Thing", .flags = KEY),
    COUNT_FIELD(ThingLook, n, "记录号", "Entry", .flags = KEY),
    REF_FIELD(ThingLook, actor, "查看人", "By"),
    REF_FIELD(ThingLook, org, "查看组织", "Organisation"),
    MOMENT_FIELD(ThingLook, at, "时间", "At", SHOWS(.as = AS_WHEN, .col = 1)),
    TEXT_FIELD(ThingLook, why, "事由", "Why", .flags = NEEDED | SEALED, .min = 2, .max = 200,
        SHOWS(.as = AS_TITLE, .col = 3, .width = WIDE_L)),
    TEXT_FIELD(ThingLook, org_name, "查看组织名称", "Organisation's name", .flags = PASSING | SERVER,
        SHOWS(.as = AS_WHO, .col = 2, .width = WIDE_M)));

void thing_look_apply(Apply *ap, const Entry *e, void *record)
{
    assert(ap->replay || ((ThingLook *)record)->about == e->subject);
    ThingLook *look = record;
    apply_open(ap, &thing_look_record, e->subject, look);
    look->n = e->seq + 1;
    db_insert(ap->db, &thing_look_record, look);
}

Rows *thing_look_rows(Db *db, const Thing *t, i64 before, i64 most)
{
    return db_select(db, &thing_look_record, ", n FROM thing_look WHERE county=$1 AND about=$2 AND n<$3 "
                     "ORDER BY n DESC LIMIT $4", I(t->county), I(t->id), I(before), I(most));
}
