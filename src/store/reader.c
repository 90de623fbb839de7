// reader.c: one read-only connection a thread. Its snapshot is kept from one reading to the next while nobody commits,
// and so is what the rows of a list ask for again and again.
// A snapshot is what costs in a short reading: locks to take, pages to look up again. So it stays open behind the
// reading, and the next reading of the thread goes on in it if nobody has committed. The price: a snapshot that is
// kept holds the write-ahead log. The writer may therefore end it from its own thread; `hold` says whose the
// connection is, and only who moves it from KEPT (to BUSY or LETTING) may touch it. All loads and stores are
// sequentially consistent, so what one side did to the connection is seen by the other.
#include "record/field.h"
#include "store/store_room.h"
#include <sched.h>
#include <stdlib.h>
#include <string.h>

// LETTING: the writer is ending a snapshot that its thread has left.
// FREE: no snapshot. BUSY: its thread is reading. KEPT: open behind a reading, for the thread's next one.
enum { FREE, BUSY, KEPT, LETTING };
enum { MEMORY_MAX = 1 << 20, PLACES_TRIED = 4 };

// ---- connections ---------------------------------------------------------------------------------------

// The key's destructor, on the thread that ends. A snapshot may stay KEPT: whoever gets the slot next takes it over.
void reader_left(void *slot)
{
    Slot *s = slot;
    assert(atomic_load(&s->used) && atomic_load(&s->hold) != BUSY && "a reading ends before its thread does");
    atomic_store(&s->used, false);
}

// A thread keeps its slot until it ends; the connection then waits for the next thread.
static Slot *reader_slot(Store *s)
{
    Slot *slot = pthread_getspecific(s->mine);
    for (int i = 0; i < READERS_MAX && !slot; i++) {
        bool unused = false;
        if (!atomic_compare_exchange_strong(&s->readers[i].used, &unused, true)) continue;
        slot = &s->readers[i];
        pthread_setspecific(s->mine, slot);
    }
    assert(slot && "more threads than readers");
    if (!slot->db) slot->db = db_open(s->path, DB_READ);
    if (!slot->db) abort();    // out of descriptors or memory: logged by db_open
    return slot;
}

// True: the kept snapshot is this thread's again. False: there is none.
static bool kept_take(Slot *slot)
{
    assert(atomic_load(&slot->used));
    int is = KEPT;
    while (!atomic_compare_exchange_strong(&slot->hold, &is, BUSY)) {
        if (is == FREE) return false;
        assert(is == LETTING && "a reading does not begin within another");
        sched_yield();
        is = KEPT;
    }
    return true;
}

// By whoever owns the connection just now. What was remembered of it is void.
static void snapshot_drop(Slot *slot)
{
    assert(slot->db && (atomic_load(&slot->hold) == BUSY || atomic_load(&slot->hold) == LETTING));
    db_rollback(slot->db);
    slot->db->remembers = false;
}

// Without a snapshot of its own: each sentence sees the newest state. Within a reading it is that reading's
// connection.
Db *store_reader(Store *s)
{
    if (s->config.memory) return s->db;
    Slot *slot = reader_slot(s);
    if (atomic_load(&slot->hold) == BUSY || !kept_take(slot)) return slot->db;
    snapshot_drop(slot);
    atomic_store(&slot->hold, FREE);
    return slot->db;
}

// An asker who was answered sees what they changed: the count grows after the commit and before the answer, so a kept
// snapshot with the present count holds it.
Db *store_read(Store *s)
{
    if (s->config.memory) return s->db;    // one connection for all
    Slot *slot = reader_slot(s);
    Db   *db   = slot->db;
    bool  kept = kept_take(slot);
    i64   now  = store_commits(s);
    if (kept && slot->commits == now) return db;
    if (kept) snapshot_drop(slot);
    atomic_store(&slot->hold, BUSY);
    slot->commits = now;    // before the snapshot: what comes in between is seen earlier than it is counted
    assert(now >= 0);
    db_begin(db);
    memory_clear(db);
    db->remembers = true;
    return db;
}

