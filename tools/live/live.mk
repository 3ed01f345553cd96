# live.mk: kernels that run in the page. Included by the Makefile after
# styles/web/site.mk.
#
# The site has live pages once build/live/ has the emulator: `make live`
# builds it (README.md here says how) and makes the site anew. What the pages
# boot is read from the pages themselves, by discs.sh.

LIVE := tools/live
LIVE_SOURCES := $(addprefix $(LIVE)/,build.sh bochs.patch live.cc live.h \
	config.cache display.cc library.js)
LIVE_PAGE := $(wildcard styles/web/live/*)
LIVE_BUILT := $(wildcard build/live/size)

.PHONY: live

live: build/live/size
	$(Q)$(MAKE) site

# Some minutes; what it prints waits in build/live/.
build/live/size: $(LIVE_SOURCES)
	$(say) emulator build/live/
	$(Q)$(LIVE)/build.sh

ifneq ($(LIVE_BUILT),)
$(SITE_PAGES): $(LIVE_BUILT)

site: site/live/.made

site/live/.made: $(LIVE_BUILT) $(LIVE_PAGE) $(SITE_PAGES) \
		build/snapshots/.made $(wildcard $(LIVE)/*)
	$(say) live site/live/
	$(Q)$(LIVE)/publish.sh
	$(Q)MAKE='$(MAKE)' $(LIVE)/discs.sh
	@touch $@
endif
