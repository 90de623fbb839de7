// figures.c: `linli clock` and `linli figures`; and what several words ask: imported matters, places, the held clock.
//
// Figures come from GET /api/local/figures, that is from counters alone. Rates are computed here, from numbers printed
// beside them, so that anybody can divide again: 不出社区率 and 按期结案率 as docs/decisions.md defines them.
#include "matter/matter.h"
#include "place/place.h"
#include "words/staff.h"
#include "words/words.h"
#include <stdio.h>

i64 day_end(i64 day) { return day_start(day + 1) - 1; }

// ---- what several words ask ----------------------------------------------------------------------

// Asks the program that holds the folder: only it knows how the folder was made.
bool test_only(Caller *c)
{
    json_t *about = caller_json(c, c->typed->arena, "GET", STR("/api/about"), STR(""));
    bool test = json_is_true(json_object_get(about, "test"));
    if (about && !test)
        fail(c->typed, "这不是测试安装，不能这样做。测试安装用 linli demo 或 linli init --test --data DIR 建立",
             "this is not a test installation. Make one with `linli demo` or `linli init --test --data DIR`");
    json_decref(about);
    return test;
}

// A row whose moment cannot be read is left out: nothing could be planned for it.
static void import_row(json_t *row, ImportedRow take, void *context)
{
    assert(take);
    const Choice *level = choice_by_name(level_choices, (int)COUNT(level_choices), jtext(row, "level"));
    const Choice *state = choice_by_name(state_choices, (int)COUNT(state_choices), jtext(row, "state"));
    Imported im = {
        .id = jwhole(row, "id", 0), .ref = jtext(row, "via_ref"), .place = jtext(row, "place"),
        .subject = jtext(row, "subject"), .level = level ? level->value : 0, .state = state ? state->value : 0,
    };
    if (moment_parse(jtext(row, "filed_at"), &im.filed_at)) take(context, &im);
}

// Page by page; texts are good until the row's function returns.
bool imports_each(Caller *c, Str county, ImportedRow row, void *context)
{
    assert(row && county.len > 0);
    Arena *a = arena_open(96 << 20);
    Str after = STR("");
    Arena *kept = arena_open(1 << 20);
    bool good = true;
    for (bool more = true; more && good;) {
        json_t *page = caller_get(c, a, "/api/local/imports?county=%.*s&limit=200&after=%.*s", STAR(county),
                                  STAR(after)), *one;
        size_t i;
        good = page != NULL;
        json_array_foreach(json_object_get(page, "items"), i, one) import_row(one, row, context);
        arena_reset(kept);
        after = arena_str(kept, jtext(page, "next"));
        more = after.len > 0;
        json_decref(page);
        arena_reset(a);
    }
    arena_close(kept);
    arena_close(a);
    return good;
}

// For qsort: by bytes, which for digits is the tree's own order.
static int by_code(const void *a, const void *b) { return str_order(*(const Str *)a, *(const Str *)b); }

static void places_take(Arena *a, json_t *page, Places *into, i64 most)
{
    assert(into->count <= most);
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(page, "items"), i, row) {
        if (into->count == most) break;
        into->at[into->count] = arena_str(a, jtext(row, "code"));
        into->names[into->count++] = arena_str(a, jtext(row, "name"));
    }
}

// At most PLACES_MAX of them, in the order of codes; further ones are left out: it is a demo's list.
bool places_of_kind(Caller *c, Arena *a, Str under, const char *kind, Places *into)
{
    assert(kind && into);
    *into = (Places){ .at = NEW(a, Str, PLACES_MAX), .names = NEW(a, Str, PLACES_MAX) };
    Arena *page_arena = arena_open(32 << 20);
    Str after = STR("");
    bool good = true;
    do {
        json_t *page = caller_get(c, page_arena, "/api/places?under=%.*s&kind=%s&limit=200%s%.*s", STAR(under), kind,
                                  after.len ? "&after=" : "", STAR(after));
        good = page != NULL;
        places_take(a, page, into, PLACES_MAX);
        after = arena_str(a, jtext(page, "next"));
        if (!after.len && jwhole(page, "next", 0)) after = arena_fmt(a, "%lld", LL(jwhole(page, "next", 0)));
        json_decref(page);
        arena_reset(page_arena);
    } while (good && after.len);
    arena_close(page_arena);
    return good;
}

