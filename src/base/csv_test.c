// csv_test.c: rows of CSV. One line per case: the bytes, and the rows as [line:cell|cell] or {lines column fault}.
#include "base/check.h"
#include "base/csv.h"
#include <string.h>

static Arena *arena;

static void out_row(Out *o, const CsvRow *row)
{
    if (row->fault) {
        out_fmt(o, "{%lld", (long long)row->line);
        if (row->last != row->line) out_fmt(o, "-%lld", (long long)row->last);
        out_fmt(o, " %d %s}", row->column, fault_name(row->fault));
        return;
    }
    out_fmt(o, "[%lld:", (long long)row->line);
    for (int i = 0; i < MIN(row->count, CSV_CELLS); i++) {
        if (i) out_char(o, '|');
        out_str(o, row->cells[i]);
    }
    out_char(o, ']');
}

static Str read_all(Str bytes, i64 piece, int least)
{
    Csv c;
    CsvRow row;
    Out o = out_new(arena, 1 << 20);
    csv_open(&c, arena, 4096, least);
    for (i64 at = 0; at < bytes.len || !c.over; at += piece) {
        Str s = { bytes.at + MIN(at, bytes.len), MAX(MIN(piece, bytes.len - at), 0) };
        if (at >= bytes.len) csv_over(&c);
        do {
            if (!c.over) csv_feed(&c, &s);
            while (csv_next(&c, arena, &row)) out_row(&o, &row);
        } while (s.len && !c.fault);
    }
    if (c.fault) out_fmt(&o, "%s %s", fault_name(c.fault), c.what);
    return out_done(&o);
}

static const char *rows_of(Str bytes, int least)
{
    Str whole = read_all(bytes, bytes.len + 1, least);
    for (i64 piece = 1; piece < 8; piece += 3) CHECK(str_same(whole, read_all(bytes, piece, least)));
    return arena_z(arena, whole);
}

#define ROWS(text)         rows_of(STR(text), 0)
#define LETTERS(text)      rows_of(STR(text), 3)

static void test_cells(void)
{
    CHECK_STR(ROWS("a,b\n1,2\n"), "[1:a|b][2:1|2]");
    CHECK_STR(ROWS("a,b\r\n1,2\r\n3,4"), "[1:a|b][2:1|2][3:3|4]");
    CHECK_STR(ROWS("a,b\r1,2\r"), "[1:a|b][2:1|2]");
    CHECK_STR(ROWS("a,b\r1,\"2\r\n\r3\"\r5,6"), "[1:a|b][2:1|2\n\n3][5:5|6]");
    CHECK_STR(ROWS("a\n\n \n\nb\n,\n"), "[1:a][5:b][6:|]");
    CHECK_STR(ROWS("a, b ,\tc\t\n"), "[1:a|b|c]");
    CHECK_STR(ROWS("\"a\",\" b \", \"c\" ,\"\"\n"), "[1:a| b |c|]");
    CHECK_STR(ROWS("\"a,\"\"b\"\"\"\n\"\"\"\"\n"), "[1:a,\"b\"][2:\"]");
    CHECK_STR(ROWS("\"a\r\nb\",\"c\nd\"\ne,f"), "[1:a\nb|c\nd][4:e|f]");
    CHECK_STR(ROWS("编码,名称\n1,甲\n"), "[1:编码|名称][2:1|甲]");
    CHECK_STR(ROWS("a,b,\n,,\n"), "[1:a|b|][2:||]");
    CHECK_STR(ROWS("'a,'=1\n"), "[1:'a|'=1]");                          // whose marks they are, the reader knows
}

