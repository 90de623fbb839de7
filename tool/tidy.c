// tidy: the house rules as a test. Reads every .c and .h of src/, tool/, test/ and bench/, and the lines of every
// script and table (.mjs .js .sh .py .sql .css .html) there and in sql/ and web/; prints what breaks a rule as
// `file:line: rule: what`, then the figures of src/, and last `N passed, N failed` (one per file and rule).
//
//     tidy [ROOT]
//
// Today's exceptions are in tool/tidy.exceptions, one `file:rule:number` a line. The number is what the file breaks
// that rule with, exactly: lines for `file` and `header`, the summed lines of its long functions for `function`,
// findings for the other rules. When it gets better the number must follow, so the list can only shrink.
#include "tidy.h"
#include <ctype.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { FUNCTION_MAX = 70, FILE_MAX = 800, HEADER_MAX = 200, LINE_MAX_COLUMNS = 120, SCRIPT_COLUMNS = 200 };
enum { FILES_MAX = 4000, FINDINGS_MAX = 20000, FUNCTIONS_MAX = 100000, EXCEPTIONS_MAX = 500, NEST_MAX = 64 };

static const char *const rule_names[] = { "include", "function", "file",  "header", "line",
                                          "call",    "lock",     "blank", "sql",    "layout" };

// The rooms of the house. A room may include only what stands in its row, and itself.
static const char *const room_names[] = { "base", "record", "store", "http", "send", "pack", "gate", "picture" };
#define R(room) (1u << (room))
static const unsigned below[] = {
    [BASE]       = 0,
    [RECORD]     = R(BASE),
    [STORE]      = R(BASE) | R(RECORD),
    [HTTP]       = R(BASE),
    [SEND]       = R(BASE),
    [PACK]       = R(BASE) | R(RECORD),
    [GATE]       = R(BASE) | R(RECORD) | R(STORE) | R(HTTP) | R(PACK),    // of pack, only pack/pack.h
    [PICTURE]    = R(BASE),
    [CAPABILITY] = R(BASE) | R(RECORD) | R(STORE) | R(HTTP) | R(SEND) | R(PACK) | R(GATE) | R(PICTURE),
    [WORDS]      = R(BASE) | R(RECORD) | R(STORE) | R(HTTP) | R(PACK) | R(GATE) | R(CAPABILITY),
    [MAIN]       = R(BASE) | R(RECORD) | R(STORE) | R(HTTP) | R(PACK) | R(GATE) | R(PICTURE) | R(CAPABILITY) | R(WORDS),
    [OUTSIDE]    = ~0u,
};

typedef struct {
    int  file, line, weight;
    Rule rule;
    char what[160];
} Finding;

typedef struct {
    char path[256];
    Rule rule;
    int  number, line;
    bool used;
} Exception;

static File      files[FILES_MAX];
static Finding   findings[FINDINGS_MAX];
static Exception exceptions[EXCEPTIONS_MAX];
static int       lengths[FUNCTIONS_MAX];    // of the functions in src/
static int       file_count, finding_count, exception_count, length_count;
static int       passed, failed, assertions;

static void give_up(const char *what, const char *name)
{
    fprintf(stderr, "tidy: %s: %s\n", what, name);
    exit(2);
}

void find(const File *f, Rule rule, int line, int weight, const char *fmt, ...)
{
    if (finding_count == FINDINGS_MAX) give_up("too many findings", f->path);
    Finding *found = &findings[finding_count++];
    *found         = (Finding){ .file = (int)(f - files), .line = line, .weight = weight, .rule = rule };
    va_list args;
    va_start(args, fmt);
    vsnprintf(found->what, sizeof found->what, fmt, args);
    va_end(args);
}

// ---- paths ------------------------------------------------------------------------------------

bool starts(const char *s, const char *with) { return !strncmp(s, with, strlen(with)); }

bool ends(const char *s, const char *with)
{
    size_t n = strlen(s), m = strlen(with);
    return n >= m && !strcmp(s + n - m, with);
}

static bool header(const File *f) { return ends(f->path, ".h"); }

static Room room_of(const char *folder, size_t len)
{
    for (Room r = BASE; r < CAPABILITY; r++)
        if (strlen(room_names[r]) == len && !strncmp(room_names[r], folder, len)) return r;
    return len == 5 && !strncmp(folder, "words", len) ? WORDS : CAPABILITY;
}

