// matter_pass_store.c: orgs and posts that ended holding more than one entry gives on: a small table, mostly empty.
#include "matter/matter_store.h"

#define PASSING "SELECT county, scope, place, post, after, at, cause FROM passing "

static int rests_take(Rows *rows, Passing *into, int max)
{
    int n = 0;
    for (; n < max && rows_next(rows); n++)
        into[n] = (Passing){ rows_i64(rows, 0), rows_i64(rows, 1), rows_i64(rows, 2), rows_i64(rows, 3),
                             rows_i64(rows, 4), rows_i64(rows, 5), rows_i64(rows, 6) };
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

void passing_put(Apply *ap, const Entry *e, const Passed *p, bool post)
{
    db_run(ap->db, "DELETE FROM passing WHERE county=$1 AND scope=$2 AND place=$3", I(p->county), I(p->from),
           I(p->place));
    if (p->after)
        db_run(ap->db, "INSERT INTO passing(county, scope, place, post, after, at, cause) "
                       "VALUES($1, $2, $3, $4, $5, $6, $7)", I(p->county), I(p->from), I(p->place), I(post),
               I(p->after), I(p->at), I(e->cause));
}
