// gate_room.h: what gate's own files share; nobody else includes it.
#ifndef GATE_ROOM_H
#define GATE_ROOM_H
#include "gate/app.h"
#include "gate/list.h"
#include <stdatomic.h>

enum { LEAVES_MOST = 32, PACKS_MOST = LEAVES_MOST * PACK_DEPTH, CAPABILITIES_MOST = 64 };
typedef struct Slow Slow;
typedef struct Recents Recents;
typedef struct Said Said;

typedef struct Following { const Action *leader, *follower; } Following;
// The application. Read-only after app_open, but for the two moments, which are atomic.
struct App {
    AppConfig  config;
    Arena     *arena;
    Store     *store;
    Pack      *packs[PACKS_MOST];   // the leaves and their parents, each once and with its own chain
    int        pack_count;
    Str        packs_hash;          // changes when any of them does
    // Sign-in never stands behind a sheet, nor a sheet behind an import or a photo.
    Slow      *slow, *sheets, *batches, *files;
    Recents   *recents;             // NULL: not serving
    i64        county;              // the default county
    bool       test;
    i64        rights_at;           // the writer's: the commit after which rights read before it may be out of date
    i64        swept_at;            // likewise, by the steady clock: when files were swept
    atomic_int blob_turn;
    _Atomic i64 sweep_until;        // 0 = live
    atomic_bool calendar_changed, packs_unnoted;
    _Atomic(const Said *) said;     // what counties say instead of their packs (setting_api.c)
    _Atomic i64 said_turn;          // grows whenever that is read anew
    void      *running[CAPABILITIES_MOST];  // what their run() began
    Following *following;           // who follows whom, in the order of the list of actions
    int        following_count;
};

// One change on its way: lives in the request's arena.
// It begins with its Job, so the writer's pointer is the ride's.
typedef struct Ride {
    Job      job;
    App     *app;
    Request *request;
    Actor    who;
    Act      act, *first;           // first: as it was before its job ran (AGAIN)
    Out      body;
    Entry    entry;
    bool     has_entry, repeated, alone;   // alone: nobody calls http_done (app_call, batch)
    i64      said_at;               // Happened-At as it was said, 0 = not said
    void    *together;              // batch.c's: whom this one's end is told
} Ride;

// An Idempotency-Key is unique per county and actor. All without account share one space of keys, where whoever comes
// first has the key. The operator (the local socket without act-as, the program's own words) must not meet them there:
// the server puts LOCAL_KEY before the operator's keys, and from others a key that begins so is key_malformed. The same
// key with the same action, path, Happened-At and body gives the first answer again, made from the entry; anything else
// under it is key_other_record.
#define LOCAL_KEY "local:"
// key.c: 16 random characters or more, as far as can be seen. Pure.
bool key_secret(Str key);

// take.c: from a request to an answer (NULL: r->answer is written) or a ride that is ready to be started.
Ride *ride_prepare(App *app, Request *r);
Fault asker_may(const App *app, const Action *action, const Actor *who);
unsigned asker_reader(const Actor *who);        // SEE_ classes
Fault ride_prepared(Ride *ride);                // a SLOW action's prepare(), where it may take long
Fault ride_run(Job *job, Tx *tx);               // road.c
void  ride_finish(Ride *ride);                  // writes r->answer from the ride's end
// problem.c: RFC 9457 answers in the asker's language.
void  problem_answer(Request *r, Lang lang, Fault f, const Problems *ps, Str more);
Lang  request_lang(const Request *r);
// batch.c: POST /api/local/batch: one JSON object a line {"method","path","key","happened_at","act_as","body"}; lines
// run in order, up to 64 share a commit; the answer has one line {"status","body"} for each.
typedef struct BatchOf { App *app; Request *request; } BatchOf;
void  batch_run(BatchOf *b);

