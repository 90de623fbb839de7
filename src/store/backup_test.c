// Backup and restore: what a copy holds and what it does not, copies made while the store is written, damaged copies.
#include "store/proof_fixture.h"

static void restored(const StoreConfig *c, const char *from)
{
    Str  error = STR("");
    bool good = store_restore(c, str(from), &error);
    if (!good) printf("    %.*s\n", (int)error.len, error.at);
    CHECK(good);
}

// Whoever damages a copy may write its digest, too.
static void digest_again(const char *to)
{
    Arena *a = arena_open(64 << 20);
    i64    len;
    char  *text = text_of(to, a, &len);
    Hash   hash = hash_sha256((Str){ text, len });
    Str    hex = hex_text(a, hash.at, 32);
    text_put(arena_fmt(a, "%s.sha256", to).at, hex.at, hex.len);
    arena_close(a);
}

// ---- what a copy holds -------------------------------------------------------------------------------
static i64 times_in(const char *path, const char *word)
{
    Arena *a = arena_open(64 << 20);
    i64    len, count = 0;
    char  *text = text_of(path, a, &len);
    for (char *at = text; (at = memmem(at, (size_t)(text + len - at), word, strlen(word))); at++) count++;
    arena_close(a);
    return count;
}

// Opened words and what ends with a restore stay behind; all tables are there, so that migrations find them.
static void list_obeyed(const char *path)
{
    Arena *a = arena_open(1 << 20);
    Db    *db = db_open(path, DB_LONG);
    for (int i = 0; i < store_table_count; i++) {
        const TableInfo *t = &store_tables[i];
        bool left = !strcmp(t->backup, "leave"), made = t->kind == SHADOW || t->kind == INDEX;
        CHECK(left || !strcmp(t->backup, "copy"));
        CHECK_EQ(made, !strcmp(t->restore, "make"));
        CHECK_EQ(left, made || !strcmp(t->restore, "drop"));
        CHECK(table_there(db, t->name));
        if (left) CHECK_EQ(db_i64_args(db, arena_fmt(a, "SELECT COUNT(*) FROM %s", t->name).at, NULL, 0), 0);
    }
    CHECK_EQ(db_i64_args(db, "SELECT page_size FROM pragma_page_size", NULL, 0), 8192);
    CHECK(file_marked(db) && !db_failed(db));
    db_close(db);
    arena_close(a);
}

static i64 rows_differing(Db *db, Arena *a, const char *table)
{
    Rows *r = db_ask(db, "SELECT GROUP_CONCAT(name) FROM pragma_table_info($1)", T(str(table)));
    char *columns = rows_next(r) ? arena_z(a, rows_str(r, 0, a)) : "";
    rows_end(r);
    Str here = arena_fmt(a, "SELECT %s FROM main.%s", columns, table);
    Str there = arena_fmt(a, "SELECT %s FROM other.%s", columns, table);
    Str text = arena_fmt(a, "SELECT (SELECT COUNT(*) FROM (%s EXCEPT %s)) + (SELECT COUNT(*) FROM (%s EXCEPT %s))",
                         here.at, there.at, there.at, here.at);
    return db_i64_args(db, text.at, NULL, 0);
}

// Shadow and index row by row, log and own likewise, but for what ends with a restore and the moments of migrations.
static void same_tables(const char *folder, const char *elsewhere)
{
    Arena        *a = arena_open(1 << 20);
    Findings      f = { .arena = a };
    StoreConfig   c = config_of(folder);
    VerifyFigures figures = { 0 };
    char         *first = folder_path(a, str(folder), "linli.db");
    Db           *right = db_open(first, DB_LONG), *is = db_open(folder_path(a, str(elsewhere), "linli.db"), DB_LONG);
    CHECK(tables_compare(&c, is, right, &f, &figures) && figures.rows > 2 * ENTRIES);
    for (int i = 0; i < f.count; i++) printf("    %s\n", f.at[i].at);
    CHECK(db_script(is, arena_fmt(a, "ATTACH '%s' AS other", first).at));
    for (int i = 0; i < store_table_count; i++) {
        const TableInfo *t = &store_tables[i];
        if (strcmp(t->backup, "copy") || !strcmp(t->name, "migration") || !strcmp(t->name, "own_sum")) continue;
        CHECK_EQ(rows_differing(is, a, t->name), 0);
    }
    CHECK(!db_failed(is));
    db_close(right);
    db_close(is);
    arena_close(a);
}

