// letters.c: `linli import letters`: each old letter is filed at its own time, through the same road as a phone's POST.
//
// For trying Linli on a real mailbox's past, on test installations alone. Letters go in batches, each filed by the
// operator at its own moment under a key made of its number, so importing the same file again adds nothing. Where they
// came from is masked in the data, hence the stable hash. What cannot be filed is named with its line and the others
// land.
#include "base/text.h"
#include "record/row.h"
#include "words/staff.h"
#include "words/words.h"
#include <stdio.h>
#include <string.h>

enum { LETTERS_MAX = 200000, BATCH_BYTES = 1 << 20, BATCH_LINES = 256, TOLD_MAX = 20, SUBJECTS_MAX = 1000 };

typedef struct Letter { Str msg_id, title; i64 time; Str text; i64 line; } Letter;
// How many letters fell to a subject.
typedef struct Counted { Str subject; i64 n; } Counted;
// The whole import: all letters are in memory (200,000 at most).
typedef struct Letters {
    Caller  *c;
    Arena   *arena;
    Letter  *at;
    i64      count, cleaned, refused, told;
    bool     foreign;               // some row is not UTF-8
    i64      first, last;           // moments
    Pack    *pack;
    Places   places;
    Str     *before;                // foreign numbers that were there already, sorted
    i64      before_count;
    i64      filed, again;
    Counted  subjects[SUBJECTS_MAX];
    int      subject_count;
} Letters;

static void letter_told(Letters *l, i64 line, Str why)
{
    assert(line > 0);
    if (l->told++ < TOLD_MAX) fprintf(stderr, "%lld: %.*s\n", LL(line), STAR(why));
}

static void letter_refused(Letters *l, i64 line, Str why)
{
    l->refused++;
    letter_told(l, line, why);
}

// Names the column, never what stood in it: letters hold people's words.
static Str letter_wrong(Letters *l, Fault f, const char *column)
{
    return arena_fmt(l->arena, "%s %s", column, fault_text(f, l->c->typed->lang));
}

// ---- reading ---------------------------------------------------------------------------------

// Other columns are not looked at: they may hold what nobody should keep.
static const Record letter_record = RECORD_OF(Letter, "letter", "来信", "A letter",
    TEXT_FIELD(Letter, msg_id, "编号", "Number", .flags = NEEDED | PLAIN, .max = 50),
    TEXT_FIELD(Letter, title, "标题", "Title"),
    MOMENT_FIELD(Letter, time, "时间", "Time", .flags = NEEDED),
    TEXT_FIELD(Letter, text, "正文", "Text", .flags = NEEDED | LINES));
enum { LETTER_ID, LETTER_TITLE, LETTER_TIME, LETTER_TEXT };

// It becomes part of an Idempotency-Key: visible ASCII.
static bool letter_id_fits(Str id)
{
    for (i64 i = 0; i < id.len; i++)
        if (id.at[i] < 0x21 || id.at[i] > 0x7E) return false;
    return true;
}

static void row_flaw(void *context, const RowFlaw *flaw)
{
    Letters *l = context;
    Str why = letter_wrong(l, flaw->fault, flaw->field);
    l->foreign |= flaw->fault == FAULT_field_not_utf8;
    if (flaw->last > flaw->line)
        why = said(l->c->typed, "%.*s（至第 %lld 行）", "%.*s (up to line %lld)", STAR(why), LL(flaw->last));
    letter_told(l, flaw->line, why);
}

// Control characters become blanks: old mailboxes are full of them.
static bool cell_mend(Letters *l, const RowHead *head, CsvRow *row, int field, TextKind kind)
{
    bool cleaned = false;
    int column = head->column[field];
    if (column < 0 || column >= row->count || utf8_count(row->cells[column]) < 0) return false;
    row->cells[column] = text_mend(l->arena, kind, row->cells[column], &cleaned);
    return cleaned;
}

// Counted only when it is whole: the next one overwrites what was refused.
static void row_take(Letters *l, const RowHead *head, CsvRow *row)
{
    assert(l->count < LETTERS_MAX);
    Letter *letter = &l->at[l->count];
    if (row_blank(row)) return;
    bool cleaned = cell_mend(l, head, row, LETTER_TITLE, TEXT_LINE);
    cleaned |= cell_mend(l, head, row, LETTER_TEXT, TEXT_LINES);
    record_blank(&letter_record, letter);
    letter->line = row->line;
    if (!row_read(head, l->arena, row, letter, row_flaw, l)) {
        l->refused++;
        return;
    }
    if (!letter_id_fits(letter->msg_id)) {
        letter_refused(l, row->line, letter_wrong(l, FAULT_field_malformed, "msg_id"));
        return;
    }
    l->count++;
    l->cleaned += cleaned;
    l->first = l->first ? MIN(l->first, letter->time) : letter->time;
    l->last = MAX(l->last, letter->time);
}

