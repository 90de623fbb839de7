// The writer: shared commits, one job's refusal, order, bounds, feeds, and what happens when the disk says no.
#include "store/store_fixture.h"
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>

enum { CALLERS = 8, EACH = 100 };

// ---- a gate: the writer waits inside a job until the queue is as the test wants it ------------------

typedef struct GateJob {
    Job         job;
    atomic_bool entered, open;
} GateJob;

static Fault gate_run(Job *job, Tx *tx)
{
    GateJob *g = (GateJob *)job;
    (void)tx;
    atomic_store(&g->entered, true);
    while (!atomic_load(&g->open)) usleep(100);
    return OK;
}

static void gate_close(Store *s, GateJob *g)
{
    g->job = (Job){ .run = gate_run, .again = true };
    atomic_init(&g->entered, false);
    atomic_init(&g->open, false);
    CHECK(writer_submit(s, &g->job));
    while (!atomic_load(&g->entered)) usleep(100);
}

// ---- many callers ----------------------------------------------------------------------------------

typedef struct Caller {
    Store    *store;
    pthread_t thread;
    int       number;
    i64       good, last, seen;
} Caller;

static void *caller_main(void *caller)
{
    Caller *c = caller;
    c->last   = -1;
    for (int i = 0; i < EACH; i++) {
        NoteJob n = note_job("路灯", c->number + 1);
        if (i % 10 == 9) n.refuse = FAULT_not_allowed;
        n.job.patient = i % 4 == 3;
        Fault f       = fixture_do(c->store, &n);
        bool  ordered = n.refuse || n.entry.seq > c->last;
        if (!n.refuse) c->last = n.entry.seq;
        c->good += ordered && f == n.refuse;
        bool kept = i % 3 != 0;             // the others' commits come between, and the writer lets snapshots go
        Db  *db   = kept ? store_read(c->store) : store_reader(c->store);
        i64  seen = db_i64(db, "SELECT COUNT(*) FROM journal WHERE subject=$1 AND seq=$2", I(n.note.id),
                           I(n.entry.seq));
        if (kept) store_read_end(c->store);
        c->seen += f == OK && seen == 1;    // answered means durable, and seen by every reader
    }
    return NULL;
}

static void many_callers(const char *folder)
{
    Store *s = fixture_open(folder);
    Caller callers[CALLERS];
    i64    good = 0, seen = 0, before = writer_figures(s).commits;
    for (int i = 0; i < CALLERS; i++) {
        callers[i] = (Caller){ .store = s, .number = i };
        pthread_create(&callers[i].thread, NULL, caller_main, &callers[i]);
    }
    for (int i = 0; i < CALLERS; i++) {
        pthread_join(callers[i].thread, NULL);
        good += callers[i].good;
        seen += callers[i].seen;
    }
    WriterFigures f  = writer_figures(s);
    Db           *db = store_reader(s);
    CHECK_EQ(good, CALLERS * EACH);
    CHECK_EQ(seen, CALLERS * EACH * 9 / 10);
    CHECK_EQ(f.refused, CALLERS * EACH / 10);
    CHECK(f.commits - before < CALLERS * EACH);
    CHECK_EQ(db_i64(db, "SELECT COUNT(*) FROM journal"), CALLERS * EACH * 9 / 10);
    CHECK_EQ(db_i64(db, "SELECT MAX(seq) FROM journal"), CALLERS * EACH * 9 / 10 - 1);
    CHECK_EQ(db_i64(db, "SELECT MAX(id) FROM note"), COUNTY * 1000000000LL + CALLERS * EACH * 9 / 10);
    CHECK_EQ(fixture_counted(db), CALLERS * EACH * 9 / 10);
    fixture_summed(s);
    CHECK_EQ(fixture_counted(db), CALLERS * EACH * 9 / 10);
    store_close(s);
}

