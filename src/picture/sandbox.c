// sandbox.c: a process shuts itself in: no file can be opened, no program run, no connection made, no process but its
// own threads started or signalled; memory, processor time and what it writes are bounded.
// Each of the three walls (limits, Landlock, seccomp) holds without the others, so what an old kernel lacks is told and
// the rest is built. The list of calls is what libvips needs to turn bytes in memory into bytes; all others fail with
// EPERM, so that a library that only probes goes on.
#include "picture/picture_room.h"
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// ---- limits ----------------------------------------------------------------------------------------

static bool limit(int what, i64 most)
{
    struct rlimit r = { (rlim_t)most, (rlim_t)most };
    return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

// The sanitizers map far more than they use, so their builds are bounded in everything but that.
static bool limits_set(void)
{
#ifdef __SANITIZE_ADDRESS__
    bool memory = true;
#else
    bool memory = limit(RLIMIT_AS, MEMORY_MOST);
#endif
    return memory && limit(RLIMIT_CPU, PROCESSOR_S) && limit(RLIMIT_FSIZE, MADE_MOST) && limit(RLIMIT_CORE, 0);
}

// ---- Landlock --------------------------------------------------------------------------------------

// All rights that the kernel knows are taken and none is given back. Debian's headers know the oldest kernel only, so
// the struct stands here; each kernel reads as much of it as it knows.
typedef struct Ruleset { uint64_t files, net, scoped; } Ruleset;

static bool landlock_close(void)
{
    static const uint64_t files[] = { 0x1FFF, 0x3FFF, 0x7FFF, 0x7FFF, 0xFFFF };     // by the version of the interface
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1u);
    if (version < 1) return false;
    Ruleset rules = { .files = files[MIN(version, COUNT(files)) - 1], .net = version >= 4 ? 3 : 0,
                      .scoped = version >= 6 ? 3 : 0 };
    size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
    int    set = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0u);
    bool   good = set >= 0 && syscall(SYS_landlock_restrict_self, set, 0u) == 0;
    if (set >= 0) close(set);
    return good;
}

// ---- seccomp ---------------------------------------------------------------------------------------

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#endif

#ifdef NATIVE
static const int calls[] = {
    SYS_read, SYS_write, SYS_pread64, SYS_pwrite64, SYS_lseek, SYS_fstat, SYS_newfstatat, SYS_close, SYS_munmap,
    SYS_mremap, SYS_madvise, SYS_brk, SYS_futex, SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn,
    SYS_sigaltstack, SYS_exit, SYS_exit_group, SYS_gettid, SYS_getpid, SYS_sched_yield, SYS_sched_getaffinity,
    SYS_clock_gettime, SYS_clock_nanosleep, SYS_nanosleep, SYS_gettimeofday, SYS_getrandom, SYS_set_robust_list,
    SYS_rseq, SYS_membarrier, SYS_restart_syscall, SYS_getrusage, SYS_sysinfo, SYS_uname,
};

#define STEP(code, k, yes, no) ((struct sock_filter){ (uint16_t)(code), (yes), (no), (uint32_t)(k) })
#define LOAD(member)   STEP(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member), 0, 0)
#define SAME(k, y, n)  STEP(BPF_JMP | BPF_JEQ | BPF_K, k, y, n)
#define BITS(k, y, n)  STEP(BPF_JMP | BPF_JSET | BPF_K, k, y, n)
#define ENDS(what)     STEP(BPF_RET | BPF_K, what, 0, 0)
#define REFUSED(error) (SECCOMP_RET_ERRNO | (error))

// A foreign instruction set ends it. Threads may begin, processes not; clone3 hides its flags in memory, so the C
// library is told that there is none and takes clone. Memory may never be written and run.
static int filter_write(struct sock_filter *f)
{
    int n = 0;
    f[n++] = LOAD(arch);
    f[n++] = SAME(NATIVE, 1, 0);
    f[n++] = ENDS(SECCOMP_RET_KILL_PROCESS);
    f[n++] = LOAD(nr);
    for (int i = 0; i < (int)COUNT(calls); i++) {
        f[n++] = SAME(calls[i], 0, 1);
        f[n++] = ENDS(SECCOMP_RET_ALLOW);
    }
    f[n++] = SAME(SYS_clone3, 0, 1);
    f[n++] = ENDS(REFUSED(ENOSYS));
    f[n++] = SAME(SYS_clone, 0, 3);
    f[n++] = LOAD(args[0]);
    f[n++] = BITS(CLONE_THREAD, 6, 0);
    f[n++] = ENDS(REFUSED(EPERM));
    f[n++] = SAME(SYS_mmap, 1, 0);
    f[n++] = SAME(SYS_mprotect, 0, 2);
    f[n++] = LOAD(args[2]);
    f[n++] = BITS(PROT_EXEC, 0, 1);
    f[n++] = ENDS(REFUSED(EPERM));
    f[n++] = ENDS(SECCOMP_RET_ALLOW);
    return n;
}

static bool seccomp_close(void)
{
    struct sock_filter f[2 * COUNT(calls) + 24];
    struct sock_fprog  program = { .len = (unsigned short)filter_write(f), .filter = f };
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0u, &program) == 0;
}
#else
static bool seccomp_close(void) { return false; }
#endif

unsigned sandbox_close(void)
{
    unsigned missing = 0;
    if (setpriority(PRIO_PROCESS, 0, NICE) != 0 || !limits_set()) missing |= NO_LIMITS;
    prctl(PR_SET_DUMPABLE, 0);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (!landlock_close()) missing |= NO_LANDLOCK;
    if (!seccomp_close()) missing |= NO_SECCOMP;
    return missing;
}
