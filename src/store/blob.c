// blob.c: sealed files: made whole and durable under their hash, read by pieces, swept when nobody names them.
// Each piece of 64 KiB is sealed by itself (XChaCha20-Poly1305), so that a range can be read. Its nonce says which
// part, which piece and whether it is the last one: a key is random and seals a part once, so no nonce comes twice, and
// a file that lost its end does not open.
#include "store/blob.h"
#include "store/proof_room.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROOF = crypto_aead_xchacha20poly1305_ietf_ABYTES, SEALED_PIECE = BLOB_PIECE + PROOF };

// ---- where it lies ---------------------------------------------------------------------------------

static const char *blob_folder(Arena *a, Str data, i64 county, Str hex)
{
    return arena_fmt(a, "%.*s/blobs/%06lld/%.*s", (int)data.len, data.at, (long long)county, 2, hex.at).at;
}

static const char *blob_path(Arena *a, Str data, i64 county, Str hash)
{
    assert(hash.len == 32);
    Str hex = hex_text(a, (const byte *)hash.at, 32);
    return arena_fmt(a, "%s/%s", blob_folder(a, data, county, hex), arena_z(a, hex) + 2).at;
}

// Each folder above it is made, too, when it is missing.
static bool blob_folders(Arena *a, Str data, i64 county, Str hash)
{
    Str hex = hex_text(a, (const byte *)hash.at, 32);
    const char *last = blob_folder(a, data, county, hex);
    if (folder_make(last)) return true;
    return folder_make(folder_path(a, data, "blobs")) &&
           folder_make(arena_fmt(a, "%.*s/blobs/%06lld", (int)data.len, data.at, (long long)county).at) &&
           folder_make(last);
}

// ---- pieces ----------------------------------------------------------------------------------------

static i64 blob_len(i64 size)
{
    i64 pieces = (size + SEALED_PIECE - 1) / SEALED_PIECE;
    return size - pieces * PROOF;
}

static void nonce_of(int part, i64 piece, bool last, byte nonce[24])
{
    memset(nonce, 0, 24);
    nonce[0] = (byte)part;
    nonce[1] = last;
    for (int i = 0; i < 8; i++) nonce[16 + i] = (byte)((uint64_t)piece >> (56 - 8 * i));
}

