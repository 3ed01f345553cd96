--- html.lua: weaves a chapter into its web page.
--
-- Use:  pandoc build/weave/NN-slug.md -f markdown -t html5
--           -M sidecar=build/weave/NN-slug.lua
--           --lua-filter styles/filters/html.lua --citeproc …
--           --template styles/web/chapter.html -o site/NN-slug.html
--
-- Beside the page it writes two files that only script asks for:
-- peek/NN-slug.js, the chapter's chunks for previews on other pages, and
-- search/NN-slug.js, what the search finds here. Figures are read from
-- build/figures/NAME.svg (another folder: -M figures=DIR).
local here = PANDOC_SCRIPT_FILE:match("^(.*/)") or "./"
local common = dofile(here .. "common.lua")
local web = dofile(here .. "web.lua")
local weaves = dofile(here .. "weaves.lua")
local stringify = pandoc.utils.stringify

local R = {}
local S                       -- the sidecar
local site                    -- the folder that the page goes to
local peek, search            -- what goes into the two files
local boxes, cites, sections
local live                    -- what the emulator weighs, if it is there
local started, trial          -- the first frame is there; an experiment's

local esc = web.esc

local function raw(html) return pandoc.RawBlock("html", html) end
local function rawi(html) return pandoc.RawInline("html", html) end

--- Blocks between an opening and a closing tag.
local function wrap(open, list, close)
    local out = pandoc.List{ raw(open) }
    out:extend(list)
    out:insert(raw(close))
    return out
end

--- A paragraph of inlines between raw tags.
local function line(open, list, close)
    local out = pandoc.List{ rawi(open) }
    out:extend(list)
    out:insert(rawi(close))
    return pandoc.Plain(out)
end

-- --- Start and finish ----------------------------------------------------

