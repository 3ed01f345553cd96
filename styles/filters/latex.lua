--- latex.lua: a chapter for the printed book.
--
-- A renderer for common.lua (which see) that speaks the language of
-- styles/print/heddle.cls. Run as
--
--     pandoc NN-slug.md -M sidecar=NN-slug.lua --citeproc … \
--         -L latex.lua -t latex -o NN-slug.tex
--
-- Anchors are "N:id", N the chapter's number, since an id is unique in its
-- chapter only. What belongs into the appendix of solutions follows the
-- chapter's text after a line "%%% solutions"; tools/print.sh cuts there.
-- Lines "%@ book/NN-slug.md:123" say where in the book the text below comes
-- from, so that TeX's complaints can name it.

local here = PANDOC_SCRIPT_FILE:match("^(.*)/[^/]*$") or "."
local common = dofile(here .. "/common.lua")
local stringify = pandoc.utils.stringify

local S                         -- the sidecar
local solutions                 -- blocks for the appendix
local R = {}

-- --- Text for TeX ----------------------------------------------------------

local special = {
    ["\\"] = "\\textbackslash{}", ["{"] = "\\{", ["}"] = "\\}",
    ["$"] = "\\$", ["&"] = "\\&", ["#"] = "\\#", ["%"] = "\\%",
    ["_"] = "\\_", ["^"] = "\\textasciicircum{}",
    ["~"] = "\\textasciitilde{}", ["'"] = "’",
}

--- Plain words.
local function tex(s)
    return (tostring(s):gsub("[\\{}$&#%%_^~']", special))
end

--- Words out of a sidecar that may hold Markdown: a title, a definition.
local function markdown(s)
    local doc = pandoc.read(s or "", "markdown+smart")
    local text = pandoc.write(doc, "latex"):gsub("%s+$", "")
    return text
end

local function inline(s) return pandoc.RawInline("latex", s) end
local function block(s) return pandoc.RawBlock("latex", s) end

--- Code within a line: no ligatures, and it may break, without a hyphen,
-- where a reader would break it.
local straight = setmetatable({ ["'"] = "\\textquotesingle{}" },
                              { __index = special })
local function code(s)
    local t = s:gsub("[\\{}$&#%%_^~']", straight):gsub("%-%-", "-{}-")
    t = t:gsub('"', "\\textquotedbl{}"):gsub("`", "\\textasciigrave{}")
    t = t:gsub("([/=,|])(%w)", "%1\\hdlbreak{}%2")
    return "\\texttt{" .. t:gsub(" ", "\\ ") .. "}"
end

-- --- Anchors -----------------------------------------------------------------

local function key_of(chapter, id)
    return tostring(chapter) .. ":" .. tostring(id)
end

local function own(id) return key_of(S.number or "x", id) end
local function key(link) return key_of(link.chapter, link.id) end

local function chapter_of_slug(slug)
    return tonumber(slug and slug:match("^(%d+)") or "") or S.number
end

--- "key/number,…", as \provpages wants them.
local function places(links)
    local t = {}
    for i, l in ipairs(links) do
        t[i] = key(l) .. "/" .. tostring(l.number)
    end
    return table.concat(t, ",")
end

local function source(line)
    return line and ("%@ " .. tostring(S.source) .. ":" .. line .. "\n")
           or ""
end

-- --- Index entries -----------------------------------------------------------

--- What makeindex would read as its own is quoted.
local function quoted(s) return (s:gsub('["!@|]', '"%0')) end

local function sort_key(s)
    s = s:gsub("[^%w%s_./-]", ""):gsub("^[^%w]+", "")
    return s == "" and "zzz" or s
end

--- A chunk's place in the index of chunks.
local function entry(name)
    local command = common.is_path(name) and "idxcode" or "idxchunk"
    local shown = common.is_path(name) and name or tex(name)
    return ("%s@\\%s{%s}"):format(quoted(sort_key(name)), command,
                                  quoted(shown))
end

-- --- Code --------------------------------------------------------------------

local verbatim = { ["\\"] = "\\textbackslash{}", ["{"] = "\\{",
                   ["}"] = "\\}" }
local voices = { kw = "K", co = "C", pp = "P", st = "S" }

