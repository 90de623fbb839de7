// main.c: the list of words, and the only look at the environment.
#include "picture/picture.h"
#include "words/words.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const Word words[] = {
    { "serve", "", " listen ", 0, 0, word_serve, "提供服务", "serves a folder",
      "目录不在或是空的：建成新的安装，导入政策包的区划。没有管理员时打印一个一次性地址，在浏览器里成为管理员。",
      "An absent or empty folder becomes an installation with the divisions of the pack. While nobody administers, a\n"
      "one-time address is printed that makes an administrator in the browser." },
    { "demo", "", " small until seed ", 0, 0, word_demo, "建一个演示目录：管城回族区的两年，内容均为虚构",
      "makes a demo folder: two years of a district, all invented",
      "目录已存在时什么也不做。演示账号由 serve 打印，登录页也列出。", "Does nothing when the folder is there. `serve` prints the sign-ins." },
    { "init", "", " test ", 0, 0, word_init, "建一个空的数据目录", "makes an empty folder",
      "之后：import places 导入区划，user add 建第一个管理员，serve。",
      "Then: import places, user add for the first administrator, serve." },
    { "import places", "FILE.csv[.gz|.zst]", " list-on source whole dry-run may-end ", 1, 1, word_import_places,
      "导入区划或小区、楼栋等地点", "imports divisions, or compounds, buildings …",
      "列：code,name（必填），level,parent_code（写了须与编码一致），及地点的其他各列。错行按行号说明，好行照常导入；\n"
      "再导入一次不会重复。--whole 编码：名单是该编码之下的全部，其中没有的同类地点自名单之日起撤销。",
      "Columns: code,name (needed), level,parent_code (if given, they must agree with the code) and the others of a\n"
      "place. Bad rows are named with line and column, good ones land; importing again adds nothing. With --whole\n"
      "CODE the list is all that lies below the code: places of its kinds that are not in it end on its day." },
    { "import letters", "FILE.csv[.gz|.zst]", " county ", 1, 1, word_import_letters, "导入旧信件（仅测试安装）",
      "imports old letters (test installations only)",
      "列：msg_id,title,time,text（其余不看）。社区由稳定散列决定，因为原信地点已隐去；再导入一次不会重复。",
      "Columns: msg_id,title,time,text (others are not looked at). The community comes from a stable hash, since the\n"
      "letters' places are masked; importing again adds nothing." },
    { "clock", "", " until live county plain ", 0, 0, word_clock, "系统时钟是否可信；测试安装：拨到某天结束",
      "whether the machine's clock is believed; test installations: runs to the end of a day",
      "不写选项：说明系统时间是否可信（见 linli clock accept），不可信时退出码为 1。--until、--live 仅限测试安装：\n"
      "到期未办结的逐级上报，日期可以在将来：上报记在到期的时刻，人的办理仍按真实时间。--live 之后跟随真实时间。",
      "Without options: whether the machine's clock is believed (see linli clock accept); status 1 when it is not.\n"
      "--until and --live, on test installations only: what falls due is raised, at its due moment. The day may lie\n"
      "ahead; what people do still happens in real time. With --live the clock follows real time afterwards." },
    { "clock accept", "", "", 0, 0, word_clock_accept, "时钟跳变后，认定当前系统时间正确",
      "takes the system's time as right after it jumped",
      "时钟与稳定时钟、日志不符时，不接受任何变更（/health 的 clock 为 false）。先核对系统时间；改正后会自行恢复，\n"
      "确实正确才执行本命令。认定会记入日志；此前时刻超前的记录一并标记。",
      "When the clock does not fit the steady clock or the journal, no changes are taken (`clock` is false in\n"
      "/health). Look at the system's time first: set right, all goes on by itself; only if it is right, say this. It\n"
      "is recorded, and entries whose moments ran ahead are marked." },
    { "demo staff", "", " until county ", 0, 0, word_demo_staff, "替身工作人员办理导入的信件（仅测试安装）",
      "a stand-in for staff settles imported letters (test installations only)",
      "每封信由 SHA-256(\"staff:\" + msg_id) 的字节 b0 b1 … 决定；默认办到最后一封信之后 120 天：\n"
      "  b0 % 100 < 4   提交后 1 + b2 % 12 小时不予受理\n"
      "  b1 % 100       不足 62 由社区办结，不足 90 由街道，其余由区县；低一级不办，到期自动上报\n"
      "  b2 × 256 + b3  到该级后 1 + 其 mod 120 / 200 / 300 小时办结；社区在提交后 1 + b7 % 120 分钟受理\n"
      "  b4 % 100 < 6   办结 24 + b5 % 48 小时后重新办理，再过 1 + b6 % 72 小时办结",
      "Decided by the bytes b0 b1 … of SHA-256(\"staff:\" + msg_id); by default until 120 days after the last letter:\n"
      "  b0 % 100 < 4   refused 1 + b2 % 12 hours after filing\n"
      "  b1 % 100       below 62 settled by the community, below 90 by the street, else the county; nobody acts below\n"
      "  b2 * 256 + b3  mod 120 / 200 / 300, + 1: hours until it is closed there; accepted after 1 + b7 % 120 min\n"
      "  b4 % 100 < 6   reopened 24 + b5 % 48 hours after closing, closed again 1 + b6 % 72 hours later" },
    { "figures", "", " county from to plain ", 0, 0, word_figures, "统计：受理、上报、不出社区率、按期结案率",
      "figures: filed, raised, settled in the community, closed in time", NULL, NULL },
    { "user add", "", " name phone role org org-kind place ", 0, 0, word_user_add, "建账号和岗位，打印一次性链接",
      "makes an account with a post, prints its one-time link",
      "例：linli user add --name 张三 --role admin --org 区数据局 --org-kind department --place 410104",
      "E.g. linli user add --name 张三 --role admin --org 区数据局 --org-kind department --place 410104" },
    { "user list", "", " county ", 0, 0, word_user_list, "列出工作人员", "lists staff", NULL, NULL },
    { "user end", "PERSON", "", 1, 1, word_user_end, "停用账号", "closes an account", NULL, NULL },
    { "verify", "", " no-replay ", 0, 0, word_verify, "核对：哈希树、签名、重放并逐行比较",
      "checks tree and heads, replays and compares; names what differs", "服务运行时也可以核对。",
      "May run beside a serving server." },
    { "rebuild", "", "", 0, 0, word_rebuild, "由日志重建各表", "makes the tables anew from the journal", NULL, NULL },
    { "backup", "FILE", " prove ", 1, 1, word_backup, "备份到一个文件（可在线）",
      "copies the folder into one file, also while serving",
      "主密钥不在备份里，须另行保管。--prove：再从它试恢复一遍（旁边要有同样大的空间），管理页上就显示“试过恢复”。",
      "The master key is not in it: keep it elsewhere. With --prove it is restored from once, on trial, beside itself\n"
      "(there must be room for it again); the desk then says so." },
    { "restore", "FILE", "", 1, 1, word_restore, "从备份恢复到 --data",
      "restores a backup into --data; refuses a damaged copy", NULL, NULL },
    { "receipt check", "FILE", " key leaf entry ", 1, 1, word_receipt, "核对回执，不依赖服务器",
      "checks a receipt without trusting the server", NULL, NULL },
    { "describe", "openapi|columns|sql|types|rights|postgresql", "", 1, 1, word_describe, "程序自述",
      "the program describes itself", NULL, NULL },
    { "pack check", "DIR", "", 1, 1, word_pack_check, "检查政策包，指出每处错误", "checks packs, names each mistake", NULL, NULL },
    { "health", "", "", 0, 0, word_health, "正在服务的程序是否正常", "whether the serving program is well", NULL, NULL },
};

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], PICTURE_WORD)) return picture_within();
    static const char *const names[] = { "LINLI_LANG", "LC_ALL", "LC_MESSAGES", "LANG" };
    const char *boot = getenv("LINLI_BOOT");         // this run of the machine, where /proc does not tell
    const char *notes = getenv("LINLI_SENTENCES");   // tests: where every sentence is noted
    if (notes && !sentences_note(notes)) return FAILED;
    World world = { .lang = "", .boot = boot ? boot : "", .packs_here = access("packs", R_OK | X_OK) == 0 };
    for (int i = 0; i < (int)COUNT(names) && !world.lang[0]; i++) {
        const char *value = getenv(names[i]);
        if (value) world.lang = value;
    }
    return words_run(words, (int)COUNT(words), &world, argc, argv);
}
