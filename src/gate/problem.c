// problem.c: every refusal as RFC 9457 problem+json, in the asker's language, naming every wrong field.
// The only writer of refusals: so each has the same shape, names every wrong field, and tells a program (fault) and a
// person (title, text) the same. Nothing of what was asked is repeated but field names.
#include "gate/gate_room.h"
#include <strings.h>

// "zh", "zh-CN", but not "zhx".
static bool tag_is(Str tag, const char *lang)
{
    return tag.len >= 2 && !strncasecmp(tag.at, lang, 2) && (tag.len == 2 || tag.at[2] == '-');
}

// 0 to 1,000 of what stands behind the tag: " q=0.8". 1,000 when nothing does, or nothing that is a weight.
static int weight_of(Str rest)
{
    static const int digits[] = { 100, 10, 1 };
    rest = str_trim(rest);
    if (rest.len < 3 || strncasecmp(rest.at, "q=", 2) || (rest.at[2] != '0' && rest.at[2] != '1')) return 1000;
    int weight = rest.at[2] == '1' ? 1000 : 0;
    for (i64 i = 4; i < rest.len && i < 7 && !weight; i++)
        if (rest.at[i] < '0' || rest.at[i] > '9') return 1000;
    for (i64 i = 4; i < rest.len && i < 7 && weight < 1000; i++) weight += (rest.at[i] - '0') * digits[i - 4];
    return weight;
}

// The heavier of the two, of equals the first; what has weight 0 is not wanted, what is not named comes before that.
static Lang accepted_lang(Str accept)
{
    enum { UNNAMED = -1 };
    int weights[2] = { UNNAMED, UNNAMED }, any = UNNAMED;
    Lang first = ZH;
    while (accept.len) {
        Str rest = str_trim(str_cut(&accept, ',')), tag = str_trim(str_cut(&rest, ';'));
        int weight = weight_of(rest);
        if (str_is(tag, "*")) any = weight;
        if (!tag_is(tag, "zh") && !tag_is(tag, "en")) continue;
        Lang lang = tag_is(tag, "en") ? EN : ZH;
        if (weights[ZH] == UNNAMED && weights[EN] == UNNAMED) first = lang;
        weights[lang] = MAX(weights[lang], weight);
    }
    for (int i = 0; i < 2; i++) if (weights[i] == UNNAMED) weights[i] = any;
    if (weights[ZH] == weights[EN]) return first;
    Lang heavier = weights[EN] > weights[ZH] ? EN : ZH;
    return weights[heavier] ? heavier : heavier == EN ? ZH : EN;
}

// zh unless the asker prefers English: ?lang=en, cookie "lang", then Accept-Language with its weights.
Lang request_lang(const Request *r)
{
    Str said;
    bool bad = false;
    if (request_query(r, "lang", &said, &bad)) return str_is(said, "en") ? EN : ZH;
    said = request_cookie(r, "lang");
    if (said.len) return str_is(said, "en") ? EN : ZH;
    return accepted_lang(request_header(r, "accept-language"));
}

// Most hints are bounds, names or numbers and need no language. Of a body that is no JSON it is "line:column", of
// a text that is refused "character:code".
static void problem_hint_text(Out *o, Lang lang, const Problem *p)
{
    static const char *const json[] = { "\"第 %.*s 行第 %.*s 列起不是 JSON\"",
                                        "\"it stops being JSON at line %.*s, column %.*s\"" };
    static const char *const words[] = { "\"第 %.*s 个字符是 U+%.*s\"", "\"character %.*s is U+%.*s\"" };
    Str second = p->hint, first = str_cut(&second, ':');
    bool refused = p->fault == FAULT_field_bad_text || p->fault == FAULT_query_malformed;
    const char *const *fmt = p->fault == FAULT_body_not_json ? json : refused && second.len ? words : NULL;
    if (fmt) out_fmt(o, fmt[lang == EN], (int)first.len, first.at, (int)second.len, second.at);
    else     out_json(o, p->hint);
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
            problem_hint_text(o, lang, &ps->at[i]);
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

// A body that is no JSON at all is one problem of the whole, so its own status wins; so does the fault of a
// single field, and a conflict that all have alike (both name and phone are taken).
static Fault problem_first(Fault f, const Problems *ps)
{
    if (f != FAULT_field_problems || !ps) return f;
    bool alike = ps->count > 0;
    for (int i = 0; i < ps->count; i++) {
        if (ps->at[i].fault == FAULT_body_not_json) return FAULT_body_not_json;
        alike = alike && ps->at[i].fault == ps->at[0].fault;
    }
    int http = alike ? fault_http(ps->at[0].fault) : 422;
    return http == 409 || (ps->count == 1 && http != 422) ? ps->at[0].fault : f;
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
