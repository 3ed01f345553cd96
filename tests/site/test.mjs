// Tests of the site in headless Chromium; prints TAP. See run.sh.
import { chromium } from "playwright-core";
import { HtmlValidate } from "html-validate";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import zlib from "node:zlib";
import { createRequire } from "node:module";
import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { plan, test } from "../tap.mjs";

const site = path.resolve(process.env.SITE_DIR || "site");
const weave = path.resolve(process.env.WEAVE_DIR || "build/weave");
const trees = path.resolve(process.env.TREES_DIR || "build/trees");
const here = path.dirname(new URL(import.meta.url).pathname);
const axe = fs.readFileSync(createRequire(import.meta.url)
    .resolve("axe-core/axe.min.js"), "utf8");
const widths = [360, 390, 820, 1024, 1440, 1920, 2560];
const layouts = [360, 820, 1440];       // one of each: phone, tablet, desk
const base = pathToFileURL(site).href + "/";

// --- What there is -------------------------------------------------------------

function walk(dir) {
    return fs.readdirSync(dir, { withFileTypes: true }).flatMap(e =>
        e.isDirectory() ? walk(path.join(dir, e.name)) : [path.join(dir, e.name)]);
}
const pages = walk(site).filter(f => f.endsWith(".html")).sort()
    .map(f => path.relative(site, f));
const chapters = pages.filter(p => /^\d\d-.*\.html$/.test(p));
const coded = chapters.filter(p => fs.readFileSync(path.join(site, p), "utf8")
    .includes('<figure class="chunk'));
// every kind of page, for what need not be looked at on all of them
const kinds = [...chapters, "index.html", "index-of-names.html", "glossary.html",
    ...pages.filter(p => p.startsWith("diff-")).slice(-1),
    ...pages.filter(p => p.startsWith("source/")).slice(-1)]
    .filter(p => pages.includes(p));

const profile = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-site-"));
const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update",
           "--disable-sync"],
    viewport: { width: 1440, height: 900 }, reducedMotion: "reduce",
});
const engine = browser.browser() || null;

let console_errors = [], strangers = [];
function watch(page) {
    page.on("console", m => {
        if (m.type() === "error" || m.type() === "warning")
            console_errors.push(`${page.url().replace(base, "")}: ${m.text()}`);
    });
    page.on("pageerror", e => console_errors.push(`${page.url()}: ${e.message}`));
    page.on("request", r => {
        if (!r.url().startsWith(base) && !r.url().startsWith("data:"))
            strangers.push(`${page.url().replace(base, "")} asks for ${r.url()}`);
    });
    page.on("requestfailed", r => {       // one that is left behind is no failure
        if (r.failure().errorText !== "net::ERR_ABORTED")
            strangers.push(`${r.url()} failed: ${r.failure().errorText}`);
    });
    return page;
}
// A tab is a process, and takes longer to come up than most pages: one that
// is done with is used for the next page.
const idle = [];
async function open(where, options = {}) {
    const page = idle.pop() || watch(await browser.newPage());
    await page.setViewportSize({ width: options.width || 1440, height: 900 });
    await page.emulateMedia({ colorScheme: options.theme || null, media: null });
    await page.goto(base + where);
    return page;
}
const done = page => idle.push(page);
// pages two at a time
async function each(list, body) {
    const queue = [...list], wrong = [];
    await Promise.all([0, 1].map(async () => {
        for (let p; (p = queue.shift()) !== undefined;)
            wrong.push(...[(await body(p)) || []].flat());
    }));
    return wrong;
}

// --- HTML, links, weight -----------------------------------------------------------

await test("there are pages to test", () => {
    const wanted = ["index.html", "index-of-names.html", "index-of-chunks.html",
        "index-of-figures.html", "glossary.html", "source.html", "errata.html",
        "404.html", "feed.xml", "style.css", "script.js", "minisearch.js"];
    const missing = wanted.filter(f => !fs.existsSync(path.join(site, f)));
    if (!chapters.length) missing.push("any chapter");
    return missing.map(f => `${f} is missing`);
});

