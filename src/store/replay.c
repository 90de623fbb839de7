// Replay: all that follows from the journal made anew in an empty file, by the same functions that made it first.
// The same apply functions as the writer's, given the same entries and the keys that are left: the tables must come
// out equal, and verify says where they do not. The new file is thrown away (verify) or takes the old one's place
// (rebuild, restore).
#include "store/proof_room.h"

#include <string.h>

enum { COMMIT_EVERY = 20000, TALLY_ENOUGH = 20000, WORK = 64 << 20 };

// ---- the new file ----------------------------------------------------------------------------------

Db *replay_open(const char *path, Str *error)
{
    Db *db = db_open(path, DB_NEW);
    if (!db) return refuse(error, "the new file %s cannot be opened; the log says why", path), NULL;
    if (store_migrate(db, STR(""), NULL, error)) return db;
    if (error->len == 0) refuse(error, "the new file cannot be made: %s", db_why(db));
    db_close(db);
    return NULL;
}

// Table migration stands in the new file already.
// Own tables come along because apply may look at keys.
static bool tables_copy(Db *from, Db *into, bool log, Arena *a, Findings *f)
{
    bool good = true;
    for (int i = 0; i < store_table_count; i++) {
        const TableInfo *t = &store_tables[i];
        bool wanted = t->kind == OWN ? strcmp(t->name, "migration") != 0 : t->kind == LOG && log;
        if (!wanted || !table_there(from, t->name)) continue;
        if (!table_copy(from, into, t->name, a)) good = finding(f, "table %s: its rows cannot be copied", t->name);
    }
    return good;
}

// ---- entries ---------------------------------------------------------------------------------------

typedef struct Replay {
    const StoreConfig *c;
    Db       *from, *into;
    Apply     apply;
    Findings *f;
    i64       county, fed[FEEDS_MAX];                      // how far each feed had read this county
    i64       count;
} Replay;

static const Deed *deed_named(const StoreConfig *c, Str name)
{
    for (int i = 0; i < c->deed_count; i++)
        if (str_is(name, c->deeds[i].name)) return &c->deeds[i];
    return NULL;
}

// A feed is replayed as far as the folder's own feed had read, or the two could not be compared; sums likewise.
static void county_start(Replay *r, i64 county)
{
    assert(r->c->feed_count <= FEEDS_MAX);
    r->county = county;
    r->apply.tally->summed_to = table_there(r->from, "flow") ? tally_summed_to(r->from, county) : INT64_MAX;
    r->apply.fed_to = INT64_MAX;
    for (int i = 0; i < r->c->feed_count; i++) {
        r->fed[i] = db_i64(r->from, "SELECT position FROM feed WHERE county=$1 AND name=$2", I(county),
                           T(str(r->c->feeds[i].name)));
        r->apply.fed_to = MIN(r->apply.fed_to, r->fed[i]);
    }
}

// False: nothing more can be done. What is wrong with one entry alone is told, and the next one taken.
static bool entry_replay(Replay *r, i64 county, i64 seq, Str body)
{
    Entry e;
    long long c = county, s = seq;
    if (!entry_parse(r->apply.arena, body, &e) || e.county != county || e.seq != seq)
        return finding(r->f, "journal %lld/%lld: the entry cannot be read, so it was not replayed", c, s), true;
    const Deed *deed = deed_named(r->c, e.action);
    if (!deed) {
        finding(r->f, "journal %lld/%lld: no such action: %.*s", c, s, (int)MIN(e.action.len, 40), e.action.at);
        return true;
    }
    bool good = apply_entry(&r->apply, deed, &e);
    for (int i = 0; good && i < r->c->feed_count; i++)
        if (seq < r->fed[i]) good = feed_entry(&r->apply, &r->c->feeds[i], deed, &e);
    r->count++;
    if (good) return true;
    finding(r->f, "journal %lld/%lld: the entry cannot be replayed: %s", c, s,
            db_failed(r->into) ? db_why(r->into) : "its record cannot be read");
    return !db_failed(r->into);
}

// In the order they were made, county by county. Commits now and then, only to bound the journal of the new file.
static bool entries_replay(Replay *r)
{
    bool  good = true;
    i64   counted = 0;
    Rows *rows = db_ask(r->from, "SELECT county, seq, body FROM journal WHERE seq>=$1 ORDER BY county, seq", I(0));
    while (good && rows_next(rows)) {
        i64 county = rows_i64(rows, 0);
        if (county != r->county) county_start(r, county);
        good = entry_replay(r, county, rows_i64(rows, 1), rows_str(rows, 2, r->apply.arena));
        arena_reset(r->apply.arena);
        if (r->apply.tally->count > TALLY_ENOUGH) good = good && tally_flush(r->apply.tally, r->into);
        if (++counted % COMMIT_EVERY == 0) good = good && db_commit(r->into) && db_begin(r->into);
    }
    rows_end(rows);
    return good && tally_flush(r->apply.tally, r->into) && read_whole(r->from, r->f, "the journal");
}

// Minutes for a large folder; reads `from` in the snapshot its caller holds.
bool replay_run(const StoreConfig *c, Db *from, Db *into, Vault *v, bool log, Findings *f, i64 *replayed)
{
    assert(from != into && from->mode != DB_WRITE);
    Arena *work = arena_open(WORK);
    Replay r = { .c = c, .from = from, .into = into, .f = f, .county = -1 };
    r.apply  = (Apply){ .db = into, .arena = work, .tally = tally_open(), .vault = v, .replay = true };
    bool before = v->replay;
    v->replay = true;
    bool good = db_begin(into) && tables_copy(from, into, log, work, f) && entries_replay(&r) && db_commit(into);
    v->replay = before;
    if (!good) finding(f, "replay: it could not be ended%s%s", db_failed(into) ? ": " : "",
                       db_failed(into) ? db_why(into) : "");
    db_rollback(into);
    *replayed = r.count;
    tally_close(r.apply.tally);
    arena_close(work);
    return good;
}
