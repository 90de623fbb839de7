// thing_tell_store.c: messages and read marks. Messages follow the journal as an index, outside the answer's path.
#include "thing/thing_pass_store.h"
#include "thing/thing_tell_store.h"

// ---- what an entry tells -------------------------------------------------------------------------------

// Of the whole row only this is read: most of a turn's reading would be for nothing.
typedef struct DeedTold { i64 verb; Str tell; } DeedTold;
static const Record deed_told_record = RECORD_OF(DeedTold, "deed_told", "告知", "Whom a deed tells",
    COUNT_FIELD(DeedTold, verb, "动作", "Deed"), TEXT_FIELD(DeedTold, tell, "告知", "Whom"));

static void deed_told(Arena *a, const Entry *e, const ThingStore *s, ToldSink sink, void *context)
{
    DeedTold d;
    if (!record_from_entry(&deed_told_record, a, e->record, &d)) return;
    for (i64 id; d.tell.len;)
        if (str_i64(str_cut(&d.tell, ' '), &id) && id > 0) sink(context, &(Told){ s->kind, e->subject, d.verb, id });
}

static void given_told(Arena *a, const Entry *e, bool post, ToldSink sink, void *context)
{
    Passed p;
    if (!record_from_entry(&passed_record, a, e->record, &p)) return;
    const GivenOn *rows = p.rows.at;
    for (i64 i = 0; i < p.rows.count; i++) {
        const ThingStore *s = thing_store_of(rows[i].kind);
        if (!s || rows[i].told <= 0) continue;
        sink(context, &(Told){ s->kind, rows[i].id, post ? s->kind->back : s->kind->pass, rows[i].told });
    }
}

// Most entries tell nobody: they are not read.
void entry_told(Arena *a, const Entry *e, ToldSink sink, void *context)
{
    bool post = str_is(e->action, "thing_return");
    if (post || str_is(e->action, "thing_pass")) {
        given_told(a, e, post, sink, context);
        return;
    }
    const ThingStore *s = str_has(e->record, STR("\"tell\":\"")) ? thing_store_named(e->action) : NULL;
    if (s) deed_told(a, e, s, sink, context);
}

// ---- messages ------------------------------------------------------------------------------------------

const Record message_record = RECORD_NOTED(Message, "message", "消息", "A message",
    "To an organisation or a person.",
    REF_FIELD(Message, county, "区县", "County", .flags = KEY | HIDDEN),
    REF_FIELD(Message, whom, "告知对象", "Organisation or person", .flags = KEY),
    COUNT_FIELD(Message, n, "记录号", "Entry", .flags = KEY),
    REF_FIELD(Message, thing, "事", "Thing", .flags = KEY),
    COUNT_FIELD(Message, kind, "种类", "Kind"),
    MOMENT_FIELD(Message, at, "时间", "At", SHOWS(.as = AS_WHEN, .col = 1)),
    TEXT_FIELD(Message, word, "代码", "Word", .max = 32),
    TEXT_FIELD(Message, label, "消息", "What happened", .flags = PASSING | SERVER, SHOWS(.as = AS_LEAD, .col = 2)),
    TEXT_FIELD(Message, number, "编号", "Number of the thing", .flags = PASSING | SERVER, SHOWS(.col = 4)),
    TEXT_FIELD(Message, title, "标题", "Title of the thing", .flags = PASSING | SERVER,
        .note = "Empty where its words are not for the asker.", SHOWS(.as = AS_TITLE, .col = 3, .width = WIDE_L)),
    COUNT_FIELD(Message, unread, "未读", "Unread ones of this thing", .flags = PASSING | SERVER,
        .note = "99 at most.", SHOWS(.col = 5)));

typedef struct Telling { Apply *ap; const Entry *e; } Telling;

static void message_put(void *context, const Told *told)
{
    const Telling *t = context;
    const ThingKind *kind = told->kind;
    Message row = {
        .county = t->e->county, .whom = told->whom, .n = t->e->seq + 1, .thing = told->thing, .kind = kind->noun,
        .at = t->e->recorded_at, .word = str(choice_name(kind->verb_names, kind->verb_name_count, told->verb)),
    };
    if (told->whom != told->thing) db_put(t->ap->db, &message_record, &row);
}

