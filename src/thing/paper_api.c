// paper_api.c: papers come in (sent ahead of the deed that names them), are taken by deeds, and go out.
//
// Sending does the slow part off the writer's thread: looking at the file, sealing it under a key of its own, writing
// it. What the deed's entry then holds is small, and its file is on the disk already: never an entry without its paper.
// Reading asks thing_sight and the step like every other door; what is not for this asker is unknown.
#include "gate/limit.h"
#include "picture/picture.h"
#include "store/blob.h"
#include "thing/paper_api.h"
#include "thing/paper_store.h"
#include <sodium.h>
#include <string.h>
#include <unistd.h>

// ---- sending -----------------------------------------------------------------------------------------

typedef struct PaperSend { Str place, title; } PaperSend;
const Record paper_send_record = RECORD_OF(PaperSend, "paper_send", "上传附件", "A paper is sent",
    TEXT_FIELD(PaperSend, place, "地点", "Place", .flags = PLAIN, .max = 24,
               .note = "Code of the place it is meant for; one's own county without."),
    TEXT_FIELD(PaperSend, title, "名称", "Title", .max = TITLE_MOST, .note = "What a document is called."));
typedef struct PaperSent { Str name; i64 kind, width, height, bytes, until; } PaperSent;
const Record paper_sent_record = RECORD_OF(PaperSent, "paper_sent", "已上传的附件", "A paper that was sent",
    TEXT_FIELD(PaperSent, name, "名字", "Name", .note = "For the deed that brings it, in `papers`."),
    CHOICE_FIELD(PaperSent, kind, paper_kinds, "种类", "Kind"),
    COUNT_FIELD(PaperSent, width, "宽", "Width", .flags = MAYBE),
    COUNT_FIELD(PaperSent, height, "高", "Height", .flags = MAYBE),
    COUNT_FIELD(PaperSent, bytes, "字节数", "Bytes"),
    MOMENT_FIELD(PaperSent, until, "有效至", "Good until"));

Fault paper_send_where(Act *act)
{
    const PaperSend *in = act->in;
    Place p;
    if (in->place.len && !place_known(act->db, act->arena, in->place, &p))      // no folder for a county of nobody's
        return act_problem(act, "place", FAULT_place_unknown);
    act->county = in->place.len ? place_county(in->place) : act->who->county;
    if (!act->county && !in->place.len) act->county = app_default_county(act->app);
    return act->county ? OK : act_problem(act, "place", FAULT_place_unknown);
}

static Str file_piece(Arena *a, int file, i64 at, i64 len)
{
    char   *bytes = NEW(a, char, len + 1);
    ssize_t n = pread(file, bytes, (size_t)len, at);
    return (Str){ bytes, MAX(n, 0) };
}

// Sealed and on the disk: `hash` is its name.
static bool file_keep(Act *act, const Seal *key, PaperPart part, int file, i64 at, i64 len, Str *hash)
{
    Hash name;
    if (!blob_make(app_store(act->app), act->county, key, (int)part, file, at, len, &name)) return false;
    *hash = arena_str(act->arena, (Str){ (const char *)name.at, 32 });
    return true;
}

// What a picture has of parts; a photo's are what is kept of it, a document's only show its first page.
static bool picture_keep(Act *act, const Seal *key, const Picture *p, Upload *u)
{
    Str *hashes[] = { &u->whole, &u->screen, &u->thumb };
    bool good = true;
    for (int i = 0; i < PART_END && good; i++)
        good = !p->len[i] || file_keep(act, key, (PaperPart)i, p->file, p->at[i], p->len[i], hashes[i]);
    u->width = p->width;
    u->height = p->height;
    return good;
}

// The document is kept as it came, whether or not its first page can be shown.
static Fault document_keep(Act *act, const Seal *key, Upload *u)
{
    const Request *r = act->request;
    Picture p;
    u->kind = PAPER_PDF;
    u->bytes = r->file_len;
    bool good = file_keep(act, key, PART_WHOLE, r->file, 0, r->file_len, &u->whole);
    if (good && !picture_make(r->file, true, &p)) {
        good = picture_keep(act, key, &p, u);
        picture_close(&p);
    }
    return good ? OK : FAULT_store_failed;
}

