// The Merkle tree of RFC 9162. Proofs are made top down, leaf end first in the list; a left subtree is always perfect,
// so only the right edge is ever put together from several nodes.
// Pure: no store, no clock. Right edge for appending (a hash or two for each leaf), top-down recursion for proofs (as
// deep as the tree is high), and the two verifiers of the RFC, which share nothing with the makers, so that a mistake
// in one is found by the other.
#include "store/tree.h"

#include <string.h>

static i64 left_size(i64 size)                              // the largest power of two below size; size > 1
{
    assert(size > 1);
    return (i64)1 << (63 - __builtin_clzll((unsigned long long)size - 1));
}

// ---- the right edge --------------------------------------------------------------------------------
void edge_push(Edge *e, const Hash *leaf)
{
    Hash root = *leaf;
    assert(e->size >= 0 && e->size < (i64)1 << TREE_DEPTH);
    for (i64 size = e->size; size & 1; size >>= 1) {        // each low one bit is a subtree as large as ours: join
        assert(e->count > 0);
        root = hash_node(&e->at[--e->count], &root);
    }
    assert(e->count < TREE_DEPTH);
    e->at[e->count++] = root;
    e->size++;
    assert(e->count == __builtin_popcountll((unsigned long long)e->size));
}

Hash edge_root(const Edge *e)
{
    assert(e->count == __builtin_popcountll((unsigned long long)e->size));
    if (e->count == 0) return hash_sha256((Str){ "", 0 });
    Hash root = e->at[e->count - 1];
    for (int i = e->count - 2; i >= 0; i--) root = hash_node(&e->at[i], &root);
    return root;
}

Str edge_text(Arena *a, const Edge *e)
{
    assert(e->count == __builtin_popcountll((unsigned long long)e->size));
    i64   len = 8 + 32 * (i64)e->count;
    byte *raw = NEW(a, byte, len);
    for (int i = 0; i < 8; i++) raw[i] = (byte)((uint64_t)e->size >> (56 - 8 * i));
    for (int i = 0; i < e->count; i++) memcpy(raw + 8 + 32 * i, e->at[i].at, 32);
    return (Str){ (const char *)raw, len };
}

// False for anything that edge_text did not write, so that a damaged row is found here and not by an assertion.
bool edge_parse(Str raw, Edge *e)
{
    *e = (Edge){ 0 };
    if (raw.len < 8) return false;
    uint64_t size = 0;
    for (int i = 0; i < 8; i++) size = size << 8 | (byte)raw.at[i];
    if (size >= (uint64_t)1 << TREE_DEPTH) return false;
    int count = __builtin_popcountll(size);
    if (raw.len != 8 + 32 * (i64)count) return false;
    e->size  = (i64)size;
    e->count = count;
    for (int i = 0; i < count; i++) memcpy(e->at[i].at, raw.at + 8 + 32 * i, 32);
    return true;
}

// ---- roots and proofs ------------------------------------------------------------------------------
typedef struct Tree { NodeAt at; void *context; } Tree;

// Root of leaves [from, to): MTH of RFC 9162 2.1.1. `from` is a multiple of the least power of two >= to - from.
static bool range_root(const Tree *t, i64 from, i64 to, Hash *into)
{
    i64 size = to - from;
    assert(from >= 0 && size > 0);
    if ((size & (size - 1)) == 0) {
        int level = __builtin_ctzll((unsigned long long)size);
        return t->at(t->context, level, from >> level, into);
    }
    i64  left_end = from + left_size(size);
    Hash left, right;
    if (!range_root(t, from, left_end, &left) || !range_root(t, left_end, to, &right)) return false;
    *into = hash_node(&left, &right);
    return true;
}

// One more hash at the proof's end.
static bool proof_add(const Tree *t, i64 from, i64 to, Proof *p)
{
    assert(p->count < PROOF_MAX);
    return range_root(t, from, to, &p->at[p->count++]);
}

