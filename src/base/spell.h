// spell.h: names as people look for them: by part of them, by their sound (wutongxinyuan, wtxy), with numbers behind.
#ifndef BASE_SPELL_H
#define BASE_SPELL_H
#include "base/base.h"

// Under which a name stands in an index: from each of its characters on as it is written, by full sound, by initials.
// inner: the word begins further in than the name.
enum { SPELL_MOST = 320, TERMS_MOST = 8 };
typedef struct SpellWord { bool inner; Str word; } SpellWord;
int  spell_words(Arena *a, Str name, SpellWord into[SPELL_MOST]);
bool spell_numeral(Arena *a, Str name);                     // “6号楼”, “A座”: it says nothing by itself
// What somebody said, cut before each number and at what is no letter: “梧桐6号楼2单元” is 梧桐, 6号楼, 2单元.
int  spell_terms(Arena *a, Str said, Str terms[TERMS_MOST]);
bool spell_numbered(Arena *a, Str name, Str term);          // 6号楼 by “6” and “6号”, not 16号楼
#endif
