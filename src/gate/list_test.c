// list_test.c: what an address may say of a list, and the walk: its order, its cursor, its bounds.
#include "base/check.h"
#include "gate/gate_room.h"

static Arena *arena;
static Store *store;

// ---- a list of numbers -------------------------------------------------------------------------------

typedef struct Numbers { Str text; i64 kind, last, even, on; } Numbers;
static const Choice kinds[] = { { 1, "all", "全部", "all" }, { 2, "none", "无", "none" } };
static const Record numbers_record = RECORD_OF(Numbers, "numbers_query", "数", "Numbers",
    TEXT_FIELD(Numbers, text, "文字", "Text", .max = 4),
    CHOICE_FIELD(Numbers, kind, kinds, "类型", "Kind", .absent = 1),
    COUNT_FIELD(Numbers, last, "末", "Last", .min = 0, .max = 100000, .absent = 10),
    FLAG_FIELD(Numbers, even, "偶数", "Even", .note = "1: even ones; 0: odd ones."),
    ON_FIELD(Numbers, on, "日", "Day"));
typedef struct Number { i64 id; Str name; } Number;
static const Record number_record = RECORD_OF(Number, "number", "数", "A number",
    REF_FIELD(Number, id, "编号", "Number"), TEXT_FIELD(Number, name, "名称", "Name", .flags = SERVER));

static int sentences;
static i64 late_ms;             // what each row costs

// Multiples of 5 are places without a row.
static bool numbers_step(Walk *w)
{
    const Numbers *q = w->ask->query;
    sentences++;
    i64 most = MIN(walk_most(w), MAX(q->last - w->at[0], 0));
    return walk_rows(w, db_ask(w->ask->db, "WITH RECURSIVE n(id) AS (SELECT $1+1 UNION ALL SELECT id+1 FROM n) "
                                           "SELECT CASE WHEN id%5>0 THEN id END, 'n'||id, id, 7 FROM n LIMIT $2",
                               I(w->at[0]), I(most)));
}

static bool number_fits(Walk *w, const void *row)
{
    const Numbers *q = w->ask->query;
    for (i64 end = time_steady() + late_ms; late_ms && time_steady() < end;) { }
    return q->even == UNSAID || (((const Number *)row)->id % 2 == 0) == q->even;
}

static bool number_seen(Walk *w, void *row)
{
    (void)w;
    return ((Number *)row)->id % 7 > 0;
}

static bool discreet;

static Fault numbers_open(Walk *w)
{
    const Numbers *q = w->ask->query;
    w->discreet = discreet;
    return q->kind == 2 ? FAULT_not_allowed : OK;
}

static const List numbers = {
    .query = &numbers_record, .row = &number_record, .keys = 2, .open = numbers_open, .step = numbers_step,
    .fits = number_fits, .sees = number_seen,
};
static const Record page_record = RECORD_OF(Page, "numbers", "数", "Numbers",
    PAGE_FIELDS(Page, number_record, "数", "Numbers"));
static const Action action = { .deed.name = "numbers", .list = &numbers, .out = &page_record };

static const char *asked(const char *query, Ask *a)
{
    Request r = { .arena = arena, .method = GET, .query = str(query) };
    Out o = out_new(arena, 1 << 20);
    *a = (Ask){ .action = &action, .request = &r, .arena = arena, .db = store_reader(store), .out = &o };
    Fault f = ask_query(a);
    if (!f) f = list_read(a);
    arena_close(a->scratch);
    if (!f) return arena_z(arena, out_done(&o));
    Out no = out_new(arena, 1000);
    out_z(&no, fault_name(f));
    for (int i = 0; i < a->problems.count; i++)
        out_fmt(&no, " %s %s", arena_z(arena, a->problems.at[i].field), fault_name(a->problems.at[i].fault));
    return arena_z(arena, out_done(&no));
}

// ---- the query -----------------------------------------------------------------------------------------

