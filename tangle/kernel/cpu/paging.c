// paging.c: walks the page tables, and says what it has seen.
#include "kernel/cpu/paging.h"
#include "kernel/lib/console.h"
#include "kernel/lib/format.h"

bool paging_is_canonical(uint64_t address)
{
    return (uint64_t)((int64_t)(address << 16) >> 16) == address;
}

#define RIGHTS (PAGE_WRITABLE | PAGE_USER | PAGE_NO_EXECUTE)

// The three bits so that 1 allows, which turns one of them around. Applied
// twice, it is the three bits again.
static uint64_t rights_in(uint64_t bits)
{
    return (bits ^ PAGE_NO_EXECUTE) & RIGHTS;
}

// Translates for an access that wants PAGE_WRITABLE, to write, PAGE_USER,
// as a program, PAGE_NO_EXECUTE, to fetch, or some of these. The walk ends
// early, at the first entry that does not allow it.
static bool walk_for(paddr_t root, uint64_t address, uint64_t wants,
                     struct walk *walk)
{
    uint64_t entry = root, rights = RIGHTS;

    *walk = (struct walk){ .level = PAGE_LEVELS };
    if (!paging_is_canonical(address)) {
        walk->level = 0;
        return false;
    }
    for (;; walk->level--) {
        walk->size = paging_size(walk->level);
        walk->entry = paging_entry(entry, walk->level, address);
        entry = *walk->entry;
        rights &= rights_in(entry);
        walk->bits = (entry & ~(RIGHTS | PAGE_ADDRESS)) | rights_in(rights);
        if (!(entry & PAGE_PRESENT) || (rights & wants) != wants)
            return false;
        if (walk->level == 1 || (entry & PAGE_LARGE))
            break;
    }
    walk->address = (entry & PAGE_ADDRESS & ~(walk->size - 1))
        | (address & (walk->size - 1));
    return true;
}

bool paging_walk(paddr_t root, uint64_t address, struct walk *walk)
{
    return walk_for(root, address, 0, walk);
}

// The first address behind the page, or the hole, around this one; 0 at
// the end.
static uint64_t behind(uint64_t address, const struct walk *walk)
{
    if (walk->level == 0)
        return DIRECT_MAP;                  // the upper half begins
    return (address & ~(walk->size - 1)) + walk->size;
}

static void add_page(struct page_range *range, const struct walk *walk)
{
    range->pages++;
    range->used += !!(walk->bits & PAGE_ACCESSED);
    range->written += !!(walk->bits & PAGE_DIRTY);
}

static bool continues(const struct page_range *range,
                      const struct walk *walk)
{
    const uint64_t marks = PAGE_ACCESSED | PAGE_DIRTY;

    return walk->size == range->size
        && walk->address == range->address + range->pages * range->size
        && !((walk->bits ^ range->bits) & ~marks);
}

bool paging_next_range(paddr_t root, uint64_t from,
                       struct page_range *range)
{
    uint64_t at = from;
    struct walk walk;

    while (!paging_walk(root, at, &walk)) {
        at = behind(at, &walk);
        if (at == 0)
            return false;
    }
    at &= ~(walk.size - 1);
    paging_walk(root, at, &walk);
    *range = (struct page_range){
        at, 0, walk.size, walk.bits, walk.address, 0, 0,
    };
    do {
        add_page(range, &walk);
        at = behind(at, &walk);
    } while (at && paging_walk(root, at, &walk) && continues(range, &walk));
    return true;
}

static void print_range(const struct page_range *range)
{
    uint64_t mib = range->size >> 20;

    kprintf("%016lx %016lx %10lx %5lu of %lu %ciB r%c%c%c %5lu %5lu\n",
            range->start, range->start + range->pages * range->size,
            range->address, range->pages, mib ? mib : range->size >> 10,
            mib ? 'M' : 'K', range->bits & PAGE_WRITABLE ? 'w' : '-',
            range->bits & PAGE_NO_EXECUTE ? '-' : 'x',
            range->bits & PAGE_USER ? 'u' : '-', range->used,
            range->written);
}

void paging_print(paddr_t root)
{
    struct page_range range;
    uint64_t at = 0;

    kprintf("%-16s %-16s %10s %14s %4s %5s %5s\n", "from", "to",
            "physical", "pages", "may", "used", "dirty");
    while (paging_next_range(root, at, &range)) {
        print_range(&range);
        at = range.start + range.pages * range.size;
        if (at == 0)
            break;
    }
}

// What the access wanted, by the error code; SDM 3A §4.7.
static uint64_t wanted(uint64_t error)
{
    return (error & 0x02 ? PAGE_WRITABLE : 0)
        | (error & 0x04 ? PAGE_USER : 0)
        | (error & 0x10 ? PAGE_NO_EXECUTE : 0);
}

static const char *reason(uint64_t entry, uint64_t wants)
{
    uint64_t missing = wants & ~rights_in(entry);

    if (!(entry & PAGE_PRESENT))
        return "not mapped";
    return missing & PAGE_WRITABLE ? "read-only"
        : missing & PAGE_USER ? "not for programs" : "not executable";
}

void paging_explain(char *text, size_t size, paddr_t root,
                    uint64_t address, uint64_t error)
{
    uint64_t wants = wanted(error);
    struct walk walk;
    bool fine = walk_for(root, address, wants, &walk);

    if (walk.level == 0) {
        ksnprintf(text, size, "not canonical: no table was asked");
        return;
    }
    ksnprintf(text, size, "%s: level %d, entry %u of the table at "
              "%lx is %lx",
              fine ? "allowed by now" : reason(*walk.entry, wants),
              walk.level, paging_index(walk.level, address),
              ((uint64_t)walk.entry - DIRECT_MAP) & PAGE_ADDRESS,
              *walk.entry);
}
