// tell_store.c: the sentences of telling. What is wanted and where letters go are shadow tables; addresses, secrets and
// what waits are own rows.
#include "tell/tell_store.h"
#include "record/kinds.h"

// ---- apply -------------------------------------------------------------------------------------------------

void telling_apply(Apply *ap, const Entry *e, void *record)
{
    const Telling *t = record;
    assert(ap->replay || t->id == e->subject);
    if (t->id == e->subject && t->county == e->county) db_put(ap->db, &telling_record, t);
}

void target_apply(Apply *ap, const Entry *e, void *record)
{
    const Target *t = record;
    assert(ap->replay || t->id == e->subject);
    if (t->id == e->subject && t->county == e->county) db_put(ap->db, &target_record, t);
}

// ---- own rows, sealed ----------------------------------------------------------------------------------------

bool telling_load(Db *db, Arena *a, i64 id, Telling *t)
{
    return db_load(db, &telling_record, "WHERE county=$1 AND id=$2", a, t, I(id_county(id)), I(id));
}

static Str opened(Arena *a, const Seal *key, Str sealed)
{
    Str plain;
    return sealed.len && seal_open(a, key, sealed, &plain) ? plain : STR("");
}

static Str closed(Arena *a, const Seal *key, Str plain) { return plain.len ? seal_text(a, key, plain) : STR(""); }

bool reach_load(Vault *v, Db *db, Arena *a, i64 id, Reach *r)
{
    Seal  key;
    Rows *rows = db_ask(db, "SELECT mail, phone, mail_fails, phone_fails, since FROM reach WHERE county=$1 AND id=$2",
                        I(id_county(id)), I(id));
    bool  there = rows_next(rows);
    if (there) *r = (Reach){ rows_str(rows, 0, a), rows_str(rows, 1, a), rows_i64(rows, 2), rows_i64(rows, 3),
                             rows_i64(rows, 4) };
    rows_end(rows);
    if (!there || !vault_get(v, db, id, &key)) return false;
    r->mail = opened(a, &key, r->mail);
    r->phone = opened(a, &key, r->phone);
    return true;
}

// A key that was forgotten is not made anew: the words it sealed were to be closed for ever.
static bool key_for(Vault *v, Db *db, i64 id, Seal *key)
{
    if (vault_get(v, db, id, key)) return true;
    bool forgotten = db_i64(db, "SELECT 1 FROM forgotten WHERE county=$1 AND owner=$2", I(id_county(id)), I(id)) == 1;
    return !forgotten && vault_new(v, db, id, key);
}

bool reach_put(Vault *v, Db *db, Arena *a, i64 id, Str mail, Str phone)
{
    Seal key;
    if (!key_for(v, db, id, &key)) return false;
    db_run(db, "INSERT INTO reach(county, id, mail, phone, mail_fails, phone_fails, since) "
               "VALUES($1, $2, $3, $4, 0, 0, 0) ON CONFLICT(county, id) DO UPDATE SET mail=excluded.mail, "
               "phone=excluded.phone, mail_fails=0, phone_fails=0, since=0",
           I(id_county(id)), I(id), T(closed(a, &key, mail)), T(closed(a, &key, phone)));
    return true;
}

void reach_drop(Db *db, i64 id) { db_run(db, "DELETE FROM reach WHERE county=$1 AND id=$2", I(id_county(id)), I(id)); }

void reach_failed(Db *db, i64 id, i64 way, bool failed, i64 now)
{
    if (!failed)
        db_run(db, "UPDATE reach SET mail_fails=CASE WHEN $3=$4 THEN 0 ELSE mail_fails END, "
                   "phone_fails=CASE WHEN $3=$4 THEN phone_fails ELSE 0 END, since=0 WHERE county=$1 AND id=$2 "
                   "AND mail_fails+phone_fails>0", I(id_county(id)), I(id), I(way), I(WAY_MAIL));
    else
        db_run(db, "UPDATE reach SET mail_fails=CASE WHEN $3=$4 THEN mail_fails+1 ELSE mail_fails END, "
                   "phone_fails=CASE WHEN $3=$4 THEN phone_fails ELSE phone_fails+1 END, "
                   "since=CASE WHEN since=0 THEN $5 ELSE since END WHERE county=$1 AND id=$2",
               I(id_county(id)), I(id), I(way), I(WAY_MAIL), I(now));
}

