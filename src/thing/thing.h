// thing.h: what all things share: the verb table that says who may do what from which state, levels, numbers.
//
// A thing lies at a place, is held by somebody, has a state and perhaps a due moment (DESIGN 4a). A kind of thing is a
// row (ThingKind): its records, its states, its verbs, and one pure rule for what the table cannot say.
#ifndef THING_H
#define THING_H
#include "pack/pack.h"
#include "people/people.h"
#include "record/kinds.h"
#include "record/standing.h"
#include "thing/paper.h"

// ---- the head --------------------------------------------------------------------------------
// What every thing begins with, in this order. Ids are of the same county; moments of which there is none are 0.
// number: 410104-20261123-0042, day_n its last part. subject: a row of the pack. reporter: whose thing it is.
// about_org: the org it is about, which decides nothing of it. counted: ids of the places it is counted under, as they
// were when it was made. origin: the thing whose deed caused it, 0 = somebody made it. filed_at, filed_by: when it was
// made, and by whom, for whomever. seen: number of its last entry (seq + 1). The last line is the deed that made it so,
// in the entry alone: its words, by whose post (role, org), which org joins, whom it is told (ids of orgs and persons,
// its own for whoever made it without an account), and 1 in lapsed when time did it.
#define THING_MEMBERS \
    i64 county, id; Str number; i64 day_n, place, holder, assignee, assignee_post, state, level; Str subject, title; \
    i64 reporter, about_org, origin, filed_at, filed_by, due_at, provisional, closed_at, late, private, hidden; \
    Str counted; i64 seen; \
    i64 verb, open; Str said; i64 role, org, party; Str tell; i64 lapsed; Many papers;
typedef struct Thing { THING_MEMBERS } Thing;
enum { DEED_FIELD = SERVER | HIDDEN | PASSING, FIRST = SERVER | STAYS };        // FIRST: said when it is made, for ever
#define THING_HEAD union { Thing thing; struct { THING_MEMBERS }; }
// In the kind's own words where they differ: what it calls its number, its maker and its title.
#define THING_FIELDS(T, states, maker, maker_en) THING_FIELDS_TITLED(T, states, maker, maker_en, FIRST)
// titled: SERVER where deeds may change the title.
#define THING_FIELDS_TITLED(T, states, maker, maker_en, titled) \
    REF_FIELD(T, county, "区县", "County", .flags = KEY | HIDDEN | SERVER), \
    REF_FIELD(T, id, "系统编号", "Id", .flags = KEY | SERVER), \
    TEXT_FIELD(T, number, "编号", "Number", .flags = FIRST, .max = 40, SHOWS(.col = 1, .width = WIDE_M)), \
    COUNT_FIELD(T, day_n, "当日序号", "Number of the day", .flags = HIDDEN | FIRST), \
    REF_FIELD(T, place, "地点", "Place", .flags = HIDDEN | FIRST), \
    REF_FIELD(T, holder, "承办组织", "Holder", .flags = SERVER), \
    REF_FIELD(T, assignee, "承办人", "Assignee", .flags = SERVER, .see = SEE_STAFF), \
    REF_FIELD(T, assignee_post, "承办岗位", "Assignee's post", .flags = SERVER | HIDDEN), \
    CHOICE_FIELD(T, state, states, "状态", "State", .flags = SERVER, \
        SHOWS(.as = AS_STATE, .col = 2, .width = WIDE_S)), \
    CHOICE_FIELD(T, level, level_choices, "层级", "Level", .flags = SERVER, SHOWS(.as = AS_LEVEL)), \
    TEXT_FIELD(T, subject, "类别", "Subject", .flags = FIRST, .max = 8), \
    TEXT_FIELD(T, title, "标题", "Title", .flags = SEALED | (titled), .max = 200, \
        SHOWS(.as = AS_TITLE, .col = 3, .width = WIDE_L)), \
    REF_FIELD(T, reporter, maker, maker_en, .flags = HIDDEN | FIRST), \
    REF_FIELD(T, about_org, "涉及单位", "About", .flags = FIRST, .see = SEE_WORKER | SEE_SELF), \
    REF_FIELD(T, origin, "起因", "Caused by", .flags = FIRST), \
    MOMENT_FIELD(T, filed_at, "提交时间", "Filed at", .flags = FIRST, SHOWS(.as = AS_WHEN, .col = 8, .width = WIDE_M)), \
    REF_FIELD(T, filed_by, "登记人", "Filed by", .flags = FIRST | HIDDEN), \
    MOMENT_FIELD(T, due_at, "到期时间", "Due at", .flags = SERVER, SHOWS(.as = AS_DUE, .col = 9, .width = WIDE_M)), \
    FLAG_FIELD(T, provisional, "暂定", "Provisional", .flags = SERVER, \
        .note = "The calendar of some year on the way is not published yet."), \
    MOMENT_FIELD(T, closed_at, "结束时间", "Ended at", .flags = SERVER), \
    FLAG_FIELD(T, late, "曾超期", "Was late", .flags = SERVER), \
    FLAG_FIELD(T, private, "不公开", "Private", .flags = FIRST), \
    FLAG_FIELD(T, hidden, "已屏蔽", "Hidden", .flags = SERVER), \
    TEXT_FIELD(T, counted, "统计地点", "Counted under", .flags = FIRST | HIDDEN, .max = 200), \
    COUNT_FIELD(T, seen, "最新记录号", "Last entry", .flags = SERVER, .note = "Send it back as `seen`."), \
    COUNT_FIELD(T, verb, "动作", "Deed", .flags = DEED_FIELD), \
    FLAG_FIELD(T, open, "公开", "Open to all", .flags = DEED_FIELD), \
    TEXT_FIELD(T, said, "说明", "Words", .flags = DEED_FIELD | SEALED | LINES, .max = 4000), \
    COUNT_FIELD(T, role, "岗位", "Role", .flags = DEED_FIELD), \
    REF_FIELD(T, org, "经办组织", "Organisation", .flags = DEED_FIELD), \
    REF_FIELD(T, party, "协办组织", "Party", .flags = DEED_FIELD), \
    TEXT_FIELD(T, tell, "告知", "Told", .flags = DEED_FIELD, .max = 1200), \
    FLAG_FIELD(T, lapsed, "到期", "A due moment passed", .flags = DEED_FIELD), \
    MANY_FIELD(T, papers, paper_record, "附件", "Papers", .flags = DEED_FIELD, .max = PAPERS_MOST)