static bool read_at(int file, byte *into, i64 len, i64 at)
{
    while (len > 0) {
        ssize_t n = pread(file, into, (size_t)len, at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        into += n;
        at += n;
        len -= n;
    }
    return true;
}

// ---- making ----------------------------------------------------------------------------------------

typedef struct Making { int from, into; i64 at, len; const Seal *key; int part; } Making;

static bool pieces_seal(const Making *m, Arena *a, EVP_MD_CTX *digest)
{
    byte *plain = NEW(a, byte, BLOB_PIECE), *box = NEW(a, byte, SEALED_PIECE), nonce[24];
    bool  good = true;
    for (i64 done = 0, piece = 0; good && (done < m->len || piece == 0); piece++) {
        i64 n = MIN(m->len - done, BLOB_PIECE);
        nonce_of(m->part, piece, done + n == m->len, nonce);
        good = read_at(m->from, plain, n, m->at + done);
        crypto_aead_xchacha20poly1305_ietf_encrypt(box, NULL, plain, (unsigned long long)n, NULL, 0, NULL, nonce,
                                                   m->key->key);
        good = good && EVP_DigestUpdate(digest, box, (size_t)(n + PROOF)) &&
               write_all(m->into, (const char *)box, n + PROOF);
        done += n;
    }
    sodium_memzero(plain, BLOB_PIECE);
    return good;
}

// Under a name of nobody's until it is whole; a crash leaves at most that, and the next start removes it.
static bool blob_write(Store *s, i64 county, Making *m, Arena *a, Hash *name)
{
    Str         data = s->config.data;
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    char       *fresh = folder_path(a, data, "tmp/blob-XXXXXX");
    Str         hash = { (const char *)name->at, 32 };
    bool        good = folder_make(folder_path(a, data, "tmp"));
    m->into = good ? mkostemp(fresh, O_CLOEXEC) : -1;
    good = m->into >= 0 && digest && EVP_DigestInit_ex(digest, EVP_sha256(), NULL) && pieces_seal(m, a, digest) &&
           EVP_DigestFinal_ex(digest, name->at, NULL) && (s->config.rough || fsync(m->into) == 0) &&
           blob_folders(a, data, county, hash);
    const char *path = good ? blob_path(a, data, county, hash) : NULL;
    good = good && rename(fresh, path) == 0 && (s->config.rough || folder_sync(path));
    int why = errno;
    if (m->into >= 0 && !good) unlink(fresh);
    if (m->into >= 0) close(m->into);
    EVP_MD_CTX_free(digest);
    errno = why;
    return good;
}

bool blob_make(Store *s, i64 county, const Seal *key, int part, int file, i64 at, i64 len, Hash *name)
{
    assert(key && part >= 0 && part < 256 && len >= 0 && s->config.data.len);
    Arena *a = arena_open(1 << 20);
    Making m = { .from = file, .at = at, .len = len, .key = key, .part = part };
    bool   good = blob_write(s, county, &m, a, name);
    if (!good) log_line("error", "blob", "a file could not be written: %s", strerror(errno));
    arena_close(a);
    return good;
}

// ---- named -----------------------------------------------------------------------------------------

void blob_name(Db *db, i64 county, Str hash)
{
    db_run(db, "INSERT INTO blob(county, hash) VALUES($1, $2) ON CONFLICT(county, hash) DO NOTHING", I(county),
           B(hash));
}

void blob_unname(Db *db, i64 county, Str hash)
{
    db_run(db, "DELETE FROM blob WHERE county=$1 AND hash=$2", I(county), B(hash));
}

static bool blob_named(Db *db, i64 county, Str hash)
{
    return db_i64(db, "SELECT 1 FROM blob WHERE county=$1 AND hash=$2", I(county), B(hash)) == 1;
}

// ---- reading ---------------------------------------------------------------------------------------

bool blob_open(const Store *s, i64 county, Str hash, const Seal *key, int part, Blob *b)
{
    struct stat st;
    Arena *a = arena_open(16 << 10);
    *b = (Blob){ .file = -1, .part = part, .key = *key };
    if (hash.len == 32) b->file = open(blob_path(a, s->config.data, county, hash), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    arena_close(a);
    if (b->file < 0) return false;
    bool good = fstat(b->file, &st) == 0 && S_ISREG(st.st_mode) && st.st_size >= PROOF;
    if (good) b->len = blob_len(st.st_size);
    else blob_close(b);
    return good;
}

bool blob_read(const Blob *b, i64 piece, byte into[BLOB_PIECE], i64 *len)
{
    byte box[SEALED_PIECE], nonce[24];
    i64  from = piece * BLOB_PIECE, n = MIN(b->len - from, BLOB_PIECE);
    if (piece < 0 || n < 0 || (n == 0 && piece)) return false;
    nonce_of(b->part, piece, from + n == b->len, nonce);
    *len = n;
    return read_at(b->file, box, n + PROOF, piece * SEALED_PIECE) &&
           !crypto_aead_xchacha20poly1305_ietf_decrypt(into, NULL, NULL, box, (unsigned long long)(n + PROOF), NULL, 0,
                                                       nonce, b->key.key);
}

void blob_close(Blob *b)
{
    if (b->file >= 0) close(b->file);
    sodium_memzero(&b->key, sizeof b->key);
    b->file = -1;
}

// ---- all of them -------------------------------------------------------------------------------------

#define ALL_BLOBS "SELECT county, hash FROM blob ORDER BY county, hash"

// Every file that must be there; verify tells each that is not. `whole`: its bytes are read, too.
void blobs_check(Db *db, Str data, bool whole, Findings *f)
{
    Arena *a = arena_open(1 << 20);
    Rows  *r = table_there(db, "blob") ? db_ask_args(db, ALL_BLOBS, NULL, 0) : NULL;
    for (; r && rows_next(r); arena_reset(a)) {
        Hash  is;
        i64   county = rows_i64(r, 0);
        Str   hash = rows_str(r, 1, a);
        if (hash.len != 32) continue;
        const char *path = blob_path(a, data, county, hash);
        const char *name = strstr(path, "/blobs/") + 1;
        if (!file_there(path)) finding(f, "%s: the file is missing", name);
        else if (whole && (!file_digest(path, NULL, a, &is) || memcmp(is.at, hash.at, 32) != 0))
            finding(f, "%s: the file was changed", name);
    }
    if (r) rows_end(r);
    read_whole(db, f, "table blob");
    arena_close(a);
}

// One file into another folder of blobs, unless it is there. False: it is missing, not whole or cannot be written.
static bool blob_carry(Arena *a, Str from, Str into, i64 county, Str hash)
{
    Hash  is;
    const char *path = blob_path(a, from, county, hash), *to = blob_path(a, into, county, hash);
    if (file_there(to)) return true;
    Str part = arena_fmt(a, "%s" PART_TAIL, to);
    bool good = blob_folders(a, into, county, hash) && file_digest(path, part.at, a, &is) &&
                !memcmp(is.at, hash.at, 32) && rename(part.at, to) == 0 && folder_sync(to);
    if (!good) unlink(part.at);
    return good;
}

// All that `db` names, from one folder's blobs/ into another's: only what is not there yet. How many could not.
i64 blobs_carry(Db *db, Str from, Str into)
{
    Arena *a = arena_open(1 << 20);
    i64    lost = 0;
    Rows  *r = db_ask_args(db, ALL_BLOBS, NULL, 0);
    for (; rows_next(r); arena_reset(a)) {
        Str hash = rows_str(r, 1, a);
        if (hash.len == 32 && !blob_carry(a, from, into, rows_i64(r, 0), hash)) lost++;
    }
    rows_end(r);
    arena_close(a);
    return lost;
}

// ---- sweeping --------------------------------------------------------------------------------------

// The age is the file's own: a clock of ours that was moved says nothing of it.
static void folder_sweep(Db *db, const char *folder, i64 county, int turn)
{
    Arena *a = arena_open(1 << 20);
    DIR   *d = opendir(folder);
    for (struct dirent *e; d && (e = readdir(d)) != NULL; arena_reset(a)) {
        byte        hash[32];
        struct stat st;
        const char *path = arena_fmt(a, "%s/%s", folder, e->d_name).at;
        bool        ours = hex_parse(arena_fmt(a, "%02x%s", (unsigned)turn, e->d_name), hash, 32);
        if (e->d_name[0] == '.' || stat(path, &st) != 0 || st.st_mtime * 1000LL > time_real() - BLOB_KEPT) continue;
        if (ours && (blob_named(db, county, (Str){ (const char *)hash, 32 }) || db_failed(db))) continue;
        unlink(path);
    }
    if (d) closedir(d);
    arena_close(a);
}

void blob_sweep(Store *s, int turn)
{
    Arena *a = arena_open(1 << 16);
    DIR   *d = opendir(folder_path(a, s->config.data, "blobs"));
    Db    *db = store_reader(s);
    for (struct dirent *e; d && (e = readdir(d)) != NULL; arena_reset(a)) {
        i64 county = 0;
        if (!str_i64(str(e->d_name), &county)) continue;
        folder_sweep(db, arena_fmt(a, "%.*s/blobs/%s/%02x", (int)s->config.data.len, s->config.data.at, e->d_name,
                                   (unsigned)turn & 255).at, county, turn & 255);
    }
    if (d) closedir(d);
    if (db_failed(db)) db_clear(db);
    arena_close(a);
}
