// Sentences, rows, entries, the vault, the tally, and the folder: opening, refusing, migrating, forgetting, replaying.
#include "store/store_fixture.h"
#include <fcntl.h>
#include <math.h>
#include <sodium.h>
#include <sqlite3.h>
#include <sys/wait.h>

static Arena *arena;

// ---- sentences and rows ----------------------------------------------------------------------------

static void sentences(Store *s)
{
    Db *db = store_reader(s);
    db_run(db, "CREATE TABLE pair(a INTEGER NOT NULL, b TEXT NOT NULL, PRIMARY KEY(a)) STRICT");
    CHECK(db_run(db, "INSERT INTO pair(b, a) VALUES($2, $1)", I(1), T(STR("one"))));
    CHECK(db_run(db, "INSERT INTO pair(a, b) VALUES($1, $2)", I(2), T(((Str){ 0 }))));
    CHECK_EQ(db_changes(db), 1);
    CHECK_EQ(db_i64(db, "SELECT a FROM pair WHERE b=$2 AND a<$1", I(2), T(STR("one"))), 1);
    Rows *outer = db_ask(db, "SELECT a FROM pair ORDER BY a");
    i64   seen  = 0;
    while (rows_next(outer)) {
        Rows *inner = db_ask(db, "SELECT a FROM pair ORDER BY a");
        while (rows_next(inner)) seen++;
        rows_end(inner);
    }
    rows_end(outer);
    CHECK_EQ(seen, 4);
    CHECK_EQ(db_i64(db, "SELECT a FROM pair WHERE a=77"), 0);
}

static void failures(Store *s)
{
    Db *db    = store_reader(s);
    db->quiet = true;
    CHECK(!db_run(db, "INSERT INTO pair(a, b) VALUES($1, $2)", I(1), T(STR("twice"))));
    CHECK(db_failed(db) && !db_broke(db));
    CHECK_EQ(db_i64(db, "SELECT COUNT(*) FROM pair"), 0);
    Rows *r = db_ask(db, "SELECT b FROM pair");
    CHECK(!rows_next(r) && rows_i64(r, 0) == 0 && rows_str(r, 0, arena).len == 0);
    rows_end(r);
    db_clear(db);
    CHECK_EQ(db_i64(db, "SELECT COUNT(*) FROM pair"), 2);
    CHECK(!db_run(db, "INSERT INTO pair(a, b) VALUES($1, $2)", T(STR("text")), T(STR("x"))));
    db_clear(db);
    CHECK(!db_run(db, "SELECT what FROM nowhere"));
    db_clear(db);
    Arena *small = arena_open(1 << 10);    // a value that no row of ours has
    r            = db_ask(db, "SELECT ZEROBLOB(100000)");
    CHECK(rows_next(r) && rows_str(r, 0, small).len == 0 && db_failed(db));
    rows_end(r);
    arena_close(small);
    db_clear(db);
    db->quiet = false;
}

static void whole_rows(Store *s)
{
    Db  *db = store_reader(s);
    Note in = { 1, 5, STR("路灯"), STR(""), 9, 2, (double)NAN }, out = { 0 };
    CHECK(db_insert(db, &note_record, &in));
    CHECK(db_load(db, &note_record, "WHERE county=$1 AND id=$2", arena, &out, I(1), I(5)));
    CHECK(isnan(out.lat) && str_is(out.text, "路灯") && out.phone.len == 0 && out.place == 9);
    in.lat = 34.75;
    in.n   = 3;
    CHECK(db_update(db, &note_record, &in));
    in.id = 6;
    CHECK(db_put(db, &note_record, &in) && db_put(db, &note_record, &in));
    CHECK_EQ(db_i64(db, "SELECT SUM(n) FROM note"), 6);
    CHECK(db_load(db, &note_record, "JOIN pair ON pair.a=1 WHERE note.id=$1", arena, &out, I(6)));
    CHECK(out.lat > 34.7 && out.lat < 34.8);
    CHECK(!db_load(db, &note_record, "WHERE county=$1 AND id=$2", arena, &out, I(1), I(99)));
    db_run(db, "DELETE FROM note");
}

// ---- entries ---------------------------------------------------------------------------------------

