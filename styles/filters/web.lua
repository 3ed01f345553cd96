--- web.lua: the pieces of HTML that chapters (html.lua) and the pages of the
-- whole book (book.lua) are made of. Every function returns a string.
local M = {}

M.page = nil                -- slug of the page being made
local defined               -- identifiers whose anchor this page has

function M.reset()
    defined = {}
end

local entities = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;",
                   ['"'] = "&quot;" }
function M.esc(s)
    return (tostring(s):gsub('[&<>"]', entities))
end
local esc = M.esc

-- Text between tags: quotes may stand.
local function text(s)
    return (s:gsub("[&<>]", entities))
end

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n",
                  ["\t"] = "\\t", ["\r"] = "", ["<"] = "\\u003c",
                  ["\u{2028}"] = " " }
--- A string or a list of strings in JSON.
function M.json(v)
    if type(v) == "table" then
        local list = {}
        for i, e in ipairs(v) do list[i] = M.json(e) end
        return "[" .. table.concat(list, ",") .. "]"
    end
    return '"' .. tostring(v):gsub('[%c"\\<]', escapes) .. '"'
end

local written = {}
--- A little Markdown to HTML without its paragraph: a title, a definition.
function M.inline(markdown)
    if not markdown:find("[%*_`%[\\&'\"$^~<>%-%.]") then
        return text(markdown)
    end
    if not written[markdown] then
        local doc = pandoc.read(markdown, "markdown")
        local list = pandoc.utils.blocks_to_inlines(doc.blocks)
        list = pandoc.walk_block(pandoc.Plain(list), {
            Link = function(l)
                local term = l.target:match("^glossary%.md#(.+)$")
                              or l.target:match("^#(.+)$")
                if term then l.target = "glossary.html#" .. term end
                return l
            end })
        written[markdown] = pandoc.write(pandoc.Pandoc{ list }, "html")
                            :gsub("%s+$", "")
    end
    return written[markdown]
end

-- --- Links ---------------------------------------------------------------

--- The address of a LINK or of a reference, as seen from this page.
function M.href(to)
    if not to.slug then return nil end
    if to.slug == M.page and to.id then return "#" .. to.id end
    return to.slug .. ".html" .. (to.id and "#" .. to.id or "")
end

function M.chunk_name(name, is_file)
    if is_file == nil then
        is_file = name == "Makefile" or name:find("[/.]")
                  and not name:find("%s")
    end
    if is_file then return "<code>" .. text(name) .. "</code>" end
    return '<span class="chunk-name"><span class="ang">⟨</span>' .. text(name)
           .. '<span class="ang">⟩</span></span>'
end

local function a(link, html, title)
    local href = M.href(link)
    if not href then return html end
    return ('<a href="%s"%s>%s</a>'):format(esc(href),
        title and ' title="' .. esc(title) .. '"' or "", html)
end

function M.place(link)
    if (link.section or "") ~= "" then return "§" .. link.section end
    if (link.chapter or 0) == 0 then return "the preface" end
    return "chapter " .. link.chapter
end

--- The macro that keeps a header from being read twice is no name to look up.
function M.is_guard(name)
    return name:match("^[%u%d_]+_H_?$")
end

-- --- Code ----------------------------------------------------------------

--- The anchor of a name's definition; "struct tag" is a name, too.
function M.anchor(name)
    return "id-" .. name:gsub("%s+", "-")
end

-- A word of a line as a name: "struct tag" where "struct" stands before it.
local tags = { struct = true, union = true, enum = true }
local function name_of(line, from, word)
    local before = line:sub(1, from - 1):match("([%a_][%w_]*)%s+$")
    return tags[before] and before .. " " .. word or word
end

local function whole(tokens)
    local list = {}
    for i, t in ipairs(tokens) do list[i] = t.text end
    return table.concat(list)
end

