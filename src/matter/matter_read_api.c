// matter_read_api.c: reading one matter with its history, and how its due moment came about.
#include "matter/matter_api.h"
#include "people/people.h"

enum { STEPS_FEW = 10, STEPS_MOST = 200, PARTIES_MOST = 200 };

// ---- one matter ----------------------------------------------------------------------------------------

// A matter that is not for this asker is unknown to them, like one that never was. By id, or by the number that people
// quote.
Fault ask_matter(Ask *ask, Matter *m, Sight *s)
{
    ThingNumber number;
    if (!ask->path_id) {
        i64 id;
        if (!thing_number_read(ask->arena, ask->path_word, ask->county, &number))
            return str_number(ask->path_word, &id) && id > 0 ? FAULT_thing_unknown : FAULT_path_unknown;
        ask->path_id = matter_numbered(ask->db, &number);
        ask->county = number.county;
        ask->pack = app_pack(ask->app, number.county);
    }
    if (!matter_load(ask->db, ask->arena, ask->path_id, m)) return FAULT_thing_unknown;
    matter_sight(ask->db, ask->arena, ask->who, m, s);
    return s->sees ? OK : FAULT_thing_unknown;
}

// Everybody reads what is open; internal notes only staff; the reporter also their own words.
static void steps_write(Ask *ask, const Sight *s, Step *steps, int count)
{
    Out *o = ask->out;
    const char *comma = "{";
    for (int i = 0; i < count; i++) {
        Org org;
        if (!step_shown(s, ask->who, &steps[i])) continue;
        out_z(o, comma);
        record_members(&step_record, o, &steps[i], s->reader, false);
        if (steps[i].org) {
            out_z(o, ",\"org_name\":");
            out_json(o, org_load(ask->db, ask->arena, steps[i].org, &org) ? org.name : STR(""));
        }
        out_char(o, '}');
        comma = ",{";
    }
}

// At most STEPS_MOST; one more is asked for, to know whether there are. Where a matter has too many, the newest are
// wanted: hardly one has, so that is looked at only then. Nor has one many: room for all would cost more than reading.
static void matter_write_steps(Ask *ask, const Matter *m, const Sight *s)
{
    Step *steps = NEW(ask->arena, Step, STEPS_FEW);
    int n = matter_steps(ask->db, ask->arena, m, 0, steps, STEPS_FEW);
    if (n == STEPS_FEW) {
        steps = NEW(ask->arena, Step, STEPS_MOST + 1);
        n = matter_steps(ask->db, ask->arena, m, 0, steps, STEPS_MOST + 1);
    }
    bool all = n <= STEPS_MOST;
    i64 from = all ? 0 : matter_steps_from(ask->db, m, STEPS_MOST);
    if (!all) n = matter_steps(ask->db, ask->arena, m, from, steps, STEPS_MOST);
    out_z(ask->out, ",\"steps\":[");
    steps_write(ask, s, steps, n);
    out_fmt(ask->out, "],\"steps_before\":%s", all ? "false" : "true");
}

// For whoever handles it and the reporter; the public sees the holder alone.
static void matter_write_parties(Ask *ask, const Matter *m)
{
    Out *o = ask->out;
    Party *parties = NEW(ask->arena, Party, PARTIES_MOST);
    int n = matter_parties(ask->db, ask->arena, m, parties, PARTIES_MOST);
    out_z(o, ",\"parties\":[");
    for (int i = 0; i < n; i++) {
        Org org;
        out_z(o, i ? ",{" : "{");
        record_members(&party_record, o, &parties[i], SEE_STAFF, false);
        out_z(o, ",\"name\":");
        out_json(o, org_load(ask->db, ask->arena, parties[i].org, &org) ? org.name : STR(""));
        out_char(o, '}');
    }
    out_char(o, ']');
}

// One snapshot for all of it. Nobody's own answer is kept for the next asker.
Fault matter_read(Ask *ask)
{
    Matter m;
    Sight s;
    Fault f = ask_matter(ask, &m, &s);
    if (f) return f;
    out_char(ask->out, '{');
    matter_members(ask->out, ask->db, ask->arena, ask->pack, &m, &s, true);
    matter_can(ask->out, ask->pack, &m, day_of(ask->now), &s);
    matter_write_steps(ask, &m, &s);
    if (s.rights & (RIGHT_STAFF | RIGHT_OWN)) matter_write_parties(ask, &m);
    out_char(ask->out, '}');
    return OK;
}

// ---- how the due moment came about -----------------------------------------------------------------------

// What the sink of due_explain writes to; more: a comma is due.
typedef struct Days { Out *out; Lang lang; bool more; } Days;

