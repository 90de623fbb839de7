// What kind of file it is, by its bytes alone; and names.
#include "base/check.h"
#include "thing/paper.h"
#include <string.h>

static int type_of(const char *head, i64 len, const char *tail)
{
    char padded[64] = { 0 };
    memcpy(padded, head, (size_t)len);
    return paper_type((Str){ padded, 64 }, str(tail), 64);
}
#define TYPE(head, tail) type_of(head, (i64)sizeof(head) - 1, tail)

static void types(void)
{
    CHECK_EQ(TYPE("\xFF\xD8\xFF\xE0", ""), TYPE_JPEG);
    CHECK_EQ(TYPE("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR", ""), TYPE_PNG);
    CHECK_EQ(TYPE("\x89PNG\r\n\x1A\n\0\0\0\x0DIDAT", ""), 0);
    CHECK_EQ(TYPE("RIFF\x10\0\0\0WEBPVP8 ", ""), TYPE_WEBP);
    CHECK_EQ(TYPE("RIFF\x10\0\0\0AVI VP8 ", ""), 0);
    CHECK_EQ(TYPE("\0\0\0\x18" "ftypheic\0\0\0\0mif1heic", ""), TYPE_HEIC);
    CHECK_EQ(TYPE("\0\0\0\x18" "ftypmif1\0\0\0\0mif1heic", ""), TYPE_HEIC);
    CHECK_EQ(TYPE("\0\0\0\x18" "ftypisom\0\0\0\0isomavc1", ""), 0);
    CHECK_EQ(TYPE("\xFF\xFF\xFF\xFF" "ftypxxxx\0\0\0\0xxxxxxxx", ""), 0);
    CHECK_EQ(TYPE("%PDF-1.7\n", "trailer %%EOF"), TYPE_PDF);
    CHECK_EQ(TYPE("%PDF-1.7\n", "trailer"), 0);
    CHECK_EQ(TYPE("%PDF-9\n", "%%EOF"), 0);
    CHECK_EQ(TYPE("\n%PDF-1.7\n", "%%EOF"), 0);
    CHECK_EQ(TYPE("%PDF-1.7 <script>", "%%EOF"), 0);
    CHECK_EQ(TYPE("%PDF-1.7\n", "%%EOF PK\x05\x06"), 0);
    CHECK_EQ(TYPE("GIF89a", ""), 0);
    CHECK_EQ(TYPE("II*\0", ""), 0);
    CHECK_EQ(TYPE("<svg xmlns=", ""), 0);
    CHECK_EQ(paper_type(STR("\xFF\xD8\xFF"), STR(""), 3), 0);
}

static void says(void)
{
    CHECK(paper_says(TYPE_JPEG, STR("image/jpeg")) && paper_says(TYPE_JPEG, STR("image/jpeg; x=y")));
    CHECK(paper_says(TYPE_HEIC, STR("image/heif")) && paper_says(TYPE_PDF, STR("application/pdf")));
    CHECK(paper_says(TYPE_PNG, STR("")) && paper_says(TYPE_PNG, STR("application/octet-stream")));
    CHECK(!paper_says(TYPE_PNG, STR("image/jpeg")) && !paper_says(TYPE_PDF, STR("text/html")));
}

static void names(Arena *a)
{
    Str one = paper_named(a, 410104), other = paper_named(a, 410104);
    CHECK_EQ(paper_county(one), 410104);
    CHECK(one.len == 29 && !str_same(one, other));
    CHECK(!paper_county(STR("410104")) && !paper_county(STR("x.y")) && !paper_county(STR("0410104.y")));
    CHECK(!paper_county(STR("")) && !paper_county(STR("-1.y")) && !paper_county(STR("99999999.y")));
    Paper p = { .name = one, .kind = PAPER_PHOTO, .thumb = STR("x") };
    PaperShown shown = paper_shown(a, &p);
    CHECK(str_starts(shown.whole, STR("/api/papers/410104.")) && !shown.screen.len && shown.thumb.len);
}

void paper_test(void)
{
    Arena *a = arena_open(1 << 16);
    types();
    says();
    names(a);
    arena_close(a);
}
