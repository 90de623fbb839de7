// thing_api.h: what the API files of all things share: sight, deeds, reading and lists, once for all kinds.
//
// Reading asks thing_sight first, always: it is the one place that says who sees a thing, its words, whose it is.
#ifndef THING_API_H
#define THING_API_H
#include "gate/app.h"
#include "place/place.h"
#include "thing/thing_right.h"
#include "thing/thing_store.h"

// ---- how an asker stands to a thing ----------------------------------------------------------------
// What may be seen, said and done. All of it follows from the standings.
typedef struct Sight {
    Place     place;
    Str       codes[PLACES_OVER];   // of the place and of what it, or a place above it, was merged into
    int       code_count;
    unsigned  standings, rights;    // thing_right.h
    const PostOf *post;             // by which one would act: of the holder, else the highest; NULL: as a resident
    DeedFacts deed;
    unsigned  reader;               // SEE_ classes
    bool      sees, words, notes;   // the thing at all; its title, text and spot; what is internal
    bool      acts, looks, forgets;  // a program acts with its scope only, and never opens a contact or removes words
} Sight;
// What sight asks of the kind beside the head. given: others, or the rule, gave it to its holder; NULL: always.
// reads: who takes part reads what is private and not hidden, and has nothing else of it.
typedef struct ThingStand {
    i64 share, paused_at;
    bool reads;
    bool (*given)(Db *db, const Thing *t, i64 org);
} ThingStand;

typedef struct ThingApi ThingApi;
typedef struct DeedOf DeedOf;
// A kind, for all its actions and lists (`of` in their rows). What is NULL is as for a plain thing.
struct ThingApi {
    const ThingStore *store;
    const char *scope;                                          // of a program's token
    void  (*stand)(const void *row, ThingStand *stand);
    // What only the pack knows of the deeds; asked where something is decided, not for each row of a list.
    void  (*rules)(const Pack *pack, const void *row, i64 day, Sight *s);
    i64   (*verb)(const Act *act, const void *row, i64 verb);   // what the deed comes to; it may differ for the clock
    Fault (*const *decide)(DeedOf *d);                          // by verb: what it changes; NULL: its row says it all
    void  (*follow)(const void *was, void *now);                // what follows once it is decided
    bool  looked, forgotten;                                    // it has actions KIND_look, KIND_forget
};
const ThingApi *things_of(i64 noun);                    // NULL: no such kind
void thing_sight(Db *db, Arena *a, const Actor *who, const ThingApi *of, const void *row, Sight *s);
Place place_shown(Db *db, Arena *a, const Sight *s);    // where it is, as far as the asker may know
void  thing_veil(const ThingApi *of, const Sight *s, void *row);        // words that are not for them are blanked
// What is unknown to this asker is unknown: loads and looks. NULL into: only whether.
Fault thing_seen(Db *db, Arena *a, const Actor *who, const ThingApi *of, i64 id, void *row, Sight *s);

// A deed that the asker could do to such a thing, but not to this one now, and why.
typedef struct CannotDo { Str deed, fault, why; } CannotDo;
extern const Record cannot_record;
#define CAN_MEMBERS Many can, cannot;
#define CAN_FIELDS(T) \
    EACH_FIELD(T, can, TEXT, "可做的办理", "Deeds that this asker can do now"), \
    MANY_FIELD(T, cannot, cannot_record, "现在不能做的办理", "Deeds that this asker cannot do now, and why")
typedef struct Can { CAN_MEMBERS } Can;
// By trying each verb on the rule: no button is drawn that would be refused, and no rule is written twice. Nobody's: a
// reader who could do nothing is told nothing.
Can thing_can(const ThingApi *of, Arena *a, const Pack *pack, const void *row, i64 day, Sight *s, Lang lang);

// ---- making ------------------------------------------------------------------------------------------
// The place that has the code on the day it happened, though it is typed in late. One that ended names its successor.
#define thing_place(act, field, code, p) place_said((act), (field), (code), day_of((act)->happened_at), (p))
// Ids of the places that answer for it on the day, the finest first: what it is counted under.
typedef struct Answering { i64 places[PLACES_OVER]; int count; i64 day, today; } Answering;
Answering thing_answering(Act *act, const Place *p, i64 day, Place rows[PLACES_OVER]);
Str   thing_counted(Arena *a, const Answering *by);
void  out_id(Out *o, i64 id);       // one more of several, separated by blanks
// Several that a body names, separated by blanks, at most SAID_MOST: ids of the county's orgs, and codes of places that
// lie below `within`, to ids; one below `first` is left out. What is wrong is noted with the field.
enum { SAID_MOST = 20 };
void  said_orgs(Act *act, const char *field, Str ids, Out *o);
Str   said_places(Act *act, const char *field, Str codes, Str within, Str first);
// The head of a new thing at a place: id, number, who files it, its level and who holds it there. What another deed
// caused is nobody's, and names its origin. Its kind, title and due moment are the caller's; so is the limit.
void  thing_begin(Act *act, const ThingApi *of, const Place *p, i64 level, void *row);
// Whom a deed tells (TO_ bits), into `tell`, behind whom the kind named there. org: for which the asker does it. Of
// what is made, `was` is NULL. A kind that gives what thing_begin made to others empties `tell` and asks again.
void  thing_tell(Act *act, unsigned tells, i64 org, const Thing *was, Thing *now);
// The org that answers at a level for these places; at the county a department that answers for the subject goes first.
// 0 = none.
// The same for a thing, never the org it is about: by the day, or, where that org is over today, by today. And who
// holds it from the day on: its holder while that serves, else whoever serves its level then.
i64   level_holder(Db *db, Arena *a, i64 level, const Thing *t, const Place *p, const Answering *by);
i64   thing_holder(Db *db, Arena *a, const Thing *t, const Place *p, i64 day);
i64   level_org(Db *db, Arena *a, i64 level, Str subject, const i64 *places, int count, i64 day);

