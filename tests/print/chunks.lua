--- chunks.lua: is every chunk in the PDF as it was tangled?
--
--     pandoc -f markdown -t plain -M build=build -M text=FILE -L chunks.lua
--
-- FILE is what `pdftotext -raw` read. Compared without blanks: the PDF's
-- text with the sidecars' bodies, and the bodies with build/trees/. Prints a
-- line for every chunk that is not so, then "N chunks".

local stringify = pandoc.utils.stringify
local build, text

local function read(path)
    local f = io.open(path, "rb")
    if not f then return nil end
    local s = f:read("a")
    f:close()
    return s
end

local function fold(s) return (s:gsub("%s+", "")) end

-- Is the text from `at` on an interruption that a page break makes?
local function page_break(from, to)
    local between = text:sub(from, to)
    return between:find("continues", 1, true)
           and between:find("continued", 1, true)
end

local function name_in_text(name)
    return fold("⟨" .. name:gsub("'", "’") .. "⟩")
end

--- The lines one after the other from `at` on, nothing between them but a page
-- break. Returns the first line that is not there.
local function follow(lines, at)
    for _, line in ipairs(lines) do
        local from, to
        if line.ref then
            from, to = text:find(name_in_text(line.ref), at, true)
            if from then
                local _, more = text:find("^%d+%.%d+,p%.%d+", to + 1)
                if not more then _, more = text:find("^%d+%.%d+", to + 1) end
                to = more or to
            end
        else
            from, to = text:find(line.text, at, true)
        end
        if not from
           or from > at and not page_break(at, from - 1) then
            return line
        end
        at = to + 1
    end
end

local function plain_lines(list)
    local out = {}
    for _, l in ipairs(list) do
        if type(l) == "table" then out[#out + 1] = { ref = l.ref }
        elseif fold(l) ~= "" then out[#out + 1] = { text = fold(l) } end
    end
    return out
end

local signs = { ["-"] = "−", ["+"] = "+", [" "] = "" }
local function diff_lines(against)
    local out = {}
    for _, d in ipairs(against or {}) do
        local name = d[2]:match("^%s*<<(.+)>>$")
        local sign = signs[d[1]]
        if name then
            if sign ~= "" then out[#out + 1] = { text = sign } end
            out[#out + 1] = { ref = name }
        elseif sign .. fold(d[2]) ~= "" then
            out[#out + 1] = { text = sign .. fold(d[2]) }
        end
    end
    return out
end

local operators = { new = "≡", continue = "+≡", replace = "⇒", drop = "∅" }

local function head(chunk)
    local name = chunk.is_file and fold(chunk.name)
                 or name_in_text(chunk.name)
    return name .. operators[chunk.op] .. chunk.number
end

local function in_pdf(chunk)
    local _, at = text:find(head(chunk), 1, true)
    if not at then return "its head is not in the PDF" end
    if chunk.op == "drop" or #chunk.body == 0 then return nil end
    local missing = follow(plain_lines(chunk.body), at + 1)
    if missing and chunk.against then
        local again = follow(diff_lines(chunk.against), at + 1)
        if not again then return nil end
    end
    if missing then
        return "not in the PDF as tangled: " .. (missing.text or missing.ref)
    end
end

local trees = {}
local function tree_file(slug, path)
    local key = build .. "/trees/" .. slug .. "/" .. path
    if trees[key] == nil then
        local s = read(key)
        local lines = s and {} or false
        for l in (s or ""):gmatch("([^\n]*)\n") do
            lines[#lines + 1] = fold(l)
        end
        trees[key] = lines
    end
    return trees[key]
end

--- The chunk's lines stand in its chapter's tree, in order, from where the
-- sidecar says that it lands.
local function in_tree(chunk, slug)
    local land = (chunk.lands or {})[1]
    if not land then return nil end
    local file = tree_file(slug, land.path)
    if file == false then return nil end
    local n = land.line
    for _, l in ipairs(chunk.body) do
        if type(l) == "string" and fold(l) ~= "" then
            while n <= #file and file[n] ~= fold(l) do n = n + 1 end
            if n > #file then
                return ("not in %s/%s: %s"):format(slug, land.path, l)
            end
            n = n + 1
        end
    end
end

function Pandoc(doc)
    build = stringify(doc.meta.build)
    text = fold(read(stringify(doc.meta.text)) or "")
    local out, count = {}, 0
    local book = dofile(build .. "/weave/book.lua")
    for _, c in ipairs(book.chapters) do
        local path = ("%s/weave/%s.lua"):format(build, c.slug)
        local sidecar = c.written and read(path) and dofile(path)
        for _, chunk in ipairs(sidecar and sidecar.chunks or {}) do
            if not chunk.variant then
                count = count + 1
                local what = in_pdf(chunk) or in_tree(chunk, c.slug)
                if what then
                    out[#out + 1] = ("%s:%d: chunk %s: %s"):format(
                        sidecar.source, chunk.line, chunk.number, what)
                end
            end
        end
    end
    out[#out + 1] = count .. " chunks"
    return pandoc.Pandoc{ pandoc.RawBlock("plain",
                                          table.concat(out, "\n")) }
end
