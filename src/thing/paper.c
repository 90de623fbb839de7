// paper.c: the field rows of papers, their names, and what kind of file it is. Pure: bytes come in, a kind comes out.
#include "thing/paper.h"
#include <string.h>

const Choice paper_kinds[2] = { { PAPER_PHOTO, "photo", "照片", "photo" }, { PAPER_PDF, "pdf", "文档", "document" } };

#define FILE_FIELDS(T) \
    CHOICE_FIELD(T, kind, paper_kinds, "种类", "Kind", .flags = SERVER), \
    TEXT_FIELD(T, title, "名称", "Title", .flags = SERVER | SEALED, .max = TITLE_MOST), \
    COUNT_FIELD(T, width, "宽", "Width", .flags = SERVER), \
    COUNT_FIELD(T, height, "高", "Height", .flags = SERVER), \
    COUNT_FIELD(T, bytes, "字节数", "Bytes", .flags = SERVER), \
    BYTES_FIELD(T, whole, "文件", "Hash of the whole one", .flags = SERVER | HIDDEN), \
    BYTES_FIELD(T, screen, "屏幕图", "Hash of the screen's", .flags = SERVER | HIDDEN), \
    BYTES_FIELD(T, thumb, "缩略图", "Hash of the thumbnail", .flags = SERVER | HIDDEN), \
    TEXT_FIELD(T, key, "密钥", "Key", .flags = SERVER | HIDDEN | SEALED, .max = 64)

const Record paper_record = RECORD_OF(Paper, "paper", "附件", "A paper",
    REF_FIELD(Paper, county, "区县", "County", .flags = KEY | HIDDEN | SERVER),
    TEXT_FIELD(Paper, name, "名字", "Name", .flags = KEY | SERVER, .max = 40),
    COUNT_FIELD(Paper, noun, "种类", "Noun", .flags = SERVER | HIDDEN),
    REF_FIELD(Paper, thing, "事", "Thing", .flags = SERVER),
    COUNT_FIELD(Paper, n, "记录号", "Entry", .flags = SERVER),
    COUNT_FIELD(Paper, place, "序号", "Place", .flags = SERVER),
    FILE_FIELDS(Paper));

const Record upload_record = RECORD_OF(Upload, "upload", "待用附件", "A paper that no deed names yet",
    REF_FIELD(Upload, county, "区县", "County", .flags = KEY | HIDDEN | SERVER),
    TEXT_FIELD(Upload, name, "名字", "Name", .flags = KEY | SERVER, .max = 40),
    MOMENT_FIELD(Upload, made_at, "时间", "At", .flags = SERVER),
    REF_FIELD(Upload, person, "提交人", "Whose", .flags = SERVER),
    FILE_FIELDS(Upload));

const Record paper_shown_record = RECORD_NOTED(PaperShown, "paper_shown", "附件", "A paper",
    "The addresses open to whoever sees the step.",
    TEXT_FIELD(PaperShown, name, "名字", "Name", .note = "How a deed names it."),
    CHOICE_FIELD(PaperShown, kind, paper_kinds, "种类", "Kind"),
    TEXT_FIELD(PaperShown, title, "名称", "Title", .flags = MAYBE),
    COUNT_FIELD(PaperShown, width, "宽", "Width", .flags = MAYBE),
    COUNT_FIELD(PaperShown, height, "高", "Height", .flags = MAYBE),
    COUNT_FIELD(PaperShown, bytes, "字节数", "Bytes"),
    TEXT_FIELD(PaperShown, whole, "文件地址", "Where it is"),
    TEXT_FIELD(PaperShown, screen, "屏幕图地址", "Where a picture for a screen is", .flags = MAYBE),
    TEXT_FIELD(PaperShown, thumb, "缩略图地址", "Where a thumbnail is", .flags = MAYBE));

// ---- names -----------------------------------------------------------------------------------------

i64 paper_county(Str name)
{
    i64 county;
    Str rest = name, first = str_cut(&rest, '.');
    return rest.len && str_number(first, &county) && county > 0 && county < 1000000 ? county : 0;
}

