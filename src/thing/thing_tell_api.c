// thing_tell_api.c: whom a deed tells, and what one was told: of each thing the newest message, over all one's boxes.
//
// A box is what one org, or oneself, was told. Who was told of one event in two boxes (as its reporter, and in the org
// that holds it) has it once. What is unread lies behind the reader's mark of the box; what was told before somebody
// came to an org is nobody's news.
#include "people/people.h"
#include "thing/thing_tell_api.h"

// ---- whom a deed tells -----------------------------------------------------------------------------------

typedef struct Telling { i64 skip[3], ids[TOLD_MOST]; int count; } Telling;

// Each once, and nobody what they did themselves; 0 is nobody.
static void tell_add(Telling *to, i64 id)
{
    bool told = id <= 0 || to->count == TOLD_MOST;
    for (int i = 0; i < (int)COUNT(to->skip); i++) told = told || to->skip[i] == id;
    for (int i = 0; i < to->count; i++) told = told || to->ids[i] == id;
    if (!told) to->ids[to->count++] = id;
}

static void tell_parties(Act *act, Telling *to, const Thing *t)
{
    Party *parties = NEW(act->arena, Party, TOLD_MOST);
    int n = thing_parties(act->db, act->arena, t, parties, TOLD_MOST);
    for (int i = 0; i < n; i++) tell_add(to, parties[i].org);
}

void thing_tell(Act *act, unsigned tells, i64 org, const Thing *was, Thing *now)
{
    Telling to = { .skip = { act->who->person, org, act->who->follow } };
    Str named = now->tell;
    for (i64 id; named.len;)
        if (str_i64(str_cut(&named, ' '), &id)) tell_add(&to, id);
    if (tells & TO_ASSIGNEE) tell_add(&to, now->assignee);
    if (tells & TO_REPORTER && now->open) tell_add(&to, now->reporter ? now->reporter : now->id);
    if (tells & TO_HOLDER) tell_add(&to, now->holder);
    if (tells & TO_BEFORE && was) tell_add(&to, was->holder);
    if (tells & TO_PARTY) tell_add(&to, now->party);
    if (tells & TO_ABOUT && now->open) tell_add(&to, now->about_org);
    if (tells & TO_PARTIES && was) tell_parties(act, &to, was);
    Out o = out_new(act->arena, 20 * (to.count + 1));
    for (int i = 0; i < to.count; i++) out_fmt(&o, i ? " %lld" : "%lld", (long long)to.ids[i]);
    now->tell = out_done(&o);
}

// ---- boxes ---------------------------------------------------------------------------------------------------

enum { BOXES_MOST = 17, TAKEN_MOST = LIST_CHUNK + 1, UNREAD_MOST = 99 };
// read: the mark of each; since: when its reader came to it. unread, thing: what is asked for.
typedef struct Boxes {
    i64  county, reader, ids[BOXES_MOST], read[BOXES_MOST], since[BOXES_MOST], thing;
    int  count;
    bool unread;
} Boxes;

static void box_add(Boxes *b, Db *db, i64 id, i64 since)
{
    for (int i = 0; i < b->count; i++)
        if (b->ids[i] == id) return;
    if (b->count == BOXES_MOST || !id) return;
    b->read[b->count] = mark_of(db, b->county, b->reader, id);
    b->since[b->count] = since;
    b->ids[b->count++] = id;
}

static void box_of_org(Boxes *b, Db *db, Arena *a, i64 org, i64 now)
{
    Post post;
    bool since = post_of(db, a, b->reader, org, day_of(now), &post) && post.from_on != DAY_NONE;
    if (id_county(org) == b->county) box_add(b, db, org, since ? day_start(post.from_on) : 0);
}

// Of the asker's own county: what lies elsewhere is read there.
static void boxes_all(Boxes *b, Db *db, Arena *a, const Actor *who, i64 now)
{
    box_add(b, db, who->person, 0);
    for (int i = 0; i < who->post_count; i++)
        if (actor_works_in(who, who->posts[i].org)) box_of_org(b, db, a, who->posts[i].org, now);
}

