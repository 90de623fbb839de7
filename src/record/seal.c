// seal.c: words only a key can open. "~", then base64 of the nonce and the ciphertext with its proof.
// The entry holds only this, and a table only this for PRIVATE words; when the key is forgotten nobody can read it
// again, while every hash and proof stays good. Authenticated encryption, so a changed text does not open as another.
// The random nonce of 192 bits needs no counter. Which key, and where keys lie, is store/vault.c.
#include "record/record.h"
#include <sodium.h>
#include <string.h>

enum {
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    PROOF = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};
static_assert(sizeof(Seal) == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "a Seal is one key of the cipher");

// The same words sealed twice differ, so equal complaints cannot be told from the journal. Only their length shows.
Str seal_text(Arena *a, const Seal *key, Str plain)
{
    assert(key);
    unsigned long long len;
    byte *box = NEW(a, byte, NONCE + plain.len + PROOF);
    random_fill(box, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(box + NONCE, &len, (const byte *)plain.at,
        (unsigned long long)plain.len, NULL, 0, NULL, box, key->key);
    assert((i64)len == plain.len + PROOF);
    Out o = out_new(a, 2 + (NONCE + plain.len + PROOF + 2) / 3 * 4);
    out_char(&o, '~');
    out_str(&o, base64_text(a, box, NONCE + (i64)len));
    return out_done(&o);
}

// False for what is not sealed, was changed, or belongs to another key; `plain` is then left alone. The plain text
// lies in the arena, with the request's other words, and goes with it.
bool seal_open(Arena *a, const Seal *key, Str sealed, Str *plain)
{
    assert(key);
    if (sealed.len == 0 || sealed.at[0] != '~') return false;
    byte *box = NEW(a, byte, sealed.len), *text = NEW(a, byte, sealed.len);
    i64 size = base64_parse((Str){ sealed.at + 1, sealed.len - 1 }, box, sealed.len);
    unsigned long long len;
    if (size < NONCE + PROOF) return false;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(text, &len, NULL, box + NONCE,
            (unsigned long long)(size - NONCE), NULL, 0, box, key->key)) return false;
    *plain = (Str){ (char *)text, (i64)len };
    return true;
}

// Empty words stay empty: sealing nothing would only make every absent field cost forty bytes.
static bool sealable(const Field *f, unsigned mask, const void *record)
{
    return f->kind == TEXT && (f->flags & mask) && field_str(f, record).len > 0;
}

static bool seals(const Record *r)
{
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        if (f->flags & (PRIVATE | SEALED) || (f->of && f->of != r && seals(f->of))) return true;
    }
    return false;
}

// The nested records of a field as a copy of their own, so that sealing or opening them touches no one else's.
static Many own_nested(const Field *f, Arena *a, void *record)
{
    Many all = f->kind == MANY ? field_many(f, record) : (Many){ field_one(f, record), field_one(f, record) != NULL };
    if (!all.count) return all;
    char *copy = arena_take(a, f->of->size, all.count);
    memcpy(copy, all.at, (size_t)(all.count * f->of->size));
    all.at = copy;
    if (f->kind == MANY) *(Many *)field_at(f, record) = all;
    else                 *(One *)field_at(f, record) = (One){ copy };
    return all;
}

static bool sealed_within(const Field *f) { return f->kind >= ONE && f->kind != INLINE && f->of && seals(f->of); }

// Nothing to seal, no key: a record of numbers needs none.
bool record_holds_words(const Record *r, const void *record)
{
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        if (sealable(f, PRIVATE | SEALED, record)) return true;
        if (!sealed_within(f)) continue;
        Many all = f->kind == MANY ? field_many(f, record) : (Many){ field_one(f, record), !field_none(f, record) };
        for (i64 k = 0; k < all.count; k++)
            if (record_holds_words(f->of, (const char *)all.at + k * f->of->size)) return true;
    }
    return false;
}

// Before the journal, on the writer's thread. Call it once on a copy: a text sealed twice could not be told from one
// sealed once.
void record_seal(const Record *r, Arena *a, const Seal *key, void *record)
{
    assert(r && key && record);
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        if (sealable(f, PRIVATE | SEALED, record))
            *(Str *)field_at(f, record) = seal_text(a, key, field_str(f, record));
        if (!sealed_within(f)) continue;
        Many all = own_nested(f, a, record);
        for (i64 k = 0; k < all.count; k++) record_seal(f->of, a, key, (char *)(uintptr_t)all.at + k * f->of->size);
    }
}

// What is REMOVED already stays so, with a key or without: replay before and after a forgetting ends alike.
bool record_open(const Record *r, Arena *a, const Seal *key, void *record, unsigned mask)
{
    assert(r && record);
    bool genuine = true;
    for (int i = 0; i < r->field_count; i++) {
        const Field *f = &r->fields[i];
        Many all = sealed_within(f) ? own_nested(f, a, record) : (Many){ 0 };
        for (i64 k = 0; k < all.count; k++)
            genuine &= record_open(f->of, a, key, (char *)(uintptr_t)all.at + k * f->of->size, mask);
        if (!sealable(f, mask & (PRIVATE | SEALED), record) || str_is(field_str(f, record), REMOVED)) continue;
        if (key && seal_open(a, key, field_str(f, record), field_at(f, record))) continue;
        *(Str *)field_at(f, record) = STR(REMOVED);
        genuine = genuine && !key;
    }
    return genuine;
}