static Room room_of_path(const char *path)
{
    if (!starts(path, "src/")) return OUTSIDE;
    const char *folder = path + 4, *slash = strchr(folder, '/');
    return slash ? room_of(folder, (size_t)(slash - folder)) : MAIN;
}

// The pure part of a capability: everything but its store, its actions and its tests.
static bool rules_file(const File *f)
{
    static const char *const others[] = { "_store.c", "_store.h", "_api.c", "_api.h", "_test.c" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (ends(f->path, others[i])) return false;
    return f->room == CAPABILITY;
}

bool engine_file(const File *f)
{
    static const char *const names[] = { "/sqlite.c", "/engine.h", "_sqlite.c", "_fixture.h" };
    for (size_t i = 0; i < sizeof names / sizeof *names && f->room == STORE; i++)
        if (ends(f->path, names[i])) return true;
    return f->test || f->room == OUTSIDE;
}

// ---- reading ----------------------------------------------------------------------------------

static char *read_whole(const char *path, size_t *len)
{
    FILE *in = fopen(path, "rb");
    if (!in) give_up("cannot read", path);
    size_t size = 0, room = 1 << 16;
    char  *at = malloc(room);
    for (size_t n; at && (n = fread(at + size, 1, room - size - 1, in)) > 0;) {
        size += n;
        if (size == room - 1) at = realloc(at, room *= 2);
    }
    if (!at || ferror(in)) give_up("cannot read", path);
    fclose(in);
    at[size] = 0;
    *len = size;
    return at;
}

static size_t blank_comment(const char *raw, size_t i, char *text, char *code)
{
    bool block = raw[i + 1] == '*';
    for (size_t start = i; raw[i]; i++) {
        if (!block && raw[i] == '\n' && raw[i - 1] != '\\') return i;
        if (raw[i] != '\n') text[i] = code[i] = ' ';
        if (block && i > start + 2 && raw[i] == '/' && raw[i - 1] == '*') return i + 1;
    }
    return i;
}

static size_t blank_quoted(const char *raw, size_t i, char *code)
{
    char quote = raw[i++];
    for (; raw[i] && raw[i] != quote && raw[i] != '\n'; i++) {
        code[i] = ' ';
        if (raw[i] == '\\' && raw[i + 1]) {
            if (raw[++i] != '\n') code[i] = ' ';
        }
    }
    return raw[i] ? i + 1 : i;
}

static void blank(File *f)
{
    for (size_t i = 0; f->raw[i];) {
        bool comment = f->raw[i] == '/' && (f->raw[i + 1] == '/' || f->raw[i + 1] == '*');
        if (comment) i = blank_comment(f->raw, i, f->text, f->code);
        else if (f->raw[i] == '"' || f->raw[i] == '\'') i = blank_quoted(f->raw, i, f->code);
        else i++;
    }
}

static bool script(const char *name)
{
    static const char *const kinds[] = { ".mjs", ".js", ".sh", ".py", ".sql", ".css", ".html" };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (ends(name, kinds[i])) return true;
    return false;
}

static void add_file(const char *path)
{
    if (file_count == FILES_MAX) give_up("too many files", path);
    size_t len;
    File  *f = &files[file_count++];
    f->path  = strdup(path);
    f->raw   = read_whole(path, &len);
    f->text  = strdup(f->raw);
    f->code  = strdup(f->raw);
    if (!f->path || !f->text || !f->code) give_up("no memory", path);
    f->room = room_of_path(path);
    f->test = ends(path, "_test.c");
    f->script = script(path);
    for (size_t i = 0; i < len; i++) f->lines += f->raw[i] == '\n' || i + 1 == len;
    if (strlen(f->raw) != len) find(f, BLANK, 1, 1, "holds a NUL byte");
    if (!f->script) blank(f);
}

static void add_folder(const char *folder)
{
    struct dirent **names;
    int             count = scandir(folder, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char        path[1024];
        const char *name = names[i]->d_name;
        snprintf(path, sizeof path, "%s/%s", folder, name);
        bool skipped = name[0] == '.' || !strcmp(name, "node_modules") || !strcmp(path, "test/tidy");
        if (skipped) continue;
        if (names[i]->d_type == DT_DIR) add_folder(path);
        else if (ends(name, ".c") || ends(name, ".h") || script(name)) add_file(path);
    }
}

// ---- includes ---------------------------------------------------------------------------------

static void check_capability_include(const File *f, int line, const char *name, Room to)
{
    if (rules_file(f)) {
        if (to == STORE || to == GATE || to == HTTP)
            find(f, INCLUDE, line, 1, "rules know nothing of %s: include \"%s\" in the _store or _api file",
                 room_names[to], name);
        else if (ends(name, "_store.h") || ends(name, "_api.h"))
            find(f, INCLUDE, line, 1, "rules do not include \"%s\"", name);
    }
    const char *own = f->path + 4;
    size_t      len = strcspn(own, "/") + 1;
    // thing/ is the machinery of all of them: it knows only where and who, and its store is theirs.
    bool        shared = starts(name, "thing/");
    bool        lower  = shared || starts(name, "place/") || starts(name, "people/");
    if (starts(own, "thing/") && !ends(own, "_test.c") && to == CAPABILITY && !lower)
        find(f, INCLUDE, line, 1, "things know no capability made of them, not \"%s\"", name);
    if (to == CAPABILITY && !shared && strncmp(own, name, len) != 0 && ends(name, "_store.h"))
        find(f, INCLUDE, line, 1, "another capability's store: cause an action or call its header, not \"%s\"", name);
}

static void check_include(const File *f, int line, const char *name, bool quoted)
{
    if (!strcmp(name, "sqlite3.h") && !engine_file(f))
        find(f, INCLUDE, line, 1, "only the engine's own files include sqlite3.h");
    if (!strcmp(name, "microhttpd.h") && f->room != HTTP && f->room != OUTSIDE)
        find(f, INCLUDE, line, 1, "only http/ includes microhttpd.h");
    if (!quoted || f->room == OUTSIDE) return;
    const char *slash = strchr(name, '/');
    Room        to    = slash ? room_of(name, (size_t)(slash - name)) : f->room;
    if (!starts(name, "../")) {
        if (to != f->room && !(below[f->room] & R(to)))
            find(f, INCLUDE, line, 1, "includes go downward only, not to \"%s\"", name);
        if (f->room == GATE && to == PACK && strcmp(name, "pack/pack.h") != 0)
            find(f, INCLUDE, line, 1, "of pack, gate includes pack/pack.h only, not \"%s\"", name);
    } else {
        find(f, INCLUDE, line, 1, "name the room instead of \"%s\"", name);
    }
    if (f->room == CAPABILITY) check_capability_include(f, line, name, to);
}

static void check_includes(const File *f)
{
    int line = 1;
    for (const char *at = f->text; *at; at += strcspn(at, "\n"), at += *at == '\n', line++) {
        char        open, name[200];
        const char *word = at + strspn(at, " ");
        if (*word++ != '#') continue;
        word += strspn(word, " ");
        if (!starts(word, "include")) continue;
        if (sscanf(word + 7, " %c%199[^\">\n]", &open, name) == 2) check_include(f, line, name, open == '"');
    }
}

// ---- names ------------------------------------------------------------------------------------

// Where the capabilities stand: gate below all, then where and who, then what things share, then who is told
// outside, then what is made of them.
static int height(Room room, const char *folder, size_t len)
{
    static const char *const low[] = { "place", "people", "thing", "tell" };
    for (int i = 0; i < 4; i++)
        if (strlen(low[i]) == len && !strncmp(low[i], folder, len)) return i + 1;
    return room == CAPABILITY ? 5 : 0;
}

// "matter_move" in a lower room would be a call upward that no include shows.
static void check_names(const File *f)
{
    if (f->test || (f->room != GATE && f->room != CAPABILITY)) return;
    int line = 1, own = height(f->room, f->path + 4, strcspn(f->path + 4, "/"));
    for (const char *at = f->text; *at; line += *at++ == '\n') {
        size_t len = *at == '"' ? strspn(at + 1, "abcdefghijklmnopqrstuvwxyz") : 0;
        char   folder[64];
        if (!len || at[len + 1] != '_' || len > 40) continue;
        snprintf(folder, sizeof folder, "src/%.*s", (int)len, at + 1);
        bool capability = room_of(at + 1, len) == CAPABILITY && !access(folder, F_OK);
        if (capability && height(CAPABILITY, at + 1, len) > own)
            find(f, INCLUDE, line, 1, "names lead downward: \"%.*s_…\" is above, let it follow", (int)len, at + 1);
    }
}

// ---- functions --------------------------------------------------------------------------------

typedef struct {
    int  line, depth, start, function;    // start: line where the sentence at the top level began, 0 between two
    int  nest, saved[NEST_MAX];           // depth at each open #if, so that both branches count from the same
    char last;                            // the last character at the top level that is not a space
    bool assigned;
} Scan;

// Reads one directive with its continued lines; macros are not functions.
static const char *scan_directive(Scan *s, const char *at)
{
    const char *word = at + 1 + strspn(at + 1, " \t");
    if (starts(word, "if") && s->nest < NEST_MAX) s->saved[s->nest++] = s->depth;
    if ((starts(word, "else") || starts(word, "elif")) && s->nest) s->depth = s->saved[s->nest - 1];
    if (starts(word, "endif") && s->nest) s->nest--;
    for (; *at && !(*at == '\n' && at[-1] != '\\'); at++) s->line += *at == '\n';
    return at;
}

static void scan_top(Scan *s, char c)
{
    if (isspace((unsigned char)c)) return;
    if (!s->start) s->start = s->line;
    if (c == '=') s->assigned = true;
    if (c == ';') s->start = 0, s->assigned = false;
    if (c == '{') {
        s->depth = 1;
        if (s->last == ')' && !s->assigned) s->function = s->start;
    }
    s->last = c;
}

static void function_end(const File *f, Scan *s)
{
    int length = s->line - s->function + 1;
    if (length > FUNCTION_MAX)
        find(f, FUNCTION, s->function, length, "function of %d lines, at most %d", length, FUNCTION_MAX);
    if (f->room != OUTSIDE && !f->test && length_count < FUNCTIONS_MAX) lengths[length_count++] = length;
    s->function = s->start = 0;
}

static void check_functions(const File *f)
{
    Scan s          = { .line = 1 };
    bool line_start = true;
    for (const char *at = f->code; *at; at++) {
        if (line_start && *at == '#') at = scan_directive(&s, at);
        if (!*at) break;
        if (*at == '\n') s.line++;
        line_start = *at == '\n' || (line_start && isspace((unsigned char)*at));
        if (s.depth == 0) {
            scan_top(&s, *at);
        } else if (*at == '{') {
            s.depth++;
        } else if (*at == '}' && --s.depth == 0) {
            s.last = '}';
            if (s.function) function_end(f, &s);
        }
    }
}

// ---- lines ------------------------------------------------------------------------------------

static void check_lines(const File *f)
{
    int line = 1, most = f->script ? SCRIPT_COLUMNS : LINE_MAX_COLUMNS;
    if (ends(f->raw, "\n\n")) find(f, BLANK, f->lines, 1, "an empty line at the end of the file");
    for (const char *at = f->raw; *at; line++) {
        size_t len = strcspn(at, "\n");
        int    columns = 0;
        for (size_t i = 0; i < len; i++) columns += ((unsigned char)at[i] & 0xC0) != 0x80;
        if (columns > most) find(f, LINE, line, 1, "%d columns, at most %d", columns, most);
        if (memchr(at, '\t', len)) find(f, BLANK, line, 1, "a tab");
        if (len && (at[len - 1] == ' ' || at[len - 1] == '\r')) find(f, BLANK, line, 1, "blanks at the line's end");
        at += len;
        if (*at) at++;
        else find(f, BLANK, line, 1, "no newline at the end of the file");
    }
    if (header(f) && f->lines > HEADER_MAX)
        find(f, HEADER_LINES, HEADER_MAX + 1, f->lines, "header of %d lines, at most %d", f->lines, HEADER_MAX);
    if (!header(f) && f->lines > FILE_MAX)
        find(f, FILE_LINES, FILE_MAX + 1, f->lines, "file of %d lines, at most %d", f->lines, FILE_MAX);
}

// ---- calls and locks --------------------------------------------------------------------------

static bool listed(const char *word, size_t len, const char *const *list)
{
    for (; *list; list++)
        if (strlen(*list) == len && !strncmp(*list, word, len)) return true;
    return false;
}

static void check_call(const File *f, int line, const char *word, size_t len)
{
    static const char *const banned[]  = { "strcpy", "strcat", "sprintf", "vsprintf",  "gets",    "strtok",
                                           "system", "popen",  "alloca",  "rand",      "srand",   "gmtime",
                                           "atoi",   "atol",   "ctime",   "localtime", "asctime", NULL };
    static const char *const memory[]  = { "malloc", "calloc", "realloc", "free", NULL };
    static const char *const world[]   = { "getenv", "secure_getenv", NULL };
    static const char *const asserts[] = { "assert", "static_assert", "_Static_assert", NULL };
    unsigned keepers = R(BASE) | R(STORE) | R(HTTP) | R(SEND) | R(PACK) | R(OUTSIDE);
    bool     keeps   = (keepers & R(f->room)) || f->test;
    if (listed(word, len, banned)) find(f, CALL, line, 1, "%.*s() is not used in this house", (int)len, word);
    if (!keeps && listed(word, len, memory))
        find(f, CALL, line, 1, "%.*s(): memory comes from the request's arena", (int)len, word);
    if (f->room != MAIN && f->room != OUTSIDE && listed(word, len, world))
        find(f, CALL, line, 1, "%.*s(): only main.c reads the environment", (int)len, word);
    if (f->room != OUTSIDE && !f->test && listed(word, len, asserts)) assertions++;
}

static void check_lock(const File *f, int line, const char *word, size_t len)
{
    static const char *const kinds[] = { "pthread_mutex", "pthread_rwlock", "pthread_spin", "pthread_cond", "mtx_" };
    bool allowed = f->room == STORE || f->room == HTTP || f->room == OUTSIDE || f->test ||
                   starts(f->path, "src/base/log") || starts(f->path, "src/gate/slow");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !allowed; i++)
        if (starts(word, kinds[i])) {
            find(f, LOCK, line, 1, "%.*s: no lock here; pass a job instead", (int)len, word);
            return;
        }
}

