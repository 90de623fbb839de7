// app.c: the application: folder, packs and slow pool together; the county's pack; the clock's reach.
// Everything that lives as long as the program is put together here, in the order it depends on each other, and taken
// apart the other way round. Loop threads, the writer and the slow pools all read the App without a lock.
#include "gate/gate_room.h"
#include "store/blob.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEEDS_MAX = 256, FEEDS_MAX = 16, SHEETS_WAIT = 4, BATCHES_WAIT = 4, BLOB_TURN_MS = 10000 };

// The deeds of all capabilities, gathered once for the store.
static int app_deeds(Deed *deeds)
{
    int n = 0;
    for (int c = 0; c < capability_count; c++)
        for (int i = 0; i < capabilities[c]->action_count; i++)
            if (capabilities[c]->actions[i].deed.entry) {
                assert(n < DEEDS_MAX);
                deeds[n++] = capabilities[c]->actions[i].deed;
            }
    return n;
}

// Likewise the feeds.
static int app_feeds(Feed *feeds)
{
    int n = 0;
    for (int c = 0; c < capability_count; c++)
        for (int i = 0; i < capabilities[c]->feed_count; i++) {
            assert(n < FEEDS_MAX);
            feeds[n++] = capabilities[c]->feeds[i];
        }
    return n;
}

// Also for verify, rebuild and restore, which open a folder without an App.
StoreConfig app_store_config(const AppConfig *c)
{
    assert(c);
    static Deed deeds[DEEDS_MAX];               // filled alike each time: read-only in effect
    static Feed feeds[FEEDS_MAX];
    return (StoreConfig){
        .data = c->data, .key_file = c->key_file, .boot = c->boot, .make = c->make,
        .now = c->now, .rough = c->now != NULL,
        .deeds = deeds, .deed_count = app_deeds(deeds),
        .feeds = feeds, .feed_count = app_feeds(feeds),
    };
}

// ---- packs -------------------------------------------------------------------------------------

// A server does not start with a pack it cannot trust: a wrong deadline would be recorded for ever.
static bool packs_wrong(App *app, const PackErrors *errors, Str *error)
{
    Out o = out_new(app->arena, 64 << 10);
    out_z(&o, "the policy packs have mistakes; see `linli pack check`:\n");
    pack_errors_print(errors, &o, EN);
    *error = out_done(&o);
    return false;
}

// Each pack is loaded once, also when it is the parent of several.
static const Pack *app_pack_load(App *app, Str id, PackErrors *errors)
{
    for (int i = 0; i < app->pack_count; i++)
        if (str_same(app->packs[i]->heads[0].id, id)) return app->packs[i];
    assert(app->pack_count < PACKS_MOST);
    Pack *p = pack_load(app->config.packs, id, errors);
    if (p) app->packs[app->pack_count++] = p;
    return p;
}

// Each leaf, and each of its parents as a pack of its own, for counties that have none nearer.
// County 0, and a county without a pack of its own, are served by these.
static bool packs_chain(App *app, Str id, PackErrors *errors)
{
    const Pack *leaf = app_pack_load(app, id, errors);
    for (i64 i = 1; leaf && i < leaf->depth; i++)
        if (!app_pack_load(app, leaf->heads[i].id, errors)) return false;
    return leaf != NULL;
}

// Of all packs in their order; when it differs from the one last recounted by, due moments are counted anew.
static Hash packs_hash(const App *app)
{
    Out o = out_new(app->arena, PACKS_MOST * 64);
    for (int i = 0; i < app->pack_count; i++) out_str(&o, app->packs[i]->hash_text);
    return hash_sha256(out_done(&o));
}

static bool app_packs(App *app, Str *error)
{
    PackErrors *errors = NEW(app->arena, PackErrors, 1);
    errors->arena = app->arena;
    Str ids[LEAVES_MOST];
    int count = pack_leaves(app->config.packs, app->arena, ids, LEAVES_MOST, errors);
    bool good = count > 0;
    for (int i = 0; good && i < count; i++) good = packs_chain(app, ids[i], errors);
    if (!good) return packs_wrong(app, errors, error);
    i64 county = 0;
    if (ids[0].len > 3 && str_i64((Str){ ids[0].at + 3, ids[0].len - 3 }, &county)) app->county = county;
    app->county = pack_whole(app->packs[0], "default_county", day_of(time_real()), app->county);
    Hash h = packs_hash(app);
    app->packs_hash = hex_text(app->arena, h.at, 32);
    return true;
}

// The longest code that begins the county's: 410104 has CN-410104 before CN-4101. County 0 and foreign ones fall back
// on the topmost pack of the first chain. A walk over a few packs, no lock; any thread.
const Pack *app_pack(App *app, i64 county)
{
    const Pack *said = said_pack(app, county);
    return said ? said : app_pack_bare(app, county);
}

const Pack *app_pack_bare(App *app, i64 county)
{
    assert(app && app->pack_count > 0);
    char digits[24];
    Out o = { .at = digits, .cap = sizeof digits, .max = sizeof digits };
    out_i64(&o, county);
    i64 top = MIN(app->packs[0]->depth, app->pack_count) - 1;       // of the first chain
    const Pack *best = app->packs[MAX(top, 0)];
    i64 best_len = -1;
    for (int i = 0; i < app->pack_count; i++) {
        Str id = app->packs[i]->heads[0].id;
        Str code = id.len > 3 ? (Str){ id.at + 3, id.len - 3 } : (Str){ id.at, 0 };
        if (str_starts(out_done(&o), code) && code.len > best_len) {
            best = app->packs[i];
            best_len = code.len;
        }
    }
    return best;
}

