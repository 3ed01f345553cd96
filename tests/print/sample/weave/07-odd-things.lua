return { number = 7, slug = "07-odd-things", title = "Odd things", part = 2,
  source = "book/07-odd-things.md", chunks = {}, refs = {}, sections = {},
  figures = { ["fig-wide"] = { number = "7.1", source = "figures/wide.fig", alt = "A box." } },
  tables = { ["tab-long"] = { number = "7.1" } } }
