// store_fixture.h: what the tests of this room share: a folder for a while, a record of notes and its deeds.
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H
#include "base/check.h"
#include "store/store_room.h"
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COUNTY = 410104 };
typedef struct Note { i64 county, id; Str text, phone; i64 place, n; double lat; } Note;
typedef struct Gone { i64 county, id; } Gone;

static const Field note_fields[] = {
    REF_FIELD(Note, county, "县区", "county", .flags = KEY),
    REF_FIELD(Note, id, "编号", "id", .flags = KEY),
    TEXT_FIELD(Note, text, "内容", "text", .flags = SEALED, .max = 4000),
    TEXT_FIELD(Note, phone, "电话", "phone", .flags = PRIVATE, .max = 40, .purpose = "to call back"),
    REF_FIELD(Note, place, "地点", "place"),
    COUNT_FIELD(Note, n, "数", "number"),
    NUMBER_FIELD(Note, lat, "纬度", "latitude"),
};
static const Record note_record = RECORD(Note, "note", note_fields, "便条", "note");
static const Field gone_fields[] = {
    REF_FIELD(Gone, county, "县区", "county", .flags = KEY),
    REF_FIELD(Gone, id, "编号", "id", .flags = KEY),
};
static const Record gone_record = RECORD(Gone, "gone", gone_fields, "删除", "removal");

static inline void note_apply(Apply *ap, const Entry *e, void *record)
{
    Note *note = record;
    apply_open(ap, &note_record, e->subject, note);
    db_put(ap->db, &note_record, note);
    Str places = arena_fmt(ap->arena, "%lld", (long long)note->place);
    tally_add(ap->tally, places, STR("0101"), 1, day_of(e->happened_at), 1, 1);
}

static inline void gone_apply(Apply *ap, const Entry *e, void *record)
{
    const Gone *gone = record;
    db_run(ap->db, "UPDATE note SET text='removed', phone='removed' WHERE county=$1 AND id=$2", I(gone->county),
           I(gone->id));
    vault_forget(ap->vault, ap->db, e->subject);
}

static inline void note_feed(Apply *ap, const Entry *e, void *record)
{
    if (!str_is(e->action, "note_write")) return;
    apply_open(ap, &note_record, e->subject, record);
    db_run(ap->db, "INSERT INTO note_index(county, id, text) VALUES($1, $2, $3) "
                   "ON CONFLICT(county, id) DO UPDATE SET text=excluded.text",
           I(e->county), I(e->subject), T(((Note *)record)->text));
}

static const Deed fixture_deeds[] = {
    { "note_write", &note_record, note_apply },
    { "note_forget", &gone_record, gone_apply },
};
static const Feed fixture_feeds[] = { { "note_index", note_feed, false } };

// ---- jobs ------------------------------------------------------------------------------------------

typedef struct NoteJob {
    Job   job;
    Note  note;
    Str   key;
    Fault refuse;                           // what the rule says, after everything was written
    Entry entry;
    i64   now;
} NoteJob;

static inline Fault note_run(Job *job, Tx *tx)
{
    NoteJob *n = (NoteJob *)job;
    if (!n->note.county) n->note.county = COUNTY;
    if (!n->note.id) n->note.id = tx_new_id(tx, n->note.county);
    n->now = tx_now(tx, n->note.county);
    n->entry = (Entry){ .county = n->note.county, .subject = n->note.id, .key = n->key, .actor = 7 };
    if (!tx_append(tx, &n->entry, &fixture_deeds[0], &n->note)) return FAULT_store_failed;
    return n->refuse;
}

static inline Fault gone_run(Job *job, Tx *tx)
{
    NoteJob *n = (NoteJob *)job;
    Gone gone = { n->note.county, n->note.id };
    n->entry = (Entry){ .county = gone.county, .subject = gone.id };
    return tx_append(tx, &n->entry, &fixture_deeds[1], &gone) ? n->refuse : FAULT_store_failed;
}

