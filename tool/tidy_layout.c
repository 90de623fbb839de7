// tidy_layout.c: how C lies on the page. A formatter would redo aligned tables, so only what is always kept is checked:
// indents in steps of four under an opening brace (lines that go on are free, but deeper), where braces stand, blanks
// around signs, the star at the name, includes in order, blank lines one at a time; and columns that line up.
#include "tidy.h"
#include <ctype.h>
#include <string.h>

enum { DEPTH_MAX = 64, NEST_MAX = 64, STEP = 4, NEAR = 4 };
// BLOCK holds sentences, TABLE values, MEMBERS what a struct, union or enum is made of.
typedef enum { BLOCK, TABLE, MEMBERS } Braces;

// end: behind the last of the code.
typedef struct Line { const char *raw, *code; int len, end, indent, number; } Line;
typedef struct Page {
    const File *file;
    int    depth, parens, start;          // start: indent of the sentence, or of the if or loop, that is going on
    Braces kind[DEPTH_MAX];
    int    indent[DEPTH_MAX];             // of what is in these braces
    int    nest, saved[NEST_MAX];         // depth at each open #if, so that both branches count from the same
    char   last;                          // the last sign of the lines above, 0 at the top
    bool   members, blank, nested;        // nested: the last sentence hung below an if or a loop without braces
} Page;

static int indent_of(const char *at, int len)
{
    int n = 0;
    while (n < len && at[n] == ' ') n++;
    return n;
}

static bool word_char(char c) { return isalnum((unsigned char)c) || c == '_'; }

// Whether the code begins with the word, and not with a longer one.
static bool word_is(const char *at, const char *word)
{
    size_t len = strlen(word);
    return !strncmp(at, word, len) && !word_char(at[len]);
}

static bool one_of(const char *at, const char *const *words)
{
    for (; *words; words++)
        if (word_is(at, *words)) return true;
    return false;
}

// ---- indents and braces ----------------------------------------------------------------------------

static bool control(const char *at)
{
    static const char *const words[] = { "if", "for", "while", "switch", "do", "else", NULL };
    if (*at == '}') at += 1 + strspn(at + 1, " ");
    return one_of(at, words);
}

static bool label(const char *at)
{
    static const char *const words[] = { "case", "default", NULL };
    if (one_of(at, words)) return true;
    while (word_char(*at)) at++;
    return *at == ':' && at[1] == '\n';
}

static void check_indent(Page *p, const Line *l, const char *at)
{
    bool begins = p->parens == 0 && (p->last == 0 || strchr(";{}:", p->last));
    bool inside = p->depth > 0;
    int  base   = inside ? p->indent[p->depth - 1] : 0, want = base;
    if (inside && p->kind[p->depth - 1] == TABLE) return;
    if (*at == '}') want = base - STEP;
    else if (inside && label(at)) want = base - STEP;
    if (begins && p->last == '}' && word_is(at, "else"))
        find(p->file, LAYOUT, l->number, 1, "else stands behind the brace");
    bool hangs = word_is(at, "else") && p->nested;
    if (begins && !hangs && l->indent != want)
        find(p->file, LAYOUT, l->number, 1, "indent of %d, not %d", l->indent, want);
    if (!begins && inside && *at != '}' && l->indent < base + (p->kind[p->depth - 1] == BLOCK))
        find(p->file, LAYOUT, l->number, 1, "what goes on stands deeper than %d", base);
    if (begins || control(at) || *at == '}') p->start = l->indent;
    p->nested = !begins || (hangs && p->nested);
}

// Whether the brace at `at` opens a block: behind (…), between two sentences, behind else or do; no (Type){ … }.
static bool opens_block(const Page *p, const Line *l, int at)
{
    int before = at - 1;
    while (before >= 0 && l->code[before] == ' ') before--;
    char last = before >= 0 ? l->code[before] : p->last;
    if (p->parens || (p->depth && p->kind[p->depth - 1] == TABLE)) return false;
    if (at > 0 && l->code[at - 1] == ')') return false;
    if (strchr(");{}:", last)) return true;
    bool word_else = before >= 3 && word_is(l->code + before - 3, "else");
    bool word_do   = before >= 1 && word_is(l->code + before - 1, "do");
    return word_else || word_do;
}

static void brace_open(Page *p, const Line *l, int at)
{
    bool block = opens_block(p, l, at), first = at == l->indent;
    bool table = !block && (!p->members || (p->depth && p->kind[p->depth - 1] == TABLE));
    if (block && p->depth == 0 && first && l->end != at + 1)
        find(p->file, LAYOUT, l->number, 1, "nothing behind the brace that opens a function");
    if (block && p->depth == 0 && !first && l->code[l->end - 1] != '}')
        find(p->file, LAYOUT, l->number, 1, "a function's brace opens on a line of its own");
    if (block && p->depth > 0 && first && p->last == ')')
        find(p->file, LAYOUT, l->number, 1, "the brace stands behind its if or loop");
    if (p->depth == DEPTH_MAX) return;
    p->kind[p->depth]     = block ? BLOCK : table ? TABLE : MEMBERS;
    p->indent[p->depth++] = p->start + STEP;
    p->members = false;
}

