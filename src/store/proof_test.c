// Proof against what can happen to a folder: a store of some hundreds of entries is checked as outsiders check it, then
// damaged in every kind of place, rebuilt.
#include "store/proof_fixture.h"

// ---- as outsiders see it -----------------------------------------------------------------------------
static Hash naive(const Hash *leaves, i64 count)
{
    if (count == 1) return leaves[0];
    i64 k = 1;
    while (k * 2 < count) k *= 2;
    Hash left = naive(leaves, k), right = naive(leaves + k, count - k);
    return hash_node(&left, &right);
}

static i64 read_leaves(Db *db, Arena *a, Hash *leaves, i64 most)
{
    i64   count = 0;
    Rows *r = db_ask(db, "SELECT leaf FROM journal WHERE county=$1 ORDER BY seq", I(COUNTY));
    while (count < most && rows_next(r)) memcpy(leaves[count++].at, rows_str(r, 0, a).at, 32);
    rows_end(r);
    return count;
}

static void tiles(Db *db, Arena *a, const Hash *leaves, i64 size)
{
    Str      raw;
    DbCounty where = { .db = db, .county = COUNTY, .arena = a };
    for (int n = 0; n < 2; n++) {
        CHECK(proof_tile(db, a, COUNTY, 0, n, 256, &raw) && raw.len == 8192);
        CHECK(!memcmp(raw.at, leaves + 256 * n, 8192));
    }
    int width = (int)(size % 256);
    CHECK(proof_tile(db, a, COUNTY, 0, 2, width, &raw) && !memcmp(raw.at, leaves + 512, (size_t)width * 32));
    CHECK(!proof_tile(db, a, COUNTY, 0, 2, width + 1, &raw));
    CHECK(!proof_tile(db, a, COUNTY, 0, 3, 1, &raw));
    CHECK(proof_tile(db, a, COUNTY, 1, 0, 2, &raw) && raw.len == 64);
    Hash second = naive(leaves + 256, 256);
    CHECK(!memcmp(raw.at + 32, second.at, 32));
    CHECK(!proof_tile(db, a, COUNTY, 1, 0, 3, &raw));
    CHECK(!proof_tile(db, a, COUNTY, 2, 0, 1, &raw));
    i64 wrong = 0;
    for (int level = 0; level < 10; level++) {
        for (i64 n = 0; (n + 1) << level <= size; n++) {
            Hash is, right = naive(leaves + (n << level), (i64)1 << level);
            wrong += !proof_node(&where, level, n, &is) || !hash_same(&is, &right);
        }
        CHECK(!proof_node(&where, level, size >> level, &(Hash){ 0 }));
    }
    CHECK_EQ(wrong, 0);
}

static void heads(Db *db, Arena *a, const Hash *leaves)
{
    Rows    *r = db_ask(db, "SELECT size, root FROM head WHERE county=$1 ORDER BY size", I(COUNTY));
    Hash     old = { 0 }, root;
    i64      old_size = 0, count = 0, wrong = 0;
    DbCounty where = { .db = db, .county = COUNTY, .arena = a };
    for (; rows_next(r); count++) {
        Proof p;
        i64   size = rows_i64(r, 0);
        Hash  right = naive(leaves, size);
        memcpy(root.at, rows_str(r, 1, a).at, 32);
        wrong += !hash_same(&root, &right);
        if (old_size) wrong += !tree_consistency(proof_node, &where, old_size, size, &p) ||
                               !tree_verify_consistency(old_size, size, &p, &old, &root);
        old      = root;
        old_size = size;
    }
    rows_end(r);
    CHECK_EQ(count, ENTRIES / 7 + 1);
    CHECK_EQ(wrong, 0);
}

