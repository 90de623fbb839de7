// pinyin.c: readings of ideographs: the table that tool/pinyin.c makes of ICU's, and beside it further readings of
// those that names of places are full of.
#include "base/pinyin.h"
#include "pinyin.def"
#include <string.h>

static const struct { const char *ideograph, *also[READINGS_MOST - 1]; } several[] = {
    { "乐", { "yue" } }, { "会", { "kuai" } }, { "六", { "lu" } }, { "单", { "shan" } }, { "厦", { "xia" } },
    { "堡", { "pu", "bao" } }, { "大", { "dai" } }, { "尉", { "yu" } }, { "巷", { "hang" } }, { "强", { "jiang" } },
    { "曾", { "zeng", "ceng" } }, { "朝", { "chao", "zhao" } }, { "柏", { "bo", "bai" } }, { "沈", { "shen" } },
    { "泌", { "bi", "mi" } }, { "洗", { "xian" } }, { "浚", { "xun", "jun" } }, { "渑", { "mian", "sheng" } },
    { "荥", { "ying", "xing" } }, { "藏", { "zang", "cang" } }, { "行", { "hang" } }, { "解", { "xie" } },
    { "调", { "diao", "tiao" } }, { "都", { "du", "dou" } }, { "重", { "chong", "zhong" } }, { "铺", { "pu" } },
    { "长", { "chang", "zhang" } }, { "隆", { "long" } }, { "圩", { "xu", "wei" } }, { "埔", { "pu", "bu" } },
    { "涌", { "chong", "yong" } }, { "蚌", { "beng", "bang" } }, { "乾", { "qian", "gan" } }, { "盛", { "cheng" } },
    { "种", { "zhong", "chong" } }, { "校", { "xiao", "jiao" } }, { "宿", { "su", "xiu" } }, { "漯", { "luo", "ta" } },
};

static int further(uint32_t code, const char **into, int count)
{
    for (size_t i = 0; i < sizeof several / sizeof *several; i++) {
        uint32_t its = 0;
        utf8_next(str(several[i].ideograph), 0, &its);
        if (its != code) continue;
        for (int k = 0; k < READINGS_MOST - 1 && several[i].also[k] && count < READINGS_MOST; k++)
            if (strcmp(several[i].also[k], into[0]) != 0) into[count++] = several[i].also[k];
    }
    return count;
}

int pinyin_readings(uint32_t code, const char *into[READINGS_MOST])
{
    if (code < PINYIN_FIRST || code > PINYIN_LAST || !pinyin_of[code - PINYIN_FIRST]) return 0;
    into[0] = pinyin_syllables[pinyin_of[code - PINYIN_FIRST]];
    return further(code, into, 1);
}
