// proof_fixture.h: what the tests of verify, rebuild, backup and restore share: a toy capability on table look, a store
// of some hundreds of looks, and ways to damage it.
#ifndef PROOF_FIXTURE_H
#define PROOF_FIXTURE_H
#include "store/proof_room.h"
#include "store/store_fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>

// ---- a toy capability on table look ------------------------------------------------------------------
typedef struct Look { i64 county, id, about, actor, at; Str why, fields; } Look;
static const Field look_fields[] = {
    REF_FIELD(Look, county, "县区", "county", .flags = KEY),
    REF_FIELD(Look, id, "编号", "id", .flags = KEY),
    REF_FIELD(Look, about, "对象", "about", .flags = KEY),
    REF_FIELD(Look, actor, "操作人", "actor"),
    MOMENT_FIELD(Look, at, "时间", "moment"),
    TEXT_FIELD(Look, why, "理由", "reason", .flags = SEALED, .max = 400),
    TEXT_FIELD(Look, fields, "字段", "fields", .flags = PRIVATE, .max = 400, .purpose = "test"),
};
static const Record look_record = RECORD(Look, "look", look_fields, "查看", "look");

static inline void look_apply(Apply *ap, const Entry *e, void *record)
{
    Look *look = record;
    apply_open(ap, &look_record, e->subject, look);
    db_put(ap->db, &look_record, look);
    tally_add(ap->tally, arena_fmt(ap->arena, "%lld", (long long)look->about), STR("0101"), 1, day_of(look->at), 1, 1);
}

static inline void drop_apply(Apply *ap, const Entry *e, void *record)
{
    Look *look = record;
    db_run(ap->db, "UPDATE look SET why=$1, fields=$1 WHERE county=$2 AND id=$3 AND about=$4",
           T(STR(REMOVED)), I(look->county), I(look->id), I(look->about));
    vault_forget(ap->vault, ap->db, e->subject);
}

static inline void look_feed(Apply *ap, const Entry *e, void *record)
{
    if (str_is(e->action, "look_drop")) {
        search_drop(ap->db, e->subject);
        return;
    }
    apply_open(ap, &look_record, e->subject, record);
    search_put(ap->db, ap->arena, e->subject, ((Look *)record)->why);
}

static const Deed deeds[] = { { "look", &look_record, look_apply }, { "look_drop", &look_record, drop_apply } };
static const Feed feeds[] = { { .name = "search", .feed = look_feed } };

static i64 clock_ms = 1764000000000;
static inline i64 fixture_now(void) { return __atomic_add_fetch(&clock_ms, 7, __ATOMIC_RELAXED); }

typedef struct LookJob { Job job; i64 county; int entries; i64 drop; bool feed; } LookJob;

static inline Fault look_run(Job *job, Tx *tx)
{
    LookJob *j = (LookJob *)job;
    for (int i = 0; i < j->entries; i++) {
        i64  id = j->drop ? j->drop : tx_new_id(tx, j->county);
        Look look = { .county = j->county, .id = id, .about = id % 5, .actor = 3, .at = tx_now(tx, j->county),
                      .why = arena_fmt(tx_apply(tx)->arena, "路灯坏了 %lld", (long long)(id % 1000)),
                      .fields = STR("13812345678") };
        Entry e = { .county = j->county, .subject = id, .actor = 3 };
        if (!j->drop) e.key = arena_fmt(tx_apply(tx)->arena, "key-%lld", (long long)id);
        if (j->drop) look.why = look.fields = STR("");
        if (!tx_append(tx, &e, &deeds[j->drop != 0], &look)) return FAULT_store_failed;
        if (e.key.len)                                       // as the gate does
            db_run(tx->db, "INSERT INTO once(county, actor, idem, digest) VALUES($1, 3, $2, $3)", I(j->county),
                   T(e.key), B(STR("said")));
    }
    return OK;
}

