/*
 * live.h - what the patched files of Bochs know of live.cc
 *
 * Part of Heddle's port of Bochs to the web page; license as Bochs, the GNU
 * Lesser General Public License, version 2 or later.
 */
#ifndef HEDDLE_LIVE_H
#define HEDDLE_LIVE_H

/* Set when the processor's loop should return to the page as soon as it
   can: the slice is over, or something has happened. */
extern volatile int live_yield;

/* Set while there are breakpoints or steps to look for; then the processor
   asks live_stops() before every instruction. */
extern volatile int live_watching;
bool live_stops(unsigned cpu, Bit64u rip, Bit64u rsp);

/* A call, or an interrupt: it comes back to here, with this stack. */
void live_left(Bit64u rip, Bit64u rsp, bool interrupt);

/* What happens in the machine. */
void live_exception(Bit64u rip, unsigned vector, unsigned error);
void live_triple_fault(unsigned cpu, unsigned vector);
void live_debug_exit(unsigned value);
void live_reset(void);

/* The serial line, towards the guest: -1 when there is nothing. */
int live_serial_next(unsigned port, bool room);
extern "C" void live_serial_out(int port, int byte);

/* Nothing on the screen is to blink. */
extern volatile int live_steady;

/* bx_begin_simulation() has set the machine up and returns. */
extern bool live_ready;

#endif
