# Heddle: one source, the chapters under book/, becomes trees that boot, a
# site, a PDF and an EPUB. `make help` lists what can be asked for; V=1 shows
# the commands.

# One bad chapter does not stop the report on the others: keep going.
MAKEFLAGS += --no-builtin-rules --no-print-directory --keep-going
SHELL := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:

BOOK := book
SLUGS := $(sort $(basename $(notdir $(wildcard $(BOOK)/[0-9][0-9]-*.md))))
KERNELS := $(filter-out 00-%,$(SLUGS))
NUMBERS := $(shell printf '%s\n' $(KERNELS) | sed 's/^0*//;s/-.*//')
LAST := $(lastword $(KERNELS))

# The chapter before $(1), if there is one. (To ask the shell, thirty times,
# would be a third of the time of a make that has nothing to do.)
empty :=
space := $(empty) $(empty)
before = $(filter-out -,$(lastword $(subst |, ,$(firstword \
    $(subst |$(1)|, ,-|$(subst $(space),|,$(KERNELS))|)))))
NOWEB := /usr/lib/noweb

ifeq ($(V),1)
  Q :=
  say = @:
else
  Q := @
  say = @printf '  %-9s %s\n'
endif

# The chapter that CH names, or a sentence that says which there are.
ifdef CH
  TREE := $(filter $(shell printf '%02d-' $(CH) 2>/dev/null)%,$(KERNELS))
endif
need-tree = $(if $(TREE),,$(error there is no chapter CH=$(CH); give one of: $(NUMBERS)))

.PHONY: all help deps tangle kernels boots run debug test diff site pdf epub \
        serve bench check check-tangle clean accept new-report print-kernels

# As many jobs as cores, and one more, since a machine that waits for a second
# needs none; whoever says -j has said how many.
JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell \
    echo $$(($$(getconf _NPROCESSORS_ONLN) + 1))))

# Also with -j nothing begins before what it needs is installed.
all check: | $(filter deps,$(MAKECMDGOALS))

# The book has numbers that runs printed, so these come first. A make of its
# own plans the runs, and uses what `make deps all` installed.
all:
	$(Q)$(MAKE) $(JOBS) tangle kernels evidence boots
	$(Q)$(MAKE) $(JOBS) site pdf epub
	@echo "done: site/index.html, build/heddle.pdf, build/heddle.epub"

help:
	@sed -n 's/^## //p' Makefile

## make               every tree built and booted, the site, the PDF, the EPUB
## make deps          install what is missing (Debian, Ubuntu), or name it
## make tangle        every chapter's tree under build/trees/, and tangle/
## make run CH=7      boot chapter 7's kernel in QEMU, on this terminal
##                    (Ctrl-A x leaves; FIRMWARE=uefi, MEMORY=64M, APPEND=…)
##                    EXP=exp-NAME boots an experiment's broken kernel
## make debug CH=7    the same, halted at its entry, with gdb attached
## make test CH=7     boot chapter 7 in every way, and run its tests
## make diff CH=7     what chapter 7 changed, as a unified diff
## make accept CH=7   write what really happened into chapter 7's blocks
## make site          the website, site/index.html
## make pdf           the book, build/heddle.pdf (PAPER=book|a4|letter,
##                    SIDES=1, CH=7 for one chapter)
## make epub          the book for e-readers, build/heddle.epub
## make live          the emulator that runs kernels in the page, and the site
##                    with it (some minutes, once)
## make serve         the site on http://127.0.0.1:8033/, rebuilt on change
##                    (PORT=… another port)
## make check         everything that has to hold, ending in a count
##                    (SUITES="fig site": these alone)
## make bench         how fast all of this is
## make clean         remove what was built

# What is compiled is kept: a chapter's file that is as it was in the chapter
# before, or an experiment's that is as in its chapter, is compiled once.
ifneq ($(wildcard /usr/lib/ccache),)
export PATH := /usr/lib/ccache:$(PATH)
export CCACHE_DIR := $(CURDIR)/build/ccache
endif

# --- Tools ---------------------------------------------------------------

HOSTCC := cc
HOSTCFLAGS := -std=gnu17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror

tool-objects = $(patsubst %,build/tools/%.o,$(1))
LOOM := build/tools/frontend build/tools/supersede build/tools/tangle \
        build/tools/moredefs build/tools/weave

build/tools/frontend: $(call tool-objects,frontend fence util)
build/tools/supersede: $(call tool-objects,supersede snapshot model fence util)
build/tools/tangle: $(call tool-objects,tangle util)
build/tools/moredefs: $(call tool-objects,moredefs util)
build/tools/weave: $(call tool-objects,weave weave_book weave_expand \
    weave_index weave_lua weave_recap weave_refs weave_scan weave_threads diff snapshot \
    model fence util)

build/tools/evidence: $(call tool-objects,evidence evidence_block \
    evidence_match evidence_picture evidence_plan evidence_run \
    evidence_script fence util)
build/tools/fig: $(patsubst tools/%.c,build/tools/%.o,$(wildcard tools/fig*.c)) \
    $(call tool-objects,util)