// So many events of a thing are unread; one that lies in two boxes counts once.
static i64 boxes_unread(const Boxes *b, Db *db, i64 thing)
{
    i64 all[UNREAD_MOST], n[UNREAD_MOST], mark = mark_of(db, b->county, b->reader, thing);
    int count = 0;
    for (int i = 0; i < b->count; i++) {
        int got = messages_since(db, b->county, b->ids[i], thing, MAX(mark, b->read[i]), b->since[i], n, UNREAD_MOST);
        for (int k = 0; k < got && count < UNREAD_MOST; k++) {
            bool twice = false;
            for (int j = 0; j < count && !twice; j++) twice = all[j] == n[k];
            if (!twice) all[count++] = n[k];
        }
    }
    return count;
}

// ---- the list --------------------------------------------------------------------------------------------

const Record messages_record = RECORD_NOTED(Page, "messages", "消息列表", "Messages",
    "What the asker was told, of each thing the newest, the newest first.",
    PAGE_FIELDS(Page, message_record, "消息", "Messages"));

typedef struct MessagesQuery { i64 org, mine, unread, thing; } MessagesQuery;
static const Record messages_query_record = RECORD_OF(MessagesQuery, "messages_query", "消息", "Messages",
    REF_FIELD(MessagesQuery, org, "组织", "Organisation", SHOWS(.of = "orgs"),
              .note = "Id of an organisation: what it was told alone."),
    FLAG_FIELD(MessagesQuery, mine, "发给本人的", "To oneself", .note = "1: what the asker was told in person."),
    FLAG_FIELD(MessagesQuery, unread, "未读", "Unread", .note = "1: only what the asker has not read."),
    REF_FIELD(MessagesQuery, thing, "事", "Thing", .note = "Every message of this thing, not the newest alone."));

// What an org was told is for those who work in it.
static Fault messages_open(Walk *w)
{
    const Actor *who = w->ask->who;
    const MessagesQuery *q = w->ask->query;
    Boxes *b = w->own = NEW(w->ask->arena, Boxes, 1);
    *b = (Boxes){ .county = q->org ? id_county(q->org) : who->county, .reader = who->person,
                  .unread = q->unread == 1, .thing = q->thing };
    if (q->org && !actor_works_in(who, q->org)) return FAULT_not_allowed;
    if (q->org) box_of_org(b, w->ask->db, w->ask->arena, q->org, w->ask->now);
    if (q->mine == 1) box_add(b, w->ask->db, who->person, 0);
    if (!b->count) boxes_all(b, w->ask->db, w->ask->arena, who, w->ask->now);
    return OK;
}

// One box's next messages. whole: there are no more of it that are wanted.
typedef struct Head { const Message *at; int count, next; bool whole; } Head;

// Where unread ones are wanted nothing behind the mark is.
static void head_take(Walk *w, const Boxes *b, int box, int most, Head *head)
{
    Message *into = NEW(w->arena, Message, most);
    int n = messages_take(w->ask->db, w->arena, b->county, b->ids[box], b->thing, w->at, into, most), kept = n;
    for (int i = 0; i < kept && b->unread; i++)
        if (into[i].n <= b->read[box] || into[i].at < b->since[box]) kept = i;
    *head = (Head){ into, kept, 0, kept < most };
}

// Of the one that comes first in the order, in the first box that has it. NULL: of some box the next is not known.
static const Message *head_first(const Head *heads, int count)
{
    const Message *first = NULL;
    for (int i = 0; i < count; i++) {
        const Head *h = &heads[i];
        if (h->next == h->count && !h->whole) return NULL;
        const Message *m = h->next < h->count ? &h->at[h->next] : NULL;
        if (m && (!first || m->n > first->n || (m->n == first->n && m->thing > first->thing))) first = m;
    }
    return first;
}

// Of each thing the newest, unless one thing is asked for.
static bool message_wanted(Walk *w, const Boxes *b, Message *m)
{
    for (int i = 0; i < b->count && !b->thing; i++)
        if (message_newest(w->ask->db, b->county, b->ids[i], m->thing, INT64_MAX) > m->n) return false;
    if (b->unread) m->unread = boxes_unread(b, w->ask->db, m->thing);
    return !b->unread || m->unread > 0;
}

// All boxes side by side in one order.
static bool messages_step(Walk *w)
{
    Boxes *b = w->own;
    Head heads[BOXES_MOST] = { { 0 } };
    int most = (int)MIN(walk_most(w), TAKEN_MOST);
    for (int i = 0; i < b->count; i++) head_take(w, b, i, most, &heads[i]);
    const Message *m = head_first(heads, b->count);
    for (; m && walk_may(w); m = head_first(heads, b->count)) {
        i64 at[] = { m->n, m->thing };
        Message *row = walk_place(w, at);
        *row = *m;
        w->count += message_wanted(w, b, row);
        for (int i = 0; i < b->count; i++) {
            Head *h = &heads[i];
            h->next += h->next < h->count && h->at[h->next].n == at[0] && h->at[h->next].thing == at[1];
        }
    }
    bool more = m != NULL;
    for (int i = 0; i < b->count; i++) more = more || !heads[i].whole;
    return more;
}

