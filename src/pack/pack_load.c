// pack_load.c: from a folder of packs to one Pack: finds the chain, reads it, has it checked, makes it ready.
// Runs once at start (and in `pack check`), on the main thread, before anybody is served. A pack is swapped by
// starting anew: settings that change under a running decision would not be reproducible. All mistakes are gathered
// and told together; with any mistake there is no Pack.
#include "pack/pack_rows.h"
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PACK_BYTES = 256 << 20 };
static const PackMark whole_file;
typedef struct Folders { Str dir; PackFolder *at; i64 count; } Folders;

// ---- folders ---------------------------------------------------------------------------------

static bool is_folder(Arena *a, Str dir, const char *name)
{
    struct stat st;
    return stat(arena_z(a, pack_path(a, dir, name)), &st) == 0 && S_ISDIR(st.st_mode);
}

static int folder_order(const void *a, const void *b)
{
    return str_order(((const PackFolder *)a)->head.folder, ((const PackFolder *)b)->head.folder);
}

// All folders in dir, sorted; hidden ones are none of ours.
// Sorted, so that messages and hashes do not hang on the file system's order.
static bool list_folders(Arena *a, Str dir, Folders *into, PackErrors *errors)
{
    *into = (Folders){ .dir = dir, .at = NEW(a, PackFolder, PACK_FOLDERS) };
    DIR *d = opendir(arena_z(a, dir));
    if (!d) {
        pack_wrong(errors, dir, whole_file, (Str){ 0 }, "no such folder", "没有这个文件夹");
        return false;
    }
    for (struct dirent *e; into->count < PACK_FOLDERS && (e = readdir(d)) != NULL;) {
        if (e->d_name[0] == '.' || !is_folder(a, dir, e->d_name)) continue;
        into->at[into->count++].head.folder = arena_str(a, str(e->d_name));
    }
    closedir(d);
    qsort(into->at, (size_t)into->count, sizeof *into->at, folder_order);
    return true;
}

// Only who each pack is; a folder whose head is broken keeps its name and has no id.
static void read_heads(Arena *a, Folders *f, PackErrors *errors)
{
    assert(f->count >= 0 && f->count <= PACK_FOLDERS);
    PackReader r = { .arena = a, .errors = errors, .dir = f->dir };
    for (i64 i = 0; i < f->count; i++) {
        r.folder = f->at[i].head.folder;
        r.sum_count = 0;
        PackFolder folder;
        if (pack_yaml_read(&r, &folder)) f->at[i] = folder;
    }
}

// NULL for an empty id and for one that nobody has.
static const PackFolder *by_id(const Folders *f, Str id)
{
    for (i64 i = 0; i < f->count; i++)
        if (id.len && str_same(f->at[i].head.id, id)) return &f->at[i];
    return NULL;
}

static bool is_parent(const Folders *f, const PackFolder *folder)
{
    for (i64 i = 0; i < f->count; i++)
        if (folder->head.id.len && str_same(f->at[i].head.parent, folder->head.id)) return true;
    return false;
}

// Two packs of one id: which is meant would hang on the folder's name.
static void id_once(Arena *a, const Folders *f, const PackFolder *folder, PackErrors *errors)
{
    for (i64 i = 0; i < f->count; i++) {
        if (&f->at[i] == folder || !folder->head.id.len || !str_same(f->at[i].head.id, folder->head.id)) continue;
        pack_wrong(errors, pack_path(a, folder->head.folder, "pack.yaml"), folder->id_mark,
                   pack_quote(a, "id", folder->head.id), "another pack has this id", "另有一个包使用这个 id");
        return;
    }
}

// ---- one chain -------------------------------------------------------------------------------

// From the leaf upwards. It ends: a parent's id is shorter than its child's (parent_good), and PACK_DEPTH bounds it
// anyhow.
static void find_chain(PackReader *r, Pack *p, const Folders *f, const PackFolder *leaf)
{
    for (const PackFolder *now = leaf; now; now = by_id(f, now->head.parent)) {
        Str parent = now->head.parent;
        assert(p->depth < PACK_DEPTH);
        p->heads[p->depth++].folder = arena_str(r->arena, now->head.folder);
        bool full = p->depth == PACK_DEPTH;
        if (now != leaf) id_once(r->arena, f, now, r->errors);
        if (!parent.len || (by_id(f, parent) && !full)) continue;
        pack_wrong(r->errors, pack_path(r->arena, now->head.folder, "pack.yaml"), now->parent_mark,
                   pack_quote(r->arena, "parent", parent), full ? "more than 8 packs in a chain" : "no such pack",
                   full ? "包的层次超过 8 级" : "没有这个包");
        r->cut = true;
        return;
    }
}