Str paper_named(Arena *a, i64 county)
{
    byte chance[16];
    random_fill(chance, sizeof chance);
    Str word = base64url_text(a, chance, sizeof chance);
    return arena_fmt(a, "%lld.%.*s", (long long)county, (int)word.len, word.at);
}

static Str address(Arena *a, Str name, const char *part, bool is)
{
    return is ? arena_fmt(a, "/api/papers/%.*s/%s", (int)name.len, name.at, part) : STR("");
}

PaperShown paper_shown(Arena *a, const Paper *p)
{
    return (PaperShown){ p->name, p->kind, p->title, p->width, p->height, p->bytes, address(a, p->name, "whole", true),
                         address(a, p->name, "screen", p->screen.len), address(a, p->name, "thumb", p->thumb.len) };
}

// ---- what it is --------------------------------------------------------------------------------------

static bool at(Str s, i64 from, const char *bytes, i64 len)
{
    return s.len >= from + len && !memcmp(s.at + from, bytes, (size_t)len);
}

// An ISO file whose brand, or one of those it is compatible with, is of HEIF's HEVC pictures.
static bool heic(Str s)
{
    static const char *const brands[] = { "heic", "heix", "heim", "heis", "mif1" };
    if (!at(s, 4, "ftyp", 4)) return false;
    i64 box = ((i64)(byte)s.at[0] << 24) | (byte)s.at[1] << 16 | (byte)s.at[2] << 8 | (byte)s.at[3];
    for (i64 i = 8; i + 4 <= MIN(box, s.len); i += i == 8 ? 8 : 4)
        for (int b = 0; b < (int)COUNT(brands); b++)
            if (at(s, i, brands[b], 4)) return true;
    return false;
}

// Its end where an end belongs, and no beginning of another kind of file in its head: what browsers and unpackers look
// for there is refused, so that one file is not two.
static bool pdf(Str head, Str tail)
{
    static const char *const others[] = { "PK\x03\x04", "<html", "<HTML", "<script", "<!DOCTYPE", "<svg", "MZ\x90",
                                          "\177ELF", "#!/", "Rar!", "7z\xBC\xAF", "GIF8", "\xFF\xD8\xFF" };
    if (!at(head, 0, "%PDF-1.", 7) && !at(head, 0, "%PDF-2.", 7)) return false;
    for (int i = 0; i < (int)COUNT(others); i++)
        if (str_has(head, str(others[i]))) return false;
    return str_has(tail, STR("%%EOF")) && !str_has(tail, STR("PK\x05\x06"));
}

int paper_type(Str head, Str tail, i64 len)
{
    assert(head.len <= PAPER_HEAD && tail.len <= PAPER_TAIL && len >= head.len);
    if (len < 32) return 0;
    if (at(head, 0, "\xFF\xD8\xFF", 3)) return TYPE_JPEG;
    if (at(head, 0, "\x89PNG\r\n\x1A\n", 8) && at(head, 12, "IHDR", 4)) return TYPE_PNG;
    if (at(head, 0, "RIFF", 4) && at(head, 8, "WEBP", 4)) return TYPE_WEBP;
    if (heic(head)) return TYPE_HEIC;
    return pdf(head, tail) ? TYPE_PDF : 0;
}

bool paper_says(int type, Str content_type)
{
    static const struct { int type; const char *name; } names[] = {
        { TYPE_JPEG, "image/jpeg" }, { TYPE_JPEG, "image/jpg" }, { TYPE_PNG, "image/png" }, { TYPE_WEBP, "image/webp" },
        { TYPE_HEIC, "image/heic" }, { TYPE_HEIC, "image/heif" }, { TYPE_PDF, "application/pdf" },
    };
    Str kind = str_trim(str_cut(&content_type, ';'));
    for (int i = 0; i < (int)COUNT(names); i++)
        if (str_is(kind, names[i].name)) return names[i].type == type;
    return !kind.len || str_is(kind, "application/octet-stream");
}
