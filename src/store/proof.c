// Signed heads and receipts in the C2SP formats: signed-note, tlog-checkpoint, tlog-proof. https://c2sp.org
// What an outsider holds against us: a head we signed, and a path from their entry to it. The formats are others'
// (C2SP), so that their tools read it and a neighbouring district can sign beside us. Written and read without a JSON
// or note library: they are a few lines of text.
#include "store/store_room.h"

#include <sodium.h>
#include <string.h>

#define DASH "\xe2\x80\x94"                                 // the em dash that begins a signature line
enum { ED25519 = 1, SIGNATURE = 64, NAME_SPACE = 512, NOTE_SPACE = 4096 };

// ---- heads -----------------------------------------------------------------------------------------
// The newest signed head, not the newest state: between two commits they are the same.
bool head_last(Db *db, Arena *a, i64 county, Head *h)
{
    Rows *r = db_ask(db, "SELECT size, at, root, sig FROM head WHERE county=$1 ORDER BY size DESC LIMIT 1",
                     I(county));
    bool  found = rows_next(r);
    if (found) {
        *h = (Head){ .county = county, .size = rows_i64(r, 0), .at = rows_i64(r, 1), .sig = rows_str(r, 3, a) };
        Str root = rows_str(r, 2, a);
        found    = root.len == 32;
        if (found) memcpy(h->root.at, root.at, 32);
    }
    rows_end(r);
    return found;
}

static Str head_origin(Arena *a, i64 county) { return arena_fmt(a, "linli/%lld", (long long)county); }

// What the signature is over. It may never change for a log that has been signed.
Str head_body(Arena *a, const Head *h)
{
    Out o = out_new(a, NAME_SPACE);
    out_str(&o, head_origin(a, h->county));
    out_fmt(&o, "\n%lld\n", (long long)h->size);
    out_str(&o, base64_text(a, h->root.at, 32));
    out_fmt(&o, "\ntime %lld\n", (long long)h->at);
    return out_done(&o);
}

// Key id of signed-note: the first four bytes of SHA-256(name || newline || type || key).
static void key_id(Arena *a, Str name, const byte key[32], byte id[4])
{
    Out o = out_new(a, NAME_SPACE);
    out_str(&o, name);
    out_char(&o, '\n');
    out_char(&o, ED25519);
    out_str(&o, (Str){ (const char *)key, 32 });
    assert(!o.full);
    memcpy(id, hash_sha256(out_done(&o)).at, 4);
}

// Empty when the stored signature is none.
Str head_checkpoint(Arena *a, const Vault *v, const Head *h)
{
    if (h->sig.len != SIGNATURE) return (Str){ "", 0 };
    Str  name = head_origin(a, h->county);
    Hash key  = vault_public(v);
    byte signature[4 + SIGNATURE];
    key_id(a, name, key.at, signature);
    memcpy(signature + 4, h->sig.at, SIGNATURE);
    Out o = out_new(a, NOTE_SPACE);
    out_str(&o, head_body(a, h));
    out_z(&o, "\n" DASH " ");
    out_str(&o, name);
    out_char(&o, ' ');
    out_str(&o, base64_text(a, signature, sizeof signature));
    out_char(&o, '\n');
    return out_done(&o);
}

Str head_vkey(Arena *a, const Vault *v, i64 county)
{
    Str  name  = head_origin(a, county);
    Hash key   = vault_public(v);
    byte id[4], typed[33] = { ED25519 };
    key_id(a, name, key.at, id);
    memcpy(typed + 1, key.at, 32);
    Out o = out_new(a, NAME_SPACE);
    out_str(&o, name);
    out_char(&o, '+');
    out_str(&o, hex_text(a, id, 4));
    out_char(&o, '+');
    out_str(&o, base64_text(a, typed, sizeof typed));
    return out_done(&o);
}

// ---- receipts --------------------------------------------------------------------------------------
#define PROOF_HEADER "c2sp.org/tlog-proof@v1"

// Against the newest head; a later receipt of the same entry is another text and proves the same.
Str proof_receipt(Arena *a, Db *db, const Vault *v, i64 county, i64 seq)
{
    Head     h;
    Proof    p;
    DbCounty where = { .db = db, .county = county, .arena = a };
    if (!head_last(db, a, county, &h) || !tree_inclusion(proof_node, &where, seq, h.size, &p)) return (Str){ "", 0 };
    Str checkpoint = head_checkpoint(a, v, &h);
    if (checkpoint.len == 0) return checkpoint;
    Out o = out_new(a, NOTE_SPACE + PROOF_MAX * 48);
    out_fmt(&o, PROOF_HEADER "\nindex %lld\n", (long long)seq);
    for (int i = 0; i < p.count; i++) {
        out_str(&o, base64_text(a, p.at[i].at, 32));
        out_char(&o, '\n');
    }
    out_char(&o, '\n');
    out_str(&o, checkpoint);
    return out_done(&o);
}

typedef struct Key { Str name; byte id[4], key[32]; } Key;

