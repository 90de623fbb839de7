// place_test.c: codes, positions, the rules, lists as CSV, and the store. One line per case.
#include "base/check.h"
#include "gate/list.h"
#include "place/place_api.h"
#include "place/place_store.h"
#include <math.h>

enum { TODAY = 20700 };                                 // 2026-09-04
static Arena *arena;

static const char *z(Str s) { return arena_z(arena, s); }
static Str made(const char *text) { return arena_str(arena, str(text)); }

static void test_rows(void)
{
    const Record *all[] = { &place_record, &place_adding_record, &place_changing_record, &place_ending_record,
                            &place_merging_record, &place_line_record, &place_importing_record,
                                &place_imported_record };
    for (int i = 0; i < COUNT(all); i++) {
        CHECK_STR(record_gap(all[i]), NULL);
        CHECK_STR(record_flaw(all[i]), NULL);
    }
    CHECK_EQ(place_kind_count, PLACE_DROP_POINT);
}

static void test_codes(void)
{
    static const struct { const char *code; int kind; Fault fault; int county, of; const char *parent; } rows[] = {
        { "41", 0, OK, 0, PLACE_PROVINCE, "" },
        { "4101", 0, OK, 0, PLACE_CITY, "41" },
        { "410104", PLACE_COUNTY, OK, 410104, PLACE_COUNTY, "4101" },
        { "441900", 0, OK, 441900, PLACE_COUNTY, "4419" },
        { "410104003", 0, OK, 410104, PLACE_STREET, "410104" },
        { "410104003001", 0, OK, 410104, PLACE_COMMUNITY, "410104003" },
        { "441900000001", 0, OK, 441900, PLACE_COMMUNITY, "441900" },
        { "410104003001001", PLACE_SEGMENT, OK, 410104, PLACE_COMPOUND, "410104003001" },
        { "410104003001001002", PLACE_DROP_POINT, OK, 410104, PLACE_BUILDING, "410104003001001" },
        { "410104003001001002003", 0, OK, 410104, PLACE_UNIT, "410104003001001002" },
        { "410104003001001002000301", PLACE_HOME, OK, 410104, PLACE_HOME, "410104003001001002" },
        { "410104003001", PLACE_SEGMENT, FAULT_field_not_together, 410104, PLACE_COMMUNITY, "410104003" },
        { "410104003001001", PLACE_HOME, FAULT_field_not_together, 410104, PLACE_COMPOUND, "410104003001" },
        { "410104000", 0, FAULT_field_malformed, 410104, PLACE_STREET, "410104" },
        { "410104000000", 0, FAULT_field_malformed, 410104, PLACE_COMMUNITY, "410104" },
        { "010104", 0, FAULT_field_malformed, 10104, PLACE_COUNTY, "0101" },
        { "4", 0, FAULT_place_code, 0, 0, "" },
        { "410", 0, FAULT_place_code, 0, 0, "4" },
        { "41010", 0, FAULT_place_code, 0, 0, "410" },
        { "4101040030010010020033010", 0, FAULT_place_code, 410104, 0, "4101040030010010020033" },
        { "41010a", 0, FAULT_place_code, 0, PLACE_COUNTY, "4101" },
        { "-1", 0, FAULT_place_code, 0, PLACE_PROVINCE, "" },
        { "-10104", 0, FAULT_place_code, 0, PLACE_COUNTY, "-101" },
        { "", 0, FAULT_place_code, 0, 0, "" },
    };
    for (int i = 0; i < COUNT(rows); i++) {
        Str code = str(rows[i].code);
        CHECK_EQ(place_code_check(code, rows[i].kind), rows[i].fault);
        CHECK_EQ(place_county(code), rows[i].county);
        CHECK_EQ(code_level(code), rows[i].of);
        CHECK_STR(z(code_above(code)), rows[i].parent);
    }
}

static const char *position(double lat, double lon, i64 crs)
{
    const char *field = place_position_flaw(lat, lon, crs);
    return field ? field : "";
}

static void test_positions(void)
{
    CHECK_STR(position(NAN, NAN, 0), "");
    CHECK_STR(position(34.7, 113.6, CRS_WGS84), "");
    CHECK_STR(position(34.7, 113.6, CRS_CGCS2000), "");
    CHECK_STR(position(34.7, 113.6, CRS_GCJ02), "");
    CHECK_STR(position(34.7, NAN, CRS_GCJ02), "lon");
    CHECK_STR(position(NAN, 113.6, 0), "lat");
    CHECK_STR(position(34.7, 113.6, 0), "crs");
    CHECK_STR(position(NAN, NAN, CRS_GCJ02), "crs");
}

// ---- one place -----------------------------------------------------------------------------------

static const char *problems(const Problems *ps)
{
    Out o = out_new(arena, 1000);
    for (int i = 0; i < ps->count; i++)
        out_fmt(&o, "%s%s %s", i ? ", " : "", z(ps->at[i].field), fault_name(ps->at[i].fault));
    return z(out_done(&o));
}

