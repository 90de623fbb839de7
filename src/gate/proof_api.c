// proof_api.c: what outsiders check a county's log by, in the plain C2SP formats. Entries themselves are never public.
// Public and without an account: hashes only, of salted entries, so they tell nothing but that something was recorded.
// All of it is read from the snapshot of the request, so head, tiles and receipt agree.
#include "gate/gate_api.h"
#include "store/proof.h"

enum { LEAVES_PER_TILE = 256 };

// Six digits at most, none of them a zero in front, or 0 for the installation's own log.
static Fault proof_county(Ask *ask, i64 *county)
{
    bool whole = str_number(ask->path_word, county) && *county >= 0 && *county <= 999999;
    return whole ? OK : FAULT_thing_unknown;
}

// The log's newest signed head. A county without entries has no log. It goes out when it is on the disk: else a power
// cut could take it back, and another be signed in its place.
static Fault proof_head(Ask *ask, Head *h)
{
    i64 county = 0;
    Fault f = proof_county(ask, &county);
    if (f) return f;
    if (!head_last(ask->db, ask->arena, county, h)) return FAULT_thing_unknown;
    store_durable(ask->app->store);
    return OK;
}

// RAW: the C2SP texts must go out byte by byte as they are signed.
static Fault answer_plain(Ask *ask, Str text, Str keep)
{
    answer_text(ask->request, 200, "text/plain; charset=utf-8", text);
    answer_header(ask->request, "Cache-Control", keep);
    return OK;
}

Fault proof_checkpoint_read(Ask *ask)
{
    Head h;
    Fault f = proof_head(ask, &h);
    if (f) return f;
    return answer_plain(ask, head_checkpoint(ask->arena, store_vault(ask->app->store), &h), STR("no-cache"));
}

Fault proof_key_read(Ask *ask)
{
    Head h;
    Fault f = proof_head(ask, &h);
    if (f) return f;
    Str key = head_vkey(ask->arena, store_vault(ask->app->store), h.county);
    return answer_plain(ask, arena_fmt(ask->arena, "%.*s\n", (int)key.len, key.at), STR("no-cache"));
}

// A full tile never changes again; a partial one is soon outgrown.
Fault proof_tile_read(Ask *ask)
{
    i64 county = 0, n = 0;
    int level = 0, width = 0;
    Str raw, path = arena_fmt(ask->arena, "tile/%.*s", (int)ask->path_rest.len, ask->path_rest.at);
    Fault f = proof_county(ask, &county);
    if (f) return f;
    if (!tile_path(path, &level, &n, &width)) return FAULT_thing_unknown;
    if (!proof_tile(ask->db, ask->arena, county, level, n, width, &raw)) return FAULT_thing_unknown;
    store_durable(ask->app->store);
    answer_text(ask->request, 200, "application/octet-stream", raw);
    bool full = width == LEAVES_PER_TILE;
    answer_header(ask->request, "Cache-Control",
                  full ? STR("public, max-age=31536000, immutable") : STR("public, max-age=60"));
    return OK;
}

#define ENTRY(T) COUNT_FIELD(T, entry, "记录号", "Entry", .flags = NEEDED, .absent = -1, \
    .note = "Number of the entry, as in its receipt.")
typedef struct ReceiptQuery { i64 entry; } ReceiptQuery;
typedef struct InclusionQuery { i64 entry, size; } InclusionQuery;
typedef struct ConsistencyQuery { i64 from, to; } ConsistencyQuery;
const Record receipt_query_record = RECORD_OF(ReceiptQuery, "receipt_query", "回执", "Receipt",
    ENTRY(ReceiptQuery));
const Record inclusion_query_record = RECORD_OF(InclusionQuery, "inclusion_query", "存在", "Inclusion",
    ENTRY(InclusionQuery),
    COUNT_FIELD(InclusionQuery, size, "规模", "Size", .absent = -1,
                .note = "Size of the tree; the newest when left out."));
