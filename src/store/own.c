// own.c: a sum over the rows of each own table (accounts, passwords, tokens, keys, settings …), so that verify notices
// a row that nobody wrote. The journal bears them out nowhere: a flipped bit in a password's hash would lie there for
// years. Each row has a hash keyed by the master key; a table's sum is those of its rows added up, so that it follows
// each change by what was taken away and what was added, in the same transaction, whatever the order. The engine tells
// both (db_watch); no sentence of a capability knows of it. A damaged row that is changed later leaves the
// sum wrong, since what was added is not what is taken away.
#include "store/proof_room.h"

#include <sodium.h>
#include <string.h>

enum { LANES = 4, TABLES = 64 };
typedef struct Sum { i64 rows; uint64_t lane[LANES]; } Sum;
// since: what was changed since the last flush; mark: as it was when the present job began, and when a part of it did.
struct Own { const Vault *vault; bool off; Sum since[TABLES], mark[2][TABLES]; };

// ---- one row ---------------------------------------------------------------------------------------
// The state wants 64 bytes of alignment, which not every stack gives (that of an address sanitizer does not).
enum { STATE_ALIGN = 64 };
typedef struct RowHash { byte room[sizeof(crypto_generichash_state) + STATE_ALIGN - 1]; } RowHash;

static crypto_generichash_state *state_of(RowHash *h)
{
    uintptr_t at = (uintptr_t)h->room, up = (STATE_ALIGN - at % STATE_ALIGN) % STATE_ALIGN;
    return (crypto_generichash_state *)(void *)(h->room + up);
}

static void hash_start(RowHash *h, const Vault *v, const char *table)
{
    crypto_generichash_init(state_of(h), v->hash, sizeof v->hash, 32);
    crypto_generichash_update(state_of(h), (const byte *)"own row", 8);
    crypto_generichash_update(state_of(h), (const byte *)table, strlen(table) + 1);
}

static void hash_bytes(RowHash *h, char kind, const void *at, i64 len)
{
    byte head[9] = { (byte)kind };
    memcpy(head + 1, &len, 8);
    crypto_generichash_update(state_of(h), head, sizeof head);
    if (len > 0) crypto_generichash_update(state_of(h), at, (unsigned long long)len);
}

static void hash_value(RowHash *h, const Arg *value)
{
    switch (value->kind) {
    case 'i': hash_bytes(h, 'i', &value->i, 8); break;
    case 'd': hash_bytes(h, 'd', &value->d, 8); break;
    default: hash_bytes(h, value->kind, value->s.at, value->s.len);
    }
}

// Added to the sum (1), or taken away (-1).
static void hash_end(RowHash *h, Sum *sum, int sign)
{
    uint64_t lane[LANES];
    assert(sign == 1 || sign == -1);
    crypto_generichash_final(state_of(h), (byte *)lane, sizeof lane);
    for (int i = 0; i < LANES; i++) sum->lane[i] += sign > 0 ? lane[i] : -lane[i];
    sum->rows += sign;
}

// ---- while it is written ------------------------------------------------------------------------------
static int own_table(const char *name)
{
    assert(store_table_count <= TABLES);
    for (int i = 0; i < store_table_count; i++)
        if (store_tables[i].kind == OWN && store_tables[i].name[0] == name[0] && !strcmp(store_tables[i].name, name))
            return i;
    return -1;
}

static bool summed(int table) { return strcmp(store_tables[table].name, "own_sum") != 0; }

static bool row_wanted(void *own, const char *name)
{
    int table = ((Own *)own)->off ? -1 : own_table(name);
    return table >= 0 && summed(table);
}

static void row_changed(void *own, const char *name, const Arg *values, int count, bool added)
{
    RowHash h;
    Own    *o = own;
    hash_start(&h, o->vault, name);
    for (int i = 0; i < count; i++) hash_value(&h, &values[i]);
    hash_end(&h, &o->since[own_table(name)], added ? 1 : -1);
}

// From here on the connection keeps the sums; the vault must live as long.
void own_watch(Db *db, const Vault *v)
{
    assert(db->mode == DB_WRITE && !db->own);
    db->own = NEW(db->arena, Own, 1);
    db->own->vault = v;
    db_watch(db, &(Watch){ db->own, row_wanted, row_changed });
}

// What a job did, or a part of it, is taken back with it, and all of a transaction with that.
void own_mark(Db *db, bool part)
{
    if (db->own) memcpy(db->own->mark[part], db->own->since, sizeof db->own->since);
}

void own_undo(Db *db, bool part)
{
    if (db->own) memcpy(db->own->since, db->own->mark[part], sizeof db->own->since);
}

void own_drop(Db *db)
{
    if (!db->own) return;
    memset(db->own->since, 0, sizeof db->own->since);
    own_mark(db, false);
}

// ---- the row of a sum ------------------------------------------------------------------------------
// The sum and a keyed hash of it: without the key nobody makes one, not even that of an empty table.
typedef struct Kept { Sum sum; byte tag[32]; } Kept;

