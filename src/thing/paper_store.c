// paper_store.c: every sentence of papers and uploads.
#include "thing/paper_store.h"
#include "store/blob.h"

void upload_put(Db *db, const Upload *u) { db_insert(db, &upload_record, u); }

bool upload_load(Db *db, Arena *a, Str name, Upload *u)
{
    return db_load(db, &upload_record, "WHERE county=$1 AND name=$2", a, u, I(paper_county(name)), T(name));
}

void upload_drop(Db *db, const Upload *u)
{
    db_run(db, "DELETE FROM upload WHERE county=$1 AND name=$2", I(u->county), T(u->name));
}

i64 uploads_next(Db *db, i64 after, i64 *made_at)
{
    Rows *r = db_ask(db, "SELECT county, made_at FROM upload WHERE county>$1 ORDER BY county, made_at LIMIT 1",
                     I(after));
    i64 county = rows_next(r) ? rows_i64(r, 0) : 0;
    if (county) *made_at = rows_i64(r, 1);
    rows_end(r);
    return county;
}

void uploads_sweep(Db *db, i64 county, i64 before)
{
    db_run(db, "DELETE FROM upload WHERE county=$1 AND made_at<$2", I(county), I(before));
}

bool paper_load(Db *db, Arena *a, Str name, Paper *p)
{
    return db_load(db, &paper_record, "WHERE county=$1 AND name=$2", a, p, I(paper_county(name)), T(name));
}

int papers_of(Db *db, Arena *a, const Thing *t, Paper *into, int max)
{
    return rows_take(db_select(db, &paper_record, "WHERE county=$1 AND thing=$2 ORDER BY n, place LIMIT $3",
                               I(t->county), I(t->id), I(max)), &paper_record, a, into, max);
}

// Of those that a paper has.
static void files_name(Db *db, const Paper *p, void (*name)(Db *, i64, Str))
{
    const Str files[] = { p->whole, p->screen, p->thumb };
    for (int i = 0; i < (int)COUNT(files); i++)
        if (files[i].len == 32) name(db, p->county, files[i]);
}

// A name that stands in a damaged journal twice is left alone: the comparison tells.
void papers_put(Db *db, const ThingKind *kind, const Thing *t)
{
    const Paper *said = t->papers.at;
    for (i64 i = 0; i < t->papers.count; i++) {
        Paper p = said[i];
        if (str_is(p.key, REMOVED) || paper_county(p.name) != t->county) continue;
        p.county = t->county;
        p.noun = kind->noun;
        p.thing = t->id;
        p.n = t->seen;
        p.place = i + 1;
        db_put(db, &paper_record, &p);
        files_name(db, &p, blob_name);
    }
}

// The rows go, so do the files: nothing could open them any more.
void papers_forget(Db *db, Arena *a, i64 thing)
{
    enum { SOME = 64 };
    Paper *some = NEW(a, Paper, SOME);
    Thing t = { .county = id_county(thing), .id = thing };
    for (int n = SOME; n == SOME;) {
        n = papers_of(db, a, &t, some, SOME);
        for (int i = 0; i < n; i++) {
            files_name(db, &some[i], blob_unname);
            db_run(db, "DELETE FROM paper WHERE county=$1 AND name=$2", I(t.county), T(some[i].name));
        }
    }
}
