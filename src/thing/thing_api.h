// thing_api.h: what the API files of all things share.
//
// Reading asks thing_sight first, always: it is the one place that says who sees a thing, its words, whose it is.
#ifndef THING_API_H
#define THING_API_H
#include "gate/app.h"
#include "place/place.h"
#include "thing/thing_right.h"

// How an asker stands to a thing: what may be seen, said and done. All of it follows from the standings.
typedef struct Sight {
    Place     place;
    Str       codes[PLACES_OVER];   // of the place and of what it, or a place above it, was merged into
    int       code_count;
    unsigned  standings, rights;    // matter_right.h
    const PostOf *post;             // by which one would act: of the holder, else the highest; NULL: as a resident
    DeedFacts deed;
    unsigned  reader;               // SEE_ classes
    bool      sees, words, notes;   // the thing at all; its title, text and spot; what is internal
    bool      acts, looks, forgets;  // a program acts with its scope only, and never opens a contact or removes words
} Sight;
Place place_shown(Db *db, Arena *a, const Sight *s);    // where it is, as far as the asker may know
// What sight asks of the kind beside the head. party: a party that is in it; given: others, or the rule, gave it to its
// holder. scope: of a program's token.
typedef struct ThingStand {
    const char *scope;
    i64 share, paused_at;
    bool (*party)(Db *db, const Thing *t, i64 org), (*given)(Db *db, const Thing *t, i64 org);
} ThingStand;
void thing_sight(Db *db, Arena *a, const Actor *who, const Thing *t, const ThingStand *own, Sight *s);
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
Can thing_can(const ThingKind *kind, Arena *a, const Sight *s, Lang lang);
#endif