static inline void add(Store *s, i64 county, int entries)
{
    LookJob j = { .job.run = look_run, .county = county, .entries = entries };
    CHECK_EQ(writer_wait(s, &j.job), OK);
}

static inline StoreConfig config_of(const char *folder)
{
    return (StoreConfig){ .data = str(folder), .make = true, .memory = !folder, .deeds = deeds,
                          .deed_count = (int)COUNT(deeds), .feeds = feeds, .feed_count = (int)COUNT(feeds),
                          .now = fixture_now };
}

static inline Store *open_store(const char *folder)
{
    Str         error = STR("");
    StoreConfig c = config_of(folder);
    Store      *s = store_open(&c, &error);
    if (!s) printf("store_open: %s\n", error.at);
    assert(s);
    return s;
}

enum { ENTRIES = 700 };
static const i64 first_id = COUNTY * 1000000000LL;

static inline void wait_feeds(Store *s)
{
    for (int i = 0; i < 1000 && writer_figures(s).feed_behind; i++) usleep(5000);
    CHECK_EQ(writer_figures(s).feed_behind, 0);
}

static inline void fill(const char *folder)
{
    Store *s = open_store(folder);
    for (int i = 0; i < ENTRIES / 7; i++) add(s, COUNTY, 7);
    add(s, COUNTY + 1, 40);
    LookJob drop = { .job.run = look_run, .county = COUNTY, .entries = 1, .drop = first_id + 9 };
    CHECK_EQ(writer_wait(s, &drop.job), OK);
    wait_feeds(s);
    store_close(s);
}

// ---- the folder from outside ------------------------------------------------------------------------
static inline char *text_of(const char *path, Arena *a, i64 *len)
{
    int         fd = open(path, O_RDONLY);
    struct stat st;
    assert(fd >= 0 && fstat(fd, &st) == 0);
    char *text = NEW(a, char, st.st_size + 1);
    *len = read(fd, text, (size_t)st.st_size);
    close(fd);
    return text;
}

static inline void text_put(const char *path, const char *text, i64 len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CHECK(fd >= 0 && write(fd, text, (size_t)len) == len);
    close(fd);
}

static inline void damage(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    CHECK_EQ(sqlite3_open(path, &db), SQLITE_OK);
    CHECK_EQ(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    CHECK(sqlite3_changes(db) > 0 || str_starts(str(sql), STR("DROP")));
    sqlite3_exec(db, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
    sqlite3_close(db);
}

static inline bool clean(const char *folder, VerifyFigures *figures)
{
    Arena      *a = arena_open(1 << 20);
    StoreConfig c = config_of(folder);
    Findings    f = { .arena = a };
    bool        good = store_verify(&c, true, &f, figures);
    for (int i = 0; i < f.count; i++) printf("    %s\n", f.at[i].at);
    arena_close(a);
    return good;
}

static inline void key_copy(const char *from, const char *to)
{
    Arena *a = arena_open(1 << 16);
    i64    len;
    char  *text = text_of(folder_path(a, str(from), "keys/master.key"), a, &len);
    CHECK(folder_make(to) && folder_make(folder_path(a, str(to), "keys")));
    text_put(folder_path(a, str(to), "keys/master.key"), text, len);
    arena_close(a);
}

static inline i64 names_with(const char *folder, const char *word)
{
    i64  count = 0;
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) count += strstr(e->d_name, word) != NULL;
    if (d) closedir(d);
    return count;
}

static inline i64 rows_of(const char *folder, const char *sql)
{
    Arena *a = arena_open(1 << 16);
    Db    *db = db_open(folder_path(a, str(folder), "linli.db"), DB_LONG);
    i64    count = db ? db_i64_args(db, sql, NULL, 0) : -1;
    db_close(db);
    arena_close(a);
    return count;
}

// A sentence that damages the file, and what verify says of it (proof_test.c).
extern const char *const proof_damages[][2];
extern const int proof_damage_count;
#endif