// A snapshot is kept while nobody commits, and rows that are remembered with it; the writer can let go what is kept.
static void kept_snapshots(const char *folder)
{
    Store  *s    = fixture_open(folder);
    Arena  *a    = arena_open(1 << 20);
    NoteJob note = note_job("路灯", 1), more = note_job("井盖", 2);
    Note    out  = { 0 };
    CHECK_EQ(fixture_do(s, &note), OK);
    Db *db = store_read(s);
    for (int i = 0; i < 2; i++)
        CHECK(db_load_id(db, &note_record, a, &out, note.note.id) && str_is(out.text, "路灯"));
    CHECK(!db_load_id(db, &note_record, a, &out, note.note.id + 1) && db->remembered_count == 1);
    NoteJob again = { .job = { .run = note_run }, .note = note.note };
    again.note.text = STR("又灭了");
    CHECK_EQ(fixture_do(s, &again), OK);
    CHECK(db_load_id(db, &note_record, a, &out, note.note.id) && str_is(out.text, "路灯"));    // one reading, one state
    store_read_end(s);
    for (int i = 0; i < 1000 && writer_figures(s).feed_behind; i++) usleep(5000);    // feeds commit too
    CHECK(store_read(s) == db && db_load_id(db, &note_record, a, &out, note.note.id) && str_is(out.text, "又灭了"));
    store_read_end(s);
    CHECK(store_read(s) == db && db->remembered_count == 1);    // nobody committed: still the same
    store_read_end(s);
    CHECK(db_within(db));
    CHECK(store_reader(s) == db && !db_within(db));    // without store_read always the newest
    store_read(s);
    db_i64(db, "SELECT COUNT(*) FROM note");
    store_read_end(s);
    CHECK_EQ(fixture_do(s, &more), OK);
    readers_let_go(s);
    CHECK(!db_within(db) && db_load_id(store_read(s), &note_record, a, &out, more.note.id));
    store_read_end(s);
    arena_close(a);
    store_close(s);
}

// The writer remembers rows from batch to batch; one that changed, or whose change was undone, is read again.
static Fault remembering_run(Job *job, Tx *tx)
{
    NoteJob *n = (NoteJob *)job;
    Note     out;
    Db      *db = tx_db(tx);
    Arena   *a = arena_open(1 << 16);
    bool     before = db_load_id(db, &note_record, a, &out, n->note.id) && str_is(out.text, "路灯");
    bool     kept = before && db->remembered_count == 1 && db_load_id(db, &note_record, a, &out, n->note.id);
    db_run(db, "UPDATE note SET text=$1 WHERE county=$2 AND id=$3", T(STR("又灭了")), I(n->note.county), I(n->note.id));
    bool after = db_load_id(db, &note_record, a, &out, n->note.id) && str_is(out.text, "又灭了");
    arena_close(a);
    return kept && after && db->remembered_count == 0 ? FAULT_too_many : FAULT_breakage;
}

static void writer_remembers(const char *folder)
{
    Store  *s    = fixture_open(folder);
    NoteJob note = note_job("路灯", 1);
    CHECK_EQ(fixture_do(s, &note), OK);
    for (int i = 0; i < 2; i++) {
        NoteJob look = { .job = { .run = remembering_run }, .note = note.note };
        CHECK_EQ(fixture_do(s, &look), FAULT_too_many);
    }
    store_close(s);
}

// ---- one batch -------------------------------------------------------------------------------------

static atomic_int done_count;
static Job       *done_order[16];

static void done_note(Job *job)
{
    int count              = atomic_load(&done_count);    // only the writer's thread counts
    done_order[count % 16] = job;
    atomic_store(&done_count, count + 1);
}

static void settle(int count)
{
    while (atomic_load(&done_count) < count) usleep(200);
}

static Fault broken_run(Job *job, Tx *tx)
{
    (void)job;
    tx_new_id(tx, COUNTY);
    db_run(tx_db(tx), "INSERT INTO note(county, id, text, phone, place, n) VALUES(1, 1, 'half', '', 0, 0)");
    db_run(tx_db(tx), "INSERT INTO setting(name, value) VALUES('public_key', '')");    // there is one
    return OK;
}

