// openapi.c: every action with a path as one OpenAPI 3.1 document, made from the action and field rows.
// test/openapi.sh has it judged by an outside tool. Written piece by piece into an Out: a tree of JSON would say
// nothing more and cost a library.
#include "gate/gate_api.h"
#include <string.h>

enum { PATHS_MAX = 512, SCHEMA_MAX = 256 << 10 };

// JSON that can be read in this file: ' stands for ". What is filled in by %s are names and constants of ours.
#define OUT_Q(o, ...) do { i64 from_ = (o)->len; out_fmt((o), __VA_ARGS__); quote_from((o), from_); } while (0)

static void quote_from(Out *o, i64 from)
{
    assert(from >= 0 && from <= o->len);
    for (i64 i = from; i < o->len; i++)
        if (o->at[i] == '\'') o->at[i] = '"';
}

static void key_text(Out *o, const char *key, const char *z)
{
    OUT_Q(o, "'%s':", key);
    out_json(o, str(z));
}

static void and_text(Out *o, const char *key, const char *z)
{
    if (!z) return;
    out_char(o, ',');
    key_text(o, key, z);
}

// ---- parameters ----------------------------------------------------------------------------------

#define FREE_TEXT "{'type':'string'}"

static void path_parameter(Out *o, const char *name, i64 len, bool numbered)
{
    bool id = len == 2 && !strncmp(name, "id", 2), rest = len == 4 && !strncmp(name, "rest", 4);
    OUT_Q(o, "{'name':'%.*s','in':'path','required':true,", (int)len, name);
    key_text(o, "description", id && numbered ? "The id of the thing, or the number that people quote."
             : id ? "The number of the thing." : rest ? "All that follows, slashes too." : "A word.");
    OUT_Q(o, ",'schema':%s}", id && numbered ? "{'type':['integer','string']}"
          : id ? "{'type':'integer','format':'int64','minimum':1}" : FREE_TEXT);
}

static void path_parameters(Out *o, const Action *a)
{
    for (const char *at = a->path; (at = strchr(at, '{')) != NULL;) {
        const char *end = strchr(++at, '}');
        out_char(o, ',');
        assert(end && end > at);
        path_parameter(o, at, end - at, a->flags & NUMBERED);
        at = end;
    }
}

static void operation_parameters(Out *o, const Action *a)
{
    OUT_Q(o, ",'parameters':[{'$ref':'#/components/parameters/lang'}");
    if (a->method != GET) OUT_Q(o, ",{'$ref':'#/components/parameters/idempotency_key'}"
                                   ",{'$ref':'#/components/parameters/happened_at'}");
    path_parameters(o, a);
    if (action_query(a)) query_openapi(action_query(a), o);
    if (a->list) query_openapi(&paging_record, o);
    out_char(o, ']');
}

// ---- bodies and answers --------------------------------------------------------------------------

static void out_ref(Out *o, const char *name, const char *ending)
{
    OUT_Q(o, "{'$ref':'#/components/schemas/%s%s'}", name, ending);
}

static void operation_body(Out *o, const Action *a)
{
    if (a->method == GET) return;
    bool needed = false;
    if (a->file_max) {
        OUT_Q(o, ",'requestBody':{'required':true,'content':{'*/*':{'schema':{'type':'string','format':'binary'}}}}");
        return;
    }
    for (int i = 0; a->in && i < a->in->field_count; i++) needed = needed || (a->in->fields[i].flags & NEEDED);
    OUT_Q(o, ",'requestBody':{'required':%s,'content':{'application/json':{'schema':", needed ? "true" : "false");
    out_ref(o, a->in ? a->in->name : "nothing", "_input");
    out_z(o, "}}}");
}

// Neither answer nor receipt: nothing, or, like this document, what is described elsewhere.
static void answer_shown(Out *o, const Action *a)
{
    const Record *answer = action_answer(a), *receipt = action_receipt(a);
    if (answer && receipt) OUT_Q(o, "{'allOf':[");
    if (answer) out_ref(o, answer->name, "");
    if (answer && receipt) out_char(o, ',');
    if (receipt) out_ref(o, receipt->name, "");
    if (answer && receipt) OUT_Q(o, "]}");
    if (!answer && !receipt) OUT_Q(o, "{'type':'object'}");
}

