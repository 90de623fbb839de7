// spell.c: under which words a name is found, and what somebody said who looks for one. Pure.
#include "base/spell.h"
#include "base/pinyin.h"

enum { LETTERS_MOST = 40, STARTS_MOST = 12, WRITTEN_MOST = 60, SOUND_MOST = 32, INITIALS_MOST = 12 };

// One character of a name: as it is written, and how it may be read.
typedef struct Letter { Str written; const char *read[READINGS_MOST]; int readings; bool digit; } Letter;

static bool is_digit(uint32_t code) { return code >= '0' && code <= '9'; }

// Of a folded text only what words are made of.
static int letters_of(Str s, Letter into[LETTERS_MOST])
{
    int count = 0;
    for (i64 at = 0, len; at < s.len && count < LETTERS_MOST; at += len) {
        uint32_t code;
        len = utf8_next(s, at, &code);
        if (!utf8_is_word(code)) continue;
        Letter *l = &into[count++];
        *l = (Letter){ .written = { s.at + at, len }, .digit = is_digit(code) };
        l->readings = pinyin_readings(code, l->read);
    }
    return count;
}

// ---- the words of a name ---------------------------------------------------------------------------

typedef struct Spelling {
    SpellWord    *at;
    int           count, len;
    bool          inner;
    Arena        *arena;
    const Letter *letters;
} Spelling;

static void word_put(Spelling *s, const Out *o)
{
    if (o->len && s->count < SPELL_MOST) s->at[s->count++] = (SpellWord){ s->inner, out_done(o) };
}

static void spell_written(Spelling *s, int from)
{
    Out o = out_new(s->arena, WRITTEN_MOST + 4);
    for (int i = from; i < s->len && o.len < WRITTEN_MOST; i++) out_str(&o, s->letters[i].written);
    word_put(s, &o);
}

// By sound, whole or by first letters; the letter `odd` by a reading that is not its usual one.
static void spell_sound(Spelling *s, int from, bool initials, int odd, int reading)
{
    Out o = out_new(s->arena, SOUND_MOST + 8);
    for (int i = from; i < s->len && o.len < (initials ? INITIALS_MOST : SOUND_MOST); i++) {
        const Letter *l = &s->letters[i];
        const char *read = l->readings ? l->read[i == odd ? reading : 0] : NULL;
        if (!read) out_str(&o, l->written);
        else if (initials) out_char(&o, read[0]);
        else out_z(&o, read);
    }
    word_put(s, &o);
}

static void spell_from(Spelling *s, int from)
{
    spell_written(s, from);
    for (int initials = 0; initials < 2; initials++) {
        spell_sound(s, from, initials, -1, 0);
        for (int i = from; i < s->len; i++)
            for (int k = 1; k < s->letters[i].readings; k++) spell_sound(s, from, initials, i, k);
    }
}

// Not within a number, and no last character alone.
static bool starts_at(const Spelling *s, int from)
{
    return !from || (from + 1 < s->len && !(s->letters[from].digit && s->letters[from - 1].digit));
}

bool spell_numeral(Arena *a, Str name)
{
    Letter letters[LETTERS_MOST];
    int len = letters_of(str_fold(a, name), letters);
    return len < 3 || letters[0].digit;
}

int spell_words(Arena *a, Str name, SpellWord into[SPELL_MOST])
{
    Letter letters[LETTERS_MOST];
    Spelling s = { .at = into, .arena = a, .letters = letters, .len = letters_of(str_fold(a, name), letters) };
    for (int from = 0; from < s.len && from < STARTS_MOST; from++) {
        if (starts_at(&s, from)) spell_from(&s, from);
        s.inner = true;
    }
    return s.count;
}

// ---- what is said -------------------------------------------------------------------------------------

// ü is typed as v.
static void put_said(Out *o, Str letter)
{
    char before = o->len ? o->at[o->len - 1] : 0;
    if (str_is(letter, "v") && (before == 'l' || before == 'n')) letter = STR("u");
    out_str(o, letter);
}

int spell_terms(Arena *a, Str said, Str terms[TERMS_MOST])
{
    int count = 0;
    bool digit = false;
    Str s = str_fold(a, said);
    Out o = out_new(a, s.len + 1);
    for (i64 at = 0, len; at <= s.len && count < TERMS_MOST; at += len) {
        uint32_t code = ' ';
        len = at < s.len ? utf8_next(s, at, &code) : 1;
        bool word = utf8_is_word(code), cuts = !word || (is_digit(code) && !digit);
        if (cuts && o.len) {
            terms[count++] = out_done(&o);
            o = out_new(a, s.len + 1);
        }
        if (word) put_said(&o, (Str){ s.at + at, len });
        digit = is_digit(code);
    }
    return count;
}

bool spell_numbered(Arena *a, Str name, Str term)
{
    Str folded = str_fold(a, name);
    while (folded.len > 1 && folded.at[0] == '0') folded = (Str){ folded.at + 1, folded.len - 1 };
    while (term.len > 1 && term.at[0] == '0') term = (Str){ term.at + 1, term.len - 1 };
    if (!term.len || !str_starts(folded, term)) return false;
    bool ends = folded.len == term.len || !is_digit((byte)term.at[term.len - 1]);
    return ends || !is_digit((byte)folded.at[term.len]);
}