static void one_refusal(const char *folder)
{
    Store  *s = fixture_open(folder);
    GateJob gate;
    NoteJob n[5];
    Job     broken = { .run = broken_run, .done = done_note };
    atomic_store(&done_count, 0);
    gate_close(s, &gate);
    i64 before = writer_figures(s).commits;
    for (int i = 0; i < 5; i++) {
        n[i]          = note_job("a", 5);
        n[i].job.done = done_note;
        if (i == 1) n[i].refuse = FAULT_not_allowed;
        if (i == 2) CHECK(writer_submit(s, &broken));
        CHECK(writer_submit(s, &n[i].job));
    }
    atomic_store(&gate.open, true);
    settle(6);
    CHECK(n[0].job.fault == OK && n[1].job.fault == FAULT_not_allowed && n[4].job.fault == OK);
    CHECK_EQ(broken.fault, FAULT_store_failed);
    CHECK(done_order[0] == &n[0].job && done_order[2] == &broken && done_order[5] == &n[4].job);
    for (int i = 0; i < 4; i++) {
        const NoteJob *kept = &n[i ? i + 1 : 0];
        CHECK_EQ(kept->entry.seq, i);
        CHECK_EQ(kept->note.id, COUNTY * 1000000000LL + i + 1);
    }
    Arena *a = arena_open(1 << 20);
    County c;
    Db    *db = store_reader(s);
    CHECK(county_read(db, COUNTY, &c) && c.edge.size == 4 && county_check(db, a, &c));
    CHECK_EQ(fixture_counted(db), 4);
    CHECK_EQ(db_i64(db, "SELECT COUNT(*) FROM seal_key"), 4);
    CHECK_EQ(db_i64(db, "SELECT COUNT(*) FROM note WHERE county=1"), 0);
    // One batch, and so one head; on a machine that took more than a batch's time for it, a head for each.
    i64 heads = db_i64(db, "SELECT COUNT(*) FROM head");
    CHECK(heads >= 1 && heads <= writer_figures(s).commits - before);
    arena_close(a);
    store_close(s);
}

// Jobs that may be run again have no savepoints: one that falls after it wrote makes the batch anew, once.
static int  runs;
static Fault again_run(Job *job, Tx *tx)
{
    NoteJob *n = (NoteJob *)job;
    runs++;
    n->note.id = 0;
    if (n->note.place == 9) return FAULT_not_allowed;       // looks first, and writes nothing
    return note_run(job, tx);
}

static void anew(const char *folder)
{
    Store  *s = fixture_open(folder);
    GateJob gate;
    NoteJob n[6];
    for (int round = 0; round < 2; round++) {
        atomic_store(&done_count, runs = 0);
        gate_close(s, &gate);
        for (int i = 0; i < 6; i++) {
            n[i] = note_job("a", i == 1 ? 9 : 5);
            n[i].job = (Job){ .run = again_run, .done = done_note, .again = true };
            n[i].refuse = round && i == 3 ? FAULT_not_allowed : OK;
            CHECK(writer_submit(s, &n[i].job));
        }
        atomic_store(&gate.open, true);
        settle(6);
        i64 first = round * 5, heads = db_i64(store_reader(s), "SELECT COUNT(*) FROM head");
        // On a slow machine there were more batches.
        if (heads == round + 1) CHECK_EQ(runs, round ? 6 + 4 : 6);
        CHECK(n[0].job.fault == OK && n[1].job.fault == FAULT_not_allowed && n[5].job.fault == OK);
        CHECK_EQ(n[3].job.fault, n[3].refuse);
        CHECK(n[0].entry.seq == first && n[2].entry.seq == first + 1 && n[5].entry.seq == first + 4 - round);
        CHECK_EQ(n[5].note.id, COUNTY * 1000000000LL + 1 + first + 4 - round);
        CHECK_EQ(db_i64(store_reader(s), "SELECT COUNT(*) FROM journal"), first + 5 - round);
        CHECK_EQ(db_i64(store_reader(s), "SELECT COUNT(*) FROM seal_key"), first + 5 - round);
        CHECK_EQ(fixture_counted(store_reader(s)), first + 5 - round);
    }
    store_close(s);
}

// What falls with its batch was never there: numbers, keys and lines of forgotten.list come out right afterwards. Left
// alone where the machine took more than a batch's time between the two, so that they share none: tried again.
static bool batch_fell;
static void whole_batch(const char *folder)
{
    Store  *s     = fixture_open(folder);
    NoteJob first = note_job("a", 1), lost = note_job("b", 2), again = note_job("c", 3);
    Arena  *a    = arena_open(1 << 20);
    char   *list = folder_path(a, str(folder), "forgotten.list");
    GateJob gate;
    CHECK_EQ(fixture_do(s, &first), OK);
    NoteJob gone = { .job = { .run = gone_run, .done = done_note }, .note = first.note };
    CHECK(mkdir(list, 0700) == 0);    // cannot be appended to
    atomic_store(&done_count, 0);
    lost.job.done = done_note;
    gate_close(s, &gate);
    CHECK(writer_submit(s, &lost.job) && writer_submit(s, &gone.job));
    atomic_store(&gate.open, true);
    settle(2);
    batch_fell = lost.job.fault != OK;
    CHECK(rmdir(list) == 0);
    if (!batch_fell) {
        arena_close(a);
        store_close(s);
        return;
    }
    CHECK(lost.job.fault == FAULT_store_failed && gone.job.fault == FAULT_store_failed);
    CHECK_EQ(db_i64(store_reader(s), "SELECT COUNT(*) FROM seal_key"), 1);
    CHECK(store_writable(s));
    CHECK_EQ(fixture_do(s, &again), OK);
    CHECK(again.note.id == lost.note.id && again.entry.seq == 1);
    CHECK_EQ(db_i64(store_reader(s), "SELECT COUNT(*) FROM seal_key WHERE owner=$1", I(again.note.id)), 1);
    CHECK_EQ(db_i64(store_reader(s), "SELECT COUNT(*) FROM forgotten"), 0);
    arena_close(a);
    store_close(s);
}