bool target_load(Db *db, Arena *a, i64 id, Target *t)
{
    return db_load(db, &target_record, "WHERE county=$1 AND id=$2", a, t, I(id_county(id)), I(id));
}

int targets_all(Db *db, Arena *a, Target *into, int max)
{
    return rows_take(db_select(db, &target_record, "WHERE ended_at=0 ORDER BY county, id LIMIT $1", I(max)),
                     &target_record, a, into, max);
}

Rows *target_rows(Db *db, i64 county, i64 after, i64 most)
{
    return db_select(db, &target_record, ", id FROM target WHERE county=$1 AND id>$2 ORDER BY id LIMIT $3", I(county),
                     I(after), I(most));
}

Secrets secrets_load(Vault *v, Db *db, Arena *a, i64 target)
{
    Seal    key;
    Secrets s = { STR(""), STR("") };
    Rows   *rows = db_ask(db, "SELECT secret, sign_secret FROM target_secret WHERE county=$1 AND id=$2",
                          I(id_county(target)), I(target));
    bool    there = rows_next(rows);
    if (there) s = (Secrets){ rows_str(rows, 0, a), rows_str(rows, 1, a) };
    rows_end(rows);
    if (!there || !vault_get(v, db, target, &key)) return (Secrets){ STR(""), STR("") };
    return (Secrets){ opened(a, &key, s.secret), opened(a, &key, s.sign_secret) };
}

void secrets_put(Vault *v, Db *db, Arena *a, i64 target, const Secrets *s)
{
    Seal key;
    if (!key_for(v, db, target, &key)) return;
    db_run(db, "INSERT INTO target_secret(county, id, secret, sign_secret) VALUES($1, $2, $3, $4) "
               "ON CONFLICT(county, id) DO UPDATE SET secret=excluded.secret, sign_secret=excluded.sign_secret",
           I(id_county(target)), I(target), T(closed(a, &key, s->secret)), T(closed(a, &key, s->sign_secret)));
}

// ---- filling ---------------------------------------------------------------------------------------------------

int outbox_behind(Db *db, OutBehind *into, int max)
{
    int   n = 0;
    Rows *rows = db_ask(db, "SELECT c.county, COALESCE(o.position, $1), c.size FROM county c LEFT JOIN outbox_at o "
                            "ON o.county=c.county WHERE COALESCE(o.position, $1)<c.size AND EXISTS (SELECT 1 "
                            "FROM target t WHERE t.county=c.county AND t.ended_at=0) ORDER BY c.county LIMIT $2",
                        I(-1), I(max));
    for (; n < max && rows_next(rows); n++)
        into[n] = (OutBehind){ rows_i64(rows, 0), rows_i64(rows, 1), rows_i64(rows, 2) };
    rows_end(rows);
    return n;
}

void outbox_begin(Db *db, i64 county)
{
    if (db_i64(db, "SELECT 1 FROM target WHERE county=$1 AND ended_at=0 LIMIT 1", I(county)) == 1) return;
    db_run(db, "INSERT INTO outbox_at(county, position) SELECT county, size FROM county WHERE county=$1 "
               "ON CONFLICT(county) DO UPDATE SET position=excluded.position", I(county));
}

bool outbox_moved(Db *db, i64 county, i64 from, i64 to)
{
    if (from < 0)
        db_run(db, "INSERT INTO outbox_at(county, position) VALUES($1, $2) ON CONFLICT(county) DO NOTHING", I(county),
               I(to));
    else
        db_run(db, "UPDATE outbox_at SET position=$3 WHERE county=$1 AND position=$2", I(county), I(from), I(to));
    return db_changes(db) == 1;
}

