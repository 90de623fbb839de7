// running_store.c: see running_store.h.
#include "matter/matter.h"
#include "running/running_store.h"

bool org_at(Db *db, i64 place, i64 kind, i64 day)
{
    return db_i64(db, "SELECT id FROM org WHERE county=$1 AND place=$2 AND kind=$3 AND valid_from<=$4 "
                      "AND (valid_to>=$4 OR valid_to=$5) LIMIT 1",
                  I(id_county(place)), I(place), I(kind), I(day), I(DAY_NONE)) > 0;
}

bool role_held(Db *db, i64 county, i64 role, i64 day)
{
    return db_i64(db, "SELECT id FROM post WHERE county=$1 AND role=$2 AND ended_at=0 AND from_on<=$3 "
                      "AND (to_on>=$3 OR to_on=$4) LIMIT 1", I(county), I(role), I(day), I(DAY_NONE)) > 0;
}

void matters_first(Db *db, i64 county, i64 *filed, i64 *ended)
{
    Rows *rows = db_ask(db, "SELECT state FROM matter WHERE county=$1 ORDER BY id LIMIT 50", I(county));
    *filed = *ended = 0;
    while (rows_next(rows)) {
        i64 state = rows_i64(rows, 0);
        ++*filed;
        *ended += state == MATTER_CLOSED || state == MATTER_REFUSED || state == MATTER_WITHDRAWN;
    }
    rows_end(rows);
}

PapersSum papers_sum(Db *db, i64 county)
{
    Rows *rows = db_ask(db, "SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM paper WHERE county=$1", I(county));
    PapersSum s = { 0 };
    if (rows_next(rows)) s = (PapersSum){ rows_i64(rows, 0), rows_i64(rows, 1) };
    rows_end(rows);
    return s;
}

i64 sign_ins_failed(Db *db, i64 county, i64 now)
{
    return db_i64(db, "SELECT COALESCE(SUM(n), 0) FROM attempt WHERE county=$1 AND what=$2 AND until>$3", I(county),
                  T(STR("sign_in")), I(now));
}

i64 pack_seen_at(Db *db, Str pack)
{
    return db_i64(db, "SELECT seen_at FROM pack_seen WHERE county=0 AND pack=$1", T(pack));
}

// ---- looks -------------------------------------------------------------------------------------------

// Looks at people's private words and at those of things, in one order.
Rows *looks_all_rows(Walk *w)
{
    const LooksQuery *q = w->ask->query;
    i64 from = q->from == DAY_NONE ? 0 : day_start(q->from), to = q->to == DAY_NONE ? INT64_MAX : day_start(q->to + 1);
    return db_ask(w->ask->db,
        "SELECT l.thing, l.about, l.at, l.why, l.actor, COALESCE(person.name, ''), l.at, l.about FROM ("
        "SELECT county, about, at, why, actor, 0 AS thing FROM look UNION ALL "
        "SELECT county, about, at, why, actor, 1 AS thing FROM thing_look) AS l "
        "LEFT JOIN person ON person.county=l.county AND person.id=l.actor "
        "WHERE l.county=$1 AND (l.at<$2 OR (l.at=$2 AND l.about<$3)) AND l.at>=$4 AND l.at<$5 "
        "AND ($6=0 OR l.actor=$6) AND ($7=0 OR l.about=$7) ORDER BY l.at DESC, l.about DESC LIMIT $8",
        I(w->ask->county), I(w->at[0]), I(w->at[1]), I(from), I(to), I(q->actor), I(q->about), I(walk_most(w)));
}