static const Place community = { .county = 410104, .id = 7, .code = { "410104003001", 12 }, .name = { "A", 1 },
    .kind = PLACE_COMMUNITY, .lat = NAN, .lon = NAN, .valid_from = 100, .valid_to = DAY_NONE };

static const char *add(const char *code, const char *name, const Place *same, const Place *parent, i64 from, Place *p)
{
    Problems ps = { .count = 0 };
    PlaceFacts f = { .today = TODAY, .same = same, .parent = parent };
    PlaceAdding in = { str(code), str(name), 0, NAN, NAN, 0, from };
    place_add(&f, &in, p, &ps);
    return problems(&ps);
}

static void test_add(void)
{
    Place p;
    CHECK_STR(add("410104003001001", "小区", NULL, &community, DAY_NONE, &p), "");
    CHECK(p.parent == 7 && p.county == 410104 && p.kind == PLACE_COMPOUND && p.valid_from == TODAY);
    CHECK(p.valid_to == DAY_NONE && p.successor == 0);
    CHECK_STR(add("410104", "区", NULL, NULL, 5, &p), "");
    CHECK(p.parent == 0 && p.valid_from == 5);
    CHECK_STR(add("41", "省", NULL, NULL, 5, &p), "");
    CHECK_STR(add("4101", "市", NULL, NULL, 5, &p), "code place_parent");
    CHECK_STR(add("410104003001001", "小区", NULL, NULL, 5, &p), "code place_parent");
    CHECK_STR(add("410104003001001", "小区", &p, &community, 5, &p), "code place_exists");
    CHECK_STR(add("41010", "小区", NULL, NULL, 5, &p), "code place_code");
    CHECK_STR(add("410104", "区", NULL, NULL, TODAY + 1, &p), "valid_from field_out_of_range");
}

static const char *change(const Place *was, PlaceChanging in, Place *p)
{
    Problems ps = { .count = 0 };
    place_change(was, &in, p, &ps);
    return problems(&ps);
}

static void test_change(void)
{
    Place p, q, ended = community;
    ended.valid_to = 200;
    CHECK_STR(change(&community, (PlaceChanging){ STR("B"), 0, NAN, NAN, 0, 0 }, &p), "");
    CHECK(str_is(p.name, "B") && p.id == 7 && isnan(p.lat));
    CHECK_STR(change(&p, (PlaceChanging){ STR(""), 0, 1, 2, CRS_GCJ02, 0 }, &q), "");
    CHECK(str_is(q.name, "B") && q.lat == 1 && q.crs == CRS_GCJ02);
    CHECK_STR(change(&q, (PlaceChanging){ STR("C"), 0, NAN, NAN, 0, 0 }, &p), "");
    CHECK(p.lat == 1 && p.lon == 2);                                                // what is absent stays
    CHECK_STR(change(&q, (PlaceChanging){ STR(""), 0, NAN, NAN, 0, 1 }, &p), "");
    CHECK(isnan(p.lat) && isnan(p.lon) && !p.crs);
    CHECK_STR(change(&q, (PlaceChanging){ STR(""), 0, 1, 2, CRS_GCJ02, 1 }, &p), "unplaced field_not_together");
    CHECK_STR(change(&q, (PlaceChanging){ STR(""), 0, 1, NAN, 0, 0 }, &p), "lon field_not_together");
    CHECK_STR(change(&q, (PlaceChanging){ STR(""), PLACE_SHOP, NAN, NAN, 0, 0 }, &p), "kind field_not_together");
    CHECK_STR(change(&ended, (PlaceChanging){ STR("B"), 0, NAN, NAN, 0, 0 }, &p), "id place_ended");
}

static const char *end(const Place *was, const Place *successor, bool named, i64 on, Place *p)
{
    Problems ps = { .count = 0 };
    place_end(&(PlaceEndFacts){ TODAY, was, successor, named, "into" }, on, p, &ps);
    return problems(&ps);
}

static void test_end(void)
{
    Place p, other = community;
    other.id = 8;
    CHECK_STR(end(&community, NULL, false, DAY_NONE, &p), "");
    CHECK(p.valid_to == TODAY - 1 && p.successor == 0 && p.id == 7);
    CHECK_STR(end(&community, &other, true, 100, &p), "");
    CHECK(p.valid_to == 99 && p.successor == 8 && place_over(&p, 100) && !place_over(&p, 99));
    CHECK_STR(end(&p, &other, true, 100, &p), "id place_ended");
    CHECK_STR(end(&community, NULL, true, 100, &p), "into place_unknown");
    CHECK_STR(end(&community, &community, true, 100, &p), "into field_not_together");
    CHECK_STR(end(&community, &other, true, 99, &p), "on field_out_of_range");
    CHECK_STR(end(&community, &other, true, TODAY + 1, &p), "on field_out_of_range");
}

// ---- sheets ----------------------------------------------------------------------------------------

