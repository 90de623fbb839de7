// app.h: the application: its capabilities, its store and packs, and the way of a request through it.
#ifndef APP_H
#define APP_H
#include "gate/action.h"

// What the clock does when such a row of `due` falls due (store/due.h): the action, without a body, on its subject.
typedef struct DueDeed { i64 kind, what; const char *action; } DueDeed;
// What a capability has things of. Actions whose path begins with the noun's are its own: GET of it lists, GET of one
// reads, POST makes, POST below one is a deed, called "noun_verb".
typedef struct NounFace { const char *name, *path; Words label; const char *icon; } NounFace;
typedef struct Capability {
    const char *name;
    const Action *actions; int action_count;
    const Feed *feeds; int feed_count;
    const DueDeed *dues; int due_count;
    bool rights;                            // what it changes may change who may do what: see actor_again
    const struct ThingApi *things;          // the kind of thing it keeps (thing_api.h); NULL: none
    const struct Standings *standings;      // how an asker stands to its things (standing.h); NULL: not described
    const NounFace *nouns; int noun_count;
    const ChoiceFace *faces; int face_count;    // of its choices
    void (*sweep)(App *app, i64 now);       // on the writer's idle; submits jobs, never waits
    void *(*run)(App *app);                 // where it serves: begins what has a thread of its own
    void (*rest)(void *running);            // and ends it, before the store closes
} Capability;
extern const Capability *const *capabilities;       // capabilities.c: the one list; a test may put its own in place
extern int capability_count;
// now: instead of the machine's clock, never doubted: for a folder that is made, and waits for the disk at its end.
typedef struct AppConfig { Str data, key_file, packs, boot; bool make, serve; i64 (*now)(void); } AppConfig;
typedef struct ClockMark { i64 county, n, was, at, first_n; } ClockMark;    // table, and entry of CLOCK_ACCEPT
App   *app_open(const AppConfig *c, Str *error);
void   app_close(App *app);
Store *app_store(App *app);
const Pack *app_pack(App *app, i64 county);         // the nearest pack for the county's code; never NULL
bool   app_test(App *app);                          // a test installation
void   app_set_sweep_until(App *app, i64 moment);   // 0 = live
void   app_set(App *app, const char *name, Str value);    // own table `setting`; waits for the commit
bool   app_calendar_changed(App *app);              // once true after another pack was loaded
i64    app_default_county(App *app);                // the pack's county
const Action *app_action(const char *name);
Many   actions_open(const Ask *ask);                // names of all that could ever be allowed to this asker
typedef struct Way { i64 id; Str word, rest, export; bool other_method; } Way;      // what a path said
const Action *app_match(Method m, Str path, Way *way);
StoreConfig app_store_config(const AppConfig *c);
// For the program's own words and tests: takes a request whole and waits; its local headers work as over the socket.
void   app_call(App *app, Request *r);
Handler app_handler(App *app);
void   app_describe(const char *what, Out *o);      // openapi | columns | sql | types | rights
#endif
