// backup and restore: one file and its digest. Neither the master key nor an open word is in it; what is to be
// forgotten lies beside it as ids. A restore makes the tables anew from the journal of the copy.
// A backup is made beside a running server from one snapshot; a restore needs the folder alone and changes nothing
// until the new file is whole and verified. Each file is written under another name, synced, and renamed: at any crash
// there is the old one or the new one. The master key is not part of it and has to be kept elsewhere.
#include "store/proof_room.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORK = 512 << 20 };
#define FORGOTTEN "forgotten.list"

const char *aside_name(Arena *a, const char *word)
{
    Civil c = civil_of(time_real());
    return arena_fmt(a, "%s-%04d%02d%02d-%02d%02d%02d-%03d.db", word, (int)c.year, c.month, c.day, c.hour, c.minute,
                     c.second, c.ms).at;
}

// The forget list only grows. What `into` lacks is added behind; twice the same line does no harm.
// Never shortened, whatever stands in either. Read only while nobody else may put another in its place.
static bool list_join(const char *into, Str more, Arena *a)
{
    Str  have;
    Part p;
    if (more.len == 0) return true;
    if (!part_take(&p, into, PART_WAIT_MS, a)) return false;
    bool good = file_text(into, a, &have), longer = good && str_starts(more, have);
    Out  o = out_new(a, (i64)LIST_MOST * 2);
    if (good && str_has(have, more)) return part_drop(&p, a), true;
    if (!longer) out_str(&o, have);
    if (!longer && have.len && have.at[have.len - 1] != '\n') out_char(&o, '\n');
    out_str(&o, more);
    if (good && !o.full && part_write(&p, out_done(&o))) return part_place(&p, true, a);
    part_drop(&p, a);
    return false;
}

// ---- backup ----------------------------------------------------------------------------------------

// As sha256sum writes and checks it.
static Str digest_line(const Hash *digest, const char *path, Arena *a)
{
    Str hex = hex_text(a, digest->at, 32);
    return arena_fmt(a, "%.*s  %s\n", (int)hex.len, hex.at, path_last(path));
}

// Durable and with its digest beside it, without which a restore refuses it; or not there at all. The digest is there
// first. Both are read again where they lie: only what was read back and fits is a copy.
static bool copy_place(Part *p, bool good, Arena *a)
{
    Hash digest, again;
    Str  beside = arena_fmt(a, "%s.sha256", p->path), read = STR("");
    good = good && fchmod(p->fd, 0600) == 0 && fsync(p->fd) == 0 && file_digest(p->name, NULL, a, &digest);
    bool told = good && file_write(beside.at, digest_line(&digest, p->path, a), a);
    bool placed = told && part_place(p, false, a);
    part_drop(p, a);
    if (placed && file_digest(p->path, NULL, a, &again) && hash_same(&digest, &again) &&
        file_text(beside.at, a, &read) && str_same(read, digest_line(&digest, p->path, a))) return true;
    int why = errno;
    if (told) unlink(beside.at);
    if (placed) unlink(p->path);
    errno = why;
    return false;
}

// Before a migration: open words and all, so it must not leave the folder.
bool store_copy_whole(Db *db, const char *path)
{
    Part   p;
    Arena *a = arena_open(1 << 20);
    bool   good = part_take(&p, path, 0, a) && copy_place(&p, file_pages(db, p.name), a);
    arena_close(a);
    return good;
}

// `path`, or NULL when there is no such folder.
static const char *folder_of(const char *path, Arena *a)
{
    const char *name = path_last(path), *real;
    real = realpath(name == path ? "." : arena_fmt(a, "%.*s", (int)(name - path), path).at, NULL);
    const char *kept = real ? arena_z(a, str(real)) : NULL;
    free((void *)real);
    return kept;
}

// A copy that lies in the folder is lost with it, may lie beside the key, and its name may be one of ours.
static bool target_fits(const StoreConfig *c, const char *to, Arena *a, const char **folder, Str *error)
{
    struct stat st;
    const char *data = folder_of(folder_path(a, c->data, "linli.db"), a);
    *folder = folder_of(to, a);
    if (!*folder) return refuse(error, "the folder of %s cannot be found: %s", to, strerror(errno));
    Str inside = arena_fmt(a, "%s/", data ? data : "");
    if (data && str_starts(arena_fmt(a, "%s/", *folder), inside))
        return refuse(error, "%s lies in the data folder: a backup belongs elsewhere", to);
    if (lstat(to, &st) != 0) return errno == ENOENT || refuse(error, "%s cannot be made: %s", to, strerror(errno));
    if (S_ISDIR(st.st_mode)) return refuse(error, "%s is a folder: say the name of a file in it", to);
    return refuse(error, "%s exists already; a backup is never written over", to);
}

static bool part_refused(const char *to, Str *error)
{
    if (errno == EWOULDBLOCK) return refuse(error, "another backup to %s is being made", to);
    return refuse(error, "%s cannot be made: %s", to, strerror(errno));
}

// The list is joined behind the copying, so that it knows at least what the copy knows, and before the copy is there.
static bool backup_part(const StoreConfig *c, Db *db, Part *p, Arena *a, Str *error)
{
    Str ours = STR("");
    if (!copy_make(db, p->name, error))
        return error->len ? false : refuse(error, "%s cannot be written; the log says why", p->path);
    if (!file_text(folder_path(a, c->data, FORGOTTEN), a, &ours))
        return refuse(error, "the folder's %s cannot be read", FORGOTTEN);
    return list_join(path_beside(p->path, FORGOTTEN, a).at, ours, a) ||
           refuse(error, "the forget list beside %s cannot be written: %s", p->path, strerror(errno));
}

