#include "matter/matter_store.h"
#include "people/people.h"
#include "people/people_store.h"  // bad: include
#include "store/store.h"

static const char *plain = "SELECT * is only banned beside a verb, and it is one";  // bad: sql
static const char list[] =
    "SELECT id, renow() FROM matter "
    "WHERE filed_at<now() "  // bad: sql
    "AND x=RANDOM()";  // bad: sql
static const char two[] = "SELECT "  // bad: sql
    "  * FROM matter";  // bad: sql
static const char mixed[] = "INSERT "  // bad: sql
    "OR REPLACE INTO matter VALUES(CURRENT_TIMESTAMP)";  // bad: sql
static const char good[] = "UPDATE matter SET level=$1, n=COUNT(*) WHERE id=$2 AND max<>0 RETURNING id";
static const char quote = '"';
static const char words[] = "say now()";
static const char either[] = "INSERT OR IGNORE INTO matter(id) VALUES($1)";  // bad: sql
static const char spread[] = "SELECT id FROM matter WHERE id= $1";  // bad: sql
static const char wide[] = "SELECT id FROM matter WHERE n >=$1";  // bad: sql
static const char lower[] = "SELECT count(*) FROM matter";  // bad: sql
static const char joined[] = "SELECT id FROM matter m join place p ON p.id=m.place";  // bad: sql
static const char close_by[] = "INSERT INTO matter(county,id) VALUES($1, $2)";  // bad: sql
static const char list_of[] = "DELETE FROM matter WHERE id IN($1, $2)";  // bad: sql
static const char values[] = "INSERT INTO matter(id) VALUES ($1)";  // bad: sql
static const char number[] = "SELECT id FROM matter WHERE open=1 AND via=4 LIMIT 50";  // bad: sql
static const char pieces[] =
    "SELECT id FROM matter WHERE county=$1"
    " AND id=$2";  // bad: sql
static const char fine[] = COLUMNS " FROM matter m WHERE m.county=$1 AND m.order IN ($2, $3) AND m.word='and = 77' "
    "AND (m.a, m.b)>($4, $5) AND m.n + 1<$6 AND m.id%$7=0" LATER " ORDER BY m.count, m.id LIMIT 20";
static const char talk[] = "Please select one from the list, and count(it) = 5";
