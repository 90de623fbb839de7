// Chinese text search on SQLite. Text is folded and cut here; FTS5 only keeps lists of ids. The same cut serves both
// sides: a run of non-ASCII word characters becomes its overlapping pairs, then its last character alone; an ASCII word
// stays whole. So a pair is looked up as it is, and a single character as the beginning of a token.
// A match is yes or no and the order is by id: only so can two engines agree. The index never holds what is PRIVATE or
// belongs to sensitive subjects; the caller sees to that. Read by any reader, written by feeds.
#include "store/proof_room.h"

#include <stdlib.h>

// Beyond QUERY_TOKENS, tokens are left to the caller's check of the text.
enum { MERGE_PAGES = 32, SETTLE_PAGES = 4, QUERY_TOKENS = 32 };

typedef struct Cutter { Str text; i64 at; bool inside; } Cutter;    // inside: the character before is of the same run
typedef struct Token { Str text; bool last, alone; } Token;         // last of its run; alone: the run is one character

// Bytes of the word character at `at`, 0 for anything else and at the end.
static i64 word_bytes(Str s, i64 at)
{
    uint32_t code = 0;
    i64      len  = at < s.len ? utf8_next(s, at, &code) : 0;
    return len > 0 && utf8_is_word(code) ? len : 0;
}

static bool token_ascii(Cutter *c, Token *token)
{
    i64 from = c->at;
    while (word_bytes(c->text, c->at) == 1) c->at++;
    c->inside = false;
    *token    = (Token){ .text = { c->text.at + from, c->at - from } };
    return true;
}

// False at the end. Works on folded text.
static bool token_next(Cutter *c, Token *token)
{
    assert(c->at >= 0 && c->at <= c->text.len);
    i64 len;
    while ((len = word_bytes(c->text, c->at)) == 0) {
        uint32_t code;
        if (c->at >= c->text.len) return false;
        c->at += MAX(utf8_next(c->text, c->at, &code), 1);
        c->inside = false;
    }
    if (len == 1) return token_ascii(c, token);
    i64 next = word_bytes(c->text, c->at + len);
    token->text  = (Str){ c->text.at + c->at, next > 1 ? len + next : len };
    token->last  = next <= 1;
    token->alone = token->last && !c->inside;
    c->inside    = !token->last;
    c->at += len;
    return true;
}

// The row's id is the thing's. The words of the old text leave the index with it, though not yet its pages:
// search_merge.
void search_put(Db *db, Arena *a, i64 id, Str text)
{
    assert(id > 0);
    Cutter c   = { .text = str_fold(a, text) };
    Out    out = out_new(a, c.text.len * 3 + 16);            // a character is at most twice in pairs, with a blank each
    for (Token token; token_next(&c, &token);) {
        if (out.len) out_char(&out, ' ');
        out_str(&out, token.text);
    }
    assert(!out.full);
    search_drop(db, id);
    if (out.len) db_run(db, "INSERT INTO search(rowid, words) VALUES($1, $2)", I(id), T(out_done(&out)));
}

void search_drop(Db *db, i64 id)
{
    db_run(db, "DELETE FROM search WHERE rowid = $1", I(id));
}

// False where nothing of it is in any index: blanks and punctuation alone.
bool search_can(Str words)
{
    Token token;
    return token_next(&(Cutter){ .text = words }, &token);
}

// "路灯" AND "灯坏" AND "水" *; empty when there is nothing to look for. Quoting is safe: all are word characters.
static Str query_text(Arena *a, Str words)
{
    Cutter c     = { .text = str_fold(a, words) };
    Out    out   = out_new(a, c.text.len * 12 + 64);
    int    count = 0;
    for (Token token; count < QUERY_TOKENS && token_next(&c, &token);) {
        if (token.last && !token.alone) continue;            // the pair before holds it already
        if (count++) out_z(&out, " AND ");
        out_char(&out, '"');
        out_str(&out, token.text);
        out_z(&out, token.alone ? "\" *" : "\"");
    }
    return out_done(&out);
}