local function plain_code(s)
    return (s:gsub("\t", "    "):gsub("[\\{}]", verbatim))
end

local function token_line(tokens)
    local t = {}
    for i, token in ipairs(tokens) do
        local s = plain_code(token.text)
        local voice = voices[token.class]
        t[i] = voice and ("\\%s{%s}"):format(voice, s) or s
    end
    return table.concat(t)
end

--- A reference within code.
local function reference(name, indent, link)
    local to = link and key(link) or ""
    local number = link and link.number or ""
    local plain = plain_code(name):gsub("'", "’")
    return ("%s\\chunkref{%s}{%s}{%s}{%s}"):format((" "):rep(indent), to,
        number, plain, entry(name))
end

--- Where each identifier first stands in a body: line -> index entries.
local function index_lines(chunk)
    local at = {}
    local function mark(ident, command)
        local pattern = "%f[%w_]" .. ident:gsub("%p", "%%%0") .. "%f[^%w_]"
        local where = 1
        for i, l in ipairs(chunk.body) do
            if type(l) == "string" and l:find(pattern) then
                where = i
                break
            end
        end
        at[where] = (at[where] or "")
            .. ("\\%s{%s}{%s}"):format(command, plain_code(quoted(
                ident:match("^%l+ (.+)$") or ident)),
                plain_code(quoted(ident)))
    end
    for _, ident in ipairs(chunk.defs or {}) do mark(ident, "defid") end
    local seen = {}
    for _, use in ipairs(chunk.uses or {}) do
        local mine = use.to and use.to.id == chunk.id
        if not mine and not seen[use.ident] then
            seen[use.ident] = true
            mark(use.ident, "useid")
        end
    end
    return at
end

local function body_lines(chunk)
    local tokens = common.highlight(chunk.body, chunk.lang)
    local marks, out = index_lines(chunk), {}
    for i, l in ipairs(chunk.body) do
        local line
        if type(l) == "string" then
            line = token_line(tokens[i])
        else
            line = reference(l.ref, l.indent or 0, l.to)
        end
        out[i] = (marks[i] or "") .. line
    end
    return out
end

local diff_commands = { [" "] = "diffctx", ["+"] = "diffadd",
                        ["-"] = "diffdel" }

-- The links of the references in a chunk, by name.
local function reference_links(chunk)
    local t = {}
    for _, l in ipairs(chunk.body or {}) do
        if type(l) == "table" then t[l.ref] = l.to end
    end
    return t
end

