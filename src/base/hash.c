// hash.c: SHA-256 through OpenSSL (it uses the CPU's own instructions), randomness through libsodium.
// The tree hashes several times for each entry and verify does nothing else, so the cost of one call counts:
// OpenSSL's one-shot functions look the algorithm up each time, which is dearer than hashing. What is hashed for
// secrecy (tokens, phones) is keyed in store/vault.c, not here.
#include "base/base.h"
#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t  closing;
static EVP_MD        *sha256;           // fetched once: a look-up per hash would cost more than the hash

static void context_close(void *context) { EVP_MD_CTX_free(context); }

static void hash_start(void)
{
    sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
    int rc = pthread_key_create(&closing, context_close);
    assert(sha256 && rc == 0);
}

// One context per thread, kept open; the key closes it when its thread ends.
static EVP_MD_CTX *hash_context(void)
{
    static _Thread_local EVP_MD_CTX *context;
    if (context) return context;
    pthread_once(&once, hash_start);
    context = EVP_MD_CTX_new();
    assert(context);
    pthread_setspecific(closing, context);
    return context;
}

// Not failing is the library's promise once the context is there; a wrong hash in the journal would be there for ever,
// so anything else ends the program.
static Hash hash_parts(const Str *parts, int count)
{
    assert(parts && count > 0);
    Hash h;
    EVP_MD_CTX *context = hash_context();
    int good = EVP_DigestInit_ex2(context, sha256, NULL);
    for (int i = 0; i < count; i++) good &= EVP_DigestUpdate(context, parts[i].at, (size_t)parts[i].len);
    good &= EVP_DigestFinal_ex(context, h.at, NULL);
    assert(good == 1);
    return h;
}

Hash hash_sha256(Str s) { return hash_parts(&s, 1); }

// The leading byte keeps a leaf from passing as a node and the other way round.
Hash hash_leaf(Str entry) { return hash_parts((Str[]){ { "\0", 1 }, entry }, 2); }

Hash hash_node(const Hash *left, const Hash *right)
{
    char both[65] = { 1 };
    memcpy(both + 1, left->at, 32);
    memcpy(both + 33, right->at, 32);
    return hash_parts(&(Str){ both, sizeof both }, 1);
}

bool hash_same(const Hash *a, const Hash *b) { return memcmp(a->at, b->at, sizeof a->at) == 0; }

// From the kernel, through libsodium; any thread. It does not return until the bytes are good to make keys of. A filing
// wants six small pieces: the kernel is asked for a block, and what was given away is wiped. The server does not fork.
void random_fill(byte *into, i64 len)
{
    enum { BLOCK = 512 };
    static _Thread_local byte block[BLOCK];
    static _Thread_local i64 left;
    static _Thread_local bool ready;
    assert(len >= 0 && (into || len == 0));
    if (!ready) {
        int rc = sodium_init();
        assert(rc >= 0);
        ready = true;
    }
    if (len > left && len <= BLOCK / 4) randombytes_buf(block, (size_t)(left = BLOCK));
    if (len > left) {
        randombytes_buf(into, (size_t)len);
        return;
    }
    left -= len;
    if (len) memcpy(into, block + left, (size_t)len);
    sodium_memzero(block + left, (size_t)len);
}

static inline void mark_word(uint64_t mark[2], uint64_t word)
{
    mark[0] = (mark[0] ^ word) * 0x9E3779B97F4A7C15u;
    mark[0] ^= mark[0] >> 32;
    mark[1] = (mark[1] + word) * 0xD6E8FEB86659FD93u;
    mark[1] ^= mark[1] >> 29;
}

// For tags of answers, where nobody gains by making two texts alike: eight bytes at a time, each step can be turned
// back, so texts of one length that differ in one place alone never have one mark.
Str text_mark(Arena *a, Str s)
{
    uint64_t mark[2] = { (uint64_t)s.len, ~(uint64_t)s.len }, word;
    i64 at = 0;
    for (; at + 8 <= s.len; at += 8) {
        memcpy(&word, s.at + at, 8);
        mark_word(mark, word);
    }
    word = 0;
    if (at < s.len) memcpy(&word, s.at + at, (size_t)(s.len - at));
    mark_word(mark, word);
    return hex_text(a, (const byte *)mark, sizeof mark);
}
