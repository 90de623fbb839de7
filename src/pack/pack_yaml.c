// pack_yaml.c: reads pack.yaml: who the pack is, and its settings.
// Settings are a list of dated rows like any table, only written in YAML, since they are few and have nothing to line
// up. The parser gets a bounded text that was looked over first: deep nesting and anchors make it slow beyond measure.
#include "pack/pack_rows.h"
#include <string.h>
#include <yaml.h>

typedef struct Yaml {
    PackReader      *reader;
    yaml_document_t  document;
    Str              file;
    bool             good;
} Yaml;

static PackMark mark_of(const yaml_node_t *n)
{
    return (PackMark){ (i64)n->start_mark.line + 1, (i64)n->start_mark.column + 1 };
}

// The pack cannot be judged further: `cut`.
static void yaml_wrong(Yaml *y, PackMark mark, Str what, const char *en, const char *zh)
{
    pack_wrong(y->reader->errors, y->file, mark, what, en, zh);
    y->reader->cut = true;
    y->good = false;
}

static Str text_of(const yaml_node_t *n)
{
    return (Str){ (const char *)n->data.scalar.value, (i64)n->data.scalar.length };
}

// null and ~ written bare; quoted they are words.
static bool is_null(const yaml_node_t *n)
{
    return n->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && (str_is(text_of(n), "null") || str_is(text_of(n), "~"));
}

// A scalar as a cell; anything else is reported.
static PackCell cell_of(Yaml *y, const char *name, const yaml_node_t *n)
{
    PackCell cell = { .mark = mark_of(n), .bad = true };
    if (n->type != YAML_SCALAR_NODE) {
        yaml_wrong(y, cell.mark, str(name), "must be plain text", "应为文字");
        return cell;
    }
    if (!is_null(n)) cell.text = arena_str(y->reader->arena, text_of(n));
    cell.bad = !pack_text_good(y->reader, y->file, cell.mark, name, &cell.text);
    if (cell.bad) y->good = false;
    return cell;
}

// ---- mappings ----------------------------------------------------------------------------------

enum { NAMES_MOST = 16 };
typedef struct Names { const char *at[NAMES_MOST]; int count; } Names;

static int name_index(const Names *names, const yaml_node_t *key)
{
    for (int i = 0; key->type == YAML_SCALAR_NODE && i < names->count; i++)
        if (str_is(text_of(key), names->at[i])) return i;
    return -1;
}

// The values of a mapping by the names allowed in it; NULL where one is not given.
static bool take_mapping(Yaml *y, yaml_node_t *map, const char *what, const Names *names, yaml_node_t **values)
{
    assert(map && names->count > 0 && names->count <= NAMES_MOST);
    for (int i = 0; i < names->count; i++) values[i] = NULL;
    if (map->type != YAML_MAPPING_NODE) {
        yaml_wrong(y, mark_of(map), str(what), "must be a mapping", "应为键值结构");
        return false;
    }
    bool good = true;
    for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++) {
        yaml_node_t *key = yaml_document_get_node(&y->document, p->key);
        int i = name_index(names, key);
        if (i >= 0 && !values[i]) { values[i] = yaml_document_get_node(&y->document, p->value); continue; }
        Str name = key->type == YAML_SCALAR_NODE ? text_of(key) : (Str){ 0 };
        yaml_wrong(y, mark_of(key), pack_quote(y->reader->arena, what, name), "unknown or given twice", "未知或重复的键");
        good = false;
    }
    return good;
}

// ---- settings ----------------------------------------------------------------------------------

// The names are the record's, in its order; what is not given is an empty cell at the row's place.
static void take_setting(Yaml *y, yaml_node_t *node)
{
    Names names = { .count = setting_record.field_count };
    yaml_node_t *values[NAMES_MOST];
    PackCell cells[PACK_FIELDS] = { 0 };
    assert(names.count <= NAMES_MOST);
    for (int i = 0; i < names.count; i++) names.at[i] = setting_record.fields[i].name;
    if (!take_mapping(y, node, "settings", &names, values)) return;
    for (int i = 0; i < names.count; i++) {
        cells[i].mark = mark_of(node);
        if (values[i]) cells[i] = cell_of(y, names.at[i], values[i]);
    }
    pack_row_add(y->reader, PACK_SETTINGS, y->file, cells);
}

