// features.c: CPUID, and the registers that switch features on.
// SDM 3A §4.1.4, §11.12.
#include "kernel/cpu/cpu.h"
#include "kernel/cpu/features.h"

struct features features;

static void ask(struct features *f)
{
    struct cpuid basic = cpu_cpuid(1), extended = cpu_cpuid(0x80000001);

    f->global_pages = basic.edx & 1 << 13;
    f->combining = basic.edx & 1 << 16;
    f->no_execute = extended.edx & 1 << 20;
    f->giant_pages = extended.edx & 1 << 26;
    f->physical_bits = 36;
    if (cpu_cpuid(0x80000000).eax >= 0x80000008)
        f->physical_bits = cpu_cpuid(0x80000008).eax & 0xff;
}

enum {
    MSR_PAT = 0x277,
    MSR_EFER = 0xc0000080,
    EFER_NXE = 1 << 11,
    WRITE_COMBINING = 1,        // a memory type
};

void features_init(void)
{
    ask(&features);
    if (features.no_execute)
        cpu_write_msr(MSR_EFER, cpu_read_msr(MSR_EFER) | EFER_NXE);
    if (features.global_pages)
        cpu_write_cr4(cpu_read_cr4() | CR4_PGE);
    if (features.combining)
        cpu_write_msr(MSR_PAT, (cpu_read_msr(MSR_PAT) & ~0xff00ul)
                      | WRITE_COMBINING << 8);
}
