--- epub.lua: a chapter for e-readers.
--
-- A renderer for common.lua (which see). It keeps to pandoc's own elements,
-- with classes for styles/epub/style.css, so that the EPUB writer can lead
-- every link to the file where its target ends up. Run as
--
--     pandoc NN-slug.md -M sidecar=NN-slug.lua --citeproc … \
--         -L epub.lua -t json -o NN-slug.json
--
-- and joined by epub-book.lua. Anchors are "cN-id". Solutions go into a Div
-- of class "solutions" at the end, which epub-book.lua moves.

local here = PANDOC_SCRIPT_FILE:match("^(.*)/[^/]*$") or "."
local common = dofile(here .. "/common.lua")
local stringify = pandoc.utils.stringify

local S, solutions, glossary
local R = {}

local Attr, Str, Plain, Para = pandoc.Attr, pandoc.Str, pandoc.Plain,
                               pandoc.Para
local Space = pandoc.Space()

local function raw(s) return pandoc.RawInline("html", s) end

local function span(class, text)
    return pandoc.Span(type(text) == "string" and { Str(text) } or text,
                       Attr("", { class }))
end

local function div(class, list, id)
    return pandoc.Div(list, Attr(id or "", { class }))
end

local function flat(...)
    local out = pandoc.List{}
    for _, list in ipairs{ ... } do out:extend(pandoc.List(list)) end
    return out
end

-- --- Anchors -------------------------------------------------------------------

local function key_of(chapter, id)
    if not id or id == "" then return "c" .. tostring(chapter) end
    return "c" .. tostring(chapter) .. "-" .. id
end
local function own(id) return key_of(S.number or "x", id) end
local function key(link) return key_of(link.chapter, link.id) end
local function link_to(l, list)
    return pandoc.Link(list, "#" .. key(l))
end
local function chapter_of_slug(slug)
    return tonumber(slug and slug:match("^(%d+)") or "") or S.number
end

-- --- Code ------------------------------------------------------------------------

local function untab(s) return (s:gsub("\t", "    ")) end

local function token_inlines(tokens)
    local list = pandoc.List{}
    for _, t in ipairs(tokens) do
        local text = untab(t.text)
        list:insert(t.class and span(t.class, text) or Str(text))
    end
    return list
end

local function name_inlines(name)
    return { Str("⟨"), pandoc.Emph{ Str(name) }, Str("⟩") }
end

local function reference(name, indent, to)
    local list = pandoc.List{ Str((" "):rep(indent)) }
    if to then
        list:insert(pandoc.Link(flat(name_inlines(name)), "#" .. key(to), "",
                                Attr("", { "ref" })))
        list:insert(span("no", " " .. tostring(to.number)))
    else
        list:extend(name_inlines(name))
    end
    return list
end

