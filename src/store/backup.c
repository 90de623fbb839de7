// backup and restore: one file and its digest. Neither the master key nor an open word is in it; what is to be
// forgotten lies beside it as ids. A restore makes the tables anew from the journal of the copy.
// A backup is made beside a running server from one snapshot; a restore needs the folder alone and changes nothing
// until the new file is whole and verified. Each file is written under another name, synced, and renamed: at any crash
// there is the old one or the new one. The master key is not part of it and has to be kept elsewhere.
#include "store/proof_room.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORK = 512 << 20, CHUNK = 1 << 18 };
#define FORGOTTEN "forgotten.list"

// ---- files -----------------------------------------------------------------------------------------
bool file_sync(const char *path)
{
    int  fd = open(path, O_RDONLY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return good;
}

static bool file_there(const char *path) { return access(path, F_OK) == 0; }

static bool write_all(int fd, const char *at, i64 len)
{
    while (len > 0) {
        ssize_t done = write(fd, at, (size_t)len);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        assert(done <= len);
        at += done;
        len -= done;
    }
    return true;
}

// SHA-256 of the file; with `to` also a copy of it, synced.
// Read once for both, so what was hashed is what was copied.
static bool file_digest(const char *from, const char *to, Arena *a, Hash *digest)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    char       *chunk = NEW(a, char, CHUNK);
    int         in = open(from, O_RDONLY | O_CLOEXEC);
    int         out = to ? open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;
    ssize_t     len = -1;
    bool        good = context && in >= 0 && (!to || out >= 0) && EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    while (good && (len = read(in, chunk, CHUNK)) > 0)
        good = EVP_DigestUpdate(context, chunk, (size_t)len) && (!to || write_all(out, chunk, len));
    good = good && len == 0 && EVP_DigestFinal_ex(context, digest->at, NULL) && (!to || fsync(out) == 0);
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    EVP_MD_CTX_free(context);
    return good;
}

// All of a small file; empty when there is none. False when it is there but cannot be read, or is larger than a forget
// list may be: to go on without it would bring forgotten words back.
static bool file_text(const char *path, Arena *a, Str *into)
{
    struct stat st;
    *into = STR("");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT;
    bool good = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= LIST_MOST;
    i64  size = good ? (i64)st.st_size : 0, len = 0;
    char *text = NEW(a, char, size + 1);
    for (ssize_t got; len < size && (got = read(fd, text + len, (size_t)(size - len))) > 0;) len += got;
    close(fd);
    *into = (Str){ text, len };
    return good && len == size;
}

