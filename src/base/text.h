// text.h: text from people: what is taken at the door, what comparing folds away, what goes out.
// One table (text_table.c) says for every character whether it is kept, cleaned or refused; every door asks it, so that
// no door is laxer than another, and docs/text.md tells the same table to people. Pure: no locale, no clock.
#ifndef BASE_TEXT_H
#define BASE_TEXT_H
#include "base/base.h"

// ---- the door ----------------------------------------------------------------------------------
typedef enum {
    TEXT_LINE,      // one line: line ends and tabs become blanks, blanks at both ends go
    TEXT_LINES,     // several lines; every kind of line end becomes \n
    TEXT_NAME,      // what somebody signs in by: a line; unassigned and private characters are refused too
    TEXT_PLAIN,     // a code, a number, a day, a phone: a line in its plainest spelling (text_plain)
    TEXT_SECRET,    // a password: nothing trimmed, one spelling for what is composed of the same
    TEXT_RAW,       // a list of cells, each of which comes to a door of its own: only refused or kept
} TextKind;
typedef enum {
    FATE_KEEP, FATE_LINE, FATE_BLANK,       // as it is; as a line end; as a blank
    FATE_DROP,                              // it shows nothing and says nothing
    FATE_JOIN, FATE_VARY,                   // kept only where it changes what is seen, see text_clean.c
    FATE_REFUSE,                            // no text holds it
} Fate;
// The first character that is refused: its number in the text, from 1, and its code.
typedef struct Refused { i64 at; uint32_t code; } Refused;
Fate text_fate(uint32_t code);
bool text_odd(uint32_t code);               // private, or unassigned outside the planes of ideographs
// False: *no tells why and *into is not set. The text must be UTF-8. *into may be `s` itself.
bool text_clean(Arena *a, TextKind kind, Str s, Str *into, Refused *no);
// For letters that must not be lost for a character: what is refused becomes a blank, and *mended says so.
Str  text_mend(Arena *a, TextKind kind, Str s, bool *mended);
Str  refused_text(Arena *a, const Refused *no);              // "5:FFFE"; the gate says it in words

// ---- comparing ---------------------------------------------------------------------------------
Str  text_plain(Arena *a, Str s);           // NFKC, digits and dashes as ASCII, blanks squeezed; capitals stay
Str  text_composed(Arena *a, Str s);        // NFC; all else stays
Str  text_look(Arena *a, Str s);            // str_fold, and one spelling for what looks the same: sign-in names
uint32_t look_of(uint32_t code);            // the letter that this one looks like, or the code itself
bool text_is_letter(uint32_t code);         // a letter or ideograph
// 13800000000, 037166001234, 037166001234-8001, +85212345678 from any usual spelling; false: not a number.
bool phone_read(Arena *a, Str text, Str *phone);

// ---- what is personal ----------------------------------------------------------------------------
// Found by its form: an 18-digit number of a person, a mobile phone, a bank card (Luhn), an address down to the door.
enum { FIND_ID = 1, FIND_PHONE, FIND_CARD, FIND_DOOR };
enum { FINDS_MOST = 1000 };
typedef struct Find { i64 kind, at, len; } Find;            // bytes of the text
int text_finds(Str text, Find into[FINDS_MOST]);            // in order, apart
// With `*` for characters of the words of `mask` (one a line) and, where asked, of what is found.
Str text_masked(Arena *a, Str text, Str mask, bool found);
Str text_mask_idle(Str mask, Str text);     // the first word of `mask` that does not stand in it; "" = none
Str text_personal(Arena *a, Str text);      // what is found in it, ten at most, each masked itself; "" = nothing

// ---- going out ---------------------------------------------------------------------------------
Str  text_xml(Arena *a, Str s);             // what XML 1.0 forbids replaced, _xHHHH_ kept from being one character
void out_markup(Out *o, Str s);             // as text of HTML and XML, also within an attribute's quotation marks
void out_element(Out *o, const char *name, Str text);       // <name>text</name>
void out_paragraphs(Out *o, Str text);      // <p> for each line that is not empty
// A page for paper (HTML, /print.css).
void sheet_open(Out *o, Lang lang, Str title);
void sheet_foot(Out *o, Str address, const Str *lines, int count);  // a QR code of the address, and lines
void sheet_close(Out *o);
// A feed in Atom (RFC 4287). id: of the feed its address, of an entry its page's. Moments.
typedef struct AtomEntry { Str id, title, author, content; i64 published, updated; } AtomEntry;
void atom_open(Out *o, Str id, Str title, i64 updated);
void atom_entry(Out *o, const AtomEntry *e);
void atom_close(Out *o);
bool out_qr_rows(Out *o, Str text);        // its modules: a row each, in hex, the left one the highest bit of all
bool out_qr(Out *o, Str text);              // an SVG; false: longer than a code holds
void out_log(Out *o, Str s);                // as out_json; whatever could disturb a terminal is escaped
#endif
