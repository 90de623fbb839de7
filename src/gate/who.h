// who.h: who is asking, and what their posts allow. Read once a request by actor.c; classes are rows of record/kinds.h.
#ifndef WHO_H
#define WHO_H
#include "http/http.h"
#include "record/kinds.h"
#include "record/record.h"
#include "store/writer.h"

extern const Choice role_choices[];                 // names, 中文, English
extern const int role_choice_count;

typedef struct PostOf { i64 post, role, org, place; Str code; } PostOf;     // active today; code of the place's subtree
typedef struct Actor {
    i64    person, county;          // county 0: not known
    Str    name;                    // for greeting; empty without account
    PostOf posts[16];
    int    post_count;
    i64    session, token;          // own rows this asker came with, 0 = none
    i64    commits, day;            // store_commits() before all this was read, and the day of the posts: actor_again
    Str    scopes;                  // of a bearer token, space separated
    i64    follow;                  // matter opened by a follow-up link; 0 for whoever is known otherwise
    bool   local, clock;
    Lang   lang;
    Str    peer, csrf;              // csrf: of the session
} Actor;
// The class bits this asker has at a place (posts whose subtree covers the code; code "" = anywhere at all).
unsigned actor_who(const Actor *a, Str code);
// The asker's post that covers the code and has one of the bits; highest role first. NULL: none.
const PostOf *actor_post(const Actor *a, Str code, unsigned who);
Str   county_code(Arena *a, i64 county);            // as a place's code
bool  whole_county(const Actor *who, Arena *a, i64 county, unsigned bits);      // a post over the county itself
bool  stands_over(const Actor *who, Arena *a, i64 county, unsigned bits);       // by such a post, or as the operator
bool  actor_in_org(const Actor *a, i64 org);        // by any post
bool  actor_works_in(const Actor *a, i64 org);      // by a post that settles things: no administrator, no auditor
Fault actor_refused(const Actor *a);                // who is known may not; who is not may sign in
bool  actor_scoped(const Actor *a, const char *capability, bool change);    // who comes without a token: always
Str follow_token(Vault *v, Arena *a, i64 matter);              // of a follow-up link: derived, not stored
#endif
