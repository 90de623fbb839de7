// send.h: letters out: a mail by SMTP, anything else by one HTTP request. Many at once, and none waits for another.
//
// Whom a letter goes to is the caller's affair; here it is written, and told what became of it, as far as that can be
// known. An address within one's own networks is refused unless the letter names the network, whatever its name
// resolves to; no redirect is followed, no proxy asked, nothing about a letter logged. One thread has a Sender, but
// for sender_wake().
#ifndef SEND_H
#define SEND_H
#include "base/base.h"
struct sockaddr;

// SENT: the receiver has it. REFUSED: it said no for good; DELAYED: not now. UNREACHED: it was not all said, so nobody
// has it. PERHAPS: it was all said and no answer came, so somebody may have it.
typedef enum { SENT = 1, REFUSED, DELAYED, UNREACHED, PERHAPS } Outcome;

// All texts are copied. plain: without TLS, which is else needed. networks: those of one's own that it may go to, as
// 10.1.0.0/16, a blank between. trust: certificates (PEM) in place of the system's. good: what an answer must hold,
// blanks aside, to mean that it was taken; "": the status tells.
typedef struct Letter {
    i64  id;
    bool mail, plain;
    Str  url, user, secret, from, to;   // from, to: of a mail
    Str  body, head;                    // head: lines of an HTTP request's head
    Str  networks, trust, good;
} Letter;
// code: the receiver's, else 0. answer: its first bytes, in the arena given.
typedef struct Sent { i64 id; Outcome outcome; i64 code; Str answer; } Sent;

enum { SENDING_MOST = 128, ANSWER_MOST = 4096 };
typedef struct Sender Sender;
Sender *sender_open(i64 whole_ms);              // for one letter: after that nothing more is waited for
bool    sender_give(Sender *s, const Letter *l);                        // false: SENDING_MOST are on their way
int     sender_room(const Sender *s);
// Goes on with what is on its way, for so long at most, and tells what ended.
int     sender_turn(Sender *s, i64 wait_ms, Arena *a, Sent *into, int max);
void    sender_wake(Sender *s);                 // any thread: ends a turn's waiting
void    sender_close(Sender *s);                // what is on its way is broken off

// Pure, so that each case can be said in a line. False also for what is no address.
bool    address_may(const struct sockaddr *to, Str networks);
bool    address_text_may(Str text, Str networks);
bool    networks_good(Str networks, Str *wrong);

// ---- what is written (letter.c, pure) ------------------------------------------------------------
typedef struct Put { const char *name; Str value; } Put;
typedef enum { FILL_PLAIN, FILL_JSON, FILL_URL, FILL_LINE } Fill;       // LINE: of a head, no line may end in it
Str  template_fill(Arena *a, Str template, const Put *puts, int count, Fill how);
typedef struct Mail { Str from, to, title, text, id, stop; i64 at; } Mail;      // stop: the one-click address
Str  mail_write(Arena *a, const Mail *m);                       // RFC 5322, UTF-8 in base64
Str  sign_hmac(Arena *a, Str secret, i64 now);                  // base64(HMAC-SHA256(secret, "<ms>\n<secret>"))
#endif