static void answer_content(Out *o, const Action *a)
{
    assert(a->path);
    if (a->flags & RAW) {
        bool bytes = strstr(a->path, "{rest}") != NULL;
        OUT_Q(o, "'%s':{'schema':{'type':'string'}}", bytes ? "application/octet-stream" : "text/plain");
        return;
    }
    OUT_Q(o, "'application/json':{'schema':");
    answer_shown(o, a);
    out_char(o, '}');
}

// The one good answer, and for everything else the problem's shape.
static void operation_answers(Out *o, const Action *a)
{
    bool made = a->flags & CREATES;
    OUT_Q(o, ",'responses':{'%d':{", made ? 201 : 200);
    key_text(o, "description", made ? "Made." : a->method == GET ? "As it stands." : "Done.");
    if (made) OUT_Q(o, ",'headers':{'Location':{'description':'The new thing.','schema':" FREE_TEXT "}}");
    OUT_Q(o, ",'content':{");
    answer_content(o, a);
    out_z(o, "}}");
    if (a->method == GET && !(a->flags & RAW))
        OUT_Q(o, ",'304':{'description':'Not changed since the ETag of If-None-Match.'}");
    OUT_Q(o, ",'4XX':{'$ref':'#/components/responses/problem'},'default':{'$ref':'#/components/responses/problem'}}");
}

// ---- operations ----------------------------------------------------------------------------------

// Who could ever do it; the rule may still say no.
static void operation_who(Out *o, const Action *a)
{
    Choice classes[WHO_CLASSES];
    int n = who_classes(classes);
    bool more = false;
    OUT_Q(o, ",'x-who':[");
    for (int i = 0; i < n; i++) {
        if (!(a->who & classes[i].value)) continue;
        OUT_Q(o, "%s'%s'", more ? "," : "", classes[i].name);
        more = true;
    }
    out_char(o, ']');
}

// What can be shown so that one is known; {} where nothing needs to be.
static void operation_security(Out *o, const Action *a)
{
    bool local = a->flags & LOCAL_ONLY || !(a->who & ~(unsigned)WHO_LOCAL), anyone = a->who & WHO_ANYONE;
    const char *comma = "";
    OUT_Q(o, ",'security':[");
    struct { bool is; const char *text; } ways[] = {
        { anyone, "{}" },
        { (a->who & ~(unsigned)(WHO_PROGRAM | WHO_LOCAL | WHO_CLOCK)) != 0, "{'session':[]}" },
        { (a->who & WHO_PROGRAM) != 0, "{'bearer':[]}" },
        { anyone || (a->who & WHO_REPORTER), "{'follow':[]}" },
    };
    for (int i = 0; !local && i < (int)COUNT(ways); i++) {
        if (!ways[i].is) continue;
        OUT_Q(o, "%s%s", comma, ways[i].text);
        comma = ",";
    }
    out_char(o, ']');
}

static void operation(Out *o, const Capability *c, const Action *a)
{
    assert(a->path && a->deed.name && c->name);
    OUT_Q(o, "'%s':{'operationId':'%s','tags':['%s']", a->method == GET ? "get" : "post", a->deed.name, c->name);
    and_text(o, "summary", a->note ? a->note : a->deed.name);
    and_text(o, "x-note-zh", a->note_zh);
    operation_who(o, a);
    if (a->flags & LOCAL_ONLY) OUT_Q(o, ",'x-local-only':true");
    if (a->flags & TEST_ONLY) OUT_Q(o, ",'x-test-only':true");
    operation_security(o, a);
    operation_parameters(o, a);
    operation_body(o, a);
    operation_answers(o, a);
    out_char(o, '}');
}

