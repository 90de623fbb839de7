// people_own_store.c: what proves who somebody is. Own rows: they never enter the journal.
//
// Written directly inside the job, beside the entry that says that something changed. A backup carries sign-in names,
// passwords and tokens; sessions and attempts are in no copy, so a restore signs everybody out.
#include "people/people_store.h"

// ---- sign-in names and secrets ---------------------------------------------------------------------

// 0: nobody signs in by it.
i64 login_find(Db *db, i64 county, const Hash *name)
{
    return db_i64(db, "SELECT person FROM login WHERE county=$1 AND name_hash=$2", I(county), B(hash_str(name)));
}

// The county's names are unique by the table's key: two who ask at once are told apart here, not by a look before.
bool login_put(Db *db, i64 county, const Hash *name, i64 person, i64 kind)
{
    assert(kind == LOGIN_NAME || kind == LOGIN_PHONE);
    db_run(db, "INSERT INTO login(county, name_hash, person, kind) VALUES($1, $2, $3, $4) ON CONFLICT DO NOTHING",
           I(county), B(hash_str(name)), I(person), I(kind));
    return login_find(db, county, name) == person;
}

void login_drop(Db *db, i64 county, i64 person, i64 kind)
{
    assert(kind == 0 || kind == LOGIN_NAME || kind == LOGIN_PHONE);
    db_run(db, "DELETE FROM login WHERE county=$1 AND person=$2 AND ($3=0 OR kind=$3)",
           I(county), I(person), I(kind));
}

// Whether the person ever chose a name: an invitation may be accepted without one.
bool login_any(Db *db, i64 county, i64 person)
{
    return db_i64(db, "SELECT COUNT(*) FROM login WHERE county=$1 AND person=$2", I(county), I(person)) > 0;
}

// Empty: no password was ever set, or it was taken away, and nothing verifies against it.
Str secret_load(Db *db, Arena *a, i64 county, i64 person)
{
    Rows *rows = db_ask(db, "SELECT hash FROM secret WHERE county=$1 AND person=$2", I(county), I(person));
    Str hash = rows_next(rows) ? rows_str(rows, 0, a) : STR("");
    rows_end(rows);
    return hash;
}

void secret_put(Db *db, i64 county, i64 person, Str hash, i64 now)
{
    assert(person > 0 && now > 0);
    db_run(db, "INSERT INTO secret(county, person, hash, changed_at) VALUES($1, $2, $3, $4) "
               "ON CONFLICT(county, person) DO UPDATE SET hash=excluded.hash, changed_at=excluded.changed_at",
           I(county), I(person), T(hash), I(now));
}

// ---- one-time links --------------------------------------------------------------------------------

// Also a used or expired one: the caller says which, since a used link may be the same request said again.
bool invite_find(Db *db, i64 county, const Hash *token, InviteRow *i)
{
    Rows *rows = db_ask(db, "SELECT person, purpose, until, used_at, id, maker FROM invite "
                            "WHERE county=$1 AND hash=$2", I(county), B(hash_str(token)));
    bool found = rows_next(rows);
    if (found) *i = (InviteRow){ rows_i64(rows, 0), rows_i64(rows, 1), rows_i64(rows, 2), rows_i64(rows, 3),
                                 rows_i64(rows, 4), rows_i64(rows, 5) };
    rows_end(rows);
    return found;
}

// A new link ends the older ones: one that lies in a chat group must not stay good beside it.
void invite_put(Db *db, i64 county, const Hash *token, const InviteRow *i)
{
    assert(id_county(i->person) == county && i->until > 0 && !i->used_at);
    db_run(db, "DELETE FROM invite WHERE county=$1 AND person=$2", I(county), I(i->person));
    db_run(db, "INSERT INTO invite(county, hash, person, purpose, until, used_at, id, maker) "
               "VALUES($1, $2, $3, $4, $5, 0, $6, $7)",
           I(county), B(hash_str(token)), I(i->person), I(i->purpose), I(i->until), I(i->id), I(i->maker));
}

// Kept as used rather than dropped: within the request's key it may be said again.
void invite_use(Db *db, i64 county, const Hash *token, i64 now)
{
    db_run(db, "UPDATE invite SET used_at=$3 WHERE county=$1 AND hash=$2", I(county), B(hash_str(token)), I(now));
}

const Record own_link_record = RECORD_OF(OwnLink, "made_link", "一次性链接", "A link that nobody used yet.",
    ID_FIELD(OwnLink, "链接编号", "Number"),
    CHOICE_FIELD(OwnLink, purpose, invite_purposes, "用途", "Purpose", .flags = NEEDED),
    ONE_FIELD(OwnLink, person, named_record, "给谁", "For whom", .flags = NEEDED),
    MOMENT_FIELD(OwnLink, until, "有效至", "Good until", .flags = NEEDED));

// By the maker's index; the name is that of today. Newest last, as they run out.
int links_list(Db *db, Arena *a, i64 county, i64 maker, i64 now, OwnLink *into, int max)
{
    assert(into && max > 0 && maker > 0);
    Rows *rows = db_ask(db,
        "SELECT invite.id, invite.purpose, person.id, person.name, invite.until FROM invite "
        "JOIN person ON person.county=invite.county AND person.id=invite.person "
        "WHERE invite.county=$1 AND invite.maker=$2 AND invite.used_at=0 AND invite.until>$3 "
        "ORDER BY invite.until, invite.id LIMIT $4", I(county), I(maker), I(now), I(max));
    return rows_take(rows, &own_link_record, a, into, max);
}