// Of what they may see: a message names a thing.
static bool message_sees(Walk *w, void *row)
{
    Message *m = row;
    const ThingApi *of = things_of(m->kind);
    if (!of) return false;
    Sight s;
    void *thing = arena_take(w->arena, of->store->record->size, 1);
    const Thing *t = thing;
    if (thing_seen(w->ask->db, w->arena, w->ask->who, of, m->thing, thing, &s)) return false;
    thing_veil(of, &s, thing);
    m->number = t->number;
    m->title = t->title;
    return true;
}

// What happened is told by the verb's word.
static void message_item(Walk *w, const void *row)
{
    Message m = *(const Message *)row;
    const ThingKind *kind = things_of(m.kind)->store->kind;
    const Choice *c = choice_by_name(kind->verb_names, kind->verb_name_count, m.word);
    m.label = str(!c ? "" : w->ask->who->lang == ZH ? c->label : c->label_en);
    if (!((const Boxes *)w->own)->unread) m.unread = boxes_unread(w->own, w->ask->db, m.thing);
    record_members(&message_record, w->ask->out, &m, w->ask->reader, false);
}

static const View views[] = {
    { { "未读", "Unread" }, "unread=1", WHO_PERSON },
    { { "全部", "All" }, "", WHO_PERSON },
};
const List messages_list = {
    .query = &messages_query_record, .row = &message_record, .keys = 2, .from = { INT64_MAX, 0 },
    .open = messages_open, .step = messages_step, .sees = message_sees, .item = message_item,
    LIST_FACE(.label = { "消息", "Messages" }, .group = GROUP_OWN, .order = 1, .icon = "bell",
              .empty = { "还没有消息。", "No messages yet." }, VIEWS(views)),
};

// ---- reading it --------------------------------------------------------------------------------------------

typedef struct MessageRead { i64 thing, n; } MessageRead;
const Record message_read_record = RECORD_OF(MessageRead, "message_read", "已读", "What was read",
    REF_FIELD(MessageRead, thing, "事", "Thing", .note = "Of this thing; all of it when left out."),
    COUNT_FIELD(MessageRead, n, "记录号", "Entry", .note = "Up to this entry; the newest when left out."));
typedef struct MessageUnread { i64 thing, unread; } MessageUnread;
const Record message_unread_record = RECORD_OF(MessageUnread, "message_unread", "未读", "What is unread still",
    REF_FIELD(MessageUnread, thing, "事", "Thing"),
    COUNT_FIELD(MessageUnread, unread, "未读", "Unread ones of this thing"));

static void read_all(Boxes *b, Db *db, i64 most)
{
    i64 least = INT64_MAX;
    for (int i = 0; i < b->count; i++) {
        i64 n = message_newest(db, b->county, b->ids[i], 0, most);
        if (n) mark_put(db, b->county, b->reader, b->ids[i], n);
        least = MIN(least, MAX(n, b->read[i]) - 1);
    }
    marks_drop(db, b->county, b->reader, least);        // of things; those of the boxes reach further
}

// Only what one was told: no row for anything else.
static void read_thing(Boxes *b, Db *db, i64 thing, i64 most)
{
    for (int i = 0; i < b->count; i++) {
        i64 n = message_newest(db, b->county, b->ids[i], thing, most);
        if (n > b->read[i]) mark_put(db, b->county, b->reader, thing, n);
    }
    for (int i = 0; i < b->count; i++) mark_settle(db, b->county, b->reader, b->ids[i]);
}

Fault message_read_change(Act *act)
{
    const MessageRead *in = act->in;
    Boxes b = { .county = act->who->county, .reader = act->who->person };
    i64 most = in->n > 0 ? in->n : INT64_MAX;
    boxes_all(&b, act->db, act->arena, act->who, act->now);
    if (in->thing) read_thing(&b, act->db, in->thing, most);
    else read_all(&b, act->db, most);
    i64 left = in->thing ? boxes_unread(&b, act->db, in->thing) : 0;
    return act_says(act, act->who->person, &(MessageUnread){ in->thing, left });
}
