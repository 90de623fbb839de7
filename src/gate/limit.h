// limit.h: what is taken of a limit, and the pure parts of limits and puzzles.
#ifndef LIMIT_H
#define LIMIT_H
#include "gate/action.h"
// Inside the job. Who asks lifts none of them, but for the operator and the clock; `code`: of the place, whose own
// handlers are at work there.
Fault limit_take(Act *act, i64 place);                  // one more from this address, whoever asks; place 0: only that
Fault limit_filing(Act *act, Str code, i64 community);  // by address, or by account: 30 an hour, 100 a day
void  limit_paper_spent(Act *act);                      // one that was looked at and refused: counts, a little later
Fault limit_follow(Act *act, Str code, i64 matter);     // one more deed by its reporter or link: 20 an hour a matter
Fault limit_papers(Act *act, Db *db, bool take);        // one more file: 300 an hour by account, 60 by address
Hash  limit_who(const Act *act, const char *what, i64 of);      // what is counted, and of whom: keyed
// Pure, so the tests can say every case in a line.
typedef struct LimitFacts { i64 address, address_most, place, place_most; } LimitFacts;     // accepted this hour
Fault limit_decide(const LimitFacts *f, bool *puzzle);      // puzzle: asked for from 70 % on
Str   puzzle_challenge(const Vault *v, Arena *a, i64 county, i64 now);
bool  puzzle_ours(const Vault *v, Arena *a, Str challenge, i64 county, i64 now);    // made by us, not too old
// SHA-256(challenge || answer) begins with so many zero bits; the answer has at most 40 characters.
bool  puzzle_solved(Arena *a, Str challenge, Str answer, int bits);
// What an address is counted by. Whoever has an IPv6 address has a whole /64 of them; a mapped IPv4 is that IPv4.
Str   peer_net(Arena *a, Str peer);
#endif
