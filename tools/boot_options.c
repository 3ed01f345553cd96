/*
 * boot_options.c: the runner's command line.
 */
#include "boot.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
"usage: boot [options] ISO\n"
"       boot [options] -K ELF\n"
"  -f, --firmware bios|uefi     (bios)\n"
"  -e, --emulator qemu|bochs    (qemu)\n"
"  -m, --memory SIZE            such as 128M or 1G (128M)\n"
"  -c, --cpus NUMBER            (1)\n"
"  -p, --cpu MODEL              (qemu64)\n"
"  -M, --machine NAME           (pc)\n"
"  -d, --deadline SECONDS       (20; UEFI and Bochs 60)\n"
"  -s, --script FILE            the conversation; - is standard input\n"
"  -w, --await TEXT             like a script line `expect TEXT'\n"
"  -x, --expect VERDICT         succeed if this verdict happens (pass)\n"
"  -l, --serial-log FILE        all of the serial line; - is stdout\n"
"  -i, --int-log FILE           the end of the emulator's log\n"
"  -T, --no-trace               do not log interrupts\n"
"  -D, --disk FILE[,ro][,throwaway][,ide|virtio]\n"
"  -r, --rtc DATE               (2000-01-01T00:00:00)\n"
"  -I, --icount ARGUMENT        QEMU's -icount\n"
"  -q, --qemu-arg ARGUMENT      one more argument for QEMU\n"
"  -K, --kernel ELF             load a Multiboot 1 kernel directly\n"
"  -A, --append TEXT            its command line\n"
"  -g, --grace SECONDS          watch this long after the end (0.05)\n"
"  -v, --verbose\n"
"  -h, --help\n"
"Verdicts: pass 0, fail 1, hang 3, silence 4, reset 5, triple-fault 6,\n"
"refused 7, missing 8. The head of tools/boot.c explains everything.\n";

static const char short_names[] =
    "f:e:m:c:p:M:d:s:w:x:l:i:TD:r:I:q:K:A:g:vh";

static const struct option long_names[] = {
    { "firmware", required_argument, NULL, 'f' },
    { "emulator", required_argument, NULL, 'e' },
    { "memory", required_argument, NULL, 'm' },
    { "cpus", required_argument, NULL, 'c' },
    { "cpu", required_argument, NULL, 'p' },
    { "machine", required_argument, NULL, 'M' },
    { "deadline", required_argument, NULL, 'd' },
    { "script", required_argument, NULL, 's' },
    { "await", required_argument, NULL, 'w' },
    { "expect", required_argument, NULL, 'x' },
    { "serial-log", required_argument, NULL, 'l' },
    { "int-log", required_argument, NULL, 'i' },
    { "no-trace", no_argument, NULL, 'T' },
    { "disk", required_argument, NULL, 'D' },
    { "rtc", required_argument, NULL, 'r' },
    { "icount", required_argument, NULL, 'I' },
    { "qemu-arg", required_argument, NULL, 'q' },
    { "kernel", required_argument, NULL, 'K' },
    { "append", required_argument, NULL, 'A' },
    { "grace", required_argument, NULL, 'g' },
    { "verbose", no_argument, NULL, 'v' },
    { "help", no_argument, NULL, 'h' },
    { NULL, 0, NULL, 0 }
};

static void list_add(struct list *list, const char *item)
{
    if (list->count == LIST_MAX)
        die("boot: more than %d of one option; put them into a script",
            LIST_MAX);
    list->item[list->count++] = item;
}

/* Is `text` the first word, not the second? Anything else is an error. */
static bool choice(const char *option, const char *text, const char *first,
                   const char *second)
{
    if (strcmp(text, first) != 0 && strcmp(text, second) != 0)
        die("boot: %s %s: no such choice; say %s or %s", option, text,
            first, second);
    return strcmp(text, first) == 0;
}

static double seconds(const char *option, const char *text)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= 0 && value <= 86400))
        die("boot: %s %s: not a time; give seconds, such as 20 or 0.5",
            option, text);
    return value;
}

static unsigned memory(const char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if ((*end == 'G' || *end == 'g') && value < 1024)
        value *= 1024;
    bool unit = *end != '\0' && strchr("GgMm", *end) != NULL;
    if (end == text || !unit || end[1] != '\0' || value < 1 ||
        value > 1 << 20)
        die("boot: --memory %s: not a size; give it as 128M or 1G", text);
    return (unsigned)value;
}

static unsigned cpus(const char *text)
{
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (end == text || *end != '\0' || value < 1 || value > 255)
        die("boot: --cpus %s: not a number of processors; give 1 to 255",
            text);
    return (unsigned)value;
}

