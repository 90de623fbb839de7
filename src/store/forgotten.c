// forgotten.c: whose keys are gone. A line is written once its commit is durable, so the list never says what did not
// happen; what a crash in between left out is put in at the next start, from the table.
// Why a list beside the table: a restore brings an older table back, and with it keys whose words people had removed
// since. The list is carried with the backups, holds ids and moments only, and only grows. If it cannot be written,
// changes are refused until it can: a forgetting that a restore would undo must not be answered as done.
#include "store/store_room.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MOST = 48 };
typedef struct Forget Forget;

static bool list_failed(int fd)
{
    log_line("error", "forgotten_list", "cannot be written: %s", strerror(errno));
    if (fd >= 0) close(fd);
    return false;
}

// -1 when it cannot be opened; its name is durable then.
static int list_open(Str data)
{
    Arena *a  = arena_open(16 << 10);
    char  *path = folder_path(a, data, "forgotten.list");
    int    fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && !folder_sync(path)) {
        close(fd);
        fd = -1;
    }
    arena_close(a);
    return fd;
}

// A crash may have left half a line at the end; it must not swallow the next one.
static void list_line_end(int fd, Out *o)
{
    char last = '\n';
    off_t size = lseek(fd, 0, SEEK_END);
    if (size > 0 && pread(fd, &last, 1, size - 1) == 1 && last != '\n') out_char(o, '\n');
}

// Synced before it is true.
static bool list_add(Str data, const Forget *at, i64 count)
{
    if (count == 0) return true;
    assert(at && count > 0);
    Arena *a  = arena_open(LIST_MOST);
    Out    o  = out_new(a, LIST_MOST);
    int    fd = list_open(data);
    if (fd >= 0) list_line_end(fd, &o);
    for (i64 i = 0; i < count; i++) out_fmt(&o, "%lld %lld\n", (long long)at[i].owner, (long long)at[i].at);
    assert(!o.full);
    bool good = fd >= 0 && write(fd, o.at, (size_t)o.len) == (ssize_t)o.len && fsync(fd) == 0;
    arena_close(a);
    if (!good) return list_failed(fd);
    return close(fd) == 0;
}

bool forgets_ready(Db *db, Str data)
{
    assert(db->forget_count >= 0);
    if (db->forget_count == 0 || data.len == 0) return true;
    int  fd   = list_open(data);
    bool good = fd >= 0;
    if (good && fallocate(fd, FALLOC_FL_KEEP_SIZE, lseek(fd, 0, SEEK_END), (off_t)db->forget_count * LINE_MOST))
        good = errno != ENOSPC && errno != EDQUOT && errno != EIO;    // not every file system can reserve room
    if (!good) return list_failed(fd);
    return close(fd) == 0;
}

// True also when there is no folder.
bool forgets_note(Db *db, Str data)
{
    return data.len == 0 || list_add(data, db->forgets, db->forget_count);
}

// ---- what a crash left out -------------------------------------------------------------------------

static bool line_parse(Str line, Forget *f)
{
    Str owner = str_cut(&line, ' ');
    return str_i64(owner, &f->owner) && str_i64(str_trim(line), &f->at);
}

static int forget_order(const void *left, const void *right)
{
    const Forget *a = left, *b = right;
    if (a->owner != b->owner) return a->owner < b->owner ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

// Sorted for bisection; what is no line of ours is passed by. No list is an empty list.
static Forget *list_read(Str data, Arena *a, i64 *count)
{
    int  fd = open(folder_path(a, data, "forgotten.list"), O_RDONLY | O_CLOEXEC);
    i64  size = fd < 0 ? 0 : MIN((i64)lseek(fd, 0, SEEK_END), LIST_MOST);
    char *text = NEW(a, char, size + 1);
    ssize_t len = fd < 0 ? 0 : pread(fd, text, (size_t)size, 0);
    if (fd >= 0) close(fd);
    Str     rest  = { text, MAX(len, 0) };
    Forget *lines = NEW(a, Forget, rest.len / 4 + 1);    // "1 1\n" is the shortest
    *count = 0;
    while (rest.len) *count += line_parse(str_cut(&rest, '\n'), &lines[*count]);
    if (*count) qsort(lines, (size_t)*count, sizeof *lines, forget_order);
    return lines;
}

// At start, and again by the probe while the list could not be written.
bool forgets_mend(Db *db, Str data)
{
    i64 known = 0, count = 0, most = db_i64(db, "SELECT COUNT(*) FROM forgotten WHERE county>=$1", I(0));
    if (most == 0 || data.len == 0) return true;
    Arena  *a     = arena_open((i64)LIST_MOST * 8);
    Forget *lines = list_read(data, a, &known), *lacking = NEW(a, Forget, most);
    Rows   *r     = db_ask(db, "SELECT owner, at FROM forgotten WHERE county>=$1 ORDER BY at", I(0));
    while (count < most && rows_next(r)) {
        Forget f = { rows_i64(r, 0), rows_i64(r, 1) };
        bool   there = known && bsearch(&f, lines, (size_t)known, sizeof f, forget_order);
        if (!there) lacking[count++] = f;
    }
    rows_end(r);
    if (count) log_line("warn", "forgotten_list", "%lld lines were missing and are put in", (long long)count);
    bool good = list_add(data, lacking, count) && !db_failed(db);
    arena_close(a);
    return good;
}

// ---- after a restore -------------------------------------------------------------------------------

// A line whose moment the table knows was done before the copy was made; a key made later belongs to later words.
bool forgets_reapply(Db *db, Str list)
{
    while (list.len) {
        Forget f;
        if (!line_parse(str_cut(&list, '\n'), &f)) continue;
        i64 county = id_county(f.owner);
        if (db_i64(db, "SELECT at FROM forgotten WHERE county=$1 AND owner=$2", I(county), I(f.owner)) >= f.at)
            continue;
        db_run(db, "DELETE FROM seal_key WHERE county=$1 AND owner=$2 AND made_at<=$3", I(county), I(f.owner),
               I(f.at));
        db_run(db,
               "INSERT INTO forgotten(county, owner, at) VALUES($1, $2, $3) "
               "ON CONFLICT(county, owner) DO UPDATE SET at=excluded.at",
               I(county), I(f.owner), I(f.at));
    }
    vault_drop(db);
    return !db_failed(db);
}