static Fault photo_keep(Act *act, const Seal *key, Upload *u)
{
    Picture p;
    Fault no = picture_make(act->request->file, false, &p);
    if (no) return no;
    u->kind = PAPER_PHOTO;
    u->bytes = p.len[PART_WHOLE];
    bool good = picture_keep(act, key, &p, u);
    picture_close(&p);
    return good ? OK : FAULT_store_failed;
}

// On a thread of its own kind of slowness: the file is looked at, made small and sealed.
Fault paper_send_prepare(Act *act)
{
    const Request   *r = act->request;
    const PaperSend *in = act->in;
    Seal key;
    Fault no = limit_papers(act, store_reader(app_store(act->app)), false);
    if (no) return no;
    i64 head = MIN(r->file_len, PAPER_HEAD), tail = MIN(r->file_len, PAPER_TAIL);
    int type = paper_type(file_piece(act->arena, r->file, 0, head),
                          file_piece(act->arena, r->file, r->file_len - tail, tail), r->file_len);
    if (!type) return FAULT_paper_wrong_type;
    if (!paper_says(type, request_header(r, "content-type"))) return FAULT_paper_other_type;
    if (type != TYPE_PDF && r->file_len > PHOTO_BYTES) return FAULT_body_too_large;
    Upload *u = NEW(act->arena, Upload, 1);
    *u = (Upload){ .county = act->county, .name = paper_named(act->arena, act->county), .person = act->who->person,
                   .title = in->title };
    random_fill(key.key, sizeof key.key);
    no = type == TYPE_PDF ? document_keep(act, &key, u) : photo_keep(act, &key, u);
    u->key = hex_text(act->arena, key.key, sizeof key.key);
    sodium_memzero(&key, sizeof key);
    act->own = u;
    if (no && no != FAULT_busy) limit_paper_spent(act);
    return no;
}

// A row of our own: no entry tells of what nobody named.
Fault paper_send_change(Act *act)
{
    Upload *u = act->own;
    assert(u && u->whole.len == 32);
    Fault no = limit_papers(act, act->db, true);
    if (no) return no;
    u->made_at = act->now;
    upload_put(act->db, u);
    return act_says(act, 0, &(PaperSent){ u->name, u->kind, u->width, u->height, u->bytes, u->made_at + DAY });
}

// ---- naming ------------------------------------------------------------------------------------------

// What one has sent is one's own; what came without an account is whoever's who has the name.
static Fault upload_find(Act *act, const Str *names, i64 i, Upload *u)
{
    for (i64 k = 0; k < i; k++)
        if (str_same(names[k], names[i])) return FAULT_paper_unknown;
    bool there = paper_county(names[i]) == act->county && upload_load(act->db, act->arena, names[i], u);
    bool good = there && u->made_at >= act->now - DAY && (!u->person || u->person == act->who->person);
    return good ? OK : FAULT_paper_unknown;
}

// All are looked at before one is used up: a refusal finds everything as it was.
Fault papers_take(Act *act, Many names, Thing *t)
{
    int photos = 0;
    Upload *all = NEW(act->arena, Upload, names.count + 1);
    Paper *papers = NEW(act->arena, Paper, names.count + 1);
    for (i64 i = 0; i < names.count; i++) {
        Upload *u = &all[i];
        Fault no = upload_find(act, names.at, i, u);
        photos += u->kind == PAPER_PHOTO;
        if (!no && (photos > PHOTOS_MOST || i + 1 - photos > PHOTOS_MOST)) no = FAULT_papers_many;
        if (no) return act_problem_hint(act, "papers", no, arena_fmt(act->arena, "%lld", (long long)(i + 1)));
        papers[i] = (Paper){ .name = u->name, .kind = u->kind, .title = u->title, .width = u->width,
                             .height = u->height, .bytes = u->bytes, .whole = u->whole, .screen = u->screen,
                             .thumb = u->thumb, .key = u->key };
    }
    for (i64 i = 0; i < names.count; i++) upload_drop(act->db, &all[i]);
    t->papers = MANY_OF(papers, names.count);
    return OK;
}

// ---- showing -----------------------------------------------------------------------------------------

enum { PAPERS_FEW = 10, PAPERS_MANY = 400, PATH_TAGS = 80 };

