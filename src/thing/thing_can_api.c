// thing_can_api.c: what an asker can do to a thing, and what not and why.
#include "thing/thing_api.h"

const Record cannot_record = RECORD_OF(CannotDo, "cannot", "不能做的办理", "A deed that cannot be done now",
    TEXT_FIELD(CannotDo, deed, "办理", "Deed"),
    TEXT_FIELD(CannotDo, fault, "原因代码", "Fault"),
    TEXT_FIELD(CannotDo, why, "原因", "Why"));

// What is never theirs to do is not told: it would be a list of other people's buttons.
static bool worth_telling(Fault why) { return why && why != FAULT_not_allowed; }

Can thing_can(const ThingApi *of, Arena *a, const Pack *pack, const void *row, i64 day, Sight *s, Lang lang)
{
    const ThingKind *kind = of->store->kind;
    if (of->rules && (s->deed.reporter || s->deed.who)) of->rules(pack, row, day, s);
    enum { BESIDE = 2 };
    Str *can = NEW(a, Str, kind->verb_count + BESIDE);
    CannotDo *cannot = NEW(a, CannotDo, kind->verb_count);
    int n = 0, not = 0;
    unsigned who = s->deed.who | (s->deed.reporter ? WHO_REPORTER : 0u);
    bool acts = s->acts && who;
    for (int i = 0; acts && i < kind->verb_count; i++) {
        const VerbRow *verb = &kind->verbs[i];
        bool times = !(verb_who(kind, verb->verb) & ~(unsigned)WHO_CLOCK);
        if (times || verb_row(kind, verb->verb) != verb) continue;                  // each verb once
        Str deed = str(choice_name(kind->verb_names, kind->verb_name_count, verb->verb));
        Fault why;
        if (verb_find(kind, &s->deed, verb->verb, &why)) can[n++] = deed;
        else if (worth_telling(why) && verb_who(kind, verb->verb) & who)
            cannot[not++] = (CannotDo){ deed, str(fault_name(why)), str(fault_text(why, lang)) };
    }
    if (s->looks && of->looked) can[n++] = STR("look");
    if (s->forgets && of->forgotten) can[n++] = STR("forget");
    return (Can){ MANY_OF(can, n), MANY_OF(cannot, not) };
}