static bool has_end(Str name, const char *end)
{
    Str tail = str(end);
    return name.len >= tail.len && str_same((Str){ name.at + name.len - tail.len, tail.len }, tail);
}

static bool is_pack_file(Str name)
{
    for (int i = 0; pack_files[i]; i++)
        if (str_is(name, pack_files[i])) return true;
    return false;
}

// A misspelt table would be silently absent otherwise.
static void refuse_strangers(PackReader *r)
{
    DIR *d = opendir(arena_z(r->arena, pack_path(r->arena, r->dir, arena_z(r->arena, r->folder))));
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        Str name = str(e->d_name);
        bool table = has_end(name, ".csv") || has_end(name, ".yaml") || has_end(name, ".yml");
        if (name.at[0] == '.' || !table || is_pack_file(name)) continue;
        pack_wrong(r->errors, pack_path(r->arena, r->folder, e->d_name), whole_file, (Str){ 0 },
                   "is not a file of a pack", "不是政策包的文件");
    }
    if (d) closedir(d);
}

static void read_pack(PackReader *r, PackHead *head, i64 depth)
{
    assert(depth >= 0 && depth < PACK_DEPTH);
    PackFolder again;
    r->folder = head->folder;
    r->depth = depth;
    if (pack_yaml_read(r, &again)) *head = again.head;
    for (int t = PACK_HOLIDAYS; t < PACK_TABLES; t++) pack_csv_read(r, (PackTable)t);
    pack_passwords_read(r);
    refuse_strangers(r);
}

// ---- making it ready -------------------------------------------------------------------------

// As `sort` does it.
static int sum_order(const void *a, const void *b)
{
    return str_order(((const PackSum *)a)->file, ((const PackSum *)b)->file);
}

// cd packs; sha256sum cn/deadlines.csv cn/events.csv … | sha256sum    (the chain's files, sorted by name)
// What stands in each entry as "pack" and in the log of county 0: anybody can recompute it with sha256sum.
static void make_hash(Pack *p, PackReader *r)
{
    assert(r->sum_count > 0 && r->sum_count <= COUNT(r->sums));
    Out o = out_new(p->arena, 1 << 16);
    qsort(r->sums, (size_t)r->sum_count, sizeof *r->sums, sum_order);
    for (i64 i = 0; i < r->sum_count; i++) {
        out_str(&o, hex_text(p->arena, r->sums[i].hash.at, sizeof r->sums[i].hash.at));
        out_z(&o, "  ");
        out_str(&o, r->sums[i].file);
        out_char(&o, '\n');
    }
    p->hash = hash_sha256(out_done(&o));
    p->hash_text = hex_text(p->arena, p->hash.at, sizeof p->hash.at);
}

// Of a day's rows the nearest pack's latest one. Validity says since when the plan was known, not for which day it is.
static void make_calendar(Pack *p)
{
    const PackIndex *t = &p->rows->table[PACK_HOLIDAYS];
    const Holiday **days = NEW(p->arena, const Holiday *, t->count + 1);
    for (i64 i = 0; i < t->count; i++) {
        const Holiday *h = t->at[i].record;
        bool same = i > 0 && str_same(t->at[i - 1].key, t->at[i].key);
        if (same && t->at[i].depth > t->at[i - 1].depth) continue;
        if (same) days[p->calendar.count - 1] = h;
        else days[p->calendar.count++] = h;
    }
    assert(p->calendar.count <= t->count);
    p->calendar.at = days;
}

static int password_order(const void *a, const void *b)
{
    return pack_fold_order(*(const Str *)a, *(const Str *)b);
}

