// vault.c: the keys that seal private words, wrapped by a master key that is kept apart; signing; forgetting.
// One key for each person and each thing with words of people: forgetting is deleting a row of 72 bytes, and every
// copy of the entry, in whatever backup, is closed. The master key is outside the folder's backups, so who has a
// backup has nothing. It does not protect against root on the running server; the docs say so. Keys are wiped from
// memory where they are ours to wipe.
#include "store/store_room.h"
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    NONCE   = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    PROOF   = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    WRAPPED = NONCE + (int)sizeof(Seal) + PROOF
};

// ---- the master key --------------------------------------------------------------------------------

static bool key_read(int fd, byte key[32])
{
    char        text[80];
    ssize_t     len = read(fd, text, sizeof text);
    struct stat st;
    if (fstat(fd, &st) == 0 && (st.st_mode & 007)) log_line("warn", "key_file", "everybody can read the master key");
    bool good = len > 0 && hex_parse(str_trim((Str){ text, len }), key, 32);
    sodium_memzero(text, sizeof text);
    return good;
}

// O_EXCL: a key that is there is never written over, since all words would be closed with it.
static bool key_make(const char *path, byte key[32])
{
    char text[66];
    int  fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return false;
    random_fill(key, 32);
    sodium_bin2hex(text, sizeof text, key, 32);
    text[64]  = '\n';
    bool good = write(fd, text, 65) == 65 && fsync(fd) == 0;
    sodium_memzero(text, sizeof text);
    return close(fd) == 0 && good && folder_sync(path);
}

// `make` only for a new folder: an old one with a new key could neither open nor sign.
static bool master_key(Str data, Str key_file, bool make, byte key[32], Str *error)
{
    Arena *a      = arena_open(16 << 10);
    char  *folder = folder_path(a, data, "keys");
    char  *path   = key_file.len ? arena_z(a, key_file) : folder_path(a, data, "keys/master.key");
    int    fd     = open(path, O_RDONLY | O_CLOEXEC);
    bool   good   = fd >= 0 && key_read(fd, key);
    if (fd >= 0 && !good) refuse(error, "%s does not hold a key (64 hexadecimal digits)", path);
    if (fd < 0 && !(make && errno == ENOENT))
        refuse(error, "the key file %s cannot be read: %s", path, strerror(errno));
    else if (fd < 0) {
        good = (key_file.len || folder_make(folder)) && key_make(path, key);
        if (!good) refuse(error, "the key file %s cannot be made: %s", path, strerror(errno));
    }
    if (fd >= 0) close(fd);
    arena_close(a);
    return good;
}

// Three keys from one, for three purposes that must not meet: wrapping, look-ups, signing.
bool vault_open(Vault *v, Str data, Str key_file, bool make, Str *error)
{
    byte master[32], seed[32];
    if (sodium_init() < 0) return refuse(error, "libsodium does not start");
    if (data.len == 0 && key_file.len == 0) random_fill(master, 32);
    else if (!master_key(data, key_file, make, master, error)) return false;
    *v = (Vault){ 0 };
    crypto_kdf_derive_from_key(v->wrap, 32, 1, "linli-wr", master);
    crypto_kdf_derive_from_key(v->hash, 32, 2, "linli-ha", master);
    crypto_kdf_derive_from_key(seed, 32, 3, "linli-si", master);
    crypto_sign_seed_keypair(v->public, v->secret, seed);
    sodium_memzero(master, 32);
    sodium_memzero(seed, 32);
    return true;
}

void vault_close(Vault *v) { sodium_memzero(v, sizeof *v); }

// The purpose keeps equal texts of two uses apart: a phone's hash is not the limit's.
Hash vault_hash(const Vault *v, const char *purpose, Str text)
{
    assert(purpose && purpose[0]);
    Hash                     h;
    crypto_generichash_state state;
    crypto_generichash_init(&state, v->hash, 32, 32);
    crypto_generichash_update(&state, (const byte *)purpose, strlen(purpose) + 1);
    crypto_generichash_update(&state, (const byte *)text.at, (unsigned long long)text.len);
    crypto_generichash_final(&state, h.at, 32);
    return h;
}

Str vault_sign(const Vault *v, Arena *a, Str text)
{
    assert(v && text.len > 0);
    byte *sig = NEW(a, byte, crypto_sign_BYTES);
    crypto_sign_detached(sig, NULL, (const byte *)text.at, (unsigned long long)text.len, v->secret);
    return (Str){ (char *)sig, crypto_sign_BYTES };
}

Hash vault_public(const Vault *v)
{
    Hash h;
    memcpy(h.at, v->public, 32);
    return h;
}

// ---- keys ------------------------------------------------------------------------------------------

// A few unwrapped keys, on the writer's connection only: a matter's words are opened several times in a row. NULL for
// readers.
static KeptKey *kept_place(Db *db, i64 owner) { return db->keys ? &db->keys[(uint64_t)owner % KEYS_KEPT] : NULL; }

