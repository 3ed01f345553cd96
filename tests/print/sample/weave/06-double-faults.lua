local S = "06-double-faults"
local function L(c, slug, id, number, name) return {chapter=c, slug=slug, id=id, number=number, name=name, section="x"} end
local main = L(1, "01-a-freestanding-c-program", "chunk-kernel-main-c", "1.3", "kernel/main.c")
local L1 = L(6,S,"chunk-reserve-the-kernel-stack","6.1","reserve the kernel stack")
local L2 = L(6,S,"chunk-take-the-guard-page-out-of-the-map","6.2","take the guard page out of the map")
local L3 = L(6,S,"chunk-kernel-cpu-gdt-c","6.3","kernel/cpu/gdt.c")
local L4 = L(6,S,"chunk-the-shape-of-a-tss","6.4","the shape of a TSS")
local L5 = L(6,S,"chunk-the-shape-of-a-tss-2","6.5","the shape of a TSS")
local L6 = L(6,S,"chunk-report-a-double-fault-and-stop","6.6","report a double fault and stop")
local old = L(2,"02-a-minimal-kernel","chunk-reserve-the-kernel-stack","2.9","reserve the kernel stack")
return {
  number = 6, slug = S, title = "Double faults", part = 2, part_title = "Traps", source = "book/06-double-faults.md",
  prev = {number=5, slug="05-cpu-exceptions", title="CPU exceptions"}, next = nil,
  sections = { {id="a-page-that-must-not-be-touched", number="6.1", title="A page that must not be touched", level=2, line=40},
    {id="two-faults-make-one", number="6.2", title="Two faults make one", level=2, line=70} },
  chunks = {
    { key=1, id=L1.id, number="6.1", name=L1.name, is_file=false, lang="asm", op="replace", line=55, lands={{path="boot/boot.S",line=31}},
      body={"    .section .bss","    .align 4096","stack_guard:","    .skip 4096              # unmapped at boot, see paging_guard()","stack_bottom:","    .skip 16384","stack_top:"},
      chain={old,L1}, at=2, replaces=old, replaced_by=L(17,"17-many-processors","chunk-reserve-the-kernel-stack","17.3","reserve the kernel stack"), used_in={main}, defs={"stack_guard"}, uses={{ident="stack_top",to=old}},
      against={{" ","    .section .bss"},{"-","    .align 16"},{"+","    .align 4096"},{"+","stack_guard:"},{"+","    .skip 4096              # unmapped at boot, see paging_guard()"},{" ","stack_bottom:"},{" ","    .skip 16384"},{" ","stack_top:"}} },
    { key=2, id=L2.id, number="6.2", name=L2.name, is_file=false, lang="c", op="new", line=66, lands={{path="kernel/mm/paging.c",line=31}},
      body={"uint64_t *entry = paging_entry_of(stack_guard);","*entry = 0;","invlpg(stack_guard);            // or the TLB goes on believing in it"},
      chain={L2}, at=1, used_in={L(2,"02-a-minimal-kernel","chunk-boot-c","2.12","boot.c")}, defs={}, uses={{ident="paging_entry_of",to=old}} },
    { key=3, id=L3.id, number="6.3", name=L3.name, is_file=true, lang="c", op="new", line=100, lands={{path="kernel/cpu/gdt.c",line=1}},
      body={"// Segments, and the one structure that the processor still finds through","// them.  Not here: the gates (idt.c), the per-processor copies (smp.c).",'#include "kernel/cpu/gdt.h"','#include "kernel/lib/panic.h"',"",{ref="the shape of a TSS",indent=0,to=L4},{ref="the segments of long mode",indent=0,to=L(5,"05-cpu-exceptions","chunk-the-segments-of-long-mode","5.4","the segments of long mode")},"","void gdt_init(void)","{",{ref="report a double fault and stop",indent=4,to=L6},"    load_task_register(GDT_TSS);","}"},
      chain={L3}, at=1, used_in={}, defs={"gdt_init"}, uses={{ident="load_task_register",to=old}} },
    { key=4, id=L4.id, number="6.4", name=L4.name, is_file=false, lang="c", op="new", line=120, lands={{path="kernel/cpu/gdt.c",line=6}},
      body={"struct tss {","    uint32_t reserved0;","    uint64_t rsp[3];            // the stack for entering ring 0, 1, 2","    uint64_t reserved1;","    uint64_t ist[7];            // ist[0] is what a gate calls IST 1","    uint64_t reserved2;","    uint16_t reserved3;","    uint16_t iomap;             // past the end: no port for user code","} __attribute__((packed));"},
      chain={L4,L5}, at=1, next=L5, used_in={L3}, defs={"tss"}, uses={} },
    { key=5, id=L5.id, number="6.5", name=L5.name, is_file=false, lang="c", op="continue", line=140, lands={{path="kernel/cpu/gdt.c",line=16}},
      body={'_Static_assert(sizeof(struct tss) == 104, "SDM 3A, figure 7-11");','_Static_assert(offsetof(struct tss, ist) == 36, "IST 1 is at 0x24: 123456");'},
      chain={L4,L5}, at=2, prev=L4, used_in={L3}, defs={}, uses={{ident="tss",to=L4}} },
    { key=6, id=L6.id, number="6.6", name=L6.name, is_file=false, lang="c", op="new", line=150, lands={{path="kernel/cpu/gdt.c",line=16}},
      body={"static const struct guard {","    const char *whose;","    const uint8_t *page;","} guards[] = {",'    { "the boot stack", stack_guard },','    { "the double fault stack", fault_stack - PAGE_SIZE },',"};","","static const char *guard_hit(uintptr_t address)","{","    for (size_t i = 0; i < ARRAY_SIZE(guards); i++) {","        uintptr_t page = (uintptr_t)guards[i].page;","        if (address >= page && address < page + PAGE_SIZE)","            return guards[i].whose;","    }","    return NULL;","}","","// Called on IST 1 with interrupts off.  Never returns: an abort has no",'// address to go back to (SDM 3A §6.15, "saved contents of CS and EIP").',"_Noreturn void double_fault(const struct trap_frame *frame)","{","    uintptr_t address = read_cr2();","    const char *whose = guard_hit(address);","",'    kprintf("\\ndouble fault at %016lx\\n", frame->rip);',"    if (whose) {",'        kprintf("%s overflowed: a push to %016lx hit its guard page\\n",',"                whose, address);",'        kprintf("rsp was %016lx\\n", frame->rsp);',"    } else {",'        kprintf("cr2 is %016lx, error code %lu\\n", address, frame->error);',"    }","    trap_print_backtrace(frame);",'    panic("double fault");',"}"},
      chain={L6}, at=1, used_in={L3}, defs={"double_fault","guard_hit"}, uses={{ident="read_cr2",to=old},{ident="panic",to=old}} },
    { key=7, id="chunk-say-goodbye", number="6.7", name="say goodbye", is_file=false, lang="c", op="drop", line=170, lands={},
      body={}, chain={old}, at=2, replaces=old, used_in={main}, defs={}, uses={}, against={{"-",'    kprintf("good bye\\n");'},{"-","    cpu_halt();"}} },
    { key=8, id="chunk-makefile-rules", number="6.8", name="how QEMU is started", is_file=false, lang="makefile", op="continue", line=180, lands={{path="Makefile",line=30}},
      body={"# A triple fault must end the run, not begin it again.","QEMUFLAGS += -no-reboot -d int,cpu_reset -D $(BUILD)/qemu.log","","debug: $(BUILD)/heddle.iso","\t$(QEMU) $(QEMUFLAGS) -cdrom $< -s -S &","\t$(GDB) -x boot/debug.gdb $(BUILD)/heddle.elf"},
      chain={old,L2}, at=2, prev=old, next=L(9,"09-paging-built","chunk-how-qemu","9.6","how QEMU is started"), used_in={L(4,"04-testing","chunk-makefile","4.2","Makefile")}, defs={}, uses={} },
    { key=9, id="chunk-fill-the-gates", number="6.9", name="fill the gates", is_file=false, lang="c", op="replace", variant="exp-no-ist", line=190, lands={},
      body={"idt_gate(8, double_fault_entry, 0);","idt_gate(9, other, 0);"}, chain={old}, at=1, replaces=old, used_in={}, defs={}, uses={},
      against={{"-","idt_gate(8, double_fault_entry, IST_DOUBLE_FAULT);"},{"+","idt_gate(8, double_fault_entry, 0);"},{" ","idt_gate(9, other, 0);"}} },
    { key=10, id="chunk-above", number="6.10", name="take the guard page out of the map", is_file=false, lang="c", op="continue", variant="sol-page", line=290, lands={},
      body={"unmap(stack_top);"}, chain={L2}, at=1, prev=L2, used_in={}, defs={}, uses={},
      against={{" ","invlpg(stack_guard);"},{"+","unmap(stack_top);"}} },
  },
  bodies = {},
  refs = {
    ["05-cpu-exceptions.md"]={kind="chapter",number="5",title="CPU exceptions",slug="05-cpu-exceptions",written=false},
    ["glossary.md#guard-page"]={kind="term",title="guard page",id="guard-page"},
    ["glossary.md#double-fault"]={kind="term",title="double fault",id="double-fault"},
    ["#fig-stack"]={kind="figure",number="6.1",slug=S,id="fig-stack"},
    ["#tab-pairs"]={kind="table",number="6.1",slug=S,id="tab-pairs"},
    ["#exp-no-ist"]={kind="experiment",number="6.1",slug=S,id="exp-no-ist"},
    ["#ex-page"]={kind="exercise",number="6.1",slug=S,id="ex-page"},
    ["#a-page-that-must-not-be-touched"]={kind="section",number="6.1",title="A page",slug=S,id="a-page-that-must-not-be-touched"},
  },
  chunkrefs = { ["start the subsystems"] = L(1,"01-a-freestanding-c-program","chunk-start-the-subsystems","1.4","start the subsystems") },
  terms = { ["guard-page"]={term="guard page",text="A page that is not mapped."}, ["double-fault"]={term="double fault",text="x"} },
  numbers = { ["kernel.lines"]="1,214" },
  experiments = { ["exp-no-ist"]={number="6.1",title="What if vector 8 had no stack of its own?"} },
  figures = { ["fig-stack"]={number="6.1",source="figures/stack.fig",alt="Two stacks side by side."}, ["scr-fall"]={number="6.2",source="screens/06-scr-fall.png"} },
  tables = { ["tab-pairs"]={number="6.1"} },
  exercises = { ["ex-page"]={number="6.1",grade=1}, ["ex-array"]={number="6.2",grade=2}, ["ex-cells"]={number="6.3",grade=3} },
  solutions = { ["sol-page"]={exercise="ex-page",number="6.1"} },
  recap = { files={{path="boot/boot.S",status="changed",add=3,del=1},{path="kernel/cpu/gdt.c",status="new",add=61,del=0},{path="kernel/mm/guard.c",status="new",add=122,del=0},{path="kernel/old.c",status="dropped",add=0,del=14}},
    sizes={{name=".text",now=12345,before=11000},{name=".bss",now=16384,before=12288}}, lines=1214, lines_before=1065, tests={"breakpoint_returns","stack_overflow_is_reported"} },
}
