// text_table.c: the one table of characters: kept, cleaned or refused. docs/text.md says the same to people.
// What is not listed is kept. Refused is only what no text holds and no reader of ours may be given (controls, which
// XML forbids; codes that are no characters). What people paste without seeing it is cleaned: nobody can find in a form
// what shows nothing there, and a report must not fail for it.
#include "base/text.h"
#include <utf8proc.h>

typedef struct Class { uint32_t from, to; Fate fate; } Class;
static const Class classes[] = {
    { 0x0000, 0x0008, FATE_REFUSE }, { 0x0009, 0x0009, FATE_BLANK },        // tab: kept in lines
    { 0x000A, 0x000D, FATE_LINE },   { 0x000E, 0x001F, FATE_REFUSE },
    { 0x007F, 0x0084, FATE_REFUSE }, { 0x0085, 0x0085, FATE_LINE }, { 0x0086, 0x009F, FATE_REFUSE },
    { 0x00AD, 0x00AD, FATE_DROP },                                          // soft hyphen
    { 0x034F, 0x034F, FATE_DROP },   { 0x061C, 0x061C, FATE_DROP },         // grapheme joiner; direction mark
    { 0x115F, 0x1160, FATE_DROP },                                          // Hangul fillers
    { 0x17B4, 0x17B5, FATE_DROP },                                          // Khmer vowels without a shape
    { 0x180B, 0x180F, FATE_VARY },                                          // Mongolian forms
    { 0x200B, 0x200B, FATE_DROP },   { 0x200C, 0x200D, FATE_JOIN },         // zero width blank; joiners
    { 0x200E, 0x200F, FATE_DROP },   { 0x2028, 0x2029, FATE_LINE },         // direction marks; line ends
    { 0x202A, 0x202E, FATE_DROP },                                          // direction overrides
    { 0x2060, 0x206F, FATE_DROP },                                          // joiner, operators, isolates, old marks
    { 0x2800, 0x2800, FATE_BLANK },                                         // Braille cell without a dot
    { 0x3164, 0x3164, FATE_DROP },                                          // Hangul filler
    { 0xFDD0, 0xFDEF, FATE_REFUSE },                                        // no characters
    { 0xFE00, 0xFE0F, FATE_VARY },   { 0xFEFF, 0xFEFF, FATE_DROP },         // variants; byte order mark
    { 0xFFA0, 0xFFA0, FATE_DROP },   { 0xFFF0, 0xFFFC, FATE_DROP },         // filler; notes, an object that was there
    { 0xFFFE, 0xFFFF, FATE_REFUSE },
    { 0x13430, 0x1343F, FATE_DROP },                                        // layout of hieroglyphs
    { 0x1BCA0, 0x1BCA3, FATE_DROP }, { 0x1D159, 0x1D159, FATE_DROP },       // shorthand, music: without a shape
    { 0x1D173, 0x1D17A, FATE_DROP },
    { 0xE0000, 0xE00FF, FATE_DROP }, { 0xE0100, 0xE01EF, FATE_VARY }, { 0xE01F0, 0xE0FFF, FATE_DROP },
};

// The first class that ends at or behind the code is the only one that can hold it.
Fate text_fate(uint32_t code)
{
    assert(code <= 0x10FFFF);
    if ((code >= 0x20 && code < 0x7F) || (code > 0x3164 && code < 0xFDD0)) return FATE_KEEP;
    if (code > 0xFFFF && (code & 0xFFFE) == 0xFFFE) return FATE_REFUSE;     // the last two of every plane
    i64 low = 0, high = COUNT(classes);
    while (low < high) {
        i64 middle = (low + high) / 2;
        if (code > classes[middle].to) low = middle + 1;
        else high = middle;
    }
    return low < COUNT(classes) && code >= classes[low].from ? classes[low].fate : FATE_KEEP;
}

static int category(uint32_t code) { return utf8proc_get_property((utf8proc_int32_t)code)->category; }

// New ideographs come every few years, and people are named with them before any library knows.
static bool ideograph_plane(uint32_t code) { return code >= 0x20000 && code < 0x3FFFE; }

// Nobody can say what they look like, and a later Unicode may fold them otherwise: a name must stay the same for ever.
bool text_odd(uint32_t code)
{
    int c = category(code);
    return (c == UTF8PROC_CATEGORY_CN && !ideograph_plane(code)) || c == UTF8PROC_CATEGORY_CO;
}

bool text_is_letter(uint32_t code)
{
    int c = category(code);
    bool fresh = c == UTF8PROC_CATEGORY_CN && ideograph_plane(code);
    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) || fresh;
}

// What the search index takes for part of a word: letters, marks, numbers and symbols, so that an emoji is found; not
// punctuation and blanks, nor the symbols of ASCII. Changing this changes the index: it is then made anew by `rebuild`,
// and verify tells of the difference until then.
bool utf8_is_word(uint32_t code)
{
    uint32_t small = code | 0x20;
    if (code < 0x80) return (code >= '0' && code <= '9') || (small >= 'a' && small <= 'z');
    if (code >= 0x4E00 && code <= 0x9FFF) return true;
    int c = category(code);
    bool symbol = c >= UTF8PROC_CATEGORY_SM && c <= UTF8PROC_CATEGORY_SO && code != 0xFFFD;
    bool strange = c == UTF8PROC_CATEGORY_CO || (c == UTF8PROC_CATEGORY_CN && text_fate(code) == FATE_KEEP);
    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO) || symbol || strange;
}

// Whether anything but blanks and what has no shape of its own is there.
bool utf8_seen(Str s)
{
    uint32_t code;
    for (i64 at = 0; at < s.len;) {
        at += utf8_next(s, at, &code);
        if (text_fate(code) == FATE_KEEP && category(code) != UTF8PROC_CATEGORY_ZS) return true;
    }
    return false;
}
