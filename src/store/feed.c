// feed.c: index tables follow the journal outside the answer's path; how far each feed has read is a row of its own.
// Index tables are made from the journal, so they may lag behind and be made anew, and no answer waits for them
// (tried: full text inside the commit halved the rate). On the writer's thread between batches; each turn is a
// transaction of its own, with its positions in it, so that after a crash no entry is fed twice or left out.
#include "store/store_room.h"
#include <stdlib.h>
#include <string.h>

enum { REST_MS = 5000 };

static void behind_add(Feeds *f, i64 county, i64 position, i64 size)
{
    assert(position >= 0);
    if (position >= size) return;
    for (int i = 0; i < f->count; i++) {
        if (f->at[i].county != county) continue;
        f->at[i].position = MIN(f->at[i].position, position);
        f->at[i].size     = MAX(f->at[i].size, size);
        return;
    }
    if (f->count == f->cap) {
        f->cap = MAX(16, f->cap * 2);
        f->at  = realloc(f->at, (size_t)f->cap * sizeof *f->at);
        if (!f->at) abort();
    }
    f->at[f->count++] = (Behind){ county, position, size };
}

void feeds_find(Feeds *f, Tx *tx)
{
    const StoreConfig *c  = &tx->store->config;
    Db                *db = tx->store->db;
    assert(c->feed_count <= FEEDS_MAX);
    for (int i = 0; i < c->feed_count; i++) {
        Rows *r = db_ask(db,
                         "SELECT c.county, COALESCE(f.position, 0), c.size FROM county c "
                         "LEFT JOIN feed f ON f.county=c.county AND f.name=$1 "
                         "WHERE COALESCE(f.position, 0)<c.size ORDER BY c.county",
                         T(str(c->feeds[i].name)));
        while (rows_next(r)) behind_add(f, rows_i64(r, 0), MAX(rows_i64(r, 1), 0), rows_i64(r, 2));
        rows_end(r);
    }
    f->caught_up_at = time_steady();
}

// After a commit that added entries.
void feeds_grew(Feeds *f, Tx *tx)
{
    if (tx->store->config.feed_count == 0) return;
    if (f->count == 0) f->caught_up_at = time_steady();
    for (int i = 0; i < tx->county_count; i++) {
        const CountyState *s = &tx->counties[i];
        if (s->now.edge.size > s->size_before) behind_add(f, s->now.county, s->size_before, s->now.edge.size);
    }
}

i64 feeds_behind(const Feeds *f)
{
    i64 sum = 0;
    for (int i = 0; i < f->count; i++) sum += f->at[i].size - f->at[i].position;
    return sum;
}

// One entry into one feed; also on a replay.
bool feed_entry(Apply *ap, const Feed *feed, const Deed *deed, const Entry *e)
{
    assert(feed->feed && deed);
    void *record = feed->bare ? NULL : arena_take(ap->arena, deed->entry->size, 1);
    if (record && !record_from_entry(deed->entry, ap->arena, e->record, record)) return false;
    feed->feed(ap, e, record);
    return !db_failed(ap->db);
}

// ---- one county's turn -----------------------------------------------------------------------------

typedef struct Turn {
    Tx     *tx;
    Behind *behind;
    i64     at[FEEDS_MAX];
} Turn;

static void turn_read(Turn *t)
{
    const StoreConfig *c = &t->tx->store->config;
    for (int i = 0; i < c->feed_count; i++)
        t->at[i] = MAX(0, db_i64(t->tx->db, "SELECT position FROM feed WHERE county=$1 AND name=$2",
                                 I(t->behind->county), T(str(c->feeds[i].name))));
}

static void turn_write(Turn *t)
{
    const StoreConfig *c = &t->tx->store->config;
    for (int i = 0; i < c->feed_count; i++)
        db_run(t->tx->db,
               "INSERT INTO feed(county, name, position) VALUES($1, $2, $3) "
               "ON CONFLICT(county, name) DO UPDATE SET position=excluded.position",
               I(t->behind->county), T(str(c->feeds[i].name)), I(t->at[i]));
}

// Each feed at its own position: one that was added later catches up while the others stand.
static bool turn_entry(Turn *t)
{
    Entry              e;
    const StoreConfig *c   = &t->tx->store->config;
    i64                seq = t->behind->position;
    assert(seq < t->behind->size);
    if (!entry_read(t->tx->db, t->tx->arena, t->behind->county, seq, &e)) return false;
    const Deed *deed = store_deed(t->tx->store, e.action);
    for (int i = 0; i < c->feed_count; i++) {
        if (t->at[i] > seq) continue;
        if (deed && !feed_entry(&t->tx->apply, &c->feeds[i], deed, &e)) return false;
        t->at[i] = seq + 1;
    }
    t->behind->position++;
    return true;
}

// The table's positions rule: what was noted in memory may run ahead of them after a commit that failed.
static void turn_back(Turn *t)
{
    for (int i = 0; i < t->tx->store->config.feed_count; i++)
        t->behind->position = MIN(t->behind->position, t->at[i]);
}

static bool turn_run(Turn *t, int *left, i64 until)
{
    turn_read(t);
    bool good = !db_failed(t->tx->db);
    if (good) turn_back(t);
    while (good && t->behind->position < t->behind->size && (*left)-- > 0 && time_steady() <= until)
        good = turn_entry(t);
    turn_write(t);
    return good && !db_failed(t->tx->db);
}

// False: the turn was rolled back and rests for a while. The indexes are then behind; nothing else is wrong. What is
// behind stays known, so that it is tried again without anybody's change.
bool feeds_run(Feeds *f, Tx *tx, int most, i64 most_ms)
{
    assert(most > 0 && most_ms > 0);
    i64 now = time_steady();
    if (f->count == 0 || now < f->rest_until) return true;
    tx_start(tx);
    int     all = most, count = f->count;
    Behind *was = NEW(tx->arena, Behind, count);
    memcpy(was, f->at, (size_t)count * sizeof *was);
    bool good = db_begin(tx->db);
    while (good && f->count && most > 0 && time_steady() <= now + most_ms) {
        Turn t = { .tx = tx, .behind = &f->at[f->count - 1] };
        good   = turn_run(&t, &most, now + most_ms);
        if (good && t.behind->position == t.behind->size) f->count--;
    }
    if (good) search_settle(tx->db, all - most);
    good = good && !db_failed(tx->db) && db_commit(tx->db);
    if (good) atomic_fetch_add(&tx->store->commits, 1);
    if (good && f->count == 0) f->caught_up_at = time_steady();
    if (good) return true;
    log_line("error", "feed_failed", "index tables are behind; trying again");
    db_rollback(tx->db);
    f->rest_until = now + REST_MS;
    f->count      = count;
    memcpy(f->at, was, (size_t)count * sizeof *was);
    return false;
}
