// tidy_sql.c: SQL sentences in C are written one way, and say nothing that two engines would answer differently.
// Words of the language in capitals, no blanks around a comparison, one behind a comma; where a sentence is cut into
// pieces, the blank stands at the end of the piece before. Values are arguments: a number in a sentence says nothing.
#include "tidy.h"
#include <ctype.h>
#include <string.h>
#include <strings.h>

// One sentence: adjacent string literals, also with names of macros between them (MACRO), blanks squeezed to one. What
// stands between single quotes is left out but for the quotes.
enum { SENTENCE_MAX = 20000, MACRO = 1 };
typedef struct {
    char text[SENTENCE_MAX];
    int  line[SENTENCE_MAX];
    int  len, indented;         // indented: the line of a piece that began with the blank of the one before it
    bool quoted;
} Sentence;

static void sentence_add(Sentence *s, char c, int line)
{
    if (c == '\'') s->quoted = !s->quoted;
    else if (s->quoted) return;
    bool squeezed = c == ' ' && s->len && s->text[s->len - 1] == ' ';
    if (squeezed || s->len == SENTENCE_MAX - 1) return;
    s->line[s->len]   = line;
    s->text[s->len++] = c;
    s->text[s->len]   = 0;
}

static bool has_verb(const char *text)
{
    static const char *const verbs[] = { "SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ",
                                         "WHERE ",  "ORDER BY ",    "VALUES(", "ON CONFLICT" };
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        const char *at = strstr(text, verbs[i]);
        if (at && word_at(text, at)) return true;
    }
    return false;
}

static void check_banned(const File *f, const Sentence *s)
{
    static const char *const banned[] = { "SELECT *", "now()", "random()", "CURRENT_", "AUTOINCREMENT", "INSERT OR" };
    for (size_t i = 0; i < sizeof banned / sizeof *banned; i++)
        for (const char *at = s->text; (at = strcasestr(at, banned[i])) != NULL; at++) {
            bool shouted = isupper((unsigned char)banned[i][0]);
            if (shouted && strncmp(at, banned[i], strlen(banned[i])) != 0) continue;
            if (word_at(s->text, at)) find(f, SQL, s->line[at - s->text], 1, "%s in an SQL sentence", banned[i]);
        }
}

static bool among(const char *word, size_t len, const char *list)
{
    for (; *list; list += strcspn(list, " "), list += *list == ' ')
        if (strcspn(list, " ") == len && !strncasecmp(list, word, len)) return true;
    return false;
}

static bool shouts(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (islower((unsigned char)word[i])) return false;
    return true;
}

// A column may bear a function's name, so those count only where they are called.
static void check_word(const File *f, int line, const char *word, size_t len, bool behind_dot)
{
    static const char words[] = "SELECT FROM WHERE AND OR NOT NULL IS IN BETWEEN LIKE EXISTS INSERT INTO VALUES UPDATE "
                                "SET DELETE ORDER BY GROUP HAVING LIMIT OFFSET JOIN LEFT CROSS ON AS DISTINCT UNION "
                                "ALL EXCEPT CASE WHEN THEN ELSE CONFLICT DO NOTHING DESC ASC RETURNING WITH RECURSIVE "
                                "MATCH";
    static const char calls[] = "COUNT SUM MAX MIN COALESCE LENGTH SUBSTR CAST REPLACE INSTR ZEROBLOB GROUP_CONCAT ABS "
                                "ROUND LOWER UPPER TOTAL HEX";
    bool known = among(word, len, words) || (word[len] == '(' && among(word, len, calls));
    if (known && !behind_dot && !shouts(word, len)) find(f, SQL, line, 1, "%.*s in capitals", (int)len, word);
    if (word[len] == '(' && among(word, len, "IN EXISTS AND OR NOT"))
        find(f, SQL, line, 1, "a blank between %.*s and (", (int)len, word);
    if (!strncmp(word + len, " (", 2) && among(word, len, "VALUES CONFLICT"))
        find(f, SQL, line, 1, "no blank between %.*s and (", (int)len, word);
}

