// text_looks.c: letters that look like another letter: one of them stands for all when sign-in names are compared.
// Ours and not a library's, since keys made of it are stored for ever and Unicode's own list changes with each version.
// Only single characters: rn and m, 土 and 士, 1 and l and I stay apart, or people who are told apart by them could not
// sign up. Looked at after NFKC, so nothing stands here that it folds.
#include "base/text.h"

typedef struct Looks { uint32_t as; const uint32_t *like; } Looks;
static const Looks letters[] = {
    { 'a', U"ɑΑαАаᎪᴀꓮꭺᗅ𐊠𖽀" },
    { 'b', U"ƄƅʙΒβВЬвьᏏᏴᏼꓐꞴꞵꮟᑲᖯᗷ𐊂𐊡𐌁" },
    { 'c', U"ϹϲСсᏟᴄⲤⲥꓚꮯ𐊢𐌂𐐕𐐽𐔜𑣲" },
    { 'd', U"ԁᎠᏧᴅꓒꓓꭰꮷᑯᗞᗪ" },
    { 'e', U"ΕεЕеҽᎬᴇꓰꬲꭼ𑣆𑣎ⴹ𐊆𑢦𑢮" },
    { 'f', U"ϜϝքẝꓝꜰꞘꞙꬵᖴ𐊇𐊥𐔥𑢢𑣂" },
    { 'g', U"ƍɡɢԌԍցᏀᏳᏻᶃꓖꮐ" },
    { 'h', U"ʜΗηНнһհᎻᏂⲎⲏꓧꮋꮒᕼ𐋏" },
    { 'i', U"ıɩɪΙιІіӀӏᎥⲒⲓꓲꙇꭵ𑣃" },
    { 'j', U"ʝͿϳЈјᎫᴊꓙꞲꭻᒍ" },
    { 'k', U"ΚκКкᏦᴋⲔⲕꓗꮶᛕ𐔘" },
    { 'l', U"ƖǀʟᏞⳐⳑꓡꮮ𐑃𑣒ᒪᛁⵏ𐊊𐌉𐌠𐐛𐔦𑢣𑢲𖼖𖼨" },
    { 'm', U"ΜμϺϻМмᎷᴍⲘⲙꓟꮇᗰᛖ𐊰𐌑" },
    { 'n', U"ɴΝոռⲚⲛꓠ𐔓" },
    { 'o', U"ΟοσОоՕօჿᴏᴑⲞⲟꓳꬽ𑣕ଠഠဝዐⵔ𐊒𐊫𐐄𐐬𐓂𐓪𐔖𑢵𑣈𑣗" },
    { 'p', U"ΡρРрᏢᴘⲢⲣꓑꮲᑭ𐊕" },
    { 'q', U"ԛգզꞯⵕ" },
    { 'r', U"ƦʀгᎡᏒᴦⲅꓣꭇꭈꭱꮁꮢ𐓜ᖇ𐒴𖼵" },
    { 's', U"ƽЅѕՏտᏕᏚꓢꜱꮥꮪ𐊖𐐠𐑈𑣁𖼺" },
    { 't', U"ΤτТтᎢᴛⲦⲧꓔꭲ𐊗𐊱𐌕𑢼𖼊" },
    { 'u', U"ʋυՍսᴜꓴꞟꭎꭒሀᑌ𐓎𐓶𑢸𑣘𖽂" },
    { 'v', U"νѴѵᏙᴠꓦꮩᐯⴸꛟ𐔝𑜆𑢠𑣀𖼈" },
    { 'w', U"ɯѡԜԝաᎳᏔᴡꓪꮃꮤ𑜊𑜎𑜏𑣯" },
    { 'x', U"ΧχХхⲬⲭꓫꞳꭓᕁᕽᚷⵝ𐊐𐊴𐌗𐌢𐔧𑣬" },
    { 'y', U"ɣʏΥγУуҮүყᎩᎽᶌỿⲨⲩꓬꭚꭹꮍ𐊲𑢤𑣜𖽃" },
    { 'z', U"ΖζᏃᴢꓜꮓ𑣉𑢩𑣄" },
    { 0x00E6, U"ӕ" }, { 0x0259, U"ǝә" }, { 0x0292, U"ӡჳⳍꝫȝ" }, { 0x03B4, U"ẟծ" }, { 0x03B8, U"ɵөѳᎾᏫ" },
    { 0x03C0, U"пᴨ" },
    { 0x03C6, U"ɸфⲫ" }, { 0x03C8, U"ѱ" }, { 0x03C9, U"ꙍⲱꞷ" }, { 0x0438, U"ᴎͷ" }, { 0x043B, U"ᴫ" }, { 0x044F, U"ᴙ" },
    { '\'', U"‘’ʼʹʻʽˈꞌ′`" }, { '"', U"“”″" }, { 0xB7, U".。" },
};

