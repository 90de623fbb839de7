#include "matter/matter_store.h"
#include "store/store.h"
#include "people/people.h"
#include "people/people_store.h"  // bad: include

static const char *plain = "SELECT * is only banned beside a verb, and it is one";  // bad: sql
static const char list[] =
    "SELECT id, renow() FROM matter "
    "WHERE filed_at < now()"  // bad: sql
    " AND x = RANDOM()";  // bad: sql
static const char two[] = "SELECT "  // bad: sql
    "  * FROM matter";
static const char mixed[] = "INSERT "  // bad: sql
    COLUMNS " OR REPLACE INTO matter VALUES (CURRENT_TIMESTAMP)";  // bad: sql
static const char good[] = "UPDATE matter SET current_level = $1, n = COUNT(*) WHERE id = $2 RETURNING id";
static const char quote = '"';
static const char words[] = "say now()";
static const char either[] = "INSERT OR IGNORE INTO matter(id) VALUES ($1)";  // bad: sql