// actor.c: who is asking, from the session cookie "linli", "Authorization: Bearer", "Linli-Follow: <token>" (or
// ?follow=), or the local socket (with "act-as: <person>" on a test installation). OK with an empty actor when nothing
// was shown; sign_in_ended for a token or cookie that is no longer good (the cookie is cleared here); with an old
// cookie reads and sign-in go on as nobody.
Fault actor_read(App *app, Db *db, Request *r, Arena *a, Actor *into);
// actor.c: once more inside the transaction; sign_in_ended when session, token or account ended meanwhile.
Fault actor_again(App *app, Db *db, Arena *a, i64 now, Actor *who);
void  actor_moved(App *app, const Action *action);      // this change may change somebody's rights
// A change that comes with a cookie must come from our own pages: Origin or Sec-Fetch-Site same-origin, JSON body.
Fault actor_cross_site(const Request *r, const Actor *who);
// Does a program's token reach this action? "matter:read" for reads of matters, "matter:write" for changes. True for
// askers without a token. actor_read asks it (scope_missing): a program's classes hold the roles of its person too.
bool  actor_scope(const Actor *a, const Action *action);
// A follow-up link's token (follow_token): "<county>.<matter>.<base32 of vault_hash>".
i64   follow_matter(Vault *v, Arena *a, Str token);                 // 0 = not ours

// limit.c, whose limits are taken inside the job.
// GET /api/puzzle: {"challenge","bits","until"}; checked by limit_take from the body's "puzzle" {"challenge","answer"}.
typedef struct PuzzleQuery { Str place; } PuzzleQuery;
Fault puzzle_read(Ask *ask);
extern const Record puzzle_record;

// ask.c
enum { ROW_MAX = 16 << 20 };
extern const Record paging_record;
const Record *action_query(const Action *a);        // NULL: it takes none
void  query_fields(Request *request, const Record *r, void *into, Problems *ps);     // what is wrong is noted
Fault query_known(Request *r, const Action *action, Problems *ps);

// take.c: a reading's answer under its ETag, or 304 when the asker has it.
void     answer_tagged(Request *r, Str etag, Str body);

// pack_change.c: at start: records every loaded pack that is not the one last seen.
void     pack_change_note(App *app);
void     pack_change_later(App *app);       // on the idle turn: what the clock's doubt kept the start from recording

// setting_api.c
void        said_load(App *app);            // at start, and behind each commit that changed a setting
void        said_close(App *app);
const Pack *said_pack(const App *app, i64 county);      // NULL: the county says nothing
const Pack *app_pack_bare(App *app, i64 county);        // without what the county says (app.c)

// recent.c: public answers until the next commit. True: r->answer is written. Else `mark` goes to recent_keep after the
// reading.
typedef struct Recent { Str key; i64 commits; } Recent;
Recents *recents_open(Arena *a, int threads);
Str      recent_key(Request *r);             // "": not to be kept, the asker shows who they are
bool     recent_answer(App *app, Request *r, Recent *mark);
void     recent_keep(App *app, const Request *r, const Recent *mark, Str etag);

// slow.c: threads for slow work. slow_give: false when all are busy and `most` wait: answer too_many.
enum { SLOW_THREADS = 2, SLOW_QUEUE = 16 };
Slow *slow_open(Arena *a, int threads, int most);
bool  slow_give(Slow *s, void (*work)(void *context), void *context);
void  slow_close(Slow *s);

// describe.c
void describe_openapi(Out *o);
void describe_rights(Out *o);
// export.c: a list as a sheet, made page by page. CSV is answered here and streamed; .xlsx is only begun (r->context):
// export_go(), called on the slow pool, makes the file, answers and calls http_done.
Fault export_start(Ask *ask);
Str   sheet_fit(Arena *a, Str s);                    // as much of a text as an .xlsx cell takes, and that it was cut
void  export_go(Request *r);
// chain.c: resolves what follows; false: *error names the action whose row names what it cannot.
bool chain_open(App *app, Str *error);
const Action *chain_effect(const Action *cause, const char *name);      // NULL: its row does not name it
void sweep_due(App *app, i64 until);            // sweep.c: what fell due, on the idle turn
#endif
