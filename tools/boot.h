/*
 * boot.h: what the parts of the runner know of each other.
 *
 * One struct run holds everything about one boot. The runner is a single
 * thread: every wait, whatever it waits for, goes through run_poll, which
 * reads all that the emulator says (serial line, monitor, logs), so that no
 * pipe ever fills up and stops the guest.
 */
#ifndef BOOT_H
#define BOOT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util.h"

#define LOOK_MS 10              /* the longest the runner ever sleeps */
#define PASS_VALUE 0x10         /* what a passing kernel writes to 0xf4 */
#define NEVER 1e18

/* ---- verdicts (boot_verdict.c) ---- */

enum verdict {
    VERDICT_PASS,
    VERDICT_FAIL,
    VERDICT_USAGE,              /* exit status 2 belongs to wrong usage */
    VERDICT_HANG,
    VERDICT_SILENCE,
    VERDICT_RESET,
    VERDICT_TRIPLE_FAULT,
    VERDICT_REFUSED,
    VERDICT_MISSING,
    VERDICT_STOPPED,
    VERDICT_COUNT
};

/* How a run came to its end. Only END_DONE, and an END_EXIT or END_OFF that
   the script awaited, can lead to a pass. */
enum end {
    END_NONE,                   /* the machine is still running */
    END_DONE,                   /* every step done, and it is well */
    END_EXIT,                   /* the kernel wrote run->code to 0xf4 */
    END_OFF,                    /* the guest switched itself off */
    END_RESET,
    END_TRIPLE_FAULT,
    END_CRASH,                  /* the emulator died: run->note */
    END_DEADLINE,
    END_DEAD,                   /* all halted with interrupts off */
    END_FLOOD,                  /* more serial output than anyone reads */
    END_STEP,                   /* a step failed: run->note */
    END_REFUSED,                /* the emulator refused: run->note */
    END_MISSING,                /* no emulator: run->note */
    END_STOPPED                 /* a signal, run->code, reached us */
};

/* ---- options (boot_options.c) ---- */

#define LIST_MAX 64

struct list {
    const char *item[LIST_MAX];
    size_t count;
};

struct disk {
    char *file;
    bool read_only, throwaway, ide;
};

struct options {
    const char *image;          /* the ISO, or NULL */
    const char *kernel, *append;
    const char *cpu, *machine, *rtc, *icount;
    const char *script, *serial_log, *int_log;
    bool uefi, bochs, no_trace, verbose;
    unsigned memory_mb;
    unsigned cpus;
    double deadline, grace;     /* seconds */
    struct list awaits, qemu_args;
    struct disk disks[8];
    size_t disk_count;
    enum verdict expected;
};

/* Fills opt in, or says what is wrong and exits with status 2. */
void options_parse(struct options *opt, int argc, char **argv);

/* ---- the script (boot_script.c) ---- */

enum step_kind {
    STEP_EXPECT, STEP_EXPECT_LINE, STEP_TYPE, STEP_KEYS, STEP_PRESS,
    STEP_EXPECT_SCREEN, STEP_SETTLE, STEP_WAIT, STEP_SCREEN, STEP_TEXT,
    STEP_MONITOR, STEP_HALT, STEP_EXIT, STEP_OFF, STEP_RESET, STEP_QUIT
};

struct step {
    enum step_kind kind;
    const char *word;           /* as written in the script */
    char *said;                 /* its argument as written, for reports */
    char *text;                 /* its argument, escapes resolved */
    size_t len;
    const char *file;
    double seconds;
    unsigned value;
    int line;
};

struct script {
    const char *name;
    struct step *steps;
    size_t count;
};

/* Reads the options' awaited texts and script file; no step at all becomes
   one `exit`. Says what is wrong, with its line, and exits with 2. */
void script_load(struct script *script, const struct options *opt);

/* ---- the serial line (boot_serial.c) ---- */

struct serial {
    int fd;                     /* -1 when closed */
    int log_fd;                 /* -1: none */
    char *seen;                 /* all output, carriage returns left out */
    size_t len, size;
    size_t matched;             /* where the next expect begins */
    size_t scanned;             /* searched in vain up to here */
    double last;                /* when the last byte came */
    uint64_t bytes;             /* that the guest sent */
    bool firmware;              /* UEFI's terminal reset may still come */
    char held[16];              /* the beginning of one, perhaps */
    size_t held_len;
};

void serial_init(struct serial *serial, const struct options *opt);
void serial_take(struct serial *serial, const char *data, size_t len);
void serial_flush(struct serial *serial);
/* True if text came after what was matched before; it is matched then. */
bool serial_match(struct serial *serial, const char *text, size_t len);
/* Prints the last few lines on stderr. */
void serial_report(const struct serial *serial);

/* ---- the emulator's log (boot_trace.c) ---- */

struct trace {
    int fd;                     /* -1 when closed */
    char *buf;                  /* its tail, at least the last megabyte */
    size_t len;
    size_t line;                /* where the last unfinished line begins */
};

struct run;

void trace_take(struct run *run, const char *data, size_t len);
bool trace_triple_fault(const struct trace *trace);
void trace_report(const struct trace *trace);
void trace_save(const struct trace *trace, const char *file);

/* ---- the child process (boot_child.c) ---- */

struct child {
    pid_t pid;                  /* 0: none */
    int fd;                     /* pidfd, readable when it has ended */
    int status;                 /* of waitpid, once gone */
    bool gone;
};

