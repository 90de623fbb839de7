#!/bin/bash
# What the program says about itself is well formed and true: the OpenAPI document before an outside judge
# (@redocly/cli, its recommended rules, nothing switched off), TypeScript before its compiler, SQL beside the tables of
# a fresh folder. The two npm packages lie in build/npm; a node older than they need is joined by one from npm.
. test/lib/ok.sh
npm=$PWD/build/npm

# ---- the judges -----------------------------------------------------------------------------------
judges='"@redocly/cli": "2.77.0", "typescript": "5.9.3"'
node_fits() {
    node -e 'const [a, b] = process.versions.node.split(".").map(Number)
             process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)'
}
node_fits || judges+=', "node": "22.20.0"'
install_judges() {
    local wanted="{ \"private\": true, \"dependencies\": { $judges } }"
    mkdir -p "$npm"
    if [ -e "$npm/whole" ] && [ "$(cat "$npm/package.json")" = "$wanted" ]; then return 0; fi
    rm -rf "$npm"; mkdir -p "$npm"
    printf '%s\n' "$wanted" >"$npm/package.json"
    (cd "$npm" && npm install --no-audit --no-fund --loglevel=error) && touch "$npm/whole"
}
ok 'the judges come from npm' install_judges
[ "$failed" = 0 ] || finish
export PATH=$npm/node_modules/.bin:$PATH REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

# ---- OpenAPI --------------------------------------------------------------------------------------
"$LINLI" describe openapi >"$WORK/openapi.json"
clean_lint() {
    (cd "$WORK" && redocly lint --extends=recommended --format=stylish openapi.json) >"$WORK/lint" 2>&1
    local status=$?
    cat "$WORK/lint"
    [ "$status" = 0 ] && ! grep -qi 'warning' <(grep -vi 'deprecation' "$WORK/lint")
}
ok 'redocly accepts the OpenAPI document without a warning' clean_lint
# A document with a mistake must be refused, or the judge is asleep.
jq '.paths["/health"].get.responses["200"].content["application/json"].schema = {"$ref": "#/components/schemas/gone"}' \
    "$WORK/openapi.json" >"$WORK/broken.json"
refused() { ! (cd "$WORK" && redocly lint --extends=recommended broken.json); }
ok 'and refuses a broken one' refused
ok 'every operation says who, in two languages' jq -e '
    [.paths[][] | select(.summary == null or ."x-who" == []
                         or (.operationId | test("_(csv|xlsx)$") | not) and ."x-note-zh" == null) | .operationId]
    | if . == [] then true else (., error("without: \(.)")) end' "$WORK/openapi.json"
ok 'every query parameter is explained' jq -e '
    [.paths[][].parameters[]? | select(.in == "query" and .description == null) | .name] | unique
    | if . == [] then true else (., error("without: \(.)")) end' "$WORK/openapi.json"

# ---- TypeScript -------------------------------------------------------------------------------------
"$LINLI" describe types >"$WORK/types.ts"
cat >"$WORK/use.ts" <<'END'
import type { Actions, Problem } from './types';
const body: Actions['POST /api/matters']['in'] = { text: 'The lamp is out', place: '410104003001' };
export const entry = (out: Actions['POST /api/matters']['out']): number => out.receipt.entry;
export const where = (out: Actions['GET /api/orgs']['out']): string[] => out.items.map((org) => org.place.name);
export const why = (p: Problem): string => p.title + body.text;
END
ok 'the types compile and fit their use' tsc --noEmit --strict --skipLibCheck --target es2022 --moduleResolution node \
    --ignoreDeprecations 5.0 "$WORK/use.ts"

# ---- SQL, columns, rights ---------------------------------------------------------------------------
shape() {    # shape DATABASE: table|position|column|type|not null|key
    sqlite3 "$1" "SELECT m.name, p.cid, p.name, p.type, p.'notnull', p.pk FROM sqlite_schema m,
                  pragma_table_info(m.name) p WHERE m.type = 'table' ORDER BY m.name, p.cid"
}
"$LINLI" init --data "$WORK/data" >"$WORK/init" 2>&1
"$LINLI" describe sql | sed -E 's/\bI64\b/INTEGER/; s/\bTXT\b/TEXT/; s/\bBIN\b/BLOB/' >"$WORK/described.sql"
ok 'the described tables can be made' sqlite3 -bail "$WORK/described.db" ".read $WORK/described.sql"
shape "$WORK/described.db" >"$WORK/described"
shape "$WORK/data/linli.db" | grep -E "^($(cut -d'|' -f1 "$WORK/described" | sort -u | paste -sd'|'))\|" >"$WORK/made"
ok 'they are those of a fresh folder' diff -u "$WORK/described" "$WORK/made"
ok 'there are at least six' test "$(cut -d'|' -f1 "$WORK/described" | sort -u | wc -l)" -ge 6
same_name() { [ -z "$("$LINLI" describe columns | cut -f1 | sort | uniq -d | tee /dev/stderr)" ]; }
ok 'no two records share a name' same_name
private_purpose() { ! "$LINLI" describe columns | awk -F'\t' '$4 ~ /private/ && $6 == ""' | grep .; }
ok 'every private field says what it is for' private_purpose
aligned() { "$LINLI" describe rights | awk -F'|' '/^\|/ { n[NF]++ } END { for (k in n) kinds++; exit kinds != 3 }'; }
ok 'the tables of rights are whole' aligned

finish