static void receipts(Store *s, Db *db, Arena *a, const Hash *leaves, i64 size)
{
    Str          why = STR(""), receipt = STR("");
    const Vault *v = store_vault(s);
    Str          vkey = head_vkey(a, v, COUNTY), other = head_vkey(a, v, COUNTY + 1);
    i64          wrong = 0;
    for (i64 seq = 0; seq < size; seq += 53) {
        receipt = proof_receipt(a, db, v, COUNTY, seq);
        wrong += !receipt_check(a, receipt, vkey, &leaves[seq], &why);
        wrong += receipt_check(a, receipt, vkey, &leaves[(seq + 1) % size], &why);
        wrong += receipt_check(a, receipt, other, &leaves[seq], &why);
    }
    CHECK_EQ(wrong, 0);
    CHECK_STR(why.at, "the checkpoint is of another log");
    CHECK_EQ(proof_receipt(a, db, v, COUNTY, size).len, 0);
    CHECK_EQ(proof_receipt(a, db, v, 999, 0).len, 0);
    CHECK(str_starts(receipt, STR("c2sp.org/tlog-proof@v1\nindex 689\n")));
    CHECK(str_has(receipt, STR("\n\nlinli/410104\n701\n")));
    CHECK(str_starts(vkey, STR("linli/410104+")));
    char *bent = arena_z(a, receipt);
    i64   accepted = 0;
    for (i64 i = 0; i < receipt.len; i++) {
        bent[i] ^= 1;
        accepted += receipt_check(a, (Str){ bent, receipt.len }, vkey, &leaves[689], &why);
        bent[i] ^= 1;
        accepted += receipt_check(a, (Str){ bent, i }, vkey, &leaves[689], &why);
    }
    CHECK_EQ(accepted, 1);                                   // only the last newline may be missing
    CHECK(receipt_check(a, receipt, vkey, NULL, &why));
    memcpy(strstr(bent, "index ") + 6, "700", 3);            // stands higher in the tree: its path is shorter
    CHECK(!receipt_check(a, (Str){ bent, receipt.len }, vkey, NULL, &why));
}

static void paths(void)
{
    static const char *const bad[] = { "", "tile", "tile/0", "tile/0/", "tile/0/1", "tile/00/001", "tile/64/001",
                                       "tile/0/x000/001", "tile/0/001/002", "tile/0/x001", "tile/0/0001", "tile/0/-01",
                                       "tile/0/001.p/0", "tile/0/001.p/256", "tile/0/001.p/01", "tile/0/001.p/",
                                       "tile/0/001/", "tile/-1/001", "tile/0/x001/x234/", "tiles/0/001",
                                       "tile/0/1.p/5" };
    int level, width;
    i64 n;
    CHECK(tile_path(STR("tile/0/000"), &level, &n, &width) && level == 0 && n == 0 && width == 256);
    CHECK(tile_path(STR("tile/2/x001/x234/067"), &level, &n, &width) && level == 2 && n == 1234067 && width == 256);
    CHECK(tile_path(STR("tile/1/x001/000.p/7"), &level, &n, &width) && level == 1 && n == 1000 && width == 7);
    for (int i = 0; i < COUNT(bad); i++) {
        if (!tile_path(str(bad[i]), &level, &n, &width)) continue;
        CHECK_STR(bad[i], "refused");
    }
}

static void outsiders(const char *folder)
{
    Arena *a = arena_open(64 << 20);
    Store *s = open_store(folder);
    Db    *db = store_reader(s);
    Hash  *leaves = NEW(a, Hash, ENTRIES + 2);
    i64    size = read_leaves(db, a, leaves, ENTRIES + 2);
    CHECK_EQ(size, ENTRIES + 1);
    tiles(db, a, leaves, size);
    heads(db, a, leaves);
    receipts(s, db, a, leaves, size);
    paths();
    store_close(s);
    arena_close(a);
}

// ---- search ------------------------------------------------------------------------------------------
static int found(Db *db, Arena *a, const char *words, i64 before)
{
    i64 ids[50];
    int count = search_find(db, a, COUNTY, str(words), before, ids, 50);
    for (int i = 1; i < count; i++) CHECK(ids[i] < ids[i - 1]);
    return count;
}

