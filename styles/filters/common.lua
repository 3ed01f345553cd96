--- common.lua: what the filters of every output share.
--
-- A chapter reaches pandoc as Markdown (build/weave/NN-slug.md) and a sidecar
-- of facts (build/weave/NN-slug.lua): chunks, numbers, links. This module
-- joins the two and knows nothing of HTML or LaTeX. It walks the document,
-- understands every block of the book, and hands each one to a renderer R, a
-- table of functions that html.lua and latex.lua fill in.
--
--     local common = dofile(common_path)
--     function Pandoc(doc) return common.run(doc, R) end
--
-- R's functions; B is a list of blocks, I a list of inlines, each returns
-- blocks or inlines (for I: a list). ctx.where is nil, "experiment",
-- "solution" or "box".
--
--   R.start(sidecar, doc)               before anything else
--   R.finish(doc)                       after everything else
--   R.heading(level, id, number, I)     a section
--   R.lead(B)                           what the reader will have at the end
--   R.question(I)                       the reader's question
--   R.note(I, n)                        side note n of this page
--   R.xref(ref, label, I, key)          link to a numbered thing: label is
--                                       "§2.1", "chapter 5" …, nil when the
--                                       author wrote words of his own (I);
--                                       ref.written == false: no link
--   R.term(I, key, term)                first use of a term
--   R.chunkname(name, link)             ⟨name⟩ in prose; link may be nil
--   R.number(text, key)                 a number that the build filled in
--   R.chunk(chunk, ctx)                 a chunk of the sidecar
--   R.sketch(lines, lang, id)           code that is shown and not built
--   R.transcript(t, ctx)                see read_transcript
--   R.screen(s, ctx)                    {id,number,caption,lines,how}
--   R.figure(f)                         {id,number,caption=I,source,alt}
--   R.table(t)                          {id,number,caption=I,block}
--   R.box(kind, id, title, B)           debug, kernels, history
--   R.experiment(id, number, title, B, ends)
--   R.exercises(list)                   {id,number,grade,blocks=B}…
--   R.solution(id, number, B)
--   R.recap(recap)
local M = {}

local stringify = pandoc.utils.stringify

-- --- The sidecar ---------------------------------------------------------

--- Loads a Lua file that returns a table; the file may do nothing else.
function M.load(path)
    local chunk, err = loadfile(path, "t", {})
    if not chunk then error(err, 0) end
    return chunk()
end

function M.read_all(path)
    local f = io.open(path, "rb")
    if not f then return nil end
    local text = f:read("a")
    f:close()
    return text
end

--- Writes through a neighbor, so that a stopped build leaves the old file;
-- leaves a file alone that would not change.
function M.write_all(path, text)
    if M.read_all(path) == text then return end
    local f = assert(io.open(path .. ".new", "wb"))
    f:write(text)
    f:close()
    assert(os.rename(path .. ".new", path))
end

function M.warn(what)
    io.stderr:write((M.sidecar and M.sidecar.source or "heddle"), ": ",
                    what, "\n")
end

-- --- Names ---------------------------------------------------------------

--- The anchor made of a path or a name: kernel/main.c -> kernel-main-c
function M.slug(name)
    return (name:lower():gsub("[^%w]+", "-"):gsub("^%-", ""):gsub("%-$", ""))
end

function M.is_path(name)
    return name == "Makefile" or name:find("[/.]") and not name:find("%s")
end

local roman = { "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X" }
function M.roman(n) return roman[n] or tostring(n) end

