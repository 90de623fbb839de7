// gate_store.c: the sentences behind actors, sessions and limits. Readings run in the request's snapshot, changes
// inside a job. All but posts, places and persons are own rows: they are written here and nowhere replayed.
#include "gate/gate_api.h"
#include "gate/gate_store.h"

// ---- sessions and tokens -------------------------------------------------------------------------

// Joined with the person, so a closed account's session finds nothing.
bool session_find(Db *db, Arena *a, i64 county, const Hash *token, SessionRow *s)
{
    Rows *rows = db_ask(db,
        "SELECT s.id, s.person, s.made_at, s.used_at, p.name FROM session s "
        "JOIN person p ON p.county=s.county AND p.id=s.person "
        "WHERE s.county=$1 AND s.hash=$2 AND p.ended_at=0", I(county), B(hash_str(token)));
    bool found = rows_next(rows);
    if (found)
        *s = (SessionRow){ .id = rows_i64(rows, 0), .person = rows_i64(rows, 1), .made_at = rows_i64(rows, 2),
                           .used_at = rows_i64(rows, 3), .name = rows_str(rows, 4, a) };
    rows_end(rows);
    return found;
}

// Never backwards: two loops may have asked for it.
void session_touch(Db *db, i64 county, i64 id, i64 now)
{
    db_run(db, "UPDATE session SET used_at=$3 WHERE county=$1 AND id=$2 AND used_at<$3",
           I(county), I(id), I(now));
}

// The person is part of the condition, so nobody ends another's by a guessed number.
bool session_end(Db *db, i64 county, i64 id, i64 person)
{
    db_run(db, "DELETE FROM session WHERE county=$1 AND id=$2 AND person=$3", I(county), I(id), I(person));
    return db_changes(db) == 1;
}

i64 session_end_all(Db *db, i64 county, i64 person, i64 but)
{
    db_run(db, "DELETE FROM session WHERE county=$1 AND person=$2 AND id<>$3", I(county), I(person), I(but));
    return db_changes(db);
}

void session_sweep(Db *db, i64 county, i64 made_before)
{
    db_run(db, "DELETE FROM session WHERE county=$1 AND made_at<$2", I(county), I(made_before));
}

// A program's token; `until` and `ended_at` are looked at here, scopes and the person by the caller.
bool token_find(Db *db, Arena *a, i64 county, const Hash *token, i64 now, Token *t)
{
    return db_load(db, &token_record, "WHERE county=$1 AND hash=$2 AND ended_at=0 AND until>$3", a, t, I(county),
                   B(hash_str(token)), I(now));
}

bool session_held(Db *db, i64 county, i64 id, i64 person)
{
    return db_i64(db, "SELECT COUNT(*) FROM session WHERE county=$1 AND id=$2 AND person=$3",
                  I(county), I(id), I(person)) > 0;
}

bool token_held(Db *db, i64 county, i64 id, i64 person, i64 now)
{
    return db_i64(db, "SELECT COUNT(*) FROM token WHERE county=$1 AND id=$2 AND person=$3 AND ended_at=0 "
                      "AND until>$4", I(county), I(id), I(person), I(now)) > 0;
}

void token_touch(Db *db, i64 county, i64 id, i64 now)
{
    db_run(db, "UPDATE token SET used_at=$3 WHERE county=$1 AND id=$2 AND used_at<$3",
           I(county), I(id), I(now));
}

// ---- who -----------------------------------------------------------------------------------------

bool person_greet(Db *db, Arena *a, i64 county, i64 person, Str *name)
{
    Rows *rows = db_ask(db, "SELECT name FROM person WHERE county=$1 AND id=$2 AND ended_at=0",
                        I(county), I(person));
    bool found = rows_next(rows);
    if (found) *name = rows_str(rows, 0, a);
    rows_end(rows);
    return found;
}

// A post counts while it, its org and its days last.
int posts_find(Db *db, Arena *a, i64 county, i64 person, i64 day, PostOf *into, int max)
{
    assert(into && max > 0 && day != DAY_NONE);
    Rows *rows = db_ask(db,
        "SELECT post.id, post.role, post.org, post.place, place.code FROM post "
        "JOIN place ON place.county=post.county AND place.id=post.place "
        "JOIN org ON org.county=post.county AND org.id=post.org "
        "WHERE post.county=$1 AND post.person=$2 AND post.ended_at=0 AND post.from_on<=$3 "
        "AND (post.to_on>=$3 OR post.to_on=$4) AND (org.valid_to>=$3 OR org.valid_to=$4) "
        "ORDER BY post.id LIMIT $5", I(county), I(person), I(day), I(DAY_NONE), I(max));
    int n = 0;
    while (n < max && rows_next(rows))
        into[n++] = (PostOf){ .post = rows_i64(rows, 0), .role = rows_i64(rows, 1), .org = rows_i64(rows, 2),
                              .place = rows_i64(rows, 3), .code = rows_str(rows, 4, a) };
    rows_end(rows);
    return n;
}

// ---- counting ------------------------------------------------------------------------------------

