// rebuild: shadow and index tables made anew from the journal, in a new file that takes the old one's place.
// For a folder whose tables were found wrong, or after apply itself was mended. Own tables are carried over; the
// journal is copied as it is. The new file is verified as a stranger's would be before it takes the old one's place.
#include "store/proof_room.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WORK = 1 << 20 };

static bool refuse_findings(Str *error, const char *what, const Findings *f)
{
    assert(f && f->count >= 0);
    if (f->count == 1) return refuse(error, "%s: %s", what, f->at[0].at);
    return refuse(error, "%s: %s (and %d more findings)", what, f->count ? f->at[0].at : "unknown", f->count - 1);
}

// Own rows are carried over as they are. Those that nobody wrote are told, once: from here on they are what is right.
static bool own_accept(Db *old, Db *new, const Vault *v)
{
    Findings f = { .arena = arena_open(WORK) };
    own_check(old, v, &f);
    for (int i = 0; i < f.count; i++) log_line("warn", "own_rows", "taken as they are: %s", f.at[i].at);
    arena_close(f.arena);
    return db_begin(new) && own_recount(new, v) && db_commit(new);
}

static bool file_replay(const StoreConfig *c, const char *from, const char *fresh, Vault *v, Findings *f, Str *error)
{
    i64 replayed = 0;
    Db *old = db_open(from, DB_LONG), *new = NULL;
    if (!old) return refuse(error, "%s cannot be opened; the log says why", from);
    new       = replay_open(fresh, error);
    bool good = new != NULL;
    if (good && store_version(old) != store_version(new))
        good = refuse(error, "the folder has another shape than this program: open it once with this program first");
    if (good) good = replay_run(c, old, new, v, true, f, &replayed) || refuse_findings(error, "the replay failed", f);
    if (good && f->count) good = refuse_findings(error, "the journal cannot be replayed whole", f);
    if (good) good = own_accept(old, new, v) || refuse(error, "the sums of own tables cannot be written");
    db_close(new);
    db_close(old);
    return good;
}

bool rebuild_file(const StoreConfig *c, const char *from, const char *fresh, Vault *v, Str *error)
{
    Arena        *a = arena_open(WORK);
    Findings      f = { .arena = a };
    VerifyFigures figures;
    leftovers_remove(fresh, a);
    bool good = file_replay(c, from, fresh, v, &f, error);
    if (good && !file_sync(fresh)) good = refuse(error, "%s cannot be synced", fresh);
    if (good && !verify_file(c, fresh, v, true, &f, &figures))
        good = refuse_findings(error, "the new file is not whole", &f);
    if (!good) leftovers_remove(fresh, a);
    arena_close(a);
    return good;
}

static bool folder_rebuild(const StoreConfig *c, Vault *v, Arena *a, Str *error)
{
    char       *fresh = folder_path(a, c->data, "rebuild.part"), *path = folder_path(a, c->data, "linli.db");
    const char *aside = aside_name(a, "before-rebuild");
    if (!rebuild_file(c, path, fresh, v, error) || !folder_place(c->data, fresh, aside, error)) return false;
    log_line("info", "rebuilt", "the tables were made anew; the old file is %s", folder_path(a, c->data, aside));
    return true;
}

// Holds the folder's lock all the while.
bool store_rebuild(const StoreConfig *c, Str *error)
{
    Vault  v;
    Arena *a = arena_open(WORK);
    FolderLock lock;
    bool   good = folder_lock(c->data, &lock, error);
    if (good) folder_tidy(c->data);
    if (good && (good = vault_open(&v, c->data, c->key_file, false, error))) {
        good = folder_rebuild(c, &v, a, error);
        vault_close(&v);
    }
    folder_unlock(&lock);
    arena_close(a);
    return good;
}
