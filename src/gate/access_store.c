// access_store.c: the sentences about sessions, tokens and one-time links of one person. Own rows.
//
// Secrets are kept as hashes: of tokens and links plain SHA-256 of 128 random or derived bits. The person is part of
// each condition, so nobody ends another's by a guessed number.
#include "gate/gate_store.h"

// ---- one-time links --------------------------------------------------------------------------------

bool invite_find(Db *db, i64 county, const Hash *token, Invite *i)
{
    Rows *rows = db_ask(db, "SELECT person, purpose, until, used_at, id, maker FROM invite "
                            "WHERE county=$1 AND hash=$2", I(county), B(hash_str(token)));
    bool found = rows_next(rows);
    if (found) *i = (Invite){ rows_i64(rows, 0), rows_i64(rows, 1), rows_i64(rows, 2), rows_i64(rows, 3),
                              rows_i64(rows, 4), rows_i64(rows, 5) };
    rows_end(rows);
    return found;
}

// A new link ends the older ones: one that lies in a chat group must not stay good beside it.
void invite_put(Db *db, i64 county, const Hash *token, const Invite *i)
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

// By the maker's index; the name is that of today. Newest last, as they run out.
Rows *links_rows(Db *db, i64 county, i64 maker, i64 now, i64 most)
{
    return db_ask(db,
        "SELECT invite.id, invite.purpose, person.id, person.name, invite.until FROM invite "
        "JOIN person ON person.county=invite.county AND person.id=invite.person "
        "WHERE invite.county=$1 AND invite.maker=$2 AND invite.used_at=0 AND invite.until>$3 "
        "ORDER BY invite.until, invite.id LIMIT $4", I(county), I(maker), I(now), I(most));
}

i64 links_open(Db *db, i64 county, i64 maker, i64 now)
{
    return db_i64(db, "SELECT COUNT(*) FROM invite WHERE county=$1 AND maker=$2 AND used_at=0 AND until>$3",
                  I(county), I(maker), I(now));
}

bool link_end(Db *db, i64 county, i64 maker, i64 id)
{
    db_run(db, "DELETE FROM invite WHERE county=$1 AND maker=$2 AND id=$3 AND used_at=0",
           I(county), I(maker), I(id));
    return db_changes(db) == 1;
}

// ---- sessions --------------------------------------------------------------------------------------

// Newest first. Those that are over by their age stand here until they are swept: the caller looks.
Rows *sessions_rows(Db *db, i64 county, i64 person, i64 most)
{
    return db_select(db, &session_record, "WHERE county=$1 AND person=$2 ORDER BY made_at DESC, id LIMIT $3",
                     I(county), I(person), I(most));
}

// ---- tokens of programs ----------------------------------------------------------------------------

// Newest first. now 0: ended ones too, since their holder wants to see what there was.
Rows *tokens_rows(Db *db, i64 county, i64 person, i64 now, i64 before, i64 most)
{
    return db_select(db, &token_record, ", id FROM token WHERE county=$1 AND person=$2 AND id<$3 "
                     "AND ($4=0 OR (ended_at=0 AND until>$4)) ORDER BY id DESC LIMIT $5",
                     I(county), I(person), I(before), I(now), I(most));
}

i64 tokens_count(Db *db, i64 county, i64 person, i64 now)
{
    return db_i64(db, "SELECT COUNT(*) FROM token WHERE county=$1 AND person=$2 "
                      "AND ($3=0 OR (ended_at=0 AND until>$3))", I(county), I(person), I(now));
}

i64 tokens_end(Db *db, i64 county, i64 person, i64 id, i64 now)
{
    db_run(db, "UPDATE token SET ended_at=$4 WHERE county=$1 AND person=$2 AND ($3=0 OR id=$3) AND ended_at=0",
           I(county), I(person), I(id), I(now));
    return db_changes(db);
}

// Only when there is no room left for another: until then their holder sees what there was.
void tokens_clear(Db *db, i64 county, i64 person, i64 now)
{
    assert(now > 0);
    db_run(db, "DELETE FROM token WHERE county=$1 AND person=$2 AND (ended_at<>0 OR until<=$3)",
           I(county), I(person), I(now));
}

// ---- a closed or removed account -------------------------------------------------------------------

void access_drop(Db *db, i64 county, i64 person)
{
    assert(id_county(person) == county);
    db_run(db, "DELETE FROM secret WHERE county=$1 AND person=$2", I(county), I(person));
    db_run(db, "DELETE FROM session WHERE county=$1 AND person=$2", I(county), I(person));
    db_run(db, "DELETE FROM invite WHERE county=$1 AND person=$2", I(county), I(person));
    db_run(db, "DELETE FROM invite WHERE county=$1 AND maker=$2 AND used_at=0", I(county), I(person));
    db_run(db, "DELETE FROM token WHERE county=$1 AND person=$2", I(county), I(person));
    db_run(db, "DELETE FROM view_kept WHERE county=$1 AND person=$2", I(county), I(person));
}