bool word_at(const char *text, const char *at)
{
    return at == text || !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
}

static bool member(const char *code, const char *word)
{
    while (word > code && isspace((unsigned char)word[-1])) word--;
    return word > code && (word[-1] == '.' || (word[-1] == '>' && word - 1 > code && word[-2] == '-'));
}

static void check_words(const File *f)
{
    int line = 1;
    for (const char *at = f->code; *at;) {
        size_t len = 0;
        while (isalnum((unsigned char)at[len]) || at[len] == '_') len++;
        if (len == 0) {
            line += *at++ == '\n';
            continue;
        }
        bool call = at[len + strspn(at + len, " \n")] == '(';
        if (call && !member(f->code, at)) check_call(f, line, at, len);
        check_lock(f, line, at, len);
        if (!strncasecmp(at, "sqlite3_", 8) && !engine_file(f))
            find(f, CALL, line, 1, "%.*s: only the engine's own files speak to SQLite", (int)len, at);
        at += len;
    }
}

// ---- exceptions and the report ----------------------------------------------------------------

static void read_exceptions(const char *path)
{
    FILE *in = fopen(path, "r");
    char  text[400], name[40];
    for (int line = 1; in && fgets(text, sizeof text, in); line++) {
        if (text[0] == '#' || text[0] == '\n') continue;
        if (exception_count == EXCEPTIONS_MAX) give_up("too many exceptions", path);
        Exception *e = &exceptions[exception_count];
        *e           = (Exception){ .line = line, .rule = RULES };
        bool whole   = sscanf(text, "%255[^:]:%39[^:]:%d", e->path, name, &e->number) == 3;
        for (Rule r = INCLUDE; r < RULES && whole; r++)
            if (!strcmp(rule_names[r], name)) e->rule = r;
        if (e->rule == RULES) {
            printf("%s:%d: exception: not file:rule:number\n", path, line);
            failed++;
            continue;
        }
        exception_count++;
    }
    if (in) fclose(in);
}

