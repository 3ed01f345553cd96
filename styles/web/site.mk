# site.mk: how the website hangs together. Included by the Makefile, which
# sets SLUGS (all chapters that exist, in order), KERNELS (those with a
# tree), FIG (the figure tool) and knows how to make build/weave/ and
# build/trees/.
#
# A chapter's page depends on its own Markdown and sidecar only; the pages of
# the whole book are made by one filter in three runs (front and indexes; the
# source browser; a chapter's diff).

SITE := tools/site.sh
SITE_FILTERS := $(addprefix styles/filters/,common.lua html.lua web.lua \
	weaves.lua)
SITE_TEMPLATES := $(wildcard styles/web/*.html)
SITE_FIGURES := $(patsubst book/figures/%.fig,build/figures/%.svg,\
	$(wildcard book/figures/*.fig))
SITE_ASSETS := $(patsubst styles/web/%,site/%,\
	$(wildcard styles/web/*.css styles/web/*.js styles/web/*.svg \
	styles/web/fonts/*.woff2 styles/web/fonts/*.txt)) site/minisearch.js \
	$(patsubst book/%,site/%,$(wildcard book/screens/*.png))
SITE_PAGES := $(SLUGS:%=site/%.html)
SITE_DIFFS := $(foreach s,$(KERNELS),\
	site/diff-$(firstword $(subst -, ,$(s))).html)
SITE_BOOK := styles/filters/book.lua $(SITE_FILTERS) $(SITE_TEMPLATES) \
	$(SITE) $(wildcard book/metadata.yaml)

.PHONY: site pages serve

site: pages

pages: $(SITE_ASSETS) $(SITE_PAGES) $(SITE_DIFFS) site/index.html \
	site/source.html

site/%.html: build/weave/%.md build/weave/%.lua $(SITE_FILTERS) \
	$(SITE_TEMPLATES) $(SITE) styles/heddle.csl \
	$(wildcard book/bibliography.bib) $(SITE_FIGURES)
	$(say) page $@
	$(Q)$(SITE) chapter $*

# The front page shows the newest screen, so it reads the newest chapter.
site/index.html: build/weave/book.lua $(SITE_BOOK) \
	$(patsubst %,build/weave/%.md,$(lastword $(SLUGS)))
	$(say) pages "front page, indexes, feed"
	$(Q)$(SITE) book

site/source.html: build/weave/source.lua build/weave/book.lua $(SITE_BOOK)
	$(say) pages site/source/
	$(Q)$(SITE) source

define site-diff
site/diff-$(firstword $(subst -, ,$(1))).html: build/trees/$(1)/.tree \
	$(if $(2),build/trees/$(2)/.tree) build/weave/$(1).lua $$(SITE_BOOK)
	$$(say) page $$@
	$$(Q)$$(SITE) diff $(1) $(2)
endef
$(foreach s,$(KERNELS),$(eval $(call site-diff,$(s),$(call before,$(s)))))

build/figures/%.svg: book/figures/%.fig $(FIG)
	@mkdir -p $(@D)
	$(say) figure $@
	$(Q)$(FIG) -o $@ $<
	@touch $@

# A plot of what a chapter's block shows is as old as the chapter.
PLOTS := $(shell grep -l '^data \.\./[^ ]*\.md\#' book/figures/*.fig /dev/null)
plotted = $(shell sed -n 's|^data \.\./\([^\#]*\.md\)\#.*|book/\1|p' $(1))
$(foreach p,$(PLOTS),$(foreach o,build/figures/%.svg build/print/figures/%.pdf,\
	$(eval $(patsubst book/figures/%.fig,$(o),$(p)): $(call plotted,$(p)))))

site/%: styles/web/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

# Without the comments, which are for who changes them.
site/%.css: styles/web/%.css
	@mkdir -p $(@D)
	$(Q)awk -f styles/web/lean.awk $< > $@.new && mv $@.new $@

site/%.js: styles/web/%.js
	@mkdir -p $(@D)
	$(Q)awk -f styles/web/lean.awk $< > $@.new && mv $@.new $@

site/screens/%: book/screens/%
	@mkdir -p $(@D)
	$(Q)cp $< $@

# The search's library comes from npm; its licence stays at its head.
site/minisearch.js: tests/site/package-lock.json tests/site/package.json
	$(say) library $@
	$(Q)$(SITE) library

# --- For authors: rebuild and reload on change ------------------------------

build/tools/serve: tools/serve.c
	@mkdir -p $(@D)
	$(say) link $@
	$(Q)$(HOSTCC) $(HOSTCFLAGS) -o $@ $<

serve: build/tools/serve site
	@build/tools/serve -p $(or $(PORT),8033) site book styles -- \
	    $(MAKE) --no-print-directory site

# What a reader can take home from each chapter's page.
SITE_DOWNLOADS := $(foreach s,$(KERNELS),$(foreach n,\
	$(firstword $(subst -, ,$(s))),site/heddle-$(n).tar.gz site/heddle-$(n).iso))

site: $(SITE_DOWNLOADS)

define site-download
site/heddle-$(firstword $(subst -, ,$(1))).tar.gz: build/trees/$(1)/.tree tools/pack.sh
	@mkdir -p site && tools/pack.sh $(1) > $$@
site/heddle-$(firstword $(subst -, ,$(1))).iso: build/kernels/$(1)/gcc-O2/heddle.iso
	@mkdir -p site && cp $$< $$@
endef
$(foreach s,$(KERNELS),$(eval $(call site-download,$(s))))