static void rtc(struct options *opt, const char *text)
{
    struct tm tm = { 0 };
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
    if (end == NULL || *end != '\0')
        die("boot: --rtc %s: not a date; give it as 2000-01-01T00:00:00",
            text);
    opt->rtc = text;
}

static void disk_check(const struct disk *disk)
{
    if (disk->ide && disk->read_only)
        die("boot: --disk %s: an IDE disk cannot be read-only; say "
            "throwaway instead of ro", disk->file);
    if (access(disk->file, R_OK) != 0)
        die("boot: --disk %s: %s; make the image first", disk->file,
            strerror(errno));
}

static void disk_add(struct options *opt, char *text)
{
    if (opt->disk_count == sizeof opt->disks / sizeof *opt->disks)
        die("boot: more than %zu disks; attach the rest with --qemu-arg",
            opt->disk_count);
    struct disk *disk = &opt->disks[opt->disk_count++];
    disk->file = text;
    char *comma;
    while ((comma = strrchr(disk->file, ',')) != NULL) {
        if (strcmp(comma, ",ro") == 0)
            disk->read_only = true;
        else if (strcmp(comma, ",throwaway") == 0)
            disk->throwaway = true;
        else if (strcmp(comma, ",ide") == 0)
            disk->ide = true;
        else if (strcmp(comma, ",virtio") != 0)
            break;
        *comma = '\0';
    }
    disk_check(disk);
}

static void expected(struct options *opt, const char *text)
{
    if (!verdict_parse(text, &opt->expected))
        die("boot: --expect %s: no such verdict; say pass, fail, hang, "
            "silence, reset, triple-fault, refused or missing", text);
}

/* The options that change the machine; false: c is none of them. */
static bool machine_option(struct options *opt, int c)
{
    switch (c) {
    case 'f':
        opt->uefi = choice("--firmware", optarg, "uefi", "bios");
        return true;
    case 'e':
        opt->bochs = choice("--emulator", optarg, "bochs", "qemu");
        return true;
    case 'm': opt->memory_mb = memory(optarg); return true;
    case 'c': opt->cpus = cpus(optarg); return true;
    case 'p': opt->cpu = optarg; return true;
    case 'M': opt->machine = optarg; return true;
    case 'D': disk_add(opt, optarg); return true;
    case 'r': rtc(opt, optarg); return true;
    case 'I': opt->icount = optarg; return true;
    case 'q': list_add(&opt->qemu_args, optarg); return true;
    case 'K': opt->kernel = optarg; return true;
    case 'A': opt->append = optarg; return true;
    }
    return false;
}

static void run_option(struct options *opt, int c)
{
    switch (c) {
    case 'd': opt->deadline = seconds("--deadline", optarg); break;
    case 's': opt->script = optarg; break;
    case 'w': list_add(&opt->awaits, optarg); break;
    case 'x': expected(opt, optarg); break;
    case 'l': opt->serial_log = optarg; break;
    case 'i': opt->int_log = optarg; break;
    case 'T': opt->no_trace = true; break;
    case 'g': opt->grace = seconds("--grace", optarg); break;
    case 'v': opt->verbose = true; break;
    case 'h': fputs(usage, stdout); exit(0);
    default: die("boot: see boot --help for the options");
    }
}

static void check(struct options *opt, int argc, char **argv)
{
    if (optind < argc)
        opt->image = argv[optind++];
    if (optind < argc)
        die("boot: %s: one image too many; give one", argv[optind]);
    if ((opt->image != NULL) == (opt->kernel != NULL))
        die("boot: give either an ISO or --kernel; boot --help tells more");
    const char *image = opt->image ? opt->image : opt->kernel;
    if (access(image, R_OK) != 0)
        die("boot: %s: %s; build it first", image, strerror(errno));
    if (!opt->bochs)
        return;
    if (opt->uefi || opt->kernel || opt->disk_count || opt->icount ||
        opt->qemu_args.count)
        die("boot: Bochs boots an ISO under a BIOS and nothing else here; "
            "leave out UEFI, --kernel, --disk, --icount and --qemu-arg, or "
            "take --emulator qemu");
}

void options_parse(struct options *opt, int argc, char **argv)
{
    int c;
    *opt = (struct options){
        .cpu = "qemu64", .machine = "pc", .rtc = "2000-01-01T00:00:00",
        .memory_mb = 128, .cpus = 1, .deadline = -1, .grace = 0.05,
        .expected = VERDICT_PASS
    };
    while ((c = getopt_long(argc, argv, short_names, long_names,
                            NULL)) != -1)
        if (!machine_option(opt, c))
            run_option(opt, c);
    if (opt->deadline < 0)
        opt->deadline = opt->uefi || opt->bochs ? 60 : 20;
    check(opt, argc, argv);
}