static void check_sign(const File *f, int line, const char *text, const char *at, size_t len)
{
    if ((at > text && at[-1] == ' ') || at[len] == ' ') find(f, SQL, line, 1, "no blanks around %.*s", (int)len, at);
}

// 0 and 1 stand for no and yes, and for themselves in sums; a limit is one by its word.
static void check_number(const File *f, const Sentence *s, const char *at, size_t len)
{
    const char *word = at;
    while (word > s->text && word[-1] == ' ') word--;
    bool limit = word - s->text >= 5 && !strncmp(word - 5, "LIMIT", 5);
    bool plain = len == 1 && *at <= '1';
    bool held  = f->room != OUTSIDE && !f->test && !ends(f->path, "_fixture.h");
    if (held && !limit && !plain)
        find(f, SQL, s->line[at - s->text], 1, "%.*s: values are arguments, not numbers in it", (int)len, at);
}

static void check_spelling(const File *f, const Sentence *s)
{
    const char *text = s->text;
    for (const char *at = text; *at;) {
        int    line = s->line[at - text];
        size_t len  = 0;
        while (isalnum((unsigned char)at[len]) || at[len] == '_') len++;
        size_t sign = strspn(at, "=<>");
        bool   own  = at == text || (at[-1] != '$' && at[-1] != '%' && at[-1] != '\'');
        if (len && isdigit((unsigned char)*at) && own) check_number(f, s, at, len);
        else if (len) check_word(f, line, at, len, at > text && at[-1] == '.');
        else if (sign) check_sign(f, line, text, at, sign);
        else if (*at == ',' && (at[1] != ' ' || (at > text && at[-1] == ' ')))
            find(f, SQL, line, 1, "one blank behind a comma, none before it");
        at += len ? len : sign ? sign : 1;
    }
    if (s->indented) find(f, SQL, s->indented, 1, "the blank between two pieces stands at the end of the first");
}

// What only one engine understands stands in its own files.
static void check_engine(const File *f, const Sentence *s)
{
    static const char *const theirs[] = { "PRAGMA ", "pragma_", "sqlite_schema", "sqlite_master", "rowid", " MATCH " };
    for (size_t i = 0; i < sizeof theirs / sizeof *theirs && !engine_file(f); i++) {
        const char *at = strstr(s->text, theirs[i]);
        if (at && (*at == ' ' || word_at(s->text, at)))
            find(f, SQL, s->line[at - s->text], 1, "%s: only SQLite knows it; it stands in its own files", theirs[i]);
    }
}

static void sentence_check(const File *f, Sentence *s)
{
    check_engine(f, s);
    if (s->len && has_verb(s->text)) {
        if (f->room != STORE && f->room != OUTSIDE && !f->test) check_banned(f, s);
        check_spelling(f, s);
    }
    s->len = s->indented = 0;
    s->text[0] = 0;
    s->quoted  = false;
}

static void piece_begin(Sentence *s, const char *quote, int line)
{
    char before = s->len ? s->text[s->len - 1] : MACRO;
    if (quote[1] == ' ' && before != MACRO) s->indented = line;
}

void check_sql(const File *f)
{
    static Sentence s;
    int  line   = 1;
    bool inside = false;
    for (const char *at = f->text; *at; at++) {
        if (*at == '\n') line++;
        if (!inside && starts(at, "'\"'")) at += 2;
        else if (*at == '"' && (inside = !inside)) piece_begin(&s, at, line);
        else if (*at == '"') continue;
        else if (inside && *at == '\\') at++, sentence_add(&s, *at == 'n' ? ' ' : *at, line);
        else if (inside) sentence_add(&s, *at, line);
        else if (isalnum((unsigned char)*at) || *at == '_') {
            if (s.len && s.text[s.len - 1] != MACRO) sentence_add(&s, MACRO, line);
        } else if (!isspace((unsigned char)*at) && *at != '\\') sentence_check(f, &s);
    }
    sentence_check(f, &s);
}
