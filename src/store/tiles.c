// Nodes and tiles of a county's tree. Table node holds, for level k, the roots of 256^k leaves (k > 0); the leaves lie
// in the journal; what is between is hashed from at most 128 of the level below.
// A tile is never stored as such: leaves come out of the journal, one hash in 256 out of table node, and what lies
// between is hashed again when it is asked for. Outsiders may ask at will, hence the bounds on each argument.
#include "store/store_room.h"

#include <string.h>

enum { TILE = 256, TILE_LEVELS = TREE_DEPTH / 8 };

// Hashes [from, from + count) of tile level `level`; false unless all are there.
static bool hashes_read(const DbCounty *at, int level, i64 from, int count, Hash *into)
{
    const char *leaves = "SELECT leaf FROM journal WHERE county=$1 AND seq>=$2 AND seq<$3 ORDER BY seq";
    const char *nodes  = "SELECT hash FROM node WHERE county=$1 AND level=$4 AND n>=$2 AND n<$3 ORDER BY n";
    Rows *r = level == 0 ? db_ask(at->db, leaves, I(at->county), I(from), I(from + count))
                         : db_ask(at->db, nodes, I(at->county), I(from), I(from + count), I(level));
    assert(count >= 1 && count <= TILE && from >= 0);
    int found = 0;
    while (found < count && rows_next(r)) {
        Str hash = rows_str(r, 0, at->arena);
        if (hash.len != 32) break;
        memcpy(into[found++].at, hash.at, 32);
    }
    rows_end(r);
    return found == count;
}

// For levels between two stored ones at most 128 hashes are read and folded.
bool proof_node(void *db_county, int level, i64 n, Hash *into)
{
    Hash hashes[TILE / 2];
    assert(level >= 0 && n >= 0);
    int count = 1 << level % 8;
    if (level >= TREE_DEPTH || n >> (TREE_DEPTH - level)) return false;
    if (!hashes_read(db_county, level / 8, n * count, count, hashes)) return false;
    for (; count > 1; count /= 2) {
        for (int i = 0; i < count / 2; i++) hashes[i] = hash_node(&hashes[2 * i], &hashes[2 * i + 1]);
    }
    *into = hashes[0];
    return true;
}

// The same bytes for ever once it is full, so caches may keep it.
bool proof_tile(Db *db, Arena *a, i64 county, int level, i64 n, int width, Str *raw)
{
    if (level < 0 || level >= TILE_LEVELS || n < 0 || n >= (i64)1 << (TREE_DEPTH - 8) || width < 1 || width > TILE)
        return false;
    Hash *hashes = NEW(a, Hash, width);
    *raw         = (Str){ (const char *)hashes, width * (i64)sizeof *hashes };
    return hashes_read(&(DbCounty){ .db = db, .county = county, .arena = a }, level, n * TILE, width, hashes);
}

// ---- paths of tlog-tiles ---------------------------------------------------------------------------
static bool plain_number(Str s, i64 most, i64 *into)        // no sign, no leading zeroes
{
    bool plain = s.len > 0 && s.len <= 3 && s.at[0] != '-' && (s.len == 1 || s.at[0] != '0');
    return plain && str_i64(s, into) && *into <= most;
}

// x001/x234/067: three digits a step, all but the last marked, no step that only says zero in front.
static bool path_number(Str s, i64 *n)
{
    *n = 0;
    if (s.len == 0 || s.at[s.len - 1] == '/') return false;
    for (bool first = true, more = true; more; first = false) {
        i64 part = 0;
        Str step = str_cut(&s, '/');
        more     = step.len == 4 && step.at[0] == 'x';
        if (more) step.at++, step.len--;
        if (step.len != 3 || step.at[0] == '-' || !str_i64(step, &part)) return false;
        if (first && more && part == 0) return false;
        *n = *n * 1000 + part;
        if (*n >> TREE_DEPTH) return false;
    }
    return s.len == 0;
}

// Strict: one text for one tile, or caches would keep several.
bool tile_path(Str path, int *level, i64 *n, int *width)
{
    i64 l, w = TILE;
    if (!str_is(str_cut(&path, '/'), "tile") || !plain_number(str_cut(&path, '/'), 63, &l)) return false;
    for (i64 i = 0; i + 3 <= path.len; i++) {
        if (memcmp(path.at + i, ".p/", 3) != 0) continue;
        if (!plain_number((Str){ path.at + i + 3, path.len - i - 3 }, TILE - 1, &w) || w == 0) return false;
        path.len = i;
        break;
    }
    *level = (int)l;
    *width = (int)w;
    return path_number(path, n);
}