await test("the HTML is valid", () => {
    const validator = new HtmlValidate({
        extends: ["html-validate:standard"],
        rules: {
            // anchors stand before what they name; that is allowed in a fold
            "no-raw-characters": "off",
            "long-title": "off",
            "doctype-style": "off",
            "void-style": "off",
            "attr-quotes": "off",
            "no-trailing-whitespace": "off",
            "require-sri": "off",
            "no-inline-style": "off",
        },
    });
    return pages.flatMap(p => {
        const report = validator.validateStringSync(
            fs.readFileSync(path.join(site, p), "utf8"));
        return report.results.flatMap(r => r.messages.filter(m => m.severity > 1)
            .map(m => `${p}:${m.line}:${m.column}: ${m.message} (${m.ruleId})`));
    });
});

const ids = {}, links = {};
for (const p of pages) {
    const html = fs.readFileSync(path.join(site, p), "utf8");
    ids[p] = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(m => m[1]));
    links[p] = [...html.matchAll(/\s(?:href|src|action)="([^"]+)"/g)]
        .map(m => m[1].replace(/&amp;/g, "&"));
}

await test("every internal link and anchor resolves", () => {
    const wrong = [];
    for (const p of pages) for (const href of new Set(links[p])) {
        if (/^(https?:|mailto:|data:)/.test(href)) continue;
        const [file, id] = href.split("#");
        const target = file ? path.normalize(path.join(path.dirname(p), file)) : p;
        if (!fs.existsSync(path.join(site, target)))
            wrong.push(`${p}: ${href}: no such file`);
        else if (id && target.endsWith(".html") && !ids[target].has(decodeURIComponent(id)))
            wrong.push(`${p}: ${href}: no such anchor`);
    }
    return wrong;
});

await test("no page has an anchor twice", () => pages.flatMap(p => {
    const html = fs.readFileSync(path.join(site, p), "utf8"), seen = new Set();
    return [...html.matchAll(/\sid="([^"]+)"/g)].map(m => m[1])
        .filter(id => seen.has(id) || !seen.add(id)).map(id => `${p}: #${id}`);
}));

await test("no page has an event handler in its HTML", () => pages.filter(p =>
    /<[^>]+\son[a-z]+=/.test(fs.readFileSync(path.join(site, p), "utf8"))));

await test("previews and search find what they name", () => {
    const wrong = [];
    for (const f of walk(path.join(site, "peek"))) {
        const text = fs.readFileSync(f, "utf8");
        globalThis.heddlePeek = (page, chunks, names) => {
            for (const id of Object.keys(chunks))
                if (!ids[page]?.has(id)) wrong.push(`peek: ${page}#${id}`);
            for (const n of Object.keys(names))
                if (!ids[page]?.has("id-" + n)) wrong.push(`peek: ${page}#id-${n}`);
        };
        (0, eval)(text);
    }
    for (const f of walk(path.join(site, "search"))) {
        globalThis.heddleParts = () => {};
        globalThis.heddleSearch = (page, chapter, list) => {
            for (const [, , href] of list)
                if (href && !ids[page]?.has(href.slice(1))) wrong.push(`search: ${page}${href}`);
        };
        (0, eval)(fs.readFileSync(f, "utf8"));
    }
    return wrong;
});

await test("a first visit weighs less than 150 kB, figures aside", () => {
    const fonts = walk(path.join(site, "fonts")).filter(f => f.endsWith(".woff2"))
        .reduce((n, f) => n + fs.statSync(f).size, 0);
    const shared = ["style.css", "script.js"].reduce((n, f) =>
        n + zlib.gzipSync(fs.readFileSync(path.join(site, f)), { level: 9 }).length, 0);
    const sizes = chapters.map(p => {
        const html = fs.readFileSync(path.join(site, p), "utf8")
            .replace(/(<div class="fig-box"[^>]*>)<svg[\s\S]*?<\/svg>/g, "$1");
        return [zlib.gzipSync(html, { level: 9 }).length, p];
    }).sort((a, b) => b[0] - a[0]);
    const [most, page] = sizes[0], all = fonts + shared + most;
    console.log(`# ${page}: ${(all / 1000).toFixed(1)} kB (fonts ${
        (fonts / 1000).toFixed(1)}, style and script ${(shared / 1000).toFixed(1)
        }, HTML ${(most / 1000).toFixed(1)})`);
    return all < 150000 ? [] : `${page}: ${all} bytes`;
});

// --- In the browser -----------------------------------------------------------------

