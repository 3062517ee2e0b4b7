/*
 * pvhinfo - show what the VMM handed over, and judge it by the PVH document.
 *
 * For people who write VMMs. The runtime has to boot first: a handover that
 * it refuses ends with its own line and status 127 before main() is reached.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pith/boot.h>

#include "judge.h"
#include "out.h"
#include "report.h"

#define EXIT_CONFORMS 0
#define EXIT_DEVIATES 1
#define EXIT_USAGE    2

static const char usage[] =
    "usage: pvhinfo [--json | --quiet]\n"
    "\n"
    "Shows the PVH handover that this machine was booted with, and judges\n"
    "each point of the PVH document: PASS, FAIL or NOTE.\n"
    "\n"
    "  --json   one JSON object instead of text\n"
    "  --quiet  only a line for each FAIL\n"
    "  --help   this text\n"
    "\n"
    "Words that are no options are ignored: some VMMs append their own.\n"
    "\n"
    "Exit status: 0 the VMM conforms, 1 it deviates, 2 wrong usage.\n";

static void collect(struct facts *f)
{
    f->cpu = *pith_entry_state();
    f->map_source = pith_memmap_source();
    f->image = pith_image_range();
    f->nr_ram = pith_ram_ranges(f->ram, FACTS_RAM);
    if (f->nr_ram > FACTS_RAM)
        f->nr_ram = FACTS_RAM;
    facts_handover(f, pith_phys_read);
    facts_roots(f, pith_phys_read);
    facts_machine(f);
}

struct options {
    bool json, quiet, help, wrong;
};

static struct options parse(int argc, char **argv)
{
    struct options o = {0};

    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            o.json = true;
        else if (strcmp(argv[i], "--quiet") == 0)
            o.quiet = true;
        else if (strcmp(argv[i], "--help") == 0)
            o.help = true;
        else if (argv[i][0] == '-')
            o.wrong = true;
    }
    o.wrong |= o.json && o.quiet;
    return o;
}

int main(int argc, char **argv)
{
    static struct facts facts;
    static struct verdicts verdicts;
    struct options o = parse(argc, argv);

    if (o.wrong || o.help) {
        fputs(usage, o.wrong ? stderr : stdout);
        return o.wrong ? EXIT_USAGE : EXIT_CONFORMS;
    }
    collect(&facts);
    judge(&facts, &verdicts);
    if (o.quiet) {
        report_failures(&verdicts);
    } else {
        out_open(o.json);
        report_facts(&facts);
        report_verdicts(&verdicts);
        out_close();
    }
    return verdicts.failed ? EXIT_DEVIATES : EXIT_CONFORMS;
}