static int allowed(const File *f, Rule rule)
{
    for (int i = 0; i < exception_count; i++) {
        if (exceptions[i].rule != rule || strcmp(exceptions[i].path, f->path) != 0) continue;
        exceptions[i].used = true;
        return exceptions[i].number;
    }
    return 0;
}

static void report_rule(int file, Rule rule, int weight)
{
    const File *f   = &files[file];
    int         may = allowed(f, rule);
    if (weight == may) {
        passed++;
        return;
    }
    failed++;
    if (weight < may) {
        printf("%s:1: exception: %s is down from %d; write %d into tool/tidy.exceptions%s\n", f->path, rule_names[rule],
               may, weight, weight ? "" : ", that is: take the line out");
        return;
    }
    for (int i = 0; i < finding_count; i++)
        if (findings[i].file == file && findings[i].rule == rule)
            printf("%s:%d: %s: %s\n", f->path, findings[i].line, rule_names[rule], findings[i].what);
    if (may) printf("%s:1: exception: %s is up from %d to %d\n", f->path, rule_names[rule], may, weight);
}

static void report(void)
{
    static int weights[FILES_MAX][RULES];
    for (int i = 0; i < finding_count; i++) weights[findings[i].file][findings[i].rule] += findings[i].weight;
    for (int i = 0; i < file_count; i++)
        for (Rule r = INCLUDE; r < RULES; r++) report_rule(i, r, weights[i][r]);
    for (int i = 0; i < exception_count; i++) {
        if (exceptions[i].used) continue;
        printf("tool/tidy.exceptions:%d: exception: no such file: %s\n", exceptions[i].line, exceptions[i].path);
        failed++;
    }
}

