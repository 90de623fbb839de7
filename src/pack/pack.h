// pack.h: a jurisdiction's rules and lists as data (CN → CN-41 → CN-4101 → CN-410104, the nearer one overrides),
// what is a day of rest, and when something is due. A loaded Pack is read-only: share it, swap it whole on reload.
// Cities differ in rows, never in code: what a street may take how long, which days are free, what words mean. The
// rules ask a Pack by key and day and get what held on that day, so that a decision of last year can be explained this
// year. Everything here is pure or done once at start; any thread may ask a loaded Pack. Apply never does: what was
// decided by a pack stands in the entry, with the pack's hash.
#ifndef PACK_H
#define PACK_H
#include "record/record.h"

// ---- words that packs and matters share (values and names are for ever) -----------------------
enum { LEVEL_COMPOUND = 1, LEVEL_COMMUNITY, LEVEL_STREET, LEVEL_COUNTY };
enum { URGENCY_NORMAL = 1, URGENCY_URGENT, URGENCY_CRITICAL };
enum { KIND_DEMAND = 1, KIND_HAZARD, KIND_DISORDER, KIND_DISPUTE, KIND_VIOLATION, KIND_TASK };
enum { LEAD_MANAGER = 1, LEAD_COMMITTEE, LEAD_OWNERS, LEAD_STREET, LEAD_DEPARTMENT };   // committee 居委会
enum { UNIT_HOUR = 1, UNIT_DAY, UNIT_MONTH };
enum { CALENDAR_NATURAL = 1, CALENDAR_WORKING };
enum { HOLIDAY_REST = 1, HOLIDAY_WORK };
extern const Choice level_choices[4], urgency_choices[3], kind_choices[6], lead_choices[5], unit_choices[3],
    calendar_choices[2], holiday_choices[2], evidence_choices[6], division_choices[5];

// ---- the tables: member = column; every row is dated and sourced ------------------------------
// Every row says since when, until when, where it is written and how good that source is: so an old decision can be
// explained by the row that held then.
#define DATED i64 valid_from, valid_to; Str source; i64 evidence        // valid_to DAY_NONE = open, else inclusive
// Choices are read by name and held as values. `evidence` says how good the source is, A to K-l.
typedef struct Setting  { Str key, value; DATED; } Setting;
typedef struct Holiday  { i64 day, kind; Str name; DATED; } Holiday;
typedef struct Division { Str code, name; i64 level; Str parent; DATED; } Division;      // level: division_choices
typedef struct Subject {            // a class has no parent, a leaf names its class
    Str subject, parent, name, name_en, alias;
    i64 kind, compound, lead;       // compound 1: may start at the compound
    Str next_door;                  // a refusal's id: where to go when this is not ours
    i64 sensitive;
    DATED;
} Subject;
typedef struct EventClass { Str event, parent, name, name_en, subject; DATED; } EventClass;
typedef struct Deadline { Str subject; i64 urgency, level, amount, unit, calendar; DATED; } Deadline;
typedef struct Duty     { Str duty, subject; i64 allowed; Str article, reason, reason_en, next_door; DATED; } Duty;
typedef struct Refusal  { Str refusal, name, name_en, words, words_en, door, door_en, phone; DATED; } Refusal;
typedef struct Keyword  { Str subject, word; i64 weight; DATED; } Keyword;
// issuers: kinds of org (ORG_ names) that may publish it. least_days: how many whole days it hangs at least, the first
// not counted (民法典 201). needs: words that its text holds, blank separated, others that do as well behind |.
// objects 1: whoever it concerns may object while it hangs; subject: of the matter that an objection becomes.
typedef struct NoticeKind {
    Str kind, name, name_en, issuers; i64 least_days; Str needs; i64 objects; Str subject, article; DATED;
} NoticeKind;
// Whom to call before anything is filed. words: that tell of it, blank separated.
typedef struct Danger { Str phone, name, name_en, words; DATED; } Danger;
extern const Record setting_record, holiday_record, division_record, subject_record, event_record, deadline_record,
    duty_record, refusal_record, keyword_record, notice_kind_record, danger_record;

typedef enum {
    PACK_SETTINGS, PACK_HOLIDAYS, PACK_DIVISIONS, PACK_SUBJECTS, PACK_EVENTS, PACK_DEADLINES, PACK_DUTIES,
    PACK_REFUSALS, PACK_KEYWORDS, PACK_NOTICE_KINDS, PACK_DANGERS, PACK_TABLES
} PackTable;