static void take_settings(Yaml *y, yaml_node_t *list)
{
    enum { SETTINGS_MOST = 1000 };
    if (list->type != YAML_SEQUENCE_NODE) {
        yaml_wrong(y, mark_of(list), str("settings"), "must be a list", "应为列表");
        return;
    }
    i64 count = 0;
    for (yaml_node_item_t *i = list->data.sequence.items.start; i < list->data.sequence.items.top; i++) {
        yaml_node_t *node = yaml_document_get_node(&y->document, *i);
        if (++count > SETTINGS_MOST) {
            yaml_wrong(y, mark_of(node), str("settings"), "more than 1,000", "超过 1,000 项");
            return;
        }
        take_setting(y, node);
    }
}

// ---- the head ----------------------------------------------------------------------------------

// Such as CN, or CN-4101: the country and the first digits of the division's code.
// 30 characters at most.
static bool id_good(Str id)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
    for (i64 i = 0; i < id.len; i++)
        if (!memchr(letters, id.at[i], sizeof letters - 1)) return false;
    return id.len > 0 && id.len <= 30;
}

// A parent's id begins its children's: so there is no circle.
static bool parent_good(Str id, Str parent)
{
    return id_good(parent) && id.len > parent.len && str_starts(id, parent);
}

// Required, 120 bytes at most; told at its own place, or at the mapping's when it is not there.
static Str take_text(Yaml *y, const char *name, yaml_node_t *node, const yaml_node_t *around)
{
    assert(name && around);
    PackCell cell = { .mark = mark_of(around) };
    if (node) cell = cell_of(y, name, node);
    if (!cell.bad && cell.text.len == 0) yaml_wrong(y, cell.mark, str(name), "is required", "必须填写");
    if (cell.text.len > 120) yaml_wrong(y, cell.mark, str(name), "is too long", "过长");
    return cell.bad ? (Str){ 0 } : cell.text;
}

static void take_name(Yaml *y, yaml_node_t *node, const yaml_node_t *around, PackHead *head)
{
    static const Names names = { { "zh", "en" }, 2 };
    yaml_node_t *values[2];
    if (!node) yaml_wrong(y, mark_of(around), str("name"), "is required", "必须填写");
    if (!node || !take_mapping(y, node, "name", &names, values)) return;
    head->name = take_text(y, "name.zh", values[0], node);
    head->name_en = take_text(y, "name.en", values[1], node);
}

static void take_root(Yaml *y, yaml_node_t *root, PackFolder *into)
{
    PackHead *head = &into->head;
    enum { ROOT_ID, ROOT_NAME, ROOT_PARENT, ROOT_VERSION, ROOT_SETTINGS };
    static const Names names = { { "id", "name", "parent", "version", "settings" }, 5 };
    yaml_node_t *values[5];
    take_mapping(y, root, "pack.yaml", &names, values);
    if (root->type != YAML_MAPPING_NODE) return;
    head->id = take_text(y, "id", values[ROOT_ID], root);
    head->version = take_text(y, "version", values[ROOT_VERSION], root);
    take_name(y, values[ROOT_NAME], root, head);
    if (values[ROOT_PARENT]) head->parent = cell_of(y, "parent", values[ROOT_PARENT]).text;
    into->id_mark = mark_of(values[ROOT_ID] ? values[ROOT_ID] : root);
    into->parent_mark = mark_of(values[ROOT_PARENT] ? values[ROOT_PARENT] : root);
    if (head->id.len && !id_good(head->id))
        yaml_wrong(y, into->id_mark, pack_quote(y->reader->arena, "id", head->id),
                   "must be capital letters, digits and dashes, as CN-4101", "应由大写字母、数字和连字符组成，如 CN-4101");
    else if (head->parent.len && !parent_good(head->id, head->parent))
        yaml_wrong(y, into->parent_mark, pack_quote(y->reader->arena, "parent", head->parent),
                   "must be the beginning of id", "应为 id 的开头部分");
    if (values[ROOT_SETTINGS] && y->reader->rows) take_settings(y, values[ROOT_SETTINGS]);
}

// ---- bytes -------------------------------------------------------------------------------------

static PackMark mark_at(Str bytes, i64 offset)
{
    PackMark mark = { 1, 1 };
    for (i64 i = 0; i < MIN(offset, bytes.len); i++) {
        mark.column++;
        if (bytes.at[i] == '\n') mark = (PackMark){ mark.line + 1, 1 };
    }
    return mark;
}