// Pages of 8 KiB, each changed by one job: more than the engine writes out at once.
enum { MANY_PAGES = 1500 };
static int big_turn;
static Fault big_run(Job *job, Tx *tx)
{
    static char text[8000];
    memset(text, 'a' + big_turn++, sizeof text);
    for (int i = 0; i < MANY_PAGES; i++) {
        char name[24];
        snprintf(name, sizeof name, "big-%d", i);
        store_set(tx_db(tx), name, (Str){ text, sizeof text });
    }
    job->fault = db_failed(tx_db(tx)) ? FAULT_store_failed : OK;
    return job->fault;
}

static void big_job(const char *folder)
{
    Store *s = fixture_open(folder);
    for (int i = 0; i < 2; i++) {
        Job job = { .run = big_run };
        CHECK_EQ(writer_wait(s, &job), OK);
    }
    CHECK_EQ(db_i64(store_reader(s), "SELECT COUNT(*) FROM setting WHERE name LIKE 'big-%' AND value>='b'"),
             MANY_PAGES);
    store_close(s);
}

static Fault count_run(Job *job, Tx *tx)
{
    (void)tx;
    job->fault = OK;
    return OK;
}

static void full_queue(const char *folder)
{
    Store  *s    = fixture_open(folder);
    Job    *jobs = calloc(4097, sizeof *jobs);
    GateJob gate;
    gate_close(s, &gate);
    atomic_store(&done_count, 0);
    int taken = 0;
    for (int i = 0; i < 4097; i++) {
        jobs[i] = (Job){ .run = count_run, .done = done_note };
        taken += writer_submit(s, &jobs[i]);
    }
    CHECK_EQ(taken, 4096);
    CHECK_EQ(writer_figures(s).queue, 4096);
    CHECK_EQ(writer_wait(s, &jobs[4096]), FAULT_busy);
    atomic_store(&gate.open, true);
    settle(4096);
    CHECK_EQ(writer_wait(s, &jobs[4096]), OK);
    store_close(s);
    free(jobs);
}

// ---- patient jobs ----------------------------------------------------------------------------------

typedef struct TurnJob {
    Job    job;
    Store *store;
    i64    batch, order;
    int    sleep_ms;
} TurnJob;
static i64 turn;

static Fault turn_run(Job *job, Tx *tx)
{
    TurnJob *t = (TurnJob *)job;
    (void)tx;
    t->batch = writer_figures(t->store).commits;
    t->order = turn++;
    if (t->sleep_ms) usleep((useconds_t)t->sleep_ms * 1000);
    return OK;
}

static int most_in_one_batch(const TurnJob *jobs, int count)
{
    int most = 0;
    for (int i = 0; i < count; i++) {
        int same = 0;
        for (int k = 0; k < count; k++) same += jobs[k].batch == jobs[i].batch;
        most = MAX(most, same);
    }
    return most;
}

static void patient_round(Store *s, int sleep_ms, int at_most)
{
    static TurnJob patient[200], people[300];
    GateJob        gate;
    turn = 0;
    atomic_store(&done_count, 0);
    i64 began = time_steady();
    gate_close(s, &gate);
    for (int i = 0; i < 200; i++) {
        patient[i] = (TurnJob){ { .run = turn_run, .done = done_note, .patient = true }, s, 0, 0, sleep_ms };
        CHECK(writer_submit(s, &patient[i].job));
    }
    for (int i = 0; i < 300; i++) {
        people[i] = (TurnJob){ { .run = turn_run, .done = done_note }, s, 0, 0, 0 };
        CHECK(writer_submit(s, &people[i].job));
    }
    bool soon = time_steady() - began < 10;     // else the gate's batch was over, and theirs was next
    atomic_store(&gate.open, true);
    settle(500);
    CHECK(most_in_one_batch(people, 300) <= 256);
    CHECK(most_in_one_batch(patient, 200) <= at_most);
    if (soon) CHECK(people[0].order < patient[0].order);    // people first, although they came later
    CHECK(people[299].order < patient[199].order);
    for (int i = 1; i < 200; i++)
        if (patient[i].order < patient[i - 1].order) CHECK(false);
}

