-- truth.lua - do the sidecars of a book say what is so?
--
-- usage: pandoc --lua-filter truth.lua -M weave=DIR -M trees=DIR \
--            -M tangle=DIR
--
-- From the chunks in the sidecars alone, this works out again what chapters
-- 1..N tangle to, and holds it against the trees: the same files with the
-- same bytes; every chunk at the lines where it says that it lands; `bodies`
-- what the chunks of the chapter come to; every link one that leads
-- somewhere. What is not so is written to stderr.

local weave, trees, tangle
local chapters = {}

local function wrong(...)
    io.stderr:write(string.format(...), "\n")
end

local function read_lines(path)
    local lines, file = {}, io.open(path, "rb")
    if not file then
        return nil
    end
    local text = file:read("a")
    file:close()
    for line in text:gmatch("([^\n]*)\n") do
        lines[#lines + 1] = line
    end
    if text:sub(-1) ~= "\n" and text ~= "" then
        lines[#lines + 1] = text:match("[^\n]*$") .. " (without an end)"
    end
    return lines
end

local function read_sidecars()
    local names = io.popen("ls '" .. weave .. "'")
    for name in names:lines() do
        if name:match("^%d%d%-.*%.lua$") then
            chapters[#chapters + 1] = dofile(weave .. "/" .. name)
        end
    end
    names:close()
    table.sort(chapters, function(a, b) return a.number < b.number end)
end

-- All that chapters 1..n define: a list of chunks for each name.
local function snapshot(n)
    local threads = {}
    for _, chapter in ipairs(chapters) do
        for _, chunk in ipairs(chapter.chunks) do
            if chapter.number <= n and not chunk.variant then
                if chunk.op ~= "continue" or not threads[chunk.name] then
                    threads[chunk.name] = {}
                end
                if chunk.op ~= "drop" then
                    table.insert(threads[chunk.name], chunk)
                end
            end
        end
    end
    return threads
end

local expand_thread

-- A chunk's lines as items: text, or what a reference comes to.
local function items_of(threads, chunk)
    local items = {}
    for i, line in ipairs(chunk.body) do
        if type(line) == "string" then
            items[i] = { text = line, blank = line == "" }
        else
            local inner, something = expand_thread(threads, line.ref), false
            for _, l in ipairs(inner) do
                something = something or l.text ~= ""
            end
            items[i] = { lines = inner, gone = not something,
                         indent = line.indent }
        end
    end
    return items
end

-- A blank line on each side of nothing is one; before an end, none.
local function kept(items, i, last)
    local item, rest_gone, rest_empty = items[i], false, true
    if not item.blank then
        return not item.gone
    end
    for k = i + 1, #items do
        rest_gone = rest_gone or items[k].gone
        rest_empty = rest_empty and (items[k].gone or items[k].blank)
    end
    if last and rest_gone and rest_empty then
        return false
    end
    local before = i - 1
    while before > 0 and items[before].gone do
        before = before - 1
    end
    return i == 1 or before == i - 1
        or before > 0 and not items[before].blank
end

local function put(out, indent, line)
    local text = line.text
    table.insert(out, { text = text == "" and "" or indent .. text,
                        chunks = line.chunks })
end

local function expand_chunk(threads, chunk, last, out)
    local items, first = items_of(threads, chunk), #out + 1
    for i, item in ipairs(items) do
        if kept(items, i, last) then
            for _, line in ipairs(item.lines or {}) do
                put(out, item.indent, line)
            end
            if item.text then
                table.insert(out, { text = item.text, chunks = {} })
            end
        end
    end
    if out[first] then
        out[first].chunks = { chunk, table.unpack(out[first].chunks) }
    end
end

function expand_thread(threads, name)
    local out, thread = {}, threads[name] or {}
    for i, chunk in ipairs(thread) do
        expand_chunk(threads, chunk, i == #thread, out)
    end
    return out
end

local function is_file(name)
    return name == "Makefile"
        or not name:find(" ") and name:find("[./]") ~= nil
end

-- The file's lines are those of the tree; notes who starts where.
local function compare_file(where, name, lines, tree, starts)
    local real = read_lines(tree .. "/" .. name)
    if not real then
        return wrong("%s: %s is not in the tree", where, name)
    end
    for i = 1, math.max(#real, #lines) do
        local line = lines[i] or { chunks = {} }
        if real[i] ~= line.text then
            wrong("%s: %s:%d: %s\n  is in the tree, but from the chunks "
                .. "comes\n  %s", where, name, i, real[i], line.text)
        end
        for _, chunk in ipairs(line.chunks) do
            local at = starts[chunk] or {}
            at[name] = at[name] or i
            starts[chunk] = at
        end
    end
end

local function compare_lands(where, chunk, starts)
    local said, is = {}, starts[chunk] or {}
    for _, land in ipairs(chunk.lands) do
        said[land.path] = land.line
        if is[land.path] ~= land.line then
            wrong("%s:%d: <<%s>> says %s:%d, but stands at %s", where,
                chunk.line, chunk.name, land.path, land.line,
                tostring(is[land.path]))
        end
    end
    for path, line in pairs(is) do
        if not said[path] then
            wrong("%s:%d: <<%s>> stands at %s:%d, and does not say so",
                where, chunk.line, chunk.name, path, line)
        end
    end
end

local function same_body(a, b)
    for i = 1, math.max(#a, #b) do
        local x, y = a[i], b[i]
        local both_refs = type(x) == "table" and type(y) == "table"
        if x ~= y and not (both_refs and x.ref == y.ref
                           and x.indent == y.indent) then
            return false
        end
    end
    return true
end

local function compare_bodies(where, chapter, threads)
    for name, body in pairs(chapter.bodies) do
        local all = {}
        for _, chunk in ipairs(threads[name] or {}) do
            table.move(chunk.body, 1, #chunk.body, #all + 1, all)
        end
        if not same_body(all, body) then
            wrong("%s: bodies[%q] is not what its chunks come to", where,
                name)
        end
    end
    for _, chunk in ipairs(chapter.chunks) do
        for _, line in ipairs(chunk.body) do
            local thread = type(line) == "table" and threads[line.ref]
            if thread and thread[1] and not chapter.bodies[line.ref] then
                wrong("%s:%d: bodies has no %q", where, chunk.line, line.ref)
            end
        end
    end
end

-- The chapter's first line of a chunk is where the sidecar says that it is.
local function compare_source(where, chapter, source)
    for _, chunk in ipairs(chapter.chunks) do
        local line = (source[chunk.line] or ""):gsub("%s+$", "")
        if line:sub(-#chunk.name - 3) ~= chunk.name .. ">>=" then
            wrong("%s:%d: <<%s>>= does not stand there", where, chunk.line,
                chunk.name)
        end
    end
end

-- Links --------------------------------------------------------------------

local known = {}

local function learn_ids()
    for _, chapter in ipairs(chapters) do
        for _, chunk in ipairs(chapter.chunks) do
            local id = chapter.slug .. "#" .. chunk.id
            if known[id] then
                wrong("%s: two chunks have this name", id)
            end
            known[id] = chunk
        end
    end
end

local function check_links(where, value)
    if type(value) ~= "table" then
        return
    end
    if value.section and value.number and value.id and value.name then
        local chunk = known[value.slug .. "#" .. value.id]
        if not chunk or chunk.name ~= value.name
            or not chunk.variant and chunk.number ~= value.number then
            wrong("%s: a link to <<%s>>, %s#%s, leads nowhere", where,
                value.name, value.slug, value.id)
        end
    end
    for _, inner in pairs(value) do
        check_links(where, inner)
    end
end

local function check_users(where, chunk)
    local seen = {}
    for _, link in ipairs(chunk.used_in or {}) do
        local key = link.slug .. "#" .. link.id
        if seen[key] then
            wrong("%s:%d: %s uses <<%s>> twice", where, chunk.line, key,
                chunk.name)
        end
        seen[key] = true
    end
end

-- --------------------------------------------------------------------------

local function check_tree(chapter, threads, tree)
    local where, starts, wanted = chapter.source, {}, {}
    for name, thread in pairs(threads) do
        if is_file(name) and thread[1] then
            wanted[name] = true
            compare_file(where, name, expand_thread(threads, name), tree,
                starts)
        end
    end
    local found = io.popen("cd '" .. tree
        .. "' && find . -type f ! -name '.t*' ! -path './build/*'")
    for path in found:lines() do
        if not wanted[path:sub(3)] then
            wrong("%s: the tree has %s, which no chunk is", where, path)
        end
    end
    found:close()
    for _, chunk in ipairs(chapter.chunks) do
        if not chunk.variant then
            compare_lands(where, chunk, starts)
        end
        check_users(where, chunk)
    end
end

local function check_whole_source()
    for _, file in ipairs(dofile(weave .. "/source.lua")) do
        local real, lines = read_lines(tangle .. "/" .. file.path), {}
        for i, line in ipairs(file.lines) do
            lines[i] = line[1]
            check_links("source.lua: " .. file.path .. ":" .. i, line[2])
        end
        if table.concat(real or {}, "\n") ~= table.concat(lines, "\n") then
            wrong("source.lua: %s is not what is in tangle/", file.path)
        end
    end
end

function Meta(meta)
    local s = pandoc.utils.stringify
    weave, trees, tangle = s(meta.weave), s(meta.trees), s(meta.tangle)
    read_sidecars()
    learn_ids()
    for _, chapter in ipairs(chapters) do
        local threads = snapshot(chapter.number)
        local where = chapter.source
        if chapter.number > 0 then
            check_tree(chapter, threads, trees .. "/" .. chapter.slug)
        end
        compare_bodies(where, chapter, threads)
        compare_source(where, chapter,
            read_lines(weave .. "/../../" .. where) or {})
        check_links(where, chapter)
    end
    check_whole_source()
end
