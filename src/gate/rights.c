// rights.c: who may do what and who sees what, as two tables people can read, made from the action and field rows.
// For the people who have to answer for it: one page that says who could ever do what and see what, made from the very
// rows that decide it (`linli describe rights`).
#include "gate/gate_api.h"
#include "record/standing.h"
#include <string.h>

enum { COLUMNS_MAX = 32, ROWS_MAX = 1024 };
typedef struct Table { Arena *arena; int columns, rows; Str (*at)[COLUMNS_MAX]; } Table;

// ---- a table whose columns stand below each other, also as Markdown --------------------------------

// Columns on the screen: Chinese characters and their punctuation take two.
static int width(Str s)
{
    int sum = 0;
    uint32_t c = 0;
    for (i64 i = 0; i < s.len; i += utf8_next(s, i, &c)) {
        utf8_next(s, i, &c);
        bool wide = (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF)
                 || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) || c >= 0x20000;
        sum += wide ? 2 : 1;
    }
    return sum;
}

static Str *table_row(Table *t)
{
    assert(t->rows < ROWS_MAX);
    assert(t->columns > 0 && t->columns <= COLUMNS_MAX);
    return t->at[t->rows++];
}

static void out_times(Out *o, char c, int n)
{
    while (n-- > 0) out_char(o, c);
}

// Columns line up in a terminal, where Chinese takes two places.
static void table_print(const Table *t, Out *o)
{
    int widths[COLUMNS_MAX] = { 0 };
    for (int r = 0; r < t->rows; r++)
        for (int c = 0; c < t->columns; c++) widths[c] = MAX(widths[c], width(t->at[r][c]));
    for (int r = 0; r < t->rows; r++) {
        for (int c = 0; c < t->columns; c++) {
            out_z(o, "| ");
            out_str(o, t->at[r][c]);
            out_times(o, ' ', widths[c] - width(t->at[r][c]) + 1);
        }
        out_z(o, "|\n");
        for (int c = 0; r == 0 && c < t->columns; c++) {
            out_char(o, '|');
            out_times(o, '-', widths[c] + 2);
        }
        if (r == 0) out_z(o, "|\n");
    }
}

// ---- role × action -------------------------------------------------------------------------------

static void actions_table(Out *o)
{
    Choice classes[WHO_CLASSES];
    int n = who_classes(classes);
    Table t = { .arena = o->arena, .columns = n + 2 };
    t.at = arena_take(o->arena, sizeof *t.at, ROWS_MAX);
    Str *head = table_row(&t);
    head[0] = STR("操作");
    for (int i = 0; i < n; i++) head[1 + i] = str(classes[i].label);
    head[n + 1] = STR("说明");
    const Capability *c;
    const Action *a;
    for (int i = 0; (a = action_nth(i, &c)) != NULL; i++) {
        Str *row = table_row(&t);
        row[0] = str(a->deed.name);
        for (int k = 0; k < n; k++) row[1 + k] = a->who & classes[k].value ? STR("x") : STR("");
        row[n + 1] = str(a->note_zh);
    }
    table_print(&t, o);
}

// ---- role × field --------------------------------------------------------------------------------

static const Choice readers[] = {
    { SEE_SELF,   "self",   "本人",       "oneself" },
    { SEE_STAFF,  "staff",  "在岗人员",   "staff" },
    { SEE_WORKER, "worker", "社区及以上", "community and above" },
    { SEE_PARTY,  "party",  "所选一方",   "the party ticked" },
    { SEE_ADMIN,  "admin",  "管理员",     "administrators" },
};

static bool guarded(const Field *f) { return f->see || (f->flags & (PRIVATE | SEALED | HIDDEN)); }

static void field_row(Table *t, const Record *r, const Field *f)
{
    Str *row = table_row(t);
    Str cell = f->flags & HIDDEN ? STR("-") : f->flags & PRIVATE ? STR("***") : STR("x");
    row[0] = arena_fmt(t->arena, "%s.%s", r->name, f->name);
    row[1] = str(f->label);
    row[2] = f->see ? STR("") : cell;
    for (int i = 0; i < (int)COUNT(readers); i++)
        row[3 + i] = !f->see || (f->see & readers[i].value) ? cell : STR("");
    row[3 + COUNT(readers)] = f->flags & (PRIVATE | SEALED) ? STR("加密") : STR("");
    row[4 + COUNT(readers)] = str(f->purpose_zh);
}