local words = { [0] = "no", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve" }
function M.count(n) return words[n] or tostring(n) end

--- 1834 -> 1,834
function M.thousands(n)
    local s = tostring(n)
    local k
    repeat s, k = s:gsub("^(-?%d+)(%d%d%d)", "%1,%2") until k == 0
    return s
end

--- Where a LINK leads, in words: "§2.3", or the chunk's number.
function M.place(link)
    if link.section and link.section ~= "" then return "§" .. link.section end
    if link.number then return link.number end
    return "chapter " .. tostring(link.chapter)
end

-- --- Code ----------------------------------------------------------------

local lexers = { c = "c", asm = "gnuassembler", makefile = "makefile",
                 sh = "bash", ld = "c", lua = "lua" }

local entities = { lt = "<", gt = ">", amp = "&", quot = '"', ["#39"] = "'" }
local function unescape(s)
    return (s:gsub("&([%w#]+);", entities))
end

-- Words that carry C's structure; the lexer files some of them under types.
local c_words = {}
for w in ([[static const volatile extern inline register restrict struct
    union enum typedef sizeof goto asm __asm__ typeof _Static_assert _Alignas
    _Noreturn __attribute__]]):gmatch("%S+") do c_words[w] = true end

--- Reduces the lexer's many classes to the four that the book shows:
-- kw (structure), co (comment), pp (preprocessor), st (string).
local function tone(lang, class, text)
    if class == "co" or class == "do" or class == "an" or class == "cv"
       or class == "wa" or class == "al" then
        return "co"
    elseif lang == "c" then
        if c_words[text:match("^%s*(.-)%s*$")] then return "kw" end
        if class == "kw" or class == "cf" then return "kw" end
        if class == "pp" then return "pp" end
        if class == "st" or class == "im" or class == "ch" then
            return "st"
        end
    elseif lang == "asm" then
        if class == "pp" then return "pp" end
        if class == "st" then return "st" end
        if class == "kw" and text:match("^%.") then return "kw" end
    elseif lang == "makefile" then
        if class == "cf" or class == "kw" then return "kw" end
    elseif lang == "sh" then
        if class == "kw" or class == "cf" then return "kw" end
        if class == "st" or class == "ss" then return "st" end
    end
    return nil
end

local function add_token(line, class, text)
    local last = line[#line]
    if text == "" then return end
    if last and last.class == class then
        last.text = last.text .. text
    else
        line[#line + 1] = { class = class, text = text }
    end
end

-- The lexer for assembly does not know that // begins a comment.
local function cut_comment(line)
    for i, t in ipairs(line) do
        local at = t.class ~= "st" and t.class ~= "co"
                   and t.text:find("//", 1, true)
        if at then
            local rest = { t.text:sub(at) }
            for k = i + 1, #line do rest[#rest + 1] = line[k].text end
            local cut = {}
            for k = 1, i - 1 do cut[k] = line[k] end
            add_token(cut, t.class, t.text:sub(1, at - 1))
            add_token(cut, "co", table.concat(rest))
            return cut
        end
    end
    return line
end

-- One line of the lexer's HTML: spans, never nested, and text between.
local function read_line(html, lang)
    local line, at = {}, 1
    while at <= #html do
        local from, to, class, inner =
            html:find('<span class="(%w+)">(.-)</span>', at)
        local before = html:sub(at, (from or #html + 1) - 1)
        -- attributes of C arrive as plain text
        local plain = unescape(before)
        local pos = 1
        for a, word, b in plain:gmatch("()([%a_][%w_]*)()") do
            if lang == "c" and c_words[word] then
                add_token(line, nil, plain:sub(pos, a - 1))
                add_token(line, "kw", word)
                pos = b
            end
        end
        add_token(line, nil, plain:sub(pos))
        if not from then break end
        local text = unescape(inner)
        add_token(line, tone(lang, class, text), text)
        at = to + 1
    end
    return line
end

local highlighted = {}

--- Highlights lines of code as one block.
-- Returns one list of { class, text } a line. A line that is not text (a
-- reference) stands as an empty line, so the lexer's state runs on.
function M.highlight(lines, lang)
    local text = {}
    for i, l in ipairs(lines) do
        text[i] = type(l) == "string" and l or ""
    end
    local code = table.concat(text, "\n")
    local key = (lang or "") .. "\0" .. code
    if highlighted[key] then return highlighted[key] end

    local result, lexer = {}, lexers[lang]
    if lexer then
        -- a guard keeps the writer from trimming blank lines at the ends
        local html = pandoc.write(pandoc.Pandoc{ pandoc.CodeBlock(
            code .. "\n.", pandoc.Attr("", { lexer })) }, "html")
        html = html:match("<code[^>]*>(.*)</code>") or ""
        for l in (html .. "\n"):gmatch("(.-)\n") do
            l = l:gsub("^<span id=[^>]*><a [^>]*></a>", "")
                 :gsub("</span>$", "")
            local line = read_line(l, lang)
            result[#result + 1] = lang == "asm" and cut_comment(line) or line
        end
        result[#text + 1] = nil
    end
    for i = 1, #text do
        if not result[i] or not lexer then
            result[i] = text[i] == "" and {} or { { text = text[i] } }
        end
    end
    highlighted[key] = result
    return result
end

-- Tangling leaves out a reference to nothing, and the blank line that would
-- stand doubled because of it: the rules of tools/snapshot.c, again.
local vanishes

local function is_empty_line(l)
    if type(l) == "string" then return l == "" end
    return vanishes(l)
end

function vanishes(l)
    if type(l) == "string" then return false end
    local body = M.sidecar.bodies[l.ref]
    if not body then return true end
    if body.empty == nil then
        body.empty = false
        local all = true
        for _, inner in ipairs(body) do
            all = all and is_empty_line(inner)
        end
        body.empty = all
    end
    return body.empty
end

local function ends_in_nothing(body, at)
    local gone = false
    for i = at + 1, #body do
        if not is_empty_line(body[i]) then return false end
        gone = gone or vanishes(body[i])
    end
    return gone
end

--- Does line at of a body reach the tree? `last`: nothing of its chunk
-- follows the body.
function M.keeps(body, at, last)
    if vanishes(body[at]) then return false end
    if body[at] ~= "" then return true end
    if last and ends_in_nothing(body, at) then return false end
    for i = at - 1, 1, -1 do
        if not vanishes(body[i]) then
            return i == at - 1 or body[i] ~= ""
        end
    end
    return at == 1
end

--- A chunk is the last part of its thread in this chapter's tree.
function M.is_last(chunk)
    return not chunk.next or chunk.next.chapter > (M.sidecar.number or 0)
end

--- A body with every reference replaced by what it stands for, as tangled.
function M.expand(body, last, indent, out)
    out, indent = out or {}, indent or 0
    for i, l in ipairs(body) do
        if not M.keeps(body, i, last) then
            -- nothing
        elseif type(l) == "string" then
            out[#out + 1] = l == "" and "" or (" "):rep(indent) .. l
        else
            M.expand(M.sidecar.bodies[l.ref], true, indent + (l.indent or 0),
                     out)
        end
    end
    return out
end

--- Prepares a line diff: tokens for every line, long runs of equal lines
-- folded. Returns a list of { sign, tokens, text } and { same = n }, and how
-- many lines come and go.
function M.read_diff(against, lang, context)
    context = context or 3
    local old, new = {}, {}
    for _, d in ipairs(against) do
        if d[1] ~= "+" then old[#old + 1] = d[2] end
        if d[1] ~= "-" then new[#new + 1] = d[2] end
    end
    local old_tokens = M.highlight(old, lang)
    local new_tokens = M.highlight(new, lang)
    local lines, o, n, come, go = {}, 0, 0, 0, 0
    for _, d in ipairs(against) do
        local tokens
        if d[1] ~= "+" then o = o + 1; tokens = old_tokens[o] end
        if d[1] ~= "-" then n = n + 1; tokens = new_tokens[n] end
        if d[1] == "+" then come = come + 1 end
        if d[1] == "-" then go = go + 1 end
        lines[#lines + 1] = { sign = d[1], tokens = tokens, text = d[2] }
    end

    -- how far every line is from the nearest change
    local near, far = {}, context + 1
    for i = 1, #lines do
        far = lines[i].sign ~= " " and 0 or far + 1
        near[i] = far
    end
    far = context + 1
    for i = #lines, 1, -1 do
        far = lines[i].sign ~= " " and 0 or far + 1
        near[i] = math.min(near[i], far)
    end
    local result, i = {}, 1
    while i <= #lines do
        local j = i
        while j <= #lines and near[j] > context do j = j + 1 end
        if j - i >= 3 then
            result[#result + 1] = { same = j - i }
            i = j
        else
            repeat
                result[#result + 1] = lines[i]
                i = i + 1
            until i > #lines or near[i] > context
        end
    end
    return result, come, go
end

-- --- Transcripts ---------------------------------------------------------

local fields = { address = "any", number = "any", time = "any", text = "any",
                 type = "typed", keys = "typed" }

--- Splits a line at its fields: { {text=…} | {kind="any",of="address",text}
-- | {kind="typed",of="type"|"keys",enter=bool,text} … }
local function read_fields(line)
    local parts, at = {}, 1
    while true do
        local from, to, word, dash, value =
            line:find("{(%l+)(%-?) ?([^{}]*)}", at)
        -- step over braces that are no field
        while from and not fields[word] do
            from, to, word, dash, value =
                line:find("{(%l+)(%-?) ?([^{}]*)}", from + 1)
        end
        local before = line:sub(at, (from or #line + 1) - 1)
        if before ~= "" then parts[#parts + 1] = { text = before } end
        if not from then return parts end
        parts[#parts + 1] = { kind = fields[word], of = word, text = value,
                              enter = dash == "" or nil }
        at = to + 1
    end
end

local function mib(size)
    local n, unit = size:match("^(%d+)([MG]?)$")
    if not n then return size end
    return n .. (unit == "G" and " GiB" or " MiB")
end

--- How a machine was started, in words: { "BIOS", "128 MiB", … }
local function machine(attr, classes)
    local how = {}
    local function add(s) how[#how + 1] = s end
    if attr.emulator == "bochs" then add("Bochs") end
    if classes:includes("boot") then
        add("BIOS and UEFI alike")
    else
        add(attr.firmware == "uefi" and "UEFI" or "BIOS")
    end
    if attr.memory then add(mib(attr.memory)) end
    if attr.cpus and attr.cpus ~= "1" then
        add(M.count(tonumber(attr.cpus) or attr.cpus) .. " processors")
    end
    if attr.cpu then add("processor " .. attr.cpu) end
    if attr.append then add("command line " .. attr.append) end
    return how
end

--- A transcript or listing: { kind, id, boot, how = {…}, ends, expect,
-- lines = { {kind="host",text} | {kind="skip"} | {kind="out",parts} } }
function M.read_transcript(block, kind)
    local attr = block.attributes
    local t = { kind = kind, id = block.identifier, lines = {},
                boot = block.classes:includes("boot"),
                ends = attr.ends, expect = attr.expect, attr = attr }
    for line in (block.text .. "\n"):gmatch("(.-)\n") do
        local host = line:match("^%$ (.*)$")
        if host then
            t.lines[#t.lines + 1] = { kind = "host", text = host }
        elseif line == "…" then
            t.lines[#t.lines + 1] = { kind = "skip" }
        else
            t.lines[#t.lines + 1] = { kind = "out",
                                      parts = read_fields(line) }
        end
    end
    t.how = kind == "transcript" and machine(attr, block.classes) or {}
    return t
end

M.ends = {
    ["triple-fault"] = "Triple fault.",
    reset = "The machine resets.",
    hang = "It hangs.",
    halt = "The processor halts.",
}

-- --- References ----------------------------------------------------------

-- Link texts that stand for themselves and a number.
local labels = {
    ["§"] = "§", chapter = "chapter ", figure = "figure ", table = "table ",
    experiment = "experiment ", exercise = "exercise ", Chapter = "Chapter ",
    Figure = "Figure ", Table = "Table ", Experiment = "Experiment ",
    Exercise = "Exercise ",
}

local function read_link(link, R)
    local target = link.target
    local term = target:match("^glossary%.md#(.+)$")
                 or M.glossary and target:match("^#(.+)$")
    if term and target:match("^glossary") then
        return R.term(link.content, term, (M.sidecar.terms or {})[term])
    end
    local ref = M.sidecar.refs and M.sidecar.refs[target]
    if not ref then
        if target:match("%.md") or target:match("^#") and not M.glossary then
            M.warn("no such place: " .. target)
        end
        return nil
    end
    local text = stringify(link.content)
    local label = labels[text]
    if label and ref.number then
        -- "§" of a chapter reads "chapter 5"
        if text == "§" and ref.kind == "chapter" then label = "chapter " end
        label = label:gsub(" $", "\u{a0}") .. ref.number
    else
        label = nil
    end
    return R.xref(ref, label, link.content, target)
end

local function read_code(code, R)
    local name = code.text:match("^<<(.*)>>$")
    if name then
        return R.chunkname(name, (M.sidecar.chunkrefs or {})[name])
    end
    local key = code.text:match("^{(.*)}$")
    local value = key and (M.sidecar.numbers or {})[key]
    if value then return R.number(value, key) end
    if key and key:match("^[%l.]+[%l:]") and not key:find("%s") then
        M.warn("no such number: {" .. key .. "}")
    end
    return nil
end

-- --- Blocks --------------------------------------------------------------

local notes

local function inlines_of(block, R)
    return pandoc.walk_block(block, {
        Link = function(l) return read_link(l, R) end,
        Code = function(c) return read_code(c, R) end,
        Note = function(n)
            notes = notes + 1
            local list = pandoc.utils.blocks_to_inlines(
                n.content, { pandoc.LineBreak() })
            return R.note(list, notes)
        end,
    })
end

local function numbered(kind, id)
    local entry = (M.sidecar[kind] or {})[id]
                  or (M.sidecar.refs or {})["#" .. id] or {}
    return entry
end

local function append(list, more)
    if more == nil then return end
    if more.t then list[#list + 1] = more; return end   -- one block
    for _, b in ipairs(more) do list[#list + 1] = b end
end

-- pandoc 2.17 leaves a table's attributes in its caption.
local function table_caption(block)
    local long = block.caption.long
    if not long or #long == 0 then return nil, nil end
    local list = pandoc.utils.blocks_to_inlines(long)
    local last = list[#list]
    local id = last and last.t == "Str" and last.text:match("^{#(.-)}$")
    if id then
        list:remove(#list)
        if #list > 0 and list[#list].t:match("Space$") then
            list:remove(#list)
        end
    end
    return list, id
end

local blocks

local function read_exercises(div, R, ctx)
    local list, out = {}, {}
    for _, b in ipairs(div.content) do
        if b.t == "Div" and b.classes:includes("exercise") then
            local known = numbered("exercises", b.identifier)
            list[#list + 1] = {
                id = b.identifier, number = known.number,
                grade = tonumber(b.attributes.grade) or 1,
                blocks = blocks(b.content, R, ctx),
            }
        else
            append(out, blocks({ b }, R, ctx))
        end
    end
    append(out, R.exercises(list))
    return out
end

local function how_it_ends(list)
    local ends
    for _, b in ipairs(list) do
        if b.t == "CodeBlock" and b.attributes.ends then
            ends = b.attributes.ends
        end
    end
    return ends
end

local function read_div(div, R, ctx)
    local c = div.classes
    local function inner(where)
        return blocks(div.content, R, { where = where })
    end
    if c:includes("chunk") then
        local key = tonumber(div.attributes.key)
        local chunk = M.sidecar.chunks[key]
        if not chunk then error("no chunk with key " .. tostring(key), 0) end
        return R.chunk(chunk, ctx)
    elseif c:includes("lead") then
        return R.lead(inner("lead"))
    elseif c:includes("experiment") then
        local known = numbered("experiments", div.identifier)
        return R.experiment(div.identifier, known.number,
            div.attributes.title or known.title, inner("experiment"),
            how_it_ends(div.content))
    elseif c:includes("exercises") then
        return read_exercises(div, R, { where = "exercise" })
    elseif c:includes("solution") then
        local known = numbered("solutions", div.identifier)
        return R.solution(div.identifier, known.number, inner("solution"))
    elseif c:includes("recap") then
        return R.recap(M.sidecar.recap or {}, inner("recap"))
    end
    for _, kind in ipairs{ "debug", "kernels", "history" } do
        if c:includes(kind) then
            return R.box(kind, div.identifier, div.attributes.title,
                         inner("box"))
        end
    end
    div.content = inner(ctx.where)
    return div
end

local function read_code_block(b, R, ctx)
    local c = b.classes
    if c:includes("transcript") then
        return R.transcript(M.read_transcript(b, "transcript"), ctx)
    elseif c:includes("listing") then
        return R.transcript(M.read_transcript(b, "listing"), ctx)
    elseif c:includes("screen") then
        local lines = {}
        for l in (b.text .. "\n"):gmatch("(.-)\n") do
            lines[#lines + 1] = l
        end
        -- in pixels, what stands in the block was only typed
        if b.text == "" or b.attributes.mode == "pixels" then
            lines = {}
        end
        return R.screen({ id = b.identifier,
            number = numbered("figures", b.identifier).number,
            caption = b.attributes.caption, lines = lines,
            how = machine(b.attributes, c), attr = b.attributes }, ctx)
    end
    local lines = {}
    for l in (b.text .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = l end
    return R.sketch(lines, c[1], b.identifier)
end

local function is_figure(b)
    return b.t == "Para" and #b.content == 1 and b.content[1].t == "Image"
           and b.content[1].title:match("^fig:")
end

local function is_question(b)
    return b.t == "Para" and #b.content == 1 and b.content[1].t == "Emph"
end

local section_numbers

function blocks(list, R, ctx)
    local out = pandoc.List{}
    for _, b in ipairs(list) do
        if b.t == "Div" then
            append(out, read_div(b, R, ctx))
        elseif b.t == "CodeBlock" then
            append(out, read_code_block(b, R, ctx))
        elseif b.t == "Header" then
            b = inlines_of(b, R)
            if b.level > 1 then
                append(out, R.heading(b.level, b.identifier,
                    section_numbers[b.identifier], b.content))
            end
        elseif is_figure(b) then
            local image = b.content[1]
            local known = numbered("figures", image.identifier)
            local text = inlines_of(pandoc.Plain(image.caption), R).content
            append(out, R.figure{ id = image.identifier, caption = text,
                number = known.number, source = image.src, alt = known.alt })
        elseif b.t == "Table" then
            b = inlines_of(b, R)
            local caption, id = table_caption(b)
            append(out, R.table{ id = id, caption = caption, block = b,
                number = id and numbered("tables", id).number })
        elseif is_question(b) then
            append(out, R.question(inlines_of(b, R).content[1].content))
        elseif b.t == "BlockQuote" then
            b.content = blocks(b.content, R, ctx)
            append(out, b)
        elseif b.t == "BulletList" or b.t == "OrderedList" then
            for i, item in ipairs(b.content) do
                b.content[i] = blocks(item, R, ctx)
            end
            append(out, b)
        else
            append(out, inlines_of(b, R))
        end
    end
    return out
end

-- A reference's indent arrives as the blanks before it; here it counts them.
local function count_indents(body)
    for _, l in ipairs(body) do
        if type(l) == "table" and type(l.indent) == "string" then
            l.indent = #l.indent
        end
    end
end

--- Makes a sidecar the one that everything here speaks of.
function M.use(sidecar)
    M.sidecar = sidecar
    sidecar.bodies = sidecar.bodies or {}
    for _, c in ipairs(sidecar.chunks or {}) do
        count_indents(c.body or {})
    end
    for _, body in pairs(sidecar.bodies) do count_indents(body) end
end

--- Runs a chapter through a renderer.
function M.run(doc, R)
    local path = doc.meta.sidecar and stringify(doc.meta.sidecar)
    M.use(path and M.load(path) or { chunks = {}, refs = {} })
    notes, section_numbers = 0, {}
    for _, s in ipairs(M.sidecar.sections or {}) do
        section_numbers[s.id] = s.number
    end
    R.start(M.sidecar, doc)
    doc.blocks = blocks(doc.blocks, R, {})
    return R.finish(doc) or doc
end

--- Renders a list of blocks outside a chapter (a page of the book).
function M.blocks(list, R)
    notes, section_numbers = notes or 0, section_numbers or {}
    return blocks(list, R, {})
end

return M