static const char *sheet(const char *text)
{
    PlaceSheet s;
    Problems ps = { .count = 0 };
    Out o = out_new(arena, 4000);
    place_sheet_read(&s, arena, made(text), &ps);
    for (int i = 0; i < s.count; i++)
        out_fmt(&o, "%lld:%s/%s ", (long long)s.rows[i].line, z(s.rows[i].code), z(s.rows[i].name));
    for (int i = 0; i < s.wrong_count; i++)
        out_fmt(&o, "%lld!%s %s ", (long long)s.wrong[i].line, z(s.wrong[i].field), fault_name(s.wrong[i].fault));
    out_fmt(&o, "%d %s", s.refused, problems(&ps));
    return z(out_done(&o));
}

static void test_sheets(void)
{
    CHECK_STR(sheet("code,name\n41,河南省\n"), "2:41/河南省 0 ");
    CHECK_STR(sheet("code,name\n41,河南省"), "2:41/河南省 0 ");
    CHECK_STR(sheet("\xEF\xBB\xBF名称,编码\r\n河南省,41\r\n\r\n,\r\n北京市,11\r\n"), "2:41/河南省 5:11/北京市 0 ");
    CHECK_STR(sheet("level,code,name,x\n1,41,\"甲,\"\"乙\"\"\",\n"), "2:41/甲,\"乙\" 0 ");
    CHECK_STR(sheet("line,code,name\n77,41,河南省\n"), "77:41/河南省 0 ");
    CHECK_STR(sheet("code,name\n41,\n,河南省\n"), "2!name field_missing 3!code field_missing 2 ");
    CHECK_STR(sheet("code,name,lat\n41,a,x\n"), "2!lat field_wrong_type 1 ");
    CHECK_STR(sheet("code,name,kind\n41,a,moon\n"), "2!kind field_not_a_choice 1 ");
    CHECK_STR(sheet("code,name\n41,a,b\n"), "2!row list_row_wide 1 ");
    CHECK_STR(sheet("code,title\n41,a\n"), "0 rows field_missing");
    CHECK_STR(sheet("code,name,code\n41,a,41\n"), "0 rows field_twice");
    CHECK_STR(sheet("\n"), "0 rows list_empty");
    CHECK_STR(sheet("code,name\n,\n"), "0 rows list_empty");
    CHECK_STR(sheet("code,name\n41,\"a\n12,乙"), "3:12/乙 2!name list_quote_open 1 ");
    CHECK_STR(sheet("code,name\n41,\"a\"b\n12,乙"), "3:12/乙 2!name list_quote_behind 1 ");
    CHECK_STR(sheet("line,code,name\n8,41,\"a\"b\n9,12,乙"), "9:12/乙 2!name list_quote_behind 1 ");
    CHECK_STR(sheet("code;name\n41;a\n"), "0 rows list_separator");
    CHECK_STR(sheet("code;x\ra\"b\n"), "0 rows list_separator");       // a lone CR ends the head
    CHECK_STR(sheet(" Code ,ＮＡＭＥ,\n41,a,\n"), "2:41/a 0 ");
    CHECK_STR(sheet("code,Name,名称\n41,a,\n"), "0 rows field_twice");
    CHECK_STR(sheet("编码,code ,名称\n41,41,a\n"), "0 rows field_twice");
    CHECK_STR(sheet("code,name\n41,'-1层\n12,''-1层\n13,'里\n"), "2:41/-1层 3:12/'-1层 4:13/'里 0 ");
    CHECK_STR(sheet("code,name\n41,\"a\r\nb\"\n12,乙"), "2:41/a b 4:12/乙 0 ");
}

// What an entry keeps of the decided rows: an added one leaves out what the list says for all.
static void test_rows_kept(void)
{
    PlaceRow rows[] = {
        { .verb = ROW_ADD, .id = 5, .code = STR("410104"), .name = STR("a b"), .kind = PLACE_COUNTY, .lat = NAN,
          .lon = NAN, .valid_from = DAY_NONE, .valid_to = DAY_NONE },
        { .verb = ROW_END, .id = 6, .code = STR("410104003"), .name = STR("街"), .kind = PLACE_STREET, .parent = 5,
          .lat = -34.5, .lon = 113.25, .crs = CRS_GCJ02, .valid_from = DAY_NONE, .valid_to = TODAY, .successor = 9 },
    };
    PlaceImported done = { .county = 410104, .list_on = DAY_NONE, .rows = MANY_OF(rows, 2) }, back;
    Out o = out_new(arena, 1000);
    record_to_entry(&place_imported_record, &o, &done);
    Str text = out_done(&o);
    CHECK_STR(z(text), "{\"county\":410104,\"rows\":["
              "{\"id\":5,\"code\":\"410104\",\"name\":\"a b\",\"kind\":\"county\",\"verb\":\"add\"},"
              "{\"id\":6,\"code\":\"410104003\",\"name\":\"街\",\"kind\":\"street\","
              "\"parent\":5,"
              ""
              "\"lat\":-34.5,\"lon\":113.25,\"crs\":\"GCJ02\",\"valid_to\":\"2026-09-04\","
              "\"successor\":9,\"verb\":\"end\"}]}");
    CHECK(record_from_entry(&place_imported_record, arena, text, &back) && back.rows.count == 2);
    const PlaceRow *kept = back.rows.at;
    CHECK(kept[0].verb == ROW_ADD && kept[0].place.id == 5 && isnan(kept[0].place.lat));
    CHECK(kept[0].place.valid_to == DAY_NONE && kept[1].verb == ROW_END && kept[1].place.lat == -34.5);
    CHECK(kept[1].place.valid_to == TODAY && kept[1].place.successor == 9 && kept[1].place.crs == CRS_GCJ02);
}