static void entries(void)
{
    byte  salt[16] = { 1, 2, 3 };
    Entry e        = { .format      = 1,
                       .county      = COUNTY,
                       .seq         = 12,
                       .recorded_at = 1763970000123,
                       .happened_at = 1763960000000,
                       .actor       = 410104000000007,
                       .post        = 3,
                       .action      = STR("note_write"),
                       .subject     = 410104000000009,
                       .cause       = 12,
                       .key         = STR("a\"b\\c/<>"),
                       .pack        = STR("0123456789abcdef"),
                       .record      = STR("{\"a\":\"} }\"}") };
    Entry back;
    Str   body = entry_text(arena, &e, salt);
    CHECK(
        str_starts(body, STR("{\"format\":1,\"suite\":\"INTL\",\"county\":410104,\"seq\":12,\"recorded_at\":\"2025-")));
    CHECK(entry_parse(arena, body, &back));
    CHECK(back.recorded_at == e.recorded_at && back.happened_at == e.happened_at && back.actor == e.actor);
    CHECK(back.post == 3 && back.seq == 12 && back.subject == e.subject && back.cause == 12);
    CHECK(str_same(back.key, e.key) && str_same(back.pack, e.pack) && str_same(back.record, e.record));
    CHECK(str_is(back.action, "note_write"));
    Hash leaf = hash_leaf(body), bent;
    CHECK(str_same(back.body, body));
    CHECK(!entry_parse(arena, STR("{\"format\":1,\"suite\":\"INTL\",\"county\":-1,\"seq\":0,\"recorded_at\":\"\","
                                  "\"happened_at\":\"\",\"actor\":0,\"post\":0,\"action\":\"a\","
                                  "\"subject\":1,\"cause\":0,"
                                  "\"key\":\"\",\"pack\":\"\",\"salt\":\"\",\"record\":{}}"), &back));
    char *bytes  = arena_z(arena, body);
    int   parsed = 0;
    for (i64 i = 0; i < body.len; i++) {    // damage never does more than be refused or change the leaf
        bytes[i] ^= 4;
        bent = hash_leaf((Str){ bytes, body.len });
        if (entry_parse(arena, (Str){ bytes, body.len }, &back)) parsed += hash_same(&leaf, &bent);
        bytes[i] ^= 4;
        CHECK(!entry_parse(arena, (Str){ bytes, i }, &back));
    }
    CHECK_EQ(parsed, 0);
}

static void appending(Store *s)
{
    Db     *db    = store_reader(s);
    NoteJob first = note_job("楼道灯坏了", 11), again = note_job("楼道灯坏了", 11), other = note_job("x", 11);
    Entry   e;
    first.key = again.key = STR("key-1");
    CHECK_EQ(fixture_do(s, &first), OK);
    CHECK_EQ(first.entry.seq, 0);
    CHECK_EQ(first.note.id, COUNTY * 1000000000LL + 1);
    CHECK(entry_by_key(db, arena, COUNTY, 7, STR("key-1"), &e) && e.seq == 0 && hash_same(&e.leaf, &first.entry.leaf));
    CHECK(!entry_by_key(db, arena, COUNTY, 8, STR("key-1"), &e));
    CHECK(!entry_by_key(db, arena, COUNTY, 7, STR(""), &e));
    db->quiet = true;
    CHECK_EQ(fixture_do(s, &again),
             FAULT_store_failed);    // the rule asks entry_by_key first; the index is the last net
    db->quiet = false;
    CHECK_EQ(fixture_do(s, &other), OK);
    CHECK_EQ(other.note.id, COUNTY * 1000000000LL + 2);    // the refused one's number was given again
    CHECK(entry_read(db, arena, COUNTY, 1, &e) && e.subject == other.note.id);
    CHECK(!entry_read(db, arena, COUNTY, 2, &e));
    CHECK_EQ(db_i64(db, "SELECT COUNT(*) FROM journal WHERE body LIKE '%灯%' OR body LIKE '%1381234%'"), 0);
    Note row;
    CHECK(db_load(db, &note_record, "WHERE id=$1", arena, &row, I(first.note.id)));
    CHECK(str_is(row.text, "楼道灯坏了") && row.phone.at[0] == '~');
}

// ---- the vault and the tally -----------------------------------------------------------------------