struct launch {
    char **argv;
    int keep[8];                /* descriptors the child inherits */
    size_t keep_count;
    int output;                 /* becomes its stdout and stderr */
};

/* 0, or the errno with which the program could not be run. */
int child_start(struct child *child, const struct launch *launch);
void child_reap(struct child *child);
void child_kill(struct child *child);
/* A pipe from a child to us: returns the end that the child writes to. */
int child_pipe(int *near);
/* Listens on a port of the loopback that was free; address says which. */
struct sockaddr_in;
int child_listen(struct sockaddr_in *address);

/* ---- the monitor (boot_qmp.c) ---- */

struct qmp {
    int fd;                     /* -1 when closed */
    char *buf;
    size_t len, size;
    bool greeted;
    unsigned id;                /* of the last command */
    json_t *reply;              /* to it, when it has come */
    char error[256];
    char shutdown[40];          /* why QEMU is about to end */
    double shutdown_at;         /* and since when */
    unsigned resets;
};

void qmp_take(struct qmp *qmp, const char *data, size_t len);
/* Sends a command and waits for its reply; steals args (may be NULL).
    NULL: qmp.error says why, or the run ended. The result is yours. */
json_t *qmp_call(struct run *run, const char *command, json_t *args);
/* What the human monitor answers; the caller's to free; NULL as above. */
char *qmp_human(struct run *run, const char *command);
bool qmp_open(struct run *run);

/* ---- ports and memory, before UEFI begins (boot_tpm.c) ---- */

struct qtest {
    int fd;                     /* -1 when closed */
    char reply[80];             /* to the last line sent, when answered */
    size_t len;
    bool answered;
};

void qtest_take(struct qtest *qtest, const char *data, size_t len);
/* Sees to it that the firmware waits for no TPM; before the guest is let go. */
void tpm_absent(struct run *run);

/* ---- one boot (boot_run.c) ---- */

enum look { LOOK_BUSY, LOOK_IDLE, LOOK_DEAD };

/* What the two emulators do differently. */
struct emulator {
    const char *name;
    bool (*start)(struct run *run);
    /* The process has ended: say in run->end what that means. */
    void (*ended)(struct run *run);
    /* Are all processors halted? */
    enum look (*look)(struct run *run, double wall);
    /* Presses and releases one chord of keys, such as shift-a. */
    bool (*chord)(struct run *run, const char *chord);
    void (*log_line)(struct run *run, const char *text);
    void (*stop)(struct run *run);
    /* What to say of a hang, and of a triple fault. */
    void (*report)(struct run *run);
    void (*report_fault)(struct run *run);
    void (*tick)(struct run *run);      /* in every poll; may be NULL */
};

extern const struct emulator qemu_emulator, bochs_emulator;

struct run {
    const struct options *opt;
    const struct emulator *emulator;
    struct script script;
    size_t step;                /* the step we are at; count: all done */
    struct child child;
    struct serial serial;
    struct trace trace;
    struct qmp qmp;
    struct qtest qtest;
    int signal_fd;
    int output_fd;              /* the emulator's own words */
    char output[4096];
    size_t output_len;
    int scratch_fd;             /* memory that QEMU writes pictures to */
    int terminal_fd;            /* where Bochs draws and reads keys */
    double start, deadline;     /* monotonic seconds */
    bool started;               /* the guest was let go */
    enum end end;
    bool awaited;               /* ...and the script asked for that end */
    unsigned code;
    char note[512];
    double looked, cpu_time;    /* when we last looked, see run_look */
    int halted_looks, dead_looks;
    bool screen_taken;
    unsigned bochs_resets, bochs_halted;    /* counted in its log */
    enum end bochs_end;         /* what the log says, and since when */
    char bochs_note[256];
    double bochs_since;
};

double now(void);
/* Waits at most ms for the emulator to say something; takes all of it. */
void run_poll(struct run *run, int ms);
/* The same; false when the run has ended or its deadline has passed. */
bool run_pump(struct run *run, int ms);
/* The same, and false too when the machine is halted for good. */
bool run_wait(struct run *run);
enum look run_look(struct run *run);
bool run_send(struct run *run, int fd, const char *data, size_t len);
void run_end(struct run *run, enum end end, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void run_init(struct run *run, const struct options *opt);
void run_close(struct run *run);
void run_verbose(struct run *run, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- steps (boot_steps.c, boot_screen.c, boot_keys.c) ---- */

/* Carries the script out, then watches the machine a moment longer, or, if
   another verdict than pass is expected, until it comes. */
void steps_play(struct run *run);

bool screen_capture(struct run *run, const char *file);
bool screen_text(struct run *run, const char *file);
/* Does the text screen show this now? */
bool screen_shows(struct run *run, const char *text);
bool keys_send(struct run *run, const char *chords);
bool keys_press(struct run *run, const char *text);
/* The character that a chord types on a US keyboard, 0 if it is none. */
char keys_character(const char *chord);

/* ---- starting QEMU (boot_qemu.c, boot_firmware.c) ---- */

struct firmware {
    const char *code;           /* path */
    int vars_fd;                /* a private copy, in memory */
    int qtest_fd;               /* QEMU's end, see boot_tpm.c */
};

/* False: the run has ended, and says which file is missing. */
bool firmware_open(struct run *run, struct firmware *fw);

/* ---- the verdict (boot_verdict.c) ---- */

const char *verdict_word(enum verdict verdict);
bool verdict_parse(const char *word, enum verdict *verdict);
/* Prints report and verdict on stderr; returns the exit status. */
int verdict_give(struct run *run);


#endif