// ---- steps -----------------------------------------------------------------------------------
// One deed done to a thing, as its history shows it: what its step begins with. n: the number of its entry, seq + 1.
#define STEP_MEMBERS \
    i64 county, thing, n, verb, at, actor, role, org, from_state, state, from_level, level, holder, assignee; \
    i64 assignee_post, due_at; \
    i64 provisional; Str text; i64 open, party, late; \
    Str org_name; i64 org_kind; Many papers;    // these in answers alone
typedef struct ThingStep { STEP_MEMBERS } ThingStep;
#define STEP_HEAD union { ThingStep head; struct { STEP_MEMBERS }; }
// Who did it is for staff; for which org, for everybody: an office answers, not a person.
#define STEP_FIELDS(T, states, verbs) \
    REF_FIELD(T, county, "区县", "County", .flags = KEY | HIDDEN | SERVER), \
    REF_FIELD(T, thing, "事", "Thing", .flags = KEY | SERVER), \
    COUNT_FIELD(T, n, "记录号", "Entry", .flags = KEY | SERVER), \
    CHOICE_FIELD(T, verb, verbs, "动作", "Deed", .flags = SERVER, SHOWS(.as = AS_LEAD)), \
    MOMENT_FIELD(T, at, "时间", "At", .flags = SERVER, SHOWS(.as = AS_WHEN)), \
    REF_FIELD(T, actor, "经办人", "By", .flags = SERVER, .see = SEE_STAFF), \
    CHOICE_FIELD(T, role, role_choices, "岗位", "Role", .flags = SERVER), \
    REF_FIELD(T, org, "经办组织", "Organisation", .flags = SERVER), \
    CHOICE_FIELD(T, from_state, states, "原状态", "State before", .flags = SERVER), \
    CHOICE_FIELD(T, state, states, "状态", "State", .flags = SERVER), \
    CHOICE_FIELD(T, from_level, level_choices, "原层级", "Level before", .flags = SERVER), \
    CHOICE_FIELD(T, level, level_choices, "层级", "Level", .flags = SERVER), \
    REF_FIELD(T, holder, "承办组织", "Holder", .flags = SERVER), \
    REF_FIELD(T, assignee, "承办人", "Assignee", .flags = SERVER, .see = SEE_STAFF), \
    REF_FIELD(T, assignee_post, "承办岗位", "Assignee's post", .flags = HIDDEN | SERVER), \
    MOMENT_FIELD(T, due_at, "到期时间", "Due at", .flags = SERVER), \
    FLAG_FIELD(T, provisional, "暂定", "Provisional", .flags = SERVER), \
    TEXT_FIELD(T, text, "说明", "Text", .flags = SEALED | LINES | SERVER, .max = 4000, SHOWS(.as = AS_BODY)), \
    FLAG_FIELD(T, open, "公开", "Open to all", .flags = SERVER), \
    REF_FIELD(T, party, "协办组织", "Party", .flags = SERVER), \
    FLAG_FIELD(T, late, "曾超期", "Was late", .flags = SERVER), \
    TEXT_FIELD(T, org_name, "经办组织名称", "Organisation's name", .flags = PASSING | MAYBE | SERVER, \
        SHOWS(.as = AS_WHO)), \
    CHOICE_FIELD(T, org_kind, org_kinds, "经办组织类型", "Kind of organisation", .flags = PASSING | MAYBE | SERVER), \
    MANY_FIELD(T, papers, paper_shown_record, "附件", "Papers", .flags = PASSING | MAYBE | SERVER)

