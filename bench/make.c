// make.c: a folder with many matters, made through the same road as a phone's filing.
//
//     make DATA PACKS MATTERS [TOGETHER]      so many matters share a commit (64)
//
// DATA is a test installation with the district's places. Communities, streets and the county get an office and one
// member each; matters are spread over the communities, with the words of the repository's invented letters, over the
// 400 days before today. Three of ten are accepted, two of ten closed, one of ten raised. What is there already stays,
// so a run that broke off goes on. The clock is held at the first day: nothing is raised by itself. Meanwhile commits
// are not synced: a folder for measuring may be lost with the power.
#include "matter/matter.h"
#include "store/store_room.h"
#include "words/staff.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SPREAD_DAYS = 400, LETTERS = 1000, OFFICES = 1000, SAY_EVERY_MS = 5000 };
#define COUNTY 410104

typedef struct Office { Str code; Actor member; } Office;
typedef struct Maker {
    App    *app;
    Arena  *arena;
    Str     texts[LETTERS];
    int     text_count;
    Office  offices[OFFICES];
    int     office_count;
    i64     from, made, goal, together;
} Maker;

// ---- what there is -----------------------------------------------------------------------------

static bool texts_read(Maker *m)
{
    CsvRow row;
    CsvIn *in = csv_in_open(m->arena, STR("test/data/letters.csv"), 4);
    if (!in) return false;
    csv_in_row(in, m->arena, &row);
    while (m->text_count < LETTERS && csv_in_row(in, m->arena, &row) && row.count >= 4)
        m->texts[m->text_count++] = arena_fmt(m->arena, "%.*s。%.*s", STAR(row.cells[1]), STAR(row.cells[3]));
    csv_in_close(in);
    return m->text_count > 0;
}

static void offices_read(Maker *m)
{
    Rows *r = db_ask(store_reader(app_store(m->app)),
                     "SELECT p.code, post.person, post.id, post.role, post.org, post.place FROM place p "
                     "JOIN post ON post.county=p.county AND post.place=p.id "
                     "WHERE p.county=$1 AND p.kind=$2 AND post.ended_at=0 ORDER BY p.code, post.id",
                     I(COUNTY), I(PLACE_COMMUNITY));
    while (m->office_count < OFFICES && rows_next(r)) {
        Str    code = rows_str(r, 0, m->arena);
        PostOf post = { .post = rows_i64(r, 2), .role = rows_i64(r, 3), .org = rows_i64(r, 4), .place = rows_i64(r, 5),
                        .code = code };
        m->offices[m->office_count++] = (Office){ code, { .person = rows_i64(r, 1), .county = COUNTY, .post_count = 1,
                                                          .posts = { post } } };
    }
    rows_end(r);
}

static i64 matters(App *app)
{
    return db_i64(store_reader(app_store(app)), "SELECT COUNT(*) FROM matter WHERE county=$1", I(COUNTY));
}

// ---- making ------------------------------------------------------------------------------------

static uint64_t mixed(i64 n)
{
    uint64_t x = (uint64_t)n * 0x9E3779B97F4A7C15u;
    x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
    return x ^ x >> 27;
}

static Fault deed(Maker *m, Tx *tx, Arena *a, const char *name, const Office *office, i64 matter, i64 at)
{
    static const Deeding nothing = { .open = -1 };
    Entry e;
    return road_do(m->app, tx, a, app_action(name), &office->member, COUNTY, matter, &nothing, at, 0, &e);
}

static Fault make_one(Maker *m, Tx *tx, Arena *a, i64 n)
{
    static const Actor operator = { .local = true, .county = COUNTY };
    uint64_t chance = mixed(n);
    const Office *office = &m->offices[chance % (uint64_t)m->office_count];
    i64 at = m->from + (i64)((double)n / (double)m->goal * (SPREAD_DAYS - 1) * DAY);
    const Action *file = app_action("matter_file");
    Filing *in = NEW(a, Filing, 1);
    Entry e;
    record_blank(&filing_record, in);
    in->text = m->texts[(chance >> 16) % (uint64_t)m->text_count];
    in->place = office->code;
    in->spot = arena_fmt(a, "%lld号楼", (long long)(chance >> 32) % 40 + 1);
    in->urgency = chance >> 40 & 15 ? 0 : URGENCY_URGENT + (i64)(chance >> 44 & 1);
    Fault f = road_do(m->app, tx, a, file, &operator, COUNTY, 0, in, at, 0, &e);
    i64 id = e.subject, kind = (i64)(chance >> 48) % 10;
    if (!f && kind < 3) f = deed(m, tx, a, "matter_accept", office, id, at + HOUR);
    if (!f && kind < 2) f = deed(m, tx, a, "matter_close", office, id, at + 2 * HOUR);
    if (!f && kind == 9) f = deed(m, tx, a, "matter_raise", office, id, at + HOUR);
    return f;
}

static Fault make_some(App *app, Tx *tx, Arena *a, void *context)
{
    Maker *m = context;
    (void)app;
    for (int i = 0; i < m->together && m->made + i < m->goal; i++) {
        Fault f = make_one(m, tx, a, m->made + i);
        if (f) return f;
    }
    return OK;
}

static bool make_all(Maker *m)
{
    i64 began = time_steady(), said = began, first = m->made;
    while (m->made < m->goal) {
        Fault f = road_work(m->app, make_some, m, false);
        if (f) return fprintf(stderr, "make: %s\n", fault_text(f, EN)), false;
        m->made = MIN(m->made + m->together, m->goal);
        i64 now = time_steady();
        if (now - said < SAY_EVERY_MS) continue;
        said = now;
        fprintf(stderr, "  %lld matters, %lld/s\n", LL(m->made), LL((m->made - first) * 1000 / (now - began)));
    }
    return true;
}

// What the engine calls for durability finds these instead of the system's.
int fsync(int fd) { return fd < 0 ? -1 : 0; }
int fdatasync(int fd) { return fd < 0 ? -1 : 0; }

static Fault cache_widen(App *app, Tx *tx, Arena *a, void *context)
{
    (void)app, (void)a, (void)context;
    return db_script(tx->db, "PRAGMA cache_size = -524288") ? OK : FAULT_store_failed;
}

static bool prepare(Maker *m, Caller *c)
{
    m->app  = c->app;
    if (road_work(m->app, cache_widen, NULL, false)) return false;
    m->made = matters(m->app);
    m->from = day_start(day_of(time_real()) - SPREAD_DAYS);
    offices_read(m);
    if (!m->office_count) {
        app_set_sweep_until(m->app, m->from);
        if (!staff_accounts(c, STR("410104"))) return false;
        offices_read(m);
    }
    return texts_read(m) && m->office_count > 0;
}

int main(int argc, char **argv)
{
    if (argc < 4 || argc > 5) {
        fprintf(stderr, "usage: make DATA PACKS MATTERS [TOGETHER]\n");
        return 2;
    }
    static Maker m;
    m.arena = arena_open(64 << 20);
    m.goal  = strtoll(argv[3], NULL, 10);
    m.together = argc > 4 ? MAX(strtoll(argv[4], NULL, 10), 1) : 64;
    Typed  t = { .arena = m.arena, .lang = EN, .data = str(argv[1]), .packs = str(argv[2]) };
    Caller c;
    log_quiet(true);
    bool good = caller_open(&c, &t) && c.app && prepare(&m, &c) && make_all(&m);
    while (good && writer_figures(app_store(c.app)).feed_behind) usleep(20000);     // indexes, too
    caller_close(&c);
    arena_close(m.arena);
    return good ? 0 : 1;
}
