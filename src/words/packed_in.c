// packed_in.c: the bytes of a file, plain or packed by gzip or zstd.
//
// Both libraries unpack as they read, so a list of any size goes through 128 KiB. A file cut off in the middle is
// broken, not short: half a list must never pass for a whole one.
#include "words/words.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

enum { PACKED = 1 << 17 };
static_assert(PACKED <= INT32_MAX, "zlib and zstd take it in one piece");
struct PackedIn {
    gzFile        gz;               // plain files too
    FILE         *zst;
    ZSTD_DStream *unpack;
    ZSTD_inBuffer packed;
    char         *packed_at;
    bool          between;          // zstd: at the end of a frame
    i64           size;
};

// By its first bytes: names are changed more often than files.
static bool is_zst(const char *name)
{
    char first[4] = "";
    FILE *f = fopen(name, "rb");
    bool zst = f && fread(first, 1, 4, f) == 4 && !memcmp(first, "\x28\xB5\x2F\xFD", 4);
    if (f) fclose(f);
    return zst;
}

// zlib reads plain files as they are, so only zstd needs telling apart. Folders and devices are refused.
PackedIn *packed_in_open(Arena *a, Str path)
{
    assert(a);
    PackedIn *p = NEW(a, PackedIn, 1);
    const char *name = arena_z(a, path);
    struct stat st;
    if (stat(name, &st) != 0 || !S_ISREG(st.st_mode)) return NULL;
    p->size = st.st_size;
    p->between = true;
    if (is_zst(name)) {
        p->packed_at = NEW(a, char, PACKED);
        p->packed.src = p->packed_at;
        p->zst = fopen(name, "rb");
        p->unpack = p->zst ? ZSTD_createDStream() : NULL;
        return p->unpack ? p : NULL;
    }
    p->gz = gzopen(name, "rb");
    return p->gz ? p : NULL;
}

void packed_in_close(PackedIn *p)
{
    if (p->gz) gzclose(p->gz);
    if (p->zst) fclose(p->zst);
    ZSTD_freeDStream(p->unpack);
}

// Both in bytes of the file as it lies there, so that progress is honest for packed files too.
i64 packed_in_size(const PackedIn *p) { return p->size; }
i64 packed_in_done(const PackedIn *p) { return p->zst ? (i64)ftell(p->zst) : (i64)gzoffset(p->gz); }

// between: a frame ended exactly here, so the end of the file is its own end.
static i64 read_zst(PackedIn *p, char *into, i64 room)
{
    assert(p->zst && into && room > 0);
    ZSTD_outBuffer out = { into, (size_t)room, 0 };
    while (out.pos == 0) {
        if (p->packed.pos == p->packed.size) {
            p->packed.size = fread(p->packed_at, 1, PACKED, p->zst);
            p->packed.pos = 0;
            if (p->packed.size == 0) return ferror(p->zst) || !p->between ? -1 : 0;
        }
        size_t left = ZSTD_decompressStream(p->unpack, &out, &p->packed);
        if (ZSTD_isError(left)) return -1;
        p->between = left == 0;
    }
    return (i64)out.pos;
}

// gzread is -1 for damage; a .gz that stops within its stream is damaged too.
i64 packed_in_read(PackedIn *p, char *into, i64 room)
{
    assert(into && room > 0 && room <= INT32_MAX);
    return p->zst ? read_zst(p, into, room) : gzread(p->gz, into, (unsigned)room);
}
