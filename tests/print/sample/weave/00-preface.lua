return { number = 0, slug = "00-preface", title = "Preface",
  source = "book/00-preface.md", chunks = {},
  sections = { { id = "how-to-read-it", title = "How to read it", level = 2, line = 5 } },
  refs = { ["06-double-faults.md"] = { kind = "chapter", number = "6", title = "Double faults", slug = "06-double-faults" } } }
