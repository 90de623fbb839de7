// journal.c: entries as bytes and rows, the county's counter and edge, and the signed heads.
// An entry is text that people can read without this program, in one order for ever; the parser takes that order and
// nothing else, because a leaf is the hash of just these bytes. The county's row bears the counter and the tree's
// right edge, so an append reads no other row of the log.
#include "store/store_room.h"
#include <stdlib.h>
#include <string.h>

enum { FORMAT = 1, TILE = 256, TILE_LEVELS = 8 };

// ---- the bytes of an entry -------------------------------------------------------------------------

static void out_key(Out *o, const char *name)
{
    out_z(o, ",\"");
    out_z(o, name);
    out_z(o, "\":");
}

static void out_named(Out *o, const char *name, i64 value)
{
    out_key(o, name);
    out_i64(o, value);
}

static void out_text(Out *o, const char *name, Str value)
{
    out_key(o, name);
    out_json(o, value);
}

// Empty when it would be longer than ENTRY_MAX. The salt makes the leaf unguessable for who only knows what was likely
// said.
Str entry_text(Arena *a, const Entry *e, const byte salt[16])
{
    assert(e->format == FORMAT && e->county >= 0 && e->seq >= 0 && e->action.len);
    Out o = out_new(a, ENTRY_MAX);
    out_fmt(&o, "{\"format\":%lld,\"suite\":\"INTL\"", (long long)e->format);
    out_named(&o, "county", e->county);
    out_named(&o, "seq", e->seq);
    out_text(&o, "recorded_at", moment_text(a, e->recorded_at));
    out_text(&o, "happened_at", moment_text(a, e->happened_at));
    out_named(&o, "actor", e->actor);
    out_named(&o, "post", e->post);
    out_text(&o, "action", e->action);
    out_named(&o, "subject", e->subject);
    out_named(&o, "cause", e->cause);
    out_text(&o, "key", e->key);
    out_text(&o, "pack", e->pack);
    out_text(&o, "salt", hex_text(a, salt, 16));
    out_z(&o, ",\"record\":");
    out_str(&o, e->record);
    out_char(&o, '}');
    return o.full ? STR("") : out_done(&o);
}

// Members come in the order we wrote them; anything else is not ours.
typedef struct Cut {
    Str  rest;
    bool good;
} Cut;

// Takes `word` off the front, or the cut is no good from here on.
static void cut_word(Cut *c, const char *word)
{
    assert(c->rest.len >= 0 && word);
    Str w   = str(word);
    c->good = c->good && str_starts(c->rest, w);
    if (c->good) c->rest = (Str){ c->rest.at + w.len, c->rest.len - w.len };
}

static void cut_name(Cut *c, const char *name)
{
    cut_word(c, ",\"");
    cut_word(c, name);
    cut_word(c, "\":");
}

static i64 cut_i64(Cut *c, const char *name)
{
    i64 len = 0, value = 0;
    cut_name(c, name);
    while (len < c->rest.len && (c->rest.at[len] == '-' || (c->rest.at[len] >= '0' && c->rest.at[len] <= '9'))) len++;
    c->good = c->good && str_i64((Str){ c->rest.at, len }, &value);
    if (c->good) c->rest = (Str){ c->rest.at + len, c->rest.len - len };
    return value;
}

// Our own short texts: visible ASCII or plain UTF-8, where only '"' and '\' are escaped.
static Str cut_text(Cut *c, const char *name, Arena *a)
{
    i64 from = 0, len = 0;
    cut_name(c, name);
    cut_word(c, "\"");
    if (!c->good) return STR("");
    char *text = NULL;
    for (; from < c->rest.len && c->rest.at[from] != '"'; from++, len++) {
        bool escaped = c->rest.at[from] == '\\';
        if (escaped && !text) {
            text = NEW(a, char, c->rest.len);
            memcpy(text, c->rest.at, (size_t)len);
        }
        if (escaped && (++from == c->rest.len || !strchr("\"\\/", c->rest.at[from]))) c->good = false;
        if (!c->good) return STR("");
        if (text) text[len] = c->rest.at[from];
    }
    Str value = { text ? text : c->rest.at, len };
    c->rest   = (Str){ c->rest.at + from, c->rest.len - from };
    cut_word(c, "\"");
    return value;
}

static i64 cut_moment(Cut *c, const char *name, Arena *a)
{
    i64 moment = 0;
    Str text   = cut_text(c, name, a);
    c->good    = c->good && (text.len == 0 || moment_parse(text, &moment));
    return moment;
}

