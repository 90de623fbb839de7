// tell_letter_api.c: what a letter says, from the rows that go by it: number and deed of each thing, a link, and how to
// stop it. No word that people wrote goes out: mail and SMS pass through other hands.
#include "tell/tell_letter_api.h"
#include "thing/thing_api.h"

enum { LINES_MOST = 20 };

// ---- the words ------------------------------------------------------------------------------------------------

static Str label_of(const ThingKind *kind, Str word, Lang lang)
{
    const Choice *c = choice_by_name(kind->verb_names, kind->verb_name_count, word);
    return str(!c ? "" : lang == EN ? c->label_en : c->label);
}

// "410104-20261130-0001：答复". What is not there any more has no line.
static bool line_of(const Writing *w, const Letting *l, Str *line)
{
    const ThingApi *of = things_of(l->kind);
    if (!of) return false;
    void *row = arena_take(w->arena, of->store->record->size, 1);
    const Thing *t = row;
    if (!thing_load(w->db, w->arena, of->store, l->thing, row)) return false;
    Str label = label_of(of->store->kind, l->word, w->lang);
    *line = arena_fmt(w->arena, w->lang == EN ? "%.*s: %.*s" : "%.*s：%.*s", (int)t->number.len, t->number.at,
                      (int)label.len, label.at);
    return true;
}

static Str site_of(const Target *t)
{
    Str site = t->site;
    while (site.len && site.at[site.len - 1] == '/') site.len--;
    return site;
}

// To the thing itself; by whoever has no account, with what makes them its maker. Of several things to the messages.
static Str link_of(const Writing *w, const Letting *rows, int count)
{
    Str site = site_of(w->target);
    const ThingApi *of = things_of(rows[0].kind);
    for (int i = 1; i < count; i++)
        if (rows[i].thing != rows[0].thing) return arena_fmt(w->arena, "%.*s/#/messages", (int)site.len, site.at);
    Telling want;
    bool own = rows[0].owner == rows[0].thing && telling_load(w->db, w->arena, rows[0].owner, &want) && !want.staff;
    Str follow = own ? follow_token(w->vault, w->arena, rows[0].thing) : STR("");
    return arena_fmt(w->arena, "%.*s/#/%s/%lld%s%.*s", (int)site.len, site.at, of ? of->store->kind->name : "",
                     (long long)rows[0].thing, follow.len ? "?follow=" : "", (int)follow.len, follow.at);
}

typedef struct Said { Str title, text, lines, link, stop, stop_at; } Said;

// False: nothing of it is there any more.
static bool letter_words(const Writing *w, const Letting *rows, int count, Said *s)
{
    Out  lines = out_new(w->arena, 16 << 10);
    Str  line, first = STR(""), site = site_of(w->target), token = stop_token(w->vault, w->arena, rows[0].owner);
    int  n = 0;
    bool zh = w->lang == ZH;
    for (int i = 0; i < count; i++) {
        if (!line_of(w, &rows[i], &line)) continue;
        if (!n++) first = line;
        if (n > LINES_MOST) continue;
        out_str(&lines, line);
        out_char(&lines, '\n');
    }
    if (n > LINES_MOST) out_fmt(&lines, zh ? "还有 %d 条\n" : "and %d more\n", n - LINES_MOST);
    s->lines = str_trim(out_done(&lines));
    s->title = n == 1 ? first : arena_fmt(w->arena, zh ? "%d 条新进展" : "%d pieces of news", n);
    s->link = link_of(w, rows, count);
    s->stop = arena_fmt(w->arena, "%.*s/#/stop/%.*s", (int)site.len, site.at, (int)token.len, token.at);
    s->stop_at = arena_fmt(w->arena, "%.*s/api/stop/%.*s", (int)site.len, site.at, (int)token.len, token.at);
    return n > 0;
}

static void letter_text(const Writing *w, Said *s)
{
    bool zh = w->lang == ZH, robot = w->target->way == WAY_ROBOT;
    const char *shape = robot ? (zh ? "%.*s\n查看 %.*s%.*s" : "%.*s\nSee %.*s%.*s")
        : w->target->way == WAY_SMS ? (zh ? "%.*s\n查看 %.*s\n退订 %.*s" : "%.*s\nSee %.*s\nStop %.*s")
        : zh ? "您好：\n\n%.*s\n\n查看：%.*s\n\n不再接收这样的邮件：%.*s\n"
             : "Hello,\n\n%.*s\n\nSee: %.*s\n\nNo more of these: %.*s\n";
    Str stop = robot ? STR("") : s->stop;
    s->text = arena_fmt(w->arena, shape, (int)s->lines.len, s->lines.at, (int)s->link.len, s->link.at, (int)stop.len,
                        stop.at ? stop.at : "");
}

// ---- the letter -----------------------------------------------------------------------------------------------

static void letter_mail(const Writing *w, const Said *s, Str id, Letter *l)
{
    Str title = arena_fmt(w->arena, w->lang == EN ? "[Linli] %.*s" : "【邻里】%.*s", (int)s->title.len, s->title.at);
    l->mail = true;
    l->from = w->target->sender;
    l->to = w->address;
    l->body = mail_write(w->arena, &(Mail){ w->target->sender, w->address, title, s->text, id, s->stop_at, w->now });
}

static void letter_request(const Writing *w, const Said *s, Str id, Letter *l)
{
    Arena *a = w->arena;
    const Target *t = w->target;
    Str sign = t->sign == SIGN_HMAC ? sign_hmac(a, w->secrets->sign_secret, w->now) : STR("");
    const Put puts[] = {
        { "to", w->address }, { "text", s->text }, { "title", s->title }, { "id", id }, { "account", t->account },
        { "secret", w->secrets->secret }, { "sign", sign }, { "link", s->link }, { "stop", s->stop },
        { "time", arena_fmt(a, "%lld", (long long)w->now) }, { "site", site_of(t) },
    };
    bool form = str_has(t->head, STR("x-www-form-urlencoded"));
    Out  head = out_new(a, 8 << 10);
    for (Str lines = t->head, line; lines.len;) {
        line = str_trim(str_cut(&lines, '\n'));
        out_str(&head, template_fill(a, line, puts, (int)COUNT(puts), FILL_LINE));
        out_char(&head, '\n');
    }
    if (!t->head.len) out_z(&head, "Content-Type: application/json; charset=utf-8\n");
    l->url = template_fill(a, t->url, puts, (int)COUNT(puts), FILL_URL);
    l->head = out_done(&head);
    l->body = template_fill(a, t->body, puts, (int)COUNT(puts), form ? FILL_URL : FILL_JSON);
}

bool letter_write(const Writing *w, i64 number, const Letting *rows, int count, Letter *l)
{
    Said s;
    const Target *t = w->target;
    assert(count > 0);
    if (!letter_words(w, rows, count, &s)) return false;
    letter_text(w, &s);
    Str id = arena_fmt(w->arena, "%lld.%lld", (long long)t->county, (long long)number);
    *l = (Letter){ .id = number, .plain = t->plain, .url = t->url, .user = t->account, .secret = w->secrets->secret,
                   .networks = t->networks, .trust = t->trust, .good = t->good };
    if (t->way == WAY_MAIL) letter_mail(w, &s, id, l);
    else                    letter_request(w, &s, id, l);
    return true;
}
