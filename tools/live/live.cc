/*
 * live.cc - the machine as the page sees it
 *
 * Part of Heddle's port of Bochs to the web page; license as Bochs, the GNU
 * Lesser General Public License, version 2 or later.
 *
 * The page's worker calls the functions that are exported here: it has the
 * machine run for a slice of time, types, looks at registers and memory,
 * steps and sets breakpoints. Bochs calls the functions of live.h.
 */
#include "bochs.h"
#include "cpu/cpu.h"
#include "cpu/decoder/instr.h"
#include "iodev/iodev.h"
#include "gui/keymap.h"
#include "param_names.h"
#include "live.h"
#include <emscripten.h>

#define EXPORT extern "C" EMSCRIPTEN_KEEPALIVE

/* Why live_run() came back. */
enum {
    SLICE_OVER = 0,             /* the time that it was given is used up */
    AHEAD = 1,                  /* the guest's clock is where it may be */
    ENDED = 2,                  /* by power-off or panic */
    TRIPLE_FAULT = 3,
    DEBUG_EXIT = 4,             /* the guest wrote to port 0xf4 */
    STOPPED = 5,                /* a breakpoint, or the end of a step */
};

volatile int live_yield;
volatile int live_watching;
volatile int live_steady;
bool live_ready;

enum {
    ACTIVE = BX_CPU_C::BX_ACTIVITY_STATE_ACTIVE,
    HALTED = BX_CPU_C::BX_ACTIVITY_STATE_HLT,
};

static int reason;
static double deadline;         /* of the slice, on the page's clock */
static Bit64u target;           /* of the slice, on the guest's clock */
static unsigned exit_value, fault_vector, resets;

/* Returns to the page, and says why. */
static void come_back(int why)
{
    reason = why;
    live_yield = 1;
    for (int i = 0; i < BX_SMP_PROCESSORS; i++)
        BX_CPU(i)->async_event = 1;
}

/* --- What happens in the machine ----------------------------- */

struct fault { double rip; unsigned vector, error; };
enum { FAULTS = 8 };
static struct fault faults[FAULTS];
static unsigned n_faults;

void live_exception(Bit64u rip, unsigned vector, unsigned error)
{
    struct fault *fault = &faults[n_faults++ % FAULTS];
    fault->rip = (double)rip;
    fault->vector = vector;
    fault->error = error;
}

static unsigned fault_cpu;

void live_triple_fault(unsigned cpu, unsigned vector)
{
    fault_cpu = cpu;
    fault_vector = vector;
    come_back(TRIPLE_FAULT);
}

void live_debug_exit(unsigned value)
{
    exit_value = value;
    come_back(DEBUG_EXIT);
}

void live_reset(void)
{
    resets++;
}

EXPORT int live_exit_value(void) { return exit_value; }
EXPORT int live_fault_vector(void) { return fault_vector; }
EXPORT int live_fault_cpu(void) { return fault_cpu; }
EXPORT int live_resets(void) { return resets; }

/* The vector of the exception before the last, the one before that, … */
EXPORT int live_fault_before(unsigned n)
{
    return n < n_faults && n < FAULTS
           ? (int)faults[(n_faults - 1 - n) % FAULTS].vector : -1;
}

/* --- Running --------------------------------------------------- */

static void slice_timer(void *unused)
{
    UNUSED(unused);
    if (live_yield)
        return;
    if (bx_pc_system.time_usec() >= target)
        come_back(AHEAD);
    else if (emscripten_get_now() >= deadline)
        come_back(SLICE_OVER);
}

/* Several processors, a trace each in turn. The loop stands in a function
   of its own: in the one that calls setjmp() every call would go through
   the page's script. */
static unsigned turn;
static Bit32u executed;

static __attribute__((noinline)) void run_in_turn(bool run, int quantum)
{
    while (!bx_pc_system.kill_bochs_request && !live_yield) {
        BX_CPU_C *cpu = BX_CPU(turn);
        if (live_watching && cpu->activity_state == ACTIVE
            && live_stops(turn, cpu->gen_reg[BX_64BIT_REG_RIP].rrx,
                          cpu->gen_reg[BX_64BIT_REG_RSP].rrx))
            return;
        if (run)
            cpu->cpu_run_trace();
        run = true;
        Bit32u n = (Bit32u)(cpu->get_icount() - cpu->icount_last_sync);
        executed += n ? n : quantum;
        if (++turn == (unsigned)BX_SMP_PROCESSORS) {
            turn = 0;
            BX_TICKN(executed / BX_SMP_PROCESSORS);
            executed %= BX_SMP_PROCESSORS;
        }
        BX_CPU(turn)->icount_last_sync = BX_CPU(turn)->get_icount();
    }
}

static void run_several(void)
{
    int quantum = SIM->get_param_num(BXPN_SMP_QUANTUM)->get();
    bool run = true;
    if (setjmp(BX_CPU_C::jmp_buf_env)) {
        BX_CPU(turn)->icount++;
        run = false;
    }
    run_in_turn(run, quantum);
}