// One line per day, so that anybody can count along with a calendar in hand.
static void day_sink(void *context, const DueDay *d)
{
    static const char *const whys[] = { "started", "counted", "rest", "holiday", "makeup", "paused", "rolled", "due" };
    Days *days = context;
    static_assert(COUNT(whys) == DUE_LAST + 1, "a word for each reason");
    out_z(days->out, days->more ? ",{\"day\":\"" : "{\"day\":\"");
    out_day(days->out, d->day);
    out_fmt(days->out, "\",\"counts\":%s,\"counted\":%lld,\"minutes\":%lld,\"why\":\"%s\",\"text\":",
            d->counts ? "true" : "false", (long long)d->counted, (long long)d->minutes, whys[d->why]);
    out_json(days->out, str(due_why(d->why, days->lang)));
    if (d->name.len) {
        out_z(days->out, ",\"name\":");
        out_json(days->out, d->name);
    }
    out_char(days->out, '}');
    days->more = true;
}

// Names the row, its source and the pack's hash: the same question later can be told from the same rule.
static void clock_head(Ask *ask, const Matter *m, const Deadline *d)
{
    Out *o = ask->out;
    out_fmt(o, "{\"id\":%lld,\"level\":\"%s\",\"urgency\":\"%s\",\"started_at\":\"", (long long)m->id,
            CHOICE_NAME(level_choices, m->level), CHOICE_NAME(urgency_choices, m->urgency));
    out_moment(o, m->clock_at);
    out_z(o, "\",\"deadline\":");
    if (!d) out_z(o, "null");
    else {
        out_fmt(o, "{\"amount\":%lld,\"unit\":\"%s\",\"calendar\":\"%s\",\"subject\":", (long long)d->amount,
                CHOICE_NAME(unit_choices, d->unit), CHOICE_NAME(calendar_choices, d->calendar));
        out_json(o, d->subject);
        out_z(o, ",\"source\":");
        out_json(o, d->source);
        out_fmt(o, ",\"evidence\":\"%s\"}", CHOICE_NAME(evidence_choices, d->evidence));
    }
    out_z(o, ",\"pack\":{\"id\":");
    out_json(o, ask->pack->heads[0].id);
    out_z(o, ",\"version\":");
    out_json(o, ask->pack->heads[0].version);
    out_z(o, ",\"hash\":");
    out_json(o, ask->pack->hash_text);
    out_z(o, "},\"pauses\":[");
}

// null for none.
static void clock_moment(Out *o, const char *name, i64 moment)
{
    out_fmt(o, "\"%s\":", name);
    if (!moment) {
        out_z(o, "null");
        return;
    }
    out_char(o, '"');
    out_moment(o, moment);
    out_char(o, '"');
}

// Counts again what was decided, with the pack of now: when the two differ the calendar changed, and the clock will
// recompute. For everybody who may see the matter: a deadline nobody can check is none.
Fault matter_clock(Ask *ask)
{
    Matter m;
    Sight s;
    Fault f = ask_matter(ask, &m, &s);
    if (f) return f;
    Pauses p = matter_pauses(ask->db, ask->arena, &m);
    clock_head(ask, &m, pack_deadline(ask->pack, m.subject, m.urgency, m.level, day_of(m.clock_at)));
    for (i64 i = 0; i < p.count; i++) {
        out_z(ask->out, i ? ",{" : "{");
        clock_moment(ask->out, "from", p.at[i].from);
        out_char(ask->out, ',');
        clock_moment(ask->out, "to", p.at[i].to);
        out_char(ask->out, '}');
    }
    out_z(ask->out, "],\"days\":[");
    DueAsk due_ask = matter_due_ask(ask->pack, &m, p.at, p.count);
    Days days = { ask->out, ask->who->lang, false };
    Due due = due_ask.unit ? due_explain(&due_ask, day_sink, &days) : (Due){ 0 };
    out_z(ask->out, "],");
    clock_moment(ask->out, "due_at", due.at);
    out_fmt(ask->out, ",\"provisional\":%s}", due.provisional ? "true" : "false");
    return OK;
}

// ---- a place that is asked for ---------------------------------------------------------------------------------

// An old code leads to the place that had it. Where it was given again since, the day says whose is meant.
bool ask_place(Ask *ask, Str code, i64 day, Place *p)
{
    if (!code.len) code = arena_fmt(ask->arena, "%06lld", (long long)ask->county);
    bool known = day == DAY_NONE ? place_known(ask->db, ask->arena, code, p)
                                 : place_by_code(ask->db, ask->arena, code, day, p);
    if (!known) ask_problem(ask, "place", FAULT_place_unknown);
    return known;
}