static void query_test(void)
{
    static const struct { const char *query, *says; } cases[] = {
        { "even=2", "field_problems even query_malformed" }, { "even=yes", "field_problems even query_malformed" },
        { "kind=some", "field_problems kind field_not_a_choice" },
        { "on=2026-2-3", "field_problems on query_malformed" },
        { "last=007", "field_problems last query_malformed" }, { "last=-1", "field_problems last field_out_of_range" },
        { "text=12345", "field_problems text field_too_long" }, { "text=%ff", "field_problems text query_malformed" },
        { "colour=1", "field_problems colour query_unknown" }, { "even=1&even=1", "field_problems even field_twice" },
        { "limit=0", "field_problems limit field_out_of_range" },
        { "limit=201&last=x", "field_problems last query_malformed limit field_out_of_range" },
        { "after=1", "field_problems after query_malformed" },
        { "after=1.2.3", "field_problems after query_malformed" },
        { "after=01.2", "field_problems after query_malformed" }, { "kind=none", "not_allowed" },
    };
    Ask a;
    for (int i = 0; i < (int)COUNT(cases); i++) CHECK_STR(asked(cases[i].query, &a), cases[i].says);
    Numbers *q;
    asked("even=&text=&on=&last=&kind=&limit=&lang=en", &a);
    q = a.query;
    CHECK(q->even == UNSAID && !q->text.len && q->on == DAY_NONE && q->last == 10 && q->kind == 1);
    CHECK(a.paging.limit == PAGE_ROWS && !a.paging.after.len && !a.problems.count);
    asked("even=false&text=%E7%81%AF&on=2026-02-03&last=0&kind=all&limit=200", &a);
    q = a.query;
    CHECK(q->even == 0 && str_is(q->text, "灯") && q->on == day_from(2026, 2, 3) && q->last == 0);
    CHECK_EQ(a.paging.limit, 200);
}

// ---- the walk ------------------------------------------------------------------------------------------

static void frame_test(void)
{
    Ask a;
    CHECK_STR(asked("last=4", &a), "{\"items\":[{\"id\":1,\"name\":\"n1\"},{\"id\":2,\"name\":\"n2\"},"
              "{\"id\":3,\"name\":\"n3\"},{\"id\":4,\"name\":\"n4\"}],\"next\":null,\"searched\":4}");
    CHECK_STR(asked("last=4&limit=2", &a), "{\"items\":[{\"id\":1,\"name\":\"n1\"},{\"id\":2,\"name\":\"n2\"}],"
              "\"next\":\"2.7\",\"searched\":2}");
    CHECK_STR(asked("last=4&limit=2&after=2.7", &a), "{\"items\":[{\"id\":3,\"name\":\"n3\"},"
              "{\"id\":4,\"name\":\"n4\"}],\"next\":null,\"searched\":2}");
    CHECK_STR(asked("last=0&after=9.9", &a), "{\"items\":[],\"next\":null,\"searched\":0}");
}

// The three values of a flag: each row is in one of the halves, and both are all.
static void flag_test(void)
{
    Ask a;
    CHECK_STR(asked("last=4&even=1", &a), "{\"items\":[{\"id\":2,\"name\":\"n2\"},{\"id\":4,\"name\":\"n4\"}],"
              "\"next\":null,\"searched\":4}");
    CHECK_STR(asked("last=4&even=0", &a), "{\"items\":[{\"id\":1,\"name\":\"n1\"},{\"id\":3,\"name\":\"n3\"}],"
              "\"next\":null,\"searched\":4}");
}

// Page after page by their cursors: each row once, whatever the page's size and however many do not fit.
static void pages_test(const char *more, i64 limit, i64 want)
{
    Ask a;
    i64 rows = 0, at = 0, pages = 0;
    Str next = STR("");
    do {
        Str page = str(asked(arena_fmt(arena, "last=1000&limit=%lld%s%s%.*s", (long long)limit, more,
                                       next.len ? "&after=" : "", (int)next.len, next.at).at, &a));
        for (Str rest = page, id; str_has(rest, STR("\"id\":")); rows++) {
            while (!str_starts(rest, STR("\"id\":"))) rest = (Str){ rest.at + 1, rest.len - 1 };
            rest = (Str){ rest.at + 5, rest.len - 5 };
            id = str_cut(&rest, ',');
            i64 n = 0;
            CHECK(str_i64(id, &n) && n > at && n % 5 && n % 7);
            at = n;
        }
        str_cut(&page, ']');
        page = (Str){ page.at + 8, page.len - 8 };
        Str said = str_cut(&page, ',');
        next = str_is(said, "null") ? STR("") : (Str){ said.at + 1, said.len - 2 };
        pages++;
    } while (next.len && pages < 2000);
    CHECK_EQ(rows, want);
}