/* Runs for so many milliseconds of the page's time, or until the guest's
   clock shows so many microseconds, or until something happens. */
EXPORT int live_run(double milliseconds, double until)
{
    static int timer = BX_NULL_TIMER_HANDLE;
    if (bx_pc_system.kill_bochs_request)
        return ENDED;
    if (timer == BX_NULL_TIMER_HANDLE)
        timer = bx_pc_system.register_timer(NULL, slice_timer, 2000, true,
                                            true, "live");
    deadline = emscripten_get_now() + milliseconds;
    target = (Bit64u)until;
    if (bx_pc_system.time_usec() >= target)
        return AHEAD;
    live_yield = 0;
    reason = SLICE_OVER;
    if (BX_SMP_PROCESSORS > 1)
        run_several();
    else
        BX_CPU(0)->cpu_loop();
    return bx_pc_system.kill_bochs_request ? ENDED : reason;
}

EXPORT double live_clock(void)
{
    return (double)bx_pc_system.time_usec();
}

EXPORT double live_executed(void)
{
    double n = 0;
    for (int i = 0; i < BX_SMP_PROCESSORS; i++)
        n += (double)BX_CPU(i)->get_icount();
    return n;
}

EXPORT void live_press_reset(void)
{
    bx_pc_system.Reset(BX_RESET_HARDWARE);
}

/* 0: busy. 1: all processors wait for an interrupt. 2: they wait with
   interrupts off, so that none will ever come through. */
EXPORT int live_halted(void)
{
    int halted = 2;
    for (int i = 0; i < BX_SMP_PROCESSORS; i++) {
        BX_CPU_C *cpu = BX_CPU(i);
        if (cpu->activity_state == ACTIVE)
            return 0;
        if (cpu->activity_state == HALTED && cpu->get_IF())
            halted = 1;
    }
    return halted;
}

/* --- Stepping, breakpoints -------------------------------------- */

enum { BREAKPOINTS = 16 };
static Bit64u breakpoints[BREAKPOINTS];
static unsigned n_breakpoints;

static struct {
    bool on, over;              /* over: calls are run to their end */
    Bit64u low, high;           /* go on while the next one lies here */
    unsigned left;              /* at most so many instructions */
    bool away;                  /* in a call or in an interrupt, until */
    Bit64u rip, rsp;            /* it is back here */
} step;
static bool first;              /* what it stands on it has been told of */

static void watch(void)
{
    live_watching = step.on || n_breakpoints > 0;
}

void live_left(Bit64u rip, Bit64u rsp, bool interrupt)
{
    if (!step.on || step.away || (!interrupt && !step.over))
        return;
    step.away = true;
    step.rip = rip;
    step.rsp = rsp;
}

static bool step_ends(Bit64u rip, Bit64u rsp)
{
    if (step.away && rip == step.rip && rsp == step.rsp)
        step.away = false;
    return (!step.away && (rip < step.low || rip >= step.high)) ||
           --step.left == 0;
}

bool live_stops(unsigned cpu, Bit64u rip, Bit64u rsp)
{
    UNUSED(cpu);
    bool stop = step.on && !first && step_ends(rip, rsp);
    for (unsigned i = 0; i < n_breakpoints && !first && !stop; i++)
        stop = breakpoints[i] == rip;
    first = false;
    if (!stop)
        return false;
    step.on = false;
    watch();
    first = true;
    come_back(STOPPED);
    return true;
}

EXPORT void live_break(unsigned n, Bit32u high, Bit32u low)
{
    if (n < BREAKPOINTS)
        breakpoints[n] = (Bit64u)high << 32 | low;
}

EXPORT void live_breaks(unsigned n)
{
    n_breakpoints = n < BREAKPOINTS ? n : BREAKPOINTS;
    watch();
}

/* Steps while the next instruction lies in low…high; if over is set, calls
   and interrupts are run to their end. */
EXPORT void live_step(Bit32u low_high, Bit32u low_low, unsigned length,
                      int over, unsigned most)
{
    step.on = true;
    step.low = (Bit64u)low_high << 32 | low_low;
    step.high = step.low + length;
    step.over = over;
    step.away = false;
    step.left = most;
    first = true;
    watch();
}

EXPORT void live_step_off(void)
{
    step.on = false;
    watch();
}

/* --- Looking inside ---------------------------------------------- */

enum { REGISTERS = 40 };