static void make_ready(Pack *p, PackReader *r)
{
    if (r->password_count) qsort(r->passwords, (size_t)r->password_count, sizeof *r->passwords, password_order);
    p->passwords = r->passwords;
    p->password_count = r->password_count;
    make_hash(p, r);
    make_calendar(p);
    p->words = pack_words_make(p->arena, &p->rows->table[PACK_KEYWORDS]);
}

// `met`, not the list's length, tells whether this chain has mistakes: those of a shared parent are listed once.
static void load_chain(Pack *p, const Folders *f, const PackFolder *leaf, PackErrors *errors)
{
    PackReader *r = NEW(p->arena, PackReader, 1);
    i64 before = errors->met;
    p->rows = NEW(p->arena, PackRows, 1);
    *r = (PackReader){ .arena = p->arena, .errors = errors, .rows = p->rows, .dir = f->dir };
    find_chain(r, p, f, leaf);
    for (i64 i = 0; i < p->depth; i++) read_pack(r, &p->heads[i], i);
    pack_rows_sort(p->rows);
    if (!r->cut) pack_rows_check(p, errors);
    if (p->arena->full)
        pack_wrong(errors, leaf->head.folder, whole_file, (Str){ 0 }, "the packs are too large", "政策包过大");
    if (errors->met == before) make_ready(p, r);
}

// NULL when there was any mistake.
// `leaf` is of `f`. The pack's arena is its own, so that it outlives the folder list.
static Pack *load_leaf(const Folders *f, const PackFolder *leaf, PackErrors *errors)
{
    Arena *a = arena_open(PACK_BYTES);
    i64 before = errors->met;
    Pack *p = NEW(a, Pack, 1);
    p->arena = a;
    load_chain(p, f, leaf, errors);
    if (errors->met == before) return p;
    arena_close(a);
    return NULL;
}

// ---- the doors -------------------------------------------------------------------------------