static void walk_line(Page *p, const Line *l)
{
    static const char *const makers[] = { "struct", "union", "enum", NULL };
    for (int i = l->indent; i < l->end; i++) {
        char c = l->code[i];
        bool word = word_char(c) && (i == 0 || !word_char(l->code[i - 1]));
        if (word && one_of(l->code + i, makers)) p->members = true;
        if (c == '(' || c == '[') p->parens++;
        if ((c == ')' || c == ']') && p->parens) p->parens--;
        if (c == '{') brace_open(p, l, i);
        if (c == '}' && p->depth) p->depth--;
        if (strchr("=;)*", c)) p->members = false;
        if (c != ' ') p->last = c;
    }
}

// ---- blanks ----------------------------------------------------------------------------------------

static void say(const File *f, const Line *l, bool wrong, const char *what)
{
    if (wrong) find(f, LAYOUT, l->number, 1, "%s", what);
}

static void check_sign(const File *f, const Line *l, char sign, char before, char after)
{
    switch (sign) {
    case '(': say(f, l, after == ' ', "a blank behind ("); break;
    case ')': say(f, l, before == ' ', "a blank before )"); break;
    case ',':
        say(f, l, before == ' ', "a blank before a comma");
        say(f, l, after && after != ' ', "no blank behind a comma");
        break;
    case ';': say(f, l, after && !strchr(" ;)", after), "no blank behind a semicolon"); break;
    case '{':
        say(f, l, word_char(before), "no blank before {");
        say(f, l, after && after != ' ' && after != '}', "no blank behind {");
        break;
    case '}':
        say(f, l, before && before != ' ' && before != '{', "no blank before }");
        say(f, l, word_char(after), "no blank behind }");
        break;
    case '*': say(f, l, word_char(before) && after == ' ', "the star stands at the name"); break;
    }
}

// The length of a sign of two or three characters that begins here and has blanks on both sides, else 0.
static int wide_sign(const char *at)
{
    static const char *const signs[] = { "<<=", ">>=", "==", "!=", "<=", ">=", "&&", "||",
                                         "+=",  "-=",  "*=", "/=", "|=", "&=", NULL };
    for (int i = 0; signs[i]; i++)
        if (!strncmp(at, signs[i], strlen(signs[i]))) return (int)strlen(signs[i]);
    return 0;
}

static void check_signs(const File *f, const Line *l)
{
    for (int i = l->indent, wide; i < l->end; i += wide ? wide : 1) {
        const char *at = l->code + i;
        char before = i > l->indent ? at[-1] : 0, after = i + 1 < l->end ? at[1] : 0;
        wide = wide_sign(at);
        if (!wide) check_sign(f, l, *at, before, after);
        else if ((before && before != ' ') || (i + wide < l->end && at[wide] != ' '))
            find(f, LAYOUT, l->number, 1, "no blanks around %.*s", wide, at);
    }
}

static void check_words_of(const File *f, const Line *l)
{
    static const char *const controls[] = { "if", "for", "while", "switch", "return", NULL };
    for (int i = l->indent; i < l->end; i++) {
        const char *at = l->code + i;
        if (!word_char(*at) || (i && word_char(at[-1])) || !one_of(at, controls)) continue;
        size_t len = 0;
        while (word_char(at[len])) len++;
        if (at[len] == '(') find(f, LAYOUT, l->number, 1, "no blank behind %.*s", (int)len, at);
    }
    const char *at = l->code + l->indent;      // a declaration: Type * name
    while (word_char(*at)) at++;
    if (at > l->code + l->indent && !strncmp(at, " * ", 3) && (word_char(at[3]) && !isdigit((unsigned char)at[3])) &&
        l->code[l->end - 1] == ';')
        find(f, LAYOUT, l->number, 1, "the star stands at the name");
}

static void check_comment(const File *f, const Line *l)
{
    const char *at = l->raw + l->end, *stop = l->raw + l->len;
    int blanks = 0;
    while (at < stop && *at == ' ') at++, blanks++;
    if (at == stop) return;
    if (strncmp(at, "//", 2) != 0) find(f, LAYOUT, l->number, 1, "a comment begins with //");
    else if (at + 2 < stop && at[2] != ' ') find(f, LAYOUT, l->number, 1, "no blank behind //");
    if (l->end && blanks < 2) find(f, LAYOUT, l->number, 1, "two blanks before a comment, at least");
}

// ---- columns that line up --------------------------------------------------------------------------

// As it is seen: a Chinese character is two wide. -1 where none begins.
static int seen_column(const Line *l, int offset)
{
    int column = 0;
    for (int i = 0; i < offset; i++) {
        unsigned char c = (unsigned char)l->raw[i];
        if ((c & 0xC0) != 0x80) column += c >= 0xE2 ? 2 : 1;
    }
    return column;
}