// Whatever the bytes: false, never more. Slices point into `body`, which has to live as long as the entry is used.
// County and sequence below nought are none of ours. Who wants the leaf hashes the body: a replay and the feeds do not.
bool entry_parse(Arena *a, Str body, Entry *e)
{
    Cut c = { body, true };
    *e    = (Entry){ .body = body };
    cut_word(&c, "{\"format\":1,\"suite\":\"INTL\"");
    e->format      = FORMAT;
    e->county      = cut_i64(&c, "county");
    e->seq         = cut_i64(&c, "seq");
    e->recorded_at = cut_moment(&c, "recorded_at", a);
    e->happened_at = cut_moment(&c, "happened_at", a);
    e->actor       = cut_i64(&c, "actor");
    e->post        = cut_i64(&c, "post");
    e->action      = cut_text(&c, "action", a);
    e->subject     = cut_i64(&c, "subject");
    e->cause       = cut_i64(&c, "cause");
    e->key         = cut_text(&c, "key", a);
    e->pack        = cut_text(&c, "pack", a);
    cut_text(&c, "salt", a);
    cut_name(&c, "record");
    if (!c.good || e->county < 0 || e->seq < 0) return false;
    if (c.rest.len < 3 || c.rest.at[0] != '{' || memcmp(c.rest.at + c.rest.len - 2, "}}", 2)) return false;
    e->record = (Str){ c.rest.at, c.rest.len - 1 };
    return true;
}

// Ends the rows. A row that cannot be read is logged here, once.
static bool entry_found(Rows *r, Arena *a, Entry *e)
{
    bool found = rows_next(r), good = found && entry_parse(a, rows_str(r, 0, a), e);
    rows_end(r);
    if (found && !good) log_line("error", "entry_broken", "an entry in the journal cannot be read");
    return good;
}

bool entry_read(Db *db, Arena *a, i64 county, i64 seq, Entry *e)
{
    return entry_found(db_ask(db, "SELECT body FROM journal WHERE county=$1 AND seq=$2", I(county), I(seq)), a, e);
}

// By an index over those entries that have a key.
bool entry_by_key(Db *db, Arena *a, i64 county, i64 actor, Str key, Entry *e)
{
    if (key.len == 0) return false;
    Rows *r = db_ask(db, "SELECT body FROM journal WHERE county=$1 AND actor=$2 AND idem=$3 AND idem<>''", I(county),
                     I(actor), T(key));
    if (!entry_found(r, a, e)) return false;
    e->leaf = hash_leaf(e->body);
    return true;
}

// ---- counties --------------------------------------------------------------------------------------

// Ends the rows. A row that cannot be right (a counter below one, a broken edge) is as if it were not there: a read of
// it is a finding, an append to it fails.
static bool county_found(Rows *r, i64 county, County *c)
{
    Arena *a   = arena_open(4 << 10);
    *c         = (County){ .county = county, .next_n = 1 };
    bool found = rows_next(r);
    if (found) {
        c->next_n      = rows_i64(r, 0);
        c->recorded_at = rows_i64(r, 1);
        bool numbered = c->next_n > 0 && c->next_n <= COUNTY_IDS && c->recorded_at >= 0;
        if (!edge_parse(rows_str(r, 2, a), &c->edge) || !numbered) {
            log_line("error", "county_broken", "the row of county %lld cannot be read", (long long)county);
            *c    = (County){ .county = county, .next_n = 1 };
            found = false;
        }
    }
    rows_end(r);
    arena_close(a);
    return found;
}

bool county_read(Db *db, i64 county, County *c)
{
    return county_found(db_ask(db, "SELECT next_n, recorded_at, edge FROM county WHERE county=$1", I(county)), county,
                        c);
}

// An update that changes nothing but takes the row's lock; first of all in each batch and county.
bool county_take(Db *db, i64 county, County *c)
{
    static const char take[] = "INSERT INTO county(county, next_n, size, recorded_at, edge) VALUES($1, 1, 0, 0, $2) "
                               "ON CONFLICT(county) DO UPDATE SET next_n=county.next_n "
                               "RETURNING next_n, recorded_at, edge";
    static const Edge none;
    Arena            *a = arena_open(1 << 10);
    Rows             *r = db_ask(db, take, I(county), B(edge_text(a, &none)));
    arena_close(a);
    return county_found(r, county, c);
}