// Every page is opened once, and asked all that every page is asked.
async function overflows(page, p) {
    const wrong = [];
    for (const width of p.startsWith("source/") ? layouts : widths) {
        await page.setViewportSize({ width, height: 900 });
        const over = await page.evaluate(() => {
            const root = document.documentElement, w = root.clientWidth;
            if (root.scrollWidth <= w) return null;
            const e = [...document.querySelectorAll("body *")].find(e =>
                e.getBoundingClientRect().right > w + 1 && !e.closest(".vh, pre"));
            return `${root.scrollWidth} > ${w}: ${e && e.outerHTML.slice(0, 90)}`;
        });
        if (over) wrong.push(`${p} at ${width}: ${over}`);
    }
    return wrong;
}

// Words of code and entries of an index that are marked up alike are asked
// about twice, not a thousand times. What is inside goes before what it is in,
// but for a link, which needs its words; and each box keeps what leads into it.
const thin = () => {
    const seen = {}, alike = (e, shape) => {
        seen[shape] = (seen[shape] || 0) + 1;
        if (seen[shape] > 2) e.remove();
    };
    for (const e of document.querySelectorAll("main ul > li"))
        alike(e, e.outerHTML.replace(/>[^<]+</g, ">x<").replace(/ (href|id)="[^"]*"/g, ""));
    for (const e of [...document.querySelectorAll("main pre code *")].reverse()) {
        let shape = e.innerHTML.replace(/[^<>]+(<|$)/g, "$1");
        for (let n = e; n.tagName !== "CODE"; n = n.parentElement)
            shape += `${n.tagName}.${n.className} ${n.getAttributeNames()}>`;
        const link = e.tagName === "A";
        if (!e.parentElement.closest("a, button, summary") &&
            (link || !e.firstElementChild) && !(link && !e.hasAttribute("tabindex") &&
             e.closest("pre").querySelectorAll("a:not([tabindex])").length === 1))
            alike(e, shape);
    }
};

// The themes differ in colors only, so the second is asked about these alone.
const at_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const asked = { light: [...at_AA, "best-practice"],
    dark: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };
// What depends on where things stand, and on which of them are shown.
const by_width = { type: "rule", values: ["color-contrast", "target-size", "button-name",
    "link-name", "label", "aria-hidden-focus", "scrollable-region-focusable",
    "summary-name", "svg-img-alt", "nested-interactive", "bypass"] };
async function axe_finds(page, p, runOnly) {
    const found = await page.evaluate(runOnly => window.axe.run(document, {
        runOnly, resultTypes: ["violations"], preload: false,
    }), runOnly);
    return found.violations.map(v => `${p}: ${v.id}: ${v.help}: ${v.nodes.length}×, ${
        v.nodes[0].html.slice(0, 110)} ${v.nodes[0].any[0]?.message || ""}`);
}

// Pages of the source browser are made by one template: a page is asked when
// it has an element, within elements, that no page before it had.
const shapes = new Set();
function is_new(p) {
    if (!p.startsWith("source/")) return true;
    const html = fs.readFileSync(path.join(site, p), "utf8"), before = shapes.size, open = [];
    for (const [, end, tag, rest] of html.matchAll(/<(\/?)([a-z]\w*)([^>]*)>/g)) {
        if (end) while (open.length && open.pop().split(" ")[0] !== tag);
        else {
            open.push(tag + " " + rest.replace(/="[^"]*"/g, (value, at) =>
                / class$/.test(rest.slice(0, at)) ? value : ""));
            shapes.add(open.join(">"));
            if (/^(meta|link|br|hr|img|input|wbr|path|rect|line|circle|use)$/.test(tag) ||
                rest.endsWith("/")) open.pop();
        }
    }
    return shapes.size > before;
}

const found = { over: [], light: [], dark: [], asked: 0 };
let visit;
const visited = () => visit = visit || each(pages, async p => {
    const page = await open(p, { theme: "light" });
    found.over.push(...await overflows(page, p));
    if (is_new(p)) {
        found.asked++;
        await page.setViewportSize({ width: 1440, height: 900 });
        await page.evaluate(axe);
        await page.evaluate(thin);
        for (const theme of ["light", "dark"]) {
            await page.emulateMedia({ colorScheme: theme });
            found[theme].push(...await axe_finds(page, p, asked[theme]));
        }
    }
    done(page);
});
await test("no page overflows sideways at any width", () =>
    visited().then(() => found.over));
