// place_chunk.h: cuts a list of any length into bodies for POST /api/places/import, in a fixed few hundred kilobytes.
//
//     PlaceChunking how = { .list_on = STR("2021-12-31"), .source = …, .chunk = send, .wrong = tell, .context = … };
//     PlaceChunker *c = place_chunker_open(&how);
//     while (read a piece) place_chunker_feed(c, piece);
//     bool whole = place_chunker_end(c, &error);
//
// For the program's own words. Everything is cut by rows and by bytes, so a list of a million places needs no more
// memory than one of a thousand; chunks are imported one after another, each its own entry.
#ifndef PLACE_CHUNK_H
#define PLACE_CHUNK_H
#include "place/place_import.h"

typedef struct PlaceChunk { i64 county; int rows; Str body; } PlaceChunk;      // body: a JSON object
typedef struct PlaceChunking {
    Str  list_on, source;               // kept by the caller until the end
    int  rows;                          // at most so many a chunk; 0 = 1,000
    bool (*chunk)(void *context, const PlaceChunk *chunk);      // the body is gone afterwards; false stops the reading
    // A row that cannot be sent on: torn, not UTF-8, control characters, far too long. field: a column's name or "row".
    void (*wrong)(void *context, i64 line, const char *field, Fault fault);
    void  *context;
} PlaceChunking;
typedef struct PlaceChunker PlaceChunker;
PlaceChunker *place_chunker_open(const PlaceChunking *how);
// Rows follow in file order, those of one county together; provinces and cities (county 0) are gathered aside and
// come first of the last ones. Feed pieces or lines (with their ends). False: stopped, by the caller or a broken file.
bool place_chunker_feed(PlaceChunker *c, Str bytes);
// Sends what is left and closes. False: the file is no list, told at `line` (fault, what, hint as in RowFeed), or the
// caller stopped.
typedef struct PlaceChunkError { i64 line; Fault fault; const char *what, *hint; } PlaceChunkError;
bool place_chunker_end(PlaceChunker *c, PlaceChunkError *error);
#endif
