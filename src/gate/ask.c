// ask.c: query parameters of a reading, each mistake noted with its name.
// Runs on a loop thread (an export's pages on the sheets' thread too). A parameter that is absent and one that is
// wrong both give false; the wrong one is noted, and the road then answers 400 whatever the reading wrote.
#include "gate/gate_room.h"
#include "base/text.h"

enum { ROW_MAX = 16 << 20 };

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
