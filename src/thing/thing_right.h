// thing_right.h: who an asker is to a thing, and what that lets them read and do: the one table that decides.
//
// A standing comes from being the reporter (by session or by the follow-up link) or from one post: whose org holds the
// thing, takes part, answers for its place or its subject, or is the one it is about. What several standings give adds
// up, but for the org it is about, which takes away everything that posts give (信访工作条例 30; 个人信息保护法 5-9).
#ifndef THING_RIGHT_H
#define THING_RIGHT_H
#include "thing/thing.h"

enum {
    STAND_PUBLIC   = 1 << 0,
    STAND_REPORTER = 1 << 1,        // filed it, signed in
    STAND_FOLLOWER = 1 << 2,        // has its follow-up link, and no session
    STAND_HOLDER   = 1 << 3,        // a post that settles things in the org that holds it
    STAND_PARTY    = 1 << 4,        // in an org that was invited, or held it before
    STAND_OFFICE   = 1 << 5,        // community, street or county office whose places hold it
    STAND_GRID     = 1 << 6,        // a grid worker of such an office
    STAND_DUTY     = 1 << 7,        // a department there whose duty names the subject
    STAND_QUEUE    = 1 << 8,        // a compound's own party while nobody holds what lies at the compound
    STAND_TICKED   = 1 << 9,        // the party that the reporter let see name and phone
    STAND_PLACE    = 1 << 10,       // any other post there
    STAND_ABOUT    = 1 << 11,       // any post in the org that it is about
    STAND_ADMIN    = 1 << 12,       // administrators settle nothing: they read what everybody reads
    STAND_AUDITOR  = 1 << 13,       // so do auditors
    STAND_OPERATOR = 1 << 14,       // at the server
    STAND_CLOCK    = 1 << 15,
};
enum {
    RIGHT_OPEN    = 1 << 0,         // what is public
    RIGHT_PRIVATE = 1 << 1,         // private and hidden ones, with their words
    RIGHT_NOTES   = 1 << 2,         // internal notes, and the reporter's
    RIGHT_STAFF   = 1 << 3,         // who acted, who takes part, how it came
    RIGHT_CONTACT = 1 << 4,         // name and phone: masked, opened by a look
    RIGHT_LOOKS   = 1 << 5,         // who looked
    RIGHT_OWN     = 1 << 6,         // the reporter's own words and deeds
    RIGHT_SPEAK   = 1 << 7,         // note, answer
    RIGHT_DECIDE  = 1 << 8,         // the other deeds: a holder always, else from the thing's level up
    RIGHT_FORGET  = 1 << 9,         // remove the words: an office from the thing's level up
};
enum { STANDING_COUNT = 16, RIGHT_COUNT = 10 };
extern const Standing standing_rows[STANDING_COUNT];
extern const Choice right_choices[RIGHT_COUNT];
// For the description: may one who has this standing alone ever do it?
bool standing_may(const ThingKind *kind, unsigned standing, i64 verb);
unsigned standing_takes(const ThingKind *kind, i64 verb, unsigned *needs);
#define THING_STANDINGS(k, names) { .rows = standing_rows, .count = STANDING_COUNT, .rights = right_choices, \
    .right_count = RIGHT_COUNT, .deeds = (names), .deed_count = (int)COUNT(names), .kind = &(k), \
    .takes = standing_takes, .may = standing_may }

// One post beside one thing.
typedef struct PostStand {
    i64  role, level;               // level: where the thing lies
    bool covers;                    // its place holds the thing's
    bool holder, party, about;      // its org does
    bool held;                      // anybody holds the thing
    bool office;                    // its org is a committee, street or county office
    bool duty;                      // its org's duty names the subject
    i64  share;                     // the kind of org that the reporter ticked
} PostStand;
unsigned post_standing(const PostStand *p);
// What the standings give together, for one who has them all.
unsigned standing_rights(unsigned standings);
// What one post's standing gives: a holder below the community opens no contact.
unsigned post_rights(unsigned standings, i64 role);
#endif
