// paper.h: papers 附件: photos and documents of any thing, named by the deeds that brought them.
//
// A file is sent first (upload), and named afterwards by a deed, within a day. The entry of that deed holds what the
// paper is, the hashes of its sealed files (store/blob.h) and their key, which is sealed with the thing's own like
// every word: where that is forgotten, nobody opens them again.
#ifndef PAPER_H
#define PAPER_H
#include "record/record.h"

// Values and names are for ever.
typedef enum { PAPER_PHOTO = 1, PAPER_PDF } PaperKind;
extern const Choice paper_kinds[2];
enum { PAPERS_MOST = 18, PHOTOS_MOST = 9, PHOTO_BYTES = 10 << 20, PDF_BYTES = 20 << 20, TITLE_MOST = 120 };
// What a body says of them.
#define PAPERS_FIELD(T) EACH_FIELD(T, papers, TEXT, "附件", "Papers", .max = PAPERS_MOST, \
    .note = "Names that sending them gave, within a day: 9 photos and 9 documents at most.")
// Its files: as it is kept, as a screen shows it, as a list does. A document has the first alone, or a picture of its
// first page for the other two.
// In the order of a picture's (picture/picture.h).
typedef enum { PART_WHOLE, PART_SCREEN, PART_THUMB, PART_END } PaperPart;

// name: county, a point, 128 random bits: what a deed calls it by, and the way to it. noun, thing, n, place: whose it
// is, by which step, and its place there: made by apply. bytes: of the whole one. key: in hex.
typedef struct Paper {
    i64 county; Str name; i64 noun, thing, n, place, kind; Str title; i64 width, height, bytes;
    Str whole, screen, thumb, key;
} Paper;
extern const Record paper_record;

// What came and is not named yet. person 0: whoever has the name.
typedef struct Upload {
    i64 county; Str name; i64 made_at, person, kind; Str title; i64 width, height, bytes; Str whole, screen, thumb, key;
} Upload;
extern const Record upload_record;

// As a step shows it: whole, screen, thumb are addresses.
typedef struct PaperShown {
    Str name; i64 kind; Str title; i64 width, height, bytes; Str whole, screen, thumb;
} PaperShown;
extern const Record paper_shown_record;
PaperShown paper_shown(Arena *a, const Paper *p);

i64  paper_county(Str name);                            // 0: it is no name of ours
Str  paper_named(Arena *a, i64 county);                 // a new name
// By what it begins with, whatever it says it is: JPEG, PNG, WebP, HEIC, PDF. 0: none of these. A document that begins
// as one and is another kind of file as well is none.
enum { PAPER_HEAD = 1024, PAPER_TAIL = 1024 };
typedef enum { TYPE_JPEG = 1, TYPE_PNG, TYPE_WEBP, TYPE_HEIC, TYPE_PDF } PaperType;
int  paper_type(Str head, Str tail, i64 len);
// Whether it may call itself that: the type of its request. Nothing said (or bytes of any kind) fits.
bool paper_says(int type, Str content_type);
#endif
