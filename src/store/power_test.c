// Power lost at any write: a VFS that knows what was synced. At a random moment each unsynced sector is kept, lost or
// turned to garbage; nothing acknowledged may then be missing. Also: a failed sync, and a file that may not grow.
#include "store/store_fixture.h"
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { SECTOR = 512, FILES = 8, RUNS = 300, RUNS_MS = 4000, JOBS = 12, TICKS = 160, NEVER = 1 << 30 };
enum { LOST_POWER = 9, REFUSED = 10, LEFT = 70 };

typedef struct Write {
    i64           offset, len;
    byte         *bytes;
    struct Write *next;
} Write;    // bytes NULL: cut to offset
typedef struct Image {
    char   path[200];
    byte  *at;
    i64    len, cap;
    Write *first, **end;
    bool   there;
} Image;
typedef struct File {
    sqlite3_file  base;
    Image        *image;
    sqlite3_file *real;
} File;

static sqlite3_vfs        power_vfs, *real_vfs;
static sqlite3_io_methods power_methods;
static Image              images[FILES];
static int                ticks_left;
static bool               syncs_fail;
static uint32_t           seed;
static pthread_mutex_t    disk = PTHREAD_MUTEX_INITIALIZER;
static atomic_llong      *acked;    // shared with the parent: entries acknowledged so far

static uint32_t chance(void) { return (seed = seed * 1664525u + 1013904223u) >> 8; }

// ---- what the disk holds ---------------------------------------------------------------------------

static void image_put(Image *m, i64 offset, const byte *bytes, i64 len)
{
    if (offset + len > m->cap) {
        m->cap = (offset + len) * 2;
        m->at  = realloc(m->at, (size_t)m->cap);
    }
    if (offset > m->len) memset(m->at + m->len, 0, (size_t)(offset - m->len));
    memcpy(m->at + offset, bytes, (size_t)len);
    m->len = MAX(m->len, offset + len);
}

static void image_cut(Image *m, i64 len) { m->len = MIN(m->len, len); }

static void image_load(Image *m)
{
    FILE *f = fopen(m->path, "rb");
    byte  page[8192];
    m->there = f != NULL;
    for (size_t n; f && (n = fread(page, 1, sizeof page, f)) > 0;) image_put(m, m->len, page, (i64)n);
    if (f) fclose(f);
}

static Image *image_of(const char *path)
{
    for (int i = 0; i < FILES; i++) {
        Image *m = &images[i];
        if (!strcmp(m->path, path)) return m;
        if (m->path[0]) continue;
        snprintf(m->path, sizeof m->path, "%s", path);
        m->end = &m->first;
        image_load(m);
        return m;
    }
    abort();
}

static void image_note(Image *m, i64 offset, const void *bytes, i64 len)
{
    Write *w = calloc(1, sizeof *w);
    *w       = (Write){ .offset = offset, .len = len };
    if (bytes) w->bytes = memcpy(malloc((size_t)len), bytes, (size_t)len);
    *m->end = w;
    m->end  = &w->next;
}

static void image_sync(Image *m)
{
    for (Write *w = m->first, *next; w; w = next) {
        next = w->next;
        if (w->bytes) image_put(m, w->offset, w->bytes, w->len);
        else image_cut(m, w->offset);
        free(w->bytes);
        free(w);
    }
    m->first = NULL;
    m->end   = &m->first;
    m->there = true;
}

// One write that was under way, sector by sector: kept (half of them), garbage (an eighth), or lost.
static void write_tear(Image *m, const Write *w)
{
    byte garbage[SECTOR];
    for (i64 done = 0, len; done < w->len; done += len) {
        len           = MIN(SECTOR - (w->offset + done) % SECTOR, w->len - done);
        uint32_t luck = chance() % 8;
        for (i64 i = 0; i < len; i++) garbage[i] = (byte)chance();
        if (luck > 4) continue;
        image_put(m, w->offset + done, luck == 4 ? garbage : w->bytes + done, len);
        m->there = true;
    }
}

// What is left goes beside the files: other threads go on reading and writing those until the process ends.
static void power_lost(void)
{
    char left[sizeof images[0].path + sizeof ".left"];
    for (int i = 0; i < FILES && images[i].path[0]; i++) {
        Image *m = &images[i];
        for (Write *w = m->first; w; w = w->next) {
            if (w->bytes) write_tear(m, w);
            else if (chance() % 2) image_cut(m, w->offset);
        }
        if (!m->there) continue;
        size_t len = strlen(m->path);
        memcpy(left, m->path, len);
        memcpy(left + len, ".left", sizeof ".left");
        FILE *f = fopen(left, "wb");
        if (!f || fwrite(m->at, 1, (size_t)m->len, f) != (size_t)m->len || fclose(f)) abort();
        usleep(200);
    }
    _exit(LOST_POWER);
}

// By the parent, when no thread of the child is there any more.
static void power_back(const char *folder)
{
    static const char *const names[] = { "linli.db", "linli.db-wal", "linli.db-journal", "linli.db-shm" };
    for (int i = 0; i < COUNT(names); i++) {
        char path[200], left[220];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        snprintf(left, sizeof left, "%s.left", path);
        if (rename(left, path)) unlink(path);
    }
}

