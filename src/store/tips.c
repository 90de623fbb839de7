// tips.c: heads.list, a witness beside the store: how far each county's log was signed, one line of 128 bytes a county.
// A store that was emptied, cut off or replaced by an older copy knows nothing of what it lacks; this list does, so
// nothing is signed twice. A line is written in its place once its commit is durable, without a sync of its own,
// so after a power cut it may be behind the store, never ahead. A line that is torn or none of ours is passed by.
#include "store/proof_room.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 128, BODY = 112, COUNTIES = 4096 };
typedef struct Tip { i64 county, size; Hash root; } Tip;
struct Tips { int fd, count; bool failing; i64 at[COUNTIES]; };     // at: the county of each line, -1 = free

// "410104 28 <root> <first 4 bytes of SHA-256>", blanks up to the line's end.
static void line_write(Arena *a, const Tip *t, char into[LINE])
{
    Str root = hex_text(a, t->root.at, 32);
    memset(into, ' ', LINE);
    into[LINE - 1] = '\n';
    Str  body = arena_fmt(a, "%lld %lld %.*s ", (long long)t->county, (long long)t->size, (int)root.len, root.at);
    Hash sum = hash_sha256(body);
    assert(body.len + 8 <= BODY);
    memcpy(into, body.at, (size_t)body.len);
    memcpy(into + body.len, hex_text(a, sum.at, 4).at, 8);
}

static bool line_read(Arena *a, Str line, Tip *t)
{
    char same[LINE];
    Str  rest = line, county = str_cut(&rest, ' '), size = str_cut(&rest, ' '), root = str_cut(&rest, ' ');
    if (line.len != LINE || !str_i64(county, &t->county) || !str_i64(size, &t->size)) return false;
    if (t->county < 0 || t->size <= 0 || !hex_parse(root, t->root.at, 32)) return false;
    line_write(a, t, same);
    return memcmp(same, line.at, LINE) == 0;
}

// The signed head of that size is still there and says the same; -1: there is none, but how long the log is.
static bool tip_stands(Db *db, Arena *a, const Tip *t, i64 *has)
{
    Rows *r = db_ask(db, "SELECT root FROM head WHERE county=$1 AND size=$2", I(t->county), I(t->size));
    Str   root = rows_next(r) ? rows_str(r, 0, a) : STR("");
    rows_end(r);
    *has = db_i64(db, "SELECT COALESCE(MAX(seq), -1) + 1 FROM journal WHERE county=$1", I(t->county));
    return root.len == 32 && !memcmp(root.at, t->root.at, 32);
}

Str tips_text(Str data, Arena *a)
{
    Str text = STR("");
    file_text(folder_path(a, data, "heads.list"), a, &text);
    return text;
}

// The first line that the store does not bear out, in words; empty when it bears out all.
static Str tips_wrong(Db *db, Str text, Arena *a)
{
    for (Tip t; text.len >= LINE; text = (Str){ text.at + LINE, text.len - LINE }) {
        i64 has = 0;
        if (!line_read(a, (Str){ text.at, LINE }, &t) || tip_stands(db, a, &t, &has)) continue;
        if (db_failed(db)) break;
        return arena_fmt(a, "county %lld was signed up to %lld entries, the store has %lld%s", (long long)t.county,
                         (long long)t.size, (long long)has, has >= t.size ? " and not the same ones" : "");
    }
    return STR("");
}

bool tips_fit(Db *db, Str data, Str *error)
{
    Arena *a = arena_open(8 << 20);
    Str    wrong = tips_wrong(db, tips_text(data, a), a);
    bool   good = wrong.len == 0 ||
                refuse(error, "数据文件比已签名的日志旧，有记录不见了：放回较新的 linli.db，或从备份恢复（linli restore）。\n"
                       "linli.db is older than what was signed, entries are gone: %s. Put the newer linli.db back, or "
                       "restore a backup (linli restore); nothing was changed", wrong.at);
    arena_close(a);
    return good;
}

void tips_check(Db *db, Str text, Findings *f)
{
    Arena *a = arena_open(8 << 20);
    Str    wrong = tips_wrong(db, text, a);
    if (wrong.len) finding(f, "heads.list: %s: linli.db was replaced by an older one, or cut off", wrong.at);
    arena_close(a);
}

// ---- kept by the writer ------------------------------------------------------------------------------
static int tip_slot(Tips *t, i64 county)
{
    for (int i = 0; i < t->count; i++)
        if (t->at[i] == county) return i;
    for (int i = 0; i < t->count; i++)
        if (t->at[i] < 0) return i;
    return t->count < COUNTIES ? t->count++ : -1;
}

// Also on a full disk, where a line that is there is written over; a new one is then left out, and told once.
void tips_note(Tips *t, i64 county, i64 size, const Hash *root)
{
    char line[LINE];
    int  slot = t ? tip_slot(t, county) : -1;
    if (slot < 0) return;
    Arena *a = arena_open(4 << 10);
    line_write(a, &(Tip){ county, size, *root }, line);
    t->at[slot] = county;
    bool good = pwrite(t->fd, line, LINE, (off_t)slot * LINE) == LINE;
    if (!good && !t->failing) log_line("warn", "heads_list", "cannot be written: %s", strerror(errno));
    t->failing = !good;
    arena_close(a);
}

// What the list lacks is put in from the store: of an earlier build, or from before a power cut.
static void tips_fill(Tips *t, Db *db, Arena *a)
{
    Rows *r = db_ask(db, "SELECT county FROM county WHERE county>=$1 ORDER BY county", I(0));
    for (Head h; rows_next(r);)
        if (head_last(db, a, rows_i64(r, 0), &h)) tips_note(t, h.county, h.size, &h.root);
    rows_end(r);
}

// NULL: it cannot be written, which is logged; the store does without.
Tips *tips_open(Db *db, Str data)
{
    Arena *a = arena_open(8 << 20);
    char  *path = folder_path(a, data, "heads.list");
    Str    text = tips_text(data, a);
    Tips  *t = calloc(1, sizeof *t);
    if (!t) abort();
    t->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    for (Tip tip; t->count < COUNTIES && text.len >= LINE; text = (Str){ text.at + LINE, text.len - LINE })
        t->at[t->count++] = line_read(a, (Str){ text.at, LINE }, &tip) ? tip.county : -1;
    if (t->fd >= 0) tips_fill(t, db, a);
    if (t->fd < 0 || !folder_sync(path)) log_line("warn", "heads_list", "cannot be written: %s", strerror(errno));
    arena_close(a);
    if (t->fd >= 0) return t;
    free(t);
    return NULL;
}

void tips_close(Tips *t)
{
    if (!t) return;
    close(t->fd);
    free(t);
}
