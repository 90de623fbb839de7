// gate_shape_api.c: what gate's answers hold, for the description; each as its reading writes it.
#include "gate/gate_api.h"

const Shape health_shape = { .name = "health", .record = &health_record };

static const Part accepted_members[] = {
    PART("accepted", "已认定", "False: it agreed already, and nothing was recorded", .kind = FLAG),
    PART("ahead", "时刻超前的日志数", "Logs that hold entries which ran ahead", .kind = COUNT_),
    PART("at", "认定时刻", "The moment taken as right", .kind = MOMENT, .how = NULLS),
    PART("receipt", "回执", "Receipt, when it was recorded", .how = MAYBE, .of = &receipt_shape),
};
const Shape clock_accepted_shape = SHAPE("clock_accepted", accepted_members, "认定时钟", "The clock is taken as it is.");

static const Part link_members[] = {
    PART("name", "名称", "Name of the action"), PART("path", "地址", "Path"),
    PART("note", "说明（英文）", "What it is, in English"), PART("note_zh", "说明", "What it is, in Chinese"),
};
static const Shape link_shape = SHAPE("link", link_members, "地址", "An address that everybody may read.");
static const Part links_members[] = { PART("links", "地址", "Addresses", .how = LISTED, .of = &link_shape) };
const Shape links_shape = SHAPE("links", links_members, "从这里开始", "Where to begin.");

// ---- the pack ----------------------------------------------------------------------------------

static const Choice langs[] = { { ZH, "zh", "中文", "Chinese" }, { EN, "en", "英文", "English" } };
static const Part county_members[] = {
    PART("county", "县区代码", "Code", .kind = COUNT_), PART("name", "名称", "Name"),
};
static const Shape county_shape = SHAPE("county", county_members, "县区", "A county that has a pack here.");
static const Part about_members[] = {
    PART("counties", "所辖县区", "Counties, the default one first", .how = LISTED, .of = &county_shape),
    PART("lang", "语言", "Language of this answer", CHOSEN(langs)),
};
const Shape about_shape = {
    .name = "about", .record = &about_record, .parts = about_members, .part_count = (int)COUNT(about_members),
};

static const Part head_members[] = {
    PART("id", "编号", "Id"), PART("name", "名称", "Name in Chinese"), PART("name_en", "英文名称", "Name in English"),
    PART("parent", "上级", "Id of the pack above, empty at the top"), PART("version", "版本", "Version"),
};
static const Shape head_shape = SHAPE("pack_head", head_members, "政策包", "Who a policy pack is.");
static const Part pack_members[] = {
    PART("hash", "哈希", "SHA-256 of all their files"), PART("heads", "本级及上级", "The pack and those above it",
      .how = LISTED, .of = &head_shape),
};
const Shape pack_shape = SHAPE("pack", pack_members, "现行政策包", "The policy pack in force.");

// A class holds its leaves; both are subjects.
static const Shape subject_shape;
static const Part subject_members[] = {
    PART("door", "去处", "Where to go instead", .how = MAYBE),
    PART("door_en", "英文去处", "Where to go instead, in English", .how = MAYBE),
    PART("door_phone", "去处电话", "Its phone", .how = MAYBE),
    PART("children", "下级类别", "The leaves of a class", .how = MAYBE | LISTED, .of = &subject_shape),
};
static const Shape subject_shape = {
    .name = "subject", .record = &subject_record, .parts = subject_members,
    .part_count = (int)COUNT(subject_members),
};
static const Part subjects_members[] = { PART("items", "类别", "Classes", .how = LISTED, .of = &subject_shape) };
const Shape subjects_shape = SHAPE("subjects", subjects_members, "事项类别", "The tree of subjects.");

static const Shape refusal_shape = { .name = "refusal", .record = &refusal_record };
static const Part refusals_members[] = { PART("items", "答复语", "Words", .how = LISTED, .of = &refusal_shape) };
const Shape refusals_shape = SHAPE("refusals", refusals_members, "不予受理", "Words of refusal.");

// ---- forms -------------------------------------------------------------------------------------

static const Part choice_members[] = {
    PART("name", "名称", "Name, as it is sent"), PART("label", "说法", "In Chinese"),
    PART("label_en", "英文说法", "In English"),
};
static const Shape choice_shape = SHAPE("choice", choice_members, "选项", "One choice.");
static const Part choices_members[] = {
    PART("choices", "各选项", "Lists of choices by the name of their field", .how = LISTED | BY_NAME,
      .of = &choice_shape),
};
const Shape choices_shape = SHAPE("choices", choices_members, "选项", "Every list of choices.");

static const Part hint_members[] = {
    PART("name", "名称", "Name, as it is sent"), PART("label", "说法", "In Chinese"),
    PART("label_en", "英文说法", "In English"),
    PART("note", "说明", "What it is", .how = MAYBE), PART("purpose", "用途", "Why it is asked for", .how = MAYBE),
    PART("kind", "种类", "text, number, count, flag, moment, on, choice, ref or bytes"),
    PART("needed", "必填", "Must be given", .kind = FLAG),
    PART("lines", "多行", "Several lines are fine", .kind = FLAG, .how = MAYBE),
    PART("private", "隐私", "Kept sealed", .kind = FLAG, .how = MAYBE),
    PART("min", "最小", "Least: characters, or the number itself", .kind = COUNT_, .how = MAYBE),
    PART("max", "最大", "Most", .kind = COUNT_, .how = MAYBE),
    PART("choices", "选项", "What it may be", .how = MAYBE | LISTED, .of = &choice_shape),
};
static const Shape hint_shape = SHAPE("form_field", hint_members, "字段", "A field of a form.");
static const Part form_members[] = {
    PART("action", "操作", "Name of the action"), PART("path", "地址", "Path"),
    PART("note", "说明（英文）", "What it does, in English"), PART("note_zh", "说明", "What it does, in Chinese"),
    PART("fields", "字段", "Fields that may be filled in", .how = LISTED, .of = &hint_shape),
};
const Shape form_shape = SHAPE("form", form_members, "表单", "The form of one action.");

static const Part puzzle_members[] = {
    PART("challenge", "题目", "What the answer is joined to"),
    PART("bits", "位数", "Leading zero bits that the hash needs", .kind = COUNT_),
    PART("until", "有效至", "Good until", .kind = MOMENT),
};
const Shape puzzle_shape = SHAPE("puzzle", puzzle_members, "小题", "A puzzle to solve before filing.");

// ---- proofs --------------------------------------------------------------------------------------

#define HASHES PART("hashes", "哈希", "Hashes (RFC 9162), base64", .how = LISTED)
static const Part consistency_members[] = {
    PART("county", "县区", "The county's log", .kind = COUNT_), PART("from", "较早规模", "The older size", .kind = COUNT_),
    PART("to", "较晚规模", "The newer size", .kind = COUNT_), HASHES,
};
const Shape consistency_shape = SHAPE("consistency", consistency_members, "一致性证明",
    "That an older tree is the beginning of a newer one.");
static const Part inclusion_members[] = {
    PART("county", "县区", "The county's log", .kind = COUNT_),
    PART("entry", "记录号", "Number of the entry", .kind = COUNT_),
    PART("size", "规模", "Size of the tree", .kind = COUNT_), HASHES,
};
const Shape inclusion_shape = SHAPE("inclusion", inclusion_members, "存在性证明", "That an entry stands in a tree.");