static void keys(Store *s)
{
    Db    *db = store_reader(s);
    Vault *v  = store_vault(s);
    Seal   one, two, got;
    CHECK(vault_new(v, db, 1000000001, &one) && vault_new(v, db, 1000000002, &two));
    CHECK(vault_get(v, db, 1000000001, &got) && !memcmp(&one, &got, sizeof got));
    vault_drop(db);
    CHECK(vault_get(v, db, 1000000002, &got) && !memcmp(&two, &got, sizeof got));
    db_run(db, "UPDATE seal_key SET wrapped=(SELECT wrapped FROM seal_key WHERE owner=1000000002) "
               "WHERE owner=1000000001");
    vault_drop(db);
    CHECK(!vault_get(v, db, 1000000001, &got));    // somebody else's key does not open as ours
    vault_forget(v, db, 1000000002);
    CHECK(!vault_get(v, db, 1000000002, &got));
    Hash h1 = vault_hash(v, "phone", STR("138")), h2 = vault_hash(v, "phone", STR("138")),
         h3 = vault_hash(v, "link", STR("138"));
    CHECK(hash_same(&h1, &h2) && !hash_same(&h1, &h3));
    Str sig     = vault_sign(v, arena, STR("text"));
    Hash public = vault_public(v);
    CHECK(!crypto_sign_verify_detached((const byte *)sig.at, (const byte *)"text", 4, public.at));
    db_run(db, "DELETE FROM forgotten");
}

// ---- forgetting and replay -------------------------------------------------------------------------

typedef struct ReplayJob {
    Job job;
    Db *from;
} ReplayJob;

// Apply and feeds of one entry, without a journal row.
static bool replay_entry(Tx *tx, const Entry *e)
{
    const StoreConfig *c    = &tx->store->config;
    const Deed        *deed = store_deed(tx->store, e->action);
    Apply              ap   = tx->apply;
    ap.replay = ap.vault->replay = true;
    bool good                    = deed && apply_entry(&ap, deed, e);
    for (int i = 0; i < c->feed_count && good; i++) good = feed_entry(&ap, &c->feeds[i], deed, e);
    ap.vault->replay = false;
    return good && !db_failed(tx->db);
}

static Fault replay_run(Job *job, Tx *tx)
{
    ReplayJob *r    = (ReplayJob *)job;
    Rows      *rows = db_ask(r->from, "SELECT body FROM journal ORDER BY county, seq");
    for (Entry e; rows_next(rows);) CHECK(entry_parse(arena, rows_str(rows, 0, arena), &e) && replay_entry(tx, &e));
    rows_end(rows);
    return OK;
}

static void keys_copy(Db *from, Db *to)
{
    Rows *r = db_ask(from, "SELECT county, owner, made_at, wrapped FROM seal_key");
    while (rows_next(r))
        db_run(to, "INSERT INTO seal_key(county, owner, made_at, wrapped) VALUES($1, $2, $3, $4)", I(rows_i64(r, 0)),
               I(rows_i64(r, 1)), I(rows_i64(r, 2)), B(rows_str(r, 3, arena)));
    rows_end(r);
}

static void forget_and_replay(const char *folder)
{
    Store  *s   = fixture_open(folder);
    NoteJob one = note_job("老人需要上门", 3), two = note_job("井盖丢了", 4), more;
    CHECK(fixture_do(s, &one) == OK && fixture_do(s, &two) == OK);
    NoteJob gone = { .job = { .run = gone_run }, .note = one.note, .refuse = FAULT_not_allowed };
    CHECK_EQ(fixture_do(s, &gone), FAULT_not_allowed);
    CHECK(access(arena_fmt(arena, "%s/forgotten.list", folder).at, F_OK) != 0);
    gone.refuse = OK;
    CHECK_EQ(fixture_do(s, &gone), OK);
    CHECK(access(arena_fmt(arena, "%s/forgotten.list", folder).at, F_OK) == 0);
    more         = note_job("后来又写了一句", 3);
    more.note.id = one.note.id;    // words after the forgetting get a new key
    CHECK_EQ(fixture_do(s, &more), OK);
    Note row;
    Db  *db = store_reader(s);
    CHECK(db_load(db, &note_record, "WHERE id=$1", arena, &row, I(one.note.id)) &&
          str_is(row.text, "后来又写了一句"));
    fixture_summed(s);
    i64 live = fixture_digest(db, arena);

    Str         error;
    StoreConfig c = fixture_config(NULL);
    c.key_file    = arena_fmt(arena, "%s/keys/master.key", folder);
    Store *again  = store_open(&c, &error);
    CHECK(again != NULL);
    CHECK_EQ(fixture_tables(again), OK);
    keys_copy(db, store_reader(again));
    ReplayJob replay = { .job = { .run = replay_run }, .from = db };
    CHECK_EQ(writer_wait(again, &replay.job), OK);
    CHECK_EQ(fixture_digest(store_reader(again), arena), live);
    CHECK_EQ(db_i64(store_reader(again), "SELECT COUNT(*) FROM note_index"), 2);
    store_close(again);
    store_close(s);
}