// Whole and durable, or as it was before.
static bool file_write(const char *path, Str text, Arena *a)
{
    Str  part = arena_fmt(a, "%s.part", path);
    int  fd = open(part.at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write_all(fd, text.at, text.len) && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    good = good && rename(part.at, path) == 0 && folder_sync(path);
    if (!good) unlink(part.at);
    return good;
}

// In the same folder as `path`.
static Str path_beside(const char *path, const char *name, Arena *a)
{
    const char *slash = strrchr(path, '/');
    return arena_fmt(a, "%.*s%s", slash ? (int)(slash - path + 1) : 0, path, name);
}

static const char *path_last(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *aside_name(Arena *a, const char *word)
{
    Civil c = civil_of(time_real());
    return arena_fmt(a, "%s-%04d%02d%02d-%02d%02d%02d-%03d.db", word, (int)c.year, c.month, c.day, c.hour, c.minute,
                     c.second, c.ms).at;
}

// The forget list only grows. What `into` lacks is added behind; twice the same line does no harm.
// Never shortened, whatever stands in either.
static bool list_join(const char *into, Str more, Arena *a)
{
    Str have;
    if (!file_text(into, a, &have)) return false;
    if (more.len == 0 || str_has(have, more)) return true;
    bool longer = str_starts(more, have);
    Out  o = out_new(a, (i64)LIST_MOST * 2);
    if (!longer) out_str(&o, have);
    if (!longer && have.len && have.at[have.len - 1] != '\n') out_char(&o, '\n');
    out_str(&o, more);
    return !o.full && file_write(into, out_done(&o), a);
}

// ---- backup ----------------------------------------------------------------------------------------

// As sha256sum writes and checks it.
static bool digest_write(const char *path, Arena *a)
{
    Hash digest;
    Str  beside = arena_fmt(a, "%s.sha256", path);
    if (!file_digest(path, NULL, a, &digest)) return false;
    Str hex = hex_text(a, digest.at, 32);
    return file_write(beside.at, arena_fmt(a, "%.*s  %s\n", (int)hex.len, hex.at, path_last(path)), a);
}

// Durable and with its digest beside it, without which a restore refuses it; or not there at all.
static bool copy_place(const char *part, const char *path, bool good, Arena *a)
{
    good = good && chmod(part, 0600) == 0 && file_sync(part) && rename(part, path) == 0;
    bool told = good && digest_write(path, a);
    if (good && !told) unlink(path);
    if (!told) leftovers_remove(part, a);
    return told;
}

// All pages in one step: one snapshot. The copy is a single file, without a write-ahead log.
static bool pages_copy(Db *db, const char *path)
{
    sqlite3        *copy = NULL;
    sqlite3_backup *backup = NULL;
    bool good = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) == SQLITE_OK &&
                (backup = sqlite3_backup_init(copy, "main", db->sqlite, "main")) != NULL;
    int code = good ? sqlite3_backup_step(backup, -1) : SQLITE_ERROR;
    if (backup && sqlite3_backup_finish(backup) != SQLITE_OK) code = SQLITE_ERROR;
    good = code == SQLITE_DONE && sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
    if (!good) log_line("error", "backup_failed", "%s", copy ? sqlite3_errmsg(copy) : "no memory");
    return sqlite3_close(copy) == SQLITE_OK && good;
}

// Before a migration: open words and all, so it must not leave the folder.
bool store_copy_whole(Db *db, const char *path)
{
    Arena *a = arena_open(1 << 20);
    Str    part = arena_fmt(a, "%s.part", path);
    leftovers_remove(part.at, a);
    bool good = copy_place(part.at, path, pages_copy(db, part.at), a);
    arena_close(a);
    return good;
}

static bool backup_make(const StoreConfig *c, const char *to, Arena *a, Str *error)
{
    char *path = folder_path(a, c->data, "linli.db");
    if (file_there(to)) return refuse(error, "%s exists already; a backup is never written over", to);
    if (!file_there(path)) return refuse(error, "there is no %s", path);
    Db *db = db_open(path, DB_LONG);
    if (!db) return refuse(error, "%s cannot be opened; the log says why", path);
    Str part = arena_fmt(a, "%s.part", to);
    leftovers_remove(part.at, a);
    bool good = copy_place(part.at, to, copy_make(db, part.at, error), a);
    db_close(db);
    if (!good) return error->len ? false : refuse(error, "%s cannot be written; the log says why", to);
    // After the copy, so that the list knows at least what the copy knows.
    Str ours;
    if (!file_text(folder_path(a, c->data, FORGOTTEN), a, &ours))
        return refuse(error, "the folder's %s cannot be read", FORGOTTEN);
    return list_join(path_beside(to, FORGOTTEN, a).at, ours, a) ||
           refuse(error, "the forget list beside %s cannot be written", to);
}

bool store_backup(const StoreConfig *c, Str to, Str *error)
{
    Arena *a = arena_open(WORK);
    *error = STR("");
    bool   good = backup_make(c, arena_z(a, to), a, error);
    arena_close(a);
    return good;
}

// ---- the new file in its place ---------------------------------------------------------------------

// Empties and removes the old file's write-ahead log, which would else be taken for the new one's. One that is too
// damaged for this keeps its log beside it. False: somebody reads it.
static bool old_settle(const char *path, const char *aside, Arena *a, Str *error)
{
    sqlite3 *old = NULL;
    int code = sqlite3_open_v2(path, &old, SQLITE_OPEN_READWRITE, NULL);
    sqlite3_busy_timeout(old, 1000);
    if (code == SQLITE_OK) code = sqlite3_exec(old, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    sqlite3_close(old);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return refuse(error, "%s is being read; try again later", path);
    Str log = arena_fmt(a, "%s-wal", path), log_aside = arena_fmt(a, "%s-wal", aside);
    if (file_there(log.at) && rename(log.at, log_aside.at) != 0)
        return refuse(error, "%s cannot be put aside: %s", log.at, strerror(errno));
    unlink(arena_fmt(a, "%s-shm", path).at);
    return true;
}

// The old file gets a second name before the new one takes its first: nothing is ever without a name.
bool folder_place(Str data, const char *fresh, const char *aside, Str *error)
{
    assert(data.len > 0 && fresh && aside);
    Arena *a = arena_open(1 << 16);
    char  *path = folder_path(a, data, "linli.db"), *kept = folder_path(a, data, aside);
    bool   good = true;
    if (file_there(path)) {
        good = old_settle(path, kept, a, error);
        if (good && link(path, kept) != 0) good = refuse(error, "%s cannot be kept: %s", path, strerror(errno));
    }
    if (good && (!file_sync(fresh) || !folder_sync(path) || rename(fresh, path) != 0 || !folder_sync(path)))
        good = refuse(error, "%s cannot be put in place: %s", path, strerror(errno));
    arena_close(a);
    return good;
}

// ---- restore ---------------------------------------------------------------------------------------
typedef struct Restore {
    const StoreConfig *c;
    const char *from, *part, *fresh;                        // the copy, what is made of it, and again
    Vault       vault;
    Arena      *a;
    Str        *error;
} Restore;

// Into the folder, hashed on the way. A copy without its digest is refused: it may be half of one.
static bool copy_take(Restore *r)
{
    Hash digest, wanted;
    Str  beside;
    bool told = file_text(arena_fmt(r->a, "%s.sha256", r->from).at, r->a, &beside);
    if (!file_there(r->from)) return refuse(r->error, "there is no %s", r->from);
    if (!told || !hex_parse(str_cut(&beside, ' '), wanted.at, 32))
        return refuse(r->error, "%s.sha256 is missing or does not hold a digest", r->from);
    if (!file_digest(r->from, r->part, r->a, &digest))
        return refuse(r->error, "%s cannot be copied to %s: %s", r->from, r->part, strerror(errno));
    return hash_same(&digest, &wanted) ||
           refuse(r->error, "%s is damaged: it is not what its digest was made of; nothing was changed", r->from);
}

// Every folder has its public key from its first opening on; an empty file would else be given the shape of one.
static bool copy_of_folder(Restore *r, Db *db)
{
    Str key = STR("");
    return (table_there(db, "journal") && table_there(db, "setting") && store_setting(db, "public_key", r->a, &key)) ||
           refuse(r->error, "%s is not a copy of a data folder; nothing was changed", r->from);
}

// Tree, heads and entries. What a copy of an earlier build holds in shadow and index tables is neither asked nor kept.
static bool copy_verify(Restore *r)
{
    VerifyFigures figures;
    Findings      f = { .arena = r->a };
    Db *db = db_open(r->part, DB_WRITE);
    if (!db) return refuse(r->error, "%s is damaged: it cannot be opened; nothing was changed", r->from);
    bool good = copy_of_folder(r, db) && store_migrate(db, STR(""), r->error);
    if (good && !db_script(db, "PRAGMA journal_mode = DELETE"))
        good = refuse(r->error, "%s cannot be written", r->part);
    db_close(db);
    if (!good || verify_file(r->c, r->part, &r->vault, false, &f, &figures)) return good;
    return refuse(r->error, "%s is damaged: %s (%d findings); nothing was changed", r->from, f.at[0].at, f.count);
}

static bool tables_drop(Db *db, Arena *a)
{
    bool good = true;
    for (int i = 0; i < store_table_count; i++) {
        const TableInfo *t = &store_tables[i];
        if (t->kind == OWN && !strcmp(t->restore, "drop") && table_there(db, t->name))
            good &= db_script(db, arena_fmt(a, "DELETE FROM %s", t->name).at);
    }
    return good;
}

// Sessions and counters end; what was forgotten since the copy was made is forgotten again. `keys`: how many went.
static bool copy_settle(Restore *r, Str ours, Str beside, i64 *keys)
{
    Db *db = db_open(r->part, DB_WRITE);
    if (!db) return refuse(r->error, "%s cannot be opened", r->part);
    const char *count = "SELECT count(*) FROM seal_key";
    Rows *rows = db_ask_args(db, count, NULL, 0);
    *keys = rows_next(rows) ? rows_i64(rows, 0) : 0;
    rows_end(rows);
    bool good = db_begin(db) && tables_drop(db, r->a) && forgets_reapply(db, ours) &&
                forgets_reapply(db, beside) && db_commit(db);
    *keys -= db_i64_args(db, count, NULL, 0);
    good = good && db_script(db, "PRAGMA journal_mode = DELETE");
    db_close(db);
    return good || refuse(r->error, "the forget list cannot be applied; nothing was changed");
}

// Makes the tables that a copy does not hold.
static bool copy_rebuild(Restore *r)
{
    Str why = STR("");
    if (rebuild_file(r->c, r->part, r->fresh, &r->vault, &why)) return true;
    why = arena_str(r->a, why);                              // refuse() writes where it still lies
    return refuse(r->error, "%s cannot be restored: %.*s; nothing was changed", r->from, (int)why.len, why.at);
}

// In this order: read both lists while nothing is changed, take, verify, forget again, make anew; the list is joined
// before the file takes its place, so that a crash between them forgets no less.
static bool restore_run(Restore *r)
{
    assert(r->a && r->from && r->part && r->fresh);
    i64 keys = 0;
    char *list = folder_path(r->a, r->c->data, FORGOTTEN);
    const char *other = path_beside(r->from, FORGOTTEN, r->a).at;
    Str ours, beside;
    if (!file_text(list, r->a, &ours)) return refuse(r->error, "%s cannot be read; nothing was changed", list);
    if (!file_text(other, r->a, &beside)) return refuse(r->error, "%s cannot be read; nothing was changed", other);
    if (!copy_take(r) || !copy_verify(r) || !copy_settle(r, ours, beside, &keys) || !copy_rebuild(r)) return false;
    if (!list_join(list, beside, r->a)) return refuse(r->error, "%s cannot be written", list);
    const char *aside = aside_name(r->a, "before-restore");
    if (!folder_place(r->c->data, r->fresh, aside, r->error)) return false;
    log_line("info", "restored", "from %s; %lld keys forgotten again; an older file, if any, is kept as %s", r->from,
             (long long)keys, aside);
    return true;
}

bool store_restore(const StoreConfig *c, Str from, Str *error)
{
    Arena  *a = arena_open(WORK);
    char   *folder = arena_z(a, c->data);
    Restore r = { .c = c, .from = arena_z(a, from), .part = folder_path(a, c->data, "restore.part"),
                  .fresh = folder_path(a, c->data, "rebuild.part"), .a = a, .error = error };
    bool good = folder_make(folder) || refuse(error, "%s cannot be made: %s", folder, strerror(errno));
    int  lock = good ? folder_lock(c->data) : -1;
    if (good && lock < 0) good = refuse(error, "%s is in use by another process, or cannot be locked", folder);
    if (good && (good = vault_open(&r.vault, c->data, c->key_file, false, error))) {
        leftovers_remove(r.part, a);
        good = restore_run(&r);
        leftovers_remove(r.part, a);
        leftovers_remove(r.fresh, a);
        vault_close(&r.vault);
    }
    if (lock >= 0) close(lock);
    arena_close(a);
    return good;
}