// Sorted by code: a letter's community is chosen by its number in this list, and test/recompute.py counts the same way.
bool places_read(Caller *c, Arena *a, Str county, Places *communities)
{
    assert(communities);
    Str answer;
    Str path = arena_fmt(a, "/api/places/by-code?code=%.*s", STAR(county));
    int status = caller_call(c, a, "GET", path, STR(""), &answer);
    bool good = status == 200 && places_of_kind(c, a, county, "community", communities);
    if (good && communities->count) {
        qsort(communities->at, (size_t)communities->count, sizeof(Str), by_code);
        return true;
    }
    failed(c->typed, "此目录没有区县 %.*s 的社区；先用 linli import places 导入区划（演示目录已有）",
                  "this folder has no communities of county %.*s; first `linli import places` (demo folders have them)",
                  STAR(county));
    return false;
}

// live: afterwards the clock follows real time; within this process that is set here, as the server would.
static json_t *clock_post(Caller *c, Arena *a, i64 until, bool live)
{
    Out body = out_new(a, 256);
    out_z(&body, "{\"until\":\"");
    out_moment(&body, until);
    out_z(&body, live && c->client ? "\",\"live\":true}" : "\"}");
    json_t *answer = caller_json(c, a, "POST", STR("/api/local/clock"), out_done(&body));
    if (answer && live && c->app) app_set_sweep_until(c->app, 0);
    return answer;
}

// On a test installation that has been told how far time goes, nothing falls due beyond it.
bool clock_hold(Caller *c, Arena *a, i64 at)
{
    json_t *answer = clock_post(c, a, at, false);
    json_decref(answer);
    return answer != NULL;
}

// ---- figures -------------------------------------------------------------------------------------

// The few numbers that anybody asks for, out of the answer's many. street and county: by the clock, by hand.
typedef struct Figures {
    i64 filed, closed, refused, withdrawn, reopened, open, open_late, overdue;
    i64 street[2], county[2];           // raised by the clock, by hand
    i64 in_time, low, median, p90;
    json_t *subjects;
} Figures;

// What an answer lacks reads as 0, a missing median as -1: then there was nothing to take it of.
static Figures figures_of(json_t *root)
{
    static const char *const open[] = { "filed", "accepted", "working", "answered" };
    json_t *clock = json_object_get(root, "raised_by_clock"), *hand = json_object_get(root, "raised_by_hand");
    Figures f = {
        .filed = jwhole(root, "filed", 0), .closed = jwhole(root, "closed", 0), .refused = jwhole(root, "refused", 0),
        .withdrawn = jwhole(root, "withdrawn", 0), .reopened = jwhole(root, "reopened", 0),
        .open_late = jwhole(root, "open_late", 0), .overdue = jwhole(root, "overdue", 0),
        .street = { jwhole(clock, "street", 0), jwhole(hand, "street", 0) },
        .county = { jwhole(clock, "county", 0), jwhole(hand, "county", 0) },
        .in_time = jwhole(root, "closed_in_time", 0), .low = jwhole(root, "closed_low", 0),
        .median = jwhole(root, "minutes_median", -1), .p90 = jwhole(root, "minutes_p90", -1),
        .subjects = json_object_get(root, "by_subject"),
    };
    json_t *states = json_object_get(root, "states");
    for (int i = 0; i < 4; i++) f.open += jwhole(json_object_get(states, open[i]), "at_end", 0);
    return f;
}

// Percent with two digits, in whole numbers: no rounding of a rounded value. "-" when nothing could be counted.
static Str rate(Arena *a, i64 part, i64 whole)
{
    if (whole <= 0) return STR("-");
    i64 hundredths = (part * 20000 + whole) / (2 * whole);         // of a percent, rounded half up
    return arena_fmt(a, "%lld.%02lld", LL(hundredths / 100), LL(hundredths % 100));
}

