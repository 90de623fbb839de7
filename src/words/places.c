// places.c: `linli import places`, in chunks that share commits; and reading places back.
//
// The list is cut into chunks of one county (place_chunk.h); each chunk is one action with its own entry, and
// chunks go in batches of about 1 MiB that share commits. Wrong rows are named with the file's own line and the others
// land, so a second import of the mended file adds only what was missing.
#include "words/place_chunk.h"
#include "words/words.h"
#include <stdio.h>

// TOLD_MAX: findings printed, the first by line; all are counted.
enum { PIECE = 1 << 16, SEND_BYTES = 1 << 20, TOLD_MAX = 100 };

typedef struct Told { i64 line; Str text; } Told;

// failed: a whole chunk or batch fell; refused: single rows did.
typedef struct Import {
    Caller *c;
    Arena  *arena, *batch;
    Out     lines;                  // chunks waiting to be sent
    i64     chunks, added, renamed, changed, ended, unchanged, refused, told_count;
    Told    told[TOLD_MAX];
    bool    failed, foreign;        // foreign: some row is not UTF-8
} Import;

// Kept by line, those of one line as they were found: provinces and cities come last, what cannot be sent comes first.
static void row_tell(Import *im, i64 line, Str field, Str text)
{
    assert(line >= 0 && im->told_count <= TOLD_MAX);
    i64 at = im->told_count;
    while (at > 0 && im->told[at - 1].line > line) at--;
    if (at == TOLD_MAX) return;
    if (im->told_count < TOLD_MAX) im->told_count++;
    for (i64 i = im->told_count - 1; i > at; i--) im->told[i] = im->told[i - 1];
    im->told[at] = (Told){ line, arena_fmt(im->c->typed->arena, "%.*s %.*s", STAR(field), STAR(text)) };
}

static void told_print(const Import *im)
{
    for (i64 i = 0; i < im->told_count; i++)
        fprintf(stderr, "%lld: %.*s\n", LL(im->told[i].line), STAR(im->told[i].text));
    if (im->foreign) fail_str(str(fault_text(FAULT_list_not_utf8, im->c->typed->lang)));
}

// From the chunker: a row that could not even be sent.
static void row_wrong(void *context, i64 line, const char *field, Fault fault)
{
    assert(line > 0 && field && fault != OK);
    Import *im = context;
    im->refused++;
    im->foreign |= fault == FAULT_field_not_utf8;
    row_tell(im, line, str(field), str(fault_text(fault, im->c->typed->lang)));
}

// From the import's answer, in the asker's language.
static void rows_wrong(Import *im, json_t *list)
{
    size_t i;
    json_t *one;
    json_array_foreach(list, i, one) row_tell(im, jwhole(one, "line", 0), jtext(one, "field"), jtext(one, "text"));
}

// One line of the batch's answers belongs to one chunk, in the order they were sent.
static void chunk_answered(Import *im, Str line)
{
    json_t *root = json_loadb(line.at, (size_t)line.len, 0, NULL), *body = json_object_get(root, "body");
    i64 status = jwhole(root, "status", 0);
    if (status == 200 || status == 201) {
        im->added += jwhole(body, "added", 0);
        im->renamed += jwhole(body, "renamed", 0);
        im->changed += jwhole(body, "changed", 0);
        im->ended += jwhole(body, "ended", 0);
        im->unchanged += jwhole(body, "unchanged", 0);
        im->refused += jwhole(body, "refused", 0);
        rows_wrong(im, json_object_get(body, "wrong"));
    } else {
        fail_str(problem_words(im->batch, body));
        im->failed = true;
    }
    json_decref(root);
}

// Waits for the commit of all. False: nothing more is sent, what went before stays.
static bool import_send(Import *im)
{
    assert(!im->lines.full);
    Str answers;
    if (im->lines.len == 0) return !im->failed;
    int status = caller_batch(im->c, im->batch, out_done(&im->lines), &answers);
    if (status != 200) {
        fail_str(problem_sentence(im->batch, answers));
        im->failed = true;
    }
    while (!im->failed && answers.len) chunk_answered(im, str_cut(&answers, '\n'));
    arena_reset(im->batch);
    im->lines = out_new(im->batch, 4 << 20);
    return !im->failed;
}

// The chunk's body goes into the batch at once: it is gone when this returns.
static bool chunk_take(void *context, const PlaceChunk *chunk)
{
    assert(chunk->rows > 0 && chunk->body.len > 0);
    Import *im = context;
    im->chunks++;
    bool english = im->c->typed->lang == EN;
    batch_line(&im->lines, &(BatchLine){ .method = "POST", .body = chunk->body,
               .path = english ? STR("/api/places/import?lang=en") : STR("/api/places/import") });
    return im->lines.len < SEND_BYTES || import_send(im);
}

// The rest is sent also after a broken place: what was read before it is good.
static bool import_end(Import *im, PlaceChunker *chunker)
{
    PlaceChunkError error = { 0 };
    const Typed *t = im->c->typed;
    bool whole = place_chunker_end(chunker, &error), sent = import_send(im);
    told_print(im);
    if (!whole && !im->failed)
        failed(t, "第 %lld 行：%.*s", "line %lld: %.*s", LL(error.line),
               STAR(list_words(t, error.what, error.fault, error.hint)));
    return whole && sent;
}