// ---- the store ---------------------------------------------------------------------------------------

typedef struct TestJob { Job job; Act *act; } TestJob;

static Fault job_run(Job *job, Tx *tx)
{
    Act *act = ((TestJob *)job)->act;
    act->tx = tx;
    act->db = tx_db(tx);
    Fault f = act->action->change(act);
    if (!f && act->problems.count) f = FAULT_field_problems;
    if (f || !act->record) return f;
    Entry e = { .county = act->county, .action = str(act->action->deed.name), .subject = act->subject };
    return tx_append(tx, &e, &act->action->deed, act->record) ? OK : FAULT_store_failed;
}

static const Action *action_of(const char *name)
{
    for (int i = 0; i < place_capability.action_count; i++)
        if (!strcmp(place_capability.actions[i].deed.name, name)) return &place_capability.actions[i];
    return NULL;
}

// One action on the road, as the operator unless `who` is given. What it says: the refusal, or its answer.
static const char *road_as(Store *s, const Actor *who, const char *name, i64 id, const char *body)
{
    static const Actor local = { .local = true, .lang = EN };
    Act act = { .action = action_of(name), .who = who ? who : &local, .arena = arena, .path_id = id,
        .now = day_start(TODAY) };
    TestJob job = { .job = { .run = job_run }, .act = &act };
    act.in = arena_take(arena, act.action->in->size, 1);
    record_from_json(act.action->in, arena, str(body), act.in, &act.problems, NULL);
    Fault f = act.problems.count ? FAULT_field_problems : OK;
    act.county = id / 1000000000;
    if (!f && act.action->where) f = act.action->where(&act);
    if (!f) f = writer_wait(s, &job.job);
    if (f) return arena_fmt(arena, "%s: %s", fault_name(f), problems(&act.problems)).at;
    Out o = out_new(arena, 100000);
    act.db = store_reader(s);
    act.action->answer(&act, &o);
    return z(out_done(&o));
}

// What an answer holds behind the place's own fields.
static const char *road(Store *s, const char *name, i64 id, const char *body)
{
    const char *answer = road_as(s, NULL, name, id, body), *path = strstr(answer, ",\"path\":");
    return path ? path : answer;
}

static Str import_body(i64 county, const char *rows)
{
    Out o = out_new(arena, 1 << 20);
    out_fmt(&o, "{\"county\":%lld,\"list_on\":\"2021-12-31\",\"source\":\"test\",\"rows\":", (long long)county);
    out_json(&o, str(rows));
    out_char(&o, '}');
    return out_done(&o);
}

// The counts: added renamed changed ended unchanged refused, then the wrong rows.
static const char *import_as(Store *s, const Actor *who, i64 county, const char *rows)
{
    static const char *const names[] = { "added", "renamed", "changed", "ended", "unchanged", "refused" };
    const char *answer = road_as(s, who, "place_import", 0, z(import_body(county, rows)));
    Str body = arena_fmt(arena, "{%s}", answer + (*answer == ','));
    Out o = out_new(arena, 10000);
    for (int i = 0; i < COUNT(names); i++) {
        i64 n;
        if (!json_member_i64(arena, body, names[i], &n)) return answer;
        out_fmt(&o, i ? " %lld" : "%lld", (long long)n);
    }
    const char *wrong = strstr(answer, "\"wrong\":[") + 9;
    for (const char *at = wrong; (at = strstr(at, "{\"line\":")) != NULL; at++) {
        Str rest = str(at + 8), line = str_cut(&rest, ',');
        str_cut(&rest, ':');
        Str field = str_cut(&rest, ',');
        str_cut(&rest, ':');
        out_fmt(&o, " %s:%s:%s", z(line), z(field), z(str_cut(&rest, ',')));
    }
    return z(out_done(&o));
}

static const char *import(Store *s, i64 county, const char *rows) { return import_as(s, NULL, county, rows); }

static Place by_code(Store *s, const char *code)
{
    Place p = { 0 };
    place_by_code(store_reader(s), arena, made(code), DAY_NONE, &p);
    return p;
}

static const char *above(Store *s, const char *code)
{
    Place p = by_code(s, code), rows[9];
    i64 ids[9];
    int n = place_ancestors(store_reader(s), arena, &p, ids, rows, 9);
    Out o = out_new(arena, 1000);
    for (int i = 0; i < n; i++) out_fmt(&o, "%s ", z(rows[i].code));
    CHECK(n == 0 || (ids[0] == p.id && place_ancestors(store_reader(s), arena, &p, ids, NULL, 1) == 1));
    return z(out_done(&o));
}