for (const theme of ["light", "dark"])
    await test(`axe finds nothing at AA on any page, ${theme}`, () =>
        visited().then(() => found[theme]));

await test("axe finds nothing on a phone and a tablet", () => each(
    kinds, async p => {
        const page = await open(p, { width: 390 }), wrong = [];
        await page.evaluate(axe);
        await page.evaluate(thin);
        for (const width of [390, 820]) {
            await page.setViewportSize({ width, height: 900 });
            wrong.push(...await axe_finds(page, `${p} at ${width}`, by_width));
        }
        done(page);
        return wrong;
    }));

await test("the theme is there before the first paint", async () => {
    const wrong = [];
    for (const [kept, system, dark] of [["dark", "light", true], ["light", "dark", false],
        [null, "dark", true], [null, "light", false]]) {
        const page = await browser.newPage();
        await page.emulateMedia({ colorScheme: system });
        // without the deferred script: what is right now was right at once
        await page.route("**/script.js", r => r.abort());
        await page.goto(base + "index.html");
        await page.evaluate(k => k ? localStorage.setItem("heddle-theme", k)
            : localStorage.removeItem("heddle-theme"), kept);
        await page.goto(base + chapters[0]);
        const ground = await page.evaluate(() =>
            getComputedStyle(document.documentElement).backgroundColor);
        const is_dark = ground.match(/\d+/g).slice(0, 3).every(n => +n < 60);
        if (is_dark !== dark) wrong.push(`kept ${kept}, system ${system}: ${ground}`);
        const order = await page.evaluate(() => {
            const inline = [...document.querySelectorAll("head > script:not([src])")][0];
            const sheet = document.querySelector("link[rel=stylesheet]");
            return !!(inline.compareDocumentPosition(sheet) & Node.DOCUMENT_POSITION_FOLLOWING);
        });
        if (!order) wrong.push("the theme's line comes after the style sheet");
        await page.close();
    }
    const page = await open(chapters[0]);
    await page.evaluate(() => localStorage.removeItem("heddle-theme"));
    done(page);
    return wrong;
});