build/tools/fig: LDLIBS := -lm
build/tools/boot: $(patsubst tools/%.c,build/tools/%.o,$(wildcard tools/boot*.c)) \
    $(call tool-objects,util)
build/tools/boot: LDLIBS := -ljansson

TOOLS := $(LOOM) $(addprefix build/tools/,evidence fig boot)

$(TOOLS):
	$(say) link $@
	$(Q)$(HOSTCC) -o $@ $^ $(LDLIBS)

build/tools/%.o: tools/%.c
	@mkdir -p $(@D)
	$(say) cc $<
	$(Q)$(HOSTCC) $(HOSTCFLAGS) -MMD -MP -c -o $@ $<

-include $(wildcard build/tools/*.d)

# --- Tangling: chapters, tokens, snapshots, trees ------------------------

TOKENS := $(SLUGS:%=build/tokens/%.tok)

# A chapter that the front end refuses still yields tokens, so that the other
# chapters are reported on as well; its complaints wait in the .err file.
build/tokens/%.tok: $(BOOK)/%.md build/tools/frontend | build/tokens/
	$(say) markup $<
	$(Q)build/tools/frontend $< > build/tokens/$*.nw \
	    2> build/tokens/$*.err || test -s build/tokens/$*.err
	$(Q)$(NOWEB)/markup -t build/tokens/$*.nw > $@

build/tokens/:
	@mkdir -p $@

# What the front end refused is checked on (-), by the back end as well, but
# nothing comes of it.
build/snapshots/.made: $(TOKENS) build/tools/supersede build/tools/weave
	@mkdir -p $(@D)
	$(say) snapshot "$(words $(KERNELS)) chapters"
	$(Q)cat $(TOKENS:.tok=.err) >&2; out=$(@D); \
	    ! cat $(TOKENS:.tok=.err) | grep -q . || out=-; \
	    build/tools/supersede $(BOOK) $$out $(TOKENS) && test $$out != - || { \
	    build/tools/weave $(BOOK) /dev/null - - $(TOKENS); exit 2; }
	@touch $@

build/snapshots/%.tok: build/snapshots/.made
	@:

# A tree's .tree is as old as the last change in it: tangling again what comes
# out the same gives nobody else anything to do.
build/trees/%/.tangled: build/snapshots/%.tok build/tools/tangle
	$(say) tangle $(@D)
	$(Q)build/tools/tangle $< $(<:.tok=.files) $(@D) $(@D)/.tree
	@touch $@

build/trees/%/.tree: build/trees/%/.tangled
	@:

TREES := $(KERNELS:%=build/trees/%/.tree)
LAST_SNAPSHOT := build/snapshots/$(LAST)

tangle: $(TREES)
	$(Q)build/tools/tangle $(LAST_SNAPSHOT).tok $(LAST_SNAPSHOT).files tangle
	$(Q)chmod -R u+w tangle

check-tangle: build/trees/$(LAST)/.tree
	$(Q)diff -ruN -x '.t*' -x build $(<D) tangle >&2 || { \
	    echo "tangle/: not what the book says, see above;" \
	        "change the book, and run make tangle" >&2; exit 2; }

# --- Kernels: every tree, two compilers, two levels ----------------------

CONFIGS := gcc-O0 gcc-O2 clang-O0 clang-O2
cc-of = $(if $(filter clang-%,$(1)),clang)
KERNELS_BUILT := $(foreach c,$(CONFIGS),$(KERNELS:%=build/kernels/%/$(c)/heddle.iso))

kernels: $(KERNELS_BUILT)

# When a compile fails, tools/kernel.sh repeats it on a copy of the tree whose
# lines say where in book/ they come from.
define kernel-rule
build/kernels/%/$(1)/heddle.iso: build/trees/%/.tree tools/kernel.sh | new-report
	$$(say) kernel "$$* $(1)"
	$$(Q)tools/kernel.sh $$* $(1)
endef
$(foreach c,$(CONFIGS),$(eval $(call kernel-rule,$(c))))

new-report:
	@rm -f build/kernels/reported

# A variant of the chapter: EXP=exp-no-header, EXP=sol-…, as its box is named.
VARIANT := $(TREE)$(if $(EXP),@$(EXP))

run: $(if $(TREE),build/trees/$(VARIANT)/.tree)
	$(need-tree)
	$(Q)$(MAKE) -C build/trees/$(VARIANT) B=$(CURDIR)/build/run/$(VARIANT) run

debug: $(if $(TREE),build/trees/$(VARIANT)/.tree)
	$(need-tree)
	$(Q)$(MAKE) -C build/trees/$(VARIANT) B=$(CURDIR)/build/run/$(VARIANT) debug

# --- What a chapter changed ----------------------------------------------

BEFORE = $(call before,$(TREE))

diff: $(TREES)
	$(need-tree)
	@mkdir -p build/empty
	@cd build && diff -ruN -x ".t*" -x build \
	    $(if $(BEFORE),trees/$(BEFORE),empty) trees/$(TREE) || test $$? = 1

# --- Evidence: what the book shows is run --------------------------------

# The jobs, and which kernel each needs; $(EVIDENCE) are the blocks as the
# book shows them, $(BOOTS) every way in which a chapter has to boot.
ifeq ($(filter help deps clean serve,$(MAKECMDGOALS)),)
-include build/evidence/plan.mk
endif

build/evidence/plan.mk: $(KERNELS:%=$(BOOK)/%.md) build/tools/evidence
	@mkdir -p $(@D)
	$(Q)build/tools/evidence plan $(@D) $(KERNELS:%=$(BOOK)/%.md) \
	    2> $(@D)/plan.err || :
	@touch $@

build/evidence/%.ok: build/tools/boot build/tools/evidence
	$(say) run $*
	$(Q)build/tools/evidence run build/evidence/$*.job

# What is wrong with a block's words was found while make read this file.
planned: build/evidence/plan.mk
	@! test -s build/evidence/plan.err || { \
	    cat build/evidence/plan.err >&2; exit 2; }

evidence: planned $(EVIDENCE)
boots: planned $(BOOTS)

test: planned $(EVIDENCE_$(TREE))
	$(need-tree)
	@echo "chapter $(CH): $(words $(EVIDENCE_$(TREE))) runs, all as the book has them"

# Boot everything the chapter shows, take what comes, rewrite the blocks.
accept: build/tools/evidence
	$(need-tree)
	$(Q)$(MAKE) $(patsubst %.ok,%.seen,$(filter-out $(BOOTS) %@before.ok,\
	    $(EVIDENCE_$(TREE)))) -k || :
	$(Q)build/tools/evidence accept build/evidence $(BOOK)/$(TREE).md

build/evidence/%.seen: build/tools/boot build/tools/evidence force
	$(say) see $*
	$(Q)build/tools/evidence see build/evidence/$*.job

# Some numbers were printed by the chapter's runs, where there are such.
RUNS := $(foreach r,$(wildcard build/evidence/*/*.serial),\
    $(if $(findstring @,$(r)),,$(r)))
