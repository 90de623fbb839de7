// verify: the tree is built anew from the stored bytes and compared with every leaf, node, head and counter; then the
// journal is replayed and its tables compared. All of it from one snapshot, beside a running server.
// Everything here is suspect: whatever a row holds becomes a finding and the walk goes on where it can, so one rotten
// page does not hide the rest. Hashing goes on in one thread and signatures or the file's own check in another.
// Bounded memory: one entry at a time.
#include "store/proof_room.h"

#include <errno.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { TILE = 256, GAP_MAX = 1000, WORK = 64 << 20, FINDINGS_MAX = 100,
       COUNTIES_MAX = 4096 };

// ---- findings --------------------------------------------------------------------------------------
bool finding(Findings *f, const char *fmt, ...)
{
    char    text[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (f->count < FINDINGS_MAX) f->at[f->count++] = str_shown(f->arena, str(text), false);
    return false;
}

bool read_whole(Db *db, Findings *f, const char *what)
{
    if (!db_failed(db)) return true;
    finding(f, "file: %s cannot be read: %s", what, db_why(db));
    db_clear(db);
    return false;
}

static void findings_join(Findings *into, const Findings *from)
{
    for (int i = 0; i < from->count; i++) finding(into, "%.*s", (int)from->at[i].len, from->at[i].at);
}

// ---- one county's log ------------------------------------------------------------------------------
typedef struct Log {
    Db       *db;
    Arena    *work;                                         // reset at every entry
    Findings *f;
    i64       county, entries, nodes, heads, recorded_at, largest_n;
    Edge      edge;
    Rows     *head_rows;                                    // in the order of their sizes
    Head      head;                                         // the next one; size -1: no more
    i64       heads_wrong;
} Log;

// The next head in the order of sizes; one that cannot be read has a root that fits nothing.
static void head_next(Log *l)
{
    l->head = (Head){ .county = l->county, .size = -1 };
    if (!rows_next(l->head_rows)) return;
    Str root     = rows_str(l->head_rows, 1, l->work);
    l->head.size = rows_i64(l->head_rows, 0);
    if (root.len == 32) memcpy(l->head.root.at, root.at, 32);
    l->heads++;
}

// Every head that speaks of the tree as it is now. A wrong leaf spoils all later ones, so only the first is told.
static void heads_compare(Log *l)
{
    while (l->head.size >= 0 && l->head.size <= l->edge.size) {
        Hash root = edge_root(&l->edge);
        bool good = l->head.size == l->edge.size && hash_same(&root, &l->head.root);
        if (!good && l->heads_wrong++ == 0)
            finding(l->f, "head %lld, size %lld: its root is not that of the entries", (long long)l->county,
                    (long long)l->head.size);
        head_next(l);
    }
}

// The nodes of 256^k leaves that `leaf`, not yet in the edge, completes.
static void nodes_compare(Log *l, const Hash *leaf)
{
    Hash hash = *leaf;
    i64  size = l->edge.size;
    if (size % TILE != TILE - 1) return;
    for (int level = 1; size >> (level - 1) & 1; level++) {
        assert(level <= l->edge.count);
        hash = hash_node(&l->edge.at[l->edge.count - level], &hash);
        if (level % 8) continue;
        Rows *r = db_ask(l->db, "SELECT hash FROM node WHERE county=$1 AND level=$2 AND n=$3", I(l->county),
                         I(level / 8), I(size >> level));
        Str   stored = rows_next(r) ? rows_str(r, 0, l->work) : (Str){ 0 };
        rows_end(r);
        l->nodes++;
        if (stored.len != 32 || memcmp(stored.at, hash.at, 32) != 0)
            finding(l->f, "node %lld, level %d, number %lld: %s", (long long)l->county, level / 8,
                    (long long)(size >> level), stored.len ? "it is not that of the entries" : "it is missing");
    }
}

static void leaf_push(Log *l, const Hash *leaf)
{
    assert(l->edge.size >= 0);
    nodes_compare(l, leaf);
    edge_push(&l->edge, leaf);
    heads_compare(l);
}

// False: so much is missing that the tree cannot be followed further.
static bool gap_cross(Log *l, i64 seq)
{
    i64 from = l->edge.size;
    if (seq == from) return true;
    finding(l->f, "journal %lld/%lld: the entry is missing%s", (long long)l->county, (long long)from,
            seq - from > 1 ? ", and others after it" : "");
    if (seq - from > GAP_MAX) return false;
    while (l->edge.size < seq) leaf_push(l, &(Hash){ 0 });
    return true;
}

typedef struct Stored { i64 seq, subject, actor; Str idem, leaf, body; } Stored;

static void column_compare(Log *l, const Stored *s, const char *column, bool same)
{
    if (!same) finding(l->f, "journal %lld/%lld: column %s is not what the entry says", (long long)l->county,
                       (long long)s->seq, column);
}

// Columns are copies for look-ups; the entry's bytes are the truth.
static void columns_compare(Log *l, const Stored *s, const Entry *e)
{
    column_compare(l, s, "county", e->county == l->county);
    column_compare(l, s, "seq", e->seq == s->seq);
    column_compare(l, s, "subject", e->subject == s->subject);
    column_compare(l, s, "actor", e->actor == s->actor);
    column_compare(l, s, "idem", str_same(e->key, s->idem));
    if (e->recorded_at < l->recorded_at && !str_is(e->action, CLOCK_ACCEPT))
        finding(l->f, "journal %lld/%lld: recorded before the entry in front of it", (long long)l->county,
                (long long)s->seq);
    l->recorded_at = str_is(e->action, CLOCK_ACCEPT) ? e->recorded_at : MAX(l->recorded_at, e->recorded_at);
    if (id_county(e->subject) == l->county) l->largest_n = MAX(l->largest_n, e->subject % COUNTY_IDS);
}

// The leaf column goes into the tree: the heads then tell which of the two, leaf or body, was changed.
static void entry_compare(Log *l, const Stored *s)
{
    Entry     e;
    long long county = l->county, seq = s->seq;
    bool      parsed = entry_parse(l->work, s->body, &e);
    Hash      hash = hash_leaf(s->body), leaf = hash;
    if (s->leaf.len == 32) memcpy(leaf.at, s->leaf.at, 32);
    if (s->leaf.len != 32 || !hash_same(&hash, &leaf))
        finding(l->f, "journal %lld/%lld: the leaf is not the hash of the body", county, seq);
    if (parsed) columns_compare(l, s, &e);
    else finding(l->f, "journal %lld/%lld: the body cannot be read", county, seq);
    leaf_push(l, &leaf);
}

static bool entries_check(Log *l)
{
    bool  going = true;
    Rows *r = db_ask(l->db, "SELECT seq, subject, actor, idem, leaf, body FROM journal WHERE county=$1 ORDER BY seq",
                     I(l->county));
    while (going && rows_next(r)) {
        Stored s = { .seq = rows_i64(r, 0), .subject = rows_i64(r, 1), .actor = rows_i64(r, 2) };
        s.idem   = rows_str(r, 3, l->work);
        s.leaf   = rows_str(r, 4, l->work);
        s.body   = rows_str(r, 5, l->work);
        going = gap_cross(l, s.seq);
        if (going) entry_compare(l, &s);
        l->entries++;
        arena_reset(l->work);
    }
    rows_end(r);
    return going;
}

// The county's row was kept by counting, the edge here was made from the entries.
static void county_compare(Log *l)
{
    County    c;
    long long county = l->county;
    if (!county_read(l->db, l->county, &c)) {
        finding(l->f, "county %lld: its row is missing or its edge cannot be read", county);
        return;
    }
    i64 size = db_i64(l->db, "SELECT size FROM county WHERE county=$1", I(l->county));
    if (size != l->edge.size || c.edge.size != l->edge.size)
        finding(l->f, "county %lld: size is %lld, the journal has %lld entries", county, (long long)size,
                (long long)l->edge.size);
    else if (!str_same(edge_text(l->work, &c.edge), edge_text(l->work, &l->edge)))
        finding(l->f, "county %lld: the edge is not that of the entries", county);
    if (c.recorded_at != l->recorded_at)
        finding(l->f, "county %lld: recorded_at is not that of the last entry", county);
    if (c.next_n <= l->largest_n)
        finding(l->f, "county %lld: next_n is %lld, but number %lld is in use", county, (long long)c.next_n,
                (long long)l->largest_n);
}

static void log_end(Log *l, bool whole, i64 last_head)
{
    long long county = l->county;
    if (l->head.size >= 0)
        finding(l->f, "head %lld, size %lld: the journal has only %lld entries", county, (long long)l->head.size,
                (long long)l->edge.size);
    if (l->heads_wrong > 1) finding(l->f, "head %lld: and %lld more", county, (long long)l->heads_wrong - 1);
    if (whole && last_head != l->edge.size) finding(l->f, "county %lld: no head signs the newest entries", county);
    i64 stored = db_i64(l->db, "SELECT COUNT(*) FROM node WHERE county=$1", I(l->county));
    if (whole && stored != l->nodes)
        finding(l->f, "node %lld: there are %lld rows, %lld belong to the entries", county, (long long)stored,
                (long long)l->nodes);
    if (whole) county_compare(l);
}

// One county from its first entry to its last.
static void log_check(Db *db, Arena *work, Findings *f, i64 county, VerifyFigures *figures)
{
    Log l = { .db = db, .work = work, .f = f, .county = county };
    i64 last_head = db_i64(db, "SELECT COALESCE(MAX(size), 0) FROM head WHERE county=$1", I(county));
    l.head_rows   = db_ask(db, "SELECT size, root FROM head WHERE county=$1 ORDER BY size", I(county));
    head_next(&l);
    bool whole = entries_check(&l) && !db_failed(db);
    read_whole(db, f, arena_fmt(work, "the journal of %lld", (long long)county).at);
    log_end(&l, whole, last_head);
    rows_end(l.head_rows);
    read_whole(db, f, arena_fmt(work, "the log of %lld", (long long)county).at);
    arena_reset(work);
    figures->counties++;
    figures->entries += l.entries;
    figures->heads += l.heads;
}

// Every county that any of the four log tables speaks of, so that none can be hidden by a missing row.
static void logs_check(Db *db, Findings *f, VerifyFigures *figures)
{
    Arena *work = arena_open(WORK);
    i64    counties[COUNTIES_MAX];
    Rows  *r = db_ask(db, "SELECT county FROM county UNION SELECT county FROM journal UNION SELECT county FROM head "
                          "UNION SELECT county FROM node WHERE county>=$1 ORDER BY 1", I(0));
    int count = rows_ids(r, counties, COUNTIES_MAX);
    read_whole(db, f, "the list of counties");
    for (int i = 0; i < count; i++) log_check(db, work, f, counties[i], figures);
    if (count == COUNTIES_MAX) finding(f, "there are more than %d counties; the rest was not checked", count - 1);
    arena_close(work);
}

// ---- what a second thread does meanwhile -----------------------------------------------------------
typedef struct Beside {
    const char *path;
    Vault       vault;
    Findings    f;
    i64         heads;
    void      (*work)(struct Beside *b, Db *db);
    pthread_t   thread;
    bool        running;
} Beside;

// Every head that was ever signed, by the key this folder was made with.
static void signatures_check(Beside *b, Db *db)
{
    Arena *a = arena_open(1 << 20);
    Hash   key = vault_public(&b->vault);
    Rows  *r = db_ask(db, "SELECT county, size, at, root, sig FROM head WHERE county>=$1 ORDER BY county, size",
                      I(0));
    for (; rows_next(r); arena_reset(a)) {
        Head h = { .county = rows_i64(r, 0), .size = rows_i64(r, 1), .at = rows_i64(r, 2), .sig = rows_str(r, 4, a) };
        Str  root = rows_str(r, 3, a), text;
        if (root.len == 32) memcpy(h.root.at, root.at, 32);
        text = head_body(a, &h);
        b->heads++;
        if (root.len == 32 && h.sig.len == 64 &&
            crypto_sign_verify_detached((const byte *)h.sig.at, (const byte *)text.at, (unsigned long long)text.len,
                                        key.at) == 0) continue;
        finding(&b->f, "head %lld, size %lld: the signature is not good", (long long)h.county, (long long)h.size);
    }
    rows_end(r);
    read_whole(db, &b->f, "table head");
    arena_close(a);
}

static void file_beside(Beside *b, Db *db) { file_check(db, &b->f); }

// With a connection and findings of its own; joined before anybody looks at them.
static void *beside_main(void *context)
{
    Beside *b = context;
    Db     *db = db_open(b->path, DB_LONG);
    if (!db) return finding(&b->f, "file: %s cannot be opened", b->path), NULL;
    db->quiet = true;
    b->work(b, db);
    db_close(db);
    return NULL;
}

// Without a thread to be had it is done at once.
static void beside_start(Beside *b, const char *path, const Vault *v, void (*work)(Beside *b, Db *db))
{
    assert(b && path && work);
    *b         = (Beside){ .path = path, .vault = *v, .f.arena = arena_open(1 << 20), .work = work };
    b->running = pthread_create(&b->thread, NULL, beside_main, b) == 0;
    if (!b->running) beside_main(b);
}

static void beside_join(Beside *b, Findings *f)
{
    if (b->running) pthread_join(b->thread, NULL);
    findings_join(f, &b->f);
    arena_close(b->f.arena);
    vault_close(&b->vault);
}

// ---- own tables ------------------------------------------------------------------------------------
// That each key opens with this master key; no word is opened.
static void keys_check(Db *db, Vault *v, Findings *f)
{
    Rows *r = db_ask(db, "SELECT owner FROM seal_key WHERE county>=$1 ORDER BY county, owner", I(0));
    while (rows_next(r)) {
        Seal key;
        i64  owner = rows_i64(r, 0);
        if (!vault_get(v, db, owner, &key))
            finding(f, "table seal_key, owner %lld: the key does not open", (long long)owner);
        sodium_memzero(&key, sizeof key);
    }
    rows_end(r);
    read_whole(db, f, "table seal_key");
}

// Each Idempotency-Key of an entry has its row, and no row is of a key that no entry holds. What a row says was said is
// a keyed digest that nothing repeats: only the table's sum covers it (own.c).
static void once_check(Db *db, Findings *f)
{
    static const char *const texts[] = {
        // idem <> '' in both, so that the partial index journal_idem serves
        "SELECT county, actor, idem FROM journal j WHERE idem<>'' AND NOT EXISTS (SELECT 1 FROM once o "
        "WHERE o.county=j.county AND o.actor=j.actor AND o.idem=j.idem) LIMIT 5",
        "SELECT county, actor, idem FROM once o WHERE NOT EXISTS (SELECT 1 FROM journal j "
        "WHERE j.county=o.county AND j.actor=o.actor AND j.idem=o.idem AND j.idem<>'') LIMIT 5",
    };
    for (int i = 0; i < COUNT(texts) && table_there(db, "once"); i++) {
        Rows *r = db_ask_args(db, texts[i], NULL, 0);
        while (rows_next(r)) {
            Str key = rows_str(r, 2, f->arena);
            finding(f, "table once, county %lld, actor %lld, key %.*s: %s", (long long)rows_i64(r, 0),
                    (long long)rows_i64(r, 1), (int)MIN(key.len, 64), key.at,
                    i ? "no entry has this key" : "its row is missing");
        }
        rows_end(r);
    }
    read_whole(db, f, "table once");
}

static void master_check(Db *db, const Vault *v, Findings *f)
{
    Arena *a = arena_open(1 << 16);
    Str    known = STR("");
    Hash   key = vault_public(v);
    if (store_setting(db, "public_key", a, &known) && !str_same(known, hex_text(a, key.at, 32)))
        finding(f, "the master key is not the one this folder was made with");
    arena_close(a);
}

// ---- all of it -------------------------------------------------------------------------------------
static void replay_compare(const StoreConfig *c, Db *db, Vault *v, Findings *f, VerifyFigures *figures)
{
    Str  error = STR("");
    Db  *fresh = replay_open("", &error);
    i64  start = time_steady(), version = store_version(db);
    if (!fresh) {
        finding(f, "replay: %.*s", (int)error.len, error.at);
        return;
    }
    schema_compare(db, fresh, f);
    if (version != store_version(fresh))
        finding(f, "the folder has shape %lld, this program %lld: open it once with this program first",
                (long long)version, (long long)store_version(fresh));
    else if (replay_run(c, db, fresh, v, false, f, &figures->replayed))
        tables_compare(c, db, fresh, f, figures), search_check(db, fresh, f);
    db_close(fresh);
    figures->replay_s = (double)(time_steady() - start) / 1000.0;
}

// Two pairs of walks side by side: tree and signatures, then replay and file.
static void db_verify(const StoreConfig *c, const char *path, Db *db, Vault *v, bool replay, Findings *f,
                      VerifyFigures *figures)
{
    Beside signatures, file;
    i64 start = time_steady();
    beside_start(&signatures, path, v, signatures_check);
    logs_check(db, f, figures);
    beside_join(&signatures, f);
    figures->tree_s = (double)(time_steady() - start) / 1000.0;
    beside_start(&file, path, v, file_beside);
    keys_check(db, v, f);
    once_check(db, f);
    own_check(db, v, f);
    if (replay) replay_compare(c, db, v, f, figures);
    beside_join(&file, f);
}

// A write-ahead log wants its companion written, also for reading.
static bool file_unopened(const char *path, Findings *f)
{
    Arena *a = arena_open(1 << 16);
    bool   may = access(path, W_OK) == 0 && access(arena_z(a, path_beside(path, ".", a)), W_OK) == 0;
    finding(f, "file: %s cannot be opened%s%s", path, may ? "" : ": ", may ? "" : strerror(errno));
    arena_close(a);
    return false;
}

// `tips`: what heads.list said before.
static bool snapshot_verify(const StoreConfig *c, const char *path, Vault *v, bool replay, Str tips, Findings *f,
                            VerifyFigures *figures)
{
    assert(c && path && f && f->arena && figures);
    int before = f->count;
    Db *db = db_open(path, DB_LONG);
    *figures = (VerifyFigures){ 0 };
    if (!db) return file_unopened(path, f);
    db->quiet = true;
    if (db_begin(db) && table_there(db, "journal")) {
        tips_check(db, tips, f);
        master_check(db, v, f);
        db_verify(c, path, db, v, replay, f, figures);
    } else if (read_whole(db, f, "the file")) {
        finding(f, "file: %s has no journal", path);
    }
    db_rollback(db);
    db_close(db);
    return f->count == before;
}

// `replay` false: tree, heads and file only, for copies whose tables are to be made anew.
bool verify_file(const StoreConfig *c, const char *path, Vault *v, bool replay, Findings *f, VerifyFigures *figures)
{
    return snapshot_verify(c, path, v, replay, STR(""), f, figures);
}

// The files that lie beside the tables, as the folder is now: one that is not there keeps no rebuild from its tables.
static bool files_verify(const StoreConfig *c, const char *path, bool whole, Findings *f)
{
    int before = f->count;
    Db *db = db_open(path, DB_LONG);
    if (!db) return false;                                   // told already
    blobs_check(db, c->data, whole, f);
    db_close(db);
    return f->count == before;
}

bool store_verify(const StoreConfig *c, bool replay, Findings *f, VerifyFigures *figures)
{
    Vault  v;
    Arena *a = arena_open(8 << 20);
    Str    error = STR(""), tips = tips_text(c->data, a);
    bool   good = vault_open(&v, c->data, c->key_file, false, &error);
    if (!good) finding(f, "%.*s", (int)error.len, error.at);
    else {
        const char *path = folder_path(a, c->data, "linli.db");
        good = snapshot_verify(c, path, &v, replay, tips, f, figures);
        good &= files_verify(c, path, replay, f);
    }
    if (error.len == 0) vault_close(&v);
    arena_close(a);
    return good;
}