static void searching(void)
{
    Arena *a = arena_open(16 << 20);
    Store *s = open_store(NULL);
    Db    *db = store_reader(s);
    search_put(db, a, first_id + 1, STR("3号楼下的路灯坏了，B1 车库漏水"));
    search_put(db, a, first_id + 2, STR("水管漏了 ｂ１"));
    search_put(db, a, first_id + 3, STR("路"));
    search_put(db, a, first_id + 1000000000, STR("路灯"));
    CHECK_EQ(found(db, a, "路灯", 0), 1);
    CHECK_EQ(found(db, a, "路", 0), 2);
    CHECK_EQ(found(db, a, "水", 0), 2);
    CHECK_EQ(found(db, a, "了", 0), 2);
    CHECK_EQ(found(db, a, "漏水 路灯", 0), 1);
    CHECK_EQ(found(db, a, "灯漏", 0), 0);
    CHECK_EQ(found(db, a, "b1", 0), 2);
    CHECK_EQ(found(db, a, "B", 0), 0);
    CHECK_EQ(found(db, a, "3号楼", 0), 1);
    CHECK_EQ(found(db, a, "漏", first_id + 2), 1);
    CHECK_EQ(found(db, a, "", 0), 0);
    CHECK_EQ(found(db, a, " \"*)(，", 0), 0);
    search_put(db, a, first_id + 4, STR("热😀得很 路\u200B牌 cafe\u0301 ℃"));
    CHECK_EQ(found(db, a, "😀", 0), 1);
    CHECK_EQ(found(db, a, "热😀", 0), 1);
    CHECK_EQ(found(db, a, "路牌", 0), 1);
    CHECK_EQ(found(db, a, "路\u2060牌", 0), 1);
    CHECK_EQ(found(db, a, "CAFÉ", 0), 1);
    CHECK_EQ(found(db, a, "得", 0), 1);
    CHECK(search_can(STR("😀")) && search_can(STR("路")) && !search_can(STR("。！ ·")) && !search_can(STR("")));
    search_drop(db, first_id + 4);
    CHECK_EQ(found(db, a, "NOT OR AND", 0), 0);
    search_put(db, a, first_id + 1, STR("换了新灯"));
    CHECK_EQ(found(db, a, "路灯", 0), 0);
    CHECK_EQ(found(db, a, "新灯", 0), 1);
    search_drop(db, first_id + 1);
    CHECK_EQ(found(db, a, "新灯", 0), 0);
    bool more = search_merge(db, true);
    for (int i = 0; more && i < 100; i++) more = search_merge(db, false);
    CHECK(!more && !db_failed(db));
    CHECK_EQ(db_i64(db, "SELECT COUNT(*) FROM search_data WHERE INSTR(block, $1)>0", B(STR("新灯"))), 0);
    store_close(s);
    arena_close(a);
}

// ---- damage ------------------------------------------------------------------------------------------
// True when verify finds something that says `wanted`.
static bool verify_says(const char *folder, const char *wanted, Arena *a)
{
    StoreConfig   c = config_of(folder);
    Findings      f = { .arena = a };
    VerifyFigures figures;
    bool          clean = store_verify(&c, true, &f, &figures), said = false;
    for (int i = 0; i < f.count; i++) said |= str_has(f.at[i], str(wanted));
    if (!clean && said) return true;
    printf("    wanted \"%s\", %d findings\n", wanted, f.count);
    for (int i = 0; i < f.count && i < 5; i++) printf("    %s\n", f.at[i].at);
    return false;
}