static void patience(const char *folder)
{
    Store *s = fixture_open(folder);
    patient_round(s, 0, 64);
    patient_round(s, 1, 16);    // 15 ms of them, then people's turn again
    store_close(s);
}

// ---- feeds and idle turns --------------------------------------------------------------------------

static void idle_count(void *context) { atomic_fetch_add((atomic_int *)context, 1); }

static i64 indexed(Store *s) { return db_i64(store_reader(s), "SELECT COUNT(*) FROM note_index"); }

static void feeding(const char *folder)
{
    atomic_int idle = 0;
    Store     *s    = fixture_open(folder);
    for (int i = 0; i < 40; i++) {
        NoteJob n     = note_job("猫", 1);
        n.note.county = COUNTY + i % 3;
        if (fixture_do(s, &n)) CHECK(false);
    }
    for (int i = 0; i < 3000 && indexed(s) < 40; i++) usleep(20000);
    CHECK_EQ(indexed(s), 40);
    writer_idle(s, idle_count, &idle);
    for (int i = 0; i < 3000 && atomic_load(&idle) < 2; i++) usleep(20000);
    for (int i = 0; i < 3000 && writer_figures(s).feed_behind; i++) usleep(20000);
    CHECK(atomic_load(&idle) >= 2);
    writer_idle(s, NULL, NULL);
    CHECK_EQ(writer_figures(s).feed_behind, 0);
    store_close(s);

    s = store_open(&(StoreConfig){ .data = str(folder) }, &(Str){ 0 });    // as after a crash between commit and feed
    CHECK(s && fixture_script(s, "UPDATE feed SET position=0 WHERE county=410105;"
                                 "DELETE FROM note_index WHERE county=410105") == OK);
    store_close(s);
    s = fixture_open(folder);
    for (int i = 0; i < 3000 && indexed(s) < 40; i++) usleep(20000);
    CHECK_EQ(indexed(s), 40);
    CHECK_EQ(fixture_script(s, "UPDATE feed SET position=-5 WHERE county=410105;"    // a damaged row
                               "DELETE FROM note_index WHERE county=410105"), OK);
    store_close(s);
    s = fixture_open(folder);
    for (int i = 0; i < 3000 && indexed(s) < 40; i++) usleep(20000);
    CHECK_EQ(indexed(s), 40);
    store_close(s);
}

// ---- a disk that says no ---------------------------------------------------------------------------

static sqlite3_vfs               sick_vfs, *well_vfs;
static sqlite3_io_methods        sick_methods[2];    // of the store, of its write-ahead log
static const sqlite3_io_methods *well_methods[2];
static atomic_int                sickness;    // SQLite's code for every write, 0 = well

static int sick_write(sqlite3_file *f, const void *at, int len, sqlite3_int64 offset)
{
    int code = atomic_load(&sickness);
    return code ? code : well_methods[f->pMethods - sick_methods]->xWrite(f, at, len, offset);
}

static int sick_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    (void)vfs;
    int code = well_vfs->xOpen(well_vfs, name, f, flags, out);
    if (code != SQLITE_OK || !(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL))) return code;
    int kind = (flags & SQLITE_OPEN_WAL) != 0;
    if (!well_methods[kind]) {    // all files of a kind have the same methods
        well_methods[kind]        = f->pMethods;
        sick_methods[kind]        = *f->pMethods;
        sick_methods[kind].xWrite = sick_write;
    }
    f->pMethods = &sick_methods[kind];
    return code;
}

static Store *sick_open_store(const char *folder)
{
    well_vfs       = sqlite3_vfs_find(NULL);
    sick_vfs       = *well_vfs;
    sick_vfs.zName = "sick";
    sick_vfs.xOpen = sick_open;
    sqlite3_vfs_register(&sick_vfs, 1);
    return fixture_open(folder);
}

static void sick_end(void)
{
    sqlite3_vfs_register(well_vfs, 1);
    sqlite3_vfs_unregister(&sick_vfs);
}

