// tx.c: one batch's transaction as its jobs see it: ids, moments, appending. What a job did can be taken back alone.
// One Tx for the writer's life, reset for each batch. What SQLite's savepoint cannot take back (counties, the tally,
// what is to be forgotten, unwrapped keys) is marked at the beginning of each job and put back by tx_undo. All of it
// is the writer's thread alone.
#include "store/store_room.h"
#include <stdlib.h>
#include <string.h>

enum { FORMAT = 1, BATCH_ARENA = 256 << 20, NOTE_MS = 10 * MINUTE };

Db    *tx_db(Tx *tx) { return tx->db; }
Apply *tx_apply(Tx *tx) { return &tx->apply; }
Vault *tx_vault(Tx *tx) { return tx->apply.vault; }

Tx *tx_open(Store *s)
{
    Tx *tx = calloc(1, sizeof *tx);
    if (!tx) abort();
    tx->store = s;
    tx->arena = arena_open(BATCH_ARENA);
    tx->other = arena_open(BATCH_ARENA);
    tx->apply = (Apply){ .arena = tx->arena, .tally = tally_open(), .vault = &s->vault };
    return tx;
}

void tx_close(Tx *tx)
{
    if (!tx) return;
    tally_close(tx->apply.tally);
    arena_close(tx->arena);
    arena_close(tx->other);
    free(tx->counties);
    free(tx->checked);
    free(tx);
}

void tx_hand_over(Tx *tx)
{
    Arena *given = tx->arena;
    tx->arena = tx->apply.arena = tx->other;
    tx->other = given;
}

// A new batch: memory of the last but one is void, since its answers are out.
void tx_start(Tx *tx)
{
    assert(tx->store->db);
    tx->db = tx->apply.db = tx->store->db;
    tx->accepted_job      = 0;
    tx->county_count      = 0;
    tx->db->forget_count  = 0;
    tally_back(tx->apply.tally, 0);
    arena_reset(tx->arena);
    tx_job(tx);
}

// The job's moment is taken once, so everything it decides happened at the same time. Behind a job that accepted the
// clock there is no doubt: they are committed together or not at all.
void tx_job(Tx *tx)
{
    tx->job++;
    bool agrees;
    tx->at          = clock_now(&tx->store->clock, &agrees);
    tx->doubt       = !agrees && !tx->accepted_job;
    if (!agrees && !tx->doubt) tx->at = clock_read(&tx->store->clock).system;
    assert(tx->db && tx->apply.db == tx->db);
    tx->broken      = false;
    tx->tally_mark  = tx->apply.tally->count;
    tx->forget_mark = tx->db->forget_count;
    tx->written     = db_written(tx->db);
    own_mark(tx->db, false);
}

bool tx_wrote(const Tx *tx) { return db_written(tx->db) > tx->written; }

void tx_doubt(Tx *tx)
{
    if (tx->doubt) tx->at = clock_read(&tx->store->clock).system;
}

// After the commit the word as it is now counts: noted in the same transaction, so a crash cannot come between.
void tx_clock_accept(Tx *tx)
{
    tx->accepted     = clock_read(&tx->store->clock);
    tx->accepted_job = tx->job;
    tx->at           = tx->accepted.system;
    store_set(tx->db, "clock", clock_note(&tx->store->clock, tx->arena, &tx->accepted));
}

void tx_undo(Tx *tx)
{
    int kept = 0;
    if (tx->accepted_job == tx->job) tx->accepted_job = 0;
    assert(tx->forget_mark <= tx->db->forget_count);
    for (int i = 0; i < tx->county_count; i++) {
        CountyState *s = &tx->counties[i];
        if (s->first_job == tx->job) continue;    // its row's lock was undone with the savepoint
        if (s->marked_job == tx->job) s->now = s->mark;
        tx->counties[kept++] = *s;
    }
    tx->county_count = kept;
    tally_back(tx->apply.tally, tx->tally_mark);
    tx->db->forget_count = tx->forget_mark;
    own_undo(tx->db, false);
    vault_drop(tx->db);
}

// ---- a part of a job ---------------------------------------------------------------------------------

typedef struct Part { CountyState *counties; int county_count, forget_count; i64 tally; } Part;

static Part part_begun(Tx *tx)
{
    Part p = { NEW(tx->arena, CountyState, MAX(tx->county_count, 1)), tx->county_count, tx->db->forget_count,
               tx->apply.tally->count };
    if (p.county_count) memcpy(p.counties, tx->counties, (size_t)p.county_count * sizeof *p.counties);
    own_mark(tx->db, true);
    return p;
}