// As it is, without a restore, a copy would be a store without tables.
static void copy_not_served(const char *folder, const char *to, const char *bare)
{
    Arena      *a = arena_open(64 << 20);
    Str         error = STR("");
    StoreConfig c = config_of(bare);
    i64         len;
    char       *text = text_of(to, a, &len);
    key_copy(folder, bare);
    text_put(folder_path(a, str(bare), "linli.db"), text, len);
    CHECK(!store_open(&c, &error) && str_has(error, STR("restore it instead")));
    arena_close(a);
}

// Neither a word nor a pair of its characters, as the search index keeps them, is open in the copy.
static void copy_closed(const char *folder, Str root)
{
    static const char *const words[] = { "路灯坏了", "路灯", "灯坏", "坏了", "13812345678" };
    Arena      *a = arena_open(1 << 20);
    Str         error = STR("");
    char       *path = folder_path(a, str(folder), "linli.db"), *to = folder_path(a, root, "backups/closed.db");
    char       *again = folder_path(a, root, "again");
    StoreConfig c = config_of(folder), there = config_of(again);
    for (int i = 0; i < COUNT(words); i++) CHECK_EQ(times_in(path, words[i]) > 0, i < 4);
    damage(path, "CREATE TABLE stray(words TEXT); INSERT INTO stray VALUES('路灯')");
    CHECK(!store_backup(&c, str(to), &error) && str_has(error, STR("table stray")));
    CHECK_EQ(names_with(folder_path(a, root, "backups"), "closed.db"), 0);
    damage(path, "DROP TABLE stray");
    CHECK(store_backup(&c, str(to), &error));
    for (int i = 0; i < COUNT(words); i++) CHECK_EQ(times_in(to, words[i]), 0);
    struct stat st;
    CHECK(stat(to, &st) == 0 && (st.st_mode & 0777) == 0600);
    CHECK_EQ(names_with(folder_path(a, root, "backups"), "closed.db"), 2);
    list_obeyed(to);
    key_copy(folder, again);
    restored(&there, to);
    same_tables(folder, again);
    CHECK_EQ(rows_of(again, "SELECT COUNT(*) FROM look WHERE why LIKE '路灯坏了 %'"), ENTRIES + 39);
    CHECK(times_in(folder_path(a, str(again), "linli.db"), "灯坏") > 0);
    copy_not_served(folder, to, folder_path(a, root, "bare"));
    arena_close(a);
}

// Copies of earlier builds, and those made before a migration, are whole files. They are still taken, but what follows
// from the journal is made from it, whatever they say.
static void copy_whole(const char *folder, Str root)
{
    Arena        *a = arena_open(1 << 20);
    char         *to = folder_path(a, root, "backups/whole.db"), *again = folder_path(a, root, "again");
    StoreConfig   there = config_of(again);
    VerifyFigures figures;
    Db           *db = db_open(folder_path(a, str(folder), "linli.db"), DB_LONG);
    CHECK(db && store_copy_whole(db, to));
    db_close(db);
    CHECK(times_in(to, "路灯坏了") > 0);
    restored(&there, to);
    same_tables(folder, again);
    damage(to, "UPDATE look SET at=5, why='lies' WHERE id=410104000000011");
    damage(to, "UPDATE search SET words='lies' WHERE rowid=410104000000016");
    digest_again(to);
    restored(&there, to);
    CHECK(clean(again, &figures));
    same_tables(folder, again);
    arena_close(a);
}

// A folder of an older shape is copied in that shape; the restore brings it to the newest one.
static void copy_older(const char *folder, Str root)
{
    Arena        *a = arena_open(1 << 20);
    Str           error = STR("");
    char         *to = folder_path(a, root, "backups/older.db"), *old = folder_path(a, root, "again/linli.db");
    char         *there = folder_path(a, root, "again");
    StoreConfig   c = config_of(there);
    VerifyFigures figures;
    i64           newest = rows_of(there, "SELECT MAX(version) FROM migration");
    damage(old, "DELETE FROM migration WHERE version>=6");
    damage(old, "DROP TABLE own_sum; DROP TABLE pack_seen; DROP TABLE setting_said; DROP TABLE clock_mark");
    damage(old, "DROP TABLE notice; DROP TABLE notice_step; DROP TABLE notice_place");
    CHECK(store_backup(&c, str(to), &error));
    Db *db = db_open(to, DB_LONG);
    CHECK(db && store_version(db) == 5 && !table_there(db, "pack_seen"));
    db_close(db);
    restored(&c, to);
    CHECK_EQ(rows_of(there, "SELECT MAX(version) FROM migration"), newest);
    CHECK(clean(there, &figures));
    same_tables(folder, there);
    arena_close(a);
}

