// place_words.c: under which words a place is found. Pure.
#include "place/place_find.h"

i64 place_rank(const Place *p)
{
    static const char ranks[] = {
        [PLACE_COMPOUND] = 1, [PLACE_COMMUNITY] = 2, [PLACE_SEGMENT] = 3, [PLACE_SHOP] = 4, [PLACE_DROP_POINT] = 5,
        [PLACE_STREET] = 6, [PLACE_BUILDING] = 7, [PLACE_COUNTY] = 8,
    };
    static_assert(RANK_LAST > 8, "a rank for each kind");
    bool known = p->kind > 0 && p->kind < COUNT(ranks);
    return known ? ranks[p->kind] : 0;
}

int place_words(Arena *a, const Place *p, SpellWord into[SPELL_MOST])
{
    bool numbered = p->kind == PLACE_BUILDING && spell_numeral(a, p->name);
    return place_rank(p) && !numbered ? spell_words(a, p->name, into) : 0;
}

bool place_called(Arena *a, const Place *p, Str term)
{
    SpellWord *words = NEW(a, SpellWord, SPELL_MOST);
    int count = place_words(a, p, words);
    for (int i = 0; i < count; i++)
        if (str_starts(words[i].word, term)) return true;
    return false;
}