// ---- codes of places (pure) -------------------------------------------------------------------
// Every code that is to be kept passes the check first, in a pack and in an import alike.
i64   code_level(Str code);          // by length: 2,4,6,9,12,15,18,21,24 → 1 … 9 (province … home); else 0
Fault code_check(Str code);          // place_code: no code at all; field_malformed: digits, but none that names a place
// The code one step up, "" for a province. A step of 000 stands for nothing (a home in a building without units).
Str   code_above(Str code);
Str   code_end(Arena *a, Str code);  // the first text behind all that lies below it
// Whether the place at `above` may be the parent of `code`: a prefix; streets may be missing between a county and its
// communities, nothing else may. Walk up with code_above and take the first that is there.
bool  code_fits(Str code, Str above);

// ---- days of rest (pure) ----------------------------------------------------------------------
// Weekends are rest unless a make-up working day; a year without any row is not published yet: weekends only.
typedef struct Calendar { const Holiday *const *at; i64 count; } Calendar;                // by day, each day once
const Holiday *calendar_find(const Calendar *c, i64 day);    // the row of that day, or NULL
bool calendar_is_rest(const Calendar *c, i64 day);
bool calendar_published(const Calendar *c, i64 year);

typedef struct Hours { struct { i64 from, to; } at[4]; i64 count; } Hours;        // minutes of the day, ascending
bool hours_parse(Str s, Hours *into);                        // "08:30-12:00,14:00-17:30"
i64  working_minutes(const Calendar *c, const Hours *h, i64 from, i64 to);                // between two moments

// ---- when something is due (pure; 民法典 200-204, 1259) ------------------------------------------
// Day and month periods start the next day; months end on the corresponding day or the last one; a last day that is a
// rest day moves to the next working day; it ends at 23:59:59.999, or at close of business when calendar is working and
// there are hours. Hours run from the start moment, around the clock (natural) or in business hours of working days.
// Days beginning inside a pause do not count, nor do minutes inside it; a last day ending inside a pause moves on.
typedef struct Pause { i64 from, to; } Pause;                // moments; to 0 = still paused: then nothing is due
// All that a count depends on; nothing is looked up behind it.
typedef struct DueAsk {
    i64 start, amount, unit, calendar;
    const Pause *pauses;                                     // ascending, apart
    i64 pause_count;
    Hours hours;                                             // count 0: the whole day
    const Calendar *days;
} DueAsk;
typedef struct Due { i64 at; bool provisional; } Due;        // at 0 = none; provisional: saw an unpublished year
Due due_count(const DueAsk *ask);

typedef enum { DUE_STARTED, DUE_COUNTED, DUE_REST, DUE_HOLIDAY, DUE_MAKEUP, DUE_PAUSED, DUE_ROLLED, DUE_LAST } DueWhy;
typedef struct DueDay {                                      // one line of the explanation: one per day, ascending
    i64    day, counted;                                     // days so far (hour periods: minutes), this one included
    i64    minutes;                                          // hour periods: counted on this day
    bool   counts;
    DueWhy why;                                              // ROLLED: it ended here, on a rest day or inside a pause
    Str    name;                                             // of the holiday, also on its make-up days
} DueDay;
// Called for each day in order while the walk goes on; what it is given is void when it returns.
typedef void (*DueSink)(void *context, const DueDay *day);
Due due_explain(const DueAsk *ask, DueSink sink, void *context);
const char *due_why(DueWhy why, Lang lang);                  // a few words for people

// ---- a fixed logarithmic histogram ------------------------------------------------------------
// Four buckets an octave from 8 to 262,144 minutes; the middle of a bucket is at most 12.5 % off any value in it.
// Below 8 minutes: one bucket (answers 4). Above: one bucket (answers 262,144 = "at least").
enum { HISTOGRAM_BUCKETS = 62 };
// Counters are kept by bucket in the tally; these say what a bucket means.
int bucket_of(i64 minutes);
i64 bucket_low(int bucket);
i64 bucket_high(int bucket);                                 // exclusive; INT64_MAX for the last
i64 histogram_quantile(const i64 counts[HISTOGRAM_BUCKETS], int percent);                 // minutes; -1 when empty