static const char *const nation = "code,name\n41,河南省\n4101,郑州市\n11,北京市\n";
static const char *const county_list =
    "code,name\n410104003001,印刷厂街社区\n410104,管城回族区\n410104003,南关街街道\n410104003002,惠工街社区\n";

static void test_import(Store *s)
{
    CHECK_STR(import(s, 0, nation), "3 0 0 0 0 0");
    CHECK_STR(import(s, 410104, county_list), "4 0 0 0 0 0");                        // a child stands before its parent
    CHECK_STR(import(s, 410104, county_list), "0 0 0 0 4 0");
    CHECK_EQ(db_i64(store_reader(s), "SELECT COUNT(*) FROM journal"), 2);            // nothing new, no entry
    CHECK_STR(above(s, "410104003001"), "410104003001 410104003 410104 ");
    CHECK_STR(above(s, "4101"), "4101 41 ");
    CHECK_STR(import(s, 410105, "code,name\n410105,金水区\n410105001001,无街道社区\n"), "2 0 0 0 0 0");
    CHECK_STR(above(s, "410105001001"), "410105001001 410105 ");
    CHECK_STR(import(s, 410105, "code,name\n410105001,经八路街道\n"), "1 0 0 0 0 0");   // a street that comes later
    CHECK_STR(above(s, "410105001001"), "410105001001 410105001 410105 ");
    i64 id = by_code(s, "410104003001").id;
    CHECK_STR(import(s, 410104, "code,name\n410104003001,印刷厂街新社区\n"), "0 1 0 0 0 0");
    CHECK(by_code(s, "410104003001").id == id && str_is(by_code(s, "410104003001").name, "印刷厂街新社区"));
    CHECK_STR(import(s, 410104, "code,name,lat,lon,crs\n410104003001,印刷厂街新社区,34.5,113.5,GCJ02\n"), "0 0 1 0 0 0");
    CHECK_STR(import(s, 410104, "code,name\n410104003001,印刷厂街新社区\n"), "0 0 0 0 1 0");   // the position stays
    CHECK(by_code(s, "410104003001").lat == 34.5 && by_code(s, "410104003001").valid_from == day_from(2021, 12, 31));
}

static void test_import_wrong(Store *s)
{
    CHECK_STR(import(s, 410104, "code,name\n410105001002,x\n"), "0 0 0 0 0 1 2:\"code\":\"field_not_together\"");
    CHECK_STR(import(s, 410104, "code,name\n41010,x\n甲甲,x\n"),
              "0 0 0 0 0 2 2:\"code\":\"place_code\" 3:\"code\":\"place_code\"");
    CHECK_STR(import(s, 410104, "code,name\n410104009001001,x\n"), "0 0 0 0 0 1 2:\"code\":\"place_parent\"");
    CHECK_STR(import(s, 410104, "code,name\n410104004,x\n410104004,y\n410104004,x\n"),
              "1 0 0 0 1 1 3:\"code\":\"field_twice\"");
    for (int i = 0; i < 2; i++)                              // and each time anew: the first row stands
        CHECK_STR(import(s, 410104, "code,name\n410104004,x\n410104004,y\n410104004,x\n"),
                  "0 0 0 0 2 1 3:\"code\":\"field_twice\"");
    CHECK_STR(import(s, 410104, "code,name,ended_on\n410104004,x,\n410104004,x,2025-01-01\n"),
              "0 0 0 0 1 1 3:\"code\":\"field_twice\"");
    CHECK_STR(import(s, 410104, "code,name,kind\n410104003001801,x,segment\n410104003001802,y,home\n"),
              "1 0 0 0 0 1 3:\"kind\":\"field_not_together\"");
    CHECK_STR(import(s, 0, "code,name\n4201,x\n"), "0 0 0 0 0 1 2:\"code\":\"place_parent\"");
    CHECK_STR(import(s, 7, "code,name\n4201,x\n"), "field_problems: county field_out_of_range");
    CHECK_STR(import(s, 410104, "name\nx\n"), "field_problems: rows field_missing");
    CHECK_STR(import(s, 410104, "code,name,successor\n410104004,x,410104003\n"),
              "0 0 0 0 0 1 2:\"successor\":\"field_not_together\"");
}

// Columns that only say again what the code says.
static void test_import_agrees(Store *s)
{
    CHECK_STR(import(s, 410104, "code,name,level,parent_code\n410104003002,惠工街社区,5,410104003\n"
                     "410104003002,惠工街社区,community,\n410104003002,惠工街社区,社区,410104\n410104003,南关街街道,,410104\n"
                     "410104,管城回族区,3,4101\n"), "0 0 0 0 5 0");
    CHECK_STR(import(s, 410104, "编码,名称,级别,上级编码\n410104003002,x,5,410104004\n410104003002,x,4,410104003\n"
                     "410104003002,x,4,41010400\n410104003002,x,村里,4101\n"), "0 0 0 0 0 4 2:\"parent_code\":"
              "\"field_not_together\" 3:\"level\":\"field_not_together\" 4:\"level\":\"field_not_together\""
              " 4:\"parent_code\":\"field_not_together\" 5:\"level\":\"field_not_a_choice\"");
    CHECK_STR(import(s, 0, "code,name,level,parent_code\n41,河南省,1,\n4101,郑州市,2,41\n"), "0 0 0 0 2 0");
    CHECK_STR(import(s, 0, "code,name,level,parent_code\n41,河南省,1,86\n4101,郑州市,2,11\n"),
              "0 0 0 0 0 2 2:\"parent_code\":\"field_not_together\" 3:\"parent_code\":\"field_not_together\"");
}

