// matter.h: something to be settled: its row, its steps, who may do what when, and when it is due.
//
// A matter is filed once, at the lowest level that can settle it (信访工作条例 15: small things stay in the community);
// deeds move it on, each with its own entry, and time raises what is not settled. Whoever may do what stands in one
// table (its verbs), the page's buttons come from it. The matter as it stands now and its steps are shadow tables, made
// by matter_store.c from the entries alone.
#ifndef MATTER_H
#define MATTER_H
#include "tell/tell.h"
#include "thing/thing.h"
struct Db;

// Values and names are for ever.
typedef enum { MATTER_FILED = 1, MATTER_ACCEPTED, MATTER_WORKING, MATTER_ANSWERED, MATTER_CLOSED, MATTER_REFUSED,
    MATTER_WITHDRAWN, MATTER_STATE_END } MatterState;
typedef enum { VERB_FILE = 1, VERB_ACCEPT, VERB_REFUSE, VERB_ASSIGN, VERB_NOTE, VERB_ANSWER, VERB_CLOSE, VERB_REOPEN,
    VERB_WITHDRAW, VERB_RAISE, VERB_LOWER, VERB_PAUSE, VERB_RESUME, VERB_HIDE, VERB_SHOW, VERB_RETURN, VERB_OVERDUE,
    VERB_RECOMPUTE, VERB_INVITE, VERB_SIGN, VERB_PASS, VERB_RATE, VERB_URGE, VERB_END } MatterVerb;
// ask: what the person wants (北京市接诉即办工作条例 2, as model); praise is ours. via: how it came.
enum { ASK_CONSULT = 1, ASK_HELP, ASK_COMPLAIN, ASK_REPORT, ASK_SUGGEST, ASK_PRAISE };
// How it was closed: the thing itself is done; so far as it can be by now; only what the rules ask for was done.
enum { CLOSED_REALLY = 1, CLOSED_STAGE, CLOSED_FORMALLY };
// What the reporter says of a closed matter, or is asked at a call back: 解决率 and 满意率 are made of these.
enum { SOLVED_YES = 1, SOLVED_NO };
enum { CONTENT_YES = 1, CONTENT_FAIRLY, CONTENT_NO };
enum { VIA_WEB = 1, VIA_COUNTER, VIA_PHONE, VIA_IMPORT, VIA_PROGRAM, VIA_CAUSE };
extern const Choice state_choices[7], verb_choices[23], ask_choices[6], via_choices[6], share_choices[4];
extern const Choice closed_choices[3], solved_choices[2], content_choices[3];
enum { MATTER_FACES = MATTER_STATE_END - 1 + 3 };
extern const ChoiceFace matter_faces[MATTER_FACES];     // of states and urgencies

// Nothing but text and place may ever be required: name, phone and position are for who wishes to give them.
typedef struct Filing {                 // what a person says; only text and place are needed
    Str text, place, spot;              // place: the code; spot: where exactly, in words
    Many papers;                        // names of what was sent before
    Str subject;
    i64 urgency, about_org, private;    // private: seen by reporter and handlers only
    Str reporter_name, reporter_phone, reporter_mail;
    i64 tell_by;                        // BY_: who has no account is told so; the address is kept for that alone
    i64 share;                          // the party that may see name and phone too: ORG_ kind, 0 = none
    i64 anonymous, via;
    Str via_ref;                        // the foreign number of an import
    Str title;
    i64 kind, ask;
    double lat, lon;
    i64 crs;
} Filing;
extern const Record filing_record;

// Title, text, spot and position are sealed in the entry with the matter's own key; name and phone also in the table.
// Ids are of the same county. Moments of which there is none are 0; due_at is 0 while it is paused or no rule sets one.
typedef struct Matter {
    THING_HEAD;
    i64 kind, ask;
    i64 classified;                     // 1: subject found by the pack's keywords
    i64 sensitive;                      // 1: a dispute, or the pack says so of the subject: never in the search index
    i64 urgency;
    Str text, spot;
    double lat, lon;
    i64 crs, anonymous;
    Str reporter_name, reporter_phone;
    i64 share, via;
    Str via_ref;
    i64 top_level;                      // the highest it ever lay at
    i64 clock_at, paused_at;
    i64 raised, reopened, overdue;      // overdue: the top level's deadline passed and was told
    Str refusal;
    i64 closed_as, solved, content;     // of the last closing: CLOSED_, SOLVED_, CONTENT_; 0: not said
    i64 urged, urged_at;                // how often by now; when last
    Str position;                       // in the entry: "lat lon", sealed, and lat, lon none; in the table empty
    i64 in_time, minutes;               // of this deed: it was late and yet done in time; see Step
} Matter;
extern const Record matter_record;
void matter_position_seal(Matter *m, Arena *a);     // lat and lon become position
// What follows from a deed once state, level and clock are decided: how often, how high.
void matter_follow(const void *was, void *now);
// Said to be not fixed for the second time, and oftener: the level that answered does not try again by itself.
bool matter_climbs(const Matter *was, bool reporter);
void matter_position_open(Matter *m);               // and back; gone with its key: no position at all

