--- book.lua: the pages that belong to the whole book.
--
-- Use:  pandoc -f markdown -t plain --metadata-file book/metadata.yaml
--           -M weave=build/weave -M site=site -M make=LIST
--           --lua-filter styles/filters/book.lua /dev/null -o /dev/null
--
-- LIST, with commas between, is any of
--     front      index.html
--     indexes    index-of-names.html, -chunks, -figures; glossary.html
--     feed       feed.xml, errata.html, 404.html
--     source     source.html and source/PATH.html, the finished kernel
--     diff       diff-NN.html for -M chapter=NN (from -M diff=FILE)
-- Pages are written one by one, and only if they change. More metadata:
-- pdf, epub (names of files in site/ to link to), url (where the site will
-- be, for the feed and 404.html), repository, changes, errata.
local here = PANDOC_SCRIPT_FILE:match("^(.*/)") or "./"
local common = dofile(here .. "common.lua")
local web = dofile(here .. "web.lua")
local weaves = dofile(here .. "weaves.lua")
local stringify = pandoc.utils.stringify
local esc = web.esc

local templates = here .. "../web/"
local meta, site, weave, book

local function get(name)
    return meta[name] and stringify(meta[name]) or nil
end

local function page(path, template, vars)
    vars.root = vars.root or ""
    vars.pdf, vars.epub = get("pdf"), get("epub")
    web.write(site, path, web.template(templates .. template .. ".html",
                                       vars, common), common)
end

-- --- Words ---------------------------------------------------------------

local tens = { "", "twenty", "thirty", "forty", "fifty" }
local teens = { "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
                "eighteen", "nineteen" }