i64 links_open(Db *db, i64 county, i64 maker, i64 now)
{
    return db_i64(db, "SELECT COUNT(*) FROM invite WHERE county=$1 AND maker=$2 AND used_at=0 AND until>$3",
                  I(county), I(maker), I(now));
}

// The maker is part of the condition, so nobody ends another's by a guessed number.
bool link_end(Db *db, i64 county, i64 maker, i64 id)
{
    db_run(db, "DELETE FROM invite WHERE county=$1 AND maker=$2 AND id=$3 AND used_at=0",
           I(county), I(maker), I(id));
    return db_changes(db) == 1;
}

// ---- sessions ----------------------------------------------------------------------------------------

// Those that are over by their age stand here until they are swept: the caller looks.
int sessions_list(Db *db, Arena *a, i64 county, i64 person, Session *into, int max)
{
    assert(into && max > 0);
    return rows_take(db_select(db, &session_record, "WHERE county=$1 AND person=$2 ORDER BY made_at DESC, id LIMIT $3",
                               I(county), I(person), I(max)), &session_record, a, into, max);
}

// ---- tokens of programs ----------------------------------------------------------------------------

// Ended ones too: their holder wants to see what there was.
Rows *tokens_rows(Db *db, i64 county, i64 person, i64 before, i64 most)
{
    return db_select(db, &token_record, ", id FROM token WHERE county=$1 AND person=$2 AND id<$3 ORDER BY id DESC "
                                            "LIMIT $4", I(county), I(person), I(before), I(most));
}

// The person is part of the condition, so nobody ends another's by a guessed number.
bool token_end(Db *db, i64 county, i64 person, i64 id, i64 now)
{
    db_run(db, "UPDATE token SET ended_at=$4 WHERE county=$1 AND person=$2 AND id=$3 AND ended_at=0",
           I(county), I(person), I(id), I(now));
    return db_changes(db) == 1;
}

// At a reset, and where a person ends all that signs in as them: a lost phone's programs go with it.
i64 tokens_end(Db *db, i64 county, i64 person, i64 now)
{
    db_run(db, "UPDATE token SET ended_at=$3 WHERE county=$1 AND person=$2 AND ended_at=0",
           I(county), I(person), I(now));
    return db_changes(db);
}

i64 tokens_open(Db *db, i64 county, i64 person, i64 now)
{
    return db_i64(db, "SELECT COUNT(*) FROM token WHERE county=$1 AND person=$2 AND ended_at=0 AND until>$3",
                  I(county), I(person), I(now));
}

// Only when there is no room left for another: until then their holder sees what there was.
void tokens_clear(Db *db, i64 county, i64 person, i64 now)
{
    assert(now > 0);
    db_run(db, "DELETE FROM token WHERE county=$1 AND person=$2 AND (ended_at<>0 OR until<=$3)",
           I(county), I(person), I(now));
}

// ---- failed attempts -------------------------------------------------------------------------------

// Nothing there: no failure, no lock.
Attempt attempt_load(Db *db, i64 county, const char *what, const Hash *who)
{
    Attempt t = { 0 };
    Rows *rows = db_ask(db, "SELECT n, until FROM attempt WHERE county=$1 AND what=$2 AND who=$3 AND at_hour=0",
                        I(county), T(str(what)), B(hash_str(who)));
    if (rows_next(rows)) t = (Attempt){ rows_i64(rows, 0), rows_i64(rows, 1) };
    rows_end(rows);
    return t;
}

void attempt_put(Db *db, i64 county, const char *what, const Hash *who, const Attempt *t)
{
    assert(what && t);
    db_run(db, "INSERT INTO attempt(county, what, who, at_hour, n, until) VALUES($1, $2, $3, 0, $4, $5) "
               "ON CONFLICT(county, what, who, at_hour) DO UPDATE SET n=excluded.n, until=excluded.until",
           I(county), T(str(what)), B(hash_str(who)), I(t->n), I(t->until));
}

void attempt_clear(Db *db, i64 county, const char *what, const Hash *who)
{
    db_run(db, "DELETE FROM attempt WHERE county=$1 AND what=$2 AND who=$3 AND at_hour=0",
           I(county), T(str(what)), B(hash_str(who)));
}

// A closed or removed account: no row is left that anybody could sign in, be reset or call as; nor a link it made.
void person_own_drop(Db *db, i64 county, i64 person)
{
    assert(id_county(person) == county);
    login_drop(db, county, person, 0);
    db_run(db, "DELETE FROM secret WHERE county=$1 AND person=$2", I(county), I(person));
    db_run(db, "DELETE FROM session WHERE county=$1 AND person=$2", I(county), I(person));
    db_run(db, "DELETE FROM invite WHERE county=$1 AND person=$2", I(county), I(person));
    db_run(db, "DELETE FROM invite WHERE county=$1 AND maker=$2 AND used_at=0", I(county), I(person));
    db_run(db, "DELETE FROM token WHERE county=$1 AND person=$2", I(county), I(person));
}
