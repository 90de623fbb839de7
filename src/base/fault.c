// fault.c: the list of refusals as a table, and the bounded list of what is wrong with one record.
// A fault is a number here and a sentence only where it is shown, so rules can return it without knowing a language.
// Read-only, so any thread may ask.
#include "base/base.h"

static const struct { int http; const char *name, *en, *zh; } faults[] = {
    [OK] = { 200, "ok", "", "" },
#define FAULT(code, http, en, zh) [FAULT_##code] = { http, #code, en, zh },
#include "base/faults.def"
#undef FAULT
};
static_assert(COUNT(faults) == FAULT_END, "one row per fault");

static bool known(Fault f) { return (int)f >= OK && f < FAULT_END; }

int         fault_http(Fault f)            { assert(known(f)); return faults[f].http; }
const char *fault_name(Fault f)            { assert(known(f)); return faults[f].name; }
const char *fault_text(Fault f, Lang lang) { assert(known(f)); return lang == ZH ? faults[f].zh : faults[f].en; }

// The list is bounded by its array. A form has fewer fields than that; a body made to have more mistakes learns of the
// first 64.
void problem(Problems *ps, Str field, Fault f) { problem_hint(ps, field, f, (Str){ 0 }); }

bool problem_of(const Problems *ps, Str field)
{
    for (int i = 0; i < ps->count; i++) if (str_same(ps->at[i].field, field)) return true;
    return false;
}

void problem_hint(Problems *ps, Str field, Fault f, Str hint)
{
    assert(ps->count >= 0 && ps->count <= COUNT(ps->at));
    assert(f != OK && known(f));
    if (ps->count < COUNT(ps->at)) ps->at[ps->count++] = (Problem){ field, f, hint };
}
