// tables.c: every table, its kind, and how each way of carrying a folder treats it. verify and rebuild obey this list.
//
// backup   copy: in the copy as it is; leave: not in it (opened words, or of no use later)
// restore  keep: as copied; reapply: then the forget list is applied; drop: emptied; make: made anew
// move     (a place or county to another installation) entry: goes as entries and is applied there; stay; wrap: wrapped
//          anew for the receiver
// follow   (a second server reading along) entry: applied from the entries; copy: sent as rows; stay: never sent
// A table that is not in this list cannot be backed up, verified or rebuilt: so the list is looked at before each
// copy, and a new table without its row is refused there.
#include "store/store.h"

#define SHADOW_TABLE(n)                                                                                                \
    {                                                                                                                  \
        n, SHADOW, "leave", "make", "entry", "entry"                                                                   \
    }
#define INDEX_TABLE(n)                                                                                                 \
    {                                                                                                                  \
        n, INDEX, "leave", "make", "entry", "entry"                                                                    \
    }
#define LOG_TABLE(n)                                                                                                   \
    {                                                                                                                  \
        n, LOG, "copy", "keep", "entry", "copy"                                                                        \
    }

const TableInfo store_tables[] = {
    LOG_TABLE("county"),
    LOG_TABLE("journal"),
    LOG_TABLE("node"),
    LOG_TABLE("head"),

    SHADOW_TABLE("place"),
    SHADOW_TABLE("org"),
    SHADOW_TABLE("person"),
    SHADOW_TABLE("post"),
    SHADOW_TABLE("matter"),
    SHADOW_TABLE("matter_step"),
    SHADOW_TABLE("notice"),
    SHADOW_TABLE("notice_step"),
    SHADOW_TABLE("notice_place"),
    SHADOW_TABLE("party"),
    SHADOW_TABLE("thing_look"),
    SHADOW_TABLE("paper"),
    SHADOW_TABLE("blob"),
    SHADOW_TABLE("passing"),
    SHADOW_TABLE("telling"),
    SHADOW_TABLE("target"),
    SHADOW_TABLE("look"),
    SHADOW_TABLE("pack_seen"),
    SHADOW_TABLE("setting_said"),
    SHADOW_TABLE("clock_mark"),
#ifdef MORE_TABLES          // of a program with further capabilities: test/sample/
    MORE_TABLES
#endif

    INDEX_TABLE("spelling"),
    INDEX_TABLE("found"),
    INDEX_TABLE("fresh"),
    INDEX_TABLE("due"),
    INDEX_TABLE("message"),
    INDEX_TABLE("search"),
    INDEX_TABLE("flow"),
    INDEX_TABLE("tally"),

    { "migration", OWN, "copy", "keep", "stay", "stay" },
    { "own_sum", OWN, "copy", "keep", "stay", "stay" },
    { "setting", OWN, "copy", "keep", "stay", "stay" },
    { "feed", OWN, "copy", "keep", "stay", "stay" },
    { "seal_key", OWN, "copy", "reapply", "wrap", "wrap" },
    { "forgotten", OWN, "copy", "reapply", "copy", "copy" },
    { "login", OWN, "copy", "keep", "copy", "copy" },
    { "secret", OWN, "copy", "keep", "copy", "copy" },
    { "token", OWN, "copy", "keep", "copy", "copy" },
    { "invite", OWN, "copy", "keep", "stay", "copy" },
    { "view_kept", OWN, "copy", "keep", "stay", "copy" },
    { "session", OWN, "leave", "drop", "stay", "stay" },
    { "attempt", OWN, "leave", "drop", "stay", "stay" },
    { "read_mark", OWN, "copy", "keep", "stay", "copy" },
    { "upload", OWN, "leave", "drop", "stay", "stay" },
    { "reach", OWN, "copy", "keep", "stay", "copy" },
    { "target_secret", OWN, "copy", "keep", "stay", "copy" },
    { "outbox", OWN, "leave", "drop", "stay", "stay" },
    { "outbox_at", OWN, "copy", "keep", "stay", "copy" },
    { "once", OWN, "copy", "keep", "stay", "copy" },
};
const int store_table_count = (int)COUNT(store_tables);