// libyaml knows the offset of bytes it cannot read, and the mark of words it cannot understand.
static void parser_wrong(Yaml *y, const yaml_parser_t *p, Str bytes)
{
    PackMark mark = { (i64)p->problem_mark.line + 1, (i64)p->problem_mark.column + 1 };
    if (p->error == YAML_READER_ERROR) mark = mark_at(bytes, (i64)p->problem_offset);
    Out o = out_new(y->reader->arena, 256);
    out_z(&o, "YAML: ");
    out_z(&o, p->problem ? p->problem : "broken");
    const char *en = arena_z(y->reader->arena, out_done(&o));
    yaml_wrong(y, mark, (Str){ 0 }, en, "YAML 格式有误");
}

static void take_document(Yaml *y, yaml_parser_t *parser, Str bytes, PackFolder *into)
{
    if (!yaml_parser_load(parser, &y->document)) { parser_wrong(y, parser, bytes); return; }
    yaml_node_t *root = yaml_document_get_root_node(&y->document);
    if (root) take_root(y, root, into);
    else yaml_wrong(y, (PackMark){ 1, 1 }, (Str){ 0 }, "is empty", "文件为空");
    yaml_document_delete(&y->document);
    if (!root || !y->good) return;
    if (!yaml_parser_load(parser, &y->document)) { parser_wrong(y, parser, bytes); return; }
    root = yaml_document_get_root_node(&y->document);
    if (root) yaml_wrong(y, mark_of(root), (Str){ 0 }, "holds a second document", "含有第二个文档");
    yaml_document_delete(&y->document);
}

static void parser_open(yaml_parser_t *parser, Str bytes)
{
    int started = yaml_parser_initialize(parser);
    assert(started);
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(parser, (const unsigned char *)bytes.at, (size_t)bytes.len);
}

static bool names_an_anchor(const yaml_event_t *e)
{
    return e->type == YAML_ALIAS_EVENT || (e->type == YAML_SCALAR_EVENT && e->data.scalar.anchor)
        || (e->type == YAML_SEQUENCE_START_EVENT && e->data.sequence_start.anchor)
        || (e->type == YAML_MAPPING_START_EVENT && e->data.mapping_start.anchor);
}

// True when the event may stand in a pack. libyaml's time grows with the square of depth and of anchors.
static bool take_event(Yaml *y, const yaml_event_t *e, int *depth)
{
    enum { DEPTH = 8 };
    PackMark mark = { (i64)e->start_mark.line + 1, (i64)e->start_mark.column + 1 };
    if (e->type == YAML_SEQUENCE_START_EVENT || e->type == YAML_MAPPING_START_EVENT) ++*depth;
    if (e->type == YAML_SEQUENCE_END_EVENT || e->type == YAML_MAPPING_END_EVENT) --*depth;
    if (*depth > DEPTH) yaml_wrong(y, mark, (Str){ 0 }, "is nested too deep", "嵌套过深");
    if (names_an_anchor(e)) yaml_wrong(y, mark, (Str){ 0 }, "anchors and aliases have no use here", "不支持锚点和别名");
    return y->good;
}

// Looks the document over before it is loaded. Of what cannot be parsed the loader will tell.
static void look_over(Yaml *y, Str bytes)
{
    yaml_parser_t parser;
    yaml_event_t event;
    parser_open(&parser, bytes);
    int depth = 0;
    for (bool more = true; more && yaml_parser_parse(&parser, &event);) {
        more = take_event(y, &event, &depth) && event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

// False: told. Twice for each pack of a chain, once for the head alone and once with its settings; cheap enough to
// need no memory between.
bool pack_yaml_read(PackReader *r, PackFolder *into)
{
    assert(r && r->errors && r->folder.len > 0);
    enum { YAML_BYTES = 256 << 10 };
    Yaml y = { .reader = r, .good = true };
    Str bytes;
    yaml_parser_t parser;
    *into = (PackFolder){ .head.folder = r->folder };
    bool there = pack_slurp(r, pack_files[PACK_SETTINGS], &y.file, &bytes);
    if (!there && !r->cut) yaml_wrong(&y, (PackMark){ 0 }, (Str){ 0 }, "is missing", "文件不存在");
    if (!there) return false;
    if (bytes.len > YAML_BYTES) yaml_wrong(&y, (PackMark){ 0 }, (Str){ 0 }, "is larger than 256 KiB", "超过 256 KiB");
    if (y.good) look_over(&y, bytes);
    if (!y.good) return false;
    parser_open(&parser, bytes);
    take_document(&y, &parser, bytes, into);
    yaml_parser_delete(&parser);
    return y.good;
}