$(foreach r,$(RUNS),\
    $(eval build/numbers/$(notdir $(patsubst %/,%,$(dir $(r)))): $(r)))
build/evidence/%.serial: ;

build/numbers/%: build/kernels/%/gcc-O2/heddle.iso tools/numbers.sh \
        tools/pack.sh
	@mkdir -p $(@D)
	$(say) numbers $*
	$(Q)tools/numbers.sh $* > $@.new
	@cmp -s $@.new $@ && rm $@.new || mv $@.new $@
	@touch $@

# --- Weaving: the same tokens, their identifiers, and pandoc -------------

# Only the code decides which identifiers there are: a change in the prose
# leaves this stream as it was.
build/weave/code.tok: $(TOKENS)
	@mkdir -p $(@D)
	$(Q)sed -n '/^@begin code/,/^@end code/p' $(TOKENS) > $@.new; \
	    cmp -s $@.new $@ && rm $@.new || mv $@.new $@

build/weave/index.tok: build/weave/code.tok build/tools/moredefs
	$(say) index $@
	$(Q)$(NOWEB)/autodefs.c < $< | build/tools/moredefs | \
	    $(NOWEB)/finduses > $@

# Numbers come from kernels; a chapter that mentions none needs no kernel to
# be woven.
COUNTED := $(patsubst $(BOOK)/%.md,%,$(shell grep -l -e '`{[a-z]' -e '^::: *recap' \
    $(KERNELS:%=$(BOOK)/%.md) /dev/null 2>/dev/null))

build/weave/.made: $(TOKENS) build/snapshots/.made build/weave/index.tok \
        $(COUNTED:%=build/numbers/%) build/tools/weave \
        $(wildcard $(BOOK)/metadata.yaml $(BOOK)/glossary.md)
	$(say) weave "$(words $(SLUGS)) chapters"
	$(Q)build/tools/weave $(BOOK) build/weave/index.tok build/weave \
	    build/numbers $(TOKENS)
	@touch $@

# With explicit targets and an empty recipe make looks at what was really
# written, and weaves only the pages that changed.
$(SLUGS:%=build/weave/%.md) $(SLUGS:%=build/weave/%.lua) \
    build/weave/book.lua build/weave/source.lua: build/weave/.made ;

weave: build/weave/.made

.PHONY: evidence planned weave force

# --- The site, the PDF, the EPUB -----------------------------------------

FIG := build/tools/fig
include styles/web/site.mk
include tools/live/live.mk
include styles/print/print.mk

# --- Checks --------------------------------------------------------------

SUITES := loom fig boot evidence-tool writing serve kernels evidence boots tree \
	prose site print live

check: $(TOOLS)
	$(Q)tests/check.sh $(SUITES)

bench:
	$(Q)for bench in tests/bench/*.sh; do "$$bench" || exit 1; done

print-kernels:
	@echo $(KERNELS)

deps:
	$(Q)tools/deps.sh

clean:
	rm -rf build site