static void tick(void)
{
    if (--ticks_left == 0) power_lost();
}

// ---- the VFS ---------------------------------------------------------------------------------------

static sqlite3_file *real_of(sqlite3_file *f) { return ((File *)f)->real; }

static int p_close(sqlite3_file *f)
{
    sqlite3_file *real = real_of(f);
    int           code = real->pMethods ? real->pMethods->xClose(real) : SQLITE_OK;
    free(real);
    return code;
}
static int p_read(sqlite3_file *f, void *at, int len, sqlite3_int64 offset)
{
    return real_of(f)->pMethods->xRead(real_of(f), at, len, offset);
}
static int p_write(sqlite3_file *f, const void *at, int len, sqlite3_int64 offset)
{
    pthread_mutex_lock(&disk);
    image_note(((File *)f)->image, offset, at, len);
    tick();    // the write under way may be torn as well
    pthread_mutex_unlock(&disk);
    return real_of(f)->pMethods->xWrite(real_of(f), at, len, offset);
}
static int p_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    pthread_mutex_lock(&disk);
    image_note(((File *)f)->image, size, NULL, 0);
    tick();
    pthread_mutex_unlock(&disk);
    return real_of(f)->pMethods->xTruncate(real_of(f), size);
}
static int p_sync(sqlite3_file *f, int flags)
{
    (void)flags;
    pthread_mutex_lock(&disk);
    tick();
    if (!syncs_fail) image_sync(((File *)f)->image);
    pthread_mutex_unlock(&disk);
    return syncs_fail ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}
static int p_size(sqlite3_file *f, sqlite3_int64 *size) { return real_of(f)->pMethods->xFileSize(real_of(f), size); }
static int p_lock(sqlite3_file *f, int lock) { return real_of(f)->pMethods->xLock(real_of(f), lock); }
static int p_unlock(sqlite3_file *f, int lock) { return real_of(f)->pMethods->xUnlock(real_of(f), lock); }
static int p_reserved(sqlite3_file *f, int *is) { return real_of(f)->pMethods->xCheckReservedLock(real_of(f), is); }
static int p_control(sqlite3_file *f, int deed, void *at)
{
    if (deed == SQLITE_FCNTL_SIZE_HINT || deed == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_OK;
    return real_of(f)->pMethods->xFileControl(real_of(f), deed, at);
}
static int p_sector(sqlite3_file *f) { return (void)f, SECTOR; }
static int p_promises(sqlite3_file *f) { return (void)f, 0; }    // none, not even that neighbours survive a torn write
static int p_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **at)
{
    return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, at);
}
static int p_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
    return real_of(f)->pMethods->xShmLock(real_of(f), at, n, flags);
}
static void p_shm_barrier(sqlite3_file *f) { real_of(f)->pMethods->xShmBarrier(real_of(f)); }
static int  p_shm_unmap(sqlite3_file *f, int remove) { return real_of(f)->pMethods->xShmUnmap(real_of(f), remove); }

static int p_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    (void)vfs;
    File *f = (File *)file;
    f->real = calloc(1, (size_t)real_vfs->szOsFile);
    pthread_mutex_lock(&disk);
    f->image = image_of(name);
    pthread_mutex_unlock(&disk);
    int code         = real_vfs->xOpen(real_vfs, name, f->real, flags, out);
    f->base.pMethods = code == SQLITE_OK ? &power_methods : NULL;
    if (code != SQLITE_OK) free(f->real);
    return code;
}

static int p_delete(sqlite3_vfs *vfs, const char *name, int synced)
{
    (void)vfs;
    pthread_mutex_lock(&disk);
    tick();
    Image *m = image_of(name);
    image_sync(m);
    m->len   = 0;
    m->there = false;
    pthread_mutex_unlock(&disk);
    return real_vfs->xDelete(real_vfs, name, synced);
}

static void power_on(uint32_t luck, int ticks)
{
    real_vfs           = sqlite3_vfs_find(NULL);
    power_vfs          = *real_vfs;
    power_vfs.zName    = "power";
    power_vfs.szOsFile = (int)sizeof(File);
    power_vfs.xOpen    = p_open;
    power_vfs.xDelete  = p_delete;
    power_methods =
        (sqlite3_io_methods){ 2,          p_close,       p_read,      p_write,   p_truncate, p_sync,     p_size,
                              p_lock,     p_unlock,      p_reserved,  p_control, p_sector,   p_promises, p_shm_map,
                              p_shm_lock, p_shm_barrier, p_shm_unmap, NULL,      NULL };
    seed       = luck;
    ticks_left = ticks;
    sqlite3_vfs_register(&power_vfs, 1);
}

// ---- losing it -------------------------------------------------------------------------------------