const char *const proof_damages[][2] = {
    { "UPDATE journal SET body=REPLACE(body, '\"look\"', '\"loot\"') WHERE county=410104 AND seq=17",
      "journal 410104/17: the leaf is not the hash of the body" },
    { "UPDATE journal SET body=SUBSTR(body, 1, LENGTH(body) - 9) || CASE SUBSTR(body, LENGTH(body) - 8, 1) "
      "WHEN 'A' THEN 'B' ELSE 'A' END || SUBSTR(body, LENGTH(body) - 7) WHERE county=410104 AND seq=18",
      "journal 410104/18: the leaf" },
    { "UPDATE journal SET leaf=ZEROBLOB(32) WHERE county=410104 AND seq=300", "journal 410104/300: the leaf" },
    { "UPDATE journal SET leaf=ZEROBLOB(31) WHERE county=410104 AND seq=300", "journal 410104/300: the leaf" },
    { "UPDATE journal SET subject=subject + 1 WHERE county=410104 AND seq=3", "410104/3: column subject" },
    { "UPDATE journal SET actor=4 WHERE county=410105 AND seq=3", "journal 410105/3: column actor" },
    { "UPDATE journal SET idem='other' WHERE county=410104 AND seq=4", "journal 410104/4: column idem" },
    { "UPDATE journal SET county=410106 WHERE county=410105 AND seq=39",
      "journal 410106/0: the entry is missing" },
    { "DELETE FROM journal WHERE county=410104 AND seq=44", "journal 410104/44: the entry is missing" },
    { "DELETE FROM journal WHERE county=410104 AND seq=700", "head 410104, size 701: the journal has only 700" },
    { "UPDATE journal SET seq=70000000 WHERE county=410104 AND seq=45",
      "journal 410104/45: the entry is missing" },
    { "UPDATE node SET hash=ZEROBLOB(32) WHERE county=410104 AND n=1", "node 410104, level 1, number 1" },
    { "DELETE FROM node WHERE county=410104 AND n=0", "node 410104, level 1, number 0: it is missing" },
    { "INSERT INTO node(county, level, n, hash) VALUES(410104, 2, 0, ZEROBLOB(32))", "node 410104: there are 3 rows" },
    { "UPDATE head SET root=ZEROBLOB(32) WHERE county=410104 AND size=70", "head 410104, size 70: its root" },
    { "UPDATE head SET root=ZEROBLOB(32) WHERE county=410104 AND size=70", "size 70: the signature is not good" },
    { "UPDATE head SET sig=ZEROBLOB(64) WHERE county=410104 AND size=77", "head 410104, size 77: the signature" },
    { "UPDATE head SET at=at + 1 WHERE county=410104 AND size=84", "head 410104, size 84: the signature" },
    { "UPDATE head SET size=85 WHERE county=410104 AND size=84", "head 410104, size 85: its root" },
    { "DELETE FROM head WHERE county=410104 AND size=701", "county 410104: no head signs the newest entries" },
    { "UPDATE county SET edge=ZEROBLOB(LENGTH(edge)) WHERE county=410104", "county 410104: its row is missing or" },
    { "UPDATE county SET edge=CAST(SUBSTR(edge, 1, 230) || x'0102' AS BLOB) WHERE county=410104",
      "county 410104: the edge is not that of the entries" },
    { "UPDATE county SET size=700 WHERE county=410104", "county 410104: size is 700" },
    { "UPDATE county SET next_n=5 WHERE county=410104", "county 410104: next_n is 5, but number 700" },
    { "UPDATE county SET recorded_at=recorded_at + 1 WHERE county=410105", "county 410105: recorded_at" },
    { "DELETE FROM county WHERE county=410105", "county 410105: its row is missing" },
    { "UPDATE look SET at=5 WHERE id=410104000000011", "column at: is 5, by the journal 17640000" },
    { "UPDATE look SET why='lies' WHERE id=410104000000012",
      "0000012, 2, column why: differs from what the journal" },
    { "UPDATE look SET fields=fields || 'x' WHERE id=410104000000013", "column fields: differs" },
    { "DELETE FROM look WHERE id=410104000000014", "table look, row 410104, 410104000000014, 4: it is missing" },
    { "UPDATE look SET id=7 WHERE id=410104000000015", "table look, row 410104, 7, 0: it does not follow" },
    { "UPDATE tally SET n=n+1 WHERE county=410105 AND place=3 AND period=0",
      "table tally, row 410105, 3, 0, 20417, 1, \"0101\", 1, column n: is 9, by the journal 8" },
    { "UPDATE search SET words='other' WHERE rowid=410104000000016", "table search, row 410104000000016, column" },
    { "UPDATE search_content SET c0='other' WHERE id=410104000000016", "table search: its index does not hold" },
    { "UPDATE search_data SET block=CAST(SUBSTR(block, 1, INSTR(block, x'010139dd') + 2) || x'cd' || "
      "SUBSTR(block, INSTR(block, x'010139dd') + 4) AS BLOB) WHERE INSTR(block, x'010139dd')>0",
      "table search: its index does not hold" },
    { "UPDATE search_data SET block=CAST(block AS TEXT) WHERE id>10", "table search: its index does not hold" },
    { "UPDATE search_content SET c0='                         ' WHERE id=410104000000016",
      "table search: its index does not hold" },
    { "UPDATE seal_key SET wrapped=ZEROBLOB(LENGTH(wrapped)) WHERE owner=410104000000020",
      "owner 410104000000020" },
    { "UPDATE setting SET value='x' WHERE name='public_key'", "the master key is not the one" },
    { "DELETE FROM once WHERE idem='key-410104000000016'", "key key-410104000000016: its row is missing" },
    { "INSERT INTO once(county, actor, idem, digest) VALUES(410104, 3, 'nobody', x'00')",
      "table once, county 410104, actor 3, key nobody: no entry has this key" },
    { "UPDATE once SET digest=x'07' WHERE idem='key-410104000000016'", "table once: its rows are not those that" },
    { "UPDATE forgotten SET at=at + 1", "table forgotten: its rows are not those that were written (1, by" },
    { "DELETE FROM feed WHERE county=410105", "table feed: its rows are not those that were written" },
    { "DELETE FROM own_sum WHERE name='once'", "table own_sum, row once: it is missing or damaged" },
    { "UPDATE own_sum SET sum=ZEROBLOB(LENGTH(sum)) WHERE name='login'", "table own_sum, row login: it is" },
    { "CREATE INDEX look_more ON look (county, why); UPDATE look SET at=at WHERE id=410104000000011",
      "schema: look_more is not what this program makes" },
    { "DROP TABLE look", "table look: it is missing" },
};
const int proof_damage_count = (int)COUNT(proof_damages);

