// pinyin.h: how ideographs are read, for who types names by their sound.
#ifndef BASE_PINYIN_H
#define BASE_PINYIN_H
#include "base/base.h"

// Small letters without tones, ü as u; the usual reading first. Returns how many there are, 0 for what is no ideograph.
enum { READINGS_MOST = 3 };
int pinyin_readings(uint32_t code, const char *into[READINGS_MOST]);
#endif