static void *caller_main(void *store)
{
    for (int i = 0; i < JOBS; i++) {
        NoteJob n = note_job("路灯坏了，请尽快处理", 1 + i);
        if (fixture_do(store, &n) != OK) _exit(REFUSED);    // until the power is gone nothing is in its way
        atomic_fetch_add(acked, 1);
    }
    return NULL;
}

// As wal_sqlite.c does, but all the time.
static void *copier_main(void *store)
{
    Db *db = db_open(((Store *)store)->path, DB_WRITE);
    for (int i = 0; i < JOBS && db; i++) {
        sqlite3_wal_checkpoint_v2(db->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
        usleep(300);
    }
    db_close(db);
    return NULL;
}

static void child_life(const char *folder, uint32_t luck)
{
    pthread_t other, copier;
    power_on(luck * 2654435761u, 1 + (int)(luck * 40503u % TICKS));
    Store *s = fixture_open(folder);
    pthread_create(&other, NULL, caller_main, s);
    if (luck % 2) pthread_create(&copier, NULL, copier_main, s);
    caller_main(s);
    pthread_join(other, NULL);
    if (luck % 2) pthread_join(copier, NULL);
    store_close(s);    // copies the write-ahead log: that can be cut short too
    _exit(0);
}

static int child_end(pid_t pid)
{
    int status = 0;
    CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool folder_whole(const char *folder)
{
    Arena *a  = arena_open(1 << 20);
    Store *s  = fixture_open(folder);
    Db    *db = store_reader(s);
    County c;
    i64    kept  = atomic_load(acked), size;
    bool   there = county_read(db, COUNTY, &c);
    size         = there ? c.edge.size : 0;
    bool good    = size >= kept && size <= kept + 2;    // at most what both callers had under way
    good         = good && (!there || county_check(db, a, &c));
    good =
        good && db_i64(db, "SELECT COUNT(*) FROM journal") == size && db_i64(db, "SELECT COUNT(*) FROM note") == size;
    good = good && fixture_counted(db) == size;
    good = good && db_i64(db, "SELECT COUNT(*) FROM seal_key") == size;
    good = good && db_i64(db, "SELECT COALESCE(MAX(size), 0) FROM head") == size && !db_failed(db);
    atomic_store(acked, size);
    store_close(s);
    arena_close(a);
    return good;
}

static void power_losses(const char *folder)
{
    i64 until = time_steady() + RUNS_MS;
    int runs = 0, lost = 0;
    store_close(fixture_open(folder));
    for (; runs < RUNS && time_steady() < until; runs++) {
        pid_t pid = fork();
        if (pid == 0) child_life(folder, (uint32_t)runs + 1);
        int end = child_end(pid);
        lost += end == LOST_POWER;
        if (end == LOST_POWER) power_back(folder);
        CHECK(end == LOST_POWER || end == 0);
        CHECK(folder_whole(folder));
    }
    CHECK(lost * 2 > runs);
}

static void failed_sync(const char *folder)
{
    store_close(fixture_open(folder));
    pid_t pid = fork();
    if (pid == 0) {
        log_quiet(true);
        power_on(1, NEVER);
        Store  *s  = fixture_open(folder);
        NoteJob n  = note_job("a", 1);
        syncs_fail = true;
        fixture_do(s, &n);
        _exit(0);
    }
    CHECK_EQ(child_end(pid), LEFT);    // it leaves at once: nobody was told that it was saved
    CHECK(folder_whole(folder));
}

static void no_growth(const char *folder)
{
    store_close(fixture_open(folder));
    pid_t pid = fork();
    if (pid == 0) {
        struct rlimit limit   = { 400 << 10, RLIM_INFINITY };
        bool          refused = false;
        signal(SIGXFSZ, SIG_IGN);
        Store *s = fixture_open(folder);
        setrlimit(RLIMIT_FSIZE, &limit);
        for (int i = 0; i < 200 && !refused; i++) {
            NoteJob n = note_job("a", i);
            refused   = fixture_do(s, &n) != OK;
            if (!refused) atomic_fetch_add(acked, 1);
        }
        bool reading   = db_i64(store_reader(s), "SELECT COUNT(*) FROM note") > 0;
        limit.rlim_cur = RLIM_INFINITY;
        setrlimit(RLIMIT_FSIZE, &limit);
        for (int i = 0; i < 200 && !store_writable(s); i++) usleep(20000);
        NoteJob after = note_job("b", 1);
        bool    again = fixture_do(s, &after) == OK;
        atomic_fetch_add(acked, again);
        store_close(s);
        _exit(refused && reading && again ? 0 : 1);
    }
    CHECK_EQ(child_end(pid), 0);
    CHECK(folder_whole(folder));
}

void power_test(void)
{
    void (*const tests[])(const char *folder) = { power_losses, failed_sync, no_growth };
    acked = mmap(NULL, sizeof *acked, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (acked == MAP_FAILED) abort();
    for (int i = 0; i < COUNT(tests); i++) {
        char        name[64];
        const char *folder = fixture_folder(name);
        atomic_store(acked, 0);
        tests[i](folder);
        fixture_remove(folder);
    }
    munmap(acked, sizeof *acked);
}
