// place_chunk_test.c: lists of places cut into bodies, fed whole and byte by byte; what cannot be read is told.
#include "base/check.h"
#include "words/place_chunk.h"

static Arena *arena;
static const char *z(Str s) { return arena_z(arena, s); }

typedef struct Chunks { Out o; int left; } Chunks;

static bool chunk_note(void *context, const PlaceChunk *chunk)
{
    Chunks *c = context;
    PlaceImporting in;
    Problems ps = { .count = 0 };
    record_from_json(&place_importing_record, arena, chunk->body, &in, &ps, NULL);
    CHECK(ps.count == 0 && in.county == chunk->county);
    PlaceSheet s;
    place_sheet_read(&s, arena, in.rows, &ps);
    CHECK(ps.count == 0 && s.count == chunk->rows);
    out_fmt(&c->o, "%lld=%d@%lld ", (long long)chunk->county, chunk->rows, (long long)s.rows[0].line);
    return --c->left != 0;
}

static void chunk_wrong(void *context, i64 line, const char *field, Fault fault)
{
    out_fmt(&((Chunks *)context)->o, "%lld!%s %s ", (long long)line, field, fault_name(fault));
}

static const char *chunks(const char *text, int rows, int left, i64 piece)
{
    Chunks c = { out_new(arena, 4000), left };
    PlaceChunking how = { .list_on = STR("2021-12-31"), .source = STR("a \"list\""), .rows = rows, .chunk = chunk_note,
                          .wrong = chunk_wrong, .context = &c };
    PlaceChunker *chunker = place_chunker_open(&how);
    PlaceChunkError error;
    Str s = arena_str(arena, str(text));
    for (i64 at = 0; at < s.len; at += piece) place_chunker_feed(chunker, (Str){ s.at + at, MIN(piece, s.len - at) });
    bool whole = place_chunker_end(chunker, &error);
    if (!whole) out_fmt(&c.o, "stopped at %lld %s", (long long)error.line, error.fault ? fault_name(error.fault) : "");
    if (*error.what || *error.hint) out_fmt(&c.o, " %s%s", error.what, error.hint);
    return z(out_done(&c.o));
}

static void test_chunks(void)
{
    const char *text = "code,name,level,parent_code\n11,甲,1,\n1101,乙,2,11\n110101,丙,3,1101\n110101001,\"丁,\",4,110101\n"
                       "110102,戊,3,1101\n110102001,己,4,\n110102002,庚,4,\n12,辛,1,\n";
    CHECK_STR(chunks(text, 1000, 0, 1000), "110101=2@4 0=3@2 110102=3@6 ");
    CHECK_STR(chunks(text, 1000, 0, 1), "110101=2@4 0=3@2 110102=3@6 ");
    CHECK_STR(chunks(text, 2, 0, 7), "110101=2@4 110102=2@6 0=2@2 0=1@9 110102=1@8 ");
    CHECK_STR(chunks(text, 1, 2, 9), "0=1@2 110101=1@4 stopped at 5 ");
    CHECK_STR(chunks("name,code\n\xff,11\na\x01,12\n甲,13\n,,,,1\n", 9, 0, 99),
              "2!name field_not_utf8 3!name field_bad_text 5!row list_row_wide 0=1@4 ");
    CHECK_STR(chunks("code\n11\n", 9, 0, 99), "stopped at 1 field_missing name");
    CHECK_STR(chunks("", 9, 0, 99), "stopped at 1 list_empty");
    CHECK_STR(chunks("code,name\n\n", 9, 0, 99), "stopped at 1 list_empty");
    CHECK_STR(chunks("code;name\n11;甲\n", 9, 0, 99), "stopped at 1 list_separator ;");
    CHECK_STR(chunks("code\tname\n11\t甲\n", 9, 0, 99), "stopped at 1 list_separator 制表符 tab");
    CHECK_STR(chunks("\n编码，名称\n11，甲\n", 9, 0, 99), "stopped at 2 list_separator ，");
    CHECK_STR(chunks("\xB1\xE0\xC2\xEB,\xC3\xFB\xB3\xC6\r\n11,x\r\n", 9, 0, 99), "stopped at 1 list_not_utf8");
    CHECK_STR(chunks("\xFF\xFE\x16\x7F\x01\x78", 9, 0, 1), "stopped at 1 list_utf16");
    CHECK_STR(chunks("PK\x03\x04", 9, 0, 1), "stopped at 1 list_workbook xlsx");
    CHECK_STR(chunks("\xEF\xBB\xBF\xEF\xBB\xBF\"code\",\"name\"\n\"11\",\"甲\"\n", 9, 0, 1), "0=1@2 ");
    CHECK_STR(chunks("sep=,\r\n编码,名称\r\n11,甲\r\n", 9, 0, 1), "0=1@3 ");
    CHECK_STR(chunks("code,name\r11,甲\r12,乙\r", 9, 0, 1), "0=2@2 ");
    for (int piece = 1; piece < 100; piece += 49) {
        CHECK_STR(chunks("code,name\n11,甲\n12,\"乙", 9, 0, piece), "3!name list_quote_open 0=1@2 ");
        CHECK_STR(chunks("code,name\n11,甲\n12,\"乙\n\n13,丙\n", 9, 0, piece), "3!name list_quote_open 0=2@2 ");
        CHECK_STR(chunks("code,name\r\n\r\n11,甲\r\n\r\n\"1\"2,乙\r\n13,丙", 9, 0, piece),
                  "5!code list_quote_behind 0=2@3 ");
        CHECK_STR(chunks("code,x,name\n11,a\"b,甲\n12,,乙", 9, 0, piece), "2!row list_quote_stray 0=1@3 ");
        CHECK_STR(chunks("\"code,name\n", 9, 0, piece), "stopped at 1 list_quote_open row");
    }
}

void place_chunk_test(void)
{
    arena = arena_open(64 << 20);
    test_chunks();
    arena_close(arena);
}
