// secret.c: passwords: how they are kept, compared, and asked for once more within a session.
#include "gate/limit.h"
#include "gate/secret.h"
#include <sodium.h>
#include <string.h>

// libsodium's argon2id: about 25 ms; the slow pool runs at most two at once.
static const unsigned long long PASSWORD_PASSES = 2;
static const size_t PASSWORD_MEMORY = 19 << 20;
// Nobody's: checked when the name is unknown, so that known and unknown names take the same time.
static const char dummy_hash[crypto_pwhash_STRBYTES] =
    "$argon2id$v=19$m=19456,t=2,p=1$pwzwzeC3D1cSlFYSAxgMRQ$Mk2lSuQ+nutmqhFGUzb1KbQOf+XNY3GOY1QS4/5Hj90";

Fault password_hash(Act *act, Str password, Str *hash)
{
    assert(password.len > 0 && hash && !act->tx);
    char text[crypto_pwhash_STRBYTES];
    int rc = crypto_pwhash_str_alg(text, password.at, (unsigned long long)password.len, PASSWORD_PASSES,
                                   PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13);
    *hash = rc ? STR("") : arena_str(act->arena, str(text));
    return rc ? FAULT_busy : OK;        // out of memory
}

// libsodium wants its text in a field of its own size. An empty or oversized one becomes nobody's.
static void hash_text(Str hash, char text[crypto_pwhash_STRBYTES])
{
    memset(text, 0, crypto_pwhash_STRBYTES);
    bool ours = hash.len > 0 && hash.len < crypto_pwhash_STRBYTES;
    memcpy(text, ours ? hash.at : dummy_hash, ours ? (size_t)hash.len : sizeof dummy_hash);
}

bool password_same(Str hash, Str password)
{
    char text[crypto_pwhash_STRBYTES];
    hash_text(hash, text);
    bool same = crypto_pwhash_str_verify(text, password.at, (unsigned long long)password.len) == 0;
    return same && hash.len > 0;
}

bool password_worn(Str hash)
{
    char text[crypto_pwhash_STRBYTES];
    hash_text(hash, text);
    return crypto_pwhash_str_needs_rehash(text, PASSWORD_PASSES, PASSWORD_MEMORY) != 0;
}

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

bool secret_same(Act *act, i64 person, Str known)
{
    return known.len && str_same(secret_load(act->db, act->arena, act->county, person), known);
}

// Even within a session: an unlocked phone on a table is not its holder. Counted like a sign-in, but apart: a stranger
// who fails at the door must not keep the holder from changing it.
Fault own_password_check(Act *act, Str password, const char *field, Str *known)
{
    assert(act->who->person && !act->tx);
    Hash who = limit_who(act, "own_password", act->who->person);
    if (tries_locked(act, "own_password", &who)) return FAULT_sign_in_locked;
    if (problem_of(&act->problems, str(field))) return FAULT_field_problems;     // no try at all
    *known = secret_load(act->db, act->arena, act->county, act->who->person);
    if (password_same(*known, password)) return OK;
    tries_failed(act, "own_password", &who);
    return act_problem(act, field, FAULT_password_wrong);
}

bool own_password_same(Act *act, Str known)
{
    Hash who = limit_who(act, "own_password", act->who->person);
    if (!secret_same(act, act->who->person, known)) return false;
    tries_forget(act, "own_password", &who);
    return true;
}
