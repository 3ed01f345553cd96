// machines.c: the memory maps of machines that people have, as their
// firmware told Linux, from the logs in github.com/linuxhw/Dmesg, where
// twelve digits name a machine; the year is that of its firmware.
#include <stdio.h>
#include <string.h>
#include "kernel/lib/test.h"
#include "kernel/mm/memory_map.h"
#include "tests/host/host.h"

struct told {
    uint64_t first, last;
    uint32_t kind;
};

struct machine {
    const char *name;
    uint64_t linux_kib;         // "Memory: …K/this available"
    struct told told[40];
};

enum { F = 1, R, A, N, EFI_CODE = 20 };  // free, reserved, ACPI, NVS

static const struct machine machines[] = {
    { "Dell PowerEdge 1850 (2008)", 8387956, {       // 858D0EB6BB9A
        { 0x0, 0x9ffff, F }, { 0x100000, 0xbffbffff, F },
        { 0xbffc0000, 0xbffcfbff, A }, { 0xbffcfc00, 0xbfffefff, R },
        { 0xe0000000, 0xefffffff, R }, { 0xfec00000, 0xfec8ffff, R },
        { 0xfed00000, 0xfed003ff, R }, { 0xfee00000, 0xfee0ffff, R },
        { 0xffb00000, 0xffffffff, R }, { 0x100000000, 0x1ffffdfff, F },
        { 0x1ffffe000, 0x1ffffffff, R }, { 0x200000000, 0x23fffffff, F },
    } },
    { "Apple MacBook2,1 (2007)", 1028116, {          // 0147F27E578F
        { 0x0, 0x8efff, F }, { 0x8f000, 0x8ffff, N },
        { 0x90000, 0x9ffff, F }, { 0xa0000, 0xbffff, R },
        { 0x100000, 0x3e0f7fff, F }, { 0x3e0f8000, 0x3e2f8fff, N },
        { 0x3e2f9000, 0x3ee4afff, F }, { 0x3ee4b000, 0x3ee70fff, EFI_CODE },
        { 0x3ee71000, 0x3ee7ffff, F }, { 0x3ee80000, 0x3eeaafff, R },
        { 0x3eeab000, 0x3eeb6fff, F }, { 0x3eeb7000, 0x3eebbfff, A },
        { 0x3eebc000, 0x3eebdfff, F }, { 0x3eebe000, 0x3eeeefff, N },
        { 0x3eeef000, 0x3eefefff, A }, { 0x3eeff000, 0x3fffffff, R },
        { 0xf00f8000, 0xf00f8fff, R }, { 0xfed1c000, 0xfed1ffff, R },
        { 0xfffb0000, 0xfffdffff, R },
    } },
    { "Dell PowerEdge R210 (2018)", 8378580, {       // 94E911EB5DFB
        { 0x0, 0x9cfff, F }, { 0x100000, 0xbf698fff, F },
        { 0xbf699000, 0xbf6aefff, R }, { 0xbf6af000, 0xbf6cdfff, A },
        { 0xbf6ce000, 0xbfffffff, R }, { 0xe0000000, 0xefffffff, R },
        { 0xfe000000, 0xffffffff, R }, { 0x100000000, 0x23fffffff, F },
    } },
    { "Microsoft Surface 3 (2015)", 4108528, {       // 25B69C7B10DB
        { 0x0, 0x8efff, F }, { 0x8f000, 0x8ffff, N },
        { 0x90000, 0x9dfff, F }, { 0x9e000, 0x9ffff, R },
        { 0x100000, 0x1fffffff, F }, { 0x20000000, 0x201fffff, R },
        { 0x20200000, 0xba96dfff, F }, { 0xba96e000, 0xbac6dfff, R },
        { 0xbac6e000, 0xbad6dfff, A }, { 0xbad6e000, 0xbb3befff, N },
        { 0xbb3bf000, 0xbbaccfff, R }, { 0xbbacd000, 0xbbad0fff, F },
        { 0xbbad1000, 0xbbad1fff, R }, { 0xbbad2000, 0xbbffffff, F },
        { 0xe0000000, 0xe3ffffff, R }, { 0xfea00000, 0xfeafffff, R },
        { 0xfec00000, 0xfec00fff, R }, { 0xfed01000, 0xfed01fff, R },
        { 0xfed03000, 0xfed03fff, R }, { 0xfed06000, 0xfed06fff, R },
        { 0xfed08000, 0xfed09fff, R }, { 0xfed1c000, 0xfed1cfff, R },
        { 0xfed80000, 0xfedbffff, R }, { 0xfee00000, 0xfee00fff, R },
        { 0xffc00000, 0xffffffff, R }, { 0x100000000, 0x13fffffff, F },
    } },
    { "ASUS PRIME B450M-A II (2022)", 16039496, {    // E71284EECA39
        { 0x0, 0x9d3ff, F }, { 0x9d400, 0x9ffff, R },
        { 0xe0000, 0xfffff, R }, { 0x100000, 0x9bfefff, F },
        { 0x9bff000, 0x9ffffff, R }, { 0xa000000, 0xa1fffff, F },
        { 0xa200000, 0xa20efff, N }, { 0xa20f000, 0xaffffff, F },
        { 0xb000000, 0xb01ffff, R }, { 0xb020000, 0x9e49bfff, F },
        { 0x9e49c000, 0x9e49cfff, R }, { 0x9e49d000, 0xa3d25fff, F },
        { 0xa3d26000, 0xa4060fff, R }, { 0xa4061000, 0xa41b7fff, A },
        { 0xa41b8000, 0xa5ca8fff, N }, { 0xa5ca9000, 0xa6bfefff, R },
        { 0xa6bff000, 0xa7ffffff, F }, { 0xa8000000, 0xaaffffff, R },
        { 0xaf000000, 0xcfffffff, R }, { 0xf8000000, 0xfbffffff, R },
        { 0xfd200000, 0xfd2fffff, R }, { 0xfd600000, 0xfd6fffff, R },
        { 0xfea00000, 0xfea0ffff, R }, { 0xfeb80000, 0xfec01fff, R },
        { 0xfec10000, 0xfec10fff, R }, { 0xfec30000, 0xfec30fff, R },
        { 0xfed00000, 0xfed00fff, R }, { 0xfed40000, 0xfed44fff, R },
        { 0xfed80000, 0xfed8ffff, R }, { 0xfedc2000, 0xfedcffff, R },
        { 0xfedd4000, 0xfedd5fff, R }, { 0xff000000, 0xffffffff, R },
        { 0x100000000, 0x42e2fffff, F }, { 0x42e300000, 0x42fffffff, R },
    } },
    { "Dell PowerEdge C6525 (2022)", 268036992, {    // B11FEC7694D8
        { 0x0, 0x9bfff, F }, { 0x9c000, 0x9ffff, R },
        { 0xe0000, 0xfffff, R }, { 0x100000, 0x5a127fff, F },
        { 0x5a128000, 0x5a1a7fff, R }, { 0x5a1a8000, 0x67acefff, F },
        { 0x67acf000, 0x6dfcefff, R }, { 0x6dfcf000, 0x6edfefff, N },
        { 0x6edff000, 0x6effefff, A }, { 0x6efff000, 0x6effffff, F },
        { 0x6f000000, 0x6f00afff, N }, { 0x6f00b000, 0x6fffffff, F },
        { 0x70000000, 0x8fffffff, R }, { 0xaa000000, 0xaaffffff, R },
        { 0xc5000000, 0xc5ffffff, R }, { 0xe0000000, 0xe0ffffff, R },
        { 0xfd000000, 0xffffffff, R }, { 0x100000000, 0x407f0fffff, F },
        { 0x407f100000, 0x407fffffff, R },
    } },
};

// The ranges in random order, each a part of the time.
static void tell(struct boot_info *boot, const struct machine *machine)
{
    memset(boot, 0, sizeof(*boot));
    while (machine->told[boot->range_count].last) {
        const struct told *told = &machine->told[boot->range_count];
        uint64_t at = fuzz_below(++boot->range_count);

        boot->ranges[boot->range_count - 1] = boot->ranges[at];
        boot->ranges[at] = (struct boot_range){
            told->first, told->last + 1 - told->first, told->kind
        };
    }
}

TEST(memory_maps_of_real_machines)
{
    for (size_t i = 0; i < sizeof(machines) / sizeof(*machines); i++) {
        struct memory_map map = { 0 };
        struct boot_info boot;
        uint64_t free;

        tell(&boot, &machines[i]);
        memory_map_read(&map, &boot);
        free = memory_map_size(&map, MEMORY_FREE) / 1024;
        printf("# %-28s %2d ranges, %9lu KiB free\n", machines[i].name,
               boot.range_count, free);
        CHECK_EQUAL(free - 4, machines[i].linux_kib);   // not its page 0
    }
}
