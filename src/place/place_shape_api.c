// place_shape_api.c: what the answers about places hold, for the description; place_api.c writes them.
#include "gate/list.h"
#include "place/place_api.h"
#include "place/place_import.h"

static const Part place_members[] = {
    PART("path", "各级名称", "Names from the province down to the place", .how = LISTED),
    PART("successor_code", "继任地点编码", "Code of the place that took over", .how = MAYBE),
    PART("successor_name", "继任地点名称", "Its name", .how = MAYBE),
    PART("parent_code", "上级编码", "Code of the place above, where one place is read", .how = MAYBE),
    PART("parent_name", "上级名称", "Its name", .how = MAYBE),
    PART("below", "所辖地点数", "Active places below one that ends, as it ends", .kind = COUNT_, .how = MAYBE),
    PLACE_ENDED,
};
const Shape place_shape = {
    .name = "place", .record = &place_record, .parts = place_members, .part_count = (int)COUNT(place_members),
};
static const Part ended_members[] = {
    PART("code", "编码", "Its code"), PART("name", "名称", "Its name"),
    PART("ended_on", "撤销日", "The first day it was no more", .kind = ON),
    PART("into_code", "继任地点编码", "Code of the place that has taken over, over all between", .how = MAYBE),
    PART("into_name", "继任地点名称", "Its name", .how = MAYBE),
};
const Shape place_ended_shape = SHAPE("place_ended", ended_members, "已撤销的地点", "A place that ended, and what leads on.");
static const Part places_members[] = {
    PART("items", "地点", "Places", .how = LISTED, .of = &place_shape),
    LIST_PARTS, PLACE_ENDED,
};
const Shape places_shape = SHAPE("places", places_members, "地点列表", "A page of places.");

static const Part wrong_members[] = {
    PART("line", "行号", "Line of the list", .kind = COUNT_), PART("field", "字段", "Field"),
    PART("fault", "原因代码", "Fault"), PART("text", "原因", "Why"),
};
static const Shape wrong_shape = SHAPE("place_wrong", wrong_members, "未接受的行", "A row that was refused.");
static const Part imported_members[] = {
    PART("wrong", "未接受的行", "Refused rows, told once", .how = MAYBE | LISTED, .of = &wrong_shape),
    PART("receipt", "回执", "Receipt, when anything was new", .how = MAYBE, .of = &receipt_shape),
};
const Shape place_imported_shape = {
    .name = "place_imported", .record = &place_imported_record, .parts = imported_members,
    .part_count = (int)COUNT(imported_members),
};
