// folder.c: the data folder and what lives in it while it is open: lock, connections, vault, deeds.
// Opening is the one moment when everything is looked at that a start can afford: the lock, the master key, the shape
// of the tables, the ends of the newest logs. Whatever does not fit is a sentence for the operator and no store. All
// of it runs on the thread that opens, before any other is there.
#include "store/store_room.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NEWEST_CHECKED = 4 };

// ---- paths -----------------------------------------------------------------------------------------

char *folder_path(Arena *a, Str data, const char *name)
{
    return arena_z(a, arena_fmt(a, "%.*s/%s", (int)data.len, data.at, name));
}

// A new name is durable only when its directory is.
bool folder_sync(const char *path)
{
    Arena *a      = arena_open(16 << 10);
    char  *folder = arena_z(a, str(path)), *slash = strrchr(folder, '/');
    if (slash) slash[slash == folder] = 0;
    int  fd   = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    arena_close(a);
    return good;
}

bool folder_make(const char *path)
{
    if (mkdir(path, 0700) == 0) return folder_sync(path);
    struct stat st;
    return errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

// flock goes with the descriptor, so a server that was killed leaves no lock behind. File `lock` may be deleted under
// its holder and made anew by the next, the directory cannot be; some network file systems lock files only.
static bool lock_take(FolderLock *l, const char *file, const char *folder)
{
    l->file = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (l->file < 0 || flock(l->file, LOCK_EX | LOCK_NB) != 0) return false;
    l->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return l->folder >= 0 && (flock(l->folder, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK);
}

bool folder_lock(Str data, FolderLock *l, Str *error)
{
    *l = (FolderLock){ -1, -1 };
    Arena *a    = arena_open(16 << 10);
    char  *file = folder_path(a, data, "lock"), *folder = arena_z(a, data);
    bool   good = lock_take(l, file, folder);
    int    why  = errno;
    if (!good) folder_unlock(l);
    if (!good && why == EWOULDBLOCK) refuse(error, "%s is in use by another process", folder);
    else if (!good && why == EROFS) refuse(error, "%s lies on a read-only file system: nothing can be changed", folder);
    else if (!good) refuse(error, "%s cannot be written: %s", folder, strerror(why));
    arena_close(a);
    return good;
}

void folder_unlock(FolderLock *l)
{
    if (l->folder >= 0) close(l->folder);
    if (l->file >= 0) close(l->file);
    *l = (FolderLock){ -1, -1 };
}

static bool held_elsewhere(const char *path, int flags)
{
    int fd = open(path, flags | O_CLOEXEC);
    if (fd < 0) return false;
    bool held = flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return held;
}

// A look, for words that would rather speak to the server; it may be outdated at once.
bool store_held(Str data)
{
    Arena *a    = arena_open(16 << 10);
    bool   held = held_elsewhere(folder_path(a, data, "lock"), O_RDWR) ||
                  held_elsewhere(arena_z(a, data), O_RDONLY | O_DIRECTORY);
    arena_close(a);
    return held;
}

// ---- deeds -----------------------------------------------------------------------------------------

static int deed_order(const void *a, const void *b)
{
    return strcmp((*(const Deed *const *)a)->name, (*(const Deed *const *)b)->name);
}

// By name, for bisection: each replayed or fed entry asks.
static void deeds_sort(Store *s)
{
    int count = s->config.deed_count;
    s->deeds  = NEW(s->arena, const Deed *, count + 1);
    for (int i = 0; i < count; i++) s->deeds[i] = &s->config.deeds[i];
    if (count) qsort(s->deeds, (size_t)count, sizeof *s->deeds, deed_order);
    for (int i = 1; i < count; i++)
        assert(strcmp(s->deeds[i - 1]->name, s->deeds[i]->name) && "a deed's name is its own");
}

const Deed *store_deed(const Store *s, Str name)
{
    assert(s->deeds || s->config.deed_count == 0);
    for (int low = 0, high = s->config.deed_count; low < high;) {
        int middle = (low + high) / 2, order = str_order(name, str(s->deeds[middle]->name));
        if (order == 0) return s->deeds[middle];
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return NULL;
}

// ---- opening and closing ---------------------------------------------------------------------------

// What an earlier store has left in a folder without one; NULL: nothing.
static const char *trace_of(Str data, Arena *a)
{
    static const char *const names[] = { "keys/master.key", "heads.list", "forgotten.list", "linli.db-wal", "backups",
                                         "restore.part", "rebuild.part" };
    for (int i = 0; i < COUNT(names); i++)
        if (access(folder_path(a, data, names[i]), F_OK) == 0) return names[i];
    return NULL;
}

bool store_trace(Str data, Arena *a, Str *name)
{
    const char *found = trace_of(data, a);
    if (found) *name = str(found);
    return found != NULL;
}

static bool folder_new(Store *s, const char *folder, Str *error)
{
    const char *trace = trace_of(s->config.data, s->arena);
    if (!s->config.make) return refuse(error, "%s is no data folder (there is no %s)", folder, s->path);
    return !trace || refuse(error, "%s 里有 %s，没有 linli.db：从备份恢复（linli restore）；若从未使用过，先删掉这个目录。\n"
                            "%s holds %s but no linli.db: restore a backup (linli restore); if it was never in use, "
                            "remove it first", folder, trace, folder, trace);
}

// SQLite would open what it may not write for reading, and every change would fail.
static bool files_writable(Store *s, Str *error)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    for (int i = 0; i < COUNT(ends); i++) {
        Str path = arena_fmt(s->arena, "%s%s", s->path, ends[i]);
        if (access(path.at, W_OK) == 0 || errno == ENOENT) continue;
        return refuse(error, "%s cannot be written: %s", path.at, strerror(errno));
    }
    return true;
}

static bool journal_gone(Str *error)
{
    return refuse(error, "linli.db 里没有日志，记录不见了：从备份恢复（linli restore）；"
                  "若从未使用过，删掉这个目录再 linli init。\n"
                  "linli.db holds no journal, its entries are gone: restore a backup (linli restore); if the folder "
                  "was never in use, remove it and run linli init again");
}

// The lock comes before anything is read, the file is made only after the key.
static bool folder_open(Store *s, Str *error)
{
    const StoreConfig *c      = &s->config;
    char              *folder = arena_z(s->arena, c->data);
    if (c->make && !folder_make(folder)) return refuse(error, "%s cannot be made: %s", folder, strerror(errno));
    bool there = access(s->path, F_OK) == 0;
    if (!there && !folder_new(s, folder, error)) return false;
    if (!folder_lock(c->data, &s->lock, error)) return false;
    folder_tidy(c->data);
    bool right = true;
    if (!there) clock_now(&s->clock, &right);
    if (!right) return refuse(error, "the machine's clock is before 2026: set it right first");
    if (!vault_open(&s->vault, c->data, c->key_file, c->make && !there, error)) return false;
    if (!files_writable(s, error)) return false;
    struct stat st;                            // told before it gets a header; a log beside it is not its own then
    if (there && !c->make && stat(s->path, &st) == 0 && st.st_size == 0) return journal_gone(error);
    s->db = db_open(s->path, DB_WRITE);
    if (!s->db)
        return refuse(error, "%s cannot be opened; the log says why. If it is damaged, restore a backup", s->path);
    if (file_marked(s->db)) return refuse(error, "%s is a copy made by backup: restore it instead", s->path);
    return folder_sync(s->path) || refuse(error, "%s cannot be synced: %s", folder, strerror(errno));
}

// What may be served: a journal with entries, all of which heads.list says they were signed. An empty one is served as
// a new installation only to who makes one; else the log would begin again at 0 under the old key.
static bool entries_there(Store *s, Str *error)
{
    bool any = table_there(s->db, "journal") && db_i64_args(s->db, "SELECT 1 FROM journal LIMIT 1", NULL, 0) == 1;
    if (db_failed(s->db))
        return refuse(error, "linli.db cannot be read: %s. Restore a backup", db_why(s->db));
    if (!any && !s->config.make) return journal_gone(error);
    return (!any && tips_text(s->config.data, s->arena).len == 0) || tips_fit(s->db, s->config.data, error);
}

// The folder remembers which master key it was made with: another one could neither open nor sign for it.
static bool key_fits(Store *s, Str *error)
{
    Str known   = STR(""), ours;
    Hash public = vault_public(&s->vault);
    ours        = hex_text(s->arena, public.at, 32);
    if (store_setting(s->db, "public_key", s->arena, &known))
        return str_same(known, ours) || refuse(error, "the master key is not the one this folder was made with");
    if (db_i64_args(s->db, "SELECT 1 FROM journal LIMIT 1", NULL, 0))
        return refuse(error, "linli.db does not say which master key it was made with: restore a backup");
    if (db_begin(s->db)) store_set(s->db, "public_key", ours);
    db_commit(s->db);
    return true;
}

// Only a few at start, the others when first touched: a county whose log is not whole can be read but not added to.
static void newest_check(Store *s)
{
    Arena *a = arena_open(ENTRY_MAX * 2);    // one entry, and what parsing it takes
    Rows  *r = db_ask(s->db, "SELECT county FROM county ORDER BY recorded_at DESC, county LIMIT $1", I(NEWEST_CHECKED));
    for (; rows_next(r); arena_reset(a)) {
        County c;
        if (county_read(s->db, rows_i64(r, 0), &c)) county_check(s->db, a, &c);
    }
    rows_end(r);
    arena_close(a);
}

// What was noted while it ran, and the newest moment of the journal, say what the time should be.
static void clock_start(Store *s)
{
    Arena *a = arena_open(1 << 16);
    Str    noted = STR(""), test = STR(""), shift = STR("");
    i64    ms = 0;
    store_setting(s->db, "clock", a, &noted);
    if (store_setting(s->db, "installation", a, &test) && str_is(test, "test") &&
        store_setting(s->db, "clock_shift", a, &shift) && str_i64(shift, &ms)) store_clock_shift(s, ms);
    clock_begin(&s->clock, noted, db_i64_args(s->db, "SELECT MAX(recorded_at) FROM county", NULL, 0));
    arena_close(a);
}

// In this order: file, shape, clock, key, tails; the writer's thread last.
static bool store_ready(Store *s, Str *error)
{
    const StoreConfig *c = &s->config;
    if (c->memory) {
        if (!vault_open(&s->vault, STR(""), c->key_file, false, error)) return false;
        s->db = db_open(NULL, DB_MEMORY);
        if (!s->db) return refuse(error, "no memory for a store");
    } else if (!folder_open(s, error) || !entries_there(s, error)) return false;
    s->vault.clock = &s->clock;
    if (!store_migrate(s->db, c->memory ? STR("") : c->data, c->memory ? NULL : &s->vault, error)) return false;
    if (!c->memory) own_watch(s->db, &s->vault);
    clock_start(s);
    if (!c->memory && !key_fits(s, error)) return false;
    newest_check(s);
    if (db_failed(s->db)) return refuse(error, "the store cannot be read; the log says why");
    if (!c->memory) s->tips = tips_open(s->db, c->data);
    s->writer = writer_start(s);
    return s->writer || refuse(error, "the writer's thread does not start");
}

// NULL and a sentence, with nothing left open. Texts of `c` are copied; deeds and feeds must live as long as the
// store.
Store *store_open(const StoreConfig *c, Str *error)
{
    assert(c->memory || c->data.len);
    assert((c->deeds || !c->deed_count) && (c->feeds || !c->feed_count));
    Arena *a           = arena_open(4 << 20);
    Store *s           = NEW(a, Store, 1);
    s->config          = *c;
    s->config.data     = arena_str(a, c->data);
    s->config.key_file = arena_str(a, c->key_file);
    clock_open(&s->clock, c->now, c->steady, c->boot);
    s->arena           = a;
    s->lock            = (FolderLock){ -1, -1 };
    s->path            = folder_path(a, c->data, "linli.db");
    atomic_init(&s->writable, true);
    if (pthread_key_create(&s->mine, reader_left)) abort();
    deeds_sort(s);
    if (store_ready(s, error)) return s;
    store_close(s);
    return NULL;
}

// Readers' threads must have ended their readings. What was queued is done first.
void store_close(Store *s)
{
    if (!s) return;
    writer_stop(s->writer);
    for (int i = 0; i < READERS_MAX; i++) db_close(s->readers[i].db);
    db_close(s->db);
    tips_close(s->tips);
    vault_close(&s->vault);
    clock_close(&s->clock);
    pthread_key_delete(s->mine);
    folder_unlock(&s->lock);
    arena_close(s->arena);
}

// ---- what others ask for ---------------------------------------------------------------------------

i64 store_commits(const Store *s) { return atomic_load(&s->commits); }

Vault *store_vault(Store *s) { return &s->vault; }

// Rules get their moment from tx_now() instead.
i64 store_now(Store *s) { return clock_now(&s->clock, NULL); }

ClockState store_clock(Store *s)
{
    ClockState state;
    state.expected = clock_now(&s->clock, &state.agrees);
    state.system = clock_read(&s->clock).system;
    return state;
}

void store_clock_shift(Store *s, i64 ms) { atomic_store(&s->clock.shift, ms); }

bool store_writable(const Store *s) { return atomic_load(&s->writable); }

bool store_setting(Db *db, const char *name, Arena *a, Str *value)
{
    Rows *r     = db_ask(db, "SELECT value FROM setting WHERE name=$1", T(str(name)));
    bool  found = rows_next(r);
    if (found) *value = rows_str(r, 0, a);
    rows_end(r);
    return found;
}

// Inside a job (or before the writer runs). Own row: no entry.
void store_set(Db *db, const char *name, Str value)
{
    assert(name && name[0]);
    db_run(db, "INSERT INTO setting(name, value) VALUES($1, $2) ON CONFLICT(name) DO UPDATE SET value=excluded.value",
           T(str(name)), T(value));
}