// Counties that the part touched first are taken again by whoever touches them next.
static void part_undo(Tx *tx, const Part *p)
{
    assert(tx->county_count >= p->county_count);
    if (p->county_count) memcpy(tx->counties, p->counties, (size_t)p->county_count * sizeof *p->counties);
    tx->county_count = p->county_count;
    tx->db->forget_count = p->forget_count;
    tally_back(tx->apply.tally, p->tally);
    own_undo(tx->db, true);
    vault_drop(tx->db);
}

// Where the store itself failed the whole job falls, so nothing is taken back here.
Fault tx_part(Tx *tx, Fault (*run)(Tx *tx, void *context), void *context)
{
    Part p = part_begun(tx);
    if (!db_plain(tx->db, "SAVEPOINT part")) return FAULT_store_failed;
    Fault f = run(tx, context);
    if (db_failed(tx->db) || tx->broken) return FAULT_store_failed;
    if (f && !db_plain(tx->db, "ROLLBACK TO part")) return FAULT_store_failed;
    if (f) part_undo(tx, &p);
    return db_plain(tx->db, "RELEASE part") ? f : FAULT_store_failed;
}

// ---- counties of the batch -------------------------------------------------------------------------

// Room for one more, doubled when full. These arrays outlive batches, so they are not in the batch's arena.
static void *room_for(void *at, int count, int *cap, size_t size)
{
    assert(count >= 0 && count <= *cap && size > 0);
    if (count < *cap) return at;
    *cap = MAX(16, *cap * 2);
    at   = realloc(at, (size_t)*cap * size);
    if (!at) abort();
    return at;
}

// Once per county and process: what stood at the end of its log when we first touch it must fit the tree.
static bool county_whole(Tx *tx, const County *c)
{
    for (int i = 0; i < tx->checked_count; i++)
        if (tx->checked[i] == c->county) return true;
    if (!county_check(tx->db, tx->arena, c)) return false;
    tx->checked                      = room_for(tx->checked, tx->checked_count, &tx->checked_cap, sizeof *tx->checked);
    tx->checked[tx->checked_count++] = c->county;
    return true;
}

// The county's row is updated first of all, which is the lock that two servers on one database would meet at. A county
// whose tail does not fit breaks the job, not the server.
static CountyState *county_join(Tx *tx, i64 county)
{
    tx->counties   = room_for(tx->counties, tx->county_count, &tx->county_cap, sizeof *tx->counties);
    CountyState *s = &tx->counties[tx->county_count++];
    *s             = (CountyState){ .first_job = tx->job };
    if (!county_take(tx->db, county, &s->now) || !county_whole(tx, &s->now)) tx->broken = true;
    s->size_before = s->now.edge.size;
    if (s->size_before) tx->written++;      // the lock alone: its row is as it was
    return s;
}

// A batch touches one or two counties as a rule, so they are walked. The pointer is good until the next call for
// another county.
static County *tx_county(Tx *tx, i64 county)
{
    CountyState *s = NULL;
    for (int i = 0; i < tx->county_count && !s; i++)
        if (tx->counties[i].now.county == county) s = &tx->counties[i];
    if (!s) s = county_join(tx, county);
    if (s->marked_job != tx->job) {
        s->mark       = s->now;
        s->marked_job = tx->job;
    }
    return &s->now;
}

i64 tx_real(const Tx *tx) { return tx->at; }

// So that the order of entries is the order of their moments, whatever small steps the machine's clock makes.
i64 tx_now(Tx *tx, i64 county) { return MAX(tx->at, tx_county(tx, county)->recorded_at); }

// Ids of jobs that fall are given again: they were never seen outside. None left: the job falls at its end.
i64 tx_new_id(Tx *tx, i64 county)
{
    County *c = tx_county(tx, county);
    assert(county >= 0 && c->county == county && c->next_n > 0);
    if (c->next_n < COUNTY_IDS) return county * COUNTY_IDS + c->next_n++;
    tx->broken = true;
    return county * COUNTY_IDS + COUNTY_IDS - 1;
}

// ---- appending -------------------------------------------------------------------------------------