static int error_order(const void *a, const void *b)
{
    const PackError *x = a, *y = b;
    int by_file = str_order(x->file, y->file);
    if (by_file) return by_file;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

static void sort_errors(PackErrors *es)
{
    qsort(es->at, (size_t)es->count, sizeof *es->at, error_order);
}

// Into the caller's arena, since the heads were read into one that goes.
static void copy_errors(PackErrors *into, const PackErrors *from)
{
    for (i64 i = 0; i < from->count && into->count < COUNT(into->at); i++) {
        const PackError *e = &from->at[i];
        into->at[into->count++] = (PackError){ arena_str(into->arena, e->file), e->line, e->column,
                                               arena_str(into->arena, e->text_en), arena_str(into->arena, e->text_zh) };
    }
}

// The pack with that id; without an id the only pack that is nobody's parent.
static const PackFolder *find_leaf(Arena *a, const Folders *f, Str id, PackErrors *errors)
{
    const PackFolder *leaf = by_id(f, id);
    for (i64 i = 0; !id.len && i < f->count; i++) {
        if (!f->at[i].head.id.len || is_parent(f, &f->at[i])) continue;
        if (leaf) {
            pack_wrong(errors, f->dir, whole_file, (Str){ 0 }, "holds several packs that are nobody's parent: name one",
                       "含有多个末级政策包，请指定其一");
            return NULL;
        }
        leaf = &f->at[i];
    }
    if (leaf) id_once(a, f, leaf, errors);
    else pack_wrong(errors, f->dir, whole_file, pack_quote(a, "pack", id), "no such pack", "没有这个包");
    return leaf;
}

// Packs outside the chain may be broken: they are none of this server's business.
// `errors` gets every mistake of the chain, sorted by file and line.
Pack *pack_load(Str dir, Str leaf_id, PackErrors *errors)
{
    Arena *a = arena_open(PACK_BYTES);
    Folders f;
    PackErrors *heads = NEW(a, PackErrors, 1);
    heads->arena = a;
    Pack *p = NULL;
    if (list_folders(a, arena_str(a, dir), &f, errors)) {
        i64 before = errors->met;
        read_heads(a, &f, heads);
        const PackFolder *leaf = find_leaf(a, &f, leaf_id, errors);
        if (errors->met > before) copy_errors(errors, heads);
        else p = load_leaf(&f, leaf, errors);
    }
    sort_errors(errors);
    arena_close(a);
    return p;
}

void pack_close(Pack *p)
{
    if (p) arena_close(p->arena);
}

// A single pack is checked with its parents, which lie beside it.
static void check_one(Arena *a, Str dir, Str folder, PackErrors *errors)
{
    Folders f;
    PackErrors *heads = NEW(a, PackErrors, 1);
    heads->arena = a;
    if (!list_folders(a, dir, &f, errors)) return;
    read_heads(a, &f, heads);
    for (i64 i = 0; i < f.count; i++)
        if (str_same(f.at[i].head.folder, folder)) pack_close(load_leaf(&f, &f.at[i], errors));
}

static void heads_check(Arena *a, Folders *f, PackErrors *errors)
{
    read_heads(a, f, errors);
    for (i64 i = 0; i < f->count; i++) id_once(a, f, &f->at[i], errors);
    if (f->count == 0) pack_wrong(errors, f->dir, whole_file, (Str){ 0 }, "holds no pack", "没有政策包");
}

static void check_all(Arena *a, Str dir, PackErrors *errors)
{
    Folders f;
    if (!list_folders(a, dir, &f, errors)) return;
    heads_check(a, &f, errors);
    for (i64 i = 0; i < f.count; i++)
        if (!is_parent(&f, &f.at[i])) pack_close(load_leaf(&f, &f.at[i], errors));
}

// Whether there is anything to load at all: who named no folder, or another one, is told so instead of mistakes.
PacksIn packs_in(Str dir)
{
    Arena *a = arena_open(PACK_BYTES);
    PackErrors *unsaid = NEW(a, PackErrors, 1);
    unsaid->arena = a;
    Folders f;
    struct stat st;
    PacksIn in = stat(arena_z(a, pack_path(a, dir, "pack.yaml")), &st) == 0 ? PACKS_ONE : PACKS_NONE;
    if (in == PACKS_NONE && list_folders(a, dir, &f, unsaid))
        for (i64 i = 0; i < f.count && in == PACKS_NONE; i++) {
            Str folder = pack_path(a, dir, arena_z(a, f.at[i].head.folder));
            if (stat(arena_z(a, pack_path(a, folder, "pack.yaml")), &st) == 0) in = PACKS_SOME;
        }
    arena_close(a);
    return in;
}

static int id_order(const void *a, const void *b) { return str_order(*(const Str *)a, *(const Str *)b); }

// `ids` are in order, so several districts of one server are always loaded alike.
int pack_leaves(Str dir, Arena *into, Str *ids, int max, PackErrors *errors)
{
    assert(ids && max > 0);
    Arena *a = arena_open(PACK_BYTES);
    Folders f;
    i64 before = errors->met;
    int count = 0;
    if (list_folders(a, arena_str(a, dir), &f, errors)) {
        heads_check(a, &f, errors);
        for (i64 i = 0; i < f.count && errors->met == before; i++) {
            if (is_parent(&f, &f.at[i])) continue;
            if (count < max) ids[count] = arena_str(into, f.at[i].head.id);
            count++;
        }
        if (count > max)
            pack_wrong(errors, f.dir, whole_file, (Str){ 0 }, "holds too many packs that are nobody's parent",
                       "末级政策包过多");
    }
    sort_errors(errors);
    arena_close(a);
    if (errors->met > before) return 0;
    assert(count >= 0 && count <= max);
    qsort(ids, (size_t)count, sizeof *ids, id_order);
    return count;
}

// For `linli pack check`: no store, no server.
bool pack_check(Str dir, PackErrors *errors)
{
    Arena *a = arena_open(PACK_BYTES);
    i64 before = errors->met;
    char *full = NEW(a, char, PATH_MAX);
    struct stat st;
    Str where = realpath(arena_z(a, dir), full) ? str(full) : arena_str(a, dir);
    bool single = stat(arena_z(a, pack_path(a, where, "pack.yaml")), &st) == 0;
    i64 slash = where.len;
    while (slash > 0 && where.at[slash - 1] != '/') slash--;
    Str name = { where.at + slash, where.len - slash };
    if (single && slash > 0) check_one(a, (Str){ where.at, MAX(slash - 1, 1) }, name, errors);
    else check_all(a, where, errors);
    sort_errors(errors);
    arena_close(a);
    return errors->met == before;
}