static bool bytes_hold(const char *path, const char *words)
{
    Arena *a     = arena_open(64 << 20);
    int    fd    = open(path, O_RDONLY);
    i64    size  = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
    char  *at    = NEW(a, char, size + 1);
    bool   whole = fd >= 0 && pread(fd, at, (size_t)size, 0) == size;
    bool   held  = whole && str_has((Str){ at, size }, str(words));
    if (fd >= 0) close(fd);
    arena_close(a);
    return held;
}

// The log first: what leaves it meanwhile is in the file by then.
static bool file_holds(const char *folder, const char *words)
{
    return bytes_hold(arena_fmt(arena, "%s/linli.db-wal", folder).at, words) ||
           bytes_hold(arena_fmt(arena, "%s/linli.db", folder).at, words);
}

static void sealed_bytes(const char *folder)
{
    Store  *s = fixture_open(folder);
    NoteJob n = note_job("三号楼漏水很久", 3);
    n.note.phone = STR("+86-138-0000-4242");
    CHECK_EQ(fixture_do(s, &n), OK);
    CHECK(file_holds(folder, "三号楼漏水很久"));    // the shadow shows it
    CHECK(!file_holds(folder, "0000-4242"));
    NoteJob gone = { .job = { .run = gone_run }, .note = n.note };
    CHECK_EQ(fixture_do(s, &gone), OK);
    CHECK_EQ(fixture_script(s, "DELETE FROM note_index"), OK);
    store_close(s);
    CHECK(!file_holds(folder, "三号楼漏水很久"));
}

typedef struct WordsJob { Job job; i64 id; const char *words; } WordsJob;

static Fault words_run(Job *job, Tx *tx)
{
    const WordsJob *w = (WordsJob *)job;
    if (w->words) search_put(tx_db(tx), tx_apply(tx)->arena, w->id, str(w->words));
    else search_drop(tx_db(tx), w->id);
    if (!w->words) vault_forget(tx_vault(tx), tx_db(tx), w->id);
    return OK;
}

// An index that is damaged holds nobody up: changes go on, and its feeds are tried again.
static void rotten_index(const char *folder)
{
    Store   *s   = fixture_open(folder);
    sqlite3 *raw = NULL;
    for (int i = 0; i < 8; i++) {           // a segment each
        WordsJob w = { { .run = words_run }, COUNTY * 1000000000LL + i, "路灯坏了" };
        CHECK_EQ(writer_wait(s, &w.job), OK);
    }
    CHECK(sqlite3_open(arena_fmt(arena, "%s/linli.db", folder).at, &raw) == SQLITE_OK);
    sqlite3_busy_timeout(raw, 2000);
    CHECK(sqlite3_exec(raw, "UPDATE search_data SET block=ZEROBLOB(LENGTH(block)) WHERE id>10", NULL, NULL, NULL) ==
          SQLITE_OK);
    sqlite3_close(raw);
    int failed = 0;
    for (int i = 0; i < 6; i++) {
        NoteJob n = note_job("灯又灭了", 3);
        failed += fixture_do(s, &n) != OK;
        usleep(30000);                      // its feed's turn
    }
    CHECK_EQ(failed, 0);
    CHECK(writer_figures(s).feed_behind > 0 && store_writable(s));
    store_close(s);
}

// The search index keeps a dropped word until its segments are merged, and the file until its pages are overwritten.
static void forgotten_words(const char *folder)
{
    Store *s = fixture_open(folder);
    for (int i = 0; i < 40; i++) {
        WordsJob w = { { .run = words_run }, COUNTY * 1000000000LL + i, i == 7 ? "囍囍路灯龘龘" : "路灯坏了" };
        if (writer_wait(s, &w.job)) CHECK(false);
    }
    CHECK(file_holds(folder, "囍囍") && file_holds(folder, "龘龘"));
    WordsJob drop = { { .run = words_run }, COUNTY * 1000000000LL + 7, NULL };
    CHECK_EQ(writer_wait(s, &drop.job), OK);
    for (int i = 0; i < 250 && (file_holds(folder, "囍囍") || file_holds(folder, "龘龘")); i++) usleep(20000);
    CHECK(!file_holds(folder, "囍囍") && !file_holds(folder, "龘龘"));
    i64 ids[64];
    CHECK_EQ(search_find(store_reader(s), arena, COUNTY, STR("路灯"), 0, ids, 64), 39);
    store_close(s);
}