const Record consistency_query_record = RECORD_OF(ConsistencyQuery, "consistency_query", "一致", "Consistency",
    COUNT_FIELD(ConsistencyQuery, from, "较早规模", "From", .flags = NEEDED, .absent = -1, .note = "The older size."),
    COUNT_FIELD(ConsistencyQuery, to, "较新规模", "To", .absent = -1, .note = "The newer; the newest when left out."));

// For whoever knows the entry's number; the leaf itself is in the answer they were given.
Fault proof_receipt_read(Ask *ask)
{
    Head h;
    const ReceiptQuery *q = ask->query;
    Fault f = proof_head(ask, &h);
    if (f) return f;
    Str receipt = proof_receipt(ask->arena, ask->db, store_vault(ask->app->store), h.county, q->entry);
    return receipt.len ? answer_plain(ask, receipt, STR("no-cache")) : ask_problem(ask, "entry", FAULT_proof_range);
}

typedef struct Consistency { i64 county, from, to; Many hashes; } Consistency;
typedef struct Inclusion { i64 county, entry, size; Many hashes; } Inclusion;
const Record consistency_record = RECORD_OF(Consistency, "consistency", "一致性证明",
    "That an older tree is the beginning of a newer one.",
    COUNT_FIELD(Consistency, county, "县区", "The county's log"),
    COUNT_FIELD(Consistency, from, "较早规模", "The older size"),
    COUNT_FIELD(Consistency, to, "较晚规模", "The newer size"),
    EACH_FIELD(Consistency, hashes, TEXT, "哈希", "Hashes (RFC 9162), base64"));
const Record inclusion_record = RECORD_OF(Inclusion, "inclusion", "存在性证明", "That an entry stands in a tree.",
    COUNT_FIELD(Inclusion, county, "县区", "The county's log"),
    COUNT_FIELD(Inclusion, entry, "记录号", "Number of the entry"),
    COUNT_FIELD(Inclusion, size, "规模", "Size of the tree"),
    EACH_FIELD(Inclusion, hashes, TEXT, "哈希", "Hashes (RFC 9162), base64"));

static Many hashes(Arena *a, const Proof *p)
{
    assert(p->count >= 0 && p->count <= PROOF_MAX);
    Str *texts = NEW(a, Str, p->count);
    for (int i = 0; i < p->count; i++) texts[i] = base64_text(a, p->at[i].at, sizeof p->at[i].at);
    return MANY_OF(texts, p->count);
}

// For a witness or a page that kept an older head.
Fault proof_consistency_read(Ask *ask)
{
    Head h;
    Proof p;
    const ConsistencyQuery *q = ask->query;
    Fault f = proof_head(ask, &h);
    if (f || ask->problems.count) return f;
    i64 from = q->from, to = q->to < 0 ? h.size : q->to;
    DbCounty where = { .db = ask->db, .county = h.county, .arena = ask->arena };
    if (to > h.size || !tree_consistency(proof_node, &where, from, to, &p))
        return ask_problem(ask, "from", FAULT_proof_range);
    return ask_tell(ask, &(Consistency){ h.county, from, to, hashes(ask->arena, &p) });
}

// The bare hashes; the receipt holds the same with a head.
Fault proof_inclusion_read(Ask *ask)
{
    Head h;
    Proof p;
    const InclusionQuery *q = ask->query;
    Fault f = proof_head(ask, &h);
    if (f || ask->problems.count) return f;
    i64 entry = q->entry, size = q->size < 0 ? h.size : q->size;
    DbCounty where = { .db = ask->db, .county = h.county, .arena = ask->arena };
    if (size > h.size || !tree_inclusion(proof_node, &where, entry, size, &p))
        return ask_problem(ask, "entry", FAULT_proof_range);
    return ask_tell(ask, &(Inclusion){ h.county, entry, size, hashes(ask->arena, &p) });
}
