// vips.c: bytes of a photo into bytes of a clean one, by libvips. It is loaded by name where it is used, so the server
// itself never maps it; what is asked of it is declared here, as its stable interface (libvips.so.42) has it.
// Any photo becomes a JPEG no longer than WHOLE_SIDE, upright, in sRGB, without metadata; screen and thumb are made of
// that one by what JPEG halves for nothing. A file that ends too early is refused, not shown in half.
#include "picture/picture_room.h"
#include <dlfcn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct VipsImage VipsImage;
static struct {
    int        (*init)(const char *name);
    void       (*concurrency_set)(int threads);
    void       (*cache_set_max)(int most);
    void       (*vector_set_enabled)(int on);
    void       (*operation_block_set)(const char *name, int blocked);
    int        (*image_get_width)(const VipsImage *image);
    int        (*image_get_height)(const VipsImage *image);
    VipsImage *(*image_new_from_buffer)(const void *at, size_t len, const char *options, ...);
    int        (*thumbnail_buffer)(void *at, size_t len, VipsImage **out, int width, ...);
    int        (*jpegload_buffer)(void *at, size_t len, VipsImage **out, ...);
    int        (*jpegsave_buffer)(VipsImage *in, void **at, size_t *len, ...);
} vips;

// False where one of them is missing: then it is another library than we know.
static bool names_find(void *library)
{
    static const char *const names[] = {
        "vips_init", "vips_concurrency_set", "vips_cache_set_max", "vips_vector_set_enabled",
        "vips_operation_block_set", "vips_image_get_width", "vips_image_get_height", "vips_image_new_from_buffer",
        "vips_thumbnail_buffer",
        "vips_jpegload_buffer", "vips_jpegsave_buffer",
    };
    static_assert(sizeof vips == COUNT(names) * (i64)sizeof(void *), "a name for each");
    for (int i = 0; i < (int)COUNT(names); i++) {
        void *at = dlsym(library, names[i]);
        if (!at) return false;
        memcpy((char *)&vips + (size_t)i * sizeof at, &at, sizeof at);
    }
    return true;
}

// What is loaded for other kinds of files is blocked: what begins like a photo must not reach another's decoder. One
// thread, no cache: a process makes one picture and ends. No code is made while it runs: the sandbox would not let it.
bool vips_load(void)
{
    static const char *const wanted[] = { "VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp",
                                          "VipsForeignLoadHeif", "VipsForeignLoadPdf" };
    void *library = dlopen("libvips.so.42", RTLD_NOW | RTLD_GLOBAL);
    if (!library || !names_find(library) || vips.init("linli")) return false;
    vips.concurrency_set(1);
    vips.cache_set_max(0);
    vips.vector_set_enabled(0);
    vips.operation_block_set("VipsForeignLoad", 1);
    for (int i = 0; i < (int)COUNT(wanted); i++) vips.operation_block_set(wanted[i], 0);
    return true;
}

// ---- one picture -----------------------------------------------------------------------------------

typedef struct Bytes { void *at; size_t len; } Bytes;
enum { QUALITY = 82, DOWN = 2, HALVINGS = 3 };         // DOWN: VIPS_SIZE_DOWN

static bool save(VipsImage *image, Bytes *into)
{
    return !vips.jpegsave_buffer(image, &into->at, &into->len, "Q", QUALITY, "strip", 1, "optimize_coding", 1, NULL);
}

// A header that says more pixels than anybody's photo has is believed, and refused, before memory is taken.
static Made whole_make(Bytes from, int side, Bytes *into, MadeHead *head)
{
    VipsImage *image = vips.image_new_from_buffer(from.at, from.len, "", NULL);
    if (!image) return UNREADABLE;
    i64 width = vips.image_get_width(image), height = vips.image_get_height(image);
    if (width <= 0 || height <= 0 || width * height > PIXELS_MOST) return PIXELS;
    if (vips.thumbnail_buffer(from.at, from.len, &image, side, "height", side, "size", DOWN, "export_profile", "srgb",
                              "option_string",
                              "[fail_on=truncated]", NULL) || !save(image, into)) return UNREADABLE;
    head->width = vips.image_get_width(image);
    head->height = vips.image_get_height(image);
    return MADE;
}

// Of a JPEG of our own: halved until its longer side fits. False: it is as small already, or cannot be.
static bool half_make(Bytes from, i64 longer, i64 side, Bytes *into)
{
    VipsImage *image;
    int shrink = 1;
    while (longer / shrink > side && shrink < 1 << HALVINGS) shrink *= 2;
    return !vips.jpegload_buffer(from.at, from.len, &image, "shrink", shrink, NULL) && save(image, into);
}

static bool write_whole(int file, const void *at, size_t len)
{
    for (size_t done = 0; done < len;) {
        ssize_t n = write(file, (const char *)at + done, len - done);
        if (n <= 0) return false;
        done += (size_t)n;
    }
    return true;
}

static bool picture_write(int into, MadeHead *head, const Bytes *parts)
{
    memcpy(head->mark, MADE_MARK, sizeof head->mark);
    for (int i = 0; i < PICTURE_PARTS; i++) head->len[i] = (i64)parts[i].len;
    bool good = write_whole(into, head, sizeof *head);
    for (int i = 0; i < PICTURE_PARTS; i++) good = good && write_whole(into, parts[i].at, parts[i].len);
    return good;
}

// Nothing is given back: the process ends with it.
Made vips_make(int from, int into, bool document, unsigned missing)
{
    struct stat st;
    MadeHead    head = { .missing = missing };
    Bytes       parts[PICTURE_PARTS] = { 0 }, file = { MAP_FAILED, 0 };
    if (fstat(from, &st) != 0 || st.st_size <= 0) return UNREADABLE;
    file.len = (size_t)st.st_size;
    file.at = mmap(NULL, file.len, PROT_READ, MAP_PRIVATE, from, 0);
    if (file.at == MAP_FAILED) return UNREADABLE;
    int  first = document ? PICTURE_SCREEN : PICTURE_WHOLE;
    Made made = whole_make(file, document ? SCREEN_SIDE : WHOLE_SIDE, &parts[first], &head);
    if (made) return made;
    i64 longer = MAX(head.width, head.height);
    if (!document && !half_make(parts[first], longer, SCREEN_SIDE, &parts[PICTURE_SCREEN])) return UNREADABLE;
    while (longer > SCREEN_SIDE) longer /= 2;
    if (!half_make(parts[PICTURE_SCREEN], longer, THUMB_SIDE, &parts[PICTURE_THUMB])) return UNREADABLE;
    return picture_write(into, &head, parts) ? MADE : UNREADABLE;
}
