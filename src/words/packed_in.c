// packed_in.c: the bytes of a file, plain or packed by gzip or zstd.
#include "words/words.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

enum { PACKED = 1 << 17 };
struct PackedIn {
    gzFile        gz;               // plain files too
    FILE         *zst;
    ZSTD_DStream *unpack;
    ZSTD_inBuffer packed;
    char         *packed_at;
    bool          between;          // zstd: at the end of a frame
    i64           size;
};

static bool ends_with(Str s, const char *tail)
{
    i64 n = (i64)strlen(tail);
    return s.len >= n && !memcmp(s.at + s.len - n, tail, (size_t)n);
}

PackedIn *packed_in_open(Arena *a, Str path)
{
    PackedIn *p = NEW(a, PackedIn, 1);
    const char *name = arena_z(a, path);
    struct stat st;
    if (stat(name, &st) != 0 || !S_ISREG(st.st_mode)) return NULL;
    p->size = st.st_size;
    p->between = true;
    if (ends_with(path, ".zst")) {
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

i64 packed_in_size(const PackedIn *p) { return p->size; }
i64 packed_in_done(const PackedIn *p) { return p->zst ? (i64)ftell(p->zst) : (i64)gzoffset(p->gz); }

static i64 read_zst(PackedIn *p, char *into, i64 room)
{
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

i64 packed_in_read(PackedIn *p, char *into, i64 room)
{
    return p->zst ? read_zst(p, into, room) : gzread(p->gz, into, (unsigned)room);
}
