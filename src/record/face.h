// face.h: what people are shown of rows beside their names: words, controls, places in a table. Only what the row
// itself does not tell is said; what is left out is left out of the answer.
#ifndef FACE_H
#define FACE_H
#include "base/base.h"

typedef struct Choice { i64 value; const char *name, *label, *label_en; } Choice;   // values and names are for ever
typedef struct Words { const char *zh, *en; } Words;            // for people; both or neither
static inline Str words_by(Words w, Lang lang) { return str(lang == EN ? w.en : w.zh); }

// What a field is to whoever reads or fills it in: on a card, in the head, as a control; of a nested one, the part of a
// page that it makes. Names are in face.c.
typedef enum {
    AS_TITLE = 1, AS_LEAD, AS_STATE, AS_DUE, AS_WHO, AS_WHERE, AS_WHEN, AS_AMOUNT, AS_BODY,
    AS_PHONE, AS_MONEY, AS_AREA, AS_PERCENT, AS_MINUTES, AS_LEVEL, AS_FILE, AS_STARS, AS_PASSWORD,
    AS_FACTS, AS_STEPS, AS_TABLE, AS_PARTIES, AS_DAYS, AS_FILES, AS_PROSE, AS_PROOF, AS_END
} As;
typedef enum { WIDE_S = 1, WIDE_M, WIDE_L } Width;
typedef enum { TOTAL_SUM = 1, TOTAL_RATE } Total;
extern const Choice as_choices[AS_END - 1], width_choices[3], total_choices[2];

// of: what it is picked from, a reading below /api/ with {fields} of the same form in it; pick: the member of an item
// that is sent, its id when left out. when: shown only if another field of the form says so, "level=street".
// rare: few need it, so it stands under “more”.
typedef struct FieldFace {
    As          as;
    Width       width;
    Total       total;
    int         col;            // place in a table from 1 on; 0: no column
    Words       hint, eg, unit, section;
    const char *of, *pick, *when;
    bool        rare;
} FieldFace;
#define SHOWS(...) .face = &(const FieldFace){ __VA_ARGS__ }

// What a choice is to the eye, beside its row: a chip's tone, a resident's word, a seal of one character.
typedef enum { TONE_NEW = 1, TONE_WORK, TONE_WAIT, TONE_DONE, TONE_STOP, TONE_LATE, TONE_END } Tone;
extern const Choice tone_choices[TONE_END - 1];
typedef struct ChoiceFace {
    const Choice *of;    // the list of choices
    i64         value;
    Tone        tone;
    Words       plain;
    const char *seal;
} ChoiceFace;
#endif
