// recent.c: the last public answers, kept per loop thread until the next commit or for a second. A notice that goes
// round in chat groups is read by thousands at once: they share one reading. Nobody's own answers are ever kept.
// Each loop has its own slots, so there is no lock; an answer is at most a second old and never older than the last
// commit, which makes it as fresh as a reading that began at the same moment. A request that shows who asks in any way
// is passed by, and what was read for somebody is not kept, however they showed it: so nobody can be given another's
// answer, and what is personal never lies here.
#include "gate/gate_room.h"
#include <string.h>

enum { SLOTS = 128, KEY_MOST = 240, BODY_MOST = 8192, ETAG_MOST = 48, KEPT_MS = 1000 };
typedef struct Kept {
    i64  commits, until;                // store_commits() before the reading; time_steady()
    int  key_len, body_len;
    char key[KEY_MOST], etag[ETAG_MOST], body[BODY_MOST];
} Kept;
struct Recents { Kept *loops[8]; };

Recents *recents_open(Arena *a, int threads)
{
    assert(threads > 0);
    Recents *r = NEW(a, Recents, 1);
    assert(threads <= (int)COUNT(r->loops));
    for (int i = 0; i < threads; i++) r->loops[i] = NEW(a, Kept, SLOTS);
    return r;
}

// Language, path and query; empty when the asker shows who they are, so that the answer may be theirs alone.
Str recent_key(Request *r)
{
    Str code;
    bool bad = false;
    bool somebody = r->local || request_header(r, "cookie").len || request_header(r, "authorization").len
                 || request_header(r, "linli-follow").len || request_query(r, "follow", &code, &bad) || bad;
    if (r->method != GET || somebody || r->path.len + r->query.len > KEY_MOST - 8) return STR("");
    return arena_fmt(r->arena, "%d %d %.*s%.*s", request_lang(r), (int)r->path.len, (int)r->path.len, r->path.at,
                     (int)r->query.len, r->query.len ? r->query.at : "");
}

// Each key has one slot; two keys that meet there take turns. NULL on a thread that is no loop.
static Kept *recent_slot(App *app, const Request *r, Str key)
{
    uint64_t h = 1469598103934665603u;
    for (i64 i = 0; i < key.len; i++) h = (h ^ (byte)key.at[i]) * 1099511628211u;
    bool known = r->loop >= 0 && r->loop < (int)COUNT(app->recents->loops);
    Kept *loop = known ? app->recents->loops[r->loop] : NULL;
    assert(key.len > 0 && key.len <= KEY_MOST);
    return loop ? &loop[h >> 32 & (SLOTS - 1)] : NULL;
}

// `mark` notes the count of commits (and of settings read anew behind one) before the reading begins: a commit in
// between then voids what is kept.
bool recent_answer(App *app, Request *r, Recent *mark)
{
    *mark = (Recent){ .key = app->recents ? recent_key(r) : STR(""),
                      .commits = store_commits(app->store) + atomic_load(&app->said_turn) };
    Kept *k = mark->key.len ? recent_slot(app, r, mark->key) : NULL;
    bool same = k && k->commits == mark->commits && k->until > time_steady() && k->body_len
             && str_same((Str){ k->key, k->key_len }, mark->key);
    if (!same) return false;
    answer_tagged(r, arena_str(r->arena, str(k->etag)), arena_str(r->arena, (Str){ k->body, k->body_len }));
    return true;
}

// Overwrites whatever had the slot. Large answers are not worth their copy.
void recent_keep(App *app, const Request *r, const Recent *mark, Str etag)
{
    Kept *k = mark->key.len && r->answer.status == 200 ? recent_slot(app, r, mark->key) : NULL;
    Str body = r->answer.body;
    if (!k || body.len > BODY_MOST || etag.len >= ETAG_MOST || r->answer.more) return;
    assert(body.len >= 0 && mark->key.len <= KEY_MOST);
    k->commits = mark->commits;
    k->until = time_steady() + KEPT_MS;
    k->key_len = (int)mark->key.len;
    k->body_len = (int)body.len;
    memcpy(k->key, mark->key.at, (size_t)mark->key.len);
    memcpy(k->body, body.at, (size_t)body.len);
    memcpy(k->etag, etag.at, (size_t)etag.len);
    k->etag[etag.len] = 0;
}
