// embed: writes files as one C file of byte strings, so that the binary carries them.
//
//     embed build/gen/embedded.c sql/0001.sql=sql/0001.sql web/index.html=build/faces/index.html …
//
// NAME=FILE each. What is named web/… is carried as gzip where that is shorter: so it goes out as it lies there.
// Octal escapes inside string literals: compilers read them many times faster than lists of numbers.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

typedef struct Bytes { unsigned char *at; size_t len; } Bytes;

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int bytes_read(const char *file, Bytes *b)
{
    FILE *in = fopen(file, "rb");
    if (!in) return 0;
    size_t room = 1 << 16;
    *b = (Bytes){ malloc(room), 0 };
    for (size_t got = 1; b->at && got; b->len += got) {
        if (b->len == room) b->at = realloc(b->at, room *= 2);
        got = b->at ? fread(b->at + b->len, 1, room - b->len, in) : 0;
    }
    int good = b->at && !ferror(in);
    fclose(in);
    return good;
}

// Without a moment and without a name, so that the same file gives the same bytes.
static Bytes bytes_gzip(Bytes raw)
{
    z_stream z = { 0 };
    Bytes    shut = { 0 };
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) return shut;
    size_t room = deflateBound(&z, raw.len);
    shut.at = malloc(room);
    z.next_in  = raw.at;
    z.avail_in = (unsigned)raw.len;
    z.next_out = shut.at;
    z.avail_out = (unsigned)room;
    if (shut.at && deflate(&z, Z_FINISH) == Z_STREAM_END) shut.len = z.total_out;
    deflateEnd(&z);
    return shut;
}

// The literal is closed every 32 bytes; adjacent literals are one string.
static void embed_bytes(Bytes b, FILE *out)
{
    for (size_t i = 0; i < b.len; i++) {
        int c = b.at[i];
        if (i % 32 == 0) fputs(i ? "\"\n    \"" : "\n    \"", out);
        int plain = c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '?';    // '?' could begin a trigraph
        if (plain) putc(c, out);
        else fprintf(out, "\\%03o", (unsigned)c);
    }
    fputs(b.len ? "\"" : "\"\"", out);
}

static int embed_file(const char *name, const char *file, FILE *out)
{
    Bytes raw, shut = { 0 };
    if (!bytes_read(file, &raw)) return 0;
    if (!strncmp(name, "web/", 4)) shut = bytes_gzip(raw);
    int shorter = shut.len && shut.len < raw.len;
    Bytes carried = shorter ? shut : raw;
    fprintf(out, "    { \"%s\", (const unsigned char *)", name);
    embed_bytes(carried, out);
    fprintf(out, ",\n      %zu, %zu },\n", carried.len, shorter ? raw.len : 0);
    free(raw.at);
    free(shut.at);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc < 2) return fputs("embed OUT.c NAME=FILE…\n", stderr), 2;
    FILE *out = fopen(argv[1], "wb");
    if (!out) return perror(argv[1]), 1;
    for (int i = 2; i < argc; i++) {
        char *mark = strchr(argv[i], '=');
        if (!mark) return fprintf(stderr, "embed: NAME=FILE, not %s\n", argv[i]), remove(argv[1]), 2;
        *mark = 0;
    }
    qsort(argv + 2, (size_t)argc - 2, sizeof *argv, by_name);
    fputs("// Made by tool/embed.c; do not edit.\n#include \"base/embedded.h\"\n\n"
          "const Embedded embedded_files[] = {\n", out);
    for (int i = 2; i < argc; i++) {
        const char *file = argv[i] + strlen(argv[i]) + 1;
        if (embed_file(argv[i], file, out)) continue;
        perror(file);
        fclose(out);
        remove(argv[1]);
        return 1;
    }
    fprintf(out, "    { 0, 0, 0, 0 },\n};\nconst int embedded_count = %d;\n", argc - 2);
    if (ferror(out) | fclose(out)) return perror(argv[1]), remove(argv[1]), 1;
    return 0;
}