// A copy of what lost its journal is none: it would take the place of the good ones.
static bool journal_there(Db *db, Str *error)
{
    bool any = table_there(db, "journal") && db_i64_args(db, "SELECT 1 FROM journal LIMIT 1", NULL, 0) == 1;
    return any || refuse(error, "linli.db 里没有日志，记录不见了，没有可备份的：从备份恢复（linli restore）。\n"
                         "linli.db holds no journal, its entries are gone and there is nothing to back up: restore a "
                         "backup (linli restore)");
}

// Beside the copy, for all copies there: blobs/ gets what it has not got yet. All that the copy names is among what is
// named now, but for what was forgotten since, which no restore brings back. Once more when some were missing: those
// may have been forgotten and swept meanwhile.
static bool backup_files(const StoreConfig *c, Db *db, const char *folder, const char *to, Str *error)
{
    i64 lost = blobs_carry(db, c->data, str(folder));
    if (lost) lost = blobs_carry(db, c->data, str(folder));
    return !lost || refuse(error, "%s is made, but %lld files of papers could not be copied beside it: they are "
                           "missing, were changed, or the disk is full; `linli verify` names those that are not whole",
                           to, (long long)lost);
}

static bool backup_make(const StoreConfig *c, const char *to, Arena *a, Str *error)
{
    Part        p;
    const char *path = folder_path(a, c->data, "linli.db"), *folder;
    if (!target_fits(c, to, a, &folder, error)) return false;
    if (!file_there(path)) return refuse(error, "there is no %s", path);
    Db *db = db_open(path, DB_LONG);
    if (!db) return refuse(error, "%s cannot be opened; the log says why", path);
    if (!journal_there(db, error)) {
        db_close(db);
        return false;
    }
    parts_remove(folder, PART_TAIL);
    bool good = part_take(&p, to, PART_AGAIN_MS, a) || part_refused(to, error);
    if (good && !target_fits(c, to, a, &folder, error)) {      // another one has just ended
        part_drop(&p, a);
        good = false;
    }
    if (good && !backup_part(c, db, &p, a, error)) {
        part_drop(&p, a);
        good = false;
    }
    good = good && (copy_place(&p, true, a) || refuse(error, "%s cannot be written: %s", to, strerror(errno)));
    good = good && backup_files(c, db, folder, to, error);
    db_close(db);
    return good;
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
    if (file_settle(path) == READ_ELSEWHERE) return refuse(error, "%s is being read; try again later", path);
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
    bool good = copy_of_folder(r, db) && store_migrate(db, STR(""), &r->vault, r->error);
    if (good && !file_single(db))
        good = refuse(r->error, "%s cannot be written", r->part);
    db_close(db);
    if (!good || verify_file(r->c, r->part, &r->vault, false, &f, &figures)) return good;
    return refuse(r->error, "%s is damaged: %s (%d findings); nothing was changed", r->from, f.at[0].at, f.count);
}

static bool tables_drop(Db *db, const Vault *v)
{
    bool good = true;
    for (int i = 0; i < store_table_count; i++) {
        const TableInfo *t = &store_tables[i];
        if (t->kind == OWN && !strcmp(t->restore, "drop") && table_there(db, t->name))
            good &= table_empty(db, t->name), own_empty(db, v, t->name);
    }
    return good;
}

// Sessions and counters end; what was forgotten since the copy was made is forgotten again. `keys`: how many went.
static bool copy_settle(Restore *r, Str ours, Str beside, i64 *keys)
{
    Db *db = db_open(r->part, DB_WRITE);
    if (!db) return refuse(r->error, "%s cannot be opened", r->part);
    own_watch(db, &r->vault);
    const char *count = "SELECT COUNT(*) FROM seal_key";
    Rows *rows = db_ask_args(db, count, NULL, 0);
    *keys = rows_next(rows) ? rows_i64(rows, 0) : 0;
    rows_end(rows);
    bool good = db_begin(db) && tables_drop(db, &r->vault) && forgets_reapply(db, ours) &&
                forgets_reapply(db, beside) && db_commit(db);
    *keys -= db_i64_args(db, count, NULL, 0);
    good = good && file_single(db);
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

// What is not beside the copy is told and keeps nobody from the records: verify names it.
static bool files_take(Restore *r)
{
    Db *db = db_open(r->fresh, DB_LONG);
    if (!db) return refuse(r->error, "%s cannot be opened", r->fresh);
    i64 lost = blobs_carry(db, path_beside(r->from, "", r->a), r->c->data);
    db_close(db);
    if (lost) log_line("error", "restore", "%lld files of papers do not lie beside %s, or were changed; `linli verify` "
                       "names them", (long long)lost, r->from);
    return true;
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
    if (!files_take(r)) return false;
    if (!list_join(list, beside, r->a)) return refuse(r->error, "%s cannot be written", list);
    // A copy knows less than was signed, and that is meant: the next start writes the list anew.
    char *heads = folder_path(r->a, r->c->data, "heads.list");
    if (unlink(heads) != 0 && errno != ENOENT) return refuse(r->error, "%s cannot be removed", heads);
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
    FolderLock lock = { -1, -1 };
    good = good && folder_lock(c->data, &lock, error);
    if (good) folder_tidy(c->data);
    if (good && (good = vault_open(&r.vault, c->data, c->key_file, false, error))) {
        good = restore_run(&r);
        leftovers_remove(r.part, a);
        leftovers_remove(r.fresh, a);
        vault_close(&r.vault);
    }
    folder_unlock(&lock);
    arena_close(a);
    return good;
}