// ---- deeds -------------------------------------------------------------------------------------------
// One deed on its way: what it is done to, how the asker stands to it, and what it becomes.
struct DeedOf {
    Act            *act;
    const ThingApi *of;
    const void     *in;             // the body; its head is said
    const DeedSaid *said;
    i64             verb;
    const void     *was;            // the kind's row, its head t0; now: as decided, its head t
    void           *now;
    const Thing    *t0;
    Thing          *t;
    Sight           sight;
};
i64   deed_day(const DeedOf *d);    // it happened: rules of that day hold, not those of the day a phone came back
// The change of every deed: KIND_VERB is the action's name, `of` its kind. The clock's body is empty.
Fault thing_deed_change(Act *act);
typedef struct ThingDone { i64 id; Str number; i64 seen; union { Can deeds; struct { CAN_MEMBERS }; }; } ThingDone;
extern const Record thing_done_record;
void  thing_deed_answer(Act *act, Out *o);
typedef struct ThingLookIn { Str why; } ThingLookIn;
extern const Record thing_look_in_record;
// Nothing opens here: the entry says who looks and why, the words follow in the answer; act->own is the row.
Fault thing_look_change(Act *act);
Fault thing_forget_change(Act *act);

// ---- reading -----------------------------------------------------------------------------------------
// One by the path's id, or by the number that people quote.
Fault ask_thing(Ask *ask, const ThingApi *of, void *row, Sight *s);
// What a step shows to this asker: words and names that are not for them are blanked. False: left out altogether.
bool  step_shown(const ThingApi *of, const Sight *s, const Actor *who, ThingStep *step);
typedef struct PlaceOf { i64 id; Str code, name; } PlaceOf;
extern const Record place_of_record;
One   thing_where(Db *db, Arena *a, const Sight *s);
Str   org_named(Ask *ask, i64 id, i64 *kind);       // "", 0 = there is none; kind may be NULL
Str   thing_excerpt(Str text);      // its first 120 characters, for lists
// By name and seal.
#define HOLDER_FIELDS(T) \
    TEXT_FIELD(T, holder_name, "承办", "With", SHOWS(.as = AS_WHO, .col = 7, .width = WIDE_M)), \
    CHOICE_FIELD(T, holder_kind, org_kinds, "组织类型", "Its kind", .flags = MAYBE)
// What every kind shows beside its row: in lists, and of one thing.
#define THING_SHOWN_MEMBERS One place; Str holder_name; i64 holder_kind;
typedef struct ThingShown { THING_SHOWN_MEMBERS } ThingShown;
#define THING_WHOLE_MEMBERS THING_SHOWN_MEMBERS CAN_MEMBERS Many steps; i64 steps_before; Many parties;
#define THING_SHOWN_FIELDS(T) \
    ONE_FIELD(T, place, place_of_record, "地点", "Place", .flags = NEEDED, \
        SHOWS(.as = AS_WHERE, .col = 5, .width = WIDE_M)), \
    HOLDER_FIELDS(T)
#define THING_WHOLE_FIELDS(T, step) \
    THING_SHOWN_FIELDS(T), \
    CAN_FIELDS(T), \
    MANY_FIELD(T, steps, step, "经过", "What happened", SHOWS(.as = AS_STEPS), \
        .note = "As far as they are for this asker."), \
    FLAG_FIELD(T, steps_before, "更早的过程未列出", "There are older steps than these"), \
    MANY_FIELD(T, parties, party_record, "三方", "Three parties", .flags = MAYBE, SHOWS(.as = AS_PARTIES), \
        .note = "Organisations that take part; not for the public.")
typedef struct ThingWhole { THING_WHOLE_MEMBERS } ThingWhole;
void  thing_whole(Ask *ask, const ThingApi *of, const void *row, Sight *s, ThingWhole *into);
void  thing_history(Ask *ask, const ThingApi *of, const void *row, const Sight *s, ThingWhole *into);   // the rest
// ?place=, ?day=: the place that has the code, or had it last, or on the day; the county without. False: noted.
bool  ask_place(Ask *ask, Str code, i64 day, Place *p);

// The last time that it was in a state: by which entries (numbers, seq + 1; 0 = none) that began and ended, and while
// it was hidden meanwhile.
typedef struct SpellGap { i64 from_at, to_at; } SpellGap;
typedef struct Spell { i64 from_n, to_n, to_at; Many gaps; } Spell;
extern const Record spell_gap_record;
Spell thing_spell(Ask *ask, const ThingStore *s, const void *row, i64 state);

// ---- ends: thing_pass_api.c --------------------------------------------------------------------------
Fault thing_pass_change(Act *act);
Fault thing_return_change(Act *act);
Fault thing_move_change(Act *act);
void  thing_pass_sweep(App *app, i64 now);
#endif
