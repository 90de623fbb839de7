// face.c: the names of what rows say for people.
#include "record/record.h"

const Choice as_choices[AS_END - 1] = {
    { AS_TITLE, "title", "标题", "title" },          { AS_LEAD, "lead", "导语", "lead" },
    { AS_STATE, "state", "状态", "state" },          { AS_DUE, "due", "到期", "due" },
    { AS_WHO, "who", "由谁", "who" },                { AS_WHERE, "where", "在哪里", "where" },
    { AS_WHEN, "when", "时间", "when" },             { AS_AMOUNT, "amount", "数量", "amount" },
    { AS_BODY, "body", "正文", "body" },             { AS_PHONE, "phone", "电话", "phone" },
    { AS_MONEY, "money", "金额", "money" },          { AS_AREA, "area", "面积", "area" },
    { AS_PERCENT, "percent", "百分比", "percent" },  { AS_MINUTES, "minutes", "分钟", "minutes" },
    { AS_LEVEL, "level", "层级", "level" },          { AS_FILE, "file", "文件", "file" },
    { AS_STARS, "stars", "星级", "stars" },          { AS_PASSWORD, "password", "密码", "password" },
    { AS_FACTS, "facts", "情况", "facts" },
    { AS_STEPS, "steps", "经过", "steps" },          { AS_TABLE, "table", "表格", "table" },
    { AS_PARTIES, "parties", "各方", "parties" },    { AS_DAYS, "days", "日子", "days" },
    { AS_FILES, "files", "附件", "files" },          { AS_PROSE, "prose", "文章", "prose" },
    { AS_PROOF, "proof", "核对", "proof" },
};
static_assert(COUNT(as_choices) == AS_PROOF, "a name for each");
const Choice width_choices[3] = {
    { WIDE_S, "s", "窄", "narrow" }, { WIDE_M, "m", "中", "middle" }, { WIDE_L, "l", "宽", "wide" },
};
const Choice total_choices[2] = { { TOTAL_SUM, "sum", "合计", "sum" }, { TOTAL_RATE, "rate", "比率", "rate" } };
const Choice tone_choices[TONE_END - 1] = {
    { TONE_NEW, "new", "新来", "new" },    { TONE_WORK, "work", "在办", "work" }, { TONE_WAIT, "wait", "等人", "wait" },
    { TONE_DONE, "done", "办完", "done" }, { TONE_STOP, "stop", "停下", "stop" }, { TONE_LATE, "late", "超期", "late" },
};