-- How much the place at which a name stands looks like its definition.
local function weight(line, from, to)
    local before, after = line:sub(1, from - 1), line:sub(to + 1)
    if before:match("#%s*define%s+$") then return 10 end
    if name_of(line, from, "") ~= "" then
        return after:match("^%s*{") and 9 or 1
    end
    if line:match("^%s*typedef") and after:match("^[%s%])]*;") then
        return 9
    end
    if before == "" and after:match("^:") then return 10 end
    if after:match("^%s*%(") and line:match("^%S") then
        return line:match(";%s*$") and 5 or 8
    end
    return 3
end

-- Where each name of a set is defined: { ["line,token,from"] = name }
local function find_definitions(lines, names)
    local best = {}
    for i, tokens in ipairs(lines) do
        local line, offset = whole(tokens), 0
        for k, t in ipairs(tokens) do
            if t.class ~= "co" and t.class ~= "st" then
                for from, word, to in t.text:gmatch("()([%a_][%w_]*)()") do
                    local name = name_of(line, offset + from, word)
                    if names[name] then
                        local w = weight(line, offset + from,
                                         offset + to - 1)
                        if not best[name] or w > best[name].w then
                            best[name] = { w = w, at = i .. "," .. k .. ","
                                           .. from }
                        end
                    end
                end
            end
            offset = offset + #t.text
        end
    end
    local at = {}
    for word, b in pairs(best) do at[b.at] = word end
    return at
end

