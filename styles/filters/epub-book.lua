--- epub-book.lua: joins the chapters that epub.lua made into one document.
--
--     pandoc /dev/null -M build=build -L epub-book.lua … -o heddle.epub
--
-- Chapters are build/epub/NN-slug.json; build/epub/glossary.json and
-- sources.json follow; the order and the parts come from build/weave/book.lua.

local stringify = pandoc.utils.stringify
local Str, Plain, Attr = pandoc.Str, pandoc.Plain, pandoc.Attr
local build

local function read(path)
    local f = io.open(path)
    if not f then return nil end
    local doc = pandoc.read(f:read("a"), "json")
    f:close()
    return doc.blocks
end

local function header(level, text, id)
    return pandoc.Header(level, { Str(text) }, Attr(id or ""))
end

--- The chunks' own anchors, as epub.lua names them.
local function link(l)
    return pandoc.Link({ Str(tostring(l.number)) },
                       ("#c%d-%s"):format(l.chapter, l.id))
end

local function links(list, into)
    for i, l in ipairs(list) do
        if i > 1 then into:insert(Str(", ")) end
        into:insert(link(l))
    end
end

local function name_of(name)
    if name == "Makefile" or name:find("[/.]") and not name:find("%s") then
        return pandoc.Code(name)
    end
    return pandoc.Emph{ Str(name) }
end

local function index_entry(name, main, uses)
    local list = pandoc.List{ name, Str("  ") }
    if #main > 0 then
        local strong = pandoc.List{}
        links(main, strong)
        list:insert(pandoc.Strong(strong))
    end
    if #uses > 0 then
        if #main > 0 then list:insert(Str(", ")) end
        links(uses, list)
    end
    return pandoc.Div({ Plain(list) }, Attr("", { "entry" }))
end

-- No link twice, none that is in `without`.
local function distinct(list, without)
    local seen, out = {}, {}
    for _, l in ipairs(without or {}) do seen[l.chapter .. l.id] = true end
    for _, l in ipairs(list or {}) do
        if not seen[l.chapter .. l.id] then
            seen[l.chapter .. l.id] = true
            out[#out + 1] = l
        end
    end
    return out
end

local function indexes(book, out)
    if #(book.identifiers or {}) > 0 then
        out:insert(header(1, "Index of identifiers", "index-of-identifiers"))
        for _, i in ipairs(book.identifiers) do
            local main = distinct(i.defs or { i.def })
            out:insert(index_entry(pandoc.Code(i.name), main,
                                   distinct(i.uses, main)))
        end
    end
    local names, of = {}, {}
    for _, l in ipairs(book.chunk_index or {}) do
        if not of[l.name] then
            of[l.name] = {}
            names[#names + 1] = l.name
        end
        table.insert(of[l.name], l)
    end
    table.sort(names, function(a, b)
        local x, y = a:lower(), b:lower()
        return x < y or x == y and a < b
    end)
    if #names > 0 then
        out:insert(header(1, "Index of chunks", "index-of-chunks"))
        for _, name in ipairs(names) do
            out:insert(index_entry(name_of(name), {}, distinct(of[name])))
        end
    end
end

--- Every link inside the book has somewhere to go, or is plain words.
local function mend_links(blocks)
    local known = {}
    local function note(e)
        if e.identifier ~= "" then known[e.identifier] = true end
    end
    local all = pandoc.Div(blocks)
    pandoc.walk_block(all, { Div = note, Header = note, Span = note,
                             CodeBlock = note })
    return pandoc.walk_block(all, { Link = function(l)
        local id = l.target:match("^#(.+)$")
        if id and not known[id] then return l.content end
    end }).content
end

function Pandoc(doc)
    build = stringify(doc.meta.build)
    local book = dofile(build .. "/weave/book.lua")
    local out, solved, part = pandoc.List{}, pandoc.List{}, nil
    local preface = read(build .. "/epub/00-preface.json")
    if preface then out:extend(preface) end
    for _, c in ipairs(book.chapters) do
        local blocks = c.number > 0
                       and read(("%s/epub/%s.json"):format(build, c.slug))
        if blocks then
            if c.part ~= part then
                part = c.part
                local p = book.parts[part] or {}
                out:insert(pandoc.Header(1, { pandoc.Span({ Str("Part "
                    .. tostring(part)) }, Attr("", { "number" })),
                    Str("\u{a0} "), Str(p.title or "") },
                    Attr("part-" .. tostring(part), { "part" })))
                out:insert(pandoc.Div({ pandoc.Para{ Str(p.blurb or "") } },
                                      Attr("", { "lead" })))
            end
            local last = blocks[#blocks]
            if last and last.t == "Div"
               and last.classes:includes("solutions") then
                blocks:remove(#blocks)
                solved:insert(header(2, ("%d\u{a0} %s"):format(c.number,
                    c.title), "solutions-" .. c.number))
                solved:extend(last.content)
            end
            out:extend(blocks)
        end
    end
    if #solved > 0 then
        out:insert(header(1, "Solutions to some exercises", "solutions"))
        out:extend(solved)
    end
    local glossary = read(build .. "/epub/glossary.json")
    if glossary then
        out:insert(header(1, "Glossary", "glossary"))
        out:extend(glossary)
    end
    local sources = read(build .. "/epub/sources.json")
    if sources and #sources > 0 then
        out:insert(header(1, "Sources", "sources"))
        out:extend(sources)
    end
    indexes(book, out)
    doc.blocks = mend_links(out)
    doc.meta.build = nil
    return doc
end