static int by_id(const void *a, const void *b)
{
    const Letter *x = a, *y = b;
    int order = str_order(x->msg_id, y->msg_id);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static int by_line(const void *a, const void *b)
{
    const Letter *x = a, *y = b;
    return (x->line > y->line) - (x->line < y->line);
}

// The same row twice is one letter, there already when it comes again; another letter under the same number is a
// mistake of the file, and the first one stands.
static void letters_once(Letters *l)
{
    i64 kept = 0;
    if (l->count) qsort(l->at, (size_t)l->count, sizeof *l->at, by_id);
    for (i64 i = 0; i < l->count; i++) {
        const Letter *was = kept ? &l->at[kept - 1] : NULL, *now = &l->at[i];
        if (!was || !str_same(was->msg_id, now->msg_id)) l->at[kept++] = *now;
        else if (was->time == now->time && str_same(was->title, now->title) && str_same(was->text, now->text))
            l->again++;
        else letter_refused(l, now->line, letter_wrong(l, FAULT_field_twice, "msg_id"));
    }
    l->count = kept;
    if (kept) qsort(l->at, (size_t)kept, sizeof *l->at, by_line);
}

static void head_flaw(void *context, const RowFlaw *flaw)
{
    const Typed *t = ((Letters *)context)->c->typed;
    Str why = list_words(t, flaw->field, flaw->fault, flaw->hint);
    failed(t, "第 %lld 行：%.*s", "line %lld: %.*s", LL(flaw->line), STAR(why));
}

// False: told what is missing or given twice.
static bool letter_columns(Letters *l, const CsvRow *row, RowHead *head)
{
    if (row_head(head, &letter_record, l->arena, row, false, head_flaw, l)) return true;
    return fail(l->c->typed, "首行应有 msg_id,title,time,text 各列", "the first line must name msg_id,title,time,text"),
           false;
}

// The columns are named by the first line. LETTERS_MAX or a file that is none end the reading, and nothing is filed.
static bool letters_read(Letters *l, Str path)
{
    const Typed *t = l->c->typed;
    CsvIn *in = csv_in_open(l->arena, path, 0);
    if (!in) return failed(t, "无法读取 %.*s", "cannot read %.*s", STAR(path)), false;
    CsvRow row = { .line = 0 };
    RowHead head;
    int least = 0;
    bool headed = csv_in_row(in, l->arena, &row), fits = headed && letter_columns(l, &row, &head);
    for (int i = 0; fits && i < letter_record.field_count; i++) least = MAX(least, head.column[i] + 1);
    csv_in_least(in, least);
    while (fits && l->count < LETTERS_MAX && csv_in_row(in, l->arena, &row)) row_take(l, &head, &row);
    Str why = csv_in_why(in, t);
    if (!why.len && l->count == LETTERS_MAX) why = said(t, "超过 20 万封", "more than 200,000 letters");
    bool some = l->count + l->refused > 0;
    if (!why.len && (fits || !headed) && !some) why = str(fault_text(FAULT_list_empty, t->lang));
    if (why.len) failed(t, "第 %lld 行：%.*s", "line %lld: %.*s", LL(MAX(row.line, 1)), STAR(why));
    csv_in_close(in);
    letters_once(l);
    return fits && some && !why.len;
}

// ---- what is there already ---------------------------------------------------------------------

static int str_by_order(const void *a, const void *b) { return str_order(*(const Str *)a, *(const Str *)b); }

// before[] is sorted once it is whole.
static bool was_before(const Letters *l, Str id)
{
    assert(l->before_count <= LETTERS_MAX);
    i64 low = 0, high = l->before_count;
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (str_order(l->before[middle], id) < 0) low = middle + 1;
        else high = middle;
    }
    return low < l->before_count && str_same(l->before[low], id);
}

// The foreign numbers of a run before; beyond the bound they are merely counted as new.
static void before_take(void *context, const Imported *row)
{
    Letters *l = context;
    if (l->before_count < LETTERS_MAX) l->before[l->before_count++] = arena_str(l->arena, row->ref);
}

// ---- filing ------------------------------------------------------------------------------------

// SHA-256("place:" + id), its first four bytes as a number, modulo the list: test/recompute.py computes it again.
static Str letter_place(const Letters *l, Str id)
{
    assert(l->places.count > 0);
    Hash h = hash_sha256(arena_fmt(l->arena, "place:%.*s", STAR(id)));
    i64 n = (i64)h.at[0] << 24 | (i64)h.at[1] << 16 | (i64)h.at[2] << 8 | (i64)h.at[3];
    return l->places.at[n % l->places.count];
}

