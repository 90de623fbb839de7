// user.c: `linli user add | list | end`: the operator's hand on accounts; the first administrator comes so.
//
// All three go over the local socket or inside this process, as the operator: no password, no post, but an entry in the
// journal like anybody's deed. Names are printed because the operator asked for them on their own terminal.
#include "words/words.h"
#include <stdio.h>

// Left out when it was not typed, so that the action's own defaults hold.
static void member(Out *o, const char *key, Str value)
{
    assert(o->len > 0 && key);
    if (!value.len) return;
    out_fmt(o, "%s\"%s\":", o->len > 1 ? "," : "", key);
    out_json(o, value);
}

// Prints the id and the one-time link, and no more: the link is as good as a password until it is used.
int word_user_add(Typed *t)
{
    static const char *const needed[] = { "name", "role", "place" };
    Caller c;
    Out body = out_new(t->arena, 8192);
    for (int i = 0; i < 3; i++)
        if (!typed_text(t, needed[i]).len) {
            failed(t, "要写 --%s", "--%s is needed", needed[i]);
            return WRONG_USE;
        }
    out_char(&body, '{');
    member(&body, "name", typed_text(t, "name"));
    member(&body, "phone", typed_text(t, "phone"));
    member(&body, "role", typed_text(t, "role"));
    member(&body, "kind", typed_text(t, "org-kind"));
    member(&body, "org", typed_text(t, "org"));
    member(&body, "place", typed_text(t, "place"));
    out_char(&body, '}');
    if (!caller_open(&c, t)) return FAILED;
    json_t *answer = caller_json(&c, t->arena, "POST", STR("/api/local/user"), out_done(&body));
    if (answer) {
        Str link = jtext(answer, "link"), until = jtext(answer, "until");
        printf("%lld\n%.*s\n", LL(jwhole(answer, "id", 0)), STAR(link));
        say(t, "以上是编号和一次性链接（接在网站地址后面），只显示这一次；在以下时间前有效：",
            "Above: the id, and a one-time link (behind the site's address), shown only now; good until:");
        printf("%.*s\n", STAR(until));
    }
    json_decref(answer);
    caller_close(&c);
    return answer ? DONE : FAILED;
}

// "id  name  role@place, …".
static void user_line(Arena *a, json_t *person)
{
    Str name = str_shown(a, jtext(person, "name"), false);
    json_t *post;
    size_t i;
    printf("%lld  %.*s", LL(jwhole(person, "id", 0)), STAR(name));
    json_array_foreach(json_object_get(person, "posts"), i, post) {
        Str role = jtext(post, "role"), place = jtext(json_object_get(post, "place"), "name");
        printf("%s%.*s@%.*s", i ? ", " : "  ", STAR(role), STAR(place));
    }
    printf("%s\n", jtext(person, "ended_at").len ? "  (ended)" : "");
}

// Those with posts; residents are nobody's list. Pages of 200, newest first.
int word_user_list(Typed *t)
{
    Caller c;
    if (!caller_open(&c, t)) return FAILED;
    Arena *a = arena_open(32 << 20);
    Str county = typed_text(t, "county");
    Str after = STR("");
    bool good = true;
    do {
        Out path = out_new(a, 256);
        out_fmt(&path, "/api/persons?limit=200%s%.*s", county.len ? "&place=" : "", STAR(county));
        if (after.len) out_fmt(&path, "&after=%.*s", STAR(after));
        json_t *page = caller_json(&c, a, "GET", out_done(&path), STR("")), *row;
        size_t i;
        good = page != NULL;
        json_array_foreach(json_object_get(page, "items"), i, row)
            if (json_array_size(json_object_get(row, "posts"))) user_line(t->arena, row);
        after = arena_str(t->arena, jtext(page, "next"));
        json_decref(page);
        arena_reset(a);
    } while (good && after.len);
    arena_close(a);
    caller_close(&c);
    return good ? DONE : FAILED;
}

// Closes the account and its posts; their matters go back to the org in the same transaction. The name stays by what
// they did: removing it is the person's own right, asked for elsewhere.
int word_user_end(Typed *t)
{
    Caller c;
    i64 person = 0;
    if (!str_i64(t->args[0], &person) || person <= 0)
        return wrong_use(t, "要写人员编号，见 linli user list", "a person's id is needed, see `linli user list`");
    if (!caller_open(&c, t)) return FAILED;
    Str path = arena_fmt(t->arena, "/api/persons/%lld/end", LL(person));
    json_t *answer = caller_json(&c, t->arena, "POST", path, STR("{}"));
    if (answer) say(t, "已停用", "the account is closed");
    json_decref(answer);
    caller_close(&c);
    return answer ? DONE : FAILED;
}
