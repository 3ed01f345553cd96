--- weaves.lua: the cloth of each part, as drawdowns, and its draft as SVG.
--
-- A drawdown has a row for every pick and a column for every end; 1 is warp
-- on top. Threading, tie-up and treadling follow from it: equal columns hang
-- on the same shaft, equal rows are trodden with the same treadle.
-- style.css has the same repeats as masks (--weave-1 …).
local M = {}

M.parts = {
    { name = "plain weave", "10", "01" },
    { name = "2/1 twill", "110", "011", "101" },
    { name = "2/2 twill", "1100", "0110", "0011", "1001" },
    { name = "herringbone", "1100110011001100", "0110011010011001",
      "0011001100110011", "1001100101100110" },
    { name = "five-end satin", "11011", "10111", "11101", "11110", "01111" },
    { name = "rosepath", "110001", "011011", "001110", "100100", "001110",
      "011011" },
    { name = "undulating twill", "11101000", "11101000", "01110100",
      "00111010", "00011101", "00011101", "10001110", "10001110",
      "01000111", "10100011", "11010001", "11010001" },
    { name = "pointed twill", "11100100010011", "01110010100111",
      "00111001001110", "10011100011100", "01001110111001",
      "00100111110010", "10010011100100", "11001001001001",
      "10010011100100", "00100111110010", "01001110111001",
      "10011100011100", "00111001001110", "01110010100111" },
}

-- Numbers equal lines alike, in the order in which they first appear.
local function classes(lines)
    local seen, list, count = {}, {}, 0
    for i, l in ipairs(lines) do
        if not seen[l] then count = count + 1; seen[l] = count end
        list[i] = seen[l]
    end
    return list, count
end

local function columns(rows)
    local list = {}
    for x = 1, #rows[1] do
        local c = {}
        for y = 1, #rows do c[y] = rows[y]:sub(x, x) end
        list[x] = table.concat(c)
    end
    return list
end

--- How many shafts a part's cloth needs.
function M.shafts(part)
    local _, n = classes(columns(M.parts[part]))
    return n
end

local function squares(cells, x0, y0)
    local d = {}
    for _, c in ipairs(cells) do
        d[#d + 1] = ("M%g %gh5v5h-5z"):format(x0 + c[1] * 8 + 1.5,
                                              y0 + c[2] * 8 + 1.5)
    end
    return table.concat(d)
end

local function grid(x, y, w, h)
    local d = {}
    for i = 0, w do d[#d + 1] = ("M%d %dv%d"):format(x + i * 8, y, h * 8) end
    for i = 0, h do d[#d + 1] = ("M%d %dh%d"):format(x, y + i * 8, w * 8) end
    return table.concat(d)
end

--- The draft: threading above, tie-up at the corner, treadling at the right.
function M.draft(part)
    local rows = M.parts[part]
    if not rows then return "" end
    local threading, shafts = classes(columns(rows))
    local treadling, treadles = classes(rows)
    local ends, picks = 22, 16
    local top, right = shafts * 8 + 8, ends * 8 + 8
    local thread, tread, tie, warp, weft = {}, {}, {}, {}, {}
    local tied = {}
    for x = 0, ends - 1 do
        local s = threading[x % #rows[1] + 1]
        thread[#thread + 1] = { x, shafts - s }
        for y = 0, picks - 1 do
            local t = treadling[y % #rows + 1]
            local up = rows[y % #rows + 1]:sub(x % #rows[1] + 1,
                                               x % #rows[1] + 1) == "1"
            if up then
                warp[#warp + 1] = ("M%d %dh6v8h-6z"):format(x * 8 + 1,
                                                            top + y * 8)
                if not tied[s .. "," .. t] then
                    tied[s .. "," .. t] = true
                    tie[#tie + 1] = { t - 1, shafts - s }
                end
            else
                weft[#weft + 1] = ("M%d %dh8v6h-8z"):format(x * 8,
                                                            top + y * 8 + 1)
            end
        end
    end
    for y = 0, picks - 1 do
        tread[#tread + 1] = { treadling[y % #rows + 1] - 1, y }
    end
    local w, h = right + treadles * 8, top + picks * 8
    return table.concat{
        ('<svg class="draft" viewBox="-1 -1 %d %d" width="%d" height="%d" ')
            :format(w + 2, h + 2, w + 2, h + 2),
        'role="img" aria-label="The draft of this part’s cloth: threading ',
        'above, tie-up at the corner, treadling at the right, the cloth ',
        'below."><path class="draft-grid" d="', grid(0, 0, ends, shafts),
        grid(right, 0, treadles, shafts), grid(right, top, treadles, picks),
        '"/><path class="draft-ink" d="', squares(thread, 0, 0),
        squares(tie, right, 0), squares(tread, right, top),
        '"/><path class="draft-weft" d="', table.concat(weft),
        '"/><path class="draft-warp" d="', table.concat(warp), '"/></svg>',
    }
end

return M