// Hardly one thing has many, so room for all is taken only then.
void papers_show(Ask *ask, const ThingApi *of, const Thing *t, char *steps, int count)
{
    Paper *papers = NEW(ask->arena, Paper, PAPERS_FEW);
    int n = papers_of(ask->db, ask->arena, t, papers, PAPERS_FEW);
    if (n == PAPERS_FEW) {
        papers = NEW(ask->arena, Paper, PAPERS_MANY);
        n = papers_of(ask->db, ask->arena, t, papers, PAPERS_MANY);
    }
    PaperShown *shown = NEW(ask->arena, PaperShown, n + 1);
    for (int i = 0; i < n; i++) shown[i] = paper_shown(ask->arena, &papers[i]);
    for (int k = 0, i = 0; n && k < count; k++) {
        ThingStep *step = (ThingStep *)(void *)(steps + k * of->store->step->size);
        while (i < n && papers[i].n < step->n) i++;
        int from = i;
        while (i < n && papers[i].n == step->n) i++;
        step->papers = MANY_OF(&shown[from], i - from);
    }
}

// ---- going out ---------------------------------------------------------------------------------------

// The thing, then the step that brought it: whoever may read its words may see its papers.
static Fault paper_seen(Ask *ask, const Paper *p)
{
    const ThingApi *of = things_of(p->noun);
    Actor nobody = { .lang = ask->who->lang, .peer = ask->who->peer };
    Sight s;
    if (!of) return FAULT_thing_unknown;
    const Actor *who = actor_scoped(ask->who, of->scope, false) ? ask->who : &nobody;
    void *row = arena_take(ask->arena, of->store->record->size, 1);
    ThingStep *step = arena_take(ask->arena, of->store->step->size, 1);
    Fault no = thing_seen(ask->db, ask->arena, who, of, p->thing, row, &s);
    if (no) return no;
    bool there = thing_steps(ask->db, ask->arena, of->store, row, p->n - 1, step, 1) && step->n == p->n;
    if (!there) return FAULT_thing_unknown;
    step->papers = MANY_OF(p, 1);
    return step_shown(of, &s, who, step) && step->papers.count ? OK : FAULT_thing_unknown;
}

typedef struct PaperOut { Blob blob; i64 at, end; } PaperOut;      // [at, end) is still to go

// http's call on a loop thread: one piece, or what is wanted of it.
static bool paper_more(void *context, Out *piece)
{
    PaperOut *out = context;
    byte text[BLOB_PIECE];
    i64 len, from = out->at % BLOB_PIECE;
    if (!blob_read(&out->blob, out->at / BLOB_PIECE, text, &len) || len <= from) {
        log_line("error", "paper", "a file is not what was sealed; `linli verify` names it");
        piece->full = true;
        return false;
    }
    i64 n = MIN(len - from, out->end - out->at);
    out_str(piece, (Str){ (const char *)text + from, n });
    out->at += n;
    return out->at < out->end;
}

static void paper_end(void *context) { blob_close(&((PaperOut *)context)->blob); }

// "bytes=a-b", "bytes=a-" or "bytes=-n"; several ranges, or anything else, count as none. False: it lies outside.
static bool range_read(Str said, i64 len, i64 *at, i64 *end)
{
    i64 a = 0, b = 0;
    Str rest = said, unit = str_cut(&rest, '='), first = str_cut(&rest, '-');
    *at = 0;
    *end = len;
    if (!str_is(unit, "bytes") || !str_has(said, STR("-")) || str_has(said, STR(","))) return true;
    bool from = str_number(str_trim(first), &a), to = str_number(str_trim(rest), &b);
    if (!from && to && !first.len) return b > 0 && (*at = MAX(len - b, 0), true);
    if (!from || (rest.len && (!to || b < a))) return true;
    *at = a;
    if (to) *end = b < len ? b + 1 : len;
    return a < len;
}

// What a browser may do with it: show a picture, keep a document; never run anything in it.
static void paper_headers(Request *r, const Paper *p, PaperPart part)
{
    bool document = p->kind == PAPER_PDF && part == PART_WHOLE;
    Out name = out_new(r->arena, 9 * 4 * TITLE_MOST);
    for (i64 i = 0; i < p->title.len; i++) out_fmt(&name, "%%%02X", (unsigned)(byte)p->title.at[i]);
    Str title = out_done(&name);
    answer_header(r, "Cache-Control", STR("private, no-cache"));
    answer_header(r, "Content-Security-Policy", STR("sandbox; default-src 'none'; style-src 'unsafe-inline'"));
    answer_header(r, "Cross-Origin-Resource-Policy", STR("same-origin"));
    answer_header(r, "Accept-Ranges", STR("bytes"));
    Str called = title.len ? arena_fmt(r->arena, "; filename*=UTF-8''%.*s.pdf", (int)title.len, title.at) : STR("");
    Str keep = arena_fmt(r->arena, "attachment; filename=\"paper.pdf\"%.*s", (int)called.len, called.at);
    answer_header(r, "Content-Disposition", document ? keep : STR("inline"));
}