// key=value for programs; names are for ever, new ones come at the end.
static void figures_plain(Arena *a, const Figures *f, Out *o)
{
    const struct { const char *key; i64 n; } rows[] = {
        { "filed", f->filed }, { "closed", f->closed }, { "refused", f->refused }, { "withdrawn", f->withdrawn },
        { "reopened", f->reopened }, { "open", f->open }, { "open_late", f->open_late }, { "overdue", f->overdue },
        { "raised_street_clock", f->street[0] }, { "raised_street_hand", f->street[1] },
        { "raised_county_clock", f->county[0] }, { "raised_county_hand", f->county[1] }, { "closed_low", f->low },
        { "closed_in_time", f->in_time }, { "minutes_median", f->median }, { "minutes_p90", f->p90 },
    };
    for (int i = 0; i < (int)COUNT(rows); i++) out_fmt(o, "%s=%lld\n", rows[i].key, LL(rows[i].n));
    out_fmt(o, "low_rate=%s\n", arena_z(a, rate(a, f->low, f->closed)));
    out_fmt(o, "in_time_rate=%s\n", arena_z(a, rate(a, f->in_time, f->closed + f->open_late)));
}

// Working time, as the pack's business hours count it; nothing closed gives "-".
static Str minutes_text(const Typed *t, i64 minutes)
{
    if (minutes < 0) return STR("-");
    return said(t, "%.1f 小时", "%.1f hours", (double)minutes / 60.0);
}

// Each rate with the two numbers it was made of.
static void figures_people(const Typed *t, const Figures *f, Out *o)
{
    Arena *a = t->arena;
    out_str(o, said(t, "登记 %lld，办结 %lld，不予受理 %lld，撤回 %lld，重新办理 %lld，在办 %lld（其中超期 %lld）\n",
        "filed %lld, closed %lld, refused %lld, withdrawn %lld, reopened %lld, open %lld (late: %lld)\n", LL(f->filed),
        LL(f->closed), LL(f->refused), LL(f->withdrawn), LL(f->reopened), LL(f->open), LL(f->open_late)));
    out_str(o, said(t, "上报街道 %lld（到期 %lld，人工 %lld）\n", "raised to the street %lld (by the clock %lld, by hand %lld)\n",
        LL(f->street[0] + f->street[1]), LL(f->street[0]), LL(f->street[1])));
    out_str(o, said(t, "上报区县 %lld（到期 %lld，人工 %lld），区县超期 %lld\n",
        "raised to the county %lld (by the clock %lld, by hand %lld), overdue there %lld\n",
        LL(f->county[0] + f->county[1]), LL(f->county[0]), LL(f->county[1]), LL(f->overdue)));
    out_str(o, said(t, "不出社区率 %s %% (%lld / %lld)\n", "settled in the community %s %% (%lld / %lld)\n",
        arena_z(a, rate(a, f->low, f->closed)), LL(f->low), LL(f->closed)));
    i64 should = f->closed + f->open_late;
    out_str(o, said(t, "按期结案率 %s %% (%lld / %lld)\n", "closed in time %s %% (%lld / %lld)\n",
        arena_z(a, rate(a, f->in_time, should)), LL(f->in_time), LL(should)));
    out_str(o, said(t, "办结用时（工作时间）：中位 %s，九成在 %s 内（误差 12.5 %%）\n",
        "working time to close: median %s, nine in ten within %s (±12.5 %%)\n", arena_z(a, minutes_text(t, f->median)),
        arena_z(a, minutes_text(t, f->p90))));
}

typedef struct SubjectLine { Str subject, name; i64 filed; } SubjectLine;

static int by_subject(const void *a, const void *b)
{
    return str_order(((const SubjectLine *)a)->subject, ((const SubjectLine *)b)->subject);
}