void thing_feed_messages(Apply *ap, const Entry *e, void *record)
{
    (void)record;
    entry_told(ap->arena, e, message_put, &(Telling){ ap, e });
}

int messages_take(Db *db, Arena *a, i64 county, i64 whom, i64 thing, const i64 *at, Message *into, int max)
{
    Rows *rows = !thing
        ? db_select(db, &message_record, "WHERE county=$1 AND whom=$2 AND (n, thing)<($3, $4) "
                    "ORDER BY n DESC, thing DESC LIMIT $5", I(county), I(whom), I(at[0]), I(at[1]), I(max))
        : db_select(db, &message_record, "WHERE county=$1 AND whom=$2 AND thing=$3 AND n IN (SELECT n FROM message "
                    "WHERE county=$1 AND thing=$3 AND whom=$2 AND n<$4 ORDER BY n DESC LIMIT $5) ORDER BY n DESC",
                    I(county), I(whom), I(thing), I(at[0]), I(max));
    return rows_take(rows, &message_record, a, into, max);
}

i64 message_newest(Db *db, i64 county, i64 whom, i64 thing, i64 most)
{
    return thing ? db_i64(db, "SELECT n FROM message WHERE county=$1 AND thing=$2 AND whom=$3 AND n<=$4 "
                              "ORDER BY n DESC LIMIT 1", I(county), I(thing), I(whom), I(most))
                 : db_i64(db, "SELECT n FROM message WHERE county=$1 AND whom=$2 AND n<=$3 ORDER BY n DESC LIMIT 1",
                          I(county), I(whom), I(most));
}

int messages_since(Db *db, i64 county, i64 whom, i64 thing, i64 n, i64 at, i64 *numbers, int max)
{
    return rows_ids(db_ask(db, "SELECT n FROM message WHERE county=$1 AND thing=$2 AND whom=$3 AND n>$4 AND at>=$5 "
                               "ORDER BY n DESC LIMIT $6", I(county), I(thing), I(whom), I(n), I(at), I(max)),
                    numbers, max);
}

// ---- read marks ----------------------------------------------------------------------------------------

i64 mark_of(Db *db, i64 county, i64 reader, i64 about)
{
    return db_i64(db, "SELECT n FROM read_mark WHERE county=$1 AND reader=$2 AND about=$3", I(county), I(reader),
                  I(about));
}

// What was read stays so, whatever an older page says.
void mark_put(Db *db, i64 county, i64 reader, i64 about, i64 n)
{
    db_run(db, "INSERT INTO read_mark(county, reader, about, n) VALUES($1, $2, $3, $4) "
               "ON CONFLICT(county, reader, about) DO UPDATE SET n=excluded.n WHERE read_mark.n<excluded.n",
           I(county), I(reader), I(about), I(n));
}

void marks_drop(Db *db, i64 county, i64 reader, i64 most)
{
    db_run(db, "DELETE FROM read_mark WHERE county=$1 AND reader=$2 AND n<=$3", I(county), I(reader), I(most));
}

void mark_settle(Db *db, i64 county, i64 reader, i64 whom)
{
    enum { AHEAD = 256 };
    i64 n[AHEAD], things[AHEAD], was = mark_of(db, county, reader, whom), read = was;
    int count = 0;
    Rows *rows = db_ask(db, "SELECT n, thing FROM message WHERE county=$1 AND whom=$2 AND n>$3 ORDER BY n, thing "
                            "LIMIT $4", I(county), I(whom), I(was), I(AHEAD));
    for (; count < AHEAD && rows_next(rows); count++) n[count] = rows_i64(rows, 0), things[count] = rows_i64(rows, 1);
    rows_end(rows);
    int i = 0;
    while (i < count && mark_of(db, county, reader, things[i]) >= n[i]) read = n[i++];
    if (i < count && read == n[i]) read--;                      // of one entry's things another is not read yet
    if (read > was) mark_put(db, county, reader, whom, read);
}