// 0 also when there is no word to look for. Costs what the rarest word costs, and `max` rows.
int search_find(Db *db, Arena *a, i64 county, Str words, i64 before, i64 *ids, int max)
{
    assert(county >= 0 && max > 0);
    Str query = query_text(a, words);
    if (query.len == 0) return 0;
    i64   end   = (county + 1) * COUNTY_IDS;
    int   count = 0;
    Rows *r     = db_ask(db, "SELECT rowid FROM search WHERE search MATCH $1 AND rowid >= $2 AND rowid < $3 "
                             "ORDER BY rowid DESC LIMIT $4",
                         T(query), I(county * COUNTY_IDS), I(before > 0 ? MIN(before, end) : end), I(max));
    while (rows_next(r)) ids[count++] = rows_i64(r, 0);
    rows_end(r);
    return count;
}

// A deleted word stays in older segments until they are merged. One bounded step; true while more are to be made.
// The daily sweep starts with `first`; see "merge" in the FTS5 manual.
bool search_merge(Db *db, bool first)
{
    int before = sqlite3_total_changes(db->sqlite);
    db_run(db, "INSERT INTO search(search, rank) VALUES('merge', $1)", I(first ? -MERGE_PAGES : MERGE_PAGES));
    return !db_failed(db) && sqlite3_total_changes(db->sqlite) - before >= 2;
}

void search_settle(Db *db, i64 fed)
{
    assert(fed >= 0);
    db_run(db, "INSERT INTO search(search, rank) VALUES('merge', $1)", I(SETTLE_PAGES + fed));
}

// ---- verify ----------------------------------------------------------------------------------------

static uint64_t token_sum(Str token, i64 id)                // FNV-1a, then the row mixed in
{
    uint64_t sum = 0xCBF29CE484222325u;
    for (i64 i = 0; i < token.len; i++) sum = (sum ^ (byte)token.at[i]) * 0x100000001B3u;
    sum = (sum ^ (uint64_t)id) * 0x9E3779B97F4A7C15u;
    return sum ^ sum >> 29;
}

static int sum_order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

// Each different word of a row counts once, as in the index.
static uint64_t row_sum(Arena *a, Str words, i64 id)
{
    i64       count = 0;
    uint64_t *sums = NEW(a, uint64_t, words.len / 2 + 1), all = 0;
    while (words.len) {
        Str token = str_cut(&words, ' ');
        if (token.len) sums[count++] = token_sum(token, id);    // only a damaged row has two blanks together
    }
    if (count > 1) qsort(sums, (size_t)count, sizeof *sums, sum_order);
    for (i64 i = 0; i < count; i++) {
        if (i == 0 || sums[i] != sums[i - 1]) all += sums[i];
    }
    return all;
}

// The rows are compared with the journal's elsewhere; here the index must hold exactly the words of the rows.
// Sums of hashes of (word, row) on both sides: order does not matter, and no list is held in memory.
bool search_check(Db *db, Findings *f)
{
    if (!table_there(db, "search")) return true;
    Arena   *a = arena_open(16 << 20);
    uint64_t rows_all = 0, index_all = 0;
    Rows    *r = db_ask(db, "SELECT rowid, words FROM search WHERE rowid >= $1 ORDER BY rowid", I(0));
    for (; rows_next(r); arena_reset(a)) rows_all += row_sum(a, rows_str(r, 1, a), rows_i64(r, 0));
    rows_end(r);
    db_script(db, "PRAGMA query_only = OFF;"
                  "CREATE VIRTUAL TABLE temp.search_word USING fts5vocab(main, search, instance);"
                  "PRAGMA query_only = ON");
    r = db_ask(db, "SELECT term, doc FROM temp.search_word WHERE doc >= $1", I(0));
    for (; rows_next(r); arena_reset(a)) index_all += token_sum(rows_str(r, 0, a), rows_i64(r, 1));
    rows_end(r);
    arena_close(a);
    if (!read_whole(db, f, "table search")) return false;
    return rows_all == index_all || finding(f, "table search: its index does not hold the words of its rows");
}