static inline NoteJob note_job(const char *text, i64 place)
{
    Note note = { .text = str(text), .phone = STR("13812345678"), .place = place, .n = 1, .lat = 34.7 };
    return (NoteJob){ .job = { .run = note_run }, .note = note };
}

typedef struct ScriptJob { Job job; const char *text; } ScriptJob;

static inline Fault script_run(Job *job, Tx *tx)
{
    return db_script(tx_db(tx), ((ScriptJob *)job)->text) ? OK : FAULT_store_failed;
}

static inline Fault fixture_script(Store *s, const char *text)
{
    ScriptJob script = { { .run = script_run }, text };
    return writer_wait(s, &script.job);
}

static inline Fault fixture_tables(Store *s)
{
    return fixture_script(s, "CREATE TABLE note(county INTEGER NOT NULL, id INTEGER NOT NULL, text TEXT NOT NULL, "
                             "phone TEXT NOT NULL, place INTEGER NOT NULL, n INTEGER NOT NULL, lat REAL, "
                             "PRIMARY KEY(county, id)) STRICT;"
                             "CREATE TABLE note_index(county INTEGER NOT NULL, id INTEGER NOT NULL, "
                             "text TEXT NOT NULL, PRIMARY KEY(county, id)) STRICT");
}

// ---- folders ---------------------------------------------------------------------------------------

static inline StoreConfig fixture_config(const char *folder)
{
    return (StoreConfig){ .data = str(folder), .make = true, .memory = !folder, .deeds = fixture_deeds, .deed_count = 2,
                          .feeds = fixture_feeds, .feed_count = 1 };
}

static inline Store *fixture_open(const char *folder)
{
    Str error = { 0 };
    StoreConfig c = fixture_config(folder);
    Store *s = store_open(&c, &error);
    if (!s) printf("store_open: %s\n", error.at);
    if (!s) abort();
    i64 there = db_i64(store_reader(s), "SELECT COUNT(*) FROM sqlite_schema WHERE name='note'");
    CHECK(there || fixture_tables(s) == OK);
    return s;
}

static inline Fault fixture_do(Store *s, NoteJob *n) { return writer_wait(s, &n->job); }

static inline void fixture_remove(const char *folder)
{
    DIR *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d)) != NULL;) {
        char path[600];
        if (e->d_name[0] == '.') continue;
        if (snprintf(path, sizeof path, "%s/%s", folder, e->d_name) >= (int)sizeof path) continue;
        if (unlink(path)) fixture_remove(path);
    }
    if (d) closedir(d);
    rmdir(folder);
}

static inline const char *fixture_folder(char into[64])
{
    snprintf(into, 64, "%s/linli-store-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    return mkdtemp(into);
}

// What was counted in all: sums, and flows that are not summed, one a note.
static inline i64 fixture_counted(Db *db)
{
    return db_i64(db, "SELECT COALESCE((SELECT SUM(n) FROM tally WHERE period=$1), 0) + "
                      "(SELECT COUNT(*) FROM flow)", I(2));
}

static inline void fixture_summed(Store *s)
{
    for (int i = 0; i < 1000 && writer_figures(s).feed_behind; i++) usleep(5000);
    CHECK_EQ(tally_behind(store_reader(s)), 0);
}

// One number for the content of the tables that replay must make equal.
static inline i64 fixture_digest(Db *db, Arena *a)
{
    Out o = out_new(a, 8 << 20);
    Rows *r = db_select(db, &note_record, "ORDER BY county, id");
    for (Note n; rows_next(r);) {
        rows_record(r, &note_record, a, &n);
        record_to_entry(&note_record, &o, &n);
    }
    rows_end(r);
    r = db_ask(db, "SELECT place, period, start_on, what, subject, level, n FROM tally "
                   "ORDER BY county, place, period, start_on, what, subject, level");
    while (rows_next(r))
        for (int i = 0; i < 7; i++) out_str(&o, rows_str(r, i, a));
    rows_end(r);
    Hash h = hash_sha256(out_done(&o));
    i64 number;
    memcpy(&number, h.at, sizeof number);
    return number;
}
#endif
