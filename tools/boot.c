/*
 * PLACEHOLDER
 */
#include "boot.h"

int main(int argc, char **argv)
{
    struct options options;
    struct run run;
    options_parse(&options, argc, argv);
    run_init(&run, &options);
    if (run.emulator->start(&run))
        steps_play(&run);
    int status = verdict_give(&run);
    run_close(&run);
    return status;
}