-- One token as HTML, its identifiers linked; it stands at `offset` of line.
local function token(t, i, k, links, line, offset)
    local html
    if not links or t.class == "co" or t.class == "st" then
        html = text(t.text)
    else
        local out, pos = {}, 1
        for from, word, to in t.text:gmatch("()([%a_][%w_]*)()") do
            local name = name_of(line, offset + from, word)
            local link = links.uses[name]
            if links.at[i .. "," .. k .. "," .. from] then
                out[#out + 1] = text(t.text:sub(pos, from - 1))
                if defined[name] then
                    out[#out + 1] = '<dfn class="def">' .. word .. "</dfn>"
                else
                    defined[name] = true
                    out[#out + 1] = ('<dfn class="def" id="%s">%s</dfn>')
                                    :format(M.anchor(name), word)
                end
                pos = to
                links.uses[name] = nil
            elseif link then
                out[#out + 1] = text(t.text:sub(pos, from - 1))
                out[#out + 1] = ('<a class="id" href="%s">%s</a>'):format(
                    esc(link.href), word)
                pos = to
                links.uses[name] = nil
                if link.once then link.once[name] = true end
            end
        end
        out[#out + 1] = text(t.text:sub(pos))
        html = table.concat(out)
    end
    if t.class == "kw" then
        return "<b>" .. html .. "</b>"
    elseif t.class == "co" or t.class == "pp" then
        return '<span class="' .. t.class .. '">' .. html .. "</span>"
    end
    return html
end

--- A line of the source browser: a name's first use in a region is a link.
function M.source_line(tokens, names, once, root)
    local links = { at = {}, uses = {} }
    local line = whole(tokens)
    for from, word in line:gmatch("()([%a_][%w_]*)") do
        local name = name_of(line, from, word)
        if names[name] and not once[name] then
            links.uses[name] = { href = root .. names[name].href,
                                 once = once }
        end
    end
    return M.tokens(tokens, 1, links)
end

local function tokens_html(tokens, i, links)
    local out, line, offset = {}, links and whole(tokens), 0
    for k, t in ipairs(tokens) do
        out[k] = token(t, i, k, links, line, offset)
        offset = offset + #t.text
    end
    return table.concat(out)
end
M.tokens = tokens_html

local function reference(l, lang, common)
    local name, indent = l.ref, l.indent or 0
    local body = common.sidecar.bodies[name]
    local head = M.chunk_name(name, false)
    local where = l.to and ' <span class="where">' .. M.place(l.to)
                  .. "</span>" or ""
    local style = (' style="--indent:%d" data-indent="%d"'):format(indent,
                                                                  indent)
    if not body or #body == 0 then
        return ('<p class="ref"%s>%s%s</p>'):format(style,
            l.to and a(l.to, head) or head, body and
            ' <span class="where">nothing yet</span>' or where)
    end
    local go = ""
    if l.to and M.href(l.to) then
        go = '<p class="ref-go">' .. a(l.to, "Go to where this is explained, "
             .. M.place(l.to)) .. "</p>"
    end
    return ('<details class="ref"%s><summary><span class="ref-name">%s'
        .. '</span>%s</summary>\n<div class="ref-body">%s%s</div>'
        .. '</details>'):format(style, head, where,
        M.code(body, lang, common, nil, true), go)
end

--- Lines of code and references: <pre> pieces with <details> between them.
-- names and uses, where given, become anchors and links.
function M.code(body, lang, common, links, last)
    local lines = common.highlight(body, lang)
    if links then links.at = find_definitions(lines, links.names) end
    local out, open = {}, false
    for i, l in ipairs(body) do
        if type(l) == "string" then
            if not open then
                out[#out + 1] = "<pre><code>"
                -- HTML eats a newline right after <pre>, not after <code>
                open = true
            end
            out[#out + 1] = common.keeps(body, i, last)
                and tokens_html(lines[i], i, links) .. "\n"
                or '<span class="gone">\n</span>'
        else
            if open then out[#out + 1] = "</code></pre>\n" end
            open = false
            out[#out + 1] = reference(l, lang, common) .. "\n"
        end
    end
    if open then out[#out + 1] = "</code></pre>" end
    return table.concat(out)
end

-- --- Chunks --------------------------------------------------------------

local ops = {
    new = { "≡", "defined here" },
    continue = { "+≡", "continued here" },
    replace = { "⇒", "replaces the earlier text" },
    drop = { "∅", "dropped here" },
}

-- Of a long thread: its ends, and what is near.
local function in_view(i, at, n)
    return n <= 7 or i == 1 or i == n or math.abs(i - at) <= 2
end

local function chain(c)
    if not c.chain or #c.chain < 2 then return "" end
    local list = {}
    for i, link in ipairs(c.chain) do
        local here = i == c.at
        if in_view(i, c.at, #c.chain) then
            list[#list + 1] = ('<a href="%s" title="%d of %d, %s"%s></a>')
                :format(esc(here and "#" .. c.id or M.href(link) or "#"), i,
                #c.chain, here and "here" or "in " .. M.place(link),
                here and ' aria-current="true"' or "")
        end
    end
    return '<span class="chain">' .. table.concat(list) .. "</span>"
end

-- Where the chunk's first line stands in this chapter's tree: a link to that
-- line in the chapter's changes, which every line of a new chunk is among.
-- A file that the reader has just read about is not named again.
local function landing(c, S, known)
    local list = {}
    for _, l in ipairs(c.lands or {}) do
        list[#list + 1] = ('%s<a href="diff-%02d.html#%s-%d">line %d</a>')
            :format(l.path == known and "" or "<code>" .. text(l.path)
            .. "</code>, ", S.number, M.slug(l.path), l.line, l.line)
        if #list == 2 then break end
    end
    if #list == 0 then return nil end
    return table.concat(list, "; ")
end

local function provenance(c, S)
    local list = {}
    local function add(html)
        list[#list + 1] = "<span>" .. html .. "</span>"
    end
    if c.prev then
        add("continued from " .. a(c.prev, M.place(c.prev)))
    end
    if c.replaces then
        add((c.op == "drop" and "drops " or "replaces ")
            .. a(c.replaces, M.place(c.replaces)))
    end
    if c.next then add("goes on in " .. a(c.next, M.place(c.next))) end
    if c.replaced_by then
        add("replaced in " .. a(c.replaced_by, M.place(c.replaced_by)))
    end
    if c.dropped_by then
        add("dropped in " .. a(c.dropped_by, M.place(c.dropped_by)))
    end
    if c.used_in and #c.used_in > 0 then
        local users, seen = {}, {}
        for _, u in ipairs(c.used_in) do
            if not seen[u.name] then
                seen[u.name] = true
                users[#users + 1] = a(u, M.chunk_name(u.name))
            end
        end
        local at = landing(c, S, #users == 1 and c.used_in[1].name)
        if #users == 1 and at then
            add("used in " .. users[1] .. ", " .. at)
        else
            add("used in " .. table.concat(users, ", "))
            if at then add(at) end
        end
    elseif c.is_file and c.op == "new" then
        add("a new file")
    end
    return ('<span class="prov">%s%s</span>'):format(table.concat(list),
                                                     chain(c))
end

local function stat(come, go)
    local list = {}
    if come > 0 then
        list[#list + 1] = ("<ins>%d %s</ins>"):format(come,
            come == 1 and "line comes" or "lines come")
    end
    if go > 0 then
        list[#list + 1] = ("<del>%d %s</del>"):format(go, come > 0 and
            (go == 1 and "goes" or "go") or
            (go == 1 and "line goes" or "lines go"))
    end
    return '<span class="stat">' .. table.concat(list, ", ") .. "</span>"
end

local diff_tags = { ["+"] = { "<ins>", "+", "</ins>" },
                    ["-"] = { "<del>", "−", "</del>" },
                    [" "] = { '<span class="same">', " ", "</span>" } }

--- A line diff; head, if any, is its first hunk line.
function M.diff(against, lang, head, common, context)
    local lines, come, go = common.read_diff(against, lang, context)
    local out = { '<pre class="diff"><code>' }
    if head then
        out[#out + 1] = '<span class="hunk">' .. head .. "\n</span>"
    end
    for i, l in ipairs(lines) do
        if l.same then
            out[#out + 1] = ('<span class="hunk">%s lines are the same\n'
                .. '</span>'):format(common.count(l.same))
        else
            local tag = diff_tags[l.sign]
            local name = l.text:match("^%s*<<(.-)>>%s*$")
            local html = name and (l.text:match("^%s*") ..
                '<span class="ref-name">' .. M.chunk_name(name, false)
                .. "</span>") or tokens_html(l.tokens, i)
            out[#out + 1] = tag[1] .. '<span class="sign">' .. tag[2]
                            .. "</span>" .. html .. "\n" .. tag[3]
        end
    end
    out[#out + 1] = "</code></pre>"
    return table.concat(out), come, go
end

local function caption(c, S, anchors)
    local op = ops[c.op] or ops.new
    local name = c.is_file and '<span class="chunk-name file"><code>'
                 .. text(c.name) .. "</code></span>"
                 or M.chunk_name(c.name, false)
    return ('<figcaption>%s%s <span class="op" title="%s">%s</span> %s'
        .. '</figcaption>'):format(anchors, name, op[2], op[1],
                                   provenance(c, S))
end

function M.chunk(c, common)
    local S = common.sidecar
    local class = "chunk"
    if c.prev then class = class .. " from-above" end
    if c.next then class = class .. " goes-on" end
    if c.op == "replace" then class = class .. " replaces" end
    if c.op == "drop" then class = class .. " drops" end

    local links = { names = {}, uses = {} }
    for _, n in ipairs(c.defs or {}) do links.names[n] = true end
    for _, u in ipairs(c.uses or {}) do
        local to = u.to
        if to and to.slug and to.id ~= c.id and not links.names[u.ident] then
            links.uses[u.ident] = { href = M.href{ slug = to.slug,
                                           id = M.anchor(u.ident) } }
        end
    end
    local body = M.code(c.body or {}, c.lang, common, links,
                        common.is_last(c))
    -- a definition that the code does not show under its name (a macro made
    -- it, or it stands in a string) still has its anchor
    local anchors = {}
    for _, n in ipairs(c.defs or {}) do
        if not defined[n] then
            defined[n] = true
            anchors[#anchors + 1] = ('<span id="%s"></span>')
                                    :format(M.anchor(n))
        end
    end
    local against = ""
    if c.against and #c.against > 0 then
        local html, come, go = M.diff(c.against, c.lang, nil, common)
        if c.op == "drop" then
            against = html
        else
            against = ('<details class="against" open><summary>Line by line '
                .. 'against %s: %s</summary>\n%s</details>'):format(
                c.replaces and M.place(c.replaces) or "the earlier text",
                stat(come, go), html)
        end
    end
    if #(c.body or {}) == 0 and c.op ~= "drop" then
        body = '<p class="hollow">Empty: later chapters continue it.</p>'
    end
    if body ~= "" then body = '<div class="code">' .. body .. "</div>" end
    return ('<figure class="%s" id="%s">%s\n%s%s</figure>')
        :format(class, esc(c.id), caption(c, S, table.concat(anchors)), body,
                against)
end

--- What another page shows of a chunk before one goes there.
function M.peek(c, common)
    local lines = common.highlight(c.body or {}, c.lang)
    local out = {}
    for i, l in ipairs(c.body or {}) do
        if type(l) == "string" then
            out[i] = tokens_html(lines[i], i)
        else
            out[i] = (" "):rep(l.indent or 0) .. M.chunk_name(l.ref, false)
        end
    end
    return M.chunk_name(c.name, c.is_file) .. "<pre><code>"
           .. table.concat(out, "\n") .. "</code></pre>"
end

--- A chunk of an experiment or a solution: what it changes.
function M.variant(c, common)
    local against = c.against
    if not against or #against == 0 then
        against = {}
        for i, l in ipairs(c.body or {}) do
            against[i] = { c.op == "drop" and "-" or "+", type(l) == "string"
                           and l or (" "):rep(l.indent or 0) .. "<<" .. l.ref
                           .. ">>" }
        end
    end
    local what = { new = "", continue = ", continued", replace = "",
                   drop = ", dropped" }
    local head = M.chunk_name(c.name, c.is_file) .. (what[c.op] or "")
    local to = c.replaces or c.prev
    if to and M.href(to) then
        head = a(to, M.chunk_name(c.name, c.is_file)) .. (what[c.op] or "")
    end
    if not c.is_file and c.lands and c.lands[1] then
        head = head .. ", in <code>" .. text(c.lands[1].path) .. "</code>"
    end
    return (M.diff(against, c.lang, head, common, 2))
end

-- --- Evidence ------------------------------------------------------------

local kinds = { address = "an address", number = "a number", time = "a time",
                text = "any words" }

local function parts(list)
    local out = {}
    for i, p in ipairs(list) do
        if p.kind == "any" then
            out[i] = ('<var class="any" title="the build accepts %s here">%s'
                .. '</var>'):format(kinds[p.of], text(p.text))
        elseif p.kind == "typed" then
            out[i] = "<kbd>" .. text(p.text) .. "</kbd>"
        else
            out[i] = text(p.text)
        end
    end
    return table.concat(out)
end

function M.transcript(t, ctx, S, common)
    local out = {}
    for i, l in ipairs(t.lines) do
        if l.kind == "host" then
            out[i] = '<span class="prompt">$ </span><kbd>' .. text(l.text)
                     .. "</kbd>"
        elseif l.kind == "skip" then
            out[i] = '<span class="skip-lines" title="lines left out here">…'
                     .. "</span>"
        else
            out[i] = "<samp>" .. parts(l.parts) .. "</samp>"
        end
    end
    local label, how = "Transcript", t.how
    if t.kind == "listing" then
        label = "Terminal"
        how = {}
    elseif ctx.where == "experiment" then
        label = "What happens"
        table.insert(how, 1, "this variant")
    elseif ctx.where == "solution" then
        label = "With the solution"
    elseif (S.number or 0) > 0 then
        table.insert(how, 1, "chapter " .. S.number .. "’s kernel")
    end
    local ends = common.ends[t.ends]
    return ('<figure class="transcript %s"%s><figcaption><span class="label">'
        .. '%s</span> <span class="how">%s</span></figcaption>\n<pre>%s</pre>'
        .. '%s</figure>'):format(t.kind, t.id ~= "" and ' id="' .. esc(t.id)
        .. '"' or "", label, text(table.concat(how, " · ")),
        table.concat(out, "\n"),
        ends and '<p class="verdict"><b>' .. ends .. "</b></p>" or "")
end

--- Can the page's machine do what a block's attributes ask for?
function M.runs_here(attr)
    return (attr.emulator or "qemu") == "qemu" and not attr.disk
           and (attr.firmware or "bios") == "bios"
end

--- The frame in which a kernel runs; script puts a button into it. The name
-- of a disc is that of the kernel and what stands on its command line.
function M.machine(kernel, whole, attr, size)
    local append = attr.append or ""
    local tail = append ~= "" and "+" .. append:gsub("[^%w=.,_-]+", "_")
                 or ""
    local out = { ('<div class="machine" data-disc="%s"'):format(
        esc(kernel .. tail)) }
    local function add(name, value)
        if value and value ~= "" then
            out[#out + 1] = (' data-%s="%s"'):format(name, esc(value))
        end
    end
    add("whole", whole and whole .. tail)
    add("append", append)
    add("memory", attr.memory and attr.memory:match("^(%d+)M$"))
    add("cpus", attr.cpus)
    add("cpu", attr.cpu)
    add("ends", attr.ends)
    add("size", size)
    out[#out + 1] = "></div>"
    return table.concat(out)
end

function M.fignum(kind, number)
    if not number then return "" end
    return '<b class="fignum">' .. kind .. " " .. number .. "</b> "
end

-- A text screen's colors, a row of cells a line, as the runner saw them.
local function attributes(path)
    local rows = {}
    local file = io.open(path)
    if not file then return nil end
    for l in file:lines() do
        local row = {}
        for cell in l:gmatch("%x%x") do row[#row + 1] = tonumber(cell, 16) end
        rows[#rows + 1] = row
    end
    file:close()
    return rows
end

-- One row, in runs of cells that look alike; gray on black needs no mark.
local function screen_row(line, row)
    local cells, out, from = {}, {}, 1
    for _, code in utf8.codes(line) do cells[#cells + 1] = utf8.char(code) end
    for i = #cells + 1, #row do             -- colored blanks at the end
        if row[i] >= 0x10 then
            for k = #cells + 1, i do cells[k] = " " end
        end
    end
    local function look(i)
        local a = row[i] or 7
        return cells[i] == " " and a < 0x10 and 7 or a
    end
    for i = 1, #cells do
        if i == #cells or look(i + 1) ~= look(from) then
            local run, a = text(table.concat(cells, "", from, i)), look(from)
            out[#out + 1] = a == 7 and run or ('<span class="c%x g%x">%s'
                .. '</span>'):format(a % 16, a // 16 % 8, run)
            from = i + 1
        end
    end
    return table.concat(out)
end

function M.screen(s, picture, folder)
    local shown
    if #s.lines == 0 then
        shown = ('<img class="shot" src="screens/%s" alt="%s" '
            .. 'loading="lazy">'):format(esc(picture),
            esc("The emulator’s display. " .. (s.caption or "")))
    else
        local out = {}
        local rows = attributes(folder .. picture:gsub("png$", "attr")) or {}
        for i, l in ipairs(s.lines) do
            out[i] = rows[i] and screen_row(l, rows[i]) or text(l)
        end
        shown = '<div class="vga"><pre><samp>' .. table.concat(out, "\n")
                .. "</samp></pre></div>"
    end
    return ('<figure class="screen"%s><figcaption>%s%s <span class="how">%s'
        .. '</span></figcaption>\n%s</figure>'):format(
        s.id ~= "" and ' id="' .. esc(s.id) .. '"' or "",
        M.fignum("Figure", s.number), M.inline(s.caption or ""),
        text(table.concat(s.how or {}, " · ")), shown)
end

-- --- Figures -------------------------------------------------------------

--- A drawing goes into the page as it is: tools/fig gives it its alternative
-- text, and anchors that no other drawing has. The page says how it shrinks.
function M.figure(f, common)
    local name = f.source:match("([^/]*)%.%w+$") or f.source
    local path = M.figures .. "/" .. name .. ".svg"
    local svg = common.read_all(path)
    if not svg then
        common.warn("no drawing " .. path .. "; make it with build/tools/fig")
        return '<p class="missing">The drawing is missing.</p>'
    end
    svg = svg:gsub("^<%?xml.-%?>%s*", "")
    local width = tonumber(svg:match('viewBox="%S+ %S+ ([%d.]+)')) or 592
    svg = svg:gsub("<svg ", ('<svg class="fig" style="--w:%g" ')
                   :format(width), 1)
    return '<div class="fig-box">' .. svg .. "</div>\n"
end

-- --- Notes, opener, recap ------------------------------------------------

--- A side note stands in the margin. Where there is none, its mark is a
-- button that opens it (popover: works without script); a browser that
-- knows no popover shows it between the lines.
function M.note_open(n)
    return ('<sup class="noteref">%d</sup><button class="noteref" '
        .. 'type="button" popovertarget="note-%d" aria-label="Side note %d">'
        .. '%d</button><span class="note" id="note-%d" popover>'
        .. '<span class="n">%d</span> '):format(n, n, n, n, n, n)
end

function M.opener(S, weaves, common)
    local out = {}
    local number = S.number or 0
    if S.part and weaves.parts[S.part] then
        out[#out + 1] = ('<figure class="draft-fig">%s<figcaption>Part %s is '
            .. 'woven in %s, on %s shafts.</figcaption></figure>'):format(
            weaves.draft(S.part), common.roman(S.part),
            weaves.parts[S.part].name, common.count(weaves.shafts(S.part)))
        out[#out + 1] = ('<p class="part"><a href="index.html#part-%d">Part '
            .. '%s · %s</a></p>'):format(S.part, common.roman(S.part),
            M.inline(S.part_title or ""))
    end
    out[#out + 1] = ("<h1>%s%s</h1>"):format(number > 0 and
        '<span class="chno">' .. number .. "</span> " or "",
        M.inline(S.title))
    return table.concat(out, "\n")
end

local function grew(now, before, common)
    if not before then return "" end
    local d = now - before
    if d == 0 then return "as before" end
    return (d > 0 and "+" or "−") .. common.thousands(math.abs(d))
end

local function recap_files(recap, S)
    local most = 1
    for _, f in ipairs(recap.files) do
        most = math.max(most, (f.add or 0) + (f.del or 0))
    end
    local rows = {}
    for i, f in ipairs(recap.files) do
        rows[i] = ('<tr><td><a href="diff-%02d.html#%s"><code>%s</code></a>'
            .. '%s</td><td class="r">%s</td><td class="r">%s</td><td>'
            .. '<span class="prop" style="--a:%.3f;--d:%.3f"></span></td>'
            .. '</tr>'):format(S.number, M.slug(f.path), text(f.path),
            f.status ~= "changed" and " <i>" .. f.status .. "</i>" or "",
            (f.add or 0) > 0 and f.add or "", (f.del or 0) > 0 and f.del
            or "", (f.add or 0) / most, (f.del or 0) / most)
    end
    return '<div class="table-box"><table class="files"><caption class="vh">'
        .. 'Files changed in this chapter</caption>\n<thead><tr>'
        .. '<th scope="col">File</th>'
        .. '<th scope="col" class="r">come</th><th scope="col" class="r">go'
        .. '</th><th scope="col"><span class="vh">In proportion</span></th>'
        .. '</tr></thead>\n<tbody>\n' .. table.concat(rows, "\n")
        .. "\n</tbody></table></div>"
end

local function recap_sizes(recap, common)
    local rows = {}
    local list = {}
    if recap.lines then
        list[1] = { name = "lines of code", now = recap.lines,
                    before = recap.lines_before }
    end
    for _, s in ipairs(recap.sizes or {}) do list[#list + 1] = s end
    for i, s in ipairs(list) do
        local now, before = tonumber(s.now) or 0, tonumber(s.before)
        rows[i] = ('<tr><th scope="row">%s</th><td class="r">%s</td>'
            .. '<td class="r">%s</td></tr>'):format(
            s.name:match("^%.") and "<code>" .. text(s.name) .. "</code>, "
            .. "bytes" or text(s.name), common.thousands(now),
            before and before > 0 and grew(now, before, common) or "")
    end
    if #rows == 0 then return "" end
    local first = not (recap.lines_before and recap.lines_before > 0)
    return '<div class="table-box"><table class="sizes"><caption class="vh">'
        .. 'The kernel’s size</caption>\n<thead><tr><th scope="col">The '
        .. 'kernel</th><th scope="col" class="r">now</th>' .. (first
        and '<td></td>' or '<th scope="col" class="r">since the last '
        .. 'chapter</th>') .. '</tr></thead>\n<tbody>\n'
        .. table.concat(rows, "\n") .. "\n</tbody></table></div>"
end

local function recap_tests(tests)
    if not tests or #tests == 0 then return "" end
    local list = {}
    for i, t in ipairs(tests) do
        local name = type(t) == "table" and (t.name or t[1]) or t
        list[i] = "<samp>" .. text(tostring(name)) .. "</samp>"
    end
    return '<figure class="transcript tests"><figcaption><span class="label">'
        .. 'Tests</span> <span class="how">BIOS and UEFI · GCC and Clang, '
        .. '-O0 and -O2</span></figcaption>\n<pre>'
        .. table.concat(list, "\n") .. "</pre></figure>"
end

function M.recap(recap, S, common)
    local out = { '<section class="recap" aria-label="What changed">' }
    if recap.files and #recap.files > 0 then
        out[#out + 1] = recap_files(recap, S)
    end
    out[#out + 1] = recap_sizes(recap, common)
    out[#out + 1] = recap_tests(recap.tests)
    local links = { ('<a href="diff-%02d.html">The full diff</a>')
                    :format(S.number) }
    for _, d in ipairs(S.downloads or {}) do
        links[#links + 1] = ('<a href="%s">%s%s</a>'):format(esc(d.href),
            text(d.label), d.size and ", " .. text(d.size) or "")
    end
    out[#out + 1] = '<p class="links">' .. table.concat(links, " ") .. "</p>"
    out[#out + 1] = "</section>"
    return table.concat(out, "\n")
end

-- --- Files ---------------------------------------------------------------

function M.slug(name)
    return (name:lower():gsub("[^%w]+", "-"):gsub("^%-", ""):gsub("%-$", ""))
end

local made = {}
--- Writes site/path, making its folder.
function M.write(site, path, content, common)
    local dir = (site .. "/" .. path):match("^(.*)/")
    if not made[dir] then
        if not io.open(dir .. "/.", "r") then
            os.execute("mkdir -p '" .. dir .. "'")
        end
        made[dir] = true
    end
    common.write_all(site .. "/" .. path, content)
end

--- Fills a template: $name$, $if(name)$ … $else$ … $endif$, $partial()$. The
-- same files serve as pandoc's templates.
function M.template(path, vars, common)
    local dir = path:match("^(.*/)")
    local source = common.read_all(path)
    if not source then error("no template " .. path, 0) end
    source = source:gsub("%$([%w-]+)%(%)%$\n?", function(name)
        local part = common.read_all(dir .. name .. ".html")
        return part
    end):gsub("%${([%w.-]+)}", "$%1$")
    local function value(name)
        local v = vars
        for key in name:gmatch("[^.]+") do
            if type(v) ~= "table" then return nil end
            v = v[key]
        end
        return v
    end
    -- innermost first: the last $if( before the first $endif$
    while true do
        local stop, behind = source:find("%$endif%$\n?")
        if not stop then break end
        local head, name, inner =
            source:sub(1, stop - 1):match("^(.*)%$if%(([%w._-]+)%)%$\n?(.*)$")
        if not head then error(path .. ": $endif$ without $if$", 0) end
        local yes, no = inner:match("^(.-)%$else%$\n?(.*)$")
        if not yes then yes, no = inner, "" end
        source = head .. (value(name) and yes or no) .. source:sub(behind + 1)
    end
    return (source:gsub("%$([%w._-]+)%$", function(name)
        local v = value(name)
        return v == nil and "" or tostring(v)
    end))
end

return M
