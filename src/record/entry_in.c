// entry_in.c: a record from an entry's own bytes. They are canonical (record_to_entry wrote them, a leaf hash vouches
// for them), so one pass without a tree will do; whatever looks otherwise is left to the library's reader.
// Apply reads each entry back from its bytes, so that what is recorded and what is done cannot differ; this reader
// makes no tree, so that costs little. It is stricter than JSON and may be: on anything unexpected it says false,
// which is no error, and the library's reader judges.
#include "record/entry_in.h"
#include "record/field.h"
#include <string.h>

typedef struct Scan { const char *at, *end; Arena *arena; } Scan;

// Every step compares with `end` first: an entry out of a damaged file may stop anywhere.
static bool scan_char(Scan *s, char c)
{
    assert(s->at <= s->end);
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

// An escape is at least as long as what it means, so the rest of the entry is room enough.
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

// A number, a truth or null: what follows a colon without a quote, up to a comma or bracket.
static Str scan_bare(Scan *s)
{
    const char *from = s->at;
    while (s->at < s->end && *s->at != ',' && *s->at != '}' && *s->at != '{' && *s->at != '[') s->at++;
    return (Str){ from, s->at - from };
}

// No bounds and no trimming: what was decided stands, even if a row has become stricter since.
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

// null leaves the field as record_blank made it: absent.
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

static bool scan_object(const Record *r, Scan *s, void *into);

// One item of a list of plain values.
static bool scan_plain(const Field *f, Scan *s, void *into)
{
    Str text;
    if (s->at < s->end && *s->at == '"') return scan_string(s, &text) && put_string(f, s, text, into);
    text = scan_bare(s);
    while (text.len && text.at[text.len - 1] == ']') { text.len--; s->at--; }
    return text.len > 0 && put_bare(f, text, into);
}

// Twice the room when it is full: nobody says beforehand how many there are.
static bool scan_many(const Field *f, Scan *s, void *into)
{
    Field each = f->of ? (Field){ 0 } : field_each(f);
    i64 size = field_each_size(f), room = 0, count = 0;
    char *items = NULL;
    if (!scan_char(s, '[')) return false;
    if (!scan_char(s, ']')) {
        do {
            if (count == room) {
                char *more = arena_take(s->arena, size, room = MAX(8, 2 * room));
                if (count) memcpy(more, items, (size_t)(count * size));
                items = more;
            }
            void *item = items + count++ * size;
            if (!(f->of ? scan_object(f->of, s, item) : scan_plain(&each, s, item))) return false;
        } while (scan_char(s, ','));
        if (!scan_char(s, ']')) return false;
    }
    *(Many *)field_at(f, into) = (Many){ items, count };
    return true;
}

static bool scan_nested(const Field *f, Scan *s, void *into)
{
    if (f->kind == MANY) return scan_many(f, s, into);
    if (f->kind != ONE) return false;
    void *one = arena_take(s->arena, f->of->size, 1);
    *(One *)field_at(f, into) = (One){ one };
    return scan_object(f->of, s, one);
}

// A member without a row is passed by: an older program reads what a newer one wrote.
static bool scan_member(const Record *r, Scan *s, int *next, void *into)
{
    assert(*next >= 0 && *next <= r->field_count);
    Str key, text;
    if (!scan_string(s, &key) || !scan_char(s, ':')) return false;
    const Field *f =
        *next < r->field_count && str_is(key, r->fields[*next].name) ? &r->fields[*next] : record_field(r, key);
    if (f) *next = (int)(f - r->fields) + 1;
    if (s->at < s->end && *s->at == '"') return scan_string(s, &text) && (!f || put_string(f, s, text, into));
    if (f && s->at < s->end && (*s->at == '{' || *s->at == '[')) return scan_nested(f, s, into);
    Str word = scan_bare(s);
    return word.len > 0 && (!f || put_bare(f, word, into));
}

static bool scan_object(const Record *r, Scan *s, void *into)
{
    int next = 0;
    record_blank(r, into);
    if (!scan_char(s, '{')) return false;
    if (scan_char(s, '}')) return true;
    do
        if (!scan_member(r, s, &next, into)) return false;
    while (scan_char(s, ','));
    return scan_char(s, '}');
}

// True: the whole object was read and nothing follows it. False: `into` holds anything. Bytes that are no text are
// left to the library, which refuses them: so a Str out of an entry is as valid as one from the door.
bool entry_scan(const Record *r, Arena *a, Str object, void *into)
{
    assert(r && a && into && object.len >= 0);
    Scan s = { object.at, object.at + object.len, a };
    return utf8_count(object) >= 0 && scan_object(r, &s, into) && s.at == s.end;
}
