// tree.h: the Merkle tree of RFC 9162: right edge, proofs, both verifiers. Pure: nodes come through a function.
// Sizes are below 2^48, so an edge has 48 hashes at most and a proof fewer than 64. The verifiers need nothing of
// ours: a page and a command use the same rules to check us.
#ifndef TREE_H
#define TREE_H
#include "base/base.h"

enum { TREE_DEPTH = 48, PROOF_MAX = 64 };
// The right edge: roots of the perfect subtrees of `size` leaves, largest first. 32 bytes each when stored.
typedef struct Edge { i64 size; Hash at[TREE_DEPTH]; int count; } Edge;
void edge_push(Edge *e, const Hash *leaf);
Hash edge_root(const Edge *e);                              // SHA-256("") for the empty tree
Str  edge_text(Arena *a, const Edge *e);                    // raw bytes: size (8, big endian), then the hashes
bool edge_parse(Str raw, Edge *e);

// Root of leaves [n << level, (n+1) << level), all complete; false when it cannot be had.
typedef bool (*NodeAt)(void *context, int level, i64 n, Hash *into);
typedef struct Proof { Hash at[PROOF_MAX]; int count; } Proof;
// RFC 9162 2.1.3, 2.1.4.
bool tree_root(NodeAt at, void *context, i64 size, Hash *root);
bool tree_inclusion(NodeAt at, void *context, i64 index, i64 size, Proof *p);
bool tree_consistency(NodeAt at, void *context, i64 old_size, i64 size, Proof *p);
bool tree_verify_inclusion(i64 index, i64 size, const Hash *leaf, const Proof *p, const Hash *root);
bool tree_verify_consistency(i64 old_size, i64 size, const Proof *p, const Hash *old_root, const Hash *root);
#endif