// ---- verbs -----------------------------------------------------------------------------------
// open -1: not said, the verb decides. papers: names of what was sent before.
#define DEED_SAID Str text; i64 open; Many papers;
typedef struct DeedSaid { DEED_SAID } DeedSaid;
// Sets of a verb's `takes` and `needs`: field i of the kind's own behind these is TAKES_OWN << i.
enum { TAKES_TEXT = 1, TAKES_OPEN = 2, TAKES_PAPERS = 4, TAKES_OWN = 8 };
#define DEED_SAID_FIELDS(T) \
    TEXT_FIELD(T, text, "说明", "Text", .flags = LINES, .max = 4000), \
    FLAG_FIELD(T, open, "说明对所有人公开", "Everybody may read the text", .absent = -1, \
        .note = "A note is internal unless open; answers are open."), \
    PAPERS_FIELD(T)
// How the asker stands to the thing, gathered by thing_sight; rules look at nothing else.
typedef struct DeedFacts {
    i64      state, level, paused, hidden;
    unsigned who;                       // of the asker at the place (WHO_ bits)
    i64      reach;                     // the asker's highest post level there (LEVEL_…), 0 = none
    i64      lowest;                    // the lowest level that place and subject allow
    bool     expired;                   // the owner's days for reopening are over
    bool     lately;                    // what may be done once a day was done today
    bool     reporter, in_holder, in_party, in_about, clock;    // reporter: whose thing it is
} DeedFacts;

enum {
    SPEAKS    = 1 << 0,                 // words only: whoever takes part may, at whatever level it lies
    UNMINDED  = 1 << 1,                 // may be done whatever others did meanwhile
    ABOUT_TOO = 1 << 2,                 // by the org it is about as well
    INSIDE    = 1 << 3,                 // its words are for staff, unless the deed says `open`
};
// Whom a deed tells: who holds the thing now, and did before; who joins by it, and who takes part; whose thing it is;
// in whose hands it is; the org it is about. Nobody is told what they did themselves; whose it is and the org it is
// about hear of what is open alone. A kind may name others in `tell`.
enum {
    TO_HOLDER = 1 << 0, TO_BEFORE = 1 << 1, TO_PARTY = 1 << 2, TO_PARTIES = 1 << 3, TO_REPORTER = 1 << 4,
    TO_ASSIGNEE = 1 << 5, TO_ABOUT = 1 << 6, TOLD_MOST = 64,
};
// Two rows of one verb differ in who may do it from where; the first that fits an asker counts. from: set of 1 << state
// bits; to 0: the state stays. takes, needs: fields of the deed's body by their place in its record (1 << i); what is
// given and not taken is a problem, rather than lost without a word. No body: only time or other deeds do it.
typedef struct VerbRow { i64 verb; unsigned from; i64 to; unsigned who, how, takes, needs, tells; } VerbRow;

