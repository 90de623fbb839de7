// embed: writes the named files as one C file of byte strings, so that the binary carries them.
//
//     embed build/gen/embedded.c sql/0001.sql web/index.html …
//
// Octal escapes inside string literals: compilers read them many times faster than lists of numbers.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// The literal is closed every 32 bytes; adjacent literals are one string.
static long embed_bytes(FILE *in, FILE *out)
{
    long len = 0;
    for (int c; (c = getc(in)) != EOF; len++) {
        if (len % 32 == 0) fputs(len ? "\"\n    \"" : "\n    \"", out);
        int plain = c >= ' ' && c < 127 && c != '"' && c != '\\' && c != '?';    // '?' could begin a trigraph
        if (plain) putc(c, out);
        else fprintf(out, "\\%03o", (unsigned)c);
    }
    fputs(len ? "\"" : "\"\"", out);
    return ferror(in) ? -1 : len;
}

static int embed_file(const char *name, FILE *out)
{
    FILE *in = fopen(name, "rb");
    if (!in) return 0;
    fprintf(out, "    { \"%s\", (const unsigned char *)", name);
    long len = embed_bytes(in, out);
    fprintf(out, ",\n      %ld },\n", len);
    fclose(in);
    return len >= 0;
}

int main(int argc, char **argv)
{
    if (argc < 2) return fputs("embed OUT.c FILE…\n", stderr), 2;
    FILE *out = fopen(argv[1], "wb");
    if (!out) return perror(argv[1]), 1;
    int count = argc - 2;
    qsort(argv + 2, (size_t)count, sizeof *argv, by_name);
    fputs("// Made by tool/embed.c; do not edit.\n#include \"base/embedded.h\"\n\n"
          "const Embedded embedded_files[] = {\n", out);
    for (int i = 2; i < argc; i++) {
        if (embed_file(argv[i], out)) continue;
        perror(argv[i]);
        fclose(out);
        remove(argv[1]);
        return 1;
    }
    fprintf(out, "    { 0, 0, 0 },\n};\nconst int embedded_count = %d;\n", count);
    if (ferror(out) | fclose(out)) return perror(argv[1]), remove(argv[1]), 1;
    return 0;
}
