-- What copying each chunk of a page has to give, as JSON on standard output:
-- { "id": "text" }, and the files among them: { "id": "path" }.
-- usage: pandoc -M sidecar=FILE --lua-filter expected.lua /dev/null
local here = PANDOC_SCRIPT_FILE:match("^(.*/)") or "./"
local filters = here .. "../../styles/filters/"
local common = dofile(filters .. "common.lua")
local web = dofile(filters .. "web.lua")

function Pandoc(doc)
    local S = common.load(pandoc.utils.stringify(doc.meta.sidecar))
    common.use(S)
    local texts, files = {}, {}
    for _, c in ipairs(S.chunks) do
        if not c.variant and c.op ~= "drop" and #c.body > 0 then
            texts[#texts + 1] = web.json(c.id) .. ":" .. web.json(
                table.concat(common.expand(c.body, common.is_last(c)),
                             "\n") .. "\n")
            if c.is_file and #c.chain == 1 then
                files[#files + 1] = web.json(c.id) .. ":" .. web.json(c.name)
            end
        end
    end
    io.stdout:write('{"slug":', web.json(S.slug), ',"texts":{',
                    table.concat(texts, ","), '},"files":{',
                    table.concat(files, ","), "}}\n")
    os.exit(0)
end
