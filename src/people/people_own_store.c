// people_own_store.c: what proves who somebody is. Own rows: they never enter the journal.
#include "people/people_store.h"

static Str raw(const Hash *h) { return (Str){ (const char *)h->at, sizeof h->at }; }

// ---- sign-in names and secrets ---------------------------------------------------------------------

i64 login_find(Db *db, i64 county, const Hash *name)
{
    return db_i64(db, "SELECT person FROM login WHERE county = $1 AND name_hash = $2", I(county), B(raw(name)));
}

bool login_put(Db *db, i64 county, const Hash *name, i64 person, i64 kind)
{
    db_run(db, "INSERT INTO login(county, name_hash, person, kind) VALUES($1, $2, $3, $4) ON CONFLICT DO NOTHING",
           I(county), B(raw(name)), I(person), I(kind));
    return login_find(db, county, name) == person;
}

void login_drop(Db *db, i64 county, i64 person, i64 kind)
{
    db_run(db, "DELETE FROM login WHERE county = $1 AND person = $2 AND ($3 = 0 OR kind = $3)",
           I(county), I(person), I(kind));
}

bool login_any(Db *db, i64 county, i64 person)
{
    return db_i64(db, "SELECT count(*) FROM login WHERE county = $1 AND person = $2", I(county), I(person)) > 0;
}

bool secret_load(Db *db, Arena *a, i64 county, i64 person, Str *hash)
{
    Rows *rows = db_ask(db, "SELECT hash FROM secret WHERE county = $1 AND person = $2", I(county), I(person));
    bool found = rows_next(rows);
    if (found) *hash = rows_str(rows, 0, a);
    rows_end(rows);
    return found;
}

void secret_put(Db *db, i64 county, i64 person, Str hash, i64 now)
{
    db_run(db, "INSERT INTO secret(county, person, hash, changed_at) VALUES($1, $2, $3, $4) "
               "ON CONFLICT(county, person) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at",
           I(county), I(person), T(hash), I(now));
}

// ---- one-time links --------------------------------------------------------------------------------

bool invite_find(Db *db, i64 county, const Hash *token, InviteRow *i)
{
    Rows *rows = db_ask(db, "SELECT person, purpose, until, used_at FROM invite WHERE county = $1 AND hash = $2",
                        I(county), B(raw(token)));
    bool found = rows_next(rows);
    if (found) *i = (InviteRow){ rows_i64(rows, 0), rows_i64(rows, 1), rows_i64(rows, 2), rows_i64(rows, 3) };
    rows_end(rows);
    return found;
}

void invite_put(Db *db, i64 county, const Hash *token, const InviteRow *i)
{
    db_run(db, "DELETE FROM invite WHERE county = $1 AND person = $2", I(county), I(i->person));
    db_run(db, "INSERT INTO invite(county, hash, person, purpose, until, used_at) VALUES($1, $2, $3, $4, $5, 0)",
           I(county), B(raw(token)), I(i->person), I(i->purpose), I(i->until));
}

void invite_use(Db *db, i64 county, const Hash *token, i64 now)
{
    db_run(db, "UPDATE invite SET used_at = $3 WHERE county = $1 AND hash = $2", I(county), B(raw(token)), I(now));
}

// ---- tokens of programs ----------------------------------------------------------------------------

void token_put(Db *db, i64 county, const OwnToken *t, const Hash *hash)
{
    db_run(db, "INSERT INTO token(county, id, person, hash, name, scopes, made_at, until, ended_at) "
               "VALUES($1, $2, $3, $4, $5, $6, $7, $8, 0)",
           I(county), I(t->id), I(t->person), B(raw(hash)), T(t->name), T(t->scopes), I(t->made_at), I(t->until));
}

int tokens_list(Db *db, Arena *a, i64 county, i64 person, OwnToken *into, int max)
{
    Rows *rows = db_ask(db, "SELECT id, person, name, scopes, made_at, until, ended_at FROM token "
                            "WHERE county = $1 AND person = $2 ORDER BY id DESC LIMIT $3",
                        I(county), I(person), I(max));
    int n = 0;
    while (n < max && rows_next(rows))
        into[n++] = (OwnToken){ rows_i64(rows, 0), rows_i64(rows, 1), rows_str(rows, 2, a), rows_str(rows, 3, a),
                                rows_i64(rows, 4), rows_i64(rows, 5), rows_i64(rows, 6) };
    rows_end(rows);
    return n;
}

bool token_end(Db *db, i64 county, i64 person, i64 id, i64 now)
{
    db_run(db, "UPDATE token SET ended_at = $4 WHERE county = $1 AND person = $2 AND id = $3 AND ended_at = 0",
           I(county), I(person), I(id), I(now));
    return db_changes(db) == 1;
}

void tokens_end(Db *db, i64 county, i64 person, i64 now)
{
    db_run(db, "UPDATE token SET ended_at = $3 WHERE county = $1 AND person = $2 AND ended_at = 0",
           I(county), I(person), I(now));
}

// ---- failed attempts -------------------------------------------------------------------------------

Attempt attempt_load(Db *db, i64 county, const char *what, const Hash *who)
{
    Attempt t = { 0 };
    Rows *rows = db_ask(db, "SELECT n, until FROM attempt WHERE county = $1 AND what = $2 AND who = $3 AND at_hour = 0",
                        I(county), T(str(what)), B(raw(who)));
    if (rows_next(rows)) t = (Attempt){ rows_i64(rows, 0), rows_i64(rows, 1) };
    rows_end(rows);
    return t;
}

void attempt_put(Db *db, i64 county, const char *what, const Hash *who, const Attempt *t)
{
    db_run(db, "INSERT INTO attempt(county, what, who, at_hour, n, until) VALUES($1, $2, $3, 0, $4, $5) "
               "ON CONFLICT(county, what, who, at_hour) DO UPDATE SET n = excluded.n, until = excluded.until",
           I(county), T(str(what)), B(raw(who)), I(t->n), I(t->until));
}

void attempt_clear(Db *db, i64 county, const char *what, const Hash *who)
{
    db_run(db, "DELETE FROM attempt WHERE county = $1 AND what = $2 AND who = $3 AND at_hour = 0",
           I(county), T(str(what)), B(raw(who)));
}

void attempt_clear_person(Db *db, i64 county, i64 person, const char *what)
{
    db_run(db, "DELETE FROM attempt WHERE county = $1 AND what = $3 AND at_hour = 0 AND who IN "
               "(SELECT name_hash FROM login WHERE login.county = $1 AND login.person = $2)",
           I(county), I(person), T(str(what)));
}

void person_own_drop(Db *db, i64 county, i64 person)
{
    login_drop(db, county, person, 0);
    db_run(db, "DELETE FROM secret WHERE county = $1 AND person = $2", I(county), I(person));
    db_run(db, "DELETE FROM session WHERE county = $1 AND person = $2", I(county), I(person));
    db_run(db, "DELETE FROM invite WHERE county = $1 AND person = $2", I(county), I(person));
    db_run(db, "DELETE FROM token WHERE county = $1 AND person = $2", I(county), I(person));
}
