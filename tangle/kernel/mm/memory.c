// memory.c: brings up the map of memory, the page tables and the frames.
#include <stddef.h>
#include "kernel/lib/console.h"
#include "kernel/lib/options.h"
#include "kernel/mm/early.h"
#include "kernel/mm/memory.h"
#include "kernel/mm/page.h"
#include "kernel/mm/space.h"

static struct memory_map memory;

static void claim(paddr_t start, paddr_t end, enum memory_kind kind)
{
    if (memory_map_add(&memory, start, end, kind) < 0)
        kprintf("memory: %lx to %lx cannot be claimed\n", start, end);
}

static void claim_ours(const struct boot_info *boot)
{
    claim(0, 1 << 20, MEMORY_RESERVED);     // the firmware's, and the VGA's
    claim((uint64_t)kernel_start - KERNEL_BASE,
          (uint64_t)kernel_end - KERNEL_BASE, MEMORY_KERNEL);
    if (boot->screen.kind == SCREEN_PIXELS
        && memory_map_add_screen(&memory, &boot->screen) < 0)
        kprintf("memory: the screen cannot be claimed\n");
    for (int i = 0; i < boot->module_count; i++)
        claim(boot->modules[i].start, boot->modules[i].end,
              MEMORY_MODULE);
}

void memory_init(const struct boot_info *boot)
{
    memory_map_read(&memory, boot);
    claim_ours(boot);
    if (option_get(boot->command_line, "memory", NULL, 0))
        memory_map_print(&memory);
    if (!memory_map_size(&memory, MEMORY_FREE)) {
        kprintf("memory: none is free, so none can be allocated\n");
        return;
    }
    early_open(&memory, 4ull << 30);        // what boot.S has mapped
    space_init(&memory, boot);
    early_open(&memory, MEMORY_END);
    page_init(&memory);
    kprintf("memory     %zu KiB, %zu KiB free\n",
            page_count_all() * 4, page_count_free() * 4);
    if (option_get(boot->command_line, "tables", NULL, 0))
        paging_print(kernel_space.root);
}