// What is on its way just now may arrive.
void outbox_end(Db *db, i64 county, i64 target, i64 now)
{
    db_run(db, "UPDATE outbox SET state=CASE WHEN state=$3 THEN $4 ELSE $5 END, why='target_ended', ended_at=$6 "
               "WHERE county=$1 AND target=$2 AND state IN ($3, $7)", I(county), I(target), I(OUT_WAITING),
           I(OUT_DROPPED), I(OUT_PERHAPS), I(now), I(OUT_SENDING));
}

// Those who settle things there: administrators and auditors are not concerned. Asked as a join, all posts of a county
// were walked.
int outbox_workers(Db *db, i64 org, i64 day, i64 actor, i64 *persons, int max)
{
    return rows_ids(db_ask(db, "SELECT t.id FROM telling t WHERE t.county=$1 AND t.by>$5 AND t.id<>$7 AND t.id IN "
                               "(SELECT post.person FROM post WHERE post.county=$1 AND post.org=$2 "
                               "AND post.ended_at=0 AND post.from_on<=$3 AND (post.to_on>=$3 OR post.to_on=$4) "
                               "AND post.role<$6) ORDER BY t.id LIMIT $8",
                           I(id_county(org)), I(org), I(day), I(DAY_NONE), I(BY_APP), I(ROLE_ADMIN), I(actor),
                           I(max)), persons, max);
}

void outbox_put(Db *db, Letting *l)
{
    i64 last = db_i64(db, "SELECT id FROM outbox WHERE county=$1 ORDER BY id DESC LIMIT 1", I(l->county));
    l->id = MAX(last + 1, l->made_at * 1000);           // never again one that was pruned
    db_run(db, "INSERT INTO outbox(county, id, target, owner, kind, thing, n, word, state, made_at, due_at, tries, "
               "letter, code, why, answer, ended_at) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0, "
               "$12, '', $13) ON CONFLICT(county, n, thing, owner, target) DO NOTHING",
           I(l->county), I(l->id), I(l->target), I(l->owner), I(l->kind), I(l->thing), I(l->n), T(l->word),
           I(l->state), I(l->made_at), I(l->due_at), T(l->why), I(l->ended_at));
}

// ---- sending ----------------------------------------------------------------------------------------------------

typedef struct Due { i64 id, owner, letter; } Due;

// Until when an address rests that put something off: nothing overtakes what was told before. 0: it does not.
static i64 rests_until(Db *db, i64 target, i64 owner, i64 now)
{
    return db_i64(db, "SELECT due_at FROM outbox WHERE county=$1 AND owner=$2 AND target=$3 AND state=$4 AND letter=0 "
                      "AND tries>0 AND due_at>$5 ORDER BY due_at DESC LIMIT 1",
                  I(id_county(target)), I(owner), I(target), I(OUT_WAITING), I(now));
}

// A letter that goes again takes what it had; a new one all that is due for its owner.
static bool letter_take(Db *db, i64 target, const Due *d, i64 now)
{
    i64 letter = d->letter ? d->letter : d->id, until = d->letter ? 0 : rests_until(db, target, d->owner, now);
    if (until) {
        db_run(db, "UPDATE outbox SET due_at=$1 WHERE county=$2 AND id=$3 AND state=$4", I(until),
               I(id_county(target)), I(d->id), I(OUT_WAITING));
        return false;
    }
    db_run(db, "UPDATE outbox SET state=$5, letter=$6, tries=tries+1 WHERE county=$1 AND owner=$2 AND target=$3 "
               "AND state=$4 AND letter=$7 AND due_at<=$8",
           I(id_county(target)), I(d->owner), I(target), I(OUT_WAITING), I(OUT_SENDING), I(letter), I(d->letter),
           I(now));
    return db_changes(db) > 0;
}

int outbox_claim(Db *db, i64 target, i64 now, i64 *letters, int max)
{
    enum { LOOKED = 256 };
    Due   due[LOOKED];
    int   n = 0, count = 0;
    Rows *rows = db_ask(db, "SELECT id, owner, letter FROM outbox WHERE county=$1 AND target=$2 AND state=$3 "
                            "AND due_at<=$4 ORDER BY due_at, id LIMIT $5", I(id_county(target)), I(target),
                        I(OUT_WAITING), I(now), I(MIN(2 * max, LOOKED)));
    for (; count < LOOKED && rows_next(rows); count++)
        due[count] = (Due){ rows_i64(rows, 0), rows_i64(rows, 1), rows_i64(rows, 2) };
    rows_end(rows);
    for (int i = 0; i < count && n < max; i++)
        if (letter_take(db, target, &due[i], now)) letters[n++] = due[i].letter ? due[i].letter : due[i].id;
    return n;
}