static void damages_found(const char *folder)
{
    Arena *a = arena_open(256 << 20);
    char  *path = folder_path(a, str(folder), "linli.db");
    i64    len;
    char  *pristine = text_of(path, a, &len);
    for (int i = 0; i < proof_damage_count; i++) {
        Arena *work = arena_open(16 << 20);
        damage(path, proof_damages[i][0]);
        CHECK(verify_says(folder, proof_damages[i][1], work));
        text_put(path, pristine, len);
        arena_close(work);
    }
    arena_close(a);
}

// Bytes of the file itself, in the middle of what is known to be there: bodies, words, sealed words, index entries.
static void bytes_found(const char *folder)
{
    static const char *const marks[] = { "\"key\":\"key-410104000000333\"", "路灯坏了 555", "key-410104000000444" };
    Arena *a = arena_open(256 << 20);
    char  *path = folder_path(a, str(folder), "linli.db");
    i64    len, places = 0, silent = 0;
    char  *pristine = text_of(path, a, &len);
    for (int i = 0; i < COUNT(marks); i++) {
        i64   size = (i64)strlen(marks[i]);
        char *end = pristine + len;
        for (char *at = pristine; (at = memmem(at, (size_t)(end - at), marks[i], (size_t)size)); at += size) {
            Findings      f = { .arena = a };
            StoreConfig   c = config_of(folder);
            VerifyFigures figures;
            at[size / 2] ^= 2;
            text_put(path, pristine, len);
            silent += store_verify(&c, true, &f, &figures);
            at[size / 2] ^= 2;
            places++;
        }
    }
    text_put(path, pristine, len);
    CHECK(places >= 5);
    CHECK_EQ(silent, 0);
    arena_close(a);
}

