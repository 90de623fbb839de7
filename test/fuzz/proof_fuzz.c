// proof_fuzz.c: whatever is handed to an outsider's check as a key, a receipt or a tile's path, it is judged and
// nothing more, and an entry's bytes are read or refused. The first line is the key or path, the rest the receipt or
// entry.
// parts: src/store/proof.c src/store/tiles.c src/store/tree.c src/store/journal.c
#include "store/proof.h"
#include <stdlib.h>
#include <string.h>

static void require(bool good) { if (!good) abort(); }

static void receipts(Arena *a, Str first, Str rest)
{
    Str  why  = { 0 };
    Hash leaf = hash_leaf(rest);
    bool form = receipt_check(a, rest, first, NULL, &why);
    require(form || why.len > 0);
    require(!receipt_check(a, rest, first, &leaf, &why) && why.len > 0);     // its own hash is in no receipt
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static Arena *a;
    if (!a) a = arena_open(16 << 20);
    arena_reset(a);
    Str   rest  = arena_str(a, (Str){ (const char *)at, (i64)len }), all = rest;
    Str   first = str_cut(&rest, '\n');
    int   level, width;
    i64   n;
    Entry e;
    if (tile_path(first, &level, &n, &width)) require(level >= 0 && level < 64 && n >= 0 && width > 0 && width <= 256);
    if (utf8_count(all) >= 0) receipts(a, first, rest);
    if (entry_parse(a, all, &e)) require(str_same(e.body, all) || e.body.len == 0 || utf8_count(e.action) >= 0);
    return 0;
}