// One line of the batch: a filing as a phone would send it, but for `via`, its key and its moment.
static void letter_line(Letters *l, const Letter *letter, Arena *a, Out *lines)
{
    Out body = out_new(a, 256 << 10);
    out_z(&body, "{\"title\":");
    out_json(&body, letter->title);
    out_z(&body, ",\"text\":");
    out_json(&body, letter->text);
    out_z(&body, ",\"place\":");
    out_json(&body, letter_place(l, letter->msg_id));
    out_z(&body, ",\"via\":\"import\",\"via_ref\":");
    out_json(&body, letter->msg_id);
    out_char(&body, '}');
    batch_line(lines, &(BatchLine){
        .method = "POST", .path = l->c->typed->lang == EN ? STR("/api/matters?lang=en") : STR("/api/matters"),
        .key = arena_fmt(a, "letter-%.*s", STAR(letter->msg_id)), .happened_at = letter->time,
        .body = out_done(&body),
    });
}

// Kept for the report alone; beyond the bound a subject is filed and not listed.
static void subject_count(Letters *l, Str subject)
{
    for (int i = 0; i < l->subject_count; i++)
        if (str_same(l->subjects[i].subject, subject)) {
            l->subjects[i].n++;
            return;
        }
    if (l->subject_count < SUBJECTS_MAX) l->subjects[l->subject_count++] = (Counted){ arena_str(l->arena, subject), 1 };
}

// 200 for one said again, 201 for a new one; which of them was there before the run only the first list knows.
static void letter_answered(Letters *l, const Letter *letter, Arena *a, Str line)
{
    assert(letter->line > 0);
    json_t *root = json_loadb(line.at, (size_t)line.len, 0, NULL), *body = json_object_get(root, "body");
    i64 status = jwhole(root, "status", 0);
    if (status == 200 || status == 201) {
        if (was_before(l, letter->msg_id)) l->again++;
        else l->filed++;
        subject_count(l, jtext(body, "subject"));
    } else if (str_is(jtext(body, "fault"), "key_other_record")) {
        const Typed *t = l->c->typed;
        letter_refused(l, letter->line, said(t, "msg_id 以前导入过，内容不同", "msg_id was imported before, with other words"));
    } else {
        letter_refused(l, letter->line, problem_words(a, body));
    }
    json_decref(root);
}

// One batch is in memory at a time: 256 letters or about 1 MiB.
static bool letters_send(Letters *l)
{
    Arena *a = arena_open(96 << 20);
    bool good = true;
    for (i64 i = 0; i < l->count && good;) {
        Out lines = out_new(a, BATCH_BYTES * 2);
        i64 first = i;
        while (i < l->count && i - first < BATCH_LINES && lines.len < BATCH_BYTES)
            letter_line(l, &l->at[i++], a, &lines);
        Str answers;
        good = caller_batch(l->c, a, out_done(&lines), &answers) == 200;
        if (!good) fail_str(problem_sentence(a, answers));
        for (i64 k = first; k < i && good; k++) letter_answered(l, &l->at[k], a, str_cut(&answers, '\n'));
        say_progress(l->c->typed, i, l->count, i == l->count);
        arena_reset(a);
    }
    arena_close(a);
    return good;
}

// ---- saying --------------------------------------------------------------------------------------

static int by_subject(const void *a, const void *b)
{
    return str_order(((const Counted *)a)->subject, ((const Counted *)b)->subject);
}

// The name by the pack of the last letter's day.
static void say_subject(Letters *l, Out *o, const char *indent, Str id, i64 n)
{
    const Subject *s = pack_subject(l->pack, id, day_of(l->last));
    bool english = l->c->typed->lang == EN;
    Str name = s ? english ? s->name_en : s->name : STR("");
    out_fmt(o, "%s%-4s %6lld  ", indent, arena_z(l->arena, id), LL(n));
    out_str(o, name);
    out_char(o, '\n');
}

// Sorted by id, so that the leaves of a class stand together.
static void say_subjects(Letters *l, Out *o)
{
    assert(l->subject_count >= 0 && l->subject_count <= SUBJECTS_MAX);
    qsort(l->subjects, (size_t)l->subject_count, sizeof *l->subjects, by_subject);
    for (int i = 0; i < l->subject_count;) {
        const Subject *class = pack_class(l->pack, l->subjects[i].subject, day_of(l->last));
        i64 sum = 0;
        int from = i;
        while (i < l->subject_count && pack_class(l->pack, l->subjects[i].subject, day_of(l->last)) == class)
            sum += l->subjects[i++].n;
        say_subject(l, o, "  ", class ? class->subject : STR("?"), sum);
        for (int k = from; k < i; k++) say_subject(l, o, "      ", l->subjects[k].subject, l->subjects[k].n);
    }
}