typedef struct Step {                   // one deed done to a matter
    STEP_HEAD;
    i64 clock_at, paused_at;
    Str refusal;
    i64 in_time;
    i64 minutes;                        // closing: working minutes since filing
    i64 closed_as, solved, content;     // as they stand after it
} Step;
extern const Record step_record;

// open -1: not said, the verb decides. org, person, level 0: not said.
typedef struct Deeding {                // the body of every deed; which members a verb takes and needs: TAKES_
    DEED_SAID;
    Str refusal;
    i64 org, person, level;
    i64 closed_as, solved, content;
} Deeding;
extern const Record deeding_record;
enum { TAKES_REFUSAL = TAKES_OWN, TAKES_ORG = TAKES_OWN << 1, TAKES_PERSON = TAKES_OWN << 2,
       TAKES_LEVEL = TAKES_OWN << 3, TAKES_CLOSED_AS = TAKES_OWN << 4, TAKES_SOLVED = TAKES_OWN << 5,
       TAKES_CONTENT = TAKES_OWN << 6 };
// Who may do what when: its verbs, states and the rule beside them. See thing.h.
extern const ThingKind matter_kind;
extern const Standings matter_standings;
i64  matter_lowest(const Pack *pack, Str subject, i64 place_kind, i64 day);      // for DeedFacts.lowest
bool matter_expired(const Pack *pack, const Matter *m, i64 day);                 // for DeedFacts.expired
bool matter_urged(const Matter *m, i64 day);    // for DeedFacts.lately: on that day somebody asked after it already

// ---- filing ----------------------------------------------------------------------------------
// The orgs are those that serve the place on the day it happened, not on the day it is typed in.
typedef struct FilingFacts {
    const Pack *pack;
    i64 now, happened_at, id, day_n, reporter;
    i64 place, place_kind;              // the place's id and kind (place.h)
    i64 county;
    i64 manager, committee, street, office;     // org ids that serve the place, 0 = none
    i64 by_org;                         // the org by whose post it is filed
    Str counted;
    bool about_known, staff, program;   // staff: filed by staff for someone; program: by a bearer token
    bool caused;                        // by another deed: nobody reports it
    i64  origin;                        // the thing whose deed that was
} FilingFacts;
// Fills the matter from the filing; problems name fields. Uses pack rows of the day it happened.
Fault matter_file(const FilingFacts *f, const Filing *in, Arena *a, Matter *m, Problems *ps);
// What can be told without knowing who files, so that one answer names all that is wrong beside the place.
void  filing_check(const Pack *pack, const Filing *in, bool about_known, i64 day, Problems *ps);
i64   matter_start_level(const FilingFacts *f, const Subject *s, const Filing *in);
Str   matter_title(Arena *a, Str text);                                  // the first words of the text

// ---- time ------------------------------------------------------------------------------------
// 民法典 200-204: the deadline row of the day the period starts; no row: nothing is due.
// What due.c counts with: amount and unit of the row for subject, urgency and level. unit 0: no row, so no deadline.
DueAsk matter_due_ask(const Pack *pack, const Matter *m, const Pause *pauses, i64 count);
bool   matter_due(const Pack *pack, Matter *m, const Pause *pauses, i64 count);   // sets due_at, provisional

// ---- what is counted (tally.what) --------------------------------------------------------------
// What things count (thing.h), and these. A bucket of the histogram of working minutes is TALLY_MINUTES and its number.
enum {
    TALLY_IN = 1000, TALLY_OUT = 1010, TALLY_NEW = 1020, TALLY_RAISED_CLOCK, TALLY_RAISED_HAND, TALLY_LOWERED,
    TALLY_REOPENED, TALLY_DUE, TALLY_IN_TIME, TALLY_LOW, TALLY_OVERDUE, TALLY_LATE_OPEN, TALLY_REWORK, TALLY_URGED,
    TALLY_CLOSED_AS = 1040, TALLY_SOLVED = 1050, TALLY_CONTENT = 1060,  // and their values
    TALLY_MINUTES = 1100
};
#endif