EXPORT Bit64u *live_registers(unsigned n)
{
    static Bit64u values[REGISTERS];
    BX_CPU_C *cpu = BX_CPU(n < (unsigned)BX_SMP_PROCESSORS ? n : 0);
    Bit64u *v = values;
    for (int i = 0; i < 16; i++)
        *v++ = cpu->gen_reg[i].rrx;
    *v++ = cpu->gen_reg[BX_64BIT_REG_RIP].rrx;
    *v++ = cpu->read_eflags();
    *v++ = cpu->cr0.get32();
    *v++ = cpu->cr2;
    *v++ = cpu->cr3;
    *v++ = cpu->cr4.get32();
    *v++ = cpu->efer.get32();
    for (int i = 0; i < 6; i++)
        *v++ = cpu->sregs[i].selector.value;
    *v++ = cpu->gdtr.base;
    *v++ = cpu->gdtr.limit;
    *v++ = cpu->idtr.base;
    *v++ = cpu->idtr.limit;
    *v++ = cpu->tr.selector.value;
    *v++ = cpu->tr.cache.u.segment.base;
    *v++ = cpu->get_cpu_mode();
    return values;
}

EXPORT int live_processors(void)
{
    return BX_SMP_PROCESSORS;
}

/* Reads memory as processor 0 sees it, or physical memory. Returns how many
   bytes of it there are before something that is not mapped. */
EXPORT int live_memory(Bit8u *to, Bit32u high, Bit32u low, unsigned length,
                       int physical)
{
    bx_address at = (Bit64u)high << 32 | low;
    for (unsigned done = 0; done < length;) {
        bx_phy_address phy = at;
        unsigned n = 0x1000 - (unsigned)(at & 0xfff);
        if (n > length - done)
            n = length - done;
        if (!physical && BX_CPU(0)->cr0.get_PG() &&
            !BX_CPU(0)->dbg_xlate_linear2phy(at, &phy))
            return done;
        if (!BX_MEM(0)->dbg_fetch_mem(BX_CPU(0), phy, n, to + done))
            return done;
        done += n;
        at += n;
    }
    return length;
}

/* The instruction at an address of the code segment, as text. */
EXPORT const char *live_instruction(Bit32u high, Bit32u low, unsigned n)
{
    static char text[160];
    static bxInstruction_c i;
    Bit8u bytes[16] = { 0 };
    BX_CPU_C *cpu = BX_CPU(n < (unsigned)BX_SMP_PROCESSORS ? n : 0);
    bx_address at = (Bit64u)high << 32 | low;
    bool is_64 = cpu->get_cpu_mode() == BX_MODE_LONG_64;
    bx_address base = is_64 ? 0 : cpu->get_segment_base(BX_SEG_REG_CS);
    bx_address linear = at + base;
    if (live_memory(bytes, (Bit32u)(linear >> 32), (Bit32u)linear, 16,
                    0) == 0)
        return "(not mapped)";
    bool is_32 = cpu->sregs[BX_SEG_REG_CS].cache.u.segment.d_b;
    disasm(bytes, is_32, is_64, text,
           &i, base, at, BX_DISASM_GAS);
    return text;
}

/* How long that instruction is. */
EXPORT int live_instruction_length(Bit32u high, Bit32u low, unsigned n)
{
    static char text[160];
    static bxInstruction_c i;
    Bit8u bytes[16] = { 0 };
    BX_CPU_C *cpu = BX_CPU(n < (unsigned)BX_SMP_PROCESSORS ? n : 0);
    bool is_64 = cpu->get_cpu_mode() == BX_MODE_LONG_64;
    bx_address at = (Bit64u)high << 32 | low;
    bx_address base = is_64 ? 0 : cpu->get_segment_base(BX_SEG_REG_CS);
    bx_address linear = at + base;
    if (live_memory(bytes, (Bit32u)(linear >> 32), (Bit32u)linear, 16,
                    0) == 0)
        return 1;
    bool is_32 = cpu->sregs[BX_SEG_REG_CS].cache.u.segment.d_b;
    disasm(bytes, is_32, is_64, text,
           &i, 0, at, BX_DISASM_GAS);
    return i.ilen();
}

/* --- The serial line, the keyboard -------------------------------- */

enum { LINE = 4096 };
static Bit8u typed[4][LINE];
static unsigned head[4], tail[4];

EXPORT int live_serial_in(unsigned port, int byte)
{
    unsigned next = (head[port] + 1) % LINE;
    if (next == tail[port])
        return 0;
    typed[port][head[port]] = (Bit8u)byte;
    head[port] = next;
    return 1;
}

int live_serial_next(unsigned port, bool room)
{
    if (!room || head[port] == tail[port])
        return -1;
    int byte = typed[port][tail[port]];
    tail[port] = (tail[port] + 1) % LINE;
    return byte;
}

EXPORT void live_key(int key, int up)
{
    bx_devices.gen_scancode((Bit32u)key |
                            (up ? BX_KEY_RELEASED : BX_KEY_PRESSED));
}

EXPORT int live_keys(void)
{
    return BX_KEY_NBKEYS;
}

EXPORT const char *live_key_name(int key)
{
    return bx_keymap.getBXKeyName((Bit32u)key);
}

/* The screen as it is, before its own timer says so. */
EXPORT void live_refresh(void)
{
    DEV_vga_refresh(false);
}

EXPORT void live_set_steady(int steady)
{
    live_steady = steady;
}
