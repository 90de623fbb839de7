// pinyin.c: how ideographs are read, as a table for the program: ICU's Han-Latin, one reading each, without tones.
// Asked while building, so that the program itself carries 60 KB instead of 36 MB of libraries, and what is indexed by
// it stays the same until it is built anew.
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { FIRST = 0x3400, LAST = 0x9FFF, SYLLABLES_MOST = 600, LETTERS = 8 };
static char syllables[SYLLABLES_MOST][LETTERS];
static int count = 1;                   // 0: none

// "lǜ" is "lu": without its marks. Empty where ICU knows none.
static void reading(UTransliterator *trans, UChar code, char into[LETTERS])
{
    UErrorCode error = U_ZERO_ERROR;
    UChar text[32] = { code };
    int32_t len = 1, limit = 1, letters = 0;
    utrans_transUChars(trans, text, &len, 32, 0, &limit, &error);
    assert(U_SUCCESS(error));
    for (int i = 0; i < len && letters < LETTERS - 1; i++)
        if (text[i] >= 'a' && text[i] <= 'z') into[letters++] = (char)text[i];
    into[letters] = 0;
    if (text[0] == code || text[0] > 'z') into[0] = 0;
}

static int place_of(const char *syllable)
{
    if (!*syllable) return 0;
    for (int i = 1; i < count; i++)
        if (!strcmp(syllables[i], syllable)) return i;
    assert(count < SYLLABLES_MOST);
    memcpy(syllables[count], syllable, LETTERS);
    return count++;
}

int main(int argc, char **argv)
{
    UErrorCode error = U_ZERO_ERROR;
    UChar name[64];
    FILE *out = argc == 2 ? fopen(argv[1], "w") : NULL;
    u_uastrcpy(name, "Han-Latin; NFD; [:Nonspacing Mark:] Remove; Lower");
    UTransliterator *trans = utrans_openU(name, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    if (!out || U_FAILURE(error)) return 1;
    fprintf(out, "enum { PINYIN_FIRST = %d, PINYIN_LAST = %d };\nstatic const uint16_t pinyin_of[] = {", FIRST, LAST);
    for (int code = FIRST; code <= LAST; code++) {
        char syllable[LETTERS];
        reading(trans, (UChar)code, syllable);
        fprintf(out, "%s%d,", (code - FIRST) % 24 ? "" : "\n", place_of(syllable));
    }
    fprintf(out, "\n};\nstatic const char pinyin_syllables[][%d] = {", LETTERS);
    for (int i = 0; i < count; i++) fprintf(out, "%s\"%s\",", i % 12 ? "" : "\n", syllables[i]);
    fprintf(out, "\n};\n");
    utrans_close(trans);
    return fclose(out) ? 1 : 0;
}