--- Lines of inlines as one block of code. A line that is too long for the
-- screen goes on below itself, a little to the right.
local function code_block(lines, class)
    local list = pandoc.List{ raw(('<pre class="%s"><code>'):format(class)) }
    for i, l in ipairs(lines) do
        if i > 1 then list:insert(raw("\n")) end
        list:insert(span(l.class or "l", #l > 0 and l or { Str(" ") }))
    end
    list:insert(raw("</code></pre>"))
    return Plain(list)
end

local function body_lines(chunk, sign)
    local tokens, out = common.highlight(chunk.body, chunk.lang), {}
    for i, l in ipairs(chunk.body) do
        if type(l) == "string" then
            out[i] = token_inlines(tokens[i])
        else
            out[i] = reference(l.ref, l.indent or 0, l.to)
        end
        if sign then
            out[i]:insert(1, span("sign", sign))
            out[i].class = "l add"
        end
    end
    return out
end

local signs = { ["+"] = "+ ", ["-"] = "− ", [" "] = "  " }
local classes = { ["+"] = "l add", ["-"] = "l del", [" "] = "l same" }

local function diff_lines(chunk, context)
    local links, out = {}, {}
    for _, l in ipairs(chunk.body or {}) do
        if type(l) == "table" then links[l.ref] = l.to end
    end
    for i, d in ipairs((common.read_diff(chunk.against, chunk.lang,
                                         context))) do
        local line
        if d.same then
            line = pandoc.List{ Str(("  … %d lines as before"):format(d.same)) }
            line.class = "l same"
        else
            local indent, name = d.text:match("^(%s*)<<(.+)>>$")
            line = name and reference(name, #indent, links[name])
                   or token_inlines(d.tokens)
            line:insert(1, span("sign", signs[d.sign]))
            line.class = classes[d.sign]
        end
        out[i] = line
    end
    return out
end

-- --- Chunks ------------------------------------------------------------------------

local operators = { new = "≡", continue = "+≡", replace = "⇒", drop = "∅" }

local function numbers(links)
    local list = pandoc.List{}
    for i, l in ipairs(links) do
        if i > 1 then list:extend{ Str(","), Space } end
        list:insert(link_to(l, { Str(tostring(l.number)) }))
    end
    return list
end

local function provenance(chunk)
    local list = pandoc.List{}
    local function say(words, links)
        if not links or #links == 0 then return end
        if #list > 0 then list:extend{ Str(" · ") } end
        list:insert(Str(words .. " "))
        list:extend(numbers(links))
    end
    if chunk.op == "continue" then say("continued from", { chunk.prev }) end
    if chunk.op == "replace" then say("replaces", { chunk.replaces }) end
    if chunk.op == "drop" then say("drops", { chunk.replaces }) end
    say("used in", chunk.used_in)
    say("continued in", { chunk.next })
    say("replaced in", { chunk.replaced_by })
    say("dropped in", { chunk.dropped_by })
    return list
end

local function head(chunk)
    local list = pandoc.List{}
    if chunk.is_file then list:insert(pandoc.Code(chunk.name))
    else list:extend(name_inlines(chunk.name)) end
    list:extend{ Str(" "), span("op", operators[chunk.op]) }
    return list
end

function R.chunk(chunk)
    local lines
    local against = chunk.against
    local changed = chunk.op == "replace" or chunk.op == "drop"
    if chunk.op == "drop" and #(against or {}) > 6 then
        lines = { pandoc.List{ pandoc.Emph{ Str(#against
            .. " lines, gone") } } }
    elseif against and #against > 0 and (changed or chunk.variant) then
        lines = diff_lines(chunk, chunk.variant and 3 or 1e6)
    elseif #chunk.body == 0 then
        lines = { pandoc.List{ pandoc.Emph{ Str(chunk.op == "drop"
            and "dropped" or "empty, so that later chapters can add to it"
            ) } } }
    else
        lines = body_lines(chunk, chunk.variant and "+ ")
    end
    local title = head(chunk)
    if not chunk.variant then
        title:insert(span("number", tostring(chunk.number)))
    end
    local list = pandoc.List{ div("chunk-head", { Plain(title) }),
                              code_block(lines, "code") }
    local prov = provenance(chunk)
    if #prov > 0 and not chunk.variant then
        list:insert(div("prov", { Plain(prov) }))
    end
    return { div(chunk.variant and "variant" or "chunk", list,
                 not chunk.variant and own(chunk.id) or nil) }
end

-- Code that is shown is a sketch; what is not code is a line to type.
local kernel_code = { c = true, asm = true, makefile = true, ld = true }

function R.sketch(lines, lang)
    local tokens, out = common.highlight(lines, lang), {}
    for i, l in ipairs(lines) do
        local indent, name = l:match("^(%s*)<<(.+)>>$")
        out[i] = name and reference(name, #indent) or token_inlines(tokens[i])
    end
    return { div(kernel_code[lang] and "sketch" or "commands",
                 { code_block(out, "code") }) }
end

function R.transcript(t)
    local lines = {}
    for i, l in ipairs(t.lines) do
        local line = pandoc.List{}
        if l.kind == "host" then
            line:extend{ Str("$ "), span("typed", l.text) }
        elseif l.kind == "skip" then
            line:insert(Str("· · ·"))
        else
            for _, p in ipairs(l.parts) do
                line:insert(p.kind and span(p.kind, untab(p.text))
                            or Str(untab(p.text)))
            end
        end
        lines[i] = line
    end
    local list = pandoc.List{ code_block(lines, "typescript") }
    local how = table.concat(t.how or {}, ", ")
    local ends = t.ends and common.ends[t.ends]
    if ends then how = how .. (how ~= "" and ". " or "") .. ends end
    if how ~= "" then list:insert(div("how", { Plain{ Str(how) } })) end
    return { div("transcript", list) }
end

-- --- Figures and tables ---------------------------------------------------------

local function caption_of(kind, number, list)
    return flat({ span("label", kind .. "\u{a0}" .. (number or "")),
                  Space }, list)
end

local function figure(id, kind, number, content, caption)
    return { div("figure", { content,
        div("caption", { Plain(caption_of(kind, number, caption)) }) }, id) }
end

local function markdown(s)
    local doc = pandoc.read(s or "", "markdown+smart")
    return pandoc.utils.blocks_to_inlines(doc.blocks)
end

function R.screen(s)
    local file = ("book/screens/%02d-%s.png"):format(S.number or 0,
                                                     s.id or "")
    local content
    if common.read_all(file) then
        content = Plain{ pandoc.Image({ Str("The screen: "
            .. table.concat(s.lines, " / ")) }, file) }
    else
        local lines = {}
        for i, l in ipairs(s.lines) do lines[i] = pandoc.List{ Str(l) } end
        content = code_block(lines, "screen")
    end
    return figure(own(s.id), "figure", s.number, content,
                  markdown(s.caption))
end

local build = os.getenv("BUILD") or "build"

function R.figure(f)
    local name = (f.source or ""):match("([^/]+)%.%w+$") or ""
    local alt = f.alt and f.alt:gsub("%s+", " ") or stringify(f.caption)
    local image = pandoc.Image({ Str(alt) },
                               build .. "/epub/figures/" .. name .. ".svg")
    return figure(own(f.id), "figure", f.number, Plain{ image }, f.caption)
end

function R.table(t)
    t.block.caption = { long = {} }
    local list = pandoc.List{ t.block }
    if t.id then
        list:insert(div("caption", { Plain(caption_of("table", t.number,
                                                      t.caption)) }))
    end
    return { div("table", list, t.id and own(t.id)) }
end

-- --- Around the text ------------------------------------------------------------

function R.heading(level, id, number, list)
    if glossary then
        return { div("gloss-term", { Plain{ pandoc.Strong(list) } },
                     "term-" .. id) }
    end
    if number and number ~= "" and level == 2 then
        list = flat({ span("number", number), Str("\u{a0} ") }, list)
    end
    return { pandoc.Header(level + 1, list,
                           Attr(id ~= "" and own(id) or "")) }
end

function R.lead(list) return { div("lead", list) } end
function R.question(list) return { div("question", { Para(list) }) } end
function R.note(list) return { pandoc.Note{ Para(list) } } end

local kinds = { section = "§", chapter = "chapter ", figure = "figure ",
                table = "table ", experiment = "experiment ",
                exercise = "exercise " }

function R.xref(ref, label, list)
    if ref.written == false then
        return label and { Str(label) } or list
    end
    local to = key_of(chapter_of_slug(ref.slug),
                      ref.kind ~= "chapter" and ref.id or nil)
    return { pandoc.Link(label and { Str(label) } or list, "#" .. to) }
end

function R.term(list, id)
    return { pandoc.Link({ pandoc.Emph(list) }, "#term-" .. id, "",
                         Attr("", { "term" })) }
end

function R.chunkname(name, link)
    local list = common.is_path(name) and { pandoc.Code(name) }
                 or name_inlines(name)
    if not link then return list end
    return { pandoc.Link(list, "#" .. key(link), "",
                         Attr("", { "chunkname" })) }
end

function R.number(text) return { Str(text) } end

local labels = { debug = "Debug it", kernels = "In real kernels",
                 history = "History" }

local function box(kind, label, title, list, id)
    local words = pandoc.List{ span("label", label) }
    if title and title ~= "" then
        words:insert(Space)
        words:insert(span("title", markdown(title)))
    end
    local out = pandoc.List{ div("box-head", { Plain(words) }) }
    out:extend(list)
    return { pandoc.Div(out, Attr(id or "", { "box", kind })) }
end

function R.box(kind, id, title, list)
    return box(kind, labels[kind], title, list,
               id ~= "" and own(id) or nil)
end

function R.experiment(id, number, title, list)
    return box("experiment", "Experiment\u{a0}" .. (number or ""), title,
               list, own(id))
end

local function solution_of(id)
    for name, s in pairs(S.solutions or {}) do
        if s.exercise == id then return name end
    end
end

function R.exercises(list)
    local out = pandoc.List{}
    for _, e in ipairs(list) do
        local words = pandoc.List{ span("number", e.number or ""),
            span("grade", (" " .. ("|"):rep(e.grade))) }
        local solution = solution_of(e.id)
        if solution then
            words:extend{ Str(" · "), pandoc.Link({ Str("solution") },
                                                  "#" .. own(solution)) }
        end
        local inner = pandoc.List{ div("exercise-head", { Plain(words) }) }
        inner:extend(e.blocks)
        out:insert(div("exercise", inner, own(e.id)))
    end
    return out
end

function R.solution(id, number, list)
    local of = (S.solutions or {})[id] or {}
    local words = pandoc.List{ span("number", number or "") }
    if of.exercise then
        words:extend{ Str(" · "), pandoc.Link({ Str("exercise") },
                                              "#" .. own(of.exercise)) }
    end
    local inner = pandoc.List{ div("exercise-head", { Plain(words) }) }
    inner:extend(list)
    solutions:insert(div("solution", inner, own(id)))
    return {}
end

-- --- Where we are ------------------------------------------------------------

local function recap_text(r)
    if not r.lines then return nil end
    local text = common.thousands(r.lines) .. " lines"
    local d = r.lines - (r.lines_before or 0)
    if (r.lines_before or 0) > 0 and d ~= 0 then
        text = ("%s, %s %s than a chapter ago"):format(text,
            common.thousands(math.abs(d)), d > 0 and "more" or "fewer")
    end
    return text
end

function R.recap(r, inner)
    local lines = {}
    for i, f in ipairs(r.files or {}) do
        local line = pandoc.List{ Str(f.path .. "  ") }
        if (f.add or 0) > 0 then line:insert(span("add", "+" .. f.add)) end
        if (f.del or 0) > 0 then line:insert(span("del", " −" .. f.del)) end
        if f.status and f.status ~= "changed" then
            line:insert(Str("  " .. f.status))
        end
        lines[i] = line
    end
    local list = pandoc.List{}
    if #lines > 0 then list:insert(code_block(lines, "typescript")) end
    lines = {}
    for i, s in ipairs(r.sizes or {}) do
        lines[i] = pandoc.List{ Str(("%-8s %9s bytes"):format(s.name,
            s.now and common.thousands(s.now) or "")) }
    end
    if #lines > 0 then list:insert(code_block(lines, "typescript")) end
    if type(r.tests) == "table" and #r.tests > 0 then
        local names = {}
        for i, t in ipairs(r.tests) do
            names[i] = tostring(type(t) == "table" and (t.name or t[1]) or t)
        end
        list:insert(Para{ Str("Tests: "),
                          pandoc.Code(table.concat(names, ", ")) })
    end
    local out = pandoc.List(inner or {})
    if #list > 0 or r.lines then
        out:extend(box("recap", "The tree", recap_text(r), list))
    end
    return out
end

-- --- The whole chapter ---------------------------------------------------------

function R.start(sidecar, doc)
    S, solutions = sidecar, pandoc.List{}
    glossary = doc.meta.glossary ~= nil
    common.glossary = glossary
end

--- Small mathematics is set as text.
local function math_as_text(m)
    if m.mathtype ~= "InlineMath"
       or m.text:find("\\[fsib][rquen]") then -- \frac, \sqrt, \sum, \begin …
        return nil              -- MathML
    end
    local html = pandoc.write(pandoc.Pandoc{ pandoc.Plain{ m } }, "html")
    local first = pandoc.read(html, "html").blocks[1]
    return first and first.content
end

local last_pass = {
    Math = math_as_text,
    Cite = function(c)
        local ids = {}
        for i, citation in ipairs(c.citations) do ids[i] = citation.id end
        if #ids == 0 then return nil end
        return pandoc.Link(c.content, "#ref-" .. ids[1], "",
            Attr("", {}, { cites = table.concat(ids, " ") }))
    end,
    Link = function(l)
        local id = glossary and not l.target:match("^#term%-")
                   and l.target:match("#(.+)$")
        if id then l.target = "#term-" .. id end
        return l
    end,
}

function R.finish(doc)
    local out = pandoc.List{}
    if S.title then
        local title = markdown(S.title)
        if S.number and S.number > 0 then
            title = flat({ span("number", tostring(S.number)),
                           Str("\u{a0} ") }, title)
        end
        out:insert(pandoc.Header(S.number and S.number > 0 and 2 or 1, title,
                                 Attr(key_of(S.number), {})))
    end
    out:extend(pandoc.walk_block(pandoc.Div(doc.blocks), last_pass).content)
    if #solutions > 0 then
        out:insert(pandoc.walk_block(div("solutions", solutions), last_pass))
    end
    doc.blocks = out
    doc.meta = {}
    return doc
end

function Pandoc(doc) return common.run(doc, R) end