local function diff_lines(chunk, context)
    local lines = common.read_diff(chunk.against, chunk.lang, context)
    local links, out = reference_links(chunk), {}
    for i, d in ipairs(lines) do
        if d.same then
            out[i] = "\\diffhunk{" .. tostring(d.same) .. "}"
        else
            local indent, name = d.text:match("^(%s*)<<(.+)>>$")
            local text
            if name then
                text = reference(name, #indent, links[name])
            else
                text = token_line(d.tokens)
            end
            out[i] = ("\\%s{%s}"):format(diff_commands[d.sign], text)
        end
    end
    return out
end

local function code_block(lines)
    return "\\begin{Code}\n" .. table.concat(lines, "\n") .. "\n\\end{Code}"
end

-- --- Chunks --------------------------------------------------------------------

local function count_signs(against)
    local n = { [" "] = 0, ["+"] = 0, ["-"] = 0 }
    for _, d in ipairs(against or {}) do
        if not d[2]:match("^%s*[{}]?%s*$") then n[d[1]] = n[d[1]] + 1 end
    end
    return n
end

--- Worth showing against what it replaces? Not when nearly nothing is left
-- of the old lines: then they are only in the way.
local function worth_a_diff(chunk)
    if not chunk.against or #chunk.against == 0 then return false end
    local n = count_signs(chunk.against)
    if chunk.op == "drop" then return true end
    return n["-"] == 0 and n["+"] == 0 or n[" "] * 3 >= n["-"]
end

local function provenance(chunk)
    local t = {}
    local function say(command, links)
        if links and #links > 0 then
            t[#t + 1] = ("\\prov%s{%s}"):format(command, places(links))
        end
    end
    if chunk.op ~= "replace" and chunk.op ~= "drop" then
        say("from", { chunk.prev })
    end
    if chunk.replaces then
        say(chunk.op == "drop" and "drops" or "replaces", { chunk.replaces })
    end
    say("used", chunk.used_in)
    say("next", { chunk.next })
    say("replaced", { chunk.replaced_by })
    say("dropped", { chunk.dropped_by })
    return table.concat(t, "")
end

local operators = { new = "new", continue = "more", replace = "replace",
                    drop = "drop" }

--- A chunk of an experiment or a solution: a change to try, not kept.
local function variant(chunk)
    local lines
    if chunk.op == "drop" and #(chunk.against or {}) > 6 then
        lines = { ("\\nothing{%d lines, left out}"):format(#chunk.against) }
    elseif chunk.against and #chunk.against > 0 then
        lines = diff_lines(chunk, 3)
    else
        lines = body_lines(chunk)
        for i, l in ipairs(lines) do lines[i] = "\\diffadd{" .. l .. "}" end
    end
    local before = chunk.replaces or chunk.prev
    return { block(table.concat({
        source(chunk.line),
        ("\\begin{variant}{name={%s},op=%s,file=%d,prov={%s}}\n"):format(
            tex(chunk.name), operators[chunk.op], chunk.is_file and 1 or 0,
            before and ("\\provof{" .. places{ before } .. "}") or ""),
        code_block(lines), "\n\\end{variant}" })) }
end

function R.chunk(chunk)
    if chunk.variant then return variant(chunk) end
    local op = operators[chunk.op]
    local lines
    if chunk.op == "drop" and #(chunk.against or {}) > 6 then
        -- the page where they stand is named beside it
        lines = { ("\\nothing{%d lines, gone}"):format(#chunk.against) }
    elseif (chunk.op == "replace" or chunk.op == "drop")
       and worth_a_diff(chunk) then
        lines = diff_lines(chunk, 1e6)
    elseif #chunk.body == 0 then
        lines = { chunk.op == "drop" and "\\nothing{dropped}"
                  or "\\nothing{empty, so that later chapters can add to it}" }
    else
        lines = body_lines(chunk)
    end
    return { block(table.concat({
        source(chunk.line),
        ("\\begin{chunk}{id={%s},number={%s},name={%s},entry={%s},op=%s,"
         .. "file=%d,comes=%d,goes=%d,prov={%s}}\n"):format(own(chunk.id),
            chunk.number, tex(chunk.name), entry(chunk.name), op,
            chunk.is_file and 1 or 0, chunk.op == "continue" and 1 or 0,
            chunk.next and 1 or 0, provenance(chunk)),
        code_block(lines), "\n\\end{chunk}" })) }
end

-- Code that is shown is a sketch; what is not code is a line to type.
local kernel_code = { c = true, asm = true, makefile = true, ld = true }

function R.sketch(lines, lang)
    local tokens, out = common.highlight(lines, lang), {}
    for i, l in ipairs(lines) do
        local indent, name = l:match("^(%s*)<<(.+)>>$")
        out[i] = name and reference(name, #indent) or token_line(tokens[i])
    end
    local kind = kernel_code[lang] and "sketch" or "commands"
    return { block(("\\begin{%s}\n%s\n\\end{%s}"):format(kind,
                                                code_block(out), kind)) }
end

-- --- Transcripts -----------------------------------------------------------------

local function transcript_line(l)
    if l.kind == "host" then
        return "$ \\typed{" .. plain_code(l.text) .. "}"
    elseif l.kind == "skip" then
        return "\\elide{}"
    end
    local t = {}
    for i, p in ipairs(l.parts) do
        local s = plain_code(p.text)
        if p.kind == "any" then s = "\\wild{" .. s .. "}"
        elseif p.of == "keys" then
            s = s:gsub("<([^<>]+)>", "\\keycap{%1}")
            s = "\\typed{" .. s .. "}"
        elseif p.kind == "typed" then s = "\\typed{" .. s .. "}" end
        t[i] = s
    end
    return table.concat(t)
end

--- A line of output that is far too long goes on below itself, as it would
-- on a terminal; one that is a little too long is only set narrower.
local LONG, WIDTH = 92, 88
local function parts_of(l)
    return l.kind == "host" and { { text = "$ " },
        { kind = "typed", of = "type", text = l.text } } or l.parts or {}
end
local function length_of(l)
    local length = 0
    for _, p in ipairs(parts_of(l)) do
        length = length + (utf8.len(p.text) or #p.text)
    end
    return length
end
local function wrapped(l)
    local parts = parts_of(l)
    if length_of(l) <= LONG then return { transcript_line(l) } end
    local out, line, width = {}, { kind = "out", parts = {} }, 0
    for _, p in ipairs(parts) do
        local part = { kind = p.kind, of = p.of, text = "" }
        for word in p.text:gmatch("%s*%S*") do
            local n = utf8.len(word) or #word
            if width + n > WIDTH and width > 0 then
                table.insert(line.parts, part)
                out[#out + 1] = transcript_line(line)
                line = { kind = "out", parts = {} }
                part = { kind = p.kind, of = p.of, text = "" }
                word, width = word:gsub("^%s+", ""), 4
                table.insert(line.parts, { text = "    " })
            end
            part.text, width = part.text .. word, width + n
        end
        table.insert(line.parts, part)
    end
    out[#out + 1] = transcript_line(line)
    return out
end

function R.transcript(t, ctx)
    local lines = {}
    local columns = 0
    for _, l in ipairs(t.lines) do
        for _, s in ipairs(wrapped(l)) do lines[#lines + 1] = s end
        columns = math.max(columns, length_of(l))
    end
    if columns > LONG then columns = LONG end
    local ends = t.ends and common.ends[t.ends]
    if ends then ends = ends:gsub("%.$", ""):lower() end
    local how = table.concat(t.how or {}, ", ")
    if t.ends == "halt" and ctx.where ~= "experiment" then
        -- nothing out of the ordinary: the margin says it
        how, ends = how .. (how ~= "" and "; " or "") .. ends, nil
    end
    return { block(("\\begin{transcript}{%s}{%d}\n\\begin{Typescript}\n%s\n"
        .. "\\end{Typescript}\n\\end{transcript}%s"):format(
        tex(how), columns, table.concat(lines, "\n"),
        ends and ("\n\\howitends{" .. tex(ends) .. "}") or "")) }
end

--- The caption's first sentence, for the list of figures.
local function first_sentence(text)
    return text:match("^(.-[%.?!])%s+%u") or text
end

local function short_of(inlines)
    local list = pandoc.List(inlines):filter(function(i)
        return i.t ~= "RawInline" and i.t ~= "Note"
    end)
    return (tex(first_sentence(stringify(list))):gsub("%.$", ""))
end

function R.screen(s)
    local lines = {}
    for i, l in ipairs(s.lines) do lines[i] = plain_code(l) end
    local caption = common.sidecar and markdown(s.caption or "") or ""
    local file = ("%02d-%s.png"):format(S.number or 0, s.id or "")
    return { block(("\\begin{screen}{%s}{%s}{%s}{%s}{%s}\n"
        .. "\\begin{Screentext}\n%s\n\\end{Screentext}\n\\end{screen}")
        :format(own(s.id), s.number or "", file,
            (tex(first_sentence(s.caption or "")):gsub("%.$", "")),
            caption, table.concat(lines, "\n"))) }
end

-- --- Figures and tables --------------------------------------------------------

--- A float has no margin of its own: its notes go into the text.
local function notes_inside(list)
    for _, i in ipairs(list) do
        if i.t == "RawInline" and i.text == "\\sidenote{" then
            i.text = "\\insidenote{"
        end
    end
    return list
end

function R.figure(f)
    local file = (f.source or ""):match("([^/]+)%.%w+$") or ""
    local list = pandoc.List{ inline(("\\figurebox{%s}{%s}{%s}{%s}{"):format(
        own(f.id), f.number or "", file, short_of(f.caption))) }
    list:extend(notes_inside(f.caption))
    list:insert(inline("}"))
    return { pandoc.Plain(list) }
end

local function cell_inlines(cell)
    return notes_inside(pandoc.utils.blocks_to_inlines(cell.contents,
        { inline("\\newline ") }))
end

local function width_of(inlines)
    local longest = 0
    local plain = pandoc.List(inlines):map(function(i)
        if i.t == "RawInline" then
            local t = i.text:gsub("\\hdlbreak{}", ""):gsub("\\%a+{?", "")
            return pandoc.Str((t:gsub("[{}]", "")))
        end
        return i
    end)
    longest = utf8.len(stringify(plain)) or #stringify(plain)
    return longest
end

-- A character of a table is about 4.75 pt wide, the measure is 335 pt, a gap
-- between columns 4 mm.
local CHAR, GAP, MEASURE = 4.75, 11.4, 335

--- The columns' widths in points, or nil for one that is as wide as it is.
local function column_widths(rows, n)
    local natural, word = {}, {}
    for c = 1, n do natural[c], word[c] = 0, 0 end
    for _, row in ipairs(rows) do
        for c, cell in ipairs(row) do
            natural[c] = math.max(natural[c], width_of(cell) * CHAR)
        end
    end
    local room, total = MEASURE - GAP * (n - 1), 0
    for c = 1, n do total = total + natural[c] end
    if total <= room then return {} end
    local widths, open = {}, {}
    for c = 1, n do open[c] = true end
    repeat
        local left, count, again = room, 0, false
        for c = 1, n do
            if open[c] then count = count + 1
            else left = left - natural[c] end
        end
        for c = 1, n do
            if open[c] and natural[c] <= left / math.max(count, 1) then
                open[c], again = false, true
            end
        end
    until not again
    local left, sum = room, 0
    for c = 1, n do
        if open[c] then sum = sum + natural[c]
        else left = left - natural[c] end
    end
    for c = 1, n do
        if open[c] then widths[c] = left * natural[c] / sum end
    end
    return widths
end

local aligned = { AlignLeft = "l", AlignRight = "r", AlignCenter = "c",
                  AlignDefault = "l" }

local function columns(t, widths)
    local spec = {}
    for c, col in ipairs(t.colspecs) do
        local a = aligned[tostring(col[1])] or "l"
        if widths[c] then
            local rag = a == "r" and "\\raggedleft" or "\\raggedright"
            spec[c] = (">{%s\\arraybackslash}p{%.1fpt}"):format(rag,
                                                                widths[c])
        else
            spec[c] = a
        end
    end
    return "@{}" .. table.concat(spec, "@{\\hskip4mm}") .. "@{}"
end

local function add_row(list, row, head)
    for c, cell in ipairs(row) do
        if c > 1 then list:insert(inline(" & ")) end
        if head then list:insert(inline("{\\itshape ")) end
        list:extend(cell)
        if head then list:insert(inline("}")) end
    end
    list:insert(inline("\\\\\n"))
end

local function rows_of(rows)
    local t = {}
    for i, row in ipairs(rows) do
        t[i] = {}
        for c, cell in ipairs(row.cells) do t[i][c] = cell_inlines(cell) end
    end
    return t
end

function R.table(t)
    local head = rows_of(t.block.head.rows)
    local body = {}
    for _, b in ipairs(t.block.bodies) do
        for _, r in ipairs(rows_of(b.body)) do body[#body + 1] = r end
    end
    local all = {}
    for _, r in ipairs(head) do all[#all + 1] = r end
    for _, r in ipairs(body) do all[#all + 1] = r end
    local widths = column_widths(all, #t.block.colspecs)
    local wrapped = next(widths) ~= nil

    local long = #body > 26
    local list = pandoc.List{}
    if t.id then
        list:insert(inline(("\\%stablebox{%s}{%s}{%s}{"):format(
            long and "long" or "", own(t.id), t.number or "",
            short_of(t.caption))))
        list:extend(notes_inside(t.caption))
        list:insert(inline("}{"))
    else
        list:insert(inline("\\tableinline{"))
    end
    list:insert(inline(("\\begin{%s}{%s}\n\\toprule\n"):format(
        long and t.id and "longtable" or "tabular",
        columns(t.block, widths))))
    local has_head = false
    for _, r in ipairs(head) do
        for _, cell in ipairs(r) do has_head = has_head or #cell > 0 end
    end
    if has_head then
        for _, r in ipairs(head) do add_row(list, r, true) end
        list:insert(inline("\\midrule\n"))
        if long and t.id then list:insert(inline("\\endhead\n")) end
    end
    for i, r in ipairs(body) do
        if i > 1 and wrapped then
            list:insert(inline("\\addlinespace[2pt]\n"))
        end
        add_row(list, r, false)
    end
    list:insert(inline(("\\bottomrule\n\\end{%s}}"):format(
        long and t.id and "longtable" or "tabular")))
    return { pandoc.Plain(list) }
end

-- --- Around the text --------------------------------------------------------------

local function wrap(before, list, after)
    local out = pandoc.List{ block(before) }
    out:extend(list)
    out:insert(block(after))
    return out
end

local function around(before, list, after)
    local out = pandoc.List{ inline(before) }
    out:extend(list)
    out:insert(inline(after))
    return out
end

local glossary                  -- the file is the glossary, no chapter
local levels = { [2] = "section", [3] = "subsection", [4] = "subsection" }

local function line_of_section(id)
    for _, s in ipairs(S.sections or {}) do
        if s.id == id then return s.line end
    end
end

function R.heading(level, id, number, list)
    if glossary then
        return { pandoc.Plain(around(("\\glossentry{%s}{"):format(tex(id)),
                                     list, "}")) }
    end
    local command = levels[level] or "subsection"
    return { block((source(line_of_section(id)):gsub("\n$", ""))),
        pandoc.Plain(around(("\\hdl%s{%s}{%s}{"):format(command,
            id ~= "" and own(id) or "", number or ""), list, "}")) }
end

function R.lead(list) return wrap("\\begin{lede}", list, "\\end{lede}") end

function R.question(list)
    return { pandoc.Plain(around("\\question{", list, "}")) }
end

function R.note(list) return around("\\sidenote{", list, "}") end

local kinds = { section = "§", chapter = "chapter~", figure = "figure~",
                table = "table~", experiment = "experiment~",
                exercise = "exercise~" }

function R.xref(ref, label, list)
    if ref.written == false then
        return label and { pandoc.Str(label) } or list
    end
    if ref.kind == "chunk" then
        return around(("\\xref{%s}{"):format(
            key_of(chapter_of_slug(ref.slug), ref.id)), list, "}")
    end
    local chapter = chapter_of_slug(ref.slug)
    local to = key_of(chapter, ref.kind == "chapter" and "" or ref.id)
    if label then
        return { inline(("\\xref{%s}{%s}"):format(to,
            tex(label):gsub("\u{a0}", "~"))) }
    end
    -- words of the author's own: say where, unless it is nearby
    local where = ""
    if ref.number and kinds[ref.kind] and chapter ~= S.number then
        where = kinds[ref.kind] .. tex(ref.number)
    end
    return around(("\\xrefwords{%s}{%s}{"):format(to, where), list, "}")
end

function R.term(list, id, term)
    if glossary then
        return around(("\\glossref{%s}{"):format(tex(id)), list, "}")
    end
    local name = term and term.term or stringify(list)
    return around(("\\term{%s}{%s}{"):format(tex(id), quoted(tex(name))),
                  list, "}")
end

function R.chunkname(name, link)
    if not link then
        return { inline("\\chunkname{" .. tex(name) .. "}") }
    end
    if common.is_path(name) then
        return { inline(("\\fileat{%s}{%s}{%s}"):format(key(link),
            tostring(link.number), code(name))) }
    end
    return { inline(("\\chunkat{%s}{%s}{%s}"):format(key(link),
        tostring(link.number), tex(name))) }
end

function R.number(text)
    if text:match("^%x+$") and (text:find("%a") or #text > 9) then
        return { inline(code(text)) } -- an address
    end
    return { inline("\\computed{" .. tex(text) .. "}") }
end

local boxes = { debug = "debugbox", kernels = "realkernels",
                history = "history" }

local function title_of(s)
    s = markdown(s or "")
    return s
end

function R.box(kind, id, title, list)
    local name = boxes[kind]
    return wrap(("\\begin{%s}{%s}"):format(name, title_of(title)), list,
                ("\\end{%s}"):format(name))
end

function R.experiment(id, number, title, list)
    return wrap(("\\begin{experiment}{%s}{%s}{%s}"):format(own(id),
        number or "", title_of(title)), list, "\\end{experiment}")
end

--- A number stays with what it numbers, also where that is no paragraph.
local function headed(list)
    list = pandoc.List(list)
    if list[1] and list[1].t ~= "Para" and list[1].t ~= "Plain" then
        list = list:clone()
        list:insert(1, block("\\par\\nobreak"))
    end
    return list
end

--- The solution of each exercise, by the exercise's id.
local function solution_of(id)
    for name, s in pairs(S.solutions or {}) do
        if s.exercise == id then return name end
    end
end

function R.exercises(list)
    local out = pandoc.List{}
    for _, e in ipairs(list) do
        local solution = solution_of(e.id)
        out:insert(block(("\\begin{exercise}{%s}{%s}{%d}{%s}"):format(
            own(e.id), e.number or "", e.grade,
            solution and own(solution) or "")))
        out:extend(headed(e.blocks))
        out:insert(block("\\end{exercise}"))
    end
    out:insert(block("\\exercisesend"))
    return out
end

function R.solution(id, number, list)
    local of = (S.solutions or {})[id] or {}
    solutions:insert(block(("\\begin{solution}{%s}{%s}{%s}"):format(own(id),
        number or "", of.exercise and own(of.exercise) or "")))
    solutions:extend(headed(list))
    solutions:insert(block("\\end{solution}"))
    return {}
end

-- --- Where we are ------------------------------------------------------------

local function change(now, before)
    if not before or not now then return "" end
    local d = now - before
    if d == 0 then return "as before" end
    return (d > 0 and "+" or "−") .. common.thousands(math.abs(d))
end

local function recap_lines(r)
    local n, before = r.lines, r.lines_before
    if not n then return "" end
    local text = common.thousands(n) .. " lines"
    if before and before > 0 and before ~= n then
        text = ("%s, %s %s than a chapter ago"):format(text,
            common.thousands(math.abs(n - before)),
            n > before and "more" or "fewer")
    end
    return text
end

function R.recap(r, inner)
    local t = {}
    local function put(...) t[#t + 1] = string.format(...) end
    put("\\begin{whereweare}{%s}", recap_lines(r))
    local most = 1
    for _, f in ipairs(r.files or {}) do
        most = math.max(most, (f.add or 0) + (f.del or 0))
    end
    if #(r.files or {}) > 0 then
        put("\\begin{recapfiles}{%d}", most)
        for _, f in ipairs(r.files) do
            put("\\recapfile{%s}{%s}{%d}{%d}",
                code(f.path):gsub("^\\texttt", ""):gsub("^{(.*)}$", "%1"),
                f.status or "", f.add or 0, f.del or 0)
        end
        put("\\end{recapfiles}")
    end
    if #(r.sizes or {}) > 0 then
        put("\\begin{recapsizes}")
        for _, s in ipairs(r.sizes) do
            put("\\recapsize{%s}{%s}{%s}", tex(s.name),
                s.now and common.thousands(s.now) or "",
                change(s.now, s.before))
        end
        put("\\end{recapsizes}")
    end
    if type(r.tests) == "table" and #r.tests > 0 then
        local names = {}
        for i, name in ipairs(r.tests) do
            name = type(name) == "table" and (name.name or name[1]) or name
            names[i] = code(tostring(name))
        end
        put("\\recaptests{%d}{%s}", #names, table.concat(names, ", "))
    end
    put("\\end{whereweare}")
    local out = pandoc.List(inner or {})
    out:insert(block(table.concat(t, "\n")))
    return out
end

-- --- The whole chapter -------------------------------------------------------

function R.start(sidecar, doc)
    S, solutions = sidecar, pandoc.List{}
    glossary = doc.meta.glossary ~= nil
    common.glossary = glossary
end

--- Small mathematics is set as text, in the text's own face.
local function math_as_text(m)
    if m.mathtype ~= "InlineMath"
       or m.text:find("\\[fsib][rquen]") then -- \frac, \sqrt, \sum, \begin …
        return nil
    end
    local html = pandoc.write(pandoc.Pandoc{ pandoc.Plain{ m } }, "html")
    if html:find("math display") then return nil end
    -- the face has no spaces of a third or a sixth
    html = html:gsub("\u{2004}", "\u{a0}"):gsub("\u{2005}", "\u{a0}")
               :gsub("\u{2006}", "\u{2009}")
    local doc = pandoc.read(html, "html")
    local first = doc.blocks[1]
    if not first then return nil end
    local list = pandoc.List{}
    for _, i in ipairs(first.content) do
        if i.t == "Span" then list:extend(i.content) else list:insert(i) end
    end
    return list
end

local function cite(c)
    local ids = {}
    for i, citation in ipairs(c.citations) do ids[i] = citation.id end
    if #ids == 0 then return nil end
    return around(("\\cited{%s}{"):format(table.concat(ids, ",")), c.content,
                  "}")
end

-- "Vol. 3A" stays together.
local function tie(list)
    for i = 2, #list - 1 do
        local word = list[i - 1].t == "Str" and list[i - 1].text or ""
        if list[i].t == "Space" and word:match("^%(?%[?Vol%.$") then
            list[i] = pandoc.Str("\u{a0}")
        end
    end
    return list
end

local last_pass = {
    Math = math_as_text,
    Cite = cite,
    Inlines = tie,
    Code = function(c) return inline(code(c.text)) end,
    Link = function(l)
        if l.target:match("^https?:") or l.target:match("^mailto:") then
            local same = stringify(l.content) == l.target
            if same then
                return inline("\\url{" .. l.target:gsub("[%%#]", "\\%0")
                              .. "}")
            end
            return around("\\weblink{" .. l.target:gsub("[%%#]", "\\%0")
                          .. "}{", l.content, "}")
        end
        local id = glossary and l.target:match("#(.+)$")
        if id then
            return around(("\\glossref{%s}{"):format(tex(id)), l.content, "}")
        end
        return l.content
    end,
}

--- Every term that the chapter links to is indexed again in each later
-- section that speaks of it, at the first paragraph that does.
local function index_terms(list)
    local seen, names = {}, {}
    for _, t in pairs(S.terms or {}) do
        if t.term then names[#names + 1] = t.term end
    end
    table.sort(names)
    for _, b in ipairs(list) do
        local first = b.t == "Plain" and b.content[1]
        if first and first.t == "RawInline"
           and first.text:match("^\\hdlsection") then
            seen = {}
        elseif b.t == "Para" then
            local linked = {}
            for _, i in ipairs(b.content) do
                local name = i.t == "RawInline"
                             and i.text:match("^\\term{.-}{(.-)}{")
                if name then seen[name] = true end
            end
            local text = " " .. stringify(b):lower():gsub("[^%w]+", " ")
                         .. " "
            for _, name in ipairs(names) do
                local plain = name:lower():gsub("[^%w]+", " ")
                if not seen[quoted(tex(name))]
                   and (text:find(" " .. plain .. " ", 1, true)
                        or text:find(" " .. plain .. "s ", 1, true)) then
                    seen[quoted(tex(name))] = true
                    linked[#linked + 1] = "\\ix{" .. quoted(tex(name)) .. "}"
                end
            end
            if #linked > 0 then
                b.content:insert(inline(table.concat(linked)))
            end
        end
    end
    return list
end

--- A paragraph that ends in a colon stays with the block that it announces.
local function keep_together(list)
    local out = pandoc.List{}
    for i, b in ipairs(list) do
        out:insert(b)
        local next = list[i + 1]
        if b.t == "Para" and next and next.t == "RawBlock"
           and not next.text:match("^\\end")
           and stringify(b):match(":$") then
            out:insert(block("\\keepnext"))
        end
    end
    return out
end

local function walk(list)
    return pandoc.walk_block(pandoc.Div(list), last_pass).content
end

function R.finish(doc)
    local out = pandoc.List{}
    if S.title then
        out:insert(block(("%%@ %s:1\n\\hdlchapter{%s}{%s}{%s}"):format(
            tostring(S.source), key_of(S.number, ""),
            S.number and S.number > 0 and S.number or "",
            markdown(S.title))))
    end
    if glossary then out:insert(block("\\hdlglossary")) end
    out:extend(keep_together(index_terms(walk(doc.blocks))))
    if #solutions > 0 then
        out:insert(block("%%% solutions"))
        out:insert(block(("%%@ %s:1\n\\solutionsof{%s}{%d}{%s}"):format(
            tostring(S.source), key_of(S.number, ""), S.number,
            markdown(S.title))))
        out:extend(keep_together(walk(solutions)))
    end
    doc.blocks = out
    doc.meta = {}
    return doc
end

function Pandoc(doc) return common.run(doc, R) end