static void fields_table(Out *o)
{
    Table t = { .arena = o->arena, .columns = 5 + (int)COUNT(readers) };
    t.at = arena_take(o->arena, sizeof *t.at, ROWS_MAX);
    Str *head = table_row(&t);
    head[0] = STR("字段");
    head[1] = STR("名称");
    head[2] = STR("任何人");
    for (int i = 0; i < (int)COUNT(readers); i++) head[3 + i] = str(readers[i].label);
    head[3 + COUNT(readers)] = STR("日志中");
    head[4 + COUNT(readers)] = STR("用途");
    Records all = records_all();
    for (int i = 0; i < all.count; i++)
        for (int k = 0; k < all.at[i]->field_count; k++)
            if (guarded(&all.at[i]->fields[k])) field_row(&t, all.at[i], &all.at[i]->fields[k]);
    table_print(&t, o);
}

// ---- standing × right, standing × deed -----------------------------------------------------------

static Table standings_begin(Out *o, const Standings *s, const char *first)
{
    Table t = { .arena = o->arena, .columns = s->count + 1 };
    t.at = arena_take(o->arena, sizeof *t.at, ROWS_MAX);
    Str *head = table_row(&t);
    head[0] = str(first);
    for (int i = 0; i < s->count; i++) head[1 + i] = str(s->rows[i].label);
    return t;
}

static void standings_tables(Out *o, const Standings *s)
{
    assert(s->count <= STANDINGS_MOST);
    Table reads = standings_begin(o, s, "可以"), deeds = standings_begin(o, s, "办理");
    for (int r = 0; r < s->right_count; r++) {
        Str *row = table_row(&reads);
        row[0] = str(s->rights[r].label);
        for (int i = 0; i < s->count; i++) row[1 + i] = str(s->rows[i].rights & s->rights[r].value ? "x" : "");
    }
    for (int d = 0; d < s->deed_count; d++) {
        bool may[STANDINGS_MOST], any = false;
        for (int i = 0; i < s->count; i++) any |= may[i] = s->may(s->kind, s->rows[i].bit, s->deeds[d].value);
        if (!any) continue;                             // made by the filing or by another deed, done by nobody
        Str *row = table_row(&deeds);
        row[0] = str(s->deeds[d].label);
        for (int i = 0; i < s->count; i++) row[1 + i] = str(may[i] ? "x" : "");
    }
    table_print(&reads, o);
    out_char(o, '\n');
    table_print(&deeds, o);
}

// What the heads of the columns mean, in both languages.
static void standings_legend(Out *o, const Standings *s)
{
    for (int i = 0; i < s->count; i++)
        out_fmt(o, "- %s %s: %s\n", s->rows[i].label, s->rows[i].name, s->rows[i].label_en);
    out_char(o, '\n');
}

static const char standings_words[] =
    "几种身份兼有的，权限相加；在被反映单位任职的除外：其岗位带来的权限一概不算，只能答复和记录，\n"
    "不公开的事项受邀后才看得到（没有内容）。\n"
    "“作出决定”还要看层级：承办组织，或岗位层级不低于事项所在层级；承办组织在社区以下的，不能查看联系方式；\n"
    "部门按职责自己接手的也不能，别的单位交办的才能。\n"
    "Standings add up, but for the org it is about: nothing that its people's posts give counts; they may answer\n"
    "and note, and see a private matter, without its words, once they are invited. Deciding also needs the level:\n"
    "the holder, or a post at the matter's level or above. A holder below the community opens no contact,\n"
    "nor does a department that took the matter by itself: only one that was given it.\n\n";

static void standings_all(Out *o)
{
    for (int c = 0; c < capability_count; c++) {
        const Standings *s = capabilities[c]->standings;
        if (!s) continue;
        out_fmt(o, "\n# 一件事，谁看得到什么、可以办什么（%s）\n\n", capabilities[c]->name);
        out_z(o, standings_words);
        standings_legend(o, s);
        standings_tables(o, s);
    }
}

void describe_rights(Out *o)
{
    out_z(o, "# 谁可以做什么\n\nx：可能可以做，具体还要看地点和状态；空白：永远不可以。\n"
             "“任何人”可以做的，人人可以做；有岗位的人也都算已登录。\n\n");
    actions_table(o);
    out_z(o, "\n# 谁可以看什么\n\n未列出的字段，看得到该内容的人都看得到。x：可见；***：只见遮盖，须说明事由打开并留下记录；-：从不显示。\n\n");
    fields_table(o);
    standings_all(o);
}
