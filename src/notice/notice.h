// notice.h: what is told to all (公示通知): its row, its steps, who may publish what for how long, and what in it is
// personal.
//
// A notice is written, hangs over places for a period, may be corrected (what hung before stays readable in its steps)
// and comes down by itself. Kinds, their least days and what they must name are rows of the pack. It hangs masked:
// what was written and what everybody reads are two texts, both kept (个人信息保护法 25). Whoever objects files a
// matter; the notice counts it.
#ifndef NOTICE_H
#define NOTICE_H
#include "thing/thing.h"

// Values and names are for ever.
enum { NOTICE_DRAFT = 1, NOTICE_UP, NOTICE_OVER, NOTICE_DOWN, NOTICE_DROPPED, NOTICE_STATE_END };
enum { NOTICE_WRITE = 1, NOTICE_EDIT, NOTICE_PUBLISH, NOTICE_CORRECT, NOTICE_END, NOTICE_TAKE_DOWN, NOTICE_DROP,
    NOTICE_OBJECT, NOTICE_NOTE, NOTICE_HIDE, NOTICE_SHOW, NOTICE_PASS, NOTICE_VERB_END };
// ALL: everybody reads it. OWNERS: the owners' committee of the place, and the orgs that are named. ORGS: those alone.
enum { NOTICE_ISSUERS = WHO_OFFICE | WHO_OF(ROLE_MANAGER) | WHO_OF(ROLE_OWNERS) | WHO_OF(ROLE_DEPARTMENT) };
enum { AUDIENCE_ALL = 1, AUDIENCE_OWNERS, AUDIENCE_ORGS };
extern const Choice notice_states[5], notice_verbs[12], notice_audiences[3];

// What is said of its content, when it is written and with each deed that may change it. mask: words that are not for
// everybody, one a line; mask_found 1: whatever is found to be personal too. keep_why: why what was found is told all
// the same. to_on: the last day it hangs. places: codes of further places, orgs: ids, both separated by blanks.
#define NOTICE_SAID Str title, body; i64 to_on; Str mask; i64 mask_found; Str keep_why;
typedef struct NoticeSaid { NOTICE_SAID } NoticeSaid;
#define NOTICE_SAYS union { NoticeSaid content; struct { NOTICE_SAID }; }
typedef struct NoticeWriting {
    Str place, subject; NOTICE_SAYS; i64 org, audience; Str places, orgs; Many papers;
} NoticeWriting;
// shown: the body as everybody reads it; the title is masked in place. from_at: when it came to hang; shown_at: when
// this version did; it ended at closed_at. places: ids. version: 1 when published, one more with each correction.
// objection: in the entry alone, the matter that one became.
typedef struct Notice {
    THING_HEAD;
    Str body, shown;
    i64 to_on;
    Str mask;
    i64 mask_found;
    Str keep_why;
    i64 audience;
    Str places, orgs;
    i64 version, objections, from_at, shown_at, objection;
} Notice;
// What hung from then on; of other deeds empty.
typedef struct NoticeStep { STEP_HEAD; i64 version; Str title, body, shown; } NoticeStep;
typedef struct NoticeDeed { DEED_SAID; NOTICE_SAYS; } NoticeDeed;
extern const Record notice_writing_record, notice_record, notice_step_record, notice_deed_record;
extern const ThingKind notice_kind;
extern const Standings notice_standings;

// ---- rules (notice.c) ------------------------------------------------------------------------------
// What must hold of a notice that hangs from a day on; issuer: kind of its org. Notes problems.
void notice_check(const NoticeKind *kind, i64 from_on, Str issuer, Arena *a, const Notice *n, Problems *ps);
Str  notice_lacks(Arena *a, const NoticeKind *kind, Str text);      // what it must name and does not; "" = nothing
Str  notice_personal(Arena *a, const Notice *n);                    // what everybody would read that is personal
void notice_cover(Notice *n, Arena *a);                             // shown and title, as everybody reads them
#endif
