// Chinese text search on SQLite. Text is folded and cut here; FTS5 only keeps lists of ids. The same cut serves both
// sides: a run of non-ASCII word characters becomes its overlapping pairs, then its last character alone; an ASCII word
// stays whole. So a pair is looked up as it is, and a single character as the beginning of a token.
// A match is yes or no and the order is by id: only so can two engines agree. The index never holds what is PRIVATE or
// belongs to sensitive subjects; the caller sees to that. Read by any reader, written by feeds.
#include "store/proof_room.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

// Beyond QUERY_TOKENS, tokens are left to the caller's check of the text.
enum { MERGE_PAGES = 32, SETTLE_PAGES = 4, QUERY_TOKENS = 32, PAIRS = 64 << 20 };

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
    db_run(db, "DELETE FROM search WHERE rowid=$1", I(id));
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
    i64   end = (county + 1) * COUNTY_IDS;
    Rows *r   = db_ask(db, "SELECT rowid FROM search WHERE search MATCH $1 AND rowid>=$2 AND rowid<$3 "
                           "ORDER BY rowid DESC LIMIT $4",
                       T(query), I(county * COUNTY_IDS), I(before > 0 ? MIN(before, end) : end), I(max));
    return rows_ids(r, ids, max);
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

static bool part_copy(Db *db, Db *fresh, const char *part)
{
    sqlite3_stmt *read = NULL, *write = NULL;
    Arena *a = arena_open(1 << 12);
    const char *columns = !strcmp(part, "data") ? "id, block" : !strcmp(part, "idx") ? "segid, term, pgno" : "id, c0";
    const char *marks = !strcmp(part, "idx") ? "?, ?, ?" : "?, ?";
    Str from = arena_fmt(a, "SELECT %s FROM search_%s", columns, part);
    Str into = arena_fmt(a, "INSERT INTO search_copy_%s(%s) VALUES(%s)", part, columns, marks);
    bool good = sqlite3_prepare_v2(db->sqlite, from.at, -1, &read, NULL) == SQLITE_OK &&
                db_script(fresh, arena_fmt(a, "DELETE FROM search_copy_%s", part).at) &&
                sqlite3_prepare_v2(fresh->sqlite, into.at, -1, &write, NULL) == SQLITE_OK;
    int code = SQLITE_DONE;
    while (good && (code = sqlite3_step(read)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(read); i++)
            sqlite3_bind_value(write, i + 1, sqlite3_column_value(read, i));
        good = sqlite3_step(write) == SQLITE_DONE;
        sqlite3_reset(write);
    }
    sqlite3_finalize(read);
    sqlite3_finalize(write);
    arena_close(a);
    return good && code == SQLITE_DONE;
}

static uint64_t pair_mark(i64 id, const void *word, int len)
{
    byte key[crypto_shorthash_siphashx24_KEYBYTES] = { 0 }, mark[crypto_shorthash_siphashx24_BYTES];
    memcpy(key, &id, sizeof id);
    crypto_shorthash_siphashx24(mark, word, (unsigned long long)len, key);
    return *(uint64_t *)memcpy(&(uint64_t){ 0 }, mark, sizeof(uint64_t));
}

static int mark_order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

// Of one row: each of its words counts once.
static uint64_t row_marks(Arena *a, i64 id, Str words)
{
    uint64_t *marks = NEW(a, uint64_t, words.len / 2 + 1), sum = 0;
    int       count = 0;
    for (i64 at = 0, end; at < words.len; at = end + 1) {
        for (end = at; end < words.len && words.at[end] != ' ';) end++;
        if (end > at) marks[count++] = pair_mark(id, words.at + at, (int)(end - at));
    }
    qsort(marks, (size_t)count, sizeof *marks, mark_order);
    for (int i = 0; i < count; i++) sum += i && marks[i] == marks[i - 1] ? 0 : marks[i];
    return sum;
}

// One number for all pairs of word and row that `text` tells: rows and their words, or pairs when `pairs`.
static bool marks_sum(Db *db, const char *text, bool pairs, uint64_t *sum)
{
    sqlite3_stmt *read = NULL;
    Arena *a = arena_open(PAIRS);
    int    code = sqlite3_prepare_v2(db->sqlite, text, -1, &read, NULL);
    for (*sum = 0; code == SQLITE_OK && (code = sqlite3_step(read)) == SQLITE_ROW; code = SQLITE_OK) {
        i64         id = sqlite3_column_int64(read, 0);
        const char *at = sqlite3_column_blob(read, 1);
        int         len = sqlite3_column_bytes(read, 1);
        if (len > PAIRS / 8) break;
        *sum += pairs ? pair_mark(id, at, len) : row_marks(a, id, (Str){ at, len });
        arena_reset(a);
    }
    sqlite3_finalize(read);
    arena_close(a);
    return code == SQLITE_DONE;
}

// The engine's own check sums rows and words so that a bit near the top of a row's number falls out when the word has
// an even number of rows: so the pairs are summed once more.
static bool pairs_whole(Db *fresh)
{
    uint64_t is, right;
    return db_i64(fresh, "SELECT COUNT(*) FROM search_copy_data WHERE TYPEOF(block)!='blob'") == 0 &&
           db_script(fresh, "CREATE VIRTUAL TABLE search_pair USING fts5vocab(search_copy, instance)") &&
           marks_sum(fresh, "SELECT doc, term FROM search_pair", true, &is) &&
           marks_sum(fresh, "SELECT id, c0 FROM search_copy_content", false, &right) && is == right;
}

// The rows are compared with the journal's elsewhere; here the index must hold exactly the words of the rows, and be
// whole. The engine has a check for that, but as a change, for which everybody would wait: so the index is copied as it
// lies into the nameless file that the replay needs no more, and checked there.
bool search_check(Db *db, Db *fresh, Findings *f)
{
    static const char made[] = "CREATE VIRTUAL TABLE search_copy USING fts5(words, tokenize = 'ascii', detail = none, "
                               "columnsize = 0)";
    static const char check[] = "INSERT INTO search_copy(search_copy) VALUES('integrity-check')";
    if (!table_there(db, "search")) return true;
    sqlite3_db_config(fresh->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);       // what belongs to a virtual table
    bool ready = db_begin(fresh) && db_script(fresh, made) && part_copy(db, fresh, "data") &&
                 part_copy(db, fresh, "idx") && part_copy(db, fresh, "content");
    bool good = ready && sqlite3_exec(fresh->sqlite, check, NULL, NULL, NULL) == SQLITE_OK && pairs_whole(fresh);
    if (!ready) finding(f, "table search: its index cannot be read: %s", sqlite3_errmsg(db->sqlite));
    else if (!good) finding(f, "table search: its index does not hold the words of its rows");
    db_clear(fresh);
    db_rollback(fresh);
    return good;
}
