// ask.c: the parameters of a reading into its struct, each mistake noted with its name.
// Runs on the thread that has the request. What is wrong is noted, and the road then answers 400 or 422 whatever the
// reading wrote.
#include "gate/gate_room.h"

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

Str ask_home(const Ask *ask)
{
    Str said = pack_text(ask->pack, "public_address", day_of(ask->now)), host = request_header(ask->request, "host");
    const char *scheme = said.len ? "" : ask->request->secure ? "https://" : "http://";
    return arena_fmt(ask->arena, "%s%s", scheme, arena_z(ask->arena, said.len ? said : host));
}

const Record paging_record = RECORD_OF(Paging, "paging", "分页", "Paging",
    TEXT_FIELD(Paging, after, "从此处继续", "Behind", .flags = PLAIN, .max = 80,
               .note = "Goes on behind this cursor: `next` of the page before."),
    COUNT_FIELD(Paging, limit, "每页行数", "Rows", .min = 1, .max = PAGE_ROWS_MOST, .absent = PAGE_ROWS,
                .note = "Rows on a page."));

const Record *action_query(const Action *a)
{
    return a->list ? a->list->query : a->file_max ? a->in : a->query;
}

static bool known(const Action *action, Str key)
{
    const Record *r = action_query(action);
    return (r && record_field(r, key)) || (action->list && record_field(&paging_record, key))
        || str_is(key, "lang") || str_is(key, "follow");
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

void query_fields(Request *request, const Record *r, void *into, Problems *ps)
{
    query_blank(r, into);
    for (int i = 0; i < r->field_count; i++) {
        bool bad = false;
        Str said, hint = STR("");
        const Field *f = &r->fields[i];
        bool is = request_query(request, f->name, &said, &bad) && said.len;
        Fault no = bad ? FAULT_query_malformed : is ? query_set(f, request->arena, said, into, &hint)
                 : f->flags & NEEDED ? FAULT_field_missing : OK;
        if (no) problem_hint(ps, str(f->name), no, hint);
    }
}

// What is wrong with one parameter does not keep the others from being read.
Fault ask_query(Ask *ask)
{
    static const Record nothing = { .name = "nothing" };
    const Record *r = action_query(ask->action);
    if (!r) r = &nothing;
    query_known(ask->request, ask->action, &ask->problems);
    ask->query = arena_take(ask->arena, MAX(r->size, 16), 1);
    query_fields(ask->request, r, ask->query, &ask->problems);
    if (ask->action->list) query_fields(ask->request, &paging_record, &ask->paging, &ask->problems);
    return ask->problems.count ? FAULT_field_problems : OK;
}

Fault ask_tell(Ask *ask, const void *answer)
{
    assert(ask->action->out && answer);
    out_char(ask->out, '{');
    record_members(ask->action->out, ask->out, answer, ask->reader, false);
    out_char(ask->out, '}');
    return OK;
}