local function number_word(n)
    if n <= 12 then return common.count(n) end
    if n < 20 then return teens[n - 12] end
    local t = tens[n // 10]
    if not t then return tostring(n) end
    return n % 10 == 0 and t or t .. "-" .. common.count(n % 10)
end

local function capital(s) return s:sub(1, 1):upper() .. s:sub(2) end

local function sorted(list, key)
    local copy = {}
    for i, e in ipairs(list) do copy[i] = e end
    table.sort(copy, function(a, b)
        local x, y = key(a):lower(), key(b):lower()
        if x ~= y then return x < y end
        return key(a) < key(b)
    end)
    return copy
end

local function place_link(to, class)
    return ('<a%s href="%s">%s</a>'):format(class and ' class="' .. class
        .. '"' or "", esc(web.href(to)), web.place(to))
end

-- --- The front page ------------------------------------------------------

local function sidecar(slug)
    local path = weave .. "/" .. slug .. ".lua"
    return common.read_all(path) and common.load(path)
end

-- A chapter's picture of the kernel running: the block of class .front, else
-- its last screen; experiments do not count.
local function find_picture(slug)
    local source = common.read_all(weave .. "/" .. slug .. ".md")
    if not source then return nil end
    local found = {}
    for _, b in ipairs(pandoc.read(source, "markdown").blocks) do
        for _, class in ipairs{ "front", "screen" } do
            if b.t == "CodeBlock" and b.classes:includes(class) then
                found[class] = b
            end
        end
    end
    return found.front or found.screen
end

local function plain_lines(block)
    local out = {}
    for i, l in ipairs(common.read_transcript(block, "transcript").lines) do
        if l.kind == "skip" then out[#out + 1] = "…" end
        if l.kind == "out" then
            local parts = {}
            for k, p in ipairs(l.parts) do parts[k] = p.text end
            out[#out + 1] = table.concat(parts)
        end
    end
    return out
end

local function picture(written)
    for i = #written, 1, -1 do
        local c = written[i]
        local block = find_picture(c.slug)
        if block then
            local S = sidecar(c.slug)
            local lines = S and S.recap and S.recap.lines
            local caption = ("Heddle after chapter %d%s"):format(c.number,
                lines and ": " .. common.thousands(lines) .. " lines of "
                .. "code, all of them in the book." or ".")
            local s = { id = "", caption = caption, lines = {}, how = {} }
            if not block.classes:includes("screen") then
                s.lines = plain_lines(block)
            elseif block.text ~= "" and block.attributes.mode ~= "pixels"
            then
                for l in (block.text .. "\n"):gmatch("(.-)\n") do
                    s.lines[#s.lines + 1] = l
                end
            end
            return web.screen(s, ("%02d-%s.png"):format(c.number,
                              block.identifier), "book/screens/")
        end
    end
    return nil
end

-- The fell is the line to which the cloth is woven.
local fell = '<span class="fell-line"><span class="label">woven so far'
             .. '</span></span>'

local function road_chapter(c, first)
    local no = ('<span class="no">%d</span>'):format(c.number)
    local title = web.inline(c.title)
    if c.written then
        return ('<li class="written">%s<div><h4><a href="%s.html">%s</a>'
            .. '</h4><p>%s</p></div></li>'):format(no, esc(c.slug), title,
            web.inline(c.line or ""))
    end
    return ('<li class="coming%s">%s%s<div><h4>%s<span class="vh"> (not yet '
        .. 'written)</span></h4><p>%s</p></div></li>'):format(
        first and " at-fell" or "", first and fell or "", no, title,
        web.inline(c.line or ""))
end

local function road()
    local out, last = {}, nil
    local parts = {}
    for _, c in ipairs(book.chapters) do
        parts[c.part] = parts[c.part] or { all = 0, written = 0 }
        local p = parts[c.part]
        p.all = p.all + 1
        p[p.all] = c
        if c.written then p.written = p.written + 1; last = c.part end
    end
    for i, part in ipairs(book.parts) do
        local p = parts[i] or { all = 0, written = 0 }
        local list = {}
        for k = 1, p.all do
            list[k] = road_chapter(p[k], k > 1 and i == last
                and not p[k].written and p[k - 1].written)
        end
        out[#out + 1] = ('<section class="road-part weave-%d%s" id="part-%d" '
            .. 'aria-labelledby="pt-%d">\n<header><p '
            .. 'class="label">Part %s</p><h3 id="pt-%d">%s</h3><p class='
            .. '"weave-name">%s</p><p class="blurb">%s</p></header>\n<ol>\n'
            .. '%s\n</ol>%s</section>')
            :format(i, p.written > 0 and " woven" or "", i, i,
                common.roman(i), i,
                web.inline(part.title), p.written > 0 and weaves.parts[i]
                and weaves.parts[i].name .. ", on " .. common.count(
                weaves.shafts(i)) .. " shafts" or "to come",
                web.inline(part.blurb or ""), table.concat(list, "\n"),
                i == last and p.written == p.all and fell or "")
    end
    return table.concat(out, "\n")
end

local function front()
    local written = {}
    for _, c in ipairs(book.chapters) do
        if c.written then written[#written + 1] = c end
    end
    local count = number_word(#written)
    local start = ""
    if get("repository") then
        start = '<span class="prompt">$ </span><kbd>git clone '
            .. esc(get("repository")) .. " &amp;&amp; cd heddle</kbd>\n"
    end
    page("index.html", "front", {
        pagetitle = "Heddle: an operating system you can read",
        description = "A book about writing an operating system for 64-bit "
            .. "PCs in C, and the operating system itself, from one source. "
            .. "Every line is explained, and every transcript was run.",
        road = road(),
        clone = start,
        screen = picture(written),
        preface = sidecar("00-preface") and "00-preface.html",
        first = written[1] and written[1].slug .. ".html",
        first_title = written[1] and written[1].number .. " "
                      .. web.inline(written[1].title),
        parts = capital(number_word(#book.parts)),
        chapters = number_word(#book.chapters),
        count = capital(count) .. (#written == 1 and " is" or " are"),
        finished = #written == #book.chapters,
    })
end

-- --- Indexes -------------------------------------------------------------

local kinds = {
    { "index-of-names.html", "Names in the code" },
    { "index-of-chunks.html", "Chunks" },
    { "index-of-figures.html", "Figures, tables, experiments" },
    { "glossary.html", "Terms" },
}

local function other_indexes(path)
    local out = {}
    for i, k in ipairs(kinds) do
        out[i] = ('<li><a href="%s"%s>%s</a></li>'):format(k[1],
            k[1] == path and ' aria-current="page"' or "", k[2])
    end
    return '<nav class="indexes" aria-label="Indexes"><ul>'
           .. table.concat(out) .. "</ul></nav>"
end

-- Entries by first letter, with a line of letters to jump to.
local function by_letter(entries)
    local out, letters, current = {}, {}, nil
    for _, e in ipairs(entries) do
        local letter = e.key:sub(1, 1):upper()
        if not letter:match("%a") then letter = "#" end
        if letter ~= current then
            if current then out[#out + 1] = "</ul></section>" end
            local id = letter == "#" and "other" or letter
            out[#out + 1] = ('<section aria-labelledby="letter-%s"><h2 id='
                .. '"letter-%s">%s</h2><ul class="entries">'):format(id, id,
                letter == "#" and "_" or letter)
            letters[#letters + 1] = ('<a href="#letter-%s">%s</a>'):format(
                id, letter == "#" and "_" or letter)
            current = letter
        end
        out[#out + 1] = e.html
    end
    if current then out[#out + 1] = "</ul></section>" end
    return '<p class="letters">' .. table.concat(letters, " ") .. "</p>\n"
           .. '<div class="index">' .. table.concat(out, "\n") .. "</div>"
end

local function index_page(path, title, intro, body)
    page(path, "page", {
        pagetitle = title .. " · Heddle", title = title, class = "indexes",
        body = other_indexes(path) .. "<h1>" .. title .. "</h1>\n" .. intro
               .. body,
    })
end

local function unique_places(links, skip)
    local seen, out = {}, {}
    for _, l in ipairs(links) do
        local key = web.place(l) .. (l.slug or "")
        if not seen[key] and not (skip and skip[key]) then
            seen[key] = true
            out[#out + 1] = place_link(l, "peek")
        end
    end
    return out
end

local function name_index()
    local entries = {}
    local list = sorted(book.identifiers, function(e)
        return (e.name:gsub("^%l+ ", ""):gsub("^_+", ""))
    end)
    for _, e in ipairs(list) do
        local defs = e.defs or { e.def }
        local first = defs[1]
        if first and not web.is_guard(e.name) then
            local known = {}
            for _, l in ipairs(defs) do
                known[web.place(l) .. (l.slug or "")] = true
            end
            local others = unique_places(e.uses or {}, known)
            entries[#entries + 1] = {
                key = (e.name:gsub("^%l+ ", ""):gsub("^_+", "")), html =
                ('<li><a class="id" href="%s.html#%s"><code>'
                .. '%s</code></a> <b>%s</b>%s</li>'):format(
                esc(first.slug), web.anchor(e.name), esc(e.name),
                table.concat(unique_places(defs), ", "),
                #others > 0 and " " .. table.concat(others, ", ") or "") }
        end
    end
    index_page("index-of-names.html", "Names in the code",
        "<p>Every function, variable, type and macro of the kernel, with "
        .. "the section that defines it first, then those that use it. "
        .. "<span class=\"no-script\">Without script this page stands in "
        .. "for the search.</span></p>", by_letter(entries))
end

local function chunk_threads()
    local threads, order = {}, {}
    for _, e in ipairs(book.chunk_index) do
        local links = e.links or { e }
        for _, l in ipairs(links) do
            if not threads[l.name] then
                threads[l.name] = { name = l.name }
                order[#order + 1] = threads[l.name]
            end
            table.insert(threads[l.name], l)
        end
    end
    return order
end

local function chunk_entry(t)
    local places = {}
    for i, l in ipairs(t) do places[i] = place_link(l, "peek") end
    return ('<li>%s %s</li>'):format(web.chunk_name(t.name),
                                     table.concat(places, ", "))
end

local function chunk_index()
    local files, phrases = {}, {}
    for _, t in ipairs(sorted(chunk_threads(), function(t)
                                  return t.name end)) do
        local e = { key = t.name, html = chunk_entry(t) }
        if common.is_path(t.name) then
            files[#files + 1] = e.html
        else
            phrases[#phrases + 1] = e
        end
    end
    index_page("index-of-chunks.html", "Chunks", "<p>Every chunk of code by "
        .. "its name, with the places that define, continue or replace "
        .. 'it.</p><section aria-labelledby="files"><h2 id="files">Files'
        .. '</h2><ul class="entries files-index">'
        .. table.concat(files, "\n") .. "</ul></section>", by_letter(phrases))
end

local function label_list(kind, heading, id)
    local out = {}
    -- each title is a link as a whole, and can have none of its own
    local function unlinked(title)
        return (title:gsub("%[([^%]]*)%]%([^)]*%)", "%1"))
    end
    for _, c in ipairs(book.chapters) do
        for _, l in ipairs(c.labels or {}) do
            if l.kind == kind and l.id ~= "" then
                out[#out + 1] = ('<li><span class="no">%s</span> <a href='
                    .. '"%s.html#%s">%s</a></li>'):format(l.number,
                    esc(c.slug), esc(l.id), web.inline(l.title ~= "" and
                    unlinked(l.title) or capital(kind) .. " " .. l.number))
            end
        end
    end
    if #out == 0 then return "" end
    return ('<section aria-labelledby="%s"><h2 id="%s">%s</h2><ul class='
        .. '"labels">%s</ul></section>'):format(id, id, heading,
        table.concat(out, "\n"))
end

local function figure_index()
    index_page("index-of-figures.html", "Figures, tables, experiments", "",
        '<div class="index">' .. label_list("figure", "Figures and screens",
        "figures") .. label_list("table", "Tables", "tables")
        .. label_list("experiment", "Experiments", "experiments")
        .. label_list("exercise", "Exercises", "exercises") .. "</div>")
end

local function glossary()
    local out, peek, found = {}, {}, {}
    for _, t in ipairs(sorted(book.terms, function(t) return t.term end)) do
        local text = web.inline(t.text):gsub('href="glossary%.html#',
                                             'href="#')
        local used = {}
        for i, l in ipairs(t.uses or {}) do used[i] = place_link(l) end
        out[#out + 1] = ('<div><dt id="%s">%s</dt><dd>%s%s</dd></div>')
            :format(esc(t.id), esc(t.term), text, #used > 0 and
            ' <span class="used">' .. table.concat(used, ", ") .. "</span>"
            or "")
        peek[#peek + 1] = web.json(t.id) .. ":" .. web.json("<dt>"
            .. esc(t.term) .. "</dt> <dd>" .. text:gsub('href="#',
            'href="glossary.html#') .. "</dd>")
        found[#found + 1] = web.json{ "term", t.term, "#" .. t.id,
            (text:gsub("<[^>]*>", ""):gsub("&amp;", "&"):gsub("&lt;", "<")),
            "" }
    end
    page("glossary.html", "page", {
        pagetitle = "Glossary · Heddle", title = "Glossary",
        class = "indexes", body = other_indexes("glossary.html")
            .. "<h1>Glossary</h1>\n<p>One word for one thing. These are the "
            .. 'words that the book uses.</p>\n<dl class="terms glossary">\n'
            .. table.concat(out, "\n") .. "\n</dl>" })
    web.write(site, "peek/glossary.js", ('heddlePeek("glossary.html",{\n%s\n}'
        .. ",{});\n"):format(table.concat(peek, ",\n")), common)
    web.write(site, "search/glossary.js", ('heddleSearch("glossary.html",'
        .. '"Glossary",[\n%s\n]);\n'):format(table.concat(found, ",\n")),
        common)
end

local function search_parts()
    local list = { "glossary" }
    if sidecar("00-preface") then list[2] = "00-preface" end
    for _, c in ipairs(book.chapters) do
        if c.written then list[#list + 1] = c.slug end
    end
    web.write(site, "search/all.js", "heddleParts(" .. web.json(list)
              .. ");\n", common)
end

local function indexes()
    name_index()
    chunk_index()
    figure_index()
    glossary()
    search_parts()
end

-- --- Feed, errata, 404 ---------------------------------------------------

local function entries_of(name)
    local out = {}
    for _, e in ipairs(meta[name] or {}) do
        local item = {}
        for key, value in pairs(e) do item[key] = stringify(value) end
        if e.text and type(e.text) == "table" and #e.text > 0 then
            local blocks = e.text[1].t and e.text or {}
            local ok, html = pcall(function()
                local t = pandoc.utils.type(e.text)
                if t == "Inlines" then blocks = { pandoc.Plain(e.text) } end
                return pandoc.write(pandoc.Pandoc(blocks), "html")
            end)
            if ok then item.html = html end
        end
        out[#out + 1] = item
    end
    table.sort(out, function(a, b) return (a.date or "") > (b.date or "") end)
    return out
end

local function feed()
    local url = get("url") or ""
    local id = url ~= "" and url or "tag:heddle,2025:"
    local changes = entries_of("changes")
    local out = {}
    for i, e in ipairs(changes) do
        out[i] = ([[<entry>
<title>%s</title>
<id>%s#%s</id>
<updated>%sT00:00:00Z</updated>
<link href="%s"/>
<content type="html">%s</content>
</entry>]]):format(esc(e.title or ""), esc(id), esc(common.slug((e.date or "")
            .. " " .. (e.title or ""))), esc(e.date or ""),
            esc(url .. (e.link or "index.html")), esc(e.html or e.text or ""))
    end
    web.write(site, "feed.xml", ([[<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>Heddle: changes</title>
<id>%sfeed.xml</id>
<updated>%sT00:00:00Z</updated>
<author><name>%s</name></author>
<link rel="self" href="%sfeed.xml"/>
<link href="%sindex.html"/>
%s
</feed>
]]):format(esc(id), esc(changes[1] and changes[1].date or "2025-01-01"),
        esc(get("author") or "The Heddle authors"), esc(url), esc(url),
        table.concat(out, "\n")), common)

    local errata = {}
    for i, e in ipairs(entries_of("errata")) do
        errata[i] = ("<li><p><time datetime=\"%s\">%s</time> %s</p><p>%s</p>"
            .. "</li>"):format(esc(e.date or ""), esc(e.date or ""), e.link
            and ('<a href="%s">%s</a>'):format(esc(e.link), esc(e.title or
            e.link)) or esc(e.title or ""), e.html or esc(e.text or ""))
    end
    page("errata.html", "page", {
        pagetitle = "Errata · Heddle", title = "Errata",
        body = "<h1>Errata</h1>\n<p>The build finds what contradicts the "
            .. "code. What contradicts the truth, readers find; it stands "
            .. "here from the day it is known.</p>\n" .. (#errata > 0 and
            '<ul class="errata">' .. table.concat(errata, "\n") .. "</ul>"
            or "<p>None is known today.</p>") })
    page("404.html", "bare", {
        pagetitle = "Not here · Heddle",
        body = '<h1>Not here</h1>\n<p class="lead">Exception 14: this '
            .. 'address has no translation.</p>\n<p>The page may have been renamed. '
            .. '<a href="' .. esc(url) .. 'index.html">The road</a> leads to '
            .. 'every chapter, and <a href="' .. esc(url)
            .. 'index-of-names.html">the index</a> to every name.</p>' })
end

-- --- The finished kernel's source ----------------------------------------

local function language(path)
    if path:match("Makefile$") or path:match("%.mk$") then
        return "makefile"
    end
    return ({ c = "c", h = "c", S = "asm", ld = "ld", lds = "ld", sh = "sh" })
           [path:match("%.(%w+)$") or ""] or "text"
end

local function folder_of(path) return path:match("^(.*)/") or "" end

local function file_nav(files, at, root)
    local out = {}
    for _, f in ipairs(files) do
        if folder_of(f.path) == folder_of(at.path) then
            out[#out + 1] = ('<li><a href="%ssource/%s.html"%s><span>%s'
                .. '</span></a></li>'):format(root, esc(f.path), f == at and
                ' aria-current="page"' or "", esc(f.path:match("[^/]*$")))
        end
    end
    return ('<nav class="contents" aria-label="Files beside this one"><p '
        .. 'class="part"><a href="%ssource.html">The whole tree</a></p><p '
        .. 'class="where"><code>%s/</code></p><ul>%s</ul></nav>'):format(root,
        esc(folder_of(at.path)), table.concat(out))
end

-- Lines that come from one chunk, with the way back to it.
local function regions(file)
    local out = {}
    for n, l in ipairs(file.lines) do
        if l[2] or #out == 0 then
            out[#out + 1] = { link = l[2], first = n, lines = {} }
        end
        local r = out[#out]
        r.lines[#r.lines + 1] = n
    end
    return out
end

local function source_page(file, files, names)
    local depth = select(2, file.path:gsub("/", "")) + 1
    local root = ("../"):rep(depth)
    local text = {}
    for i, l in ipairs(file.lines) do text[i] = l[1] end
    local tokens = common.highlight(text, language(file.path))
    local out = {}
    for _, r in ipairs(regions(file)) do
        local once = {}
        local href = r.link and root .. web.href(r.link) or "#"
        local lines = {}
        for _, n in ipairs(r.lines) do
            lines[#lines + 1] = ('<a class="ln" id="L%d" href="%s"%s>%d</a>'
                .. '%s\n'):format(n, esc(href), n > r.first and
                ' tabindex="-1"' or "", n, web.source_line(tokens[n], names,
                once, root))
        end
        out[#out + 1] = ('<div class="region"><p class="why">%s</p><pre>'
            .. '<code>%s</code></pre></div>'):format(r.link and
            ('<a href="%s">%s <span class="where">%s</span></a>'):format(
            esc(href), web.chunk_name(r.link.name), web.place(r.link)) or "",
            table.concat(lines))
    end
    page("source/" .. file.path .. ".html", "page", {
        pagetitle = file.path .. " · Heddle", title = file.path, root = root,
        class = "source chapter", nav = file_nav(files, file, root),
        body = ('<header class="file-head"><h1><code>%s</code></h1><p>%s '
            .. 'lines of the finished kernel. Every line number leads to the '
            .. 'paragraph that explains the line.</p></header>\n<div class='
            .. '"src">%s</div>'):format(esc(file.path),
            common.thousands(#file.lines), table.concat(out, "\n")) })
end

local function source()
    local path = weave .. "/source.lua"
    local files = common.read_all(path) and common.load(path) or {}
    table.sort(files, function(a, b)
        local x, y = folder_of(a.path), folder_of(b.path)
        if x ~= y then return x < y end
        return a.path < b.path
    end)
    local names = {}
    for _, e in ipairs(book.identifiers) do
        local def = (e.defs or { e.def })[1]
        if def then
            names[e.name] = {
                href = def.slug .. ".html#" .. web.anchor(e.name) }
        end
    end
    local out, folder, total = {}, nil, 0
    for _, f in ipairs(files) do
        source_page(f, files, names)
        if folder_of(f.path) ~= folder then
            if folder then out[#out + 1] = "</ul></section>" end
            folder = folder_of(f.path)
            local id = "in-" .. common.slug(folder)
            out[#out + 1] = ('<section aria-labelledby="%s"><h2 id="%s">'
                .. '<code>%s/</code></h2><ul>'):format(id, id,
                folder == "" and "." or esc(folder))
        end
        total = total + #f.lines
        out[#out + 1] = ('<li><a href="source/%s.html"><code>%s</code></a> '
            .. '<span class="lines">%s lines</span></li>'):format(
            esc(f.path), esc(f.path:match("[^/]*$")),
            common.thousands(#f.lines))
    end
    if folder then out[#out + 1] = "</ul></section>" end
    page("source.html", "page", {
        pagetitle = "Source · Heddle", title = "Source", class = "tree",
        body = ('<h1>Source</h1>\n<p>The kernel as the last chapter leaves '
            .. 'it: %s files, %s lines. In each of them every line leads '
            .. 'back to the paragraph that explains it.</p>\n<div class="tree">%s'
            .. '</div>'):format(common.thousands(#files),
            common.thousands(total), table.concat(out, "\n")) })
end

-- --- What a chapter changed ----------------------------------------------

--- Reads a unified diff: { path, status, hunks = { { old, new, lines } } }
local function read_unified(text)
    local files, file, hunk = {}, nil, nil
    local left, right = 0, 0
    for l in text:gmatch("([^\n]*)\n") do
        if left > 0 or right > 0 then
            local sign = l:sub(1, 1)
            if sign == "" then sign = " " end
            if sign ~= "+" and sign ~= "\\" then left = left - 1 end
            if sign ~= "-" and sign ~= "\\" then right = right - 1 end
            if sign ~= "\\" then
                hunk.lines[#hunk.lines + 1] = { sign, l:sub(2) }
            end
        elseif l:match("^%-%-%- ") then
            file = { hunks = {}, old = l:match("^%-%-%- ([^\t]*)") }
            files[#files + 1] = file
        elseif l:match("^%+%+%+ ") and file then
            local name = l:match("^%+%+%+ ([^\t]*)")
            if name == "/dev/null" then name = file.old end
            file.path = name:match("trees/[^/]+/(.+)$")
                        or name:match("^[ab]/(.+)$")
                        or name:match("^[^/]+/(.+)$") or name
        elseif l:match("^@@ ") and file then
            local o, on, n, nn =
                l:match("^@@ %-(%d+),?(%d*) %+(%d+),?(%d*) @@")
            hunk = { old = tonumber(o), new = tonumber(n), lines = {} }
            left = on == "" and 1 or tonumber(on)
            right = nn == "" and 1 or tonumber(nn)
            if left == 0 then file.status = "new" end
            if right == 0 then file.status = "dropped" end
            file.hunks[#file.hunks + 1] = hunk
        end
    end
    return files
end

local signs = { ["+"] = "+", ["-"] = "−", [" "] = " " }

local function diff_hunk(file, hunk, lang, chunks, seen)
    local old, new = {}, {}
    for _, l in ipairs(hunk.lines) do
        if l[1] ~= "+" then old[#old + 1] = l[2] end
        if l[1] ~= "-" then new[#new + 1] = l[2] end
    end
    local old_tokens = common.highlight(old, lang)
    local new_tokens = common.highlight(new, lang)
    local out, o, n = {}, 0, 0
    for _, l in ipairs(hunk.lines) do
        local tokens, id, number = nil, "", ""
        if l[1] ~= "+" then o = o + 1; tokens = old_tokens[o] end
        if l[1] ~= "-" then
            n = n + 1
            tokens = new_tokens[n]
            number = hunk.new + n - 1
            local name = common.slug(file.path) .. "-" .. number
            id = ' id="' .. name .. '"'
            seen[name] = true
            local chunk = chunks[name]
            if chunk and l[1] == "+" then
                out[#out + 1] = ('<span class="hunk"><a href="%s">%s %s</a>'
                    .. '\n</span>'):format(esc(web.href(chunk)),
                    web.chunk_name(chunk.name), web.place(chunk))
            end
        end
        local tag = l[1] == "+" and "ins" or l[1] == "-" and "del" or "span"
        out[#out + 1] = ('<%s%s%s><span class="ln">%s</span><span class='
            .. '"sign">%s</span>%s\n</%s>'):format(tag,
            tag == "span" and ' class="same"' or "", id, number, signs[l[1]],
            web.tokens(tokens, 1), tag)
    end
    return table.concat(out)
end

local function diff()
    local number = tonumber(get("chapter"))
    local text = common.read_all(get("diff")) or ""
    local chapter
    for _, c in ipairs(book.chapters) do
        if c.number == number then chapter = c end
    end
    local S = sidecar(chapter.slug)
    local chunks, seen = {}, {}
    for _, c in ipairs(S.chunks) do
        for _, l in ipairs(not c.variant and c.lands or {}) do
            local section
            for _, s in ipairs(S.sections or {}) do
                if (s.line or 0) <= (c.line or 0) then section = s.number end
            end
            chunks[common.slug(l.path) .. "-" .. l.line] = { slug = S.slug,
                chapter = S.number, id = c.id, name = c.name,
                section = section, path = l.path }
        end
    end
    local files, out, nav = read_unified(text), {}, {}
    local here_is = {}
    for _, f in ipairs(files) do
        local lang, parts = language(f.path), {}
        for i, h in ipairs(f.hunks) do
            if i > 1 then
                parts[#parts + 1] = '<span class="hunk">…\n</span>'
            end
            parts[#parts + 1] = diff_hunk(f, h, lang, chunks, seen)
        end
        here_is[f.path] = #out + 1
        nav[#nav + 1] = ('<li><a href="#%s"><span>%s</span></a></li>')
            :format(common.slug(f.path), esc(f.path))
        out[#out + 1] = { f, table.concat(parts) }
    end
    -- a place that a chunk speaks of and the diff leaves out
    local rest = {}
    for name, c in pairs(chunks) do
        if not seen[name] then
            local at = here_is[c.path]
            local list = at and out[at] or rest
            list.anchors = list.anchors or {}
            table.insert(list.anchors, name)
        end
    end
    local function anchors(list)
        table.sort(list or {})
        local spans = {}
        for i, name in ipairs(list or {}) do
            spans[i] = '<span id="' .. esc(name) .. '"></span>'
        end
        return table.concat(spans)
    end
    for i, o in ipairs(out) do
        local id = common.slug(o[1].path)
        out[i] = ('<section class="file-diff" aria-labelledby="%s">%s<h2 id='
            .. '"%s"><code>%s</code>%s</h2>\n<pre class="diff numbered">'
            .. '<code>%s</code></pre></section>'):format(id,
            anchors(o.anchors), id, esc(o[1].path), o[1].status and " <i>"
            .. o[1].status .. "</i>" or "", o[2])
    end
    page(("diff-%02d.html"):format(number), "page", {
        pagetitle = ("What chapter %d changed · Heddle"):format(number),
        title = "What chapter " .. number .. " changed",
        class = "changes chapter",
        nav = '<nav class="contents" aria-label="Files"><p class="part"><a '
            .. 'href="' .. esc(S.slug) .. '.html">Chapter ' .. number
            .. '</a></p><p class="where">Changes</p><ul>'
            .. table.concat(nav) .. "</ul></nav>",
        body = ('%s<h1>What chapter %d changed</h1>\n<p><a href="%s.html">%s'
            .. '</a> from the tree before it to its own, file by file. '
            .. 'Names of chunks lead to their paragraph.</p>\n%s'):format(
            anchors(rest.anchors), number, esc(S.slug), web.inline(S.title),
            #out > 0 and table.concat(out, "\n")
            or "<p>Nothing changed.</p>") })
end

-- --- All of it -----------------------------------------------------------

local makers = { front = front, indexes = indexes, feed = feed,
                 source = source, diff = diff }

function Pandoc(doc)
    meta = doc.meta
    site, weave = get("site") or "site", get("weave") or "build/weave"
    book = common.load(weave .. "/book.lua")
    web.reset()
    for name in (get("make") or ""):gmatch("[^,]+") do
        local maker = makers[name]
        if not maker then error("no page called " .. name, 0) end
        maker()
    end
    return pandoc.Pandoc{}
end
