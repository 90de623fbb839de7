// ask.c: query parameters of a reading, each mistake noted with its name.
// Runs on a loop thread (an export's pages on the sheets' thread too). A parameter that is absent and one that is
// wrong both give false; the wrong one is noted, and the road then answers 400 whatever the reading wrote.
#include "gate/gate_room.h"
#include "base/text.h"

Arena *ask_scratch(Ask *ask)
{
    assert(ask);
    if (!ask->scratch) ask->scratch = arena_open(ROW_MAX);
    return ask->scratch;
}

Fault ask_problem(Ask *ask, const char *key, Fault f)
{
    assert(key && f != OK);
    problem(&ask->problems, str(key), f);
    return FAULT_field_problems;
}

// ---- all of it, into a struct ------------------------------------------------------------------------

static const Field paging_fields[] = {
    TEXT_FIELD(Paging, after, "从此处继续", "Behind", .flags = PLAIN, .max = 80,
               .note = "Goes on behind this cursor: `next` of the page before."),
    COUNT_FIELD(Paging, limit, "每页行数", "Rows", .min = 1, .max = PAGE_ROWS_MOST, .absent = PAGE_ROWS,
                .note = "Rows on a page."),
};
const Record paging_record = RECORD(Paging, "paging", paging_fields, "分页", "Paging");

static bool known(const Action *action, Str key)
{
    const List *l = action->list;
    for (int q = 0; action->query && action->query[q]; q++)
        if (str_is(key, action->query[q])) return true;
    bool listed = l && (record_field(&paging_record, key) || (l->query && record_field(l->query, key)));
    return listed || str_is(key, "lang") || str_is(key, "follow");
}

static bool key_before(const Str *keys, int count, Str key)
{
    for (int i = 0; i < count; i++) if (str_same(keys[i], key)) return true;
    return false;
}

// A misspelt filter would silently show everything, so an unknown one is refused; of one given twice, half of what was
// asked would not count.
Fault query_known(Request *r, const Action *action, Problems *ps)
{
    Str keys[32];
    int n = request_query_keys(r, keys, 32);
    for (int i = 0; i < n; i++)
        if (key_before(keys, i, keys[i])) problem(ps, arena_str(r->arena, keys[i]), FAULT_field_twice);
        else if (!known(action, keys[i])) problem(ps, arena_str(r->arena, keys[i]), FAULT_query_unknown);
    return ps->count ? FAULT_field_problems : OK;
}

static void query_fields(Ask *ask, const Record *r, void *into)
{
    query_blank(r, into);
    for (int i = 0; i < r->field_count; i++) {
        bool bad = false;
        Str said, hint = STR("");
        const Field *f = &r->fields[i];
        if (!request_query(ask->request, f->name, &said, &bad) && !bad) continue;
        Fault no = bad ? FAULT_query_malformed : query_set(f, ask->arena, said, into, &hint);
        if (no) problem_hint(&ask->problems, str(f->name), no, hint);
    }
}

// What is wrong with one parameter does not keep the others from being read.
Fault ask_query(Ask *ask)
{
    static const Record nothing = { .name = "nothing" };
    const List *l = ask->action->list;
    const Record *r = l && l->query ? l->query : &nothing;
    query_known(ask->request, ask->action, &ask->problems);
    ask->query = arena_take(ask->arena, MAX(r->size, 16), 1);
    query_fields(ask, r, ask->query);
    if (l) query_fields(ask, &paging_record, &ask->paging);
    return ask->problems.count ? FAULT_field_problems : OK;
}

// ---- one at a time -----------------------------------------------------------------------------------

static bool ask_cleaned(Ask *ask, const char *key, TextKind kind, Str *into)
{
    bool bad = false;
    Str said;
    Refused no;
    if (request_query(ask->request, key, &said, &bad)) {
        if (utf8_count(said) < 0) bad = true;
        else if (text_clean(ask->arena, kind, said, into, &no)) return into->len > 0;
        else problem_hint(&ask->problems, str(key), FAULT_query_malformed, refused_text(ask->arena, &no));
    }
    if (bad) ask_problem(ask, key, FAULT_query_malformed);
    return false;
}

// Cleaned as a line of a form; it lives as long as the request. One that shows nothing counts as absent.
bool ask_text(Ask *ask, const char *key, Str *into) { return ask_cleaned(ask, key, TEXT_LINE, into); }

// A code, a number, a day: in its plainest spelling.
bool ask_code(Ask *ask, const char *key, Str *into) { return ask_cleaned(ask, key, TEXT_PLAIN, into); }

// Programs write these: one spelling, so that an address says what it says.
static bool ask_exact(Ask *ask, const char *key, Str *into) { return ask_cleaned(ask, key, TEXT_RAW, into); }

// Bounds are the reading's own to look at.
bool ask_i64(Ask *ask, const char *key, i64 *into)
{
    Str s;
    if (!ask_exact(ask, key, &s)) return false;
    if (str_number(s, into)) return true;
    ask_problem(ask, key, FAULT_query_malformed);
    return false;
}

bool ask_flag(Ask *ask, const char *key)
{
    Str s;
    if (!ask_exact(ask, key, &s)) return false;
    bool yes = str_is(s, "1") || str_is(s, "true");
    if (!yes && !str_is(s, "0") && !str_is(s, "false")) ask_problem(ask, key, FAULT_query_malformed);
    return yes;
}

// YYYY-MM-DD; a moment is not asked for anywhere.
bool ask_day(Ask *ask, const char *key, i64 *into)
{
    Str s;
    if (!ask_exact(ask, key, &s)) return false;
    if (day_parse(s, into)) return true;
    ask_problem(ask, key, FAULT_query_malformed);
    return false;
}

bool ask_choice(Ask *ask, const char *key, const Choice *c, int count, i64 *into)
{
    assert(c && count > 0 && into);
    Str s;
    if (!ask_exact(ask, key, &s)) return false;
    const Choice *found = choice_by_name(c, count, s);
    if (found) *into = found->value;
    else ask_problem(ask, key, FAULT_field_not_a_choice);
    return found != NULL;
}

Fault ask_tell(Ask *ask, const void *answer)
{
    assert(ask->action->out && answer);
    out_char(ask->out, '{');
    record_members(ask->action->out, ask->out, answer, ask->reader, false);
    out_char(ask->out, '}');
    return OK;
}