// ---- the folder ------------------------------------------------------------------------------------

static void refused(const StoreConfig *c, const char *why)
{
    Str    error = STR("");
    Store *s     = store_open(c, &error);
    CHECK(s == NULL);
    if (!str_has(error, str(why))) CHECK_STR(error.at, why);
    store_close(s);
}

static void folder_rules(const char *folder)
{
    struct stat st;
    StoreConfig c   = fixture_config(folder);
    const char *key = arena_fmt(arena, "%s/keys/master.key", folder).at, *kept = arena_fmt(arena, "%s/kept", folder).at;
    CHECK(!store_held(str(folder)));
    Store *s = fixture_open(folder);
    CHECK(store_held(str(folder)));
    refused(&c, "in use");
    store_close(s);
    CHECK(!store_held(str(folder)));
    CHECK(stat(key, &st) == 0 && (st.st_mode & 0777) == 0600);
    CHECK(stat(arena_fmt(arena, "%s/linli.db", folder).at, &st) == 0 && (st.st_mode & 0777) == 0600);

    CHECK(rename(key, kept) == 0);
    refused(&c, "cannot be read");    // a lost key is not made anew over a folder sealed with it
    int fd = open(key, O_WRONLY | O_CREAT, 0600);
    CHECK(write(fd, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", 64) == 64);
    close(fd);
    refused(&c, "not the one");
    CHECK(rename(kept, key) == 0);
    c.data = STR("/tmp/linli-nowhere");
    c.make = false;
    refused(&c, "no data folder");
}

static void older_folder(const char *folder)
{
    Store *s      = fixture_open(folder);
    i64    newest = store_version(store_reader(s));
    CHECK_EQ(newest, db_i64(store_reader(s), "SELECT MAX(version) FROM migration"));
    CHECK_EQ(fixture_script(s, "DELETE FROM migration WHERE version=5; DROP TABLE search"), OK);
    store_close(s);
    s = fixture_open(folder);
    CHECK_EQ(db_i64(store_reader(s), "SELECT COUNT(*) FROM sqlite_schema WHERE name='search'"), 1);
    CHECK_EQ(db_i64(store_reader(s), "SELECT COUNT(*) FROM migration WHERE version=5"), 1);
    DIR *d      = opendir(arena_fmt(arena, "%s/backups", folder).at);
    int  copies = 0;
    for (struct dirent *e; d && (e = readdir(d)) != NULL;)
        copies += str_starts(str(e->d_name), STR("before-")) && strstr(e->d_name, ".db") && !strstr(e->d_name, ".sha");
    if (d) closedir(d);
    CHECK_EQ(copies, 1);
    CHECK_EQ(fixture_script(s, "INSERT INTO migration VALUES(9000, 'sql/9000.sql', 1)"), OK);
    store_close(s);
    StoreConfig c = fixture_config(folder);
    refused(&c, "newer Linli");
}

static void broken_tail(const char *folder)
{
    Store  *s = fixture_open(folder);
    NoteJob n;
    for (int i = 0; i < 600; i++) {
        n = note_job("x", 1);
        if (fixture_do(s, &n)) CHECK(false);
    }
    County c;
    CHECK(county_read(store_reader(s), COUNTY, &c) && c.edge.size == 600 && county_check(store_reader(s), arena, &c));
    CHECK_EQ(db_i64(store_reader(s), "SELECT COUNT(*) FROM node"), 2);
    CHECK_EQ(db_i64(store_reader(s), "SELECT size FROM head ORDER BY size DESC LIMIT 1"), 600);
    fixture_script(s, "UPDATE journal SET body=REPLACE(body, '\"actor\":7', '\"actor\":8') WHERE seq=599");
    store_close(s);
    s            = fixture_open(folder);
    NoteJob here = note_job("y", 1), there = note_job("z", 1);
    there.note.county = 410105;
    CHECK_EQ(fixture_do(s, &here), FAULT_store_failed);
    CHECK_EQ(fixture_do(s, &there), OK);
    CHECK_EQ(db_i64(store_reader(s), "SELECT COUNT(*) FROM journal WHERE county=410104"), 600);
    store_close(s);
}

// Numbers of a damaged row, and those that run out: the job falls, the server does not.
static void county_numbers(const char *folder)
{
    static const struct { const char *script; Fault fault; } cases[] = {
        { "UPDATE county SET next_n=0", FAULT_store_failed },
        { "UPDATE county SET next_n=-7", FAULT_store_failed },
        { "UPDATE county SET next_n=5000000000", FAULT_store_failed },
        { "UPDATE county SET next_n=999999999", OK },
        { "UPDATE county SET next_n=1000000000", FAULT_store_failed },
        { "UPDATE county SET next_n=2", OK },
    };
    Store  *s = fixture_open(folder);
    NoteJob n = note_job("a", 1);
    CHECK_EQ(fixture_do(s, &n), OK);
    for (int i = 0; i < COUNT(cases); i++) {
        CHECK_EQ(fixture_script(s, cases[i].script), OK);
        n = note_job("b", 1);
        CHECK_EQ(fixture_do(s, &n), cases[i].fault);
    }
    store_close(s);
}

// An entry of an import may be large; the few that are looked at when the folder is opened must all be read.
static void large_tails(const char *folder)
{
    enum { LETTERS = 3 << 20 };
    Store *s    = fixture_open(folder);
    char  *text = NEW(arena, char, LETTERS + 1);
    memset(text, 'a', LETTERS);
    for (int i = 0; i < 3; i++) {
        NoteJob n     = note_job(text, 1);
        n.note.county = COUNTY + i;
        CHECK_EQ(fixture_do(s, &n), OK);
    }
    store_close(s);
    store_close(fixture_open(folder));
}

static i64 told_now;
static i64 tell_now(void) { return told_now; }

static i64 told_steady;
static i64 tell_steady(void) { return told_steady; }

static Fault accept_run(Job *job, Tx *tx)
{
    (void)job;
    CHECK_EQ(tx_real(tx), told_now);
    tx_clock_accept(tx);
    return OK;
}

// A jump of the injected clock against the steady one: only the job that may looks at it, the others wait for its end.
static void in_doubt(void)
{
    Str         error;
    StoreConfig c = fixture_config(NULL);
    c.now         = tell_now;
    c.steady      = tell_steady;
    told_now      = 1796000000000;
    told_steady   = HOUR;
    Store *s      = store_open(&c, &error);
    CHECK_EQ(fixture_tables(s), OK);
    NoteJob one = note_job("a", 1), two = note_job("b", 1), three = note_job("c", 1), four = note_job("d", 1);
    CHECK_EQ(fixture_do(s, &one), OK);
    told_now += MINUTE;
    CHECK_EQ(fixture_do(s, &two), FAULT_clock_jumped);
    CHECK_EQ(store_now(s), told_now - MINUTE);
    CHECK(!store_clock(s).agrees && store_clock(s).system == told_now);
    Job accept = { .run = accept_run, .in_doubt = true };
    CHECK_EQ(writer_wait(s, &accept), OK);
    CHECK(fixture_do(s, &three) == OK && three.now == told_now && three.entry.seq == one.entry.seq + 1);
    told_now -= HOUR;
    CHECK_EQ(fixture_do(s, &four), FAULT_clock_jumped);
    told_now += HOUR;
    CHECK(fixture_do(s, &four) == OK && four.now == told_now);
    store_close(s);
}

typedef struct KeyJob { Job job; i64 made, forgotten; bool forget; } KeyJob;

static Fault key_run(Job *job, Tx *tx)
{
    KeyJob *k = (KeyJob *)job;
    Seal    key;
    i64     owner = COUNTY * (i64)COUNTY_IDS + 7;
    if (k->forget) vault_forget(tx_vault(tx), tx_db(tx), owner);
    else CHECK(vault_new(tx_vault(tx), tx_db(tx), owner, &key));
    k->made = db_i64(tx_db(tx), "SELECT made_at FROM seal_key WHERE owner=$1", I(owner));
    k->forgotten = db_i64(tx_db(tx), "SELECT at FROM forgotten WHERE owner=$1", I(owner));
    return OK;
}

// A restore takes away the keys made before a forgetting: so its moment is later, though the clock was set back.
static void forgets_ascend(void)
{
    Str         error;
    StoreConfig c = fixture_config(NULL);
    c.now         = tell_now;
    told_now      = 1796000000000;
    Store *s      = store_open(&c, &error);
    KeyJob make = { .job.run = key_run }, forget = { .job.run = key_run, .forget = true };
    CHECK(writer_wait(s, &make.job) == OK && make.made == told_now);
    told_now -= DAY;
    CHECK(writer_wait(s, &forget.job) == OK && forget.forgotten == make.made && !forget.made);
    CHECK(writer_wait(s, &make.job) == OK && make.made == told_now);
    CHECK(writer_wait(s, &forget.job) == OK && forget.forgotten == 1796000000001);
    store_close(s);
}

// A machine that forgot the year makes no folder: everything in it would be dated so.
static void year_forgotten(void)
{
    char        folder[64];
    Str         error = { 0 };
    StoreConfig c = fixture_config(fixture_folder(folder));
    c.now         = tell_now;
    c.steady      = tell_steady;
    told_now      = 5 * (i64)DAY;
    CHECK(!store_open(&c, &error) && str_has(error, STR("clock")));
    told_now = 1796000000000;
    Store *s = store_open(&c, &error);
    CHECK(s && store_clock(s).agrees);
    store_close(s);
    told_now -= DAY;                    // a folder that is there is opened, to be read
    s = store_open(&c, &error);
    CHECK(s && store_clock(s).agrees);  // nothing was recorded or noted yet, so nothing says otherwise
    store_close(s);
    fixture_remove(folder);
}

static void two_times(void)
{
    Str         error;
    StoreConfig c = fixture_config(NULL);
    c.now         = tell_now;
    told_now      = 1763970000000;
    Store *s      = store_open(&c, &error);
    CHECK_EQ(fixture_tables(s), OK);
    NoteJob one = note_job("a", 1), two = note_job("b", 1), other = note_job("c", 1);
    CHECK_EQ(fixture_do(s, &one), OK);
    told_now -= 60000;    // the machine's clock was set back
    CHECK_EQ(fixture_do(s, &two), OK);
    CHECK(one.now == 1763970000000 && two.now == one.now && two.entry.recorded_at == one.entry.recorded_at);
    other.note.county = 410105;
    CHECK(fixture_do(s, &other) == OK && other.now == told_now);
    store_set(s->db, "site", STR("a"));
    store_set(s->db, "site", STR("b"));
    Str value;
    CHECK(store_setting(s->db, "site", arena, &value) && str_is(value, "b") &&
          !store_setting(s->db, "none", arena, &value));
    CHECK(store_deed(s, STR("note_write")) == &fixture_deeds[0] && store_deed(s, STR("note")) == NULL);
    store_close(s);
}

// What another program that opens the file sees of ours: a lock that keeps it from taking itself for the last user.
static bool locked_for_others(const char *path)
{
    enum { SQLITE_SHARED_FIRST = 0x40000002, SQLITE_SHARED_SIZE = 510 };
    pid_t pid = fork();
    if (pid == 0) {
        struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = SQLITE_SHARED_FIRST,
                              .l_len = SQLITE_SHARED_SIZE };
        int fd = open(path, O_RDWR | O_CLOEXEC);
        _exit(fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK ? 0 : 1);
    }
    int status = -1;
    return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

// A second connection that writes (the log's) came and went: the locks of the first are still there.
static void locks_kept(const char *folder)
{
    Store *s = fixture_open(folder);
    CHECK(locked_for_others(s->path));
    db_close(db_open(s->path, DB_WRITE));
    CHECK(locked_for_others(s->path));
    store_close(s);
}

static void in_folder(void (*test)(const char *folder))
{
    char        name[64];
    const char *folder = fixture_folder(name);
    test(folder);
    fixture_remove(folder);
}

void store_test(void)
{
    arena    = arena_open(256 << 20);
    Store *s = fixture_open(NULL);
    sentences(s);
    failures(s);
    whole_rows(s);
    entries();
    appending(s);
    keys(s);
    store_close(s);
    two_times();
    in_doubt();
    forgets_ascend();
    year_forgotten();
    in_folder(forget_and_replay);
    in_folder(locks_kept);
    in_folder(sealed_bytes);
    in_folder(rotten_index);
    in_folder(forgotten_words);
    in_folder(folder_rules);
    in_folder(older_folder);
    in_folder(broken_tail);
    in_folder(large_tails);
    in_folder(county_numbers);
    arena_close(arena);
}