// Once a batch. Nobody else has changed the row meanwhile: it is locked.
bool county_put(Db *db, Arena *a, const County *c)
{
    assert(c->next_n > 0 && c->edge.size >= 0);
    return db_run(db, "UPDATE county SET next_n=$1, size=$2, recorded_at=$3, edge=$4 WHERE county=$5",
                  I(c->next_n), I(c->edge.size), I(c->recorded_at), B(edge_text(a, &c->edge)), I(c->county));
}

// The last entry's bytes hash to a leaf that stands at the end of the edge's tree; no row follows, no head is ahead.
// Before anything is added to a log this process has not touched yet: the cost grows with the tree's height only.
bool county_check(Db *db, Arena *a, const County *c)
{
    assert(c->edge.size >= 0 && c->edge.count <= TREE_DEPTH);
    DbCounty where = { .db = db, .county = c->county, .arena = a };
    Entry    last  = { 0 };
    Proof    p;
    i64      size = c->edge.size;
    bool     follows =
        db_i64(db, "SELECT COUNT(*) FROM journal WHERE county=$1 AND seq>=$2", I(c->county), I(size)) > 0;
    bool ahead = db_i64(db, "SELECT COUNT(*) FROM head WHERE county=$1 AND size>$2", I(c->county), I(size)) > 0;
    Hash root = edge_root(&c->edge);
    bool there = size == 0 || (entry_read(db, a, c->county, size - 1, &last) && last.seq == size - 1);
    Hash leaf = hash_leaf(last.body);
    bool ends = size == 0 || (there && tree_inclusion(proof_node, &where, size - 1, size, &p) &&
                              tree_verify_inclusion(size - 1, size, &leaf, &p, &root));
    bool good = !follows && !ahead && ends;
    if (!good)
        log_line("error", "county_broken",
                 "the end of county %lld's log does not fit its tree; it takes no "
                 "changes until it is restored",
                 (long long)c->county);
    return good;
}

// The tree's nodes that this leaf completes, one in 256 leaves.
static void nodes_put(Db *db, const County *c, const Hash *leaf)
{
    Hash hash = *leaf;
    i64  size = c->edge.size;
    if (size % TILE != TILE - 1) return;
    for (int level = 1; size >> (level - 1) & 1; level++) {
        assert(level <= c->edge.count);
        hash = hash_node(&c->edge.at[c->edge.count - level], &hash);
        if (level % TILE_LEVELS == 0)
            db_run(db, "INSERT INTO node(county, level, n, hash) VALUES($1, $2, $3, $4)", I(c->county),
                   I(level / TILE_LEVELS), I(size >> level), B(((Str){ (char *)hash.at, 32 })));
    }
}

// c moves on with the row; tx_undo puts both back.
bool entry_put(Db *db, County *c, const Entry *e)
{
    assert(e->seq == c->edge.size && (e->recorded_at >= c->recorded_at || str_is(e->action, CLOCK_ACCEPT)));
    assert(e->county == c->county && e->body.len);
    db_run(db, "INSERT INTO journal(county, seq, subject, actor, idem, leaf, body) VALUES($1, $2, $3, $4, $5, $6, $7)",
           I(e->county), I(e->seq), I(e->subject), I(e->actor), T(e->key), B(((Str){ (const char *)e->leaf.at, 32 })),
           T(e->body));
    nodes_put(db, c, &e->leaf);
    edge_push(&c->edge, &e->leaf);
    c->recorded_at = e->recorded_at;
    return !db_failed(db);
}

// Signed once for each commit of the county. An old head stays: it proves that nothing before it was rewritten.
bool head_put(Db *db, Arena *a, const Vault *v, const County *c, i64 at)
{
    assert(c->edge.size > 0);
    Head h = { .county = c->county, .size = c->edge.size, .at = MAX(at, c->recorded_at), .root = edge_root(&c->edge) };
    h.sig  = vault_sign(v, a, head_body(a, &h));
    return db_run(db, "INSERT INTO head(county, size, at, root, sig) VALUES($1, $2, $3, $4, $5)", I(h.county),
                  I(h.size), I(h.at), B(((Str){ (char *)h.root.at, 32 })), B(h.sig));
}

Rows *stretch_subjects(Db *db, i64 county, i64 from, i64 to, i64 limit)
{
    return db_ask(db, "SELECT seq, subject FROM journal WHERE county=$1 AND seq>=$2 AND seq<$3 ORDER BY seq LIMIT $4",
                  I(county), I(from), I(to), I(limit));
}
