// action.h: the one list of actions. Every change, from whatever side, is an Action; a reading is one too.
#ifndef ACTION_H
#define ACTION_H
#include "gate/who.h"
#include "pack/pack.h"
#include "record/record.h"

typedef struct App App;
typedef struct Act Act; typedef struct Ask Ask;
typedef struct List List;             // list.h
enum {
    CREATES     = 1 << 0,           // answers 201 with Location
    LOCAL_ONLY  = 1 << 1, TEST_ONLY = 1 << 2,       // only by the operator; only in a test installation
    LIMITED     = 1 << 3,           // what is done is counted (limit.c): the road looks that it was
    OWN_ONLY    = 1 << 4,           // changes own rows only: no entry, no receipt (sessions, limits)
    SLOW        = 1 << 5,           // `prepare` runs on the slow pool (at most 2 at once; 429 beyond)
    IMPORTS     = 1 << 8,           // patient job; may find nothing new: then no receipt
    RAW         = 1 << 9,           // read: answers with text or bytes of its own, not JSON
    FRESH       = 1 << 10,          // read: each answer is its own, never kept for the next asker
    NUMBERED    = 1 << 11,          // read: {id} also takes what people quote instead (ask->path_word, path_id 0)
    IN_DOUBT    = 1 << 12,          // runs although the clock is in doubt (store_clock)
    JUDGES      = 1 << 13,          // a body with mistakes goes on to change() (SLOW: to prepare()), which notes what
                                    // else is wrong: all is told in one answer, and nothing is done
    BATCH       = 1 << 14,          // may be done to several rows at once, one request each
    OFFLINE     = 1 << 15,          // may be kept on the phone until there is signal
    PHONE       = 1 << 16,          // belongs on a phone: its form is made for one thumb
    AGAIN       = 1 << 17,          // change() may be run again from the start: it notes nothing but in act and store
    ANY_BODY    = 1 << 18,          // whatever body comes says nothing and is not read (a mail program's button)
    PREVIEWS    = 1 << 19,          // only looks at its body: prepare() tells the answer (act_says), nothing changes
    MINE        = 1 << 20,          // read: tells what is held about its asker, so it stands in /api/me/data too
};
// A deed as people meet it. label: the button's word; plain: the same for whom it is their own matter. confirm: asked
// first, of what cannot be undone. needs: fields that must be filled in although their rows let them be absent.
typedef enum { WEIGHT_MAIN = 1, WEIGHT_PLAIN, WEIGHT_DANGER } Weight;
typedef enum { AFTER_STAY = 1, AFTER_THING, AFTER_LIST } After;
typedef struct DeedFace { Words label, plain, confirm; Weight tone; After after; const char *needs; } DeedFace;
#define DEED_FACE(...) .face = &(const DeedFace){ __VA_ARGS__ }
// What every change that enters the journal answers with.
typedef struct Receipt { i64 county, entry; Str leaf; } Receipt;
typedef struct Changed { One receipt; } Changed;
extern const Record receipt_record, changed_record;
typedef struct Action {
    Deed          deed;             // .name for all; .entry and .apply for changes that enter the journal
    Method        method;
    const char   *path;             // "/api/matters/{id}/close"; NULL: only caused by others
    unsigned      who;              // who could ever do it; the rule looks closer
    unsigned      flags;
    const Record *in;               // body of a change
    i64           file_max;         // its body is a file of so many bytes at most (request->file); `in` are parameters
    const Record *out;              // what the answer holds; NULL: the entry's record or nothing
    const Record *query;            // parameters of a read (record/query.h); a list says its own
    Fault       (*where)(Act *act);           // sets act->county when neither path id nor asker tells
    Fault       (*prepare)(Act *act);         // before the job enters; no store writes; may be slow with SLOW
    Fault       (*change)(Act *act);          // load, decide: sets act->subject and act->record
    void        (*committed)(App *app);       // once its commit is durable, before anybody is answered
    void        (*answer)(Act *act, Out *o);    // more members for the answer, each with leading comma
    Fault       (*read)(Ask *ask);
    const List   *list;             // a reading that is a list: instead of `read`
    const void   *of;               // what several actions share: of things, their ThingApi
    // Actions of lower rooms or its own, space separated: behind each of their entries this one runs too, in the same
    // transaction, in the order of the list of actions; subject and moment are the entry's, the rest act->followed.
    const char   *follows;
    const char   *causes;           // all that its change() may cause: of lower rooms or its own, space separated
    const char   *note, *note_zh;   // one sentence each
    const DeedFace *face;           // of a change; NULL: called as its verb is
} Action;