// ---- while it is written -----------------------------------------------------------------------------
typedef struct Load { Store *store; bool stop; i64 done; } Load;

static void *load_main(void *context)
{
    Load *l = context;
    while (!__atomic_load_n(&l->stop, __ATOMIC_RELAXED)) {
        LookJob j = { .job.run = look_run, .county = COUNTY, .entries = 3 };
        if (writer_wait(l->store, &j.job) == OK) __atomic_add_fetch(&l->done, 3, __ATOMIC_RELAXED);
    }
    return NULL;
}

// A verify and a backup beside a store that is being written; both see one whole moment of it.
static void backup_under_load(const char *folder, const char *to)
{
    Str           error = STR("");
    StoreConfig   c = config_of(folder);
    VerifyFigures figures;
    pthread_t     thread;
    Load          load = { .store = open_store(folder) };
    CHECK_EQ(pthread_create(&thread, NULL, load_main, &load), 0);
    while (__atomic_load_n(&load.done, __ATOMIC_RELAXED) < 30) usleep(1000);
    CHECK(store_backup(&c, str(to), &error));
    CHECK(clean(folder, &figures));
    CHECK(figures.entries > ENTRIES + 41);
    __atomic_store_n(&load.stop, true, __ATOMIC_RELAXED);
    pthread_join(thread, NULL);
    CHECK(!store_backup(&c, str(to), &error) && str_has(error, STR("exists already")));
    CHECK(!store_restore(&c, str(to), &error) && str_has(error, STR("in use")));
    CHECK(!store_rebuild(&c, &error) && str_has(error, STR("in use")));
    LookJob drop = { .job.run = look_run, .county = COUNTY, .entries = 1, .drop = first_id + 12 };
    CHECK_EQ(writer_wait(load.store, &drop.job), OK);
    wait_feeds(load.store);
    store_close(load.store);
}

// ---- restore -----------------------------------------------------------------------------------------
static void restore_good(const char *folder, const char *to, const char *elsewhere)
{
    Arena        *a = arena_open(16 << 20);
    Str           error = STR("");
    StoreConfig   c = config_of(elsewhere);
    VerifyFigures figures;
    i64           len;
    CHECK(!store_restore(&c, str(to), &error) && str_has(error, STR("master.key")));
    key_copy(folder, elsewhere);
    // The list as it stands at the next backup knows of a forgetting that this copy does not.
    char *list = text_of(folder_path(a, str(folder), "forgotten.list"), a, &len);
    CHECK(str_has((Str){ list, len }, STR("410104000000012 ")));
    Str beside = arena_fmt(a, "%.*s/forgotten.list", (int)(strrchr(to, '/') - to), to);
    CHECK(unlink(beside.at) == 0 && mkdir(beside.at, 0700) == 0);    // there, but not to be read
    CHECK(!store_restore(&c, str(to), &error) && str_has(error, STR("forgotten.list cannot be read")));
    CHECK(rmdir(beside.at) == 0);
    text_put(beside.at, list, len);
    restored(&c, to);
    CHECK(clean(elsewhere, &figures));
    CHECK(figures.entries > ENTRIES + 41);
    CHECK_EQ(rows_of(elsewhere, "SELECT COUNT(*) FROM look WHERE why='removed'"), 2);
    CHECK_EQ(rows_of(elsewhere, "SELECT COUNT(*) FROM search WHERE search MATCH '\"12\"'"), 1);   // the other county's
    CHECK_EQ(names_with(elsewhere, ".part"), 0);
    CHECK(store_restore(&c, str(to), &error));
    CHECK_EQ(names_with(elsewhere, "before-restore-"), 1);
    CHECK(clean(elsewhere, &figures));
    store_close(open_store(elsewhere));
    arena_close(a);
}

static bool restore_says(const StoreConfig *c, const char *to, const char *wanted)
{
    Str error = STR("");
    if (!store_restore(c, str(to), &error) && str_has(error, str(wanted)) && str_has(error, STR("nothing was changed")))
        return true;
    printf("    wanted \"%s\": %.*s\n", wanted, (int)error.len, error.at);
    return false;
}