static void test_import_ends(Store *s)
{
    i64 old = by_code(s, "410104003002").id, heir = by_code(s, "410104003001").id;
    Place p;
    CHECK_STR(import(s, 410104, "code,name,ended_on,successor\n410104003002,x,2021-01-01,410104003001\n"),
              "0 0 0 0 0 1 2:\"ended_on\":\"field_out_of_range\"");
    CHECK_STR(import(s, 410104, "code,name,ended_on,successor\n410104003002,x,2025-01-01,410104003099\n"),
              "0 0 0 0 0 1 2:\"successor\":\"place_unknown\"");
    CHECK_STR(import(s, 410104, "code,name,ended_on,successor\n410104003002,x,2025-01-01,410104003001\n"),
              "0 0 0 1 0 0");
    CHECK_STR(import(s, 410104, "code,name,ended_on,successor\n410104003002,x,2025-01-01,410104003001\n"),
              "0 0 0 0 1 0");
    CHECK(by_code(s, "410104003002").id == 0 && place_load(store_reader(s), arena, old, &p));
    CHECK(p.successor == heir && p.valid_to == day_from(2024, 12, 31) && str_is(p.name, "惠工街社区"));
    CHECK(place_by_code(store_reader(s), arena, STR("410104003002"), day_from(2024, 12, 31), &p) && p.id == old);
    CHECK(!place_by_code(store_reader(s), arena, STR("410104003002"), day_from(2025, 1, 1), &p));
    CHECK(!place_by_code(store_reader(s), arena, STR("410104003002"), day_from(2021, 12, 30), &p));
    CHECK_STR(import(s, 410104, "code,name\n410104003002,又一社区\n"), "1 0 0 0 0 0");   // the code is given out again
    CHECK(by_code(s, "410104003002").id != old);
}

static void test_posts(Store *s)
{
    Actor street = { .person = 1, .posts = { { .post = 3, .role = ROLE_STREET, .code = STR("410104003") } },
        .post_count = 1 };
    Actor grid = street;
    grid.posts[0].role = ROLE_GRID;
    CHECK(strstr(road_as(s, &street, "place_add", 0, "{\"code\":\"410104003003\",\"name\":\"甲社区\"}"),
        "\"path\":[") != NULL);
    CHECK_STR(road_as(s, &street, "place_add", 0, "{\"code\":\"410104005\",\"name\":\"x\"}"), "post_not_yours: ");
    CHECK_STR(road_as(s, &street, "place_add", 0, "{\"code\":\"51\",\"name\":\"x\"}"), "post_not_yours: ");
    CHECK_STR(road_as(s, &grid, "place_add", 0, "{\"code\":\"410104003004\",\"name\":\"x\"}"), "post_not_yours: ");
    CHECK_STR(road_as(s, &street, "place_change", by_code(s, "410104003").id, "{\"name\":\"x\"}"), "post_not_yours: ");
    CHECK_STR(import_as(s, &street, 410104, "code,name\n410104003004,x\n410104005,y\n"),
              "1 0 0 0 0 1 3:\"code\":\"post_not_yours\"");
}

static void test_deeds(Store *s)
{
    i64 id = by_code(s, "410104003003").id, heir = by_code(s, "410104003001").id;
    CHECK_STR(road(s, "place_add", 0, "{\"code\":\"410104003003001\",\"name\":\"乙小区\"}"),
              ",\"path\":[\"河南省\",\"郑州市\",\"管城回族区\",\"南关街街道\",\"甲社区\",\"乙小区\"]");
    CHECK_STR(road(s, "place_add", 0, "{\"code\":\"410104003003001\",\"name\":\"x\"}"),
              "field_problems: code place_exists");
    CHECK_STR(road(s, "place_add", 0, "{\"code\":\"410104003003x\",\"name\":\"x\"}"),
              "field_problems: code place_code");
    CHECK_STR(road(s, "place_add", 0, "{\"code\":\"410104003009001\",\"name\":\"x\"}"),
              "field_problems: code place_parent");
    CHECK_STR(road(s, "place_change", id, "{\"name\":\"丙社区\"}"),
              ",\"path\":[\"河南省\",\"郑州市\",\"管城回族区\",\"南关街街道\",\"丙社区\"]");
    CHECK_STR(road(s, "place_change", 410104999999999, "{\"name\":\"x\"}"), "thing_unknown: ");
    CHECK_STR(road(s, "place_merge", 0, "{\"from\":\"410104003003\",\"into\":\"410104003001\",\"on\":\"2026-09-04\"}"),
              ",\"path\":[\"河南省\",\"郑州市\",\"管城回族区\",\"南关街街道\",\"丙社区\"],"
              "\"successor_code\":\"410104003001\",\"successor_name\":\"印刷厂街新社区\",\"below\":1");
    Place p;
    CHECK(place_load(store_reader(s), arena, id, &p) && p.successor == heir && str_is(p.name, "丙社区"));
    CHECK_STR(road(s, "place_merge", 0, "{\"from\":\"410104003003\",\"into\":\"410104003001\"}"),
              "field_problems: from place_ended");
    CHECK_STR(road(s, "place_end", id, "{}"), "field_problems: id place_ended");
    CHECK_STR(road(s, "place_end", by_code(s, "410104003003001").id, "{\"successor\":\"410104003001\"}"), ",\"path\":"
              "[\"河南省\",\"郑州市\",\"管城回族区\",\"南关街街道\",\"丙社区\",\"乙小区\"],"
              "\"successor_code\":\"410104003001\",\"successor_name\":\"印刷厂街新社区\",\"below\":0");
}