// Z99 is named apart: it says how good the keywords are.
static void letters_say(Letters *l)
{
    const Typed *t = l->c->typed;
    Out o = out_new(l->arena, 256 << 10);
    i64 other = 0, all = 0;
    for (int i = 0; i < l->subject_count; i++) {
        all += l->subjects[i].n;
        if (str_is(l->subjects[i].subject, "Z99")) other = l->subjects[i].n;
    }
    out_str(&o, said(t, "提交 %lld，已有 %lld，未收 %lld（其中字符替换为空格 %lld 封）\n%s",
                     "filed %lld, already there %lld, refused %lld (control characters made blanks in %lld)\n%s",
                     LL(l->filed), LL(l->again), LL(l->refused), LL(l->cleaned),
                     t->lang == EN ? "by subject:\n" : "按类别：\n"));
    say_subjects(l, &o);
    out_str(&o, said(t, "归入“其他”（Z99）：%lld / %lld = %.1f %%\n", "fell into “other” (Z99): %lld of %lld = %.1f %%\n",
                     LL(other), LL(all), all ? 100.0 * (double)other / (double)all : 0.0));
    if (l->told > TOLD_MAX) out_str(&o, said(t, "（只列出前 %d 处）\n", "(the first %d are shown)\n", TOLD_MAX));
    say_out(&o);
}

// Everything that could refuse the whole comes before the first letter is filed.
static bool letters_begin(Letters *l, Str path, Str county)
{
    assert(county.len > 0);
    const Typed *t = l->c->typed;
    PackErrors *errors = NEW(l->arena, PackErrors, 1);
    errors->arena = l->arena;
    l->at = NEW(l->arena, Letter, LETTERS_MAX + 1);
    l->before = NEW(l->arena, Str, LETTERS_MAX + 1);
    if (!packs_there(t)) return false;
    Str own = arena_fmt(l->arena, "CN-%.*s", STAR(county));
    l->pack = pack_load(t->packs, own, errors);
    if (!l->pack) l->pack = pack_load(t->packs, STR(""), errors);       // the county has none of its own
    if (!l->pack) return fail(t, "政策包有错误，见 linli pack check", "the packs have mistakes, see `linli pack check`"), false;
    if (!imports_each(l->c, county, before_take, l)) return false;
    qsort(l->before, (size_t)l->before_count, sizeof *l->before, str_by_order);
    return places_read(l->c, l->arena, county, &l->places) && letters_read(l, path);
}

// A live clock must not raise years of old letters at once: the first import holds it at the first letter.
static bool letters_hold(Letters *l)
{
    return l->count == 0 || l->before_count || clock_hold(l->c, l->arena, l->first);
}

// FAILED also when single letters were refused.
static int letters_file(Caller *c, Str path, Str county)
{
    assert(c);
    const Typed *t = c->typed;
    Letters *l = NEW(t->arena, Letters, 1);
    *l = (Letters){ .c = c, .arena = arena_open((i64)1 << 30) };
    bool good = letters_begin(l, path, county);
    if (good) {
        tell(t, "来信 %lld 封。原信地点已隐去：社区 = SHA-256(\"place:\" + msg_id) 的前 8 位十六进制数 mod %lld",
             "%lld letters. Their places are masked: community = first 8 hex digits of SHA-256(\"place:\" + msg_id) "
             "mod %lld", LL(l->count), LL(l->places.count));
        if (l->foreign) fail_str(str(fault_text(FAULT_list_not_utf8, t->lang)));
        good = letters_hold(l) && letters_send(l);
    }
    if (good) letters_say(l);
    bool all = l->refused == 0;
    pack_close(l->pack);
    arena_close(l->arena);
    return good && all ? DONE : FAILED;
}

// The county is asked for, so that a letter's place never comes from a default nobody noticed.
int word_import_letters(Typed *t)
{
    Caller c;
    Str county = typed_text(t, "county");
    i64 number = 0;
    if (county.len != 6 || !str_i64(county, &number))
        return wrong_use(t, "要写 --county，例如 410104", "--county is needed, e.g. 410104");
    if (!caller_open(&c, t)) return FAILED;
    int code = test_only(&c) ? letters_file(&c, t->args[0], county) : FAILED;
    caller_close(&c);
    return code;
}