// What follows from the journal is not in the copy, so there is nothing of it to damage.
static bool made_anew(const char *sql)
{
    return str_has(str(sql), STR(" look")) || str_has(str(sql), STR(" tally")) || str_has(str(sql), STR(" search"));
}

// Digest and all: refused by what the entries say, mostly in the words of verify's own first finding.
static void damages_refused(const StoreConfig *c, const char *to)
{
    Arena *a = arena_open(64 << 20);
    i64    len, places = 0, named = 0;
    char  *text = text_of(to, a, &len);
    for (int i = 0; i < proof_damage_count; i++) {
        Str error = STR("");
        if (made_anew(proof_damages[i][0])) continue;
        damage(to, proof_damages[i][0]);
        digest_again(to);
        CHECK(!store_restore(c, str(to), &error) && str_has(error, STR("is damaged: ")) &&
              str_has(error, STR("nothing was changed")));
        named += str_has(error, str(proof_damages[i][1]));
        text_put(to, text, len);
        places++;
    }
    digest_again(to);
    CHECK(places > 20);
    CHECK(named >= places - 4);
    arena_close(a);
}

// Single bytes, in the middle of what is known to be there: bodies, the index of keys, the mark of the log.
static void bytes_refused(const StoreConfig *c, const char *to)
{
    static const char *const marks[] = { "\"key\":\"key-410104000000333\"", "key-410104000000444", "look_drop" };
    Arena *a = arena_open(64 << 20);
    i64    len, places = 0, taken = 0;
    char  *text = text_of(to, a, &len);
    for (int i = 0; i < COUNT(marks); i++) {
        i64   size = (i64)strlen(marks[i]);
        char *end = text + len;
        for (char *at = text; (at = memmem(at, (size_t)(end - at), marks[i], (size_t)size)); at += size) {
            Str error = STR("");
            at[size / 2] ^= 2;
            text_put(to, text, len);
            digest_again(to);
            taken += store_restore(c, str(to), &error);
            at[size / 2] ^= 2;
            places++;
        }
    }
    text_put(to, text, len);
    digest_again(to);
    CHECK(places >= 5);
    CHECK_EQ(taken, 0);
    arena_close(a);
}

static void restore_bad(const char *to, const char *elsewhere)
{
    Arena      *a = arena_open(64 << 20);
    Str         error = STR(""), beside = arena_fmt(a, "%s.sha256", to);
    StoreConfig c = config_of(elsewhere);
    i64         len, rows = rows_of(elsewhere, "SELECT COUNT(*) FROM journal");
    char       *text = text_of(to, a, &len);
    for (int i = 0; i < 64; i++) {
        i64 at = i * (len - 1) / 63;
        text[at] ^= 1;
        text_put(to, text, len);
        CHECK(restore_says(&c, to, "its digest"));
        text[at] ^= 1;
    }
    text_put(to, text, len);
    unlink(beside.at);
    CHECK(!store_restore(&c, str(to), &error) && str_has(error, STR("sha256 is missing")));
    text_put(to, "", 0);                                        // a file, a digest, and nothing in it
    digest_again(to);
    CHECK(restore_says(&c, to, "not a copy of a data folder"));
    text_put(to, text, len);
    digest_again(to);
    damages_refused(&c, to);
    bytes_refused(&c, to);
    CHECK_EQ(rows_of(elsewhere, "SELECT COUNT(*) FROM journal"), rows);
    CHECK_EQ(names_with(elsewhere, ".part"), 0);
    CHECK_EQ(names_with(elsewhere, "before-restore-"), 1);
    arena_close(a);
}

void backup_test(void)
{
    char   base[64];
    Arena *a = arena_open(1 << 16);
    Str    root = str(fixture_folder(base));
    char  *folder = folder_path(a, root, "data"), *elsewhere = folder_path(a, root, "elsewhere");
    char  *to = folder_path(a, root, "backups/one.db");
    log_quiet(true);
    CHECK(folder_make(folder_path(a, root, "backups")));
    fill(folder);
    copy_closed(folder, root);
    copy_whole(folder, root);
    copy_older(folder, root);
    backup_under_load(folder, to);
    restore_good(folder, to, elsewhere);
    restore_bad(folder_path(a, root, "backups/closed.db"), elsewhere);
    fixture_remove(base);
    log_quiet(false);
    arena_close(a);
}