-- The text of every section, for the search.
local function gather(doc)
    local at
    local function visit(list)
        for _, b in ipairs(list) do
            if b.t == "Header" then
                if b.level == 1 then
                    at = { kind = "chapter", href = "", title = S.title }
                elseif b.level == 2 then
                    at = { kind = "section", href = "#" .. b.identifier,
                           title = stringify(b.content) }
                end
                if b.level < 3 then
                    at.text = {}
                    search[#search + 1] = at
                end
            elseif b.t == "Div" then
                if b.attributes.title and at then
                    at.text[#at.text + 1] = b.attributes.title
                end
                visit(b.content)
            elseif b.t == "BulletList" or b.t == "OrderedList" then
                for _, item in ipairs(b.content) do visit(item) end
            elseif b.t ~= "CodeBlock" and b.t ~= "RawBlock" and at then
                at.text[#at.text + 1] = stringify(b)
            end
        end
    end
    if doc.blocks[1] and doc.blocks[1].t ~= "Header" then
        at = { kind = "chapter", href = "", title = S.title, text = {} }
        search[1] = at
    end
    visit(doc.blocks)
end

function R.start(sidecar, doc)
    S = sidecar
    web.page = S.slug
    local output = PANDOC_STATE.output_file or "-"
    site = output ~= "-" and (output:match("^(.*)/") or ".") or nil
    peek, search, boxes = { chunks = {}, names = {} }, {}, 0
    sections = false
    live = doc.meta.live and stringify(doc.meta.live)
    started, trial = false, nil
    web.figures = doc.meta.figures and stringify(doc.meta.figures)
                  or "build/figures"
    web.reset()
    gather(doc)
end

local function apparatus()
    local list, keys = pandoc.List{}, {}
    for key in pairs(S.terms or {}) do keys[#keys + 1] = key end
    if #keys == 0 and not cites then return list end
    table.sort(keys)
    list:insert(raw('<section class="apparatus" '
                    .. 'aria-label="Terms and sources">'))
    if #keys > 0 then
        list:insert(raw('<div><h2 class="label">Terms used on this page</h2>'
                        .. '<dl class="terms">'))
        for _, key in ipairs(keys) do
            local term = S.terms[key]
            list:insert(raw(('<div><dt id="term-%s">%s</dt><dd>%s <a href='
                .. '"glossary.html#%s">Glossary<span class="vh">: %s</span>'
                .. '</a></dd></div>'):format(esc(key), esc(term.term or key),
                web.inline(term.text or ""), esc(key),
                esc(term.term or key))))
        end
        list:insert(raw('</dl></div>'))
    end
    if cites then
        list:insert(raw('<div><h2 class="label">Sources</h2>'))
        list:insert(pandoc.Div({}, { id = "refs", class = "sources" }))
        list:insert(raw('</div>'))
    end
    list:insert(raw('</section>'))
    return list
end

local function set_raw(meta, name, html)
    meta[name] = pandoc.MetaBlocks{ raw(html) }
end

local function set(meta, name, text)
    if text then meta[name] = pandoc.MetaString(tostring(text)) end
end

local function link_to(link)
    return { href = link.slug and link.slug .. ".html",
             label = (link.number or 0) ~= 0
                     and "Chapter " .. link.number or "Before it",
             number = (link.number or 0) ~= 0 and tostring(link.number) or "",
             title = link.title }
end

local function contents(toc)
    local list = {}
    for _, s in ipairs(S.sections or {}) do
        if (s.level or 2) == 2 then
            list[#list + 1] = ('<li><a href="#%s">%s%s</a></li>'):format(
                esc(s.id), s.number and ('<span class="no">' .. s.number
                .. '</span> ') or "", '<span>' .. web.inline(s.title)
                .. '</span>')
        end
    end
    return "<ol>\n" .. table.concat(list, "\n") .. "\n</ol>"
end

local function search_file()
    local out = {}
    for _, e in ipairs(search) do
        out[#out + 1] = web.json{ e.kind, e.title, e.href,
            e.text and table.concat(e.text, " ") or "", e.where or "" }
    end
    return ("heddleSearch(%s,%s,[\n%s\n]);\n"):format(
        web.json(S.slug .. ".html"), web.json((S.number or 0) ~= 0
        and S.number .. " " .. S.title or S.title),
        table.concat(out, ",\n"))
end

local function peek_file()
    local out = {}
    local names = {}
    for _, c in ipairs(peek.chunks) do
        out[#out + 1] = web.json(c[1]) .. ":" .. web.json(c[2])
    end
    for _, n in ipairs(peek.names) do
        names[#names + 1] = web.json(n[1]) .. ":" .. web.json(n[2])
    end
    return ("heddlePeek(%s,{\n%s\n},{%s});\n"):format(
        web.json(S.slug .. ".html"), table.concat(out, ",\n"),
        table.concat(names, ","))
end

-- A short piece of code breaks nowhere, not even after a hyphen.
local function unbroken(code)
    if #code.text <= 26 and code.text:find("[-/ ]") then
        code.classes:insert("unbroken")
        return code
    end
end

function R.finish(doc)
    local m = doc.meta
    local number = S.number or 0
    for _, c in ipairs(S.chunks or {}) do
        if not c.variant and c.op ~= "drop" and c.at == 1 then
            search[#search + 1] = { kind = c.is_file and "file" or "chunk",
                title = c.name, href = "#" .. c.id }
        end
        if not c.variant then
            for _, name in ipairs(c.defs or {}) do
                if not web.is_guard(name) then
                    search[#search + 1] = { kind = "name", title = name,
                        href = "#" .. web.anchor(name), where = c.name }
                end
            end
        end
    end
    set(m, "pagetitle", (number > 0 and number .. ". " or "") .. S.title
        .. " · Heddle")
    set(m, "title", S.title)
    set(m, "number", number > 0 and number or nil)
    set(m, "slug", S.slug)
    set(m, "part", S.part)
    if S.part then set(m, "roman", common.roman(S.part)) end
    set(m, "part-title", S.part_title)
    set(m, "source", S.source)
    for _, side in ipairs{ "prev", "next" } do
        local to = S[side]
        if to and to.slug then
            local l = link_to(to)
            m[side] = pandoc.MetaMap{
                href = pandoc.MetaString(l.href),
                label = pandoc.MetaString(l.label),
                number = pandoc.MetaString(l.number),
                title = pandoc.MetaString(l.title) }
        end
    end
    if #(S.sections or {}) > 0 then set_raw(m, "toc", contents()) end
    doc.blocks:insert(1, raw('<header class="opener">' .. web.opener(S,
        weaves, common) .. (R.lead_blocks and "" or "</header>")))
    if R.lead_blocks then
        for i, b in ipairs(R.lead_blocks) do doc.blocks:insert(1 + i, b) end
    end
    doc.blocks:extend(apparatus())
    doc = doc:walk{ Code = unbroken }
    if site then
        web.write(site, "peek/" .. S.slug .. ".js", peek_file(), common)
        web.write(site, "search/" .. S.slug .. ".js", search_file(), common)
    end
    return doc
end

-- --- Prose ---------------------------------------------------------------

function R.lead(list)
    local out = pandoc.List{}
    for _, b in ipairs(list) do
        if b.t == "Para" then
            b = line('<p class="lead">', b.content, "</p>")
        end
        out:insert(b)
    end
    R.lead_blocks = out
    R.description = stringify(list)
    out:insert(raw("</header>"))
    return pandoc.List{}
end

function R.heading(level, id, number, content)
    sections = true
    local list = pandoc.List{}
    if number and level == 2 then
        list:insert(rawi(('<a class="secno" href="#%s" aria-label='
            .. '"Section %s, permalink">%s</a> '):format(id, number, number)))
    end
    list:extend(content)
    return pandoc.Header(level, list, pandoc.Attr(id))
end

function R.question(content)
    return line('<p class="question">', content, "</p>")
end

function R.note(content, n)
    local list = pandoc.List{ rawi(web.note_open(n)) }
    list:extend(content)
    list:insert(rawi("</span>"))
    return list
end

function R.xref(ref, label, content)
    if label then content = { pandoc.Str(label) } end
    local href = web.href(ref)
    if ref.written == false or not href then return content end
    return pandoc.Link(content, href, label and ref.title or "")
end

function R.term(content, key, term)
    local href = term and "#term-" .. key or "glossary.html#" .. key
    return pandoc.Link(content, href, "", { class = "term" })
end

function R.chunkname(name, link)
    local html = web.chunk_name(name)
    if link and web.href(link) then
        html = ('<a class="chunk-ref" href="%s">%s</a>'):format(
            esc(web.href(link)), html)
    end
    return rawi(html)
end

function R.number(text)
    return rawi('<data class="built" value="'
                .. esc((text:gsub(",", ""))) .. '">' .. esc(text)
                .. "</data>")
end

-- --- Code ----------------------------------------------------------------

function R.chunk(chunk, ctx)
    if chunk.variant then return raw(web.variant(chunk, common)) end
    if chunk.op ~= "drop" then
        peek.chunks[#peek.chunks + 1] = { chunk.id,
                                          web.peek(chunk, common) }
        for _, name in ipairs(chunk.defs or {}) do
            peek.names[#peek.names + 1] = {
                web.anchor(name):sub(4), chunk.id }
        end
    end
    return raw(web.chunk(chunk, common))
end

function R.sketch(lines, lang, id)
    return raw(('<figure class="sketch"%s><figcaption><span class="label">'
        .. 'A sketch, not built</span></figcaption>\n<div class="code">%s'
        .. '</div></figure>'):format(id ~= "" and ' id="' .. esc(id) .. '"'
        or "", web.code(lines, lang, common)))
end

-- Beside the first transcript the kernel can be run, and in experiments the
-- variant beside it.
local function first_frame(attr, ctx)
    if ctx.where or started or (S.number or 0) == 0
       or not web.runs_here(attr) then
        return ""
    end
    started = true
    if live then return web.machine(S.slug, nil, attr, live) end
    return '<p class="how no-machine">This copy of the site was made without '
        .. 'the emulator that runs the kernel here, in the page: <code>make '
        .. 'live site</code> adds it.</p>'
end

local function note_trial(attr, ctx)
    if ctx.where == "experiment" and web.runs_here(attr) then
        trial = trial or attr
    end
end

-- The variant's frame: an experiment that changes nothing runs the chapter's
-- own kernel.
local function trial_frame(id)
    local attr = trial
    trial = nil
    if not attr or not live then return "" end
    for _, c in ipairs(S.chunks or {}) do
        if c.variant == id then
            return web.machine(S.slug .. "@" .. id, S.slug, attr, live)
        end
    end
    return web.machine(S.slug, nil, attr, live)
end

function R.transcript(t, ctx)
    if t.kind == "listing" then
        return raw(web.transcript(t, ctx, S, common))
    end
    note_trial(t.attr, ctx)
    return raw(web.transcript(t, ctx, S, common)
               .. first_frame(t.attr, ctx))
end

function R.screen(s, ctx)
    note_trial(s.attr, ctx)
    local name = ("%02d-%s.png"):format(S.number or 0, s.id)
    return raw(web.screen(s, name, S.source:match("^(.*/)") .. "screens/"))
end

-- --- Figures, tables, boxes ----------------------------------------------

function R.figure(f)
    local list = pandoc.List{ raw('<figure class="figure" id="' .. esc(f.id)
                                  .. '">') }
    list:insert(line('<figcaption>' .. web.fignum("Figure", f.number),
                     f.caption, "</figcaption>"))
    list:insert(raw(web.figure(f, common) .. "</figure>"))
    search[#search + 1] = { kind = "figure", href = "#" .. f.id,
                            title = stringify(f.caption) }
    return list
end

function R.table(t)
    t.block.caption = { long = {}, short = nil }
    if not t.caption then
        return wrap('<div class="table plain"><div class="table-box">',
                    { t.block }, "</div></div>")
    end
    local open = t.id and ('<figure class="table" id="' .. esc(t.id) .. '">')
                 or '<figure class="table">'
    return pandoc.List{ raw(open),
        line('<figcaption>' .. web.fignum("Table", t.number), t.caption,
             "</figcaption>"),
        raw('<div class="table-box">'), t.block, raw("</div></figure>") }
end

local box_labels = { debug = "Debug it", kernels = "In real kernels",
                     history = "History", experiment = "Break it" }

local function box(kind, id, number, title, list, after)
    boxes = boxes + 1
    local open = ('<section class="box %s"%s aria-labelledby="box-%d">'
        .. '<h3 id="box-%d"%s><span class="label">%s%s</span> %s</h3>')
        :format(
        kind, id ~= "" and ' id="' .. esc(id) .. '"' or "", boxes, boxes,
        -- before the first section a box is one level higher
        sections and "" or ' aria-level="2"', box_labels[kind],
        number and ' · <span class="no">experiment ' .. number .. "</span>"
        or "", web.inline(title or ""))
    return wrap(open, list, (after or "") .. "</section>")
end

function R.box(kind, id, title, list)
    return box(kind, id, nil, title, list)
end

function R.experiment(id, number, title, list, ends)
    search[#search + 1] = { kind = "experiment", href = "#" .. id,
                            title = title or "" }
    return box("experiment", id, number, title, list, trial_frame(id))
end

function R.exercises(list)
    local out = pandoc.List{ raw('<ol class="exercises">') }
    for _, e in ipairs(list) do
        out:extend(wrap(('<li id="%s"><span class="grade" data-grade="%d">'
            .. '<span class="vh">Exercise %s, grade %d of 3</span></span>'
            .. '<div>'):format(esc(e.id), e.grade, e.number or "", e.grade),
            e.blocks, "</div></li>"))
    end
    out:insert(raw('</ol>\n<p class="grades-key" aria-hidden="true">'
        .. '<span class="grade" data-grade="1"></span> an evening’s walk '
        .. '<span class="grade" data-grade="2"></span> an evening '
        .. '<span class="grade" data-grade="3"></span> a weekend</p>'))
    return out
end

function R.solution(id, number, list)
    return wrap(('<details class="solution" id="%s"><summary>A solution, as '
        .. 'the build runs it</summary>'):format(esc(id)), list,
        "</details>")
end

function R.recap(recap, list)
    local out = pandoc.List{ raw(web.recap(recap, S, common)) }
    out:extend(list)
    return out
end

function Pandoc(doc)
    if doc.meta.sidecar == nil then return nil end
    cites = false
    doc:walk{ Cite = function() cites = true end }
    doc = common.run(doc, R)
    if R.description then
        doc.meta.description = pandoc.MetaString(R.description)
    end
    return doc
end
