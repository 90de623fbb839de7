// The tree against RFC 6962's reference roots, against a naive definition, and every way of tampering with a proof.
#include "store/tree.h"

#include "base/check.h"

enum { LEAVES = 130 };
static Hash leaves[LEAVES], roots[LEAVES + 1];

// MTH(D[from:to]) exactly as RFC 9162 2.1.1 writes it.
static Hash naive_root(i64 from, i64 to)
{
    if (from == to) return hash_sha256((Str){ "", 0 });
    if (to - from == 1) return leaves[from];
    i64 k = 1;
    while (k * 2 < to - from) k *= 2;
    Hash left = naive_root(from, from + k), right = naive_root(from + k, to);
    return hash_node(&left, &right);
}

static bool naive_node(void *context, int level, i64 n, Hash *into)
{
    static Hash known[8][LEAVES];                            // leaves never change, so neither does a node
    static bool have[8][LEAVES];
    i64 size = *(i64 *)context, from = n << level, to = (n + 1) << level;
    if (to > size) return false;
    if (!have[level][n]) known[level][n] = naive_root(from, to);
    have[level][n] = true;
    *into = known[level][n];
    return true;
}

static void reference_roots(Arena *a)
{
    static const char *const inputs[] = { "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                                          "606162636465666768696a6b6c6d6e6f" };
    static const char *const wanted[] = {
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    };
    Edge e = { 0 };
    for (int i = 0;; i++) {
        Hash root = edge_root(&e);
        CHECK_STR(hex_text(a, root.at, 32).at, wanted[i]);
        if (i == 8) break;
        byte input[16];
        i64  len = (i64)strlen(inputs[i]) / 2;
        CHECK(hex_parse(str(inputs[i]), input, len));
        Hash leaf = hash_leaf((Str){ (const char *)input, len });
        edge_push(&e, &leaf);
    }
    CHECK_EQ(e.size, 8);
    CHECK_EQ(e.count, 1);
}

static void grown_edge(Arena *a)
{
    Edge e = { 0 };
    i64  wrong = 0;
    for (i64 size = 0; size <= LEAVES; size++) {
        Hash root = edge_root(&e), again;
        roots[size] = naive_root(0, size);
        wrong += !hash_same(&root, &roots[size]);
        wrong += !tree_root(naive_node, &size, size, &again) || !hash_same(&again, &root);
        Edge back;
        Str  raw = edge_text(a, &e);
        wrong += !edge_parse(raw, &back) || !str_same(edge_text(a, &back), raw);
        if (size < LEAVES) edge_push(&e, &leaves[size]);
    }
    CHECK_EQ(wrong, 0);
}

static void bad_edges(Arena *a)
{
    Edge e = { 0 }, back;
    for (int i = 0; i < 5; i++) edge_push(&e, &leaves[i]);
    Str raw = edge_text(a, &e);
    CHECK_EQ(raw.len, 8 + 2 * 32);
    CHECK(edge_parse(raw, &back));
    CHECK(!edge_parse((Str){ raw.at, raw.len - 1 }, &back));
    CHECK(!edge_parse((Str){ raw.at, 7 }, &back));
    CHECK(!edge_parse((Str){ "", 0 }, &back));
    char *bent = arena_z(a, raw);
    bent[7]    = 7;                                          // claims three subtrees, holds two
    CHECK(!edge_parse((Str){ bent, raw.len }, &back));
    bent[7] = 5;
    bent[0] = 1;                                             // larger than any tree may grow
    CHECK(!edge_parse((Str){ bent, raw.len }, &back));
}

// How many of the ways to bend proof `p` for leaf m of n are accepted; must be none.
static i64 accepted_inclusions(i64 m, i64 n, Proof p)
{
    i64 accepted = 0;
    for (int j = 0; j < p.count; j++) {
        p.at[j].at[j % 32] ^= 1;
        accepted += tree_verify_inclusion(m, n, &leaves[m], &p, &roots[n]);
        p.at[j].at[j % 32] ^= 1;
    }
    for (i64 other = m + 1; other < n; other++)
        accepted += tree_verify_inclusion(other, n, &leaves[m], &p, &roots[n]);
    accepted += tree_verify_inclusion(n, n, &leaves[m], &p, &roots[n]);
    accepted += tree_verify_inclusion(-1, n, &leaves[m], &p, &roots[n]);
    if (n > 1) accepted += tree_verify_inclusion(m, n, &leaves[m ? 0 : 1], &p, &roots[n]);
    if (n < LEAVES) accepted += tree_verify_inclusion(m, n, &leaves[m], &p, &roots[n + 1]);
    p.at[p.count++] = roots[n];
    accepted += tree_verify_inclusion(m, n, &leaves[m], &p, &roots[n]);
    p.count -= 2;
    if (p.count >= 0) accepted += tree_verify_inclusion(m, n, &leaves[m], &p, &roots[n]);
    return accepted;
}

static void every_inclusion(void)
{
    i64 good = 0, accepted = 0;
    for (i64 n = 1; n <= LEAVES; n++) {
        for (i64 m = 0; m < n; m++) {
            Proof p;
            bool  made = tree_inclusion(naive_node, &n, m, n, &p);
            good += made && tree_verify_inclusion(m, n, &leaves[m], &p, &roots[n]);
            accepted += accepted_inclusions(m, n, p);
        }
    }
    CHECK_EQ(good, LEAVES * (LEAVES + 1) / 2);
    CHECK_EQ(accepted, 0);
    Proof p;
    i64   n = 9;
    CHECK(!tree_inclusion(naive_node, &n, 9, 9, &p));
    CHECK(!tree_inclusion(naive_node, &n, -1, 9, &p));
    CHECK(!tree_inclusion(naive_node, &n, 0, 0, &p));
    CHECK(!tree_inclusion(naive_node, &n, 0, 10, &p));       // the tenth leaf is not there yet
}

static i64 accepted_consistencies(i64 m, i64 n, Proof p)
{
    i64 accepted = 0;
    for (int j = 0; j < p.count; j++) {
        p.at[j].at[5] ^= 4;
        accepted += tree_verify_consistency(m, n, &p, &roots[m], &roots[n]);
        p.at[j].at[5] ^= 4;
    }
    accepted += tree_verify_consistency(m, n, &p, &roots[m - 1], &roots[n]);
    accepted += tree_verify_consistency(m, n, &p, &roots[m], &roots[n - 1]);
    accepted += tree_verify_consistency(m - 1, n, &p, &roots[m], &roots[n]);
    accepted += tree_verify_consistency(0, n, &p, &roots[0], &roots[n]);
    if (m < n) accepted += tree_verify_consistency(n, m, &p, &roots[n], &roots[m]);
    p.at[p.count++] = roots[n];
    accepted += tree_verify_consistency(m, n, &p, &roots[m], &roots[n]);
    p.count -= 2;
    if (p.count >= 0) accepted += tree_verify_consistency(m, n, &p, &roots[m], &roots[n]);
    return accepted;
}

static void every_consistency(void)
{
    i64 good = 0, accepted = 0;
    for (i64 n = 1; n <= LEAVES; n++) {
        for (i64 m = 1; m <= n; m++) {
            Proof p;
            bool  made = tree_consistency(naive_node, &n, m, n, &p);
            good += made && tree_verify_consistency(m, n, &p, &roots[m], &roots[n]);
            accepted += accepted_consistencies(m, n, p);
        }
    }
    CHECK_EQ(good, LEAVES * (LEAVES + 1) / 2);
    CHECK_EQ(accepted, 0);
    Proof p;
    i64   n = 9;
    CHECK(!tree_consistency(naive_node, &n, 0, 9, &p));
    CHECK(!tree_consistency(naive_node, &n, 10, 9, &p));
    CHECK(!tree_consistency(naive_node, &n, 9, 12, &p));
}

void tree_test(void)
{
    Arena *a = arena_open(1 << 22);
    for (int i = 0; i < LEAVES; i++) {
        byte raw[2] = { (byte)(i >> 8), (byte)i };
        leaves[i]   = hash_leaf((Str){ (const char *)raw, 2 });
    }
    reference_roots(a);
    grown_edge(a);
    bad_edges(a);
    every_inclusion();
    every_consistency();
    arena_close(a);
}