// The record as the entry keeps it: words sealed with the subject's key, which is made when there is none.
static const void *sealed(Tx *tx, const Record *r, i64 owner, const void *record)
{
    Seal key;
    if (!record_holds_words(r, record)) return record;
    assert(owner > 0 && "words are sealed with their subject's key");
    if (!vault_get(tx_vault(tx), tx->db, owner, &key) && !vault_new(tx_vault(tx), tx->db, owner, &key)) return NULL;
    void *copy = arena_take(tx->arena, r->size, 1);
    memcpy(copy, record, (size_t)r->size);
    record_seal(r, tx->arena, &key, copy);
    return copy;
}

// Empty when it does not fit into an entry.
static Str record_bytes(Arena *a, const Record *r, const void *record)
{
    Out o = out_new(a, ENTRY_MAX);
    record_to_entry(r, &o, record);
    return o.full ? STR("") : out_done(&o);
}

// Everything the caller left open; false when there is no room for it.
static bool entry_complete(Tx *tx, Entry *e, const Record *r, const void *kept)
{
    byte          salt[16];
    const County *c = tx_county(tx, e->county);
    e->format       = FORMAT;
    e->seq          = c->edge.size;
    e->recorded_at  = str_is(e->action, CLOCK_ACCEPT) ? tx->at : MAX(tx->at, c->recorded_at);
    if (!e->happened_at) e->happened_at = e->recorded_at;
    e->record = record_bytes(tx->arena, r, kept);
    random_fill(salt, sizeof salt);
    e->body = entry_text(tx->arena, e, salt);
    if (!e->record.len || !e->body.len) return log_line("error", "entry_large", "an entry is too large"), false;
    e->record = (Str){ e->body.at + e->body.len - 1 - e->record.len, e->record.len };
    e->leaf   = hash_leaf(e->body);
    assert(e->record.at[0] == '{' && e->recorded_at && e->happened_at);
    return true;
}

// Sealed, completed, stored, applied: in this order, so that what the tables show came out of the entry's own bytes.
bool tx_append(Tx *tx, Entry *e, const Deed *deed, const void *record)
{
    assert(deed && deed->entry && record);
    tx_county(tx, e->county);
    const void *kept = tx->broken ? NULL : sealed(tx, deed->entry, e->subject, record);
    e->action        = str(deed->name);
    assert(e->county >= 0 && e->subject >= 0);
    bool good = kept && entry_complete(tx, e, deed->entry, kept) && entry_put(tx->db, tx_county(tx, e->county), e) &&
                apply_entry(&tx->apply, deed, e);
    if (!good) tx->broken = true;
    return good;
}

// Used by tx_append and by replay alike. False: the entry cannot be read, or the tables could not be changed.
bool apply_entry(Apply *ap, const Deed *deed, const Entry *e)
{
    assert(ap->db && ap->arena && e->record.len > 0);
    assert(deed->entry && str_is(e->action, deed->name));
    void *record = arena_take(ap->arena, deed->entry->size, 1);
    if (!record_from_entry(deed->entry, ap->arena, e->record, record)) {
        log_line("error", "entry_broken", "entry %lld of county %lld is not JSON", (long long)e->seq,
                 (long long)e->county);
        return false;
    }
    tally_entry(ap->tally, e->county, e->seq);
    if (deed->apply) deed->apply(ap, e, record);
    return !db_failed(ap->db);
}

// On a replay a key may be there that was not when the entry was made, or the other way round; either way the words
// that cannot be opened are REMOVED, and PRIVATE ones stay sealed.
void apply_open(Apply *ap, const Record *r, i64 owner, void *record)
{
    Seal key;
    if (!record_holds_words(r, record)) return;
    bool held = vault_get(ap->vault, ap->db, owner, &key);
    record_open(r, ap->arena, held ? &key : NULL, record, held ? SEALED : SEALED | PRIVATE);
}

// ---- the end of a batch ----------------------------------------------------------------------------

// The last thing before the commit: counters, county rows and a signed head for each county that grew. One signature a
// county and batch, however many entries.
bool tx_flush(Tx *tx)
{
    tally_flush(tx->apply.tally, tx->db);
    for (int i = 0; i < tx->county_count; i++) {
        const CountyState *s = &tx->counties[i];
        assert(s->now.edge.size >= s->size_before);
        county_put(tx->db, tx->arena, &s->now);
        if (s->now.edge.size > s->size_before) head_put(tx->db, tx->arena, tx_vault(tx), &s->now, tx->at);
    }
    if (clock_note_due(&tx->store->clock, NOTE_MS) && !tx->store->config.memory)
        store_set(tx->db, "clock", clock_note(&tx->store->clock, tx->arena, NULL));
    return !db_failed(tx->db) && forgets_ready(tx->db, tx->store->config.data);
}