// The list as a sheet: the same path with an ending.
static void export_path(Out *o, const Capability *c, const Action *a, const char *ending, const char *type)
{
    OUT_Q(o, ",'%s.%s':{'get':{'operationId':'%s_%s','tags':['%s'],'summary':'The same as a sheet (%s).'", a->path,
            ending, a->deed.name, ending, c->name, ending);
    operation_who(o, a);
    operation_security(o, a);
    operation_parameters(o, a);
    OUT_Q(o, ",'responses':{'200':{'description':'The sheet.','content':{'%s':{'schema':" FREE_TEXT "}}}", type);
    OUT_Q(o, ",'4XX':{'$ref':'#/components/responses/problem'}}}}");
}

static bool path_seen(const char *const *paths, int count, const char *path)
{
    for (int i = 0; i < count; i++)
        if (!strcmp(paths[i], path)) return true;
    return false;
}

static void path_operations(Out *o, const char *path)
{
    bool more = false;
    const Capability *c;
    const Action *a;
    for (int n = 0; (a = action_nth(n, &c)) != NULL; n++) {
        if (!a->path || strcmp(a->path, path) != 0) continue;
        if (more) out_char(o, ',');
        operation(o, c, a);
        more = true;
    }
}

// Each path once, with all its methods and, for lists, its sheets.
static void describe_paths(Out *o)
{
    const char *paths[PATHS_MAX];
    int count = 0;
    const Capability *c;
    const Action *a;
    for (int n = 0; (a = action_nth(n, &c)) != NULL; n++) {
        if (!a->path || path_seen(paths, count, a->path)) continue;
        assert(count < PATHS_MAX);
        paths[count++] = a->path;
        OUT_Q(o, "%s'%s':{", count > 1 ? "," : "", a->path);
        path_operations(o, a->path);
        out_char(o, '}');
        if (!a->list || !a->list->line) continue;
        export_path(o, c, a, "csv", "text/csv");
        export_path(o, c, a, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    }
}

// ---- components ----------------------------------------------------------------------------------

#define LET_BY "'seen':{'type':'integer','description':'Number of the last entry of the thing that the asker saw; " \
    "what others did since may then be named in a 409.'},'puzzle':{'type':'object','description':" \
    "'The answer to GET /api/puzzle.','properties':{'challenge':{'type':'string'},'answer':{'type':'string'}}}"

// A body's schema refuses unknown members, so the two that every body may hold stand in it.
static void schema_input(Out *o, const Record *r)
{
    Out one = out_new(o->arena, SCHEMA_MAX);
    record_openapi(r, &one);
    Str s = out_done(&one);
    assert(s.len > 3 && s.at[s.len - 1] == '}' && s.at[s.len - 2] == '}');
    s.len -= 2;
    out_char(o, ',');
    out_str(o, s);
    OUT_Q(o, s.at[s.len - 1] == '{' ? LET_BY "}}" : "," LET_BY "}}");
}

static void schema_problem(Out *o)
{
    OUT_Q(o, "'problem':{'type':'object','description':'RFC 9457: why not, in the language asked for.','required':"
             "['type','status','fault','title'],'properties':{'type':{'type':'string'},'status':"
             "{'type':'integer'},'title':{'type':'string'},'fault':{'$ref':'#/components/schemas/fault'},"
             "'problems':{'type':'array','items':{'type':'object','required':['field','fault','text'],"
             "'properties':{'field':{'type':'string'},'fault':{'$ref':'#/components/schemas/fault'},'text':"
             "{'type':'string'},'hint':{'type':'string'}}}},'seen':{'type':'integer','description':'With seen_stale: "
             "the last entry.'},'since':{'type':'array','items':{'type':'object','additionalProperties':true},"
             "'description':'With seen_stale: what others did since, as the thing shows its steps.'}}},"
             "'fault':{'type':'string','enum':[");
    for (Fault f = OK + 1; f < FAULT_END; f++) OUT_Q(o, "%s'%s'", f > OK + 1 ? "," : "", fault_name(f));
    OUT_Q(o, "],'x-labels':{");
    for (Fault f = OK + 1; f < FAULT_END; f++) {
        OUT_Q(o, "%s'%s':[", f > OK + 1 ? "," : "", fault_name(f));
        out_json(o, str(fault_text(f, ZH)));
        out_char(o, ',');
        out_json(o, str(fault_text(f, EN)));
        out_char(o, ']');
    }
    out_z(o, "}}");
}

// Each record of an answer once, each record of a body once: what no address shows is not described.
static void describe_schemas(Out *o)
{
    static const Record nothing = { .name = "nothing", .label = "无", .label_en = "Nothing" };
    Records bodies = { .count = 0 };
    const Capability *c;
    const Action *a;
    for (int n = 0; (a = action_nth(n, &c)) != NULL; n++)
        if (a->path && a->method != GET && !a->file_max) records_add(&bodies, a->in ? a->in : &nothing);
    OUT_Q(o, "'schemas':{");
    schema_problem(o);
    Records answers = answers_shown();
    for (int i = 0; i < answers.count; i++) {
        out_char(o, ',');
        record_answer_openapi(answers.at[i], o);
    }
    for (int i = 0; i < bodies.count; i++) schema_input(o, bodies.at[i]);
    out_char(o, '}');
}

// Answers and words that the paths refer to.
static void describe_components(Out *o)
{
    describe_schemas(o);
    OUT_Q(o, ",'responses':{'problem':{'description':'Why not.','content':{'application/problem+json':{'schema':"
             "{'$ref':'#/components/schemas/problem'}}}}},'parameters':{"
             "'lang':{'name':'lang','in':'query','description':'Language of labels and refusals; else the cookie "
             "lang, then Accept-Language, then zh.','schema':{'type':'string','enum':['zh','en']}},"
             "'idempotency_key':{'name':'Idempotency-Key','in':'header','description':'Say it again safely: the same "
             "key and record give the same answer.','schema':{'type':'string','minLength':1,'maxLength':64}},"
             "'happened_at':{'name':'Happened-At','in':'header','description':'When it happened, for work done "
             "offline.','schema':{'type':'string','format':'date-time'}}},'securitySchemes':{"
             "'session':{'type':'apiKey','in':'cookie','name':'linli','description':'After signing in.'},"
             "'bearer':{'type':'http','scheme':'bearer','description':'The token of a program, with scopes.'},"
             "'follow':{'type':'apiKey','in':'header','name':'Linli-Follow','description':'The secret of a "
             "follow-up link.'}}");
}

static void describe_tags(Out *o)
{
    static const struct { const char *name, *note; } notes[] = {
        { "gate", "本系统与证明 The installation, its policy and its proofs" }, { "place", "地点 Places" },
        { "access", "登录与令牌 Sessions, tokens, links" }, { "people", "人、组织、岗位 Persons, organisations, posts" },
        { "matter", "事项 Matters" },
        { "round", "巡查走访 Rounds" }, { "gathering", "活动会议 Gatherings" }, { "ballot", "表决 Ballots" },
        { "points", "积分 Points" }, { "guide", "指南 Guides" }, { "notice", "通知公示 Notices" }, { "board", "看板台账 Boards" },
    };
    OUT_Q(o, ",'tags':[");
    for (int c = 0; c < capability_count; c++) {
        const char *note = capabilities[c]->name;
        for (int i = 0; i < (int)COUNT(notes); i++)
            if (!strcmp(notes[i].name, capabilities[c]->name)) note = notes[i].note;
        OUT_Q(o, "%s{'name':'%s'", c ? "," : "", capabilities[c]->name);
        and_text(o, "description", note);
        out_char(o, '}');
    }
    out_char(o, ']');
}

void describe_openapi(Out *o)
{
    OUT_Q(o, "{'openapi':'3.1.0','info':{'title':'邻里 Linli','version':'" LINLI_VERSION "','description':"
             "'邻里的全部接口。改动用 POST，读取用 GET；拒绝时按 RFC 9457 说明原因。\\n\\nEvery change is a POST and answers with "
             "a receipt; every reading is a GET; every refusal says why (RFC 9457).','license':{'name':'Apache-2.0',"
             "'identifier':'Apache-2.0'}},'servers':[{'url':'/','description':'This server.'}]");
    describe_tags(o);
    OUT_Q(o, ",'paths':{");
    describe_paths(o);
    OUT_Q(o, "},'components':{");
    describe_components(o);
    out_z(o, "}}\n");
}