await test("the theme switch works and is remembered", async () => {
    const page = await open(chapters[0], { theme: "light" }), wrong = [];
    const ground = () => page.evaluate(() =>
        getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.focus('.theme input[value="system"]');
    await page.keyboard.press("ArrowLeft");
    const dark = await ground();
    if (light === dark) wrong.push("the arrow key did not change the theme");
    await page.reload();
    if (await ground() !== dark) wrong.push("the choice is forgotten");
    await page.evaluate(() => localStorage.removeItem("heddle-theme"));
    done(page);
    return wrong;
});

await test("copying a chunk gives the tangled bytes", async () => {
    const wrong = [];
    let compared = 0, files = 0;
    for (const p of coded) {
        const slug = p.replace(".html", "");
        const want = JSON.parse(execFileSync("pandoc", ["-f", "markdown", "-M",
            `sidecar=${weave}/${slug}.lua`, "--lua-filter", path.join(here, "expected.lua"),
            "/dev/null"], { encoding: "utf8", maxBuffer: 1e8 }));
        const page = await open(p);
        await page.evaluate(() => {
            window.taken = null;
            Object.defineProperty(navigator, "clipboard", { value: {
                writeText(t) { window.taken = t; return Promise.resolve(); } } });
        });
        const got = await page.evaluate(() => {
            const all = {};
            for (const chunk of document.querySelectorAll(".chunk")) {
                const button = chunk.querySelector(".tools button");
                if (!button) continue;
                window.taken = null;
                button.click();
                all[chunk.id] = window.taken;
            }
            return all;
        });
        for (const id of Object.keys(want.texts)) {
            compared++;
            if (got[id] !== want.texts[id])
                wrong.push(`${p}#${id}: ${JSON.stringify(got[id])?.slice(0, 90)
                    } is not ${JSON.stringify(want.texts[id]).slice(0, 90)}`);
        }
        for (const [id, name] of Object.entries(want.files)) {
            const file = path.join(trees, slug, name);
            if (!fs.existsSync(file)) continue;
            files++;
            if (got[id] !== fs.readFileSync(file, "utf8"))
                wrong.push(`${p}#${id} is not ${slug}/${name}`);
        }
        done(page);
    }
    console.log(`# ${compared} chunks, ${files} whole files`);
    if (!compared) wrong.push("no chunk was compared");
    return wrong;
});

// the first name, term and chunk that the book has
function searched() {
    const found = {};
    globalThis.heddleParts = () => {};
    globalThis.heddleSearch = (page, chapter, list) => {
        for (const [kind, title, href, text] of list)
            (found[kind] = found[kind] || []).push({ page, title, href, text });
    };
    for (const f of walk(path.join(site, "search")).sort())
        (0, eval)(fs.readFileSync(f, "utf8"));
    return found;
}

await test("nothing of the search is loaded before it is asked for", async () => {
    const page = await browser.newPage(), asked = [];
    page.on("request", r => asked.push(r.url().replace(base, "")));
    await page.goto(base + chapters[0]);
    await page.waitForTimeout(300);
    const early = asked.filter(u => /search|minisearch|peek/.test(u));
    await page.focus("#q");
    await page.waitForFunction(() => window.MiniSearch);
    await page.close();
    return early.map(u => `${u} was loaded at once`);
});

await test("the search finds a function, a chunk, a term, words of the text", async () => {
    const wrong = [], all = searched();
    const asks = [];
    for (const kind of ["name", "chunk", "file", "term", "section", "figure"])
        if (all[kind]) asks.push([kind, all[kind][Math.floor(all[kind].length / 2)]]);
    for (const [kind, entry] of asks) {
        const page = await open(chapters[0]);
        await page.keyboard.press("/");
        const q = entry.title.replace(/[*`]/g, "");
        await page.keyboard.type(q);
        await page.waitForSelector(".hits a, .hits p");
        const hrefs = await page.$$eval(".hits a", as => as.map(a => a.href));
        const want = base + entry.page + entry.href;
        if (!hrefs.includes(want))
            wrong.push(`${kind} "${q}": ${hrefs[0]} …, not ${want}`);
        else {
            for (let i = 0; i <= hrefs.indexOf(want); i++) await page.keyboard.press("ArrowDown");
            await page.keyboard.press("Enter");
            await page.waitForURL(want, { timeout: 5000 }).catch(() =>
                wrong.push(`${kind}: Enter went to ${page.url()}`));
        }
        done(page);
    }
    if (asks.length < 2) wrong.push("nothing to ask for");
    return wrong;
});

await test("nonsense finds nothing, and Escape closes the search", async () => {
    const page = await open(chapters[0]), wrong = [];
    await page.focus("#q");
    await page.keyboard.type("qqzzxxqq");
    await page.waitForSelector(".hits p");
    await page.keyboard.press("Escape");
    if (await page.$(".hits")) wrong.push("the results stay after Escape");
    done(page);
    return wrong;
});

// --- Keyboard ---------------------------------------------------------------------

await test("the keyboard alone reaches everything, visibly, and is never caught", () =>
    each(kinds.flatMap(p => [[p, 1440], [p, 390]]), async ([p, width]) => {
        const page = await open(p, { width }), wrong = [];
        if (!chapters.includes(p)) await page.evaluate(thin);
        const want = await page.evaluate(() => {
            const stop = "a[href], button, input, summary, select, textarea, [tabindex='0']";
            let n = 0, radios = new Set();
            for (const e of document.querySelectorAll(stop)) {
                if (!e.checkVisibility({ visibilityProperty: true }) || e.disabled ||
                    e.tabIndex < 0) continue;
                if (e.type === "radio") {
                    if (radios.has(e.name)) continue;
                    radios.add(e.name);
                }
                n++;
            }
            return n;
        });
        await page.evaluate(() => {
            window.reached = new Set();
            window.unseen = [];
            document.addEventListener("focusin", e => {
                if (window.reached.has(e.target)) return;
                window.reached.add(e.target);
                const s = getComputedStyle(e.target);
                const label = e.target.closest("label");
                const shown = s.outlineStyle !== "none" || e.target.id === "q" ||
                    label && getComputedStyle(label).outlineStyle !== "none";
                if (!shown) window.unseen.push(e.target.outerHTML.slice(0, 90));
            });
        });
        // many keys a message: to wait for each would be most of the time
        const keys = await browser.newCDPSession(page);
        for (let left = want + 20; left > 0; left -= 50)
            await Promise.all(Array.from({ length: Math.min(left, 50) }, () =>
                keys.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Tab",
                    code: "Tab", windowsVirtualKeyCode: 9 })));
        await keys.detach();
        const [reached, unseen] = await page.evaluate(() => [window.reached.size, window.unseen]);
        if (reached < want) wrong.push(`${p} at ${width}: ${reached} of ${want} stops`);
        for (const u of unseen.slice(0, 3)) wrong.push(`${p}: no focus to be seen on ${u}`);
        done(page);
        return wrong;
    }));

await test("the keyboard works what it reaches", async () => {
    const wrong = [], p = coded[0] || chapters[0];
    let page = await open(p);
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement.className) !== "skip")
        wrong.push("the first stop is not the skip link");
    await page.keyboard.press("Enter");
    if (!page.url().endsWith("#main")) wrong.push("the skip link does not lead to the text");
    await page.keyboard.press("/");
    if (await page.evaluate(() => document.activeElement.id) !== "q")
        wrong.push("/ does not reach the search");
    await page.keyboard.press("Escape");
    const ref = await page.$("details.ref > summary");
    if (ref) {
        await ref.focus();
        await page.keyboard.press("Enter");
        if (!await page.evaluate(() => document.activeElement.parentElement.open))
            wrong.push("Enter does not open a reference");
    }
    done(page);

    page = await open(chapters[0]);
    const next = await page.$('.turn a[rel="next"]');
    if (next) {
        const second = base + await next.getAttribute("href");
        await page.keyboard.press("ArrowRight");
        await page.waitForURL(second, { timeout: 3000 })
            .catch(() => wrong.push("→ does not turn to the next chapter"));
        await page.keyboard.press("ArrowLeft");
        await page.waitForURL(base + chapters[0], { timeout: 3000 })
            .catch(() => wrong.push("← does not turn back"));
        await page.focus("#keys input");
        await page.keyboard.press("Space");
        await page.evaluate(() => document.activeElement.blur());
        await page.keyboard.press("ArrowRight");
        await page.waitForTimeout(200);
        if (page.url() !== base + chapters[0]) wrong.push("the keys cannot be turned off");
        await page.evaluate(() => localStorage.removeItem("heddle-keys"));
    }
    done(page);

    for (const width of [390, 820]) {
        const noted = chapters.find(c => ids[c].has("note-1"));
        if (!noted) break;
        page = await open(noted, { width });
        await page.focus("button.noteref");
        await page.keyboard.press("Enter");
        const shown = () => page.evaluate(() =>
            document.getElementById("note-1").checkVisibility());
        if (!await shown()) wrong.push(`a note does not open at ${width}`);
        await page.keyboard.press("Escape");
        if (await shown()) wrong.push(`Escape does not close a note at ${width}`);
        done(page);
    }
    return wrong;
});

await test("previews open for the mouse and the keyboard, across pages too", async () => {
    const wrong = [];
    let tried = 0;
    for (const [what, sel] of [["a definition on another page", 'a.id:not([href^="#"])'],
        ["a definition on this page", 'a.id[href^="#"]'], ["a term", "a.term"]]) {
        const p = chapters.find(c => {
            const html = fs.readFileSync(path.join(site, c), "utf8");
            return sel === "a.term" ? html.includes('class="term"')
                : sel.includes("not") ? /<a class="id" href="[^#]/.test(html)
                : /<a class="id" href="#/.test(html);
        });
        if (!p) continue;
        tried++;
        const page = await open(p);
        const link = page.locator(sel).first();
        await link.scrollIntoViewIfNeeded();
        await link.hover();
        await page.waitForSelector(".preview", { timeout: 3000 })
            .catch(() => wrong.push(`${p}: no preview of ${what}`));
        await page.keyboard.press("Escape");
        if (await page.$(".preview")) wrong.push("Escape does not close a preview");
        done(page);
    }
    if (!tried) wrong.push("no preview to try");
    return wrong;
});

// --- Without script, on paper -----------------------------------------------------------

await test("without script the text, the chunks and the links are there", async () => {
    const wrong = [];
    const plain = await chromium.launch({
        executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
               "--disable-background-networking", "--disable-component-update",
               "--disable-sync"] });
    const context = await plain.newContext({ javaScriptEnabled: false });
    for (const p of kinds) {
        const bare = await context.newPage();
        await bare.setViewportSize({ width: 1440, height: 900 });
        await bare.goto(base + p);
        const full = await open(p);
        const look = async page => ({
            text: (await page.locator("main").innerText()).replace(
                /▸ Run it here[\s\S]*?MB, once\.|Without script this.*?search\.|\b(copy|copied)\b|¶|\s+/g, ""),
            chunks: await page.locator(".chunk").count(),
            links: await page.locator("main a[href]:not(.tools a)").count(),
        });
        const a = await look(bare), b = await look(full);
        if (a.text !== b.text) {
            let i = 0;
            while (a.text[i] === b.text[i]) i++;
            wrong.push(`${p}: the text differs: ${a.text.slice(i - 20, i + 30)} / ${
                b.text.slice(i - 20, i + 30)}`);
        }
        if (a.chunks !== b.chunks || a.links !== b.links)
            wrong.push(`${p}: ${a.chunks} chunks, ${a.links} links; with script ${
                b.chunks}, ${b.links}`);
        done(full);
        if (await bare.locator("details.ref > summary").count()) {
            await bare.locator("details.ref > summary").first().click();
            if (await bare.locator("details.ref").first().getAttribute("open") === null)
                wrong.push(`${p}: a reference does not open`);
        }
        if (p.match(/^\d\d/) && ids[p].has("note-1")) {
            await bare.setViewportSize({ width: 390, height: 800 });
            await bare.locator("button.noteref").first().click();
            if (!await bare.locator("#note-1").isVisible())
                wrong.push(`${p}: a note does not open`);
        }
        await bare.close();
    }
    const bare = await context.newPage();
    await bare.goto(base + chapters[0]);
    await bare.fill("#q", "anything");
    await bare.press("#q", "Enter");
    await bare.waitForURL(/index-of-names\.html/).catch(() =>
        wrong.push("the search does not lead to the index"));
    await plain.close();
    return wrong;
});

await test("on paper nothing is cut off, and notes stand in the margin", () =>
    each(chapters, async p => {
        const page = await open(p), wrong = [];
        // A4 less its margins, at 96 pixels an inch
        await page.setViewportSize({ width: 665, height: 940 });
        await page.emulateMedia({ media: "print" });
        const over = await page.evaluate(() => [...document.querySelectorAll(
            "main p, main pre, .note, .prov, figcaption")].filter(e => e.checkVisibility() &&
            !e.closest(".fig-box, details:not([open])") &&
            e.getBoundingClientRect().right > innerWidth + 2).map(e => e.outerHTML.slice(0, 80)));
        for (const o of over.slice(0, 2)) wrong.push(`${p}: beyond the paper: ${o}`);
        const hidden = await page.evaluate(() => [...document.querySelectorAll(".note")]
            .filter(e => !e.checkVisibility()).length);
        if (hidden) wrong.push(`${p}: ${hidden} notes are missing`);
        done(page);
        return wrong;
    }));

await test("the feed is well-formed", async () => {
    const page = await open("index.html");
    const xml = fs.readFileSync(path.join(site, "feed.xml"), "utf8");
    const found = await page.evaluate(x => {
        const d = new DOMParser().parseFromString(x, "application/xml");
        return [d.querySelector("parsererror")?.textContent,
                d.documentElement.localName, !!d.querySelector("feed > updated")];
    }, xml);
    done(page);
    const wrong = [];
    if (found[0]) wrong.push(found[0]);
    if (found[1] !== "feed" || !found[2]) wrong.push("not an Atom feed");
    return wrong;
});

await test("every line of the source browser leads to its paragraph", () => {
    const wrong = [];
    for (const p of pages.filter(p => p.startsWith("source/"))) {
        const html = fs.readFileSync(path.join(site, p), "utf8");
        const lines = [...html.matchAll(/<a class="ln" id="L(\d+)" href="([^"]+)"/g)];
        if (!lines.length) wrong.push(`${p}: no lines`);
        for (const [, n, href] of lines)
            if (!/^(\.\.\/)+\d\d-[^#]*\.html#chunk-/.test(href)) wrong.push(`${p}:${n}: ${href}`);
    }
    return wrong;
});

await test("no console message on any page, and no request leaves the site", () =>
    [...new Set(console_errors), ...new Set(strangers)]);

await browser.close();
fs.rmSync(profile, { recursive: true, force: true });
process.exit(plan());
