--- cover.lua: the cover, a cloth and the title, as SVG.
--
--     pandoc -f markdown -t plain -L cover.lua -o cover.svg </dev/null
local here = PANDOC_SCRIPT_FILE:match("^(.*)/[^/]*$") or "."
local weaves = dofile(here .. "/../filters/weaves.lua")

local W, H, CELL = 1200, 1800, 24

local function cloth(rows, x0, y0, ends, picks)
    local d = {}
    for p = 0, picks - 1 do
        local row = rows[p % #rows + 1]
        for e = 0, ends - 1 do
            local c = e % #row + 1
            if row:sub(c, c) == "1" then
                d[#d + 1] = ("M%d %dh%dv%dh-%dz"):format(x0 + e * CELL,
                    y0 + p * CELL, CELL, CELL, CELL)
            end
        end
    end
    return table.concat(d)
end

function Pandoc()
    local rows = weaves.parts[#weaves.parts]
    local svg = ([[<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">
<rect width="%d" height="%d" fill="#fffefc"/>
<path fill="#9c2b1e" d="%s"/>
<text x="96" y="1370" font-family="Vollkorn" font-size="210" fill="#1d1a17">Heddle</text>
<text x="102" y="1460" font-family="Vollkorn" font-style="italic" font-size="62" fill="#1d1a17">An operating system you can read</text>
<text x="102" y="1700" font-family="Vollkorn" font-size="36" fill="#665f56">Written in C for the 64-bit PC and explained line by line</text>
</svg>]]):format(W, H, W, H, W, H, cloth(rows, 96, 0, 42, 46))
    return pandoc.Pandoc{ pandoc.RawBlock("plain", svg) }
end