static bool begins_at(const Line *l, int column)
{
    for (int i = 1; i < l->len; i++) {
        bool begins = l->raw[i] != ' ' && (strchr(" (*{[", l->raw[i - 1]) || strchr("=(", l->raw[i]));
        if (begins && seen_column(l, i) == column) return true;
    }
    return false;
}

static void check_columns(const File *f, const Line *lines, int count, int here)
{
    const Line *l = &lines[here];
    for (int i = l->indent; i + 2 < l->end; i++) {
        if (l->code[i] == '"') i += 1 + (int)strcspn(l->code + i + 1, "\"");
        if (l->code[i] == '\'') i += 1 + (int)strcspn(l->code + i + 1, "'");
        if (l->code[i] != ' ' || l->code[i + 1] != ' ') continue;
        while (l->code[i] == ' ') i++;
        if (isdigit((unsigned char)l->code[i])) continue;       // numbers line up at their right
        int  column = seen_column(l, i + (int)strspn(l->code + i, "(*"));
        bool met    = false;
        for (int d = -NEAR; d <= NEAR && !met; d++)
            met = d && here + d >= 0 && here + d < count && begins_at(&lines[here + d], column);
        if (!met) find(f, LAYOUT, l->number, 1, "several blanks, and nothing near lines up with what follows");
        i--;
    }
}

// ---- pages -----------------------------------------------------------------------------------------

static void check_blank_line(Page *p, const Line *l, const Line *next)
{
    if (p->blank || !p->last) find(p->file, LAYOUT, l->number, 1, "a blank line too many");
    if (p->last == '{') find(p->file, LAYOUT, l->number, 1, "a blank line behind {");
    if (!next) find(p->file, LAYOUT, l->number, 1, "a blank line at the end");
    else if (next->end && next->code[next->indent] == '}') find(p->file, LAYOUT, l->number, 1, "a blank line before }");
    p->blank = true;
}

// Ours before the system's, each in the order of the alphabet, as far as they stand together.
static void check_include_order(const File *f, const Line *lines, int count)
{
    for (int i = 1; i < count; i++) {
        const char *a = lines[i - 1].raw, *b = lines[i].raw;
        if (strncmp(a, "#include ", 9) != 0 || strncmp(b, "#include ", 9) != 0) continue;
        char from = a[9], to = b[9];
        size_t len = strcspn(a + 10, ">\"\n");
        int    way = strncmp(a + 10, b + 10, len);
        bool   own = i == 1 || strncmp(lines[i - 2].raw, "#include ", 9) != 0;      // its own header may lead
        if (from == '<' && to == '"') find(f, LAYOUT, lines[i].number, 1, "\"…\" before <…>");
        if (from == to && way > 0 && !(own && from == '"')) find(f, LAYOUT, lines[i].number, 1, "includes in order");
    }
}

static bool continued(const Line *l) { return l->len && l->raw[l->len - 1] == '\\'; }

static int read_lines(const File *f, Line *lines, int max)
{
    int count = 0;
    for (const char *raw = f->raw, *code = f->code; *raw && count < max; count++) {
        Line *l = &lines[count];
        *l = (Line){ raw, code, .len = (int)strcspn(raw, "\n"), .number = count + 1 };
        l->end = l->len;
        while (l->end && code[l->end - 1] == ' ') l->end--;
        l->indent = indent_of(code, l->end);
        raw += l->len, code += l->len;
        if (*raw) raw++, code++;
    }
    return count;
}

static void walk_directive(Page *p, const char *word)
{
    if (starts(word, "if") && p->nest < NEST_MAX) p->saved[p->nest++] = p->depth;
    if (starts(word, "el") && p->nest) p->depth = p->saved[p->nest - 1];
    if (starts(word, "endif") && p->nest) p->nest--;
}

// Directives, with the lines they go on over, are their own world; of tables only the columns are looked at.
void check_layout(const File *f)
{
    static Line lines[20000];
    int  count = read_lines(f, lines, (int)(sizeof lines / sizeof *lines));
    Page page  = { .file = f };
    bool directive = false;
    check_include_order(f, lines, count);
    for (int i = 0; i < count; i++) {
        const Line *l = &lines[i];
        if (!l->len) {
            check_blank_line(&page, l, i + 1 < count ? &lines[i + 1] : NULL);
            continue;
        }
        if (!page.last) page.last = ';';
        page.blank = false;
        check_comment(f, l);
        bool skipped = directive || l->raw[0] == '#';
        if (skipped && !directive) walk_directive(&page, l->raw + 1);
        directive    = skipped && continued(l);
        if (skipped || !l->end) continue;
        check_indent(&page, l, l->code + l->indent);
        walk_line(&page, l);
        check_signs(f, l);
        check_words_of(f, l);
        check_columns(f, lines, count, i);
    }
}
