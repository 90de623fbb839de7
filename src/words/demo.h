// demo.h: what the parts of `linli demo` share: the topics its residents write about, the pure composition of what they
// say and of the pictures they send, the district with its people, and its two years.
//
// Everything follows from a seed and a day: the same two make the same district, the same words and the same deeds.
#ifndef DEMO_H
#define DEMO_H
#include "matter/matter.h"
#include "words/words.h"

// ---- chance (demo_compose.c; pure) -------------------------------------------------------------------
typedef struct Rolls { uint64_t state; } Rolls;
Rolls rolls_of(uint64_t seed, const char *what, i64 n);    // a stream of its own for each thing
i64   roll(Rolls *r, i64 below);                            // 0 … below-1
i64   roll_from(Rolls *r, i64 least, i64 most);             // both included
bool  roll_of(Rolls *r, i64 percent);

// ---- topics (demo_topics.c) ----------------------------------------------------------------------------
typedef enum { SCENE_NONE, SCENE_LAMP, SCENE_TILE, SCENE_BOXES, SCENE_BIN, SCENE_LIFT, SCENE_PIPE, SCENE_GATE,
    SCENE_TREE, SCENE_WATER, SCENE_CAR, SCENE_BIKE, SCENE_CABLE, SCENE_HYDRANT, SCENE_MANHOLE, SCENE_ROAD, SCENE_GYM,
    SCENE_WALL, SCENE_STALL, SCENE_POSTER, SCENE_RUBBLE, SCENE_LEAK, SCENE_RADIATOR, SCENE_SEWER, SCENE_END } DemoScene;
enum { AT_BUILDING = 1, AT_COMPOUND, AT_COMMUNITY };
// urgent, refuse, about: percent; about: complains of the company. An ask is "title|text", with a star in front where
// the scene fits it; answer i is that to ask i. Weights are by season, winter first.
enum { ASKS_MOST = 6 };
typedef struct DemoTopic {
    const char *subject;
    DemoScene   scene;
    int         where, ask, weight[4], urgent, refuse, private, about;
    const char *spots, *asks[ASKS_MOST], *answers[ASKS_MOST], *notes[3], *wait, *again;
} DemoTopic;
extern const DemoTopic demo_topics[];
extern const int demo_topic_count;

// ---- what is said (demo_compose.c; pure) -----------------------------------------------------------------
// One letter: what it is about, where, and its words; the answer that settles it.
typedef struct DemoLetter {
    const DemoTopic *topic;
    int  ask, building, unit, floor;
    bool pictured;
    Str  spot, title, text, answer;
} DemoLetter;
int  demo_topic_pick(Rolls *r, i64 month);                  // by the season's weights
void demo_letter(Arena *a, Rolls *r, int topic, int turn, int buildings, int units, DemoLetter *into);
Str  demo_filled(Arena *a, const DemoLetter *l, const char *pattern);       // braces filled
Str  demo_person(Arena *a, Rolls *r);                       // an invented name
Str  demo_compound(Arena *a, i64 n);                        // likewise; different for each n below DEMO_COMPOUNDS
enum { DEMO_COMPOUNDS = 600 };

// ---- what is drawn (demo_draw.c; pure) ---------------------------------------------------------------------
// A PNG of the scene, as found or as mended; variants differ in light and place.
Str  demo_picture(Arena *a, DemoScene scene, bool mended, int variant);

// ---- the district (demo_world.c) ---------------------------------------------------------------------------
// Who acts for whom; 0 where there is none. community: its number; 0 buildings: none.
typedef struct DemoCompound {
    Str code, name; int community, buildings, units; i64 manager, owners, steward, owner;
} DemoCompound;
typedef struct DemoCommunity { Str code, name; int street, first, compounds; i64 org, worker, grid; } DemoCommunity;
typedef struct DemoStreet { Str code, name; i64 org, worker; } DemoStreet;
typedef struct DemoDepartment { const char *name, *duty; i64 org, person; } DemoDepartment;
typedef struct DemoResident { i64 person; int compound; } DemoResident;
enum { DEMO_RESIDENTS = 14, DEMO_DEPARTMENTS = 8 };
// home: the compound of those who sign in. from: when its years begin; until: when it is made.
typedef struct Demo {
    Caller   *c;
    Arena    *arena, *batch;        // batch: given back after each
    Pack     *pack;
    uint64_t  seed;
    bool      small;
    i64       from, until;
    DemoStreet    *streets;
    DemoCommunity *communities;
    DemoCompound  *compounds;
    int       street_count, community_count, compound_count, home;
    i64       office, official, admin, manager;     // the district's office and people; the home's manager
    DemoDepartment departments[DEMO_DEPARTMENTS];
    DemoResident   residents[DEMO_RESIDENTS];
    i64       done, wrong;          // deeds
} Demo;
bool demo_world(Demo *d);                                   // false: told why
void demo_clock(i64 at);                                    // the folder's clock while it is made
i64  demo_now(void);
// One batch; each(context, i, status, body) for each line's answer. False: told why.
typedef void (*DemoAnswer)(void *context, int i, i64 status, json_t *body);
bool demo_send(Demo *d, Out *lines, int count, DemoAnswer each, void *context);
void demo_refused(Demo *d, const char *what, json_t *body);     // a deed that should have been possible: told, counted

// ---- its life (demo_live.c, demo_notice.c) -----------------------------------------------------------------
bool demo_live(Demo *d);
typedef struct DemoNotices DemoNotices;
DemoNotices *demo_notices(Demo *d);                         // planned
bool demo_notices_day(DemoNotices *n, i64 day);             // what is due by that day, at the clock's moment
#endif