int outbox_letter(Db *db, Arena *a, i64 county, i64 letter, Letting *into, int max)
{
    Letting first;
    if (!db_load(db, &outbox_record, "WHERE county=$1 AND id=$2", a, &first, I(county), I(letter))) return 0;
    return rows_take(db_select(db, &outbox_record, "WHERE county=$1 AND owner=$2 AND target=$3 AND state=$4 "
                               "AND letter=$5 ORDER BY id LIMIT $6", I(county), I(first.owner), I(first.target),
                               I(OUT_SENDING), I(letter), I(max)), &outbox_record, a, into, max);
}

// The first row has the letter's number as its own: by it the others are found.
void outbox_became(Db *db, i64 county, i64 letter, const Became *b)
{
    i64 owner = db_i64(db, "SELECT owner FROM outbox WHERE county=$1 AND id=$2", I(county), I(letter));
    i64 target = db_i64(db, "SELECT target FROM outbox WHERE county=$1 AND id=$2", I(county), I(letter));
    db_run(db, "UPDATE outbox SET state=$6, due_at=$7, code=$8, why=$9, answer=$10, ended_at=$11, letter=$12 "
               "WHERE county=$1 AND owner=$2 AND target=$3 AND state=$4 AND letter=$5",
           I(county), I(owner), I(target), I(OUT_SENDING), I(letter), I(b->state), I(b->due_at), I(b->code),
           T(b->why), T(b->answer), I(b->ended_at), I(b->state == OUT_WAITING && !b->keep ? 0 : letter));
}

bool outbox_due(Db *db, i64 target, i64 now)
{
    return db_i64(db, "SELECT 1 FROM outbox WHERE county=$1 AND target=$2 AND state=$3 AND due_at<=$4 LIMIT 1",
                  I(id_county(target)), I(target), I(OUT_WAITING), I(now)) == 1;
}

int outbox_broken(Db *db, Arena *a, i64 county, i64 after, Letting *into, int max)
{
    return rows_take(db_select(db, &outbox_record, "WHERE county=$1 AND state=$2 AND id=letter AND id>$3 "
                               "ORDER BY id LIMIT $4", I(county), I(OUT_SENDING), I(after), I(max)),
                     &outbox_record, a, into, max);
}

void outbox_prune(Db *db, i64 county, i64 before)
{
    enum { TOGETHER = 200 };
    db_run(db, "DELETE FROM outbox WHERE county=$1 AND id IN (SELECT id FROM outbox WHERE county=$1 AND id<$2 "
               "AND ended_at>0 ORDER BY id LIMIT $3)", I(county), I(before * 1000), I(TOGETHER));
}

// ---- for the administrator ------------------------------------------------------------------------------------------

Rows *outbox_rows(Db *db, i64 county, i64 state, i64 before, i64 most)
{
    return state ? db_select(db, &outbox_record, ", id FROM outbox WHERE county=$1 AND state=$2 AND id<$3 "
                             "ORDER BY id DESC LIMIT $4", I(county), I(state), I(before), I(most))
                 : db_select(db, &outbox_record, ", id FROM outbox WHERE county=$1 AND id<$2 ORDER BY id DESC LIMIT $3",
                             I(county), I(before), I(most));
}

i64 outbox_count(Db *db, i64 county, i64 state, i64 most)
{
    return db_i64(db, "SELECT COUNT(*) FROM (SELECT id FROM outbox WHERE county=$1 AND state=$2 LIMIT $3) few",
                  I(county), I(state), I(most));
}

i64 outbox_oldest(Db *db, i64 county)
{
    return db_i64(db, "SELECT made_at FROM outbox WHERE county=$1 AND state=$2 ORDER BY id LIMIT 1", I(county),
                  I(OUT_WAITING));
}
