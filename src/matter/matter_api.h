// matter_api.h: what the matter capability's own API files share; only `matter_capability` is for others.
//
// Reading asks matter_sight first, always: it is the one place that says who sees a matter, its words, its reporter.
#ifndef MATTER_API_H
#define MATTER_API_H
#include "gate/app.h"
#include "matter/matter_answer_api.h"
#include "thing/thing_api.h"

extern const Capability matter_capability;

void matter_sight(Db *db, Arena *a, const Actor *who, const Matter *m, Sight *s);
// What only the pack knows of the deeds; asked where something is decided, not for each row of a list.
void sight_rules(const Pack *pack, const Matter *m, i64 day, Sight *s);
// One matter as the asker may see it. whole: the full text, else its first 120 characters.
void matter_show(Db *db, Arena *a, const Pack *pack, const Matter *m, const Sight *s, bool whole, MatterShown *into);
// Words of refusal, the duty list's article when it excludes the subject, where to go instead.
One  matter_next_door(Arena *a, const Pack *pack, const Matter *m, i64 day);
Can  matter_can(Arena *a, const Pack *pack, const Matter *m, i64 day, Sight *s, Lang lang);
// The org that answers at a level for these places; 0 = none.
i64  level_org(Db *db, Arena *a, i64 level, Str subject, const i64 *places, int count, i64 day);
// The same for a matter at a place, never the org it is about: by the day, or, where that org is over today, by today.
// places: those that answer for it on the day (places_on).
typedef struct Answering { i64 places[PLACES_OVER]; int count; i64 day, today; } Answering;
i64  level_holder(Db *db, Arena *a, i64 level, const Matter *m, const Place *p, const Answering *by);
// Who holds it from the day on: its holder while that serves, else whoever serves its level then. 0 = nobody.
i64  matter_holder(Db *db, Arena *a, const Matter *m, const Place *p, i64 day);
// What a step shows to this asker: words and names that are not for them are blanked. False: left out altogether.
bool step_shown(const Sight *s, const Actor *who, Step *step);

typedef struct MatterLookIn { Str why; } MatterLookIn;
extern const Record matter_look_in_record;

Fault matter_file_where(Act *act);
Fault matter_file_change(Act *act);
void  matter_file_answer(Act *act, const Entry *e, Out *o);
Fault matter_deed_change(Act *act);
void  matter_deed_answer(Act *act, const Entry *e, Out *o);
Fault matter_look_change(Act *act);
void  matter_look_answer(Act *act, const Entry *e, Out *o);
Fault matter_return_change(Act *act);
Fault matter_pass_change(Act *act);
void  matter_pass_sweep(App *app, Db *db);
Fault matter_move_change(Act *act);
Fault matter_unname_change(Act *act);
Fault matter_forget_change(Act *act);
Fault matter_read(Ask *ask);
Fault matter_clock(Ask *ask);
Fault matter_counts(Ask *ask);
extern const Record counts_query_record;

// A matter that is not for this asker is unknown to them. By id, or by the number that people quote.
Fault ask_matter(Ask *ask, Matter *m, Sight *s);
// ?place=, ?day=: the place that has the code, or had it last, or on the day; the county without. False: noted.
bool  ask_place(Ask *ask, Str code, i64 day, Place *p);
#define QUERY_PLACE_DAY(T) ON_FIELD(T, day, "编码日期", "Day of the code", .note = "Whose code it was on this day.")
extern const List matters_list, matter_looks_list, messages_list, imports_list;     // matter_list_api.c

// matter_clock_api.c
void  matter_sweep(App *app, i64 now);
extern const Deeding matter_retimed;            // the body of a recompute that lets a period begin now
Fault matter_retime_change(Act *act);
#endif