static void test_code_again(Store *s)
{
    Place p;
    i64 ids[3];
    for (int i = 0; i < 3; i++) {                           // the same code three times on one day
        road(s, "place_add", 0, "{\"code\":\"410104003007\",\"name\":\"x\",\"valid_from\":\"2026-09-04\"}");
        ids[i] = by_code(s, "410104003007").id;
        if (i < 2) CHECK(strstr(road(s, "place_end", ids[i], "{}"), "\"below\":0") != NULL);
    }
    CHECK(ids[0] && ids[0] != ids[1] && ids[1] != ids[2]);
    CHECK(place_by_code(store_reader(s), arena, STR("410104003007"), TODAY, &p) && p.id == ids[2]);
    CHECK(!place_by_code(store_reader(s), arena, STR("410104003007"), TODAY - 1, &p));
    CHECK(strstr(road(s, "place_end", ids[2], "{}"), "\"below\":0") != NULL);
}

// ---- lists -------------------------------------------------------------------------------------------

// What a reading says: the refusal, or its answer.
static const char *ask(Store *s, const char *name, i64 id, const char *query)
{
    static const Actor anyone = { .lang = EN };
    Request r = { .arena = arena, .method = GET, .query = str(query) };
    Out o = out_new(arena, 100000);
    Ask a = { .action = action_of(name), .who = &anyone, .request = &r, .arena = arena, .db = store_reader(s),
              .path_id = id, .out = &o };
    ask_query(&a);
    Fault f = a.action->list ? list_read(&a) : a.action->read(&a);
    arena_close(a.scratch);
    return f ? arena_fmt(arena, "%s: %s", fault_name(f), problems(&a.problems)).at : z(out_done(&o));
}

// Codes of all pages, by their cursors.
static const char *list(Store *s, const char *under, bool deep, i64 kind, const char *text, int max)
{
    Str next = STR("");
    Out o = out_new(arena, 4000);
    for (int pages = 0; pages == 0 || (next.len && pages < 50); pages++) {
        const char *only = choice_name(place_kinds, place_kind_count, kind), *whole = deep ? "&deep=1" : "";
        const char *query = arena_fmt(arena, "under=%s%s&kind=%s&text=%s&limit=%d&after=%.*s", under, whole, only, text,
                                      max, (int)next.len, next.at).at;
        Str page = str(ask(s, "place_list", 0, query)), code = STR("\"code\":\""), end = STR("],\"next\":\"");
        next = STR("");
        for (; page.len; page = (Str){ page.at + 1, page.len - 1 }) {
            Str rest = { page.at + code.len, page.len - code.len };
            if (str_starts(page, code)) out_fmt(&o, "%s ", z(str_cut(&rest, '"')));
            rest = (Str){ page.at + end.len, page.len - end.len };
            if (str_starts(page, end)) next = str_cut(&rest, '"');
        }
    }
    return z(out_done(&o));
}

static void test_lists(Store *s)
{
    for (int max = 1; max <= 100; max += 33) {
        CHECK_STR(list(s, "", false, 0, "", max), "11 41 ");
        CHECK_STR(list(s, "41", false, 0, "", max), "4101 ");
        CHECK_STR(list(s, "4101", false, 0, "", max), "410104 410105 ");
        CHECK_STR(list(s, "410105", false, 0, "", max), "410105001 ");
        CHECK_STR(list(s, "410105", true, 0, "", max), "410105001 410105001001 ");
        CHECK_STR(list(s, "4101", true, PLACE_STREET, "", max), "410104003 410104004 410105001 ");
        CHECK_STR(list(s, "", true, PLACE_COUNTY, "", max), "410104 410105 ");
        CHECK_STR(list(s, "", true, 0, "河南", max), "41 ");
        CHECK_STR(list(s, "41", true, 0, "社区", max), "410104003001 410104003002 410105001001 ");
        CHECK_STR(list(s, "410104003", true, PLACE_SEGMENT, "", max), "410104003001801 ");
        CHECK_STR(list(s, "410104003001801", false, 0, "", max), "");
    }
    CHECK(strstr(ask(s, "place_list", 0, "under=410104&kind=community"), "410104003001"));      // the whole subtree
    CHECK(!strstr(ask(s, "place_list", 0, "under=410104&kind=community&deep=0"), "410104003001"));
    CHECK(strstr(ask(s, "place_list", 0, "under=410104&deep=0"), "410104003"));
}

