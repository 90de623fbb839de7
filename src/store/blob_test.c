// Files beside the tables: sealed, whole or refused, named by what is sealed, swept when nobody names them.
#include "store/blob.h"
#include "store/store_fixture.h"
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>

static int text_file(const char *folder, i64 len)
{
    char path[200];
    snprintf(path, sizeof path, "%s/plain", folder);
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    static char text[300000];
    for (i64 i = 0; i < len; i++) text[i] = (char)('a' + i % 23);
    CHECK(write(file, text, (size_t)len) == len);
    return file;
}

static void path_of(const char *folder, const Hash *name, char into[300])
{
    char hex[65];
    sodium_bin2hex(hex, sizeof hex, name->at, 32);
    snprintf(into, 300, "%s/blobs/410104/%.2s/%s", folder, hex, hex + 2);
}

// All of it as it was, from whichever piece one begins.
static void reads(Store *s, const Hash *name, const Seal *key, i64 len)
{
    static byte piece[BLOB_PIECE];
    Blob b;
    i64  got, whole = 0;
    CHECK(blob_open(s, 410104, (Str){ (const char *)name->at, 32 }, key, 1, &b));
    CHECK_EQ(b.len, len);
    for (i64 i = (len - 1) / BLOB_PIECE; i >= 0; i--) {
        CHECK(blob_read(&b, i, piece, &got));
        for (i64 k = 0; k < got; k += 4999) CHECK_EQ(piece[k], 'a' + (i * BLOB_PIECE + k) % 23);
        whole += got;
    }
    CHECK_EQ(whole, len);
    CHECK(!blob_read(&b, len / BLOB_PIECE + 1, piece, &got) && !blob_read(&b, -1, piece, &got));
    blob_close(&b);
}

static bool opens(Store *s, const Hash *name, const Seal *key, int part, i64 piece)
{
    static byte text[BLOB_PIECE];
    Blob b;
    i64  got;
    bool good = blob_open(s, 410104, (Str){ (const char *)name->at, 32 }, key, part, &b) &&
                blob_read(&b, piece, text, &got);
    if (b.file >= 0) blob_close(&b);
    return good;
}

// Another key, another part, a changed byte, an end cut off at a piece's border: none opens.
static void refuses(Store *s, const char *folder, const Hash *name, const Seal *key)
{
    char path[300], byte_was = 0;
    Seal other = *key;
    other.key[0] ^= 1;
    path_of(folder, name, path);
    CHECK(opens(s, name, key, 1, 0) && !opens(s, name, &other, 1, 0) && !opens(s, name, key, 2, 0));
    int file = open(path, O_RDWR);
    CHECK(file >= 0 && pread(file, &byte_was, 1, 100) == 1);
    CHECK(pwrite(file, &(char){ (char)(byte_was ^ 1) }, 1, 100) == 1);
    CHECK(!opens(s, name, key, 1, 0) && opens(s, name, key, 1, 1));
    CHECK(pwrite(file, &byte_was, 1, 100) == 1 && opens(s, name, key, 1, 0));
    CHECK(ftruncate(file, 2 * (BLOB_PIECE + 16)) == 0);
    CHECK(opens(s, name, key, 1, 0) && !opens(s, name, key, 1, 1));
    close(file);
}

typedef struct Naming { Job job; const Hash *name; bool on; } Naming;

static Fault naming_run(Job *job, Tx *tx)
{
    Naming *n = (Naming *)job;
    Str     hash = { (const char *)n->name->at, 32 };
    if (n->on) blob_name(tx_db(tx), 410104, hash);
    else blob_unname(tx_db(tx), 410104, hash);
    return OK;
}

static bool swept(Store *s, const char *folder, const Hash *name)
{
    char path[300];
    path_of(folder, name, path);
    blob_sweep(s, name->at[0]);
    return access(path, F_OK) != 0;
}

// A young one stays, and one that is named, however old.
static void sweeps(Store *s, const char *folder, const Hash *name)
{
    char path[300];
    struct timespec long_ago[2] = { { time_real() / 1000 - 3 * 86400, 0 }, { time_real() / 1000 - 3 * 86400, 0 } };
    Naming n = { .job = { .run = naming_run }, .name = name, .on = true };
    path_of(folder, name, path);
    CHECK(!swept(s, folder, name));
    CHECK(utimensat(AT_FDCWD, path, long_ago, 0) == 0);
    CHECK(writer_wait(s, &n.job) == OK && !swept(s, folder, name));
    n = (Naming){ .job = { .run = naming_run }, .name = name };
    CHECK(writer_wait(s, &n.job) == OK && swept(s, folder, name));
}

void blob_test(void)
{
    static const i64 lengths[] = { 1, BLOB_PIECE - 1, BLOB_PIECE, BLOB_PIECE + 1, 3 * BLOB_PIECE, 200000 };
    char folder[64];
    Hash name;
    Seal key;
    fixture_folder(folder);
    Store *s = fixture_open(folder);
    for (int i = 0; i < (int)COUNT(lengths); i++) {
        int file = text_file(folder, lengths[i] + 5);
        random_fill(key.key, sizeof key.key);
        CHECK(blob_make(s, 410104, &key, 1, file, 0, lengths[i], &name));
        reads(s, &name, &key, lengths[i]);
        close(file);
    }
    refuses(s, folder, &name, &key);
    sweeps(s, folder, &name);
    store_close(s);
    fixture_remove(folder);
}