static void sick_disk(const char *folder)
{
    Store    *s       = sick_open_store(folder);
    const int codes[] = { SQLITE_FULL, SQLITE_IOERR_WRITE };
    for (int round = 0; round < 2; round++) {
        NoteJob before = note_job("a", 1), during = note_job("b", 1), later = note_job("c", 1),
                after = note_job("d", 1);
        CHECK_EQ(fixture_do(s, &before), OK);
        atomic_store(&sickness, codes[round]);
        CHECK_EQ(fixture_do(s, &during), round ? FAULT_store_failed : FAULT_store_full);
        CHECK(fixture_do(s, &later) != OK && !store_writable(s));
        CHECK_EQ(db_i64(store_reader(s), "SELECT COUNT(*) FROM note"), round * 2 + 1);    // reading goes on
        atomic_store(&sickness, 0);
        for (int i = 0; i < 3000 && !store_writable(s); i++) usleep(20000);
        CHECK(store_writable(s));    // by itself
        CHECK_EQ(fixture_do(s, &after), OK);
        CHECK_EQ(after.entry.seq, before.entry.seq + 1);
    }
    store_close(s);
    sick_end();
}

// What a commit that failed had forgotten was not forgotten; what a commit had forgotten is in the list, crash or not.
static i64 listed(const char *folder, i64 owner)
{
    Arena *a     = arena_open(1 << 20);
    char   text[4096];
    int    fd    = open(folder_path(a, str(folder), "forgotten.list"), O_RDONLY);
    i64    len   = fd < 0 ? 0 : read(fd, text, sizeof text), lines = 0;
    Str    rest  = { text, MAX(len, 0) };
    if (fd >= 0) close(fd);
    while (rest.len) {
        i64 said = 0;
        Str line = str_cut(&rest, '\n'), first = str_cut(&line, ' ');
        lines += str_i64(first, &said) && said == owner && line.len == 13;
    }
    arena_close(a);
    return lines;
}

static void list_cut(const char *folder, i64 bytes)
{
    Arena *a    = arena_open(1 << 20);
    char  *path = folder_path(a, str(folder), "forgotten.list");
    struct stat st;
    CHECK(stat(path, &st) == 0 && truncate(path, st.st_size - bytes) == 0);
    arena_close(a);
}

static void forget_list(const char *folder)
{
    Store  *s   = sick_open_store(folder);
    NoteJob one = note_job("a", 1), two = note_job("b", 1), again = note_job("c", 1);
    CHECK(fixture_do(s, &one) == OK && fixture_do(s, &two) == OK && fixture_do(s, &again) == OK);
    NoteJob gone = { .job = { .run = gone_run }, .note = one.note };
    atomic_store(&sickness, SQLITE_IOERR_WRITE);
    CHECK_EQ(fixture_do(s, &gone), FAULT_store_failed);
    atomic_store(&sickness, 0);
    for (int i = 0; i < 3000 && !store_writable(s); i++) usleep(20000);
    CHECK_EQ(listed(folder, one.note.id), 0);
    CHECK_EQ(db_i64(store_reader(s), "SELECT COUNT(*) FROM seal_key WHERE owner=$1", I(one.note.id)), 1);
    gone.note = two.note;
    CHECK_EQ(fixture_do(s, &gone), OK);
    CHECK_EQ(listed(folder, two.note.id), 1);
    store_close(s);
    sick_end();

    list_cut(folder, 5);    // as after a crash in the middle of the line
    CHECK_EQ(listed(folder, two.note.id), 0);
    s = fixture_open(folder);
    CHECK_EQ(listed(folder, two.note.id), 1);
    gone.note = again.note;
    CHECK_EQ(fixture_do(s, &gone), OK);
    CHECK(listed(folder, two.note.id) == 1 && listed(folder, again.note.id) == 1 && !listed(folder, one.note.id));
    store_close(s);
}

static void in_folder(void (*test)(const char *folder))
{
    char        name[64];
    const char *folder = fixture_folder(name);
    test(folder);
    fixture_remove(folder);
}

void writer_test(void)
{
    in_folder(many_callers);
    in_folder(kept_snapshots);
    in_folder(writer_remembers);
    in_folder(one_refusal);
    in_folder(anew);
    for (int i = 0; i < 20 && !batch_fell; i++) in_folder(whole_batch);
    CHECK(batch_fell);
    in_folder(big_job);
    in_folder(full_queue);
    in_folder(patience);
    in_folder(feeding);
    in_folder(sick_disk);
    in_folder(forget_list);
}