// ---- settings of the installation ------------------------------------------------------------------

// What the folder itself says about this installation.
static void app_settings(App *app)
{
    Arena *a = arena_open(1 << 16);
    Db *db = store_reader(app->store);
    Str value;
    i64 n = 0;
    app->test = store_setting(db, "installation", a, &value) && str_is(value, "test");
    if (store_setting(db, "sweep_until", a, &value) && str_i64(value, &n)) atomic_store(&app->sweep_until, n);
    bool same = store_setting(db, "recounted", a, &value) && str_same(value, app->packs_hash);
    if (!same) atomic_store(&app->calendar_changed, true);
    if (store_setting(db, "county", a, &value) && str_i64(value, &n)) app->county = n;
    arena_close(a);
}

typedef struct SettingWork { const char *name; Str value; } SettingWork;
static Fault setting_work(App *app, Tx *tx, Arena *arena, void *context)
{
    assert(tx && context);
    (void)app;
    (void)arena;
    SettingWork *w = context;
    store_set(tx_db(tx), w->name, w->value);
    return OK;
}

// For the program's own words and the test clock; returns when it is durable. Never on the writer's thread.
void app_set(App *app, const char *name, Str value)
{
    road_work(app, setting_work, &(SettingWork){ name, value }, false);
    app_settings(app);
}

// Asked by the sweep on the writer's thread; the hash is remembered so that the work is done once per pack.
bool app_calendar_changed(App *app)
{
    if (!atomic_exchange(&app->calendar_changed, false)) return false;
    SettingWork w = { "recounted", app->packs_hash };
    road_later(app, setting_work, &w, sizeof w);
    return true;
}

bool  app_test(App *app) { return app->test; }
Store *app_store(App *app) { return app->store; }
i64   app_default_county(App *app) { return app->county; }

// Tests hold the clock still so that a demo day can be walked through; a live installation cannot be held.
static i64 app_sweep_until(App *app)
{
    i64 held = atomic_load(&app->sweep_until), now = store_now(app->store);
    return app->test && held ? MIN(held, now) : now;
}

void app_set_sweep_until(App *app, i64 moment)
{
    char digits[24];
    Out o = { .at = digits, .cap = sizeof digits, .max = sizeof digits };
    out_i64(&o, moment);
    app_set(app, "sweep_until", out_done(&o));
    atomic_store(&app->sweep_until, moment);
}

// ---- open and close ----------------------------------------------------------------------------

static void blobs_turn(void *context)
{
    App *app = context;
    blob_sweep(app->store, atomic_fetch_add(&app->blob_turn, 1));
}

// The clock: on the writer's thread between batches. Sweeps look for what fell due and submit jobs; they must neither
// wait nor change anything themselves.
// While the machine's clock is in doubt nothing falls due.
static void app_idle(void *context)
{
    App *app = context;
    if (!store_clock(app->store).agrees) return;
    pack_change_later(app);
    i64 now = app_sweep_until(app);
    for (int c = 0; c < capability_count; c++)
        if (capabilities[c]->sweep) capabilities[c]->sweep(app, now);
    bool turn = time_steady() - app->swept_at > BLOB_TURN_MS;
    if (turn && slow_give(app->files, blobs_turn, app)) app->swept_at = time_steady();
    sweep_due(app, now);                // behind them: a calendar that was published may move what is due
}

// Takes the folder's lock. On failure `error` is a sentence that outlives the App.
App *app_open(const AppConfig *c, Str *error)
{
    assert(c && error);
    Arena *arena = arena_open(64 << 20);
    App *app = NEW(arena, App, 1);
    app->config = *c;
    app->arena = arena;
    app->county = 0;
    StoreConfig sc = app_store_config(c);
    if (!chain_open(app, error) || !app_packs(app, error) || !(app->store = store_open(&sc, error))) {
        *error = str(strdup(arena_z(app->arena, *error)));
        app_close(app);
        return NULL;
    }
    app_settings(app);
    said_load(app);
    app->slow = slow_open(app->arena, SLOW_THREADS, SLOW_QUEUE);
    app->sheets = slow_open(app->arena, 1, SHEETS_WAIT);
    app->batches = slow_open(app->arena, 1, BATCHES_WAIT);
    app->files = slow_open(app->arena, SLOW_THREADS, SLOW_QUEUE);
    if (c->serve) app->recents = recents_open(app->arena, (int)MAX(1, MIN(8, sysconf(_SC_NPROCESSORS_ONLN))));
    pack_change_note(app);
    if (c->serve) writer_idle(app->store, app_idle, app);
    assert(capability_count <= CAPABILITIES_MOST);
    for (int i = 0; i < capability_count && c->serve; i++)
        if (capabilities[i]->run) app->running[i] = capabilities[i]->run(app);
    return app;
}

// The threads first: their work still submits jobs. Then the store, which finishes what is queued.
void app_close(App *app)
{
    if (!app) return;
    for (int i = 0; i < CAPABILITIES_MOST; i++)
        if (app->running[i]) capabilities[i]->rest(app->running[i]);
    slow_close(app->files);
    slow_close(app->batches);
    slow_close(app->sheets);
    slow_close(app->slow);
    if (app->store) store_close(app->store);
    said_close(app);
    for (int i = 0; i < app->pack_count; i++) pack_close(app->packs[i]);
    arena_close(app->arena);                    // holds the App itself
}
