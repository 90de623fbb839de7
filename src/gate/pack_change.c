// pack_change.c: which policy packs decided here: an entry in county 0 whenever a pack's hash changes.
// A decision's entry names its pack by the first 16 digits of this hash; here stands when that pack came into use, in
// the installation's own log.
#include "gate/gate_api.h"

const Record pack_seen_record = RECORD_OF(PackSeen, "pack_seen", "启用的政策包", "Packs in use",
    COUNT_FIELD(PackSeen, county, "县区", "County", .flags = KEY | SERVER, .note = "0: the installation's own log."),
    TEXT_FIELD(PackSeen, pack, "政策包", "Pack", .flags = KEY | NEEDED, .min = 1, .max = 40),
    TEXT_FIELD(PackSeen, version, "版本", "Version", .max = 40),
    TEXT_FIELD(PackSeen, hash, "哈希", "Hash", .flags = NEEDED, .min = 64, .max = 64, .note = "SHA-256 of its files."),
    MOMENT_FIELD(PackSeen, seen_at, "启用时间", "First used at", .flags = SERVER));

// County 0 has no ids of its own here: the key is the pack's.
static bool pack_seen(Db *db, Arena *a, const Pack *p)
{
    PackSeen last;
    bool known = db_load(db, &pack_seen_record, "WHERE county=0 AND pack=$1", a, &last, T(p->heads[0].id));
    return known && str_same(last.hash, p->hash_text);
}

// One job for all packs that changed, each its own entry.
static Fault pack_note(App *app, Tx *tx, Arena *arena, void *context)
{
    (void)context;
    const Action *action = app_action("pack_change");
    Actor server = { .local = true, .lang = ZH };
    Fault f = OK;
    for (int i = 0; !f && i < app->pack_count; i++) {
        const Pack *p = app->packs[i];
        PackSeen in = { .pack = p->heads[0].id, .version = p->heads[0].version, .hash = p->hash_text };
        Entry entry;
        if (!pack_seen(tx_db(tx), arena, p)) f = road_do(app, tx, arena, action, &server, 0, 0, &in, 0, 0, &entry);
    }
    return f;
}

// At start, before anybody is served, so that no entry bears a hash that the log does not know yet.
void pack_change_note(App *app)
{
    Arena *a = arena_open(1 << 16);
    bool all = true;
    for (int i = 0; i < app->pack_count; i++) all = pack_seen(store_reader(app->store), a, app->packs[i]) && all;
    arena_close(a);
    Fault f = all ? OK : road_work(app, pack_note, NULL, false);
    atomic_store(&app->packs_unnoted, f == FAULT_clock_jumped);
    if (f && f != FAULT_clock_jumped) log_line("error", "pack_change", "not recorded: %s", fault_name(f));
}

void pack_change_later(App *app)
{
    if (atomic_exchange(&app->packs_unnoted, false)) road_later(app, pack_note, NULL, 0);
}

Fault pack_change_decide(Act *act)
{
    assert(act->in && act->now > 0);
    PackSeen *seen = NEW(act->arena, PackSeen, 1);
    *seen = *(const PackSeen *)act->in;
    seen->county = act->county;
    seen->seen_at = act->now;
    act->record = seen;
    return OK;
}

// The newest of each pack; older ones are in the log.
void pack_change_apply(Apply *ap, const Entry *e, void *record)
{
    (void)e;
    db_put(ap->db, &pack_seen_record, record);
}