// Leaves and classes, each summed and sorted; `key` chooses the member of the rows to sum by.
// A few dozen subjects: walked, not hashed.
static void figures_subjects(Arena *a, json_t *rows, const char *key, const char *name, const char *plain, Out *o)
{
    assert(key && name);
    SubjectLine *lines = NEW(a, SubjectLine, (i64)json_array_size(rows) + 1);
    int count = 0;
    json_t *row;
    size_t i;
    json_array_foreach(rows, i, row) {
        Str id = jtext(row, key);
        int k = 0;
        while (k < count && !str_same(lines[k].subject, id)) k++;
        if (k == count) lines[count++] = (SubjectLine){ id, jtext(row, name), 0 };
        lines[k].filed += jwhole(row, "filed", 0);
    }
    qsort(lines, (size_t)count, sizeof *lines, by_subject);
    for (int k = 0; k < count; k++) {
        if (!lines[k].filed) continue;
        out_z(o, plain ? plain : "  ");
        out_str(o, lines[k].subject);
        if (plain) out_fmt(o, "=%lld\n", LL(lines[k].filed));
        else out_fmt(o, " %6lld  %s\n", LL(lines[k].filed), arena_z(a, lines[k].name));
    }
}

// from, to DAY_NONE: since ever, until now.
static int figures_print(Caller *c, Str county, i64 from, i64 to, bool plain)
{
    assert(county.len > 0);
    const Typed *t = c->typed;
    Out path = out_new(t->arena, 256), o = out_new(t->arena, 1 << 20);
    out_fmt(&path, "/api/local/figures?place=%.*s", STAR(county));
    if (from != DAY_NONE) out_z(&path, "&from="), out_day(&path, from);
    if (to != DAY_NONE) out_z(&path, "&to="), out_day(&path, to);
    json_t *root = caller_json(c, t->arena, "GET", out_done(&path), STR(""));
    if (!root) return FAILED;
    Figures f = figures_of(root);
    if (plain) figures_plain(t->arena, &f, &o);
    else figures_people(t, &f, &o);
    if (!plain) out_str(&o, t->lang == EN ? STR("by class:\n") : STR("按大类：\n"));
    figures_subjects(t->arena, f.subjects, "class", "class_name", plain ? "class." : NULL, &o);
    if (!plain) out_str(&o, t->lang == EN ? STR("by subject:\n") : STR("按小类：\n"));
    figures_subjects(t->arena, f.subjects, "subject", "name", plain ? "subject." : NULL, &o);
    say_out(&o);
    json_decref(root);
    return DONE;
}

// The demo's own when none is said.
static Str county_of(const Typed *t)
{
    Str county = typed_text(t, "county");
    return county.len ? county : STR("410104");
}

// Days include both ends. --plain is what tests and other programs read.
int word_figures(Typed *t)
{
    Caller c;
    bool wrong = false;
    i64 from = DAY_NONE, to = DAY_NONE;
    typed_day(t, "from", &from, &wrong);
    typed_day(t, "to", &to, &wrong);
    if (wrong) return WRONG_USE;
    if (!caller_open(&c, t)) return FAILED;
    int code = figures_print(&c, county_of(t), from, to, typed_has(t, "plain"));
    caller_close(&c);
    return code;
}

// With neither day nor --live it says whether the machine's clock is believed.
// Runs the clock to the end of the day, then prints what that made of the figures.
int word_clock(Typed *t)
{
    Caller c;
    bool wrong = false, live = typed_has(t, "live");
    i64 day = 0;
    bool given = typed_day(t, "until", &day, &wrong);
    if (wrong) return WRONG_USE;
    if (!given && !live) return clock_print(t);
    if (!caller_open(&c, t)) return FAILED;
    i64 until = given ? day_end(day) : time_real();
    json_t *answer = test_only(&c) ? clock_post(&c, t->arena, until, live) : NULL;
    if (answer && !typed_has(t, "plain"))
        tell(t, "到期上报或超期 %lld 件", "%lld fell due: raised or overdue", LL(jwhole(answer, "count", 0)));
    i64 to = until > time_real() ? day : DAY_NONE;              // what was raised on days to come is counted there
    int code = answer ? figures_print(&c, county_of(t), DAY_NONE, to, typed_has(t, "plain")) : FAILED;
    json_decref(answer);
    caller_close(&c);
    return code;
}