// ---- figures ----------------------------------------------------------------------------------

static int by_value(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static int median(int *values, int count)
{
    if (!count) return 0;
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[count / 2];
}

// Lines that hold a comment and nothing else.
static int comment_lines(const File *f)
{
    int count = 0;
    for (size_t at = 0, len; f->raw[at]; at += len + (f->raw[at + len] == '\n')) {
        len = strcspn(f->raw + at, "\n");
        bool no_code = strspn(f->code + at, " ") >= len, no_text = strspn(f->raw + at, " ") >= len;
        count += no_code && !no_text;
    }
    return count;
}

static void figures(void)
{
    static int sizes[FILES_MAX];
    int        size_count = 0, lines = 0, comments = 0, largest = 0, over = 0;
    for (int i = 0; i < file_count; i++) {
        const File *f = &files[i];
        if (f->room == OUTSIDE || f->test) continue;
        lines += f->lines;
        comments += comment_lines(f);
        if (header(f)) continue;
        sizes[size_count++] = f->lines;
        if (f->lines > largest) largest = f->lines;
    }
    for (int i = 0; i < length_count; i++) over += lengths[i] > FUNCTION_MAX;
    double kilo = lines ? lines / 1000.0 : 1;
    printf("src/ without its tests: %d .c files, %d lines, %d functions\n", size_count, lines, length_count);
    printf("median function %d lines (aim 14), longer than %d: %.1f%% (aim 2%%)\n", median(lengths, length_count),
           FUNCTION_MAX, length_count ? 100.0 * over / length_count : 0);
    printf("median file %d lines (aim 200), largest %d\n", median(sizes, size_count), largest);
    printf("comment lines %.1f%% (aim 10-20%%), assertions %.1f per 1000 lines (aim 20)\n", comments / kilo / 10,
           assertions / kilo);
}

int main(int argc, char **argv)
{
    static const char *const folders[] = { "src", "tool", "test", "bench", "sql", "web" };
    if (argc > 1 && chdir(argv[1]) != 0) give_up("no such folder", argv[1]);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) add_folder(folders[i]);
    for (int i = 0; i < file_count; i++) {
        check_lines(&files[i]);
        if (files[i].script) continue;
        check_includes(&files[i]);
        check_names(&files[i]);
        check_functions(&files[i]);
        check_words(&files[i]);
        check_sql(&files[i]);
        check_layout(&files[i]);
    }
    read_exceptions("tool/tidy.exceptions");
    report();
    figures();
    printf("%d passed, %d failed\n", passed, failed);
    return failed > 0;
}
