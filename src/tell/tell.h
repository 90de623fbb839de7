// tell.h: who is told outside the program: what a person wants, where letters go, and which wait.
//
// In the app everybody is told always (thing/). Outside by mail or SMS is told who asked for it: a person, or whoever
// made a thing without an account. An org may have a chat robot. What was told is read from the journal, behind it;
// what waits to be sent are own rows, so that nothing is sent again by a replay.
#ifndef TELL_H
#define TELL_H
#include "record/record.h"
#include "send/send.h"

// ---- what somebody wants ----------------------------------------------------------------------------
// id: of the person, or of the thing whose maker has no account. The entry holds that they asked for it, and not the
// address, which is an own row sealed with that one's key: to forget them is to forget it. Hours of China's day:
// nothing is sent from quiet_from to quiet_to (the same: there are none); digest: a day's in one letter at this hour.
typedef enum { BY_APP = 1, BY_MAIL, BY_SMS, BY_BOTH } TellBy;
// staff 1: whoever handles it said where, for somebody at the counter: letters then bring no follow-up link, which
// would make its reader the maker.
typedef struct Telling {
    i64 county, id, by, quiet_from, quiet_to, digest, lang, at, staff;
} Telling;
typedef struct TellingIn { i64 by; Str mail, phone; i64 quiet_from, quiet_to, digest; } TellingIn;
enum { AT_ONCE = -1 };
extern const Choice tell_ways[4];
// The same as the one concerned reads it, with the address; unreached_at: since when nothing arrives there.
typedef struct TellingOwn { i64 by; Str mail, phone; i64 quiet_from, quiet_to, digest, unreached_at; } TellingOwn;
extern const Record telling_record, telling_in_record, telling_own_record;
// Notes what is wrong; the phone comes out in its one spelling.
void telling_check(TellingIn *in, Arena *a, Problems *ps);
bool mail_good(Str mail);                                       // well-formed; whether it is theirs only a letter tells
// When what is told now may be sent: now, or when the quiet ends, or at the next digest, which is never in the quiet.
i64  sending_at(const Telling *t, i64 now);

// ---- where letters go ----------------------------------------------------------------------------------
// A target is a mail server, or one HTTP request by a template. {to} {text} {title} {id} {secret} {account} {time}
// {sign} {link} {stop} {site} stand in address, head and body for what is sent; in a JSON body they are escaped. good:
// what an answer must hold to mean yes. once: the receiver removes doubles by id. networks: those of one's own it may
// lie in. site: the address of these pages, for links.
enum { WAY_MAIL = 1, WAY_SMS, WAY_ROBOT, WAY_END };
enum { SIGN_NONE = 1, SIGN_HMAC };
typedef struct Target {
    i64 county, id;
    Str name;
    i64 way, org;                   // org: whose robot it is
    Str url, sender, account, head, body, good, answer_id;
    i64 sign, plain, once;          // plain: without TLS
    Str networks, trust, site;
    i64 ended_at;
} Target;
typedef struct TargetIn {
    Str name; i64 way, org; Str url, sender, account, secret, sign_secret, head, body, good, answer_id;
    i64 sign, plain, once; Str networks, trust, site;
} TargetIn;
extern const Choice target_ways[3], sign_choices[2];
extern const Record target_record, target_in_record;
void target_check(const TargetIn *in, Problems *ps);

// ---- what waits ------------------------------------------------------------------------------------------
// One event for one receiver by one way. owner: whose address it is, or the org of a robot. letter: by which it goes,
// several may go by one. why: of the last failure.
typedef enum { OUT_WAITING = 1, OUT_SENDING, OUT_SENT, OUT_PERHAPS, OUT_FAILED, OUT_DROPPED, OUT_END } OutState;
typedef struct Letting {
    i64 county, id, target, owner, kind, thing, n;
    Str word;
    i64 state, made_at, due_at, tries, letter, code;
    Str why, answer;                // answer: the receiver's own id
    i64 ended_at;
} Letting;
extern const Choice out_states[6];
extern const Record outbox_record;
enum { TRIES_MOST = 12, OUT_LASTS_DAYS = 3, ADDRESS_FAILS = 3 };
i64  tried_again_at(i64 tries, i64 made_at, i64 now);           // 0: it is not tried again
// What becomes of a letter, as far as is known; what perhaps arrived goes again only where doubles are removed, as the
// same letter (keep).
typedef struct Became { i64 state, due_at, code, ended_at; Str why, answer; bool keep; } Became;
Became letter_became(Outcome outcome, bool once, i64 tries, i64 made_at, i64 now);
bool   address_bad(i64 way, Outcome outcome, i64 code);         // the receiver knows no such address
#endif