// Verb 1 makes a thing. note: the verb that is words alone, which disappears for whom they are not; hide, show: from
// the public and back; pass, back: what it held goes on when an org serves no more, back to the queue when a post ends;
// quiet: its steps count as nobody's doing; 0 = there is none. handed: the state in which it is in somebody's hands,
// unhanded: in which it is then in nobody's; done: in which what was wanted is done; tells: whom its making tells. The
// body begins with DEED_SAID.
typedef struct ThingKind {
    const char    *name;                // of actions and of the table: "matter"
    char           mark;                // a capital letter of its numbers, but N and O; 0: none, the matters'
    i64            noun, note, hide, show, pass, back, quiet;   // noun: NOUN_
    i64            handed, unhanded, done;
    const Choice  *states;              // values 1, 2, …
    const Record  *body;                // of every deed
    const VerbRow *verbs;
    int            verb_count;
    const Choice  *verb_names;          // values 1, 2, …; the last is the greatest verb
    int            verb_name_count, state_count;
    unsigned       open, tells;         // open: set of states in which it is open
    unsigned       reworded;            // set of verbs behind which its words in the search index may be others
    Fault        (*clash)(const DeedFacts *f, i64 verb);        // pure; OK: nothing against it
} ThingKind;

// The row that lets it happen, or NULL and why not: deed_not_now, not_allowed, deed_about_you, or what clash says.
const VerbRow *verb_find(const ThingKind *kind, const DeedFacts *f, i64 verb, Fault *why);
// The first row of the verb, for what it takes; NULL: there is none.
const VerbRow *verb_row(const ThingKind *kind, i64 verb);
unsigned verb_who(const ThingKind *kind, i64 verb);             // everybody who could ever do it
bool  verb_how(const ThingKind *kind, i64 verb, unsigned how);
void  deeding_check(const ThingKind *kind, i64 verb, const void *in, Problems *ps);
bool  thing_open(const ThingKind *kind, i64 state);

// ---- what is counted (tally.what) --------------------------------------------------------------
// TALLY_EACH * noun and these: flows in and out per state and level (raising leaves and enters), so that the sum of all
// flows is what is open. NEW: made. DUE: due in the period its moment lies in. LATE_OPEN: +1 when an open one becomes
// late, -1 when a late one ends; its sum is how many are open and late. Numbers between are the kind's own.
// Numbers are for ever: they stand in table tally.
enum { COUNT_IN = 0, COUNT_OUT = 10, COUNT_NEW = 20, COUNT_DUE = 25, COUNT_LATE_OPEN = 29, COUNT_BUCKETS = 100 };

// ---- levels ----------------------------------------------------------------------------------
// 0: a role without a level of its own (administrators and auditors settle nothing).
i64   level_of_role(i64 role);          // the level a role's post stands for
i64   level_above(i64 level);           // 0 at the top
i64   level_below(i64 level, i64 lowest);

// ---- numbers ---------------------------------------------------------------------------------
// What people quote on the phone: county, the kind's mark and the day, serial of the day: 410104-20261123-0042.
Str   thing_number(Arena *a, const ThingKind *kind, i64 county, i64 day, i64 n);
typedef struct ThingNumber { i64 county, day, n; char mark; } ThingNumber;
// What people say or type for a number: full width, blanks, other dashes or none, 编号 before it, Chinese digits; without
// the county it is `county`'s. False: it is no number, but may be anything else.
bool  thing_number_read(Arena *a, Str said, i64 county, ThingNumber *number);
#endif