// ---- mistakes ---------------------------------------------------------------------------------
// file as "guancheng/deadlines.csv"; column counts from 1: the CSV column, in YAML the character; 0 = the whole line.
typedef struct PackError { Str file; i64 line, column; Str text_en, text_zh; } PackError;
// Each mistake is listed once, though a pack that several leaves share is read for each of them; `met` counts every
// meeting, so that a leaf knows of its own mistakes whoever told them first. The arena is the caller's.
typedef struct PackErrors { Arena *arena; PackError at[200]; i64 count, dropped, met; } PackErrors;
void pack_errors_print(const PackErrors *es, Out *o, Lang lang);     // "file:line:column: text" each, and how many more

// ---- packs ------------------------------------------------------------------------------------
enum { PACK_DEPTH = 8 };                                     // packs in one chain
// `folder` is the name below dir; the ids of a chain each begin with the next one's, so there is no circle.
typedef struct PackHead { Str id, name, name_en, parent, version, folder; } PackHead;
typedef struct PackRows PackRows;
typedef struct PackWords PackWords;
typedef struct PackSaid PackSaid;
typedef struct Pack {
    Arena      *arena;
    PackHead    heads[PACK_DEPTH];                           // nearest first
    i64         depth;
    Hash        hash;                                        // SHA-256 of what `sha256sum` prints for the chain's files
    Str         hash_text;                                   // 64 hex digits
    Calendar    calendar;
    PackRows   *rows;
    PackWords  *words;
    const Str  *passwords;
    i64         password_count;
    const PackSaid *said;                                    // over its rows: of one county (pack_saying)
    i64         said_count;
} Pack;

// dir holds packs as dir/<name>/pack.yaml. leaf_id "" = the only pack that is nobody's parent. NULL on any mistake.
Pack *pack_load(Str dir, Str leaf_id, PackErrors *errors);
void  pack_close(Pack *p);                                   // NULL is fine
// The ids of all packs that are nobody's parent, in order: what a server of this folder serves. 0 on any mistake in a
// head, and when there are more than max.
int   pack_leaves(Str dir, Arena *a, Str *ids, int max, PackErrors *errors);
// Every pack in dir, alone and together with its parents. True when there is no mistake. dir may also be one pack.
bool  pack_check(Str dir, PackErrors *errors);
typedef enum { PACKS_NONE, PACKS_SOME, PACKS_ONE } PacksIn;      // ONE: the folder is a pack itself, not one of packs
PacksIn packs_in(Str dir);

// ---- look-ups: what holds on a day; NULL or "" when nothing does ------------------------------
// The rows in key order; the list is the arena's, what it points at is the pack's.
typedef struct PackList { const void *const *at; i64 count; } PackList;
PackList pack_list(const Pack *p, PackTable table, i64 day, Arena *a);       // all rows of the day, by key
const Record *pack_record(PackTable table);                  // the shape of those rows

const Subject    *pack_subject(const Pack *p, Str id, i64 day);
bool              pack_begun(const Pack *p, i64 day);        // some subject held on the day, or before it
bool              pack_is_leaf(const Subject *s);
const Subject    *pack_class(const Pack *p, Str leaf, i64 day);              // a class is its own class
PackList          pack_children(const Pack *p, Str parent, i64 day, Arena *a);    // of const Subject; "" = the classes
const Division   *pack_division(const Pack *p, Str code, i64 day);
const Refusal    *pack_refusal(const Pack *p, Str id, i64 day);
const NoticeKind *pack_notice_kind(const Pack *p, Str id, i64 day);
// Leaf before class before "*"; at equal rank the nearer pack.
const Duty       *pack_duty_for(const Pack *p, Str subject, i64 day);
const Deadline   *pack_deadline(const Pack *p, Str subject, i64 urgency, i64 level, i64 day);
Str               pack_text(const Pack *p, const char *key, i64 day);
i64               pack_whole(const Pack *p, const char *key, i64 day, i64 absent);
Hours             pack_hours(const Pack *p, i64 day);        // setting business_hours; count 0 when there is none

// The leaf with the highest score; a word in the title weighs 3, in the text 1 more, however often; ties go to the
// smaller id; nothing found gives Z99. Words are matched on the raw bytes.
Str  pack_classify(const Pack *p, Str title, Str text, Arena *a, i64 day);
bool pack_password_bad(const Pack *p, Str password);         // stands in passwords.txt, whatever the case of A-Z
#include "pack/pack_said.h"
#endif