static void kept_put(Db *db, i64 owner, const Seal *key)
{
    KeptKey *k = kept_place(db, owner);
    assert(owner > 0);
    if (k) *k = (KeptKey){ owner, *key };
}

void vault_drop(Db *db)
{
    if (db->keys) sodium_memzero(db->keys, KEYS_KEPT * sizeof *db->keys);
}

// The owner's id is sealed along, so that a row cannot be passed off as another's.
static void owner_bytes(i64 owner, byte into[8])
{
    for (int i = 0; i < 8; i++) into[i] = (byte)((uint64_t)owner >> (56 - 8 * i));
}

static i64 vault_now(Vault *v) { return v->clock ? clock_now(v->clock, NULL) : time_real(); }

// Inside a job; taken back with it (vault_drop wipes what was kept). False: the connection failed.
bool vault_new(Vault *v, Db *db, i64 owner, Seal *key)
{
    byte wrapped[WRAPPED], name[8];
    assert(owner > 0);
    random_fill(key->key, sizeof key->key);
    random_fill(wrapped, NONCE);
    owner_bytes(owner, name);
    crypto_aead_xchacha20poly1305_ietf_encrypt(wrapped + NONCE, NULL, key->key, sizeof key->key, name, sizeof name,
                                               NULL, wrapped, v->wrap);
    db_run(db, "INSERT INTO seal_key(county, owner, made_at, wrapped) VALUES($1, $2, $3, $4)", I(id_county(owner)),
           I(owner), I(vault_now(v)), B(((Str){ (char *)wrapped, WRAPPED })));
    if (!db_failed(db)) kept_put(db, owner, key);
    return !db_failed(db);
}

static bool key_unwrap(const Vault *v, i64 owner, Str wrapped, Seal *key)
{
    byte        name[8];
    const byte *at = (const byte *)wrapped.at;
    owner_bytes(owner, name);
    return wrapped.len == WRAPPED &&
           !crypto_aead_xchacha20poly1305_ietf_decrypt(key->key, NULL, NULL, at + NONCE, WRAPPED - NONCE, name,
                                                       sizeof name, at, v->wrap);
}

// Any thread, with its own connection. A key that does not open is logged and counts as gone.
bool vault_get(Vault *v, Db *db, i64 owner, Seal *key)
{
    KeptKey *k = kept_place(db, owner);
    if (k && k->owner == owner && owner) return *key = k->key, true;
    Arena *a = arena_open(1 << 10);
    Rows  *r =
        db_ask(db, "SELECT wrapped FROM seal_key WHERE county=$1 AND owner=$2", I(id_county(owner)), I(owner));
    bool found = rows_next(r), good = found && key_unwrap(v, owner, rows_str(r, 0, a), key);
    rows_end(r);
    arena_close(a);
    if (found && !good)
        log_line("error", "vault", "the key of %lld does not open: wrong master key?", (long long)owner);
    if (good) kept_put(db, owner, key);
    return good;
}

// ---- forgetting ------------------------------------------------------------------------------------

// To be put on the list after the commit; tx_undo takes it back.
static void forgets_add(Db *db, i64 owner, i64 at)
{
    assert(owner > 0 && db->forget_count >= 0 && db->forget_count <= db->forget_cap);
    if (db->forget_count == db->forget_cap) {
        db->forget_cap      = MAX(16, db->forget_cap * 2);
        struct Forget *more = NEW(db->arena, struct Forget, db->forget_cap);
        if (db->forget_count) memcpy(more, db->forgets, (size_t)db->forget_count * sizeof *more);
        db->forgets = more;
    }
    db->forgets[db->forget_count++] = (struct Forget){ owner, at };
}

// Inside a job. The row goes at once; pages, log and index are overwritten soon after the commit (writer.c, `scrub`).
// Noted as later than the key and any forgetting before it, whatever clocks those had: a restore goes by these moments.
void vault_forget(Vault *v, Db *db, i64 owner)
{
    KeptKey *k = kept_place(db, owner);
    if (v->replay) return;
    assert(owner > 0);
    i64 county = id_county(owner);
    i64 made = db_i64(db, "SELECT made_at FROM seal_key WHERE county=$1 AND owner=$2", I(county), I(owner));
    i64 before = db_i64(db, "SELECT at FROM forgotten WHERE county=$1 AND owner=$2", I(county), I(owner));
    i64 at = MAX(MAX(vault_now(v), made), before + 1);
    if (k && k->owner == owner) sodium_memzero(k, sizeof *k);
    db_run(db, "DELETE FROM seal_key WHERE county=$1 AND owner=$2", I(id_county(owner)), I(owner));
    db_run(db,
           "INSERT INTO forgotten(county, owner, at) VALUES($1, $2, $3) "
           "ON CONFLICT(county, owner) DO UPDATE SET at=excluded.at",
           I(id_county(owner)), I(owner), I(at));
    forgets_add(db, owner, at);
}
