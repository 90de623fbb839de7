// pack_read.c: the bytes of one pack's files become rows. Every mistake is named by file, line and column.
// Strict, since a comma too many would else shift a row's meaning silently. Every message names file, line and column
// as an editor and a spreadsheet do. Cells go through the same field rows as a phone's JSON.
#include "pack/pack_rows.h"
#include "base/text.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const pack_files[] = {
    [PACK_SETTINGS] = "pack.yaml",      [PACK_HOLIDAYS] = "holidays.csv",   [PACK_DIVISIONS] = "divisions.csv",
    [PACK_SUBJECTS] = "subjects.csv",   [PACK_EVENTS] = "events.csv",       [PACK_DEADLINES] = "deadlines.csv",
    [PACK_DUTIES] = "duties.csv",       [PACK_REFUSALS] = "refusals.csv",   [PACK_KEYWORDS] = "keywords.csv",
    [PACK_NOTICE_KINDS] = "notice_kinds.csv", [PACK_DANGERS] = "dangers.csv",
    [PACK_TABLES] = "passwords.txt",    NULL,
};

// ---- mistakes --------------------------------------------------------------------------------

// “what: text”.
static Str sentence(Arena *a, Str what, const char *text)
{
    Out o = out_new(a, 1 << 12);
    out_str(&o, what);
    out_z(&o, what.len ? ": " : "");
    out_z(&o, text);
    return out_done(&o);
}

// Without building the sentence: a pack that many leaves share is read once for each, its mistakes are told once.
static bool told_already(const PackError *e, Str file, PackMark mark, Str what, const char *en)
{
    Str tail = str(en);
    return e->line == mark.line && e->column == mark.column && str_same(e->file, file)
        && e->text_en.len == what.len + (what.len ? 2 : 0) + tail.len && str_starts(e->text_en, what)
        && str_same((Str){ e->text_en.at + e->text_en.len - tail.len, tail.len }, tail);
}

// The only way a mistake is told. `what` and the two sentences are copied; `mark` {0,0} is the whole file.
void pack_wrong(PackErrors *es, Str file, PackMark mark, Str what, const char *en, const char *zh)
{
    assert(es && es->arena && en && zh);
    es->met++;
    for (i64 i = 0; i < es->count; i++)
        if (told_already(&es->at[i], file, mark, what, en)) return;
    if (es->count == COUNT(es->at)) { es->dropped++; return; }
    es->at[es->count++] = (PackError){ arena_str(es->arena, file), mark.line, mark.column,
                                       sentence(es->arena, what, en), sentence(es->arena, what, zh) };
}

void pack_wrong_fault(PackErrors *es, Str file, PackMark mark, Str what, Fault fault)
{
    pack_wrong(es, file, mark, what, fault_text(fault, EN), fault_text(fault, ZH));
}

// At most 24 characters of the value, and none when it holds tricks: messages go to terminals and logs.
Str pack_quote(Arena *a, const char *name, Str value)
{
    enum { CHARACTERS = 24 };
    Out o = out_new(a, 1 << 10);
    out_z(&o, name);
    Refused no;
    if (!value.len || utf8_count(value) < 0 || !text_clean(a, TEXT_LINE, value, &value, &no)) return out_done(&o);
    i64 at = 0;
    uint32_t code;
    for (int i = 0; i < CHARACTERS && at < value.len; i++) at += utf8_next(value, at, &code);
    out_z(&o, " “");
    out_str(&o, (Str){ value.at, at });
    out_z(&o, at < value.len ? "…”" : "”");
    return out_done(&o);
}

void pack_errors_print(const PackErrors *es, Out *o, Lang lang)
{
    for (i64 i = 0; i < es->count; i++) {
        const PackError *e = &es->at[i];
        out_str(o, e->file);
        out_fmt(o, ":%lld:%lld: ", (long long)e->line, (long long)e->column);
        out_str(o, lang == EN ? e->text_en : e->text_zh);
        out_char(o, '\n');
    }
    if (es->dropped) out_fmt(o, lang == EN ? "and %lld more\n" : "另有 %lld 处\n", (long long)es->dropped);
}