// Closed before its flows are summed: verify and rebuild make anew just as much of both.
static void sums_behind(const char *folder)
{
    Arena        *a = arena_open(16 << 20);
    StoreConfig   c = config_of(folder);
    Str           error = STR("");
    VerifyFigures figures;
    char         *path = folder_path(a, str(folder), "linli.db");
    Store        *s;
    i64           flows = 0;
    for (int i = 0; i < 20 && !flows; i++) {        // a machine that stood still has summed them meanwhile
        add(s = open_store(folder), COUNTY + 1, 2);
        store_close(s);
        flows = rows_of(folder, "SELECT COUNT(*) FROM flow");
    }
    CHECK(flows == 2 && clean(folder, &figures));
    damage(path, "UPDATE flow SET counts=counts || '0' WHERE county=410105");
    CHECK(verify_says(folder, "column counts: is ", a));
    CHECK(store_rebuild(&c, &error) && clean(folder, &figures));
    CHECK_EQ(rows_of(folder, "SELECT COUNT(*) FROM flow"), flows);
    damage(path, "DELETE FROM flow");
    CHECK(verify_says(folder, "table tally, row 410105", a));
    CHECK(store_rebuild(&c, &error) && clean(folder, &figures));
    wait_feeds(s = open_store(folder));
    store_close(s);
    CHECK(rows_of(folder, "SELECT COUNT(*) FROM flow") == 0 && clean(folder, &figures));
    arena_close(a);
}

static void verifying(const char *folder)
{
    VerifyFigures figures;
    CHECK(clean(folder, &figures));
    CHECK_EQ(figures.counties, 2);
    CHECK_EQ(figures.entries, ENTRIES + 41);
    CHECK_EQ(figures.replayed, ENTRIES + 41);
    CHECK_EQ(figures.heads, ENTRIES / 7 + 2);
    CHECK(figures.rows > 2 * ENTRIES);
    damages_found(folder);
    bytes_found(folder);
    CHECK(clean(folder, &figures));
}

// ---- rebuild ------------------------------------------------------------------------------------------
static void rebuilding(const char *folder)
{
    Arena        *a = arena_open(16 << 20);
    Str           error = STR("");
    StoreConfig   c = config_of(folder);
    VerifyFigures figures;
    char         *path = folder_path(a, str(folder), "linli.db");
    i64           looks = rows_of(folder, "SELECT COUNT(*) FROM look"), before = names_with(folder, "before-rebuild-");
    i64           keys = rows_of(folder, "SELECT COUNT(*) FROM seal_key");
    damage(path, "UPDATE look SET at=5, why='lies' WHERE id<410104000000050");
    damage(path, "DELETE FROM tally WHERE county=410104");
    damage(path, "UPDATE search_data SET block=ZEROBLOB(LENGTH(block)) WHERE id>10");
    CHECK(verify_says(folder, "table search: its index does not hold", a));
    bool good = store_rebuild(&c, &error);
    if (!good) printf("    %s\n", error.at);
    CHECK(good);
    CHECK(clean(folder, &figures));
    CHECK_EQ(rows_of(folder, "SELECT COUNT(*) FROM look"), looks);
    CHECK_EQ(rows_of(folder, "SELECT COUNT(*) FROM seal_key"), keys);
    CHECK_EQ(names_with(folder, "before-rebuild-"), before + 1);
    CHECK_EQ(names_with(folder, ".part"), 0);
    Store *s = open_store(folder);
    add(s, COUNTY, 2);
    wait_feeds(s);
    store_close(s);
    CHECK(clean(folder, &figures));
    damage(path, "UPDATE journal SET leaf=ZEROBLOB(32) WHERE county=410104 AND seq=5");
    CHECK(!store_rebuild(&c, &error) && str_has(error, STR("journal 410104/5")));
    CHECK_EQ(names_with(folder, "before-rebuild-"), before + 1);
    arena_close(a);
}

void proof_test(void)
{
    char   base[64];
    Arena *a = arena_open(1 << 16);
    char  *folder = folder_path(a, str(fixture_folder(base)), "data");
    log_quiet(true);
    fill(folder);
    outsiders(folder);
    searching();
    verifying(folder);
    sums_behind(folder);
    rebuilding(folder);
    fixture_remove(base);
    log_quiet(false);
    arena_close(a);
}
