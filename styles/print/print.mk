# print.mk: how the PDF and the EPUB hang together. Included by the Makefile,
# which sets SLUGS (the chapters that exist, in order) and FIG (the figure
# tool) and knows how to make build/weave/.

FIG ?= build/tools/fig
PAPER ?= book
SIDES ?= 2
INK ?= accent
export PAPER SIDES INK CH FIG

PRINT := tools/print.sh
PRINT_FILTERS := styles/filters/common.lua styles/filters/latex.lua \
	styles/heddle.csl $(wildcard book/bibliography.bib)
PRINT_CHAPTERS := $(SLUGS:%=build/print/%.tex)
PRINT_GLOSSARY := $(if $(wildcard book/glossary.md),build/print/glossary.tex)
PRINT_FIGURES := $(patsubst book/figures/%.fig,build/print/figures/%.pdf,\
	$(wildcard book/figures/*.fig))
PRINT_SCREENS := $(patsubst book/screens/%,build/print/screens/%,\
	$(wildcard book/screens/*.png))
PRINT_PARTS := $(PRINT_CHAPTERS) $(PRINT_GLOSSARY) $(PRINT_FIGURES) \
	$(PRINT_SCREENS) build/weave/book.lua build/print/version \
	styles/print/heddle.cls styles/print/book.tex styles/print/heddle.ist \
	styles/print/index.awk styles/filters/weaves.lua

.PHONY: pdf epub

# PAPER, SIDES, INK and CH choose which
ifeq ($(PAPER)-$(SIDES)-$(INK)-$(CH),book-2-accent-)
pdf: build/heddle.pdf
else
pdf: $(PRINT_PARTS)
	@$(PRINT) pdf
endif

build/heddle.pdf: $(PRINT_PARTS)
	@PAPER=book SIDES=2 INK=accent CH= $(PRINT) pdf

build/print/%.tex: build/weave/%.md build/weave/%.lua $(PRINT_FILTERS) $(PRINT)
	@$(PRINT) chapter $*

build/print/glossary.tex: book/glossary.md $(PRINT_FILTERS) $(PRINT)
	@$(PRINT) glossary

build/print/figures/%.pdf: book/figures/%.fig $(FIG) $(PRINT)
	@$(PRINT) figure $*

build/print/screens/%: book/screens/% $(PRINT)
	@$(PRINT) screen $*

# Looked at every time, written when the commit is another.
build/print/version: print-version ; @:
.PHONY: print-version
print-version: ; @$(PRINT) version

# --- EPUB ------------------------------------------------------------------

EPUB_CHAPTERS := $(SLUGS:%=build/epub/%.json)
EPUB_FILTERS := styles/filters/common.lua styles/filters/epub.lua styles/filters/epub-book.lua \
	styles/heddle.csl $(wildcard book/bibliography.bib)

build/epub/%.json: build/weave/%.md build/weave/%.lua $(EPUB_FILTERS) \
	$(PRINT) tools/epub.sh
	@$(PRINT) epub-chapter $*

build/heddle.epub: $(EPUB_CHAPTERS) build/weave/book.lua build/print/version \
	$(wildcard book/glossary.md styles/epub/*) $(PRINT_FIGURES) \
	$(wildcard book/screens/*.png)
	@$(PRINT) epub

epub: build/heddle.epub