// That only such rows follow as the asker may not see is not told, nor how many lie between.
static void discreet_test(void)
{
    Ask a;
    CHECK(str_has(str(asked("last=7&limit=5", &a)), STR("\"next\":\"6.7\",\"searched\":6")));
    discreet = true;
    CHECK(str_has(str(asked("last=7&limit=5", &a)), STR("n6\"}],\"next\":null,\"searched\":5")));
    CHECK(str_has(str(asked("last=8&limit=5", &a)), STR("n6\"}],\"next\":\"6.7\",\"searched\":5")));
    CHECK(str_has(str(asked("last=8&limit=5&after=6.7", &a)), STR("n8\"}],\"next\":null,\"searched\":1")));
    for (i64 limit = 1; limit <= 200; limit += 33) pages_test("", limit, 686);
    discreet = false;
}

static void bounds_test(void)
{
    Ask a;
    sentences = 0;
    const char *page = asked("last=100000&even=1&limit=200&text=x", &a);
    CHECK(page && sentences < 20);              // where few fit, sentences ask for more
    static const List none = { .query = &numbers_record, .row = &number_record, .keys = 2, .step = numbers_step,
                               .fits = number_fits };
    Walk w = { 0 };
    Numbers q = { .even = 3, .last = 100000 };
    Ask narrow = { .action = &(Action){ .list = &none }, .arena = arena, .db = store_reader(store), .query = &q };
    CHECK_EQ(walk_open(&w, &narrow, STR("")), OK);
    w.until = 0;
    walk_page(&w, 10, NULL, NULL);              // nothing fits: it ends by its bound
    CHECK(w.more && w.looked <= LIST_LOOKED_MOST && w.looked > 0 && w.at[0] == w.looked);
    late_ms = LIST_MS / 20;
    walk_page(&w, 10, NULL, NULL);              // each row takes too long: a page's worth is looked at all the same
    CHECK(w.more && w.looked == LIST_LOOKED_LEAST);
    late_ms = 0;
    walk_close(&w);
    arena_close(narrow.scratch);
}

static void cursor_test(void)
{
    i64 at[LIST_KEYS] = { 0 };
    Out o = out_new(arena, 100);
    cursor_write(&o, 3, (i64[]){ 2, INT64_MAX, -5 });
    CHECK_STR(arena_z(arena, out_done(&o)), "2.9223372036854775807.-5");
    CHECK(cursor_read(out_done(&o), 3, at) && at[0] == 2 && at[1] == INT64_MAX && at[2] == -5);
    CHECK(!cursor_read(out_done(&o), 2, at) && !cursor_read(STR("1"), 2, at) && !cursor_read(STR(""), 1, at));
    CHECK(!cursor_read(STR("1."), 2, at) && !cursor_read(STR(".1"), 2, at) && !cursor_read(STR("1 "), 1, at));
}

void list_test(void)
{
    Str error;
    arena = arena_open(64 << 20);
    store = store_open(&(StoreConfig){ .memory = true }, &error);
    CHECK(store && !record_gap(&numbers_record) && !record_flaw(&numbers_record) && !record_flaw(&paging_record));
    cursor_test();
    query_test();
    frame_test();
    flag_test();
    for (i64 limit = 1; limit <= 200; limit += 33) {
        pages_test("", limit, 686);
        pages_test("&even=1", limit, 343);
        pages_test("&even=0", limit, 343);
    }
    discreet_test();
    bounds_test();
    store_close(store);
    arena_close(arena);
}