// Progress by the packed bytes read: the number of rows is known to nobody yet.
static bool import_read(Import *im, PlaceChunker *chunker, PackedIn *in)
{
    assert(in);
    char *piece = NEW(im->arena, char, PIECE);
    const Typed *t = im->c->typed;
    i64 n;
    while ((n = packed_in_read(in, piece, PIECE)) > 0 && place_chunker_feed(chunker, (Str){ piece, n }))
        say_progress(t, packed_in_done(in), packed_in_size(in), false);
    bool good = import_end(im, chunker);
    say_progress(t, 1, 1, true);
    if (n < 0) fail(t, "压缩文件已损坏", "the packed file is damaged");
    return good && n >= 0;
}

// Feeds the chunker from a source and ends it.
typedef bool (*ImportWork)(Import *im, PlaceChunker *chunker, const void *source);

// Refused rows make it FAILED, or a script would go on with half a list.
static int import_run(Caller *c, i64 list_on, Str source, ImportWork work, const void *from)
{
    assert(work && list_on != DAY_NONE);
    const Typed *t = c->typed;
    Import *im = NEW(t->arena, Import, 1);
    *im = (Import){ .c = c, .arena = arena_open(8 << 20), .batch = arena_open(96 << 20) };
    im->lines = out_new(im->batch, 4 << 20);
    PlaceChunking how = {
        .list_on = day_text(im->arena, list_on), .source = source, .chunk = chunk_take, .wrong = row_wrong,
        .context = im,
    };
    i64 began = time_steady();
    bool good = work(im, place_chunker_open(&how), from) && im->refused == 0;
    printf("%s\n", arena_z(im->arena, said(t, "地点：新增 %lld，改名 %lld，变更 %lld，撤销 %lld，未变 %lld，未收 %lld（%.1f 秒）",
           "places: added %lld, renamed %lld, changed %lld, ended %lld, unchanged %lld, refused %lld (%.1f s)",
           LL(im->added), LL(im->renamed), LL(im->changed), LL(im->ended),
           LL(im->unchanged), LL(im->refused), (double)(time_steady() - began) / 1000.0)));
    arena_close(im->arena);
    arena_close(im->batch);
    return good ? DONE : FAILED;
}

static bool work_file(Import *im, PlaceChunker *chunker, const void *source)
{
    const Str *path = source;
    const Typed *t = im->c->typed;
    PackedIn *in = packed_in_open(im->arena, *path);
    if (!in) {
        PlaceChunkError error;
        place_chunker_end(chunker, &error);
        return failed(t, "无法读取 %.*s", "cannot read %.*s", (int)path->len, path->at), false;
    }
    bool good = import_read(im, chunker, in);
    packed_in_close(in);
    return good;
}

static bool work_text(Import *im, PlaceChunker *chunker, const void *source)
{
    place_chunker_feed(chunker, *(const Str *)source);
    return import_end(im, chunker);
}

int places_file(Caller *c, Str path, i64 list_on, Str source)
{
    return import_run(c, list_on, source, work_file, &path);
}

int places_text(Caller *c, Str csv, i64 list_on, Str source)
{
    return import_run(c, list_on, source, work_text, &csv);
}

int places_of_pack(Caller *c, const Pack *pack, i64 list_on)
{
    assert(pack);
    Out o = out_new(c->typed->arena, 4 << 20);
    PackList list = pack_list(pack, PACK_DIVISIONS, day_of(time_real()), c->typed->arena);
    out_z(&o, "code,name\n");
    for (i64 i = 0; i < list.count; i++) {
        const Division *d = list.at[i];
        out_str(&o, d->code);
        out_char(&o, ',');
        out_csv(&o, d->name);
        out_char(&o, '\n');
    }
    return places_text(c, out_done(&o), list_on, STR("pack"));
}

// Where a list comes from, when nobody says: its file.
static Str file_name(Str path)
{
    i64 at = path.len;
    while (at > 0 && path.at[at - 1] != '/') at--;
    return (Str){ path.at + at, path.len - at };
}

// list_on today when not said: the day from which its names hold.
int word_import_places(Typed *t)
{
    Caller c;
    bool wrong = false;
    i64 day = day_of(time_real());
    typed_day(t, "list-on", &day, &wrong);
    if (wrong) return WRONG_USE;
    if (typed_has(t, "whole") && code_check(typed_text(t, "whole")))
        return wrong_use(t, "--whole 后面要写地点编码", "--whole takes the code of a place");
    if (!caller_open(&c, t)) return FAILED;
    Str source = typed_has(t, "source") ? typed_text(t, "source") : file_name(t->args[0]);
    PlacesWhole whole = { t->args[0], source, typed_text(t, "whole"), day, typed_has(t, "dry-run") };
    int code = whole.under.len || whole.dry ? places_whole(&c, &whole) : places_file(&c, t->args[0], day, source);
    caller_close(&c);
    return code;
}