// One change on the road. `in` is filled; change() runs inside the job's savepoint.
struct Act {
    App          *app;
    const Action *action;
    const Actor  *who;
    Request      *request;          // NULL when caused or swept
    Arena        *arena;
    Tx           *tx;
    Db           *db;               // before the job (where, prepare) a reader
    Vault        *vault;
    const Pack   *pack;             // of act->county
    i64           county, path_id;  // path_id: the {id} of the path, 0 = none
    Str           path_word;        // a {word} of the path
    i64           now, happened_at;  // happened_at == now unless imported, offline or the clock's
    i64           seen;             // the asker's `seen` (entry number + 1), 0 = not said
    Str           key;              // Idempotency-Key; the operator's begin with LOCAL_KEY (gate_room.h)
    void         *in;
    Problems      problems;
    i64           subject;          // decided
    void         *record;           // decided: action->deed.entry's struct, plain words
    const Entry  *entry;            // for answer(): what was appended now, or then where it is said again
    i64           post;             // the post the asker acts by, for the entry
    i64           cause;            // seq + 1 of the cause
    const Act    *followed;         // the act whose entry this one follows, with its action and record; NULL: none
    i64           origin;           // the thing whose deed caused this; what is made keeps it
    i64           promised;         // the id of what this is to make, 0 = none was promised: see act_made
    bool          asked;            // though caused, what it makes is the asker's (Caused)
    int           flawed;           // JUDGES: so many problems the body had at the door; rules skip those fields
    bool          limited;          // the limit was taken; for LIMITED actions the road insists on it
    bool          unproven;         // said again by nobody known, under a key that could be guessed: shows no secret
    bool          nameless;         // the entry names nobody: an anonymous filing, or who comes by a follow-up link
    struct Caused *caused;
    int           caused_count, caused_room, depth;
    const void   *said;             // act_says
    void         *own;              // action's own context between prepare, change and answer
    Str           more;             // members for a refusal's answer (leading comma), e.g. what happened since
    Str           body;             // the raw body, for members let by ("seen", "puzzle")
    unsigned      reader;           // SEE_ classes of the asker for the answer's record
};
enum { CAUSED_MOST = 1000 };        // by one act; each may cause more, 8 deep
// A change that finds nothing to record leaves subject 0 and record NULL: no entry, no receipt, 200.
// What was decided: the entry's subject and record, which is copied. OK, to be returned.
Fault act_enter(Act *act, i64 subject, const void *record);
// The whole answer, copied likewise: where no entry must be able to give it again, instead of `answer`. OK.
Fault act_says(Act *act, i64 subject, const void *answer);
// A further action of the same county: runs after this one's entry, in the same transaction, with its own entry and
// `cause`; one that is refused undoes all. `in` must live until the job is done. id: promised to what it makes, so that
// this one's record may name it; 0 = none. happened_at 0: when the causing act happened. asked: the asker wanted just
// this, so what is made is theirs.
typedef struct Caused { const char *action; i64 subject, id, happened_at; const void *in; bool asked; } Caused;
void  act_cause(Act *act, Caused caused);
i64   act_id(Act *act);             // a new id of the county, to promise
const PostOf *act_as(Act *act, Str code, unsigned who);       // by actor_post's post, for the entry; NULL: by none
i64   act_made(Act *act);           // the id of the one thing this act makes: as it was promised, else a new one
Fault act_problem(Act *act, const char *field, Fault f);       // notes it, returns FAULT_field_problems
Fault act_problem_hint(Act *act, const char *field, Fault f, Str hint);
bool  act_said_before(const Act *act);                         // its key is known: the job will answer as it did then

static inline bool action_reads(const Action *a) { return a->read || a->list; }

// One reading: a sentence or two on a read-only connection; writes JSON into out.
typedef struct Paging { Str after; i64 limit; } Paging;     // of every list
struct Ask {
    App         *app;
    const Action *action;
    const Actor *who;
    Request     *request;
    Arena       *arena;
    Db          *db;
    const Pack  *pack;
    i64          county, path_id, now;
    Str          path_word, path_rest;  // a {word}; all that {rest} took, slashes and all
    void        *query;             // the parameters, as they were said
    Paging       paging;
    unsigned     reader;            // SEE_ classes of the asker, wherever his posts are
    Out         *out;
    Str          export;            // "", "csv" or "xlsx"
    Str          etag;              // set it to have If-None-Match answered
    Problems     problems;          // query problems: answer 400 field_problems
    Arena       *scratch;           // ask_scratch's
};
// For one row of a walk: arena_reset() it before each. Nothing in it outlives its row; it ends with the answer.
Arena *ask_scratch(Ask *ask);
Fault ask_problem(Ask *ask, const char *key, Fault f);
// https://host: the setting public_address, else as it was asked for; ends with 0.
Str   ask_home(const Ask *ask);
// The rows of a pack's table that hold today, as `items`.
typedef struct Items { Many items; } Items;
Fault ask_pack_rows(Ask *ask, const Pack *pack, PackTable table);
// The answer, from action->out's struct: of a reading the whole of it, of a change its members.
Fault ask_tell(Ask *ask, const void *answer);
void  act_tell(const Act *act, Out *o, const void *answer);

// ---- the road --------------------------------------------------------------------------------
// Runs one action inside the present job: change, append, caused ones. For jobs that do several (sweep, import rows).
Fault road_do(App *app, Tx *tx, Arena *arena, const Action *action, const Actor *who, i64 county, i64 subject,
              const void *in, i64 happened_at, i64 cause, Entry *entry);
// The same of a thing that is to be made, now; what is wrong with its fields is told.
Fault road_told(App *app, Tx *tx, Arena *arena, const Action *action, const Actor *who, i64 county, const void *in,
                Entry *entry, Problems *told);
typedef Fault (*RoadWork)(App *app, Tx *tx, Arena *arena, void *context);
Fault road_work(App *app, RoadWork work, void *context, bool patient);    // waits; never on the writer's thread
void  road_later(App *app, RoadWork work, const void *context, i64 size);   // patient, not waited for; copies it
#endif