static void sum_tag(const Vault *v, const char *table, const Sum *sum, byte tag[32])
{
    RowHash h;
    hash_start(&h, v, table);
    hash_bytes(&h, 's', sum, sizeof *sum);
    crypto_generichash_final(state_of(&h), tag, 32);
}

// False: there is none, or it is not ours.
static bool sum_read(Db *db, const Vault *v, const char *table, Sum *sum)
{
    Kept   kept = { 0 };
    byte   tag[32];
    Arena *a = arena_open(1 << 10);
    Rows  *r = db_ask(db, "SELECT sum FROM own_sum WHERE name=$1", T(str(table)));
    Str    text = rows_next(r) ? rows_str(r, 0, a) : STR("");
    rows_end(r);
    bool whole = text.len == (i64)sizeof kept;
    if (whole) memcpy(&kept, text.at, sizeof kept);
    arena_close(a);
    sum_tag(v, table, &kept.sum, tag);
    *sum = whole ? kept.sum : (Sum){ 0 };
    return whole && memcmp(tag, kept.tag, sizeof tag) == 0;
}

static bool sum_write(Db *db, const Vault *v, const char *table, const Sum *sum)
{
    Kept kept = { .sum = *sum };
    sum_tag(v, table, sum, kept.tag);
    return db_run(db, "INSERT INTO own_sum(name, sum) VALUES($1, $2) ON CONFLICT(name) DO UPDATE SET sum=excluded.sum",
           T(str(table)), B(((Str){ (const char *)&kept, sizeof kept })));
}

// Before each commit. A sum that is not ours stays as it is: verify is to find it.
bool own_flush(Db *db)
{
    static const Sum none;
    Own *o = db->own;
    if (!o) return true;
    if (db_failed(db)) return false;
    for (int i = 0; i < store_table_count; i++) {
        Sum sum, *since = &o->since[i];
        if (!memcmp(since, &none, sizeof none)) continue;
        if (sum_read(db, o->vault, store_tables[i].name, &sum)) {
            for (int k = 0; k < LANES; k++) sum.lane[k] += since->lane[k];
            sum.rows += since->rows;
            sum_write(db, o->vault, store_tables[i].name, &sum);
        }
    }
    own_drop(db);
    return !db_failed(db);
}

// ---- all rows of a table -----------------------------------------------------------------------------
// False: it cannot be read.
static bool rows_sum(Db *db, const Vault *v, const char *table, Sum *sum)
{
    Columns columns;
    Arena  *a = arena_open(16 << 10);
    *sum = (Sum){ 0 };
    table_columns(db, a, table, &columns);
    Rows *r = db_ask_args(db, columns_text(db, table, &columns, ""), NULL, 0);
    while (rows_next(r)) {
        RowHash h;
        hash_start(&h, v, table);
        for (int i = 0; i < columns.count; i++) {
            Arg value = rows_value(r, i);
            hash_value(&h, &value);
        }
        hash_end(&h, sum, 1);
    }
    rows_end(r);
    arena_close(a);
    return !db_failed(db);
}

// What ends with a restore has no sum in a copy.
static bool sum_may_lack(const TableInfo *t, const Sum *rows) { return !strcmp(t->restore, "drop") && rows->rows == 0; }

bool own_check(Db *db, const Vault *v, Findings *f)
{
    int before = f->count;
    if (!table_there(db, "own_sum")) return finding(f, "table own_sum: it is missing");
    for (int i = 0; i < store_table_count; i++) {
        Sum              is, kept;
        const TableInfo *t = &store_tables[i];
        if (t->kind != OWN || !summed(i) || !table_there(db, t->name)) continue;
        if (!rows_sum(db, v, t->name, &is)) {
            finding(f, "table %s: it cannot be read: %s", t->name, db_why(db));
            db_clear(db);
            continue;
        }
        bool known = sum_read(db, v, t->name, &kept);
        if (!known && !sum_may_lack(t, &is))
            finding(f, "table own_sum, row %s: it is missing or damaged", t->name);
        else if (known && memcmp(&is, &kept, sizeof is) != 0)
            finding(f, "table %s: its rows are not those that were written (%lld, by its sum %lld)", t->name,
                    (long long)is.rows, (long long)kept.rows);
    }
    return f->count == before;
}

// A table that was emptied, as one without rows; a copy brings no sum for it.
void own_empty(Db *db, const Vault *v, const char *table)
{
    int i = own_table(table);
    assert(i >= 0 && summed(i));
    if (db->own) db->own->since[i] = (Sum){ 0 };
    sum_write(db, v, table, &(Sum){ 0 });
}

// After the shape has changed, and by a rebuild: what the rows are now is what they shall be.
bool own_recount(Db *db, const Vault *v)
{
    bool good = true;
    if (db->own) db->own->off = true;
    for (int i = 0; good && i < store_table_count; i++) {
        Sum              is;
        const TableInfo *t = &store_tables[i];
        if (t->kind != OWN || !summed(i) || !table_there(db, t->name)) continue;
        if (rows_sum(db, v, t->name, &is)) good = sum_write(db, v, t->name, &is);
        else db_clear(db);                                     // verify tells of it
    }
    if (db->own) db->own->off = false;
    own_drop(db);
    return !db_failed(db);
}