// False when a node is missing.
bool tree_root(NodeAt at, void *context, i64 size, Hash *root)
{
    if (size < 0) return false;
    if (size == 0) return *root = hash_sha256((Str){ "", 0 }), true;
    return range_root(&(Tree){ at, context }, 0, size, root);
}

// PATH(index, D[from:to]) of RFC 9162 2.1.3.1.
static bool add_path(const Tree *t, i64 index, i64 from, i64 to, Proof *p)
{
    assert(from <= index && index < to);
    if (to - from == 1) return true;
    i64 middle = from + left_size(to - from);
    if (index < middle) return add_path(t, index, from, middle, p) && proof_add(t, middle, to, p);
    return add_path(t, index, middle, to, p) && proof_add(t, from, middle, p);
}

// False for an index that the tree does not have.
bool tree_inclusion(NodeAt at, void *context, i64 index, i64 size, Proof *p)
{
    p->count = 0;
    if (index < 0 || index >= size) return false;
    return add_path(&(Tree){ at, context }, index, 0, size, p);
}

// SUBPROOF(old, D[from:to], whole) of RFC 9162 2.1.4.1; `whole`: the old tree's own root is [from, old).
static bool add_subproof(const Tree *t, i64 old, i64 from, i64 to, bool whole, Proof *p)
{
    assert(from < old && old <= to);
    if (old == to) return whole || proof_add(t, from, to, p);
    i64 middle = from + left_size(to - from);
    if (old <= middle) return add_subproof(t, old, from, middle, whole, p) && proof_add(t, middle, to, p);
    return add_subproof(t, old, middle, to, false, p) && proof_add(t, from, middle, p);
}

// From nothing no tree is proven: old_size is at least 1.
bool tree_consistency(NodeAt at, void *context, i64 old_size, i64 size, Proof *p)
{
    p->count = 0;
    if (old_size <= 0 || old_size > size) return false;
    return add_subproof(&(Tree){ at, context }, old_size, 0, size, true, p);
}

// ---- both verifiers: need nothing but the proof -----------------------------------------------------
// One step up: whether the proof's hash stands on the left; and then up to where we are a left child again.
static bool climb_left(i64 *node, i64 *last)
{
    bool left = (*node & 1) || *node == *last;
    if (left) {
        while (!(*node & 1) && *node) *node >>= 1, *last >>= 1;
    }
    *node >>= 1;
    *last >>= 1;
    return left;
}

bool tree_verify_inclusion(i64 index, i64 size, const Hash *leaf, const Proof *p, const Hash *root)
{
    if (index < 0 || index >= size || p->count < 0 || p->count > PROOF_MAX) return false;
    i64  node = index, last = size - 1;
    Hash have = *leaf;
    for (int i = 0; i < p->count; i++) {
        if (last == 0) return false;
        have = climb_left(&node, &last) ? hash_node(&p->at[i], &have) : hash_node(&have, &p->at[i]);
    }
    return last == 0 && hash_same(&have, root);
}

bool tree_verify_consistency(i64 old_size, i64 size, const Proof *p, const Hash *old_root, const Hash *root)
{
    if (old_size <= 0 || old_size > size || p->count < 0 || p->count > PROOF_MAX) return false;
    if (old_size == size) return p->count == 0 && hash_same(old_root, root);
    if (p->count == 0) return false;
    i64 node = old_size - 1, last = size - 1;
    while (node & 1) node >>= 1, last >>= 1;
    int  next = node ? 1 : 0;                               // a perfect old tree is its own first hash
    Hash old = node ? p->at[0] : *old_root, now = old;
    for (; next < p->count; next++) {
        if (last == 0) return false;
        if (climb_left(&node, &last)) {
            old = hash_node(&p->at[next], &old);
            now = hash_node(&p->at[next], &now);
        } else {
            now = hash_node(&now, &p->at[next]);
        }
    }
    return last == 0 && hash_same(&old, old_root) && hash_same(&now, root);
}
