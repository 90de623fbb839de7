// entry_in.c: a record from an entry's own bytes. They are canonical (record_to_entry wrote them, a leaf hash vouches
// for them), so one pass without a tree will do; whatever looks otherwise is left to the library's reader.
#include "record/entry_in.h"
#include "record/field.h"
#include <string.h>

typedef struct Scan { const char *at, *end; Arena *arena; } Scan;

static bool scan_char(Scan *s, char c)
{
    if (s->at == s->end || *s->at != c) return false;
    s->at++;
    return true;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

// What out_json writes: \" \\ \n \t … and \u00XX below a blank. Others are not ours.
static bool scan_escape(Scan *s, char *to)
{
    static const char from[] = "\"\\/bfnrt", plain[] = "\"\\/\b\f\n\r\t";
    char c = s->at < s->end ? *s->at++ : 0;
    const char *known = c ? strchr(from, c) : NULL;
    if (known) {
        *to = plain[known - from];
        return true;
    }
    if (c != 'u' || s->end - s->at < 4 || memcmp(s->at, "00", 2)) return false;
    int high = hex_digit(s->at[2]), low = hex_digit(s->at[3]);
    if (high < 0 || high > 7 || low < 0 || (high | low) == 0) return false;
    *to = (char)(high << 4 | low);
    s->at += 4;
    return true;
}

static bool scan_escaped(Scan *s, Str *into)
{
    char *text = NEW(s->arena, char, s->end - s->at), *w = text;
    while (s->at < s->end && *s->at != '"') {
        char c = *s->at++;
        if ((byte)c < 0x20 || (c == '\\' && !scan_escape(s, &c))) return false;
        *w++ = c;
    }
    *into = (Str){ text, w - text };
    return scan_char(s, '"');
}

// Plain text is borrowed from the entry.
static bool scan_string(Scan *s, Str *into)
{
    if (!scan_char(s, '"')) return false;
    const char *quote = memchr(s->at, '"', (size_t)(s->end - s->at));
    if (!quote) return false;
    if (memchr(s->at, '\\', (size_t)(quote - s->at))) return scan_escaped(s, into);
    *into = (Str){ s->at, quote - s->at };
    s->at = quote + 1;
    return true;
}

static Str scan_bare(Scan *s)
{
    const char *from = s->at;
    while (s->at < s->end && *s->at != ',' && *s->at != '}' && *s->at != '{' && *s->at != '[') s->at++;
    return (Str){ from, s->at - from };
}

static bool put_string(const Field *f, Scan *s, Str text, void *into)
{
    if (f->kind == TEXT) *(Str *)((char *)into + f->at) = arena_str(s->arena, text);
    else if (f->kind == BYTES) {
        Field any = { .kind = BYTES, .at = f->at };
        return field_put_bytes(&any, s->arena, text, into) == OK;
    } else if (f->kind == MOMENT || f->kind == ON || f->kind == CHOICE) return field_put_word(f, text, into) == OK;
    else return false;
    return true;
}

static bool put_bare(const Field *f, Str word, void *into)
{
    void *to = (char *)into + f->at;
    if (str_is(word, "null")) return true;
    switch (f->kind) {
    case FLAG:
        *(i64 *)to = str_is(word, "true");
        return *(i64 *)to || str_is(word, "false");
    case NUMBER: return str_double(word, to);
    case COUNT_: case REF: return str_i64(word, to);
    default: return false;
    }
}

static bool scan_member(const Record *r, Scan *s, int *next, void *into)
{
    Str key, text;
    if (!scan_string(s, &key) || !scan_char(s, ':')) return false;
    const Field *f =
        *next < r->field_count && str_is(key, r->fields[*next].name) ? &r->fields[*next] : record_field(r, key);
    if (f) *next = (int)(f - r->fields) + 1;
    if (s->at < s->end && *s->at == '"') return scan_string(s, &text) && (!f || put_string(f, s, text, into));
    Str word = scan_bare(s);
    return word.len > 0 && (!f || put_bare(f, word, into));
}

bool entry_scan(const Record *r, Arena *a, Str object, void *into)
{
    Scan s = { object.at, object.at + object.len, a };
    int next = 0;
    record_blank(r, into);
    if (utf8_count(object) < 0 || !scan_char(&s, '{')) return false;
    if (scan_char(&s, '}')) return s.at == s.end;
    do
        if (!scan_member(r, &s, &next, into)) return false;
    while (scan_char(&s, ','));
    return scan_char(&s, '}') && s.at == s.end;
}
