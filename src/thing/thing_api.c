// thing_api.c: the actions that things of every kind share.
#include "thing/paper_api.h"
#include "thing/thing_pass_store.h"
#include "thing/thing_tell_api.h"

const ThingApi *things_of(i64 noun)
{
    for (int c = 0; c < capability_count; c++)
        if (capabilities[c]->things && capabilities[c]->things->store->kind->noun == noun)
            return capabilities[c]->things;
    return NULL;
}

const ThingStore *thing_store_of(i64 noun)
{
    const ThingApi *of = things_of(noun);
    return of ? of->store : NULL;
}

// By the kind's name before the verb's.
const ThingStore *thing_store_named(Str action)
{
    for (int c = 0; c < capability_count; c++) {
        const ThingStore *s = capabilities[c]->things ? capabilities[c]->things->store : NULL;
        Str name = str(s ? s->kind->name : "");
        if (s && action.len > name.len && action.at[name.len] == '_' && str_starts(action, name)) return s;
    }
    return NULL;
}

static bool reworded(const ThingKind *kind, Str action)
{
    i64 behind = str(kind->name).len + 1;
    Str verb = { action.at + behind, action.len - behind };
    const Choice *c = choice_by_name(kind->verb_names, kind->verb_name_count, verb);
    return str_is(verb, "forget") || (c && kind->reworded >> c->value & 1);
}

void thing_feed_search(Apply *ap, const Entry *e, void *record)
{
    (void)record;
    const ThingStore *s = thing_store_named(e->action);
    if (!s || !s->words || !reworded(s->kind, e->action)) return;
    void *row = arena_take(ap->arena, s->record->size, 1);
    const Thing *t = row;
    if (!thing_load(ap->db, ap->arena, s, e->subject, row)) return;
    bool shown = !t->hidden && !t->private && !str_is(t->title, REMOVED);
    Str words = shown ? s->words(row, ap->arena) : STR("");
    if (words.len) search_put(ap->db, ap->arena, t->id, words);
    else search_drop(ap->db, t->id);
}

static const Action actions[] = {
    { .deed.name = "paper_send", .method = POST, .path = "/api/papers", .who = WHO_ANYONE,
      .flags = OWN_ONLY | SLOW | LIMITED | PHONE, .file_max = PDF_BYTES, .in = &paper_send_record,
      .out = &paper_sent_record, .where = paper_send_where, .prepare = paper_send_prepare, .change = paper_send_change,
      .note = "Send a photo (JPEG, PNG, WebP, HEIC) or a PDF, to be named in a deed within a day.",
      .note_zh = "上传照片（JPEG、PNG、WebP、HEIC）或 PDF，一天内在办理中引用。",
      DEED_FACE(.label = { "上传附件", "Send a file" }, .after = AFTER_STAY) },
    { .deed.name = "paper_read", .method = GET, .path = "/api/papers/{word}/{rest}", .who = WHO_ANYONE,
      .flags = RAW | FRESH, .read = paper_read,
      .note = "A paper: whole, screen or thumb, for whoever sees its step.",
      .note_zh = "查看附件：原件、屏幕图或缩略图，看得到该步骤的人都能看。" },
    { .deed.name = "message_list", .method = GET, .path = "/api/messages", .who = WHO_PERSON,
      .flags = MINE, .out = &messages_record, .list = &messages_list,
      .note = "What an organisation or oneself was told, of each thing the newest.",
      .note_zh = "组织或本人收到的消息，每件事列最新的一条。" },
    { .deed.name = "message_read", .method = POST, .path = "/api/messages/read", .who = WHO_PERSON, .flags = OWN_ONLY,
      .in = &message_read_record, .out = &message_unread_record, .change = message_read_change,
      .note = "The asker has read what was told of one thing, or all of it.", .note_zh = "本人已读一件事的消息，或全部消息。",
      DEED_FACE(.label = { "全部已读", "All read" }, .after = AFTER_STAY) },
    { .deed = { "thing_move", &move_record, thing_move_apply }, .who = WHO_CLOCK, .change = thing_move_change,
      .follows = PLACES_LEAD, .causes = "thing_move thing_pass",
      .note = "A place was merged: its things are found under the new one too.",
      .note_zh = "地点并入后，其中的事在继任地点可见。" },
    { .deed = { "thing_return", &returned_record, thing_return_apply }, .follows = "post_end post_lapse",
      .who = WHO_PERSON | WHO_CLOCK, .change = thing_return_change,
      .note = "A post ended: what was in its hands returns to the org's queue.",
      .note_zh = "岗位结束，手中未办结的事退回组织待办。" },
    { .deed = { "thing_pass", &passed_record, thing_pass_apply }, .follows = "org_change org_lapse",
      .causes = "thing_return", .who = WHO_PERSON | WHO_CLOCK, .change = thing_pass_change,
      .note = "An organisation serves no more: what it held goes to whoever serves that level then.",
      .note_zh = "组织不再服务，未办结的事转由现任承办。" },
};
static void things_sweep(App *app, i64 now)
{
    thing_pass_sweep(app, now);
    paper_sweep(app, now);
}

// Behind the journal: what is told costs no answer anything, and is there within seconds, as is what is searched for.
static const Feed feeds[] = { { "found", thing_feed_found, .bare = true },
                              { "message", thing_feed_messages, .bare = true },
                              { "search", thing_feed_search, .bare = true } };
static const NounFace nouns[] = { { "message", "/api/messages", { "消息", "Message" }, "bell" } };
const Capability thing_capability = {
    .name = "thing", .actions = actions, .action_count = (int)COUNT(actions), .nouns = nouns, .noun_count = 1,
    .feeds = feeds, .feed_count = (int)COUNT(feeds), .sweep = things_sweep,
};