// 0 when nothing was counted in that hour. `who` is a keyed hash, never an address.
i64 counted(Db *db, i64 county, const char *what, const Hash *who, i64 hour)
{
    return db_i64(db, "SELECT n FROM attempt WHERE county=$1 AND what=$2 AND who=$3 AND at_hour=$4",
                  I(county), T(str(what)), B(hash_str(who)), I(hour));
}

i64 counted_since(Db *db, i64 county, const char *what, const Hash *who, i64 hour)
{
    return db_i64(db, "SELECT SUM(n) FROM attempt WHERE county=$1 AND what=$2 AND who=$3 AND at_hour>=$4",
                  I(county), T(str(what)), B(hash_str(who)), I(hour));
}

void count_one(Db *db, i64 county, const char *what, const Hash *who, i64 hour, i64 until)
{
    assert(what && what[0] && until > 0);
    db_run(db, "INSERT INTO attempt(county, what, who, at_hour, n, until) VALUES($1, $2, $3, $4, 1, $5) "
               "ON CONFLICT(county, what, who, at_hour) DO UPDATE SET n=attempt.n + 1",
           I(county), T(str(what)), B(hash_str(who)), I(hour), I(until));
}

void counted_sweep(Db *db, i64 county, i64 now)
{
    db_run(db, "DELETE FROM attempt WHERE county=$1 AND until<$2", I(county), I(now));
}

void tries_load(Db *db, i64 county, const char *what, const Hash *who, Tries *t)
{
    Rows *rows = db_ask(db, "SELECT n, until FROM attempt WHERE county=$1 AND what=$2 AND who=$3 AND at_hour=0",
                        I(county), T(str(what)), B(hash_str(who)));
    if (rows_next(rows)) *t = (Tries){ rows_i64(rows, 0), rows_i64(rows, 1) };
    rows_end(rows);
}

void tries_put(Db *db, i64 county, const char *what, const Hash *who, const Tries *t)
{
    assert(what && t);
    db_run(db, "INSERT INTO attempt(county, what, who, at_hour, n, until) VALUES($1, $2, $3, 0, $4, $5) "
               "ON CONFLICT(county, what, who, at_hour) DO UPDATE SET n=excluded.n, until=excluded.until",
           I(county), T(str(what)), B(hash_str(who)), I(t->n), I(t->until));
}

void tries_drop(Db *db, i64 county, const char *what, const Hash *who)
{
    db_run(db, "DELETE FROM attempt WHERE county=$1 AND what=$2 AND who=$3 AND at_hour=0",
           I(county), T(str(what)), B(hash_str(who)));
}

// ---- the clock -------------------------------------------------------------------------------------

int counties_ahead(Db *db, i64 moment, i64 *counties, int max)
{
    return rows_ids(db_ask(db, "SELECT county FROM county WHERE county>0 AND recorded_at>$1 ORDER BY county LIMIT $2",
                           I(moment), I(max)), counties, max);
}

i64 county_recorded(Db *db, i64 county)
{
    return db_i64(db, "SELECT recorded_at FROM county WHERE county=$1", I(county));
}

i64 entries_count(Db *db, i64 county)
{
    return db_i64(db, "SELECT MAX(seq) + 1 FROM journal WHERE county=$1", I(county));
}

i64 mark_last(Db *db, i64 county)
{
    return db_i64(db, "SELECT MAX(n) FROM clock_mark WHERE county=$1", I(county));
}

// No lock or limit reaches further than a day, no session was begun later than now.
void own_rows_right(Db *db, i64 now)
{
    db_run(db, "DELETE FROM attempt WHERE until>$1", I(now + 25 * HOUR));
    db_run(db, "DELETE FROM session WHERE made_at>$1 OR used_at>$1", I(now));
}

// ---- views that somebody keeps ---------------------------------------------------------------------

int kept_rows(Db *db, Arena *a, i64 person, ViewKept *into, int max)
{
    return rows_take(db_select(db, &view_kept_record, "WHERE county=$1 AND person=$2 ORDER BY id LIMIT $3",
                               I(id_county(person)), I(person), I(max)), &view_kept_record, a, into, max);
}

bool kept_drop(Db *db, i64 person, i64 id)
{
    db_run(db, "DELETE FROM view_kept WHERE county=$1 AND person=$2 AND id=$3", I(id_county(person)), I(person), I(id));
    return db_changes(db) == 1;
}

// ---- what counties say ----------------------------------------------------------------------------

int settings_said(Db *db, Arena *a, SettingSaid **into)
{
    int most = (int)db_i64(db, "SELECT COUNT(*) FROM setting_said WHERE county>$1", I(0));
    *into = NEW(a, SettingSaid, most + 1);
    return rows_take(db_select(db, &setting_said_record, "WHERE county>$1 ORDER BY county, id", I(0)),
                     &setting_said_record, a, *into, most + 1);
}

// The last that has begun, of one day the later one.
bool setting_said_on(Db *db, Arena *a, i64 county, Str key, i64 day, SettingSaid *into)
{
    return db_load(db, &setting_said_record, "WHERE county=$1 AND key=$2 AND from_on<=$3 "
                   "ORDER BY from_on DESC, id DESC LIMIT 1", a, into, I(county), T(key), I(day));
}