static bool key_parse(Arena *a, Str vkey, Key *k)
{
    byte typed[33], id[4];
    Str  rest = str_trim(vkey), name = str_cut(&rest, '+'), hex = str_cut(&rest, '+');
    if (name.len == 0 || name.len > NAME_SPACE / 2 || !hex_parse(hex, k->id, 4)) return false;
    if (base64_parse(rest, typed, sizeof typed) != (i64)sizeof typed || typed[0] != ED25519) return false;
    k->name = name;
    memcpy(k->key, typed + 1, 32);
    key_id(a, name, k->key, id);
    return memcmp(id, k->id, 4) == 0;
}

// A count without leading zeroes or sign, as all C2SP texts write them.
// Two spellings of one number would make two receipts of one.
static bool plain_count(Str s, i64 *into) { return str_number(s, into) && *into >= 0; }

static bool hash_line(Str line, Hash *into) { return base64_parse(line, into->at, 32) == 32; }

// Whether one of the signature lines is by this key and good. A bad one of ours spoils the note; others are ignored.
static bool note_signed(Arena *a, Str text, Str lines, const Key *k)
{
    Str  start = arena_fmt(a, DASH " %.*s ", (int)k->name.len, k->name.at);
    bool good  = false;
    while (lines.len > 0) {
        byte raw[4 + SIGNATURE];
        Str  line = str_cut(&lines, '\n');
        if (!str_starts(line, start)) continue;
        i64 len = base64_parse((Str){ line.at + start.len, line.len - start.len }, raw, sizeof raw);
        if (len < 4 || memcmp(raw, k->id, 4) != 0) continue;
        if (len != (i64)sizeof raw) return false;
        if (crypto_sign_verify_detached(raw + 4, (const byte *)text.at, (unsigned long long)text.len, k->key) != 0)
            return false;
        good = true;
    }
    return good;
}

// Splits a signed note at its last empty line; the text keeps its own last newline.
static bool note_split(Str note, Str *text, Str *signatures)
{
    for (i64 i = note.len - 2; i > 0; i--) {
        if (note.at[i] != '\n' || note.at[i + 1] != '\n') continue;
        *text       = (Str){ note.at, i + 1 };
        *signatures = (Str){ note.at + i + 2, note.len - i - 2 };
        return true;
    }
    return false;
}

static const char *checkpoint_open(Arena *a, Str note, const Key *k, i64 *size, Hash *root)
{
    Str text, signatures;
    if (!note_split(note, &text, &signatures)) return "the checkpoint is malformed";
    Str rest = text, origin = str_cut(&rest, '\n'), count = str_cut(&rest, '\n'), hash = str_cut(&rest, '\n');
    if (!str_same(origin, k->name)) return "the checkpoint is of another log";
    if (!plain_count(count, size) || !hash_line(hash, root)) return "the checkpoint is malformed";
    if (!note_signed(a, text, signatures, k)) return "the checkpoint is not signed by this key";
    return NULL;
}

static const char *receipt_parse(Str receipt, i64 *index, Proof *p, Str *checkpoint)
{
    Str rest = receipt, line;
    if (!str_is(str_cut(&rest, '\n'), PROOF_HEADER)) return "this is not a receipt (tlog-proof)";
    line = str_cut(&rest, '\n');
    if (str_starts(line, STR("extra "))) line = str_cut(&rest, '\n');
    if (!str_starts(line, STR("index ")) || !plain_count((Str){ line.at + 6, line.len - 6 }, index))
        return "the receipt's index is malformed";
    p->count = 0;
    while (rest.len > 0 && (line = str_cut(&rest, '\n')).len > 0) {
        if (p->count == PROOF_MAX || !hash_line(line, &p->at[p->count++])) return "the receipt's hashes are malformed";
    }
    *checkpoint = rest;
    return NULL;
}

static bool any_node(void *context, int level, i64 n, Hash *into)
{
    (void)context, (void)level, (void)n;
    *into = (Hash){ 0 };
    return true;
}

// Without the leaf no root can be made, but the path must have the length that the index asks for.
static bool path_fits(i64 index, i64 size, const Proof *p)
{
    Proof like;
    return tree_inclusion(any_node, NULL, index, size, &like) && like.count == p->count;
}

// Strangers' bytes throughout: it may say why not, but never stop. `why` is static text.
bool receipt_check(Arena *a, Str receipt, Str vkey, const Hash *leaf, Str *why)
{
    assert(a && why);
    Key         k;
    Proof       p;
    Hash        root;
    Str         checkpoint;
    i64         index, size;
    const char *wrong = NULL;
    if (!key_parse(a, vkey, &k)) wrong = "the key is malformed";
    if (!wrong) wrong = receipt_parse(receipt, &index, &p, &checkpoint);
    if (!wrong) wrong = checkpoint_open(a, checkpoint, &k, &size, &root);
    if (!wrong && !path_fits(index, size, &p)) wrong = "the receipt's hashes do not fit its index";
    if (!wrong && leaf && !tree_verify_inclusion(index, size, leaf, &p, &root))
        wrong = "the leaf is not in the signed tree";
    *why = str(wrong);
    return wrong == NULL;
}
