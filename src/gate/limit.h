// limit.h: the pure parts of limits and puzzles. What takes them is in gate.h.
// Pure, so the tests can say every case in a line.
#ifndef LIMIT_H
#define LIMIT_H
#include "gate/gate.h"
typedef struct LimitFacts { i64 address, address_most, place, place_most; } LimitFacts;     // accepted this hour
Fault limit_decide(const LimitFacts *f, bool *puzzle);      // puzzle: asked for from 70 % on
Str   puzzle_challenge(const Vault *v, Arena *a, i64 county, i64 now);
bool  puzzle_ours(const Vault *v, Arena *a, Str challenge, i64 county, i64 now);    // made by us, not too old
// SHA-256(challenge || answer) begins with so many zero bits; the answer has at most 40 characters.
bool  puzzle_solved(Arena *a, Str challenge, Str answer, int bits);
// What an address is counted by. Whoever has an IPv6 address has a whole /64 of them; a mapped IPv4 is that IPv4.
Str   peer_net(Arena *a, Str peer);
#endif
