// demo_compose.c: chance and words of the demo. Pure: a stream of rolls comes in, what somebody says comes out.
#include "words/demo.h"
#include <string.h>

// ---- chance ----------------------------------------------------------------------------------------

// SplitMix64: small, and the same on every machine.
static uint64_t mixed(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

Rolls rolls_of(uint64_t seed, const char *what, i64 n)
{
    uint64_t h = mixed(seed + 0x9E3779B97F4A7C15u);
    for (; *what; what++) h = mixed(h ^ (byte)*what);
    return (Rolls){ mixed(h ^ (uint64_t)n) };
}

i64 roll(Rolls *r, i64 below)
{
    assert(below > 0);
    r->state += 0x9E3779B97F4A7C15u;
    return (i64)(mixed(r->state) % (uint64_t)below);
}

i64  roll_from(Rolls *r, i64 least, i64 most) { return least + roll(r, most - least + 1); }
bool roll_of(Rolls *r, i64 percent) { return roll(r, 100) < percent; }

// ---- words -----------------------------------------------------------------------------------------

static const char *const since[] = { "昨天", "前天", "大前天", "上周", "前几天", "三天前", "上个星期", "昨晚", "上周末" };
static const char *const openings[] = {
    "", "", "", "", "", "你好，", "您好，", "社区的同志好，", "麻烦反映一下，", "替邻居反映一下，", "我是这里的住户，", "请问一下，",
};
static const char *const closings[] = {
    "", "", "", "", "", "谢谢。", "麻烦了。", "辛苦各位。", "盼回复。", "希望能解决。", "已经跟邻居们说过，大家都这么想。", "不急，有空看看就行。",
    "能处理一下吗？", "家里有老人，请费心。",
};

// The n-th of texts between bars.
static Str among(const char *barred, i64 n)
{
    Str rest = str(barred), one = STR("");
    for (i64 i = 0; i <= n; i++) one = str_cut(&rest, '|');
    return one;
}

static i64 bars(const char *barred)
{
    i64 n = 1;
    for (; *barred; barred++) n += *barred == '|';
    return n;
}

static void filled_one(Out *o, const DemoLetter *l, char what, const char *since_when)
{
    if (what == 's')      out_str(o, l->spot);
    else if (what == 't') out_z(o, since_when);
    else                  out_i64(o, what == 'b' ? l->building : what == 'u' ? l->unit : l->floor);
}

static Str filled(Arena *a, const DemoLetter *l, Str pattern, const char *since_when)
{
    Out o = out_new(a, 4096);
    for (i64 i = 0; i < pattern.len; i++) {
        if (pattern.at[i] != '{') {
            out_char(&o, pattern.at[i]);
            continue;
        }
        assert(i + 2 < pattern.len && pattern.at[i + 2] == '}' && strchr("stbuf", pattern.at[i + 1]));
        filled_one(&o, l, pattern.at[i + 1], since_when);
        i += 2;
    }
    return out_done(&o);
}

Str demo_filled(Arena *a, const DemoLetter *l, const char *pattern)
{
    return filled(a, l, str(pattern), since[(l->building + l->floor) % (int)COUNT(since)]);
}

static int asks_of(const DemoTopic *t)
{
    int n = 0;
    while (n < ASKS_MOST && t->asks[n]) n++;
    return n;
}

int demo_topic_pick(Rolls *r, i64 month)
{
    int season = (int)(month % 12 / 3), sum = 0, at = 0;                // December is winter's first
    for (int i = 0; i < demo_topic_count; i++) sum += demo_topics[i].weight[season];
    for (i64 n = roll(r, sum); n >= demo_topics[at].weight[season]; at++) n -= demo_topics[at].weight[season];
    return at;
}

// turn: how often this topic came before, so that neighbours in a list do not say the same. buildings 0: no compound.
void demo_letter(Arena *a, Rolls *r, int topic, int turn, int buildings, int units, DemoLetter *into)
{
    const DemoTopic *t = &demo_topics[topic];
    assert(asks_of(t) > 0);
    *into = (DemoLetter){ .topic = t, .ask = turn % asks_of(t), .building = (int)roll_from(r, 1, MAX(buildings, 1)),
                          .unit = (int)roll_from(r, 1, MAX(units, 1)), .floor = (int)roll_from(r, 2, 11) };
    const char *when = since[roll(r, (i64)COUNT(since))];
    into->spot = filled(a, into, among(t->spots, roll(r, bars(t->spots))), when);
    Str text = str(t->asks[into->ask]);
    into->pictured = t->scene != SCENE_NONE && str_starts(text, STR("*"));
    if (str_starts(text, STR("*"))) text = (Str){ text.at + 1, text.len - 1 };
    Str title = str_cut(&text, '|');
    into->title = filled(a, into, title, when);
    Str said = filled(a, into, text, when);
    const char *open = openings[roll(r, (i64)COUNT(openings))], *close = closings[roll(r, (i64)COUNT(closings))];
    bool calm = t->urgent < 20;                                         // who is in danger does not say there is time
    into->text = arena_fmt(a, "%s%.*s%s", open, STAR(said), calm ? close : "");
    into->answer = demo_filled(a, into, t->answers[into->ask]);
}

// ---- names -----------------------------------------------------------------------------------------

Str demo_person(Arena *a, Rolls *r)
{
    static const char family[] = "王|李|张|刘|陈|杨|赵|黄|周|吴|徐|孙|胡|朱|高|林|何|郭|马|罗|梁|宋|郑|谢|韩|唐|冯|于|董|萧|程|曹|袁|邓|许|傅|沈|曾|彭|吕";
    static const char given[] = "晓明|丽萍|建国|桂芳|志强|秀兰|海燕|国庆|玉梅|文博|思远|雨桐|春生|新民|素琴|立新|红霞|永刚|佳宁|子涵|俊杰|凤英|长顺|明月|"
                                "小勇|爱华|振华|淑珍|启航|静怡|金锁|保全|喜梅|德厚|彩霞|清源|晨曦|巧云|百顺|若兰";
    Str one = among(family, roll(r, bars(family))), two = among(given, roll(r, bars(given)));
    return arena_fmt(a, "%.*s%.*s", STAR(one), STAR(two));
}

Str demo_compound(Arena *a, i64 n)
{
    static const char front[] = "南塘|松涛|和顺|云栖|晚晴|桂月|听雨|竹影|望湖|书香|锦鲤|杏林|白鹭|青禾|百草|星河|梧桐|石榴|长风|麦香|紫藤|月季|"
                                "槐荫|玉兰|枣园|荷风|朝晖|丰泽|清和|永乐";
    static const char back[] = "小区|花园|新村|家园|苑|里|坊|华庭|嘉园|雅居|公寓|一号院|二号院|东院|西院|家属院|名邸|景苑|佳苑|社";
    static_assert(DEMO_COMPOUNDS == 30 * 20, "every n has its own");
    assert(n >= 0 && n < DEMO_COMPOUNDS && bars(front) == 30 && bars(back) == 20);
    Str one = among(front, n % 30), two = among(back, (n / 30 + n) % 20);
    return arena_fmt(a, "%.*s%.*s", STAR(one), STAR(two));
}