// A reading whose failure nobody looked at keeps nothing: it may have been the snapshot's.
void store_read_end(Store *s)
{
    if (s->config.memory) return;
    Slot *slot = reader_slot(s);
    assert(atomic_load(&slot->hold) == BUSY);
    bool keep = !db_failed(slot->db) && db_within(slot->db);
    if (!keep) snapshot_drop(slot);
    atomic_store(&slot->hold, keep ? KEPT : FREE);
}

// On the writer's thread, before a checkpoint. It never waits: who is reading keeps what they have.
void readers_let_go(Store *s)
{
    for (int i = 0; i < READERS_MAX; i++) {
        Slot *slot = &s->readers[i];
        int   kept = KEPT;
        if (!atomic_compare_exchange_strong(&slot->hold, &kept, LETTING)) continue;
        snapshot_drop(slot);
        atomic_store(&slot->hold, FREE);
    }
}

// ---- rows that are asked for again -----------------------------------------------------------------------

// 512 places and 1 MiB at most for each connection. A reader remembers for a snapshot; the writer from batch to batch,
// until a row of a remembered kind is changed: then nothing, up to the next transaction, since a job may be undone.
void memory_clear(Db *db)
{
    assert(db->remembered_count >= 0 && db->remembered_count <= REMEMBERED);
    if (!db->memory) db->memory = arena_open(MEMORY_MAX);
    if (db->remembered_count) memset(db->remembered, 0, sizeof db->remembered);
    db->remembered_count = 0;
    arena_reset(db->memory);
}

// The row's place, or a free one; NULL when the few that are tried belong to others.
static Remembered *memory_place(Db *db, const Record *r, i64 id)
{
    uint64_t at = ((uint64_t)id ^ (uint64_t)(uintptr_t)r) * 0x9E3779B97F4A7C15u >> 40;
    for (int i = 0; i < PLACES_TRIED; i++) {
        Remembered *m = &db->remembered[(at + (uint64_t)i) & (REMEMBERED - 1)];
        if (!m->row || (m->id == id && m->record == r)) return m;
    }
    return NULL;
}

// Before a row of the table changes. Few kinds of rows are remembered, so their names are compared.
void memory_changes(Db *db, const char *table)
{
    bool held = false;
    for (int i = 0; i < db->remembered_kind_count && !held; i++) held = !strcmp(db->remembered_kinds[i]->name, table);
    if (!held) return;
    memory_clear(db);
    db->remembers = false;
}

static void memory_kind(Db *db, const Record *r)
{
    for (int i = 0; i < db->remembered_kind_count; i++)
        if (db->remembered_kinds[i] == r) return;
    assert(db->remembered_kind_count < REMEMBERED_KINDS);
    db->remembered_kinds[db->remembered_kind_count++] = r;
}

// From another arena into this one, texts too.
static void row_copy(const Record *r, Arena *a, const void *from, void *into)
{
    memcpy(into, from, (size_t)r->size);
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        if (field_texts(f)) *(Str *)field_at(f, into) = arena_str(a, field_str(f, from));
    }
}

// What the copy will take; one row alone must not break the bound.
static i64 row_bytes(const Record *r, const void *row)
{
    i64 sum = r->size;
    for (int i = 0; i < r->field_count; i++)
        if (field_texts(&r->fields[i])) sum += field_str(&r->fields[i], row).len + 16;
    return sum;
}

// For names that every row of a list wants (a place, a post's org). The caller gets a copy, so it may change its own.
// What is not there is not remembered.
bool db_load_id(Db *db, const Record *r, Arena *a, void *into, i64 id)
{
    assert(r && r->size > 0 && into);
    Remembered *m = db->remembers ? memory_place(db, r, id) : NULL;
    if (m && m->row) {
        row_copy(r, a, m->row, into);
        return true;
    }
    if (!db_load(db, r, "WHERE county=$1 AND id=$2", a, into, I(id_county(id)), I(id))) return false;
    if (!db->remembers || row_bytes(r, into) > MEMORY_MAX / 4) return true;
    if (!m || db->memory->used > MEMORY_MAX / 2) {              // full: those that are wanted come again
        memory_clear(db);
        m = memory_place(db, r, id);
    }
    assert(m && !m->row);
    void *row = arena_take(db->memory, r->size, 1);
    row_copy(r, db->memory, into, row);
    assert(!db->memory->full);
    memory_kind(db, r);
    *m = (Remembered){ r, id, row };
    db->remembered_count++;
    return true;
}