// ---- files -----------------------------------------------------------------------------------

// False also when the file got shorter meanwhile.
static bool read_whole(int fd, char *at, i64 len)
{
    for (i64 done = 0; done < len;) {
        ssize_t n = read(fd, at + done, (size_t)(len - done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        done += n;
    }
    return true;
}

// A folder, a pipe or a device by that name is told as unreadable.
static bool slurp_open(PackReader *r, Str file, int fd, Str *bytes)
{
    struct stat st;
    bool plain = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    if (plain && st.st_size > PACK_FILE_BYTES) {
        pack_wrong(r->errors, file, (PackMark){ 0 }, (Str){ 0 }, "is larger than 8 MiB", "超过 8 MiB");
        return false;
    }
    char *at = plain ? NEW(r->arena, char, st.st_size + 1) : NULL;
    if (!plain || !read_whole(fd, at, st.st_size)) {
        pack_wrong(r->errors, file, (PackMark){ 0 }, (Str){ 0 }, "cannot be read", "无法读取");
        return false;
    }
    *bytes = (Str){ at, st.st_size };
    return true;
}

Str pack_path(Arena *a, Str folder, const char *name)
{
    Out o = out_new(a, 1 << 12);
    out_str(&o, folder);
    out_char(&o, '/');
    out_z(&o, name);
    return out_done(&o);
}

// Whole into the arena, 8 MiB at most, with its hash noted. O_NONBLOCK, so that a FIFO by that name cannot hold up the
// start.
bool pack_slurp(PackReader *r, const char *name, Str *file, Str *bytes)
{
    assert(r->sum_count <= COUNT(r->sums));
    *file = pack_path(r->arena, r->folder, name);
    const char *path = arena_z(r->arena, pack_path(r->arena, r->dir, arena_z(r->arena, *file)));
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT) return false;
    bool good = slurp_open(r, *file, fd, bytes);
    if (fd >= 0) close(fd);
    if (!good) r->cut = true;
    else if (r->sum_count < COUNT(r->sums)) r->sums[r->sum_count++] = (PackSum){ *file, hash_sha256(*bytes) };
    return good;
}

// True when it may go into rows, answers and messages; *text is then clean. What is refused is named by its place.
bool pack_text_good(PackReader *r, Str file, PackMark mark, const char *name, Str *text)
{
    Refused no;
    Str what = str(name);
    bool known = utf8_count(*text) >= 0;
    if (known && text_clean(r->arena, TEXT_LINES, *text, text, &no)) return true;
    if (known) what = arena_fmt(r->arena, "%s (%lld: U+%04X)", name, (long long)no.at, no.code);
    pack_wrong_fault(r->errors, file, mark, what, known ? FAULT_field_bad_text : FAULT_field_not_utf8);
    return false;
}

// ---- rows ------------------------------------------------------------------------------------

// One cell into its member; an empty one is absent. A cell told of already is not told again.
static bool take_field(PackReader *r, const Field *f, Str file, const PackCell *cell, void *record)
{
    if (cell->bad) return false;
    Fault fault = OK;
    bool torn = !(f->flags & LINES) && str_has(cell->text, STR("\n"));         // more likely a quote too many
    if (torn) fault = FAULT_field_bad_text;
    else if (cell->text.len > 0) fault = record_set_text(f, r->arena, cell->text, record);
    else if (f->flags & NEEDED) fault = FAULT_field_missing;
    if (fault) pack_wrong_fault(r->errors, file, cell->mark, pack_quote(r->arena, f->name, cell->text), fault);
    return fault == OK;
}

// The KEY fields are the first ones.
// Joined by a byte that no id may hold, so that two keys are never the same text by accident.
static Str key_of(Arena *a, const Record *record, const PackCell *cells)
{
    assert(record->field_count > 1 && record->fields[0].flags & KEY);
    if (!(record->fields[1].flags & KEY)) return cells[0].text;
    i64 room = 0, len = 0;
    for (int i = 0; i < record->field_count && record->fields[i].flags & KEY; i++) room += cells[i].text.len + 1;
    char *at = NEW(a, char, room);
    for (int i = 0; i < record->field_count && record->fields[i].flags & KEY; i++) {
        if (i > 0) at[len++] = PACK_JOIN[0];
        memcpy(at + len, cells[i].text.at, (size_t)cells[i].text.len);
        len += cells[i].text.len;
    }
    return (Str){ at, len };
}

// The old array stays behind in the arena: a pack is read once, and doubling wastes at most its own size.
static PackRow *row_new(PackReader *r, PackIndex *t)
{
    if (t->count == t->cap) {
        i64 cap = t->cap ? 2 * t->cap : 64;
        PackRow *grown = NEW(r->arena, PackRow, cap);
        if (t->count) memcpy(grown, t->at, (size_t)t->count * sizeof *grown);
        t->at = grown;
        t->cap = cap;
    }
    return &t->at[t->count++];
}

// The last four fields of every table are valid_from, valid_to, source, evidence.
// Periods are inclusive at both ends.
static void row_dates(PackReader *r, const Record *record, PackRow *row)
{
    const Field *from = &record->fields[record->field_count - 4], *to = from + 1;
    assert(from->kind == ON && to->kind == ON);
    const char *at = row->record;
    memcpy(&row->from, at + from->at, sizeof row->from);
    memcpy(&row->to, at + to->at, sizeof row->to);
    if (row->to == DAY_NONE) row->to = INT64_MAX;
    if (!row->bad && row->to < row->from) {
        row->bad = true;
        pack_wrong(r->errors, row->file, row->marks[to - record->fields], str(to->name),
                   "lies before valid_from", "早于 valid_from");
    }
    if (!row->bad) return;
    row->from = INT64_MIN;          // so that others are not blamed for it
    row->to = INT64_MAX;
}

// A row without its key cannot be compared with others, so the chain is not judged further; any other mistake leaves
// the row in its place, marked bad.
void pack_row_add(PackReader *r, PackTable table, Str file, const PackCell *cells)
{
    assert(table >= 0 && table < PACK_TABLES && cells);
    const Record *record = pack_record(table);
    PackMark *marks = NEW(r->arena, PackMark, record->field_count);
    void *into = arena_take(r->arena, record->size, 1);
    bool bad = false, keyless = false;
    record_blank(record, into);
    for (int i = 0; i < record->field_count; i++) {
        marks[i] = cells[i].mark;
        bool good = take_field(r, &record->fields[i], file, &cells[i], into);
        if (!good) bad = true;
        if (!good && (record->fields[i].flags & KEY)) keyless = true;
    }
    if (keyless) { r->cut = true; return; }
    PackRow *row = row_new(r, &r->rows->table[table]);
    *row = (PackRow){ .key = key_of(r->arena, record, cells), .depth = r->depth, .bad = bad, .file = file,
                      .marks = marks, .record = into };
    row_dates(r, record, row);
}

// ---- CSV -------------------------------------------------------------------------------------

enum { PACK_ROW_BYTES = 64 << 10 };
typedef struct PackCsv {
    PackReader *reader;
    PackTable   table;
    Str         file;
    RowHead     head;
} PackCsv;

// A misspelt optional column would be silently absent, so each must be there, and none else.
static void csv_flaw(void *context, const RowFlaw *flaw)
{
    PackCsv *c = context;
    bool unknown = flaw->fault == FAULT_field_unknown;
    Str what = str(*flaw->hint ? flaw->hint : flaw->field);
    if (unknown) what = pack_quote(c->reader->arena, "column", flaw->cell);
    pack_wrong_fault(c->reader->errors, c->file, (PackMark){ flaw->line, flaw->column + 1 }, what, flaw->fault);
    c->reader->cut = true;
}

// In the order of the fields, and as wide as the head: a comma too few shifts a row's meaning.
static void take_line(PackCsv *c, const CsvRow *row)
{
    const Record *record = c->head.record;
    PackReader *r = c->reader;
    PackCell cells[PACK_FIELDS] = { 0 };
    RowFlaw flaw;
    bool whole = row_whole(&c->head, row, &flaw);
    if (whole && row->count != c->head.width) {
        flaw.fault = row->count < c->head.width ? FAULT_list_row_short : FAULT_list_row_wide;
        flaw.column = MIN(row->count, c->head.width);
    }
    if (flaw.fault) {
        csv_flaw(c, &flaw);
        return;
    }
    for (int i = 0; i < record->field_count; i++) {
        int column = c->head.column[i];
        cells[i] = (PackCell){ row->cells[column], { row->lines[column], column + 1 }, false };
        cells[i].bad = !pack_text_good(r, c->file, cells[i].mark, record->fields[i].name, &cells[i].text);
    }
    pack_row_add(r, c->table, c->file, cells);
}

// A table that is not there is an empty one: the parent's rows hold.
void pack_csv_read(PackReader *r, PackTable table)
{
    PackCsv c = { .reader = r, .table = table };
    CsvRow row = { .line = 1 };
    Csv csv;
    Str bytes;
    bool headed = false, good = true;
    if (!pack_slurp(r, pack_files[table], &c.file, &bytes)) return;
    csv_open(&csv, r->arena, PACK_ROW_BYTES, 0);
    for (i64 rows = 0; good && !csv.over;) {
        csv_feed(&csv, &bytes);
        if (!bytes.len) csv_over(&csv);
        while (good && csv_next(&csv, r->arena, &row)) {
            if (headed) take_line(&c, &row);
            else good = headed = row_head(&c.head, pack_record(table), r->arena, &row, true, csv_flaw, &c);
            good = good && !r->errors->dropped;                 // enough is enough
            if (rows++ <= PACK_ROWS_MOST) continue;
            pack_wrong(r->errors, c.file, (PackMark){ row.line, 0 }, (Str){ 0 }, "the file has more than 50,000 rows",
                       "文件超过 50,000 行");
            r->cut = true;
            good = false;
        }
        good = good && !csv.fault;
    }
    if (csv.fault) csv_flaw(&c, &(RowFlaw){ MAX(row.line, 1), 0, 0, "", csv.what, csv.fault, STR("") });
    if (r->errors->dropped) r->cut = true;
}

// ---- passwords -------------------------------------------------------------------------------

static void password_add(PackReader *r, Str word)
{
    if (r->password_count == r->password_cap) {
        i64 cap = r->password_cap ? 2 * r->password_cap : 256;
        Str *grown = NEW(r->arena, Str, cap);
        if (r->password_count) memcpy(grown, r->passwords, (size_t)r->password_count * sizeof *grown);
        r->passwords = grown;
        r->password_cap = cap;
    }
    r->passwords[r->password_count++] = word;
}

// One word a line. Not a table: it has no key, and its rows are not dated.
void pack_passwords_read(PackReader *r)
{
    enum { LONGEST = 200 };
    Str file, bytes;
    if (!pack_slurp(r, pack_files[PACK_TABLES], &file, &bytes)) return;
    for (PackMark mark = { 1, 1 }; bytes.len > 0; mark.line++) {
        Str line = str_cut(&bytes, '\n');
        if (line.len && line.at[line.len - 1] == '\r') line.len--;
        if (!pack_text_good(r, file, mark, "password", &line)) continue;
        if (line.len > LONGEST) pack_wrong_fault(r->errors, file, mark, str("password"), FAULT_field_too_long);
        else if (line.len > 0) password_add(r, line);
    }
}
