// matter_api.h: what the matter capability's own API files share; only `matter_capability` is for others.
//
// Reading asks thing_sight first, always: it is the one place that says who sees a matter, its words, its reporter.
#ifndef MATTER_API_H
#define MATTER_API_H
#include "gate/app.h"
#include "matter/matter_answer_api.h"

extern const Capability matter_capability;
extern const ThingApi matter_things;
extern Fault (*const matter_decides[VERB_END])(DeedOf *d);
i64  matter_verb(const Act *act, const void *row, i64 verb);
// One matter as the asker may see it. whole: the full text, else its first 120 characters.
void matter_show(Db *db, Arena *a, const Pack *pack, const Matter *m, const Sight *s, bool whole, MatterShown *into);
// Words that are not for the asker are blanked; the public reads them without what is personal by its form.
void matter_veil(Arena *a, const Sight *s, Matter *m);
// Words of refusal, the duty list's article when it excludes the subject, where to go instead.
One  matter_next_door(Arena *a, const Pack *pack, const Matter *m, i64 day);
// The facts of a filing, and its place; community: what it is limited under, 0 = none.
Fault matter_filing(Act *act, Place *p, FilingFacts *f, i64 *community);
Fault matter_preview(Act *act);                 // matter_preview_api.c
extern const Record matter_preview_record;
Fault matter_file_where(Act *act);
Fault matter_file_change(Act *act);
void  matter_file_answer(Act *act, Out *o);
void  matter_deed_answer(Act *act, Out *o);
void  matter_look_answer(Act *act, Out *o);
Fault matter_unname_change(Act *act);
Fault matter_read(Ask *ask);
Fault matter_clock(Ask *ask);
Fault matter_counts(Ask *ask);

extern const List matters_list, matter_looks_list, imports_list;     // matter_list_api.c

// matter_clock_api.c
void  matter_sweep(App *app, i64 now);
extern const Deeding matter_retimed;            // the body of a recompute that lets a period begin now
Fault matter_retime_change(Act *act);
#endif