static void test_begins(void)
{
    CHECK_STR(ROWS("\xEF\xBB\xBF" "a,b\n"), "[1:a|b]");
    CHECK_STR(ROWS("\xEF\xBB\xBF" "\"a\",\"b\"\n"), "[1:a|b]");
    CHECK_STR(ROWS("\xEF\xBB\xBF\xEF\xBB\xBF" "\"a\",b\n"), "[1:a|b]");
    CHECK_STR(ROWS("sep=,\r\na,b\r\n"), "[2:a|b]");
    CHECK_STR(ROWS("\xEF\xBB\xBFsep=,\na,b\n"), "[2:a|b]");
    CHECK_STR(ROWS("sep=;\r\na;b\r\n"), "list_separator ;");
    CHECK_STR(ROWS("sep=\t\na\tb\n"), "list_separator 制表符 tab");
    CHECK_STR(ROWS("separate,b\n"), "[1:separate|b]");
    CHECK_STR(ROWS("\"a\";\"b\"\n1;2\n"), "list_separator ;");
    CHECK_STR(ROWS("\"a\"\t\"b\"\n"), "list_separator 制表符 tab");
    CHECK_STR(ROWS("\xEF\xBB\xBF" "a|\"b\"\n"), "list_separator |");
    CHECK_STR(ROWS("\"a;b\",c\n"), "[1:a;b|c]");
    CHECK_STR(ROWS(""), "list_empty ");
    CHECK_STR(ROWS("\xEF\xBB\xBF\r\n \r\n"), "list_empty ");
    CHECK_STR(ROWS("\xFF\xFEn\0a\0,\0"), "list_utf16 ");
    CHECK_STR(ROWS("\xFE\xFF\0n\0a\0,"), "list_utf16 ");
    CHECK_STR(ROWS("\x16\x7F\x01\x78,\0\r\0\n\0" "4\0" "1\0,\0"), "list_utf16 ");       // 编码, without a mark
    CHECK_STR(ROWS("PK\x03\x04\x14\0\x06\0"), "list_workbook xlsx");
    CHECK_STR(ROWS("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "list_workbook xls");
    CHECK_STR(ROWS("\n<html><table>"), "list_other HTML, XML");
    CHECK_STR(ROWS("{\"a\":1}"), "list_other JSON");
    CHECK_STR(ROWS("%PDF-1.4\n"), "list_other PDF");
    CHECK_STR(ROWS("\xB1\xE0\xC2\xEB,\xC3\xFB\xB3\xC6\r\n1,2\r\n"), "list_not_utf8 ");  // 编码,名称 in GBK
    CHECK_STR(ROWS(",\n\xB1\xE0\xC2\xEB,b\n"), "[1:|]list_not_utf8 ");
    CHECK_STR(ROWS("a,b\n\xB1\xE0,1\nc,d\n"), "[1:a|b][2:\xB1\xE0|1][3:c|d]");          // a row may cost itself only
}

static void test_torn(void)
{
    CHECK_STR(ROWS("a,b\n1,\"东\"区\n2,c\n"), "[1:a|b]{2 1 list_quote_behind}[3:2|c]");
    CHECK_STR(ROWS("a,b\n1,东\"区\"\n2,c\n"), "[1:a|b]{2 1 list_quote_stray}[3:2|c]");
    CHECK_STR(ROWS("a,b\n\"1\" \"2\",3\n2,c\n"), "[1:a|b]{2 0 list_quote_behind}[3:2|c]");
    CHECK_STR(ROWS("a,b\n1,\"东区\n2,c\n3,d\n"), "[1:a|b]{2 1 list_quote_open}[3:2|c][4:3|d]");
    CHECK_STR(ROWS("a,b\n1,\"东区\n2,\"c\"\n3,d\n"), "[1:a|b]{2 1 list_quote_open}[3:2|c][4:3|d]");
    CHECK_STR(ROWS("a,b\r1,\"东区\r2,c\r"), "[1:a|b]{2 1 list_quote_open}[3:2|c]");
    CHECK_STR(ROWS("a,b\n1,\"东区"), "[1:a|b]{2 1 list_quote_open}");
    CHECK_STR(ROWS("a,b\n1,\""), "[1:a|b]{2 1 list_quote_open}");
    CHECK_STR(ROWS("\"a,b\n1,2\n"), "{1 0 list_quote_open}[2:1|2]");
    CHECK_STR(ROWS("a,b\n1,x\"\n2,y\"\n3,c"), "[1:a|b]{2 1 list_quote_stray}{3 1 list_quote_stray}[4:3|c]");
}

// Where cells may hold line ends, the rest of a torn cell is no row.
static void test_torn_lines(void)
{
    CHECK_STR(LETTERS("a,b,c\n1,2,\"x\nsaid \"good\" and\nwent\"\n2,3,4\n"),
              "[1:a|b|c]{2-4 2 list_quote_behind}[5:2|3|4]");
    CHECK_STR(LETTERS("a,b,c\n1,2,x\"y\n2,3,x\"y\n3,4,5\n"),
              "[1:a|b|c]{2 2 list_quote_stray}{3 2 list_quote_stray}[4:3|4|5]");
    CHECK_STR(LETTERS("a,b,c\n1,2,\"x\ny\n\n3,4,5\n6,7,8"), "[1:a|b|c]{2-4 2 list_quote_open}[5:3|4|5][6:6|7|8]");
    CHECK_STR(LETTERS("a,b,c\n1,2,\"x\ny\n"), "[1:a|b|c]{2-3 2 list_quote_open}");
    CHECK_STR(LETTERS("a,b,c\r\n1,2,\"x\r\ny\"z\r\n3,4,5\r\n"), "[1:a|b|c]{2-3 2 list_quote_behind}[4:3|4|5]");
}

static void test_bounds(void)
{
    Out o = out_new(arena, 1 << 20);
    out_z(&o, "a,b\n1,");
    for (int i = 0; i < 20000; i++) out_char(&o, 'x');
    out_z(&o, "\r\n2,c\n3,\"");
    for (int i = 0; i < 20000; i++) out_z(&o, i % 100 ? "y" : "\n");
    out_z(&o, "\n4,d\n");
    for (int i = 0; i < 100; i++) out_z(&o, "5,");
    for (int least = 0; least < 3; least += 2) {
        Str said = read_all(out_done(&o), 4096, least);
        CHECK(str_starts(said, STR("[1:a|b]{2 1 list_row_long}[3:2|c]{4")));
        CHECK(str_has(said, STR(" 1 list_quote_open}[")) && str_has(said, STR(":4|d][")));
    }
    Csv c;
    CsvRow row;
    Str s = arena_str(arena, (Str){ o.at + o.len - 200, 200 });
    csv_open(&c, arena, 4096, 0);
    csv_feed(&c, &s);
    csv_over(&c);
    CHECK(csv_next(&c, arena, &row) && row.count == 101 && str_is(row.cells[62], "5") && !csv_next(&c, arena, &row));
}

static const char *head(const char *text)
{
    Csv c;
    CsvRow row;
    const char *what;
    Str s = str(text);
    csv_open(&c, arena, 4096, 0);
    csv_feed(&c, &s);
    csv_over(&c);
    CHECK(csv_next(&c, arena, &row));
    Fault f = csv_head_fault(&row, &what);
    return f ? arena_fmt(arena, "%s %s", fault_name(f), what).at : "";
}

static void test_heads(void)
{
    CHECK_STR(head("code,title\n"), "");
    CHECK_STR(head("code;name\n"), "list_separator ;");
    CHECK_STR(head("code\tname\n"), "list_separator 制表符 tab");
    CHECK_STR(head("code|name\n"), "list_separator |");
    CHECK_STR(head("编码，名称\n"), "list_separator ，");
    CHECK_STR(head("编码；名称\n"), "list_separator ；");
    CHECK_STR(head("编码、名称,x\n"), "list_separator 、");
    CHECK_STR(head("code name\n"), "list_one_column ");
    CHECK_STR(head("\"code,name\"\n"), "list_row_quoted ");
}

// What out_csv wrote comes back as it was, whatever it was; in pieces as in one.
static void test_round(void)
{
    static const char *const parts[] = { "\"", ",", "\n", "'", "=", "-", "甲", " ", "a", ";", "+", "＝", "\t" };
    unsigned seed = 7;
    for (int round = 0; round < 300; round++) {
        Str cells[4];
        Out o = out_new(arena, 4000);
        for (int i = 0; i < 4; i++) {
            Out one = out_new(arena, 100);
            for (int k = (int)((seed = seed * 1103515245u + 12345u) >> 16) % 7; k > 0; k--)
                out_z(&one, parts[((seed = seed * 1103515245u + 12345u) >> 16) % COUNT(parts)]);
            cells[i] = out_done(&one);
            if (i) out_char(&o, ',');
            out_csv(&o, cells[i]);
        }
        out_z(&o, "\r\n");
        Csv c;
        CsvRow row;
        Str s = out_done(&o);
        csv_open(&c, arena, 4096, 0);
        csv_feed(&c, &s);
        csv_over(&c);
        c.begun = true;                                                 // a row within a file, not its beginning
        bool good = csv_next(&c, arena, &row) && row.count == 4;
        for (int i = 0; i < 4; i++) good = good && str_same(csv_unmarked(row.cells[i]), cells[i]);
        CHECK(good && !csv_next(&c, arena, &row));
    }
    CHECK(str_is(csv_unmarked(STR("'-1层")), "-1层") && str_is(csv_unmarked(STR("''-1层")), "'-1层"));
    CHECK(str_is(csv_unmarked(STR("'里")), "'里") && str_is(csv_unmarked(STR("-1")), "-1"));
    CHECK(str_is(csv_unmarked(STR("'")), "'") && str_is(csv_unmarked(STR("")), ""));
}

// Any bytes, in any pieces: the same rows, no line twice, none lost.
static void test_noise(void)
{
    static const char letters[] = "\"\"\",,\n\n\r ab\xE7";
    unsigned seed = 11;
    for (int round = 0; round < 400; round++) {
        char bytes[60];
        for (int i = 0; i < (int)sizeof bytes; i++)
            bytes[i] = letters[((seed = seed * 1103515245u + 12345u) >> 16) % (sizeof letters - 1)];
        Str s = { bytes, sizeof bytes };
        for (int least = 0; least < 3; least += 2) {
            Str whole = read_all(s, 100, least);
            CHECK(str_same(whole, read_all(s, 1, least)) && str_same(whole, read_all(s, 7, least)));
        }
    }
}

void csv_test(void)
{
    arena = arena_open(512 << 20);
    test_cells();
    test_begins();
    test_torn();
    test_torn_lines();
    test_bounds();
    test_heads();
    test_round();
    test_noise();
    arena_close(arena);
}