static void test_reads(Store *s)
{
    i64 id = by_code(s, "410104").id;
    const char *county = arena_fmt(arena, "{\"id\":%lld,\"code\":\"410104\",\"name\":\"管城回族区\",\"kind\":\"county\","
        "\"parent\":null,\"lat\":null,\"lon\":null,\"crs\":null,\"valid_from\":\"2021-12-31\",\"valid_to\":null,"
        "\"successor\":null,\"path\":[\"河南省\",\"郑州市\",\"管城回族区\"]}", (long long)id).at;
    CHECK_STR(ask(s, "place_read", id, ""), county);
    CHECK_STR(ask(s, "place_by_code", 0, "code=410104"), county);
    CHECK_STR(ask(s, "place_by_code", 0, "code=410104&day=2022-01-01"), county);
    CHECK_STR(ask(s, "place_by_code", 0, "code=410104&day=2020-01-01"), "thing_unknown: ");
    CHECK_STR(ask(s, "place_by_code", 0, "code=410199"), "thing_unknown: ");
    CHECK_STR(ask(s, "place_by_code", 0, "code=x"), "field_problems: code place_code");
    CHECK_STR(ask(s, "place_by_code", 0, ""), "field_problems: code field_missing");
    CHECK_STR(ask(s, "place_read", 99, ""), "thing_unknown: ");
    CHECK_STR(ask(s, "place_list", 0, "under=4101&limit=1"),
              arena_fmt(arena, "{\"items\":[%s],\"next\":\"%lld\",\"searched\":1}", county, (long long)id).at);
    const char *query = arena_fmt(arena, "under=4101&after=%lld", (long long)id).at;
    CHECK(strstr(ask(s, "place_list", 0, query), "],\"next\":null,\"searched\":1}") != NULL);
    CHECK_STR(ask(s, "place_list", 0, "under=4199"), "field_problems: under place_unknown");
    CHECK_STR(ask(s, "place_list", 0, "limit=201&kind=moon&after=5000"),
              "field_problems: kind field_not_a_choice, limit field_out_of_range, after query_malformed");
    CHECK(strstr(ask(s, "place_list", 0, "text=%E6%88%B7"), "{\"items\":[]") != NULL);
}

// The repository's own sample, mistakes and all.
static void test_sample(Store *s)
{
    char *text = NEW(arena, char, 20000);
    FILE *in = fopen("test/data/places.csv", "rb");
    CHECK(in != NULL);
    if (!in) return;
    CHECK(fread(text, 1, 19999, in) > 1000);
    fclose(in);
    CHECK_STR(import(s, 410104, text), "18 1 0 0 0 10 21:\"code\":\"place_code\" 22:\"code\":\"place_parent\""
              " 23:\"name\":\"field_missing\" 24:\"lon\":\"field_not_together\" 25:\"crs\":\"field_not_a_choice\""
              " 26:\"lat\":\"field_out_of_range\" 27:\"kind\":\"field_not_together\""
              " 28:\"code\":\"field_not_together\" 29:\"code\":\"field_twice\" 30:\"row\":\"list_row_wide\"");
    CHECK_STR(above(s, "410104003001001002000301"),
              "410104003001001002000301 410104003001001002 410104003001001 410104003001 410104003 410104 ");
    CHECK_STR(list(s, "410104003001", true, PLACE_DROP_POINT, "", 2),
              "410104003001001901 410104003001001902 410104003001002901 ");
}

static i64 test_now(void) { return day_start(TODAY); }

static void test_store(void)
{
    static Deed deeds[16];
    int count = 0;
    for (int i = 0; i < place_capability.action_count; i++)
        if (place_capability.actions[i].deed.apply) deeds[count++] = place_capability.actions[i].deed;
    StoreConfig c = { .memory = true, .make = true, .deeds = deeds, .deed_count = count, .now = test_now };
    Str error = STR("");
    Store *s = store_open(&c, &error);
    CHECK(s != NULL);
    if (!s) { printf("%s\n", z(error)); return; }
    test_import(s);
    test_import_wrong(s);
    test_import_agrees(s);
    test_import_ends(s);
    test_posts(s);
    test_deeds(s);
    test_code_again(s);
    test_lists(s);
    test_reads(s);
    test_sample(s);
    store_close(s);
}

void place_test(void)
{
    arena = arena_open(64 << 20);
    test_rows();
    test_codes();
    test_positions();
    test_add();
    test_change();
    test_end();
    test_sheets();
    test_rows_kept();
    test_store();
    arena_close(arena);
}