// Arabic letters with and without the dots of another keyboard; Han and what is drawn like it.
static const Looks others[] = {
    { 0x0649, U"\u064A\u06CC" }, { 0x0643, U"\u06A9\u06AA" }, { 0x06D5, U"\u0647\u06BE\u06C1" },
    { U'一', U"ー—―─━⸺⸻ㄧᅳ" }, { U'〇', U"○◯" }, { U'口', U"ロ囗ᄆ" }, { U'丨', U"ᅵ〡" }, { U'二', U"ニ" }, { U'亻', U"イ" },
    { U'彳', U"ㄔ" },
    { U'八', U"ハ" }, { U'力', U"カ" }, { U'卜', U"ト" }, { U'夕', U"タ" }, { U'工', U"エ" }, { U'千', U"チ" }, { U'匕', U"ヒ" },
    { U'厶', U"ムㄙ" }, { U'才', U"オ" }, { U'又', U"ヌㄡ" }, { U'丿', U"ノ〳" }, { U'へ', U"ヘ" }, { U'り', U"リ" }, { U'厂', U"ㄏ" },
    { U'尸', U"ㄕ" }, { U'卩', U"ㄗ" }, { U'丫', U"ㄚ" }, { U'幺', U"ㄠ" }, { U'尢', U"ㄤ" }, { U'儿', U"ㄦ" }, { U'凵', U"ㄩ" },
    { U'匚', U"ㄈ" }, { U'冂', U"ㄇ" }, { U'勹', U"ㄅ" }, { U'丂', U"ㄎ" }, { U'丅', U"ㄒ" }, { U'併', U"倂" }, { U'値', U"值" },
    { U'啓', U"啟" }, { U'塡', U"填" }, { U'戶', U"戸户" }, { U'晚', U"晩" }, { U'朌', U"肦" }, { U'柿', U"杮" }, { U'研', U"硏" },
    { U'絕', U"絶" }, { U'郎', U"郞" }, { U'鎭', U"鎮" }, { U'隷', U"隸" }, { U'黑', U"黒" }, { U'胼', U"腁" }, { U'胶', U"㬵" },
    { U'媯', U"嬀" }, { U'溈', U"潙" }, { U'蒍', U"蔿" }, { U'跺', U"跥" }, { U'虁', U"蘷" }, { U'内', U"內" },
    { U'吕', U"呂" }, { U'青', U"靑" }, { U'温', U"溫" }, { U'真', U"眞" },
};

// U+2E80 to 2EF3 and 31C0 to 31E3: parts of ideographs, drawn as the ideograph itself.
static const uint32_t radicals[] =
    U" 厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄心扌攵 旡日月歺母民氵氺灬爫爫丬牛"
    U"犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑"
    U"钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";
static const uint32_t strokes[] =
    U"      𠃌        乀一丨丿丿丶𠃍乛𠃊𠃎𠄌亅𡿨𠃋乀𠃑乚乙𠄎  ";

static uint32_t listed(const Looks *looks, i64 count, uint32_t code)
{
    for (i64 i = 0; i < count; i++)
        for (const uint32_t *like = looks[i].like; *like; like++) if (*like == code) return looks[i].as;
    return code;
}

static uint32_t part(const uint32_t *parts, uint32_t from, uint32_t code)
{
    uint32_t whole = parts[code - from];
    return whole == ' ' ? code : whole;
}

// White on black, twice ringed, of a flag: symbols that Unicode does not fold.
static uint32_t ringed(uint32_t code)
{
    static const struct { uint32_t from, to, first; } rings[] = {
        { 0x1F150, 0x1F169, 'a' }, { 0x1F170, 0x1F189, 'a' }, { 0x1F1E6, 0x1F1FF, 'a' }, { 0x2776, 0x277E, '1' },
        { 0x2780, 0x2788, '1' }, { 0x278A, 0x2792, '1' }, { 0x24F5, 0x24FD, '1' }, { 0x24FF, 0x24FF, '0' },
        { 0x1F10B, 0x1F10C, '0' },
    };
    for (i64 i = 0; i < COUNT(rings); i++)
        if (code >= rings[i].from && code <= rings[i].to)
            return rings[i].first == '0' ? '0' : rings[i].first + code - rings[i].from;
    return code;
}

// Names have forty characters, and a password costs ten thousand times as much: so a plain walk.
uint32_t look_of(uint32_t code)
{
    static_assert(COUNT(radicals) == 0x2EF4 - 0x2E80 + 1 && COUNT(strokes) == 0x31E4 - 0x31C0 + 1, "one for each");
    if (code >= 0x2E80 && code < 0x2EF4) code = part(radicals, 0x2E80, code);
    if (code >= 0x31C0 && code < 0x31E4) code = part(strokes, 0x31C0, code);
    if (code >= 'a' && code <= 'z') return code;
    code = listed(letters, COUNT(letters), ringed(code));
    return listed(others, COUNT(others), code);
}