static Fault paper_answer(Ask *ask, const Paper *p, PaperPart part, Str etag, const Blob *blob)
{
    Request *r = ask->request;
    PaperOut *out = NEW(r->arena, PaperOut, 1);
    *out = (PaperOut){ .blob = *blob };
    Str range = request_header(r, "range"), same = request_header(r, "if-range");
    bool whole = !range.len || (same.len && !str_same(same, etag));
    bool inside = range_read(whole ? STR("") : range, blob->len, &out->at, &out->end);
    paper_headers(r, p, part);
    answer_header(r, "ETag", etag);
    if (!inside) {
        answer_header(r, "Content-Range", arena_fmt(r->arena, "bytes */%lld", (long long)blob->len));
        answer_text(r, 416, NULL, STR(""));
        paper_end(out);
        return OK;
    }
    bool part_of = out->at > 0 || out->end < blob->len;
    if (part_of)
        answer_header(r, "Content-Range", arena_fmt(r->arena, "bytes %lld-%lld/%lld", (long long)out->at,
                                                    (long long)out->end - 1, (long long)blob->len));
    Answer *a = &r->answer;
    a->status = part_of ? 206 : 200;
    a->content_type = p->kind == PAPER_PDF && part == PART_WHOLE ? "application/pdf" : "image/jpeg";
    a->length = out->end - out->at;
    a->more = paper_more;
    a->context = out;
    a->end = paper_end;
    return OK;
}

// The answer needs a connection to go out on: batches and the program's own words have none.
Fault paper_read(Ask *ask)
{
    static const char *const parts[] = { "whole", "screen", "thumb" };
    Paper p;
    Seal key;
    Blob blob;
    if (!ask->request->conn) return FAULT_answer_unacceptable;
    if (!paper_load(ask->db, ask->arena, ask->path_word, &p)) return FAULT_thing_unknown;
    Str files[] = { p.whole, p.screen, p.thumb }, hash = STR("");
    int part = 0;
    for (int i = 0; i < PART_END; i++)
        if (str_is(ask->path_rest, parts[i])) hash = files[part = i];
    Fault no = hash.len == 32 && hex_parse(p.key, key.key, 32) ? paper_seen(ask, &p) : FAULT_thing_unknown;
    if (no) return no;
    Str hex = hex_text(ask->arena, (const byte *)hash.at, 16), etag = arena_fmt(ask->arena, "\"%.*s\"", 32, hex.at);
    if (request_has_tag(ask->request, etag)) {
        answer_header(ask->request, "ETag", etag);
        answer_header(ask->request, "Cache-Control", STR("private, no-cache"));
        answer_text(ask->request, 304, NULL, STR(""));
        return OK;
    }
    if (!blob_open(app_store(ask->app), p.county, hash, &key, part, &blob)) {
        log_line("error", "paper", "the file of a paper is missing; `linli verify` names it");
        return FAULT_breakage;
    }
    return paper_answer(ask, &p, (PaperPart)part, etag, &blob);
}

// ---- time --------------------------------------------------------------------------------------------

typedef struct OldUploads { i64 county, before; } OldUploads;

static Fault uploads_work(App *app, Tx *tx, Arena *arena, void *context)
{
    const OldUploads *old = context;
    (void)app;
    (void)arena;
    uploads_sweep(tx_db(tx), old->county, old->before);
    return OK;
}

// What nobody named within a day goes; its files follow (blob_sweep).
void paper_sweep(App *app, i64 now)
{
    i64 made_at, before = now - DAY;
    Db *db = store_reader(app_store(app));
    for (i64 county = uploads_next(db, 0, &made_at); county; county = uploads_next(db, county, &made_at))
        if (made_at < before) road_later(app, uploads_work, &(OldUploads){ county, before }, sizeof(OldUploads));
}
