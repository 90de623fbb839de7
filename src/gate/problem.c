// problem.c: every refusal as RFC 9457 problem+json, in the asker's language, naming every wrong field.
// The only writer of refusals: so each has the same shape, names every wrong field, and tells a program (fault) and a
// person (title, text) the same. Nothing of what was asked is repeated but field names.
#include "gate/gate_room.h"
#include <strings.h>

static bool tag_is(Str tag, const char *lang) { return tag.len >= 2 && !strncasecmp(tag.at, lang, 2); }

// zh unless the asker prefers English: ?lang=en, cookie "lang", then the first known tag of Accept-Language.
Lang request_lang(const Request *r)
{
    Str said;
    bool bad = false;
    if (request_query(r, "lang", &said, &bad)) return str_is(said, "en") ? EN : ZH;
    said = request_cookie(r, "lang");
    if (said.len) return str_is(said, "en") ? EN : ZH;
    Str accept = request_header(r, "accept-language");
    while (accept.len) {
        Str tag = str_trim(str_cut(&accept, ','));
        if (tag_is(tag, "zh")) return ZH;
        if (tag_is(tag, "en")) return EN;
    }
    return ZH;
}

// Field names, never values: a refusal may end in a log of the asker's.
static void problem_rows(Out *o, Lang lang, const Problems *ps)
{
    out_z(o, ",\"problems\":[");
    for (int i = 0; i < ps->count; i++) {
        out_z(o, i ? ",{\"field\":" : "{\"field\":");
        out_json(o, ps->at[i].field);
        out_fmt(o, ",\"fault\":\"%s\",\"text\":", fault_name(ps->at[i].fault));
        out_json(o, str(fault_text(ps->at[i].fault, lang)));
        if (ps->at[i].hint.len) {
            out_z(o, ",\"hint\":");
            out_json(o, ps->at[i].hint);
        }
        out_char(o, '}');
    }
    out_char(o, ']');
}

// Whole seconds, rounded up, so that whoever waits so long is not refused again. What is only busy is soon free.
static Str problem_wait(const Request *r, const Problems *ps)
{
    i64 wait_ms = ps && ps->wait_ms > 0 ? ps->wait_ms : 5000;
    return arena_fmt(r->arena, "%lld", (long long)((wait_ms + 999) / 1000));
}

// A body that is no JSON at all is one problem of the whole, so its own status wins.
static Fault problem_first(Fault f, const Problems *ps)
{
    if (f != FAULT_field_problems || !ps) return f;
    for (int i = 0; i < ps->count; i++)
        if (ps->at[i].fault == FAULT_body_not_json) return FAULT_body_not_json;
    return ps->count == 1 && fault_http(ps->at[0].fault) != 422 ? ps->at[0].fault : f;
}

// Writes r->answer. `ps` may be NULL; `more` are further members, each with a leading comma.
void problem_answer(Request *r, Lang lang, Fault f, const Problems *ps, Str more)
{
    assert(f != OK && r && r->arena);
    f = problem_first(f, ps);
    Out o = out_new(r->arena, 64 << 10);
    out_fmt(&o, "{\"type\":\"/faults/%s\",\"status\":%d,\"fault\":\"%s\",\"title\":", fault_name(f), fault_http(f),
            fault_name(f));
    out_json(&o, str(fault_text(f, lang)));
    if (ps && ps->count) problem_rows(&o, lang, ps);
    out_str(&o, more);
    out_char(&o, '}');
    answer_text(r, fault_http(f), "application/problem+json", out_done(&o));
    answer_header(r, "Content-Language", lang == EN ? STR("en") : STR("zh-CN"));
    if (fault_http(f) == 429 || fault_http(f) == 503) answer_header(r, "Retry-After", problem_wait(r, ps));
}
