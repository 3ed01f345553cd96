// Tests of the kernels that run in the page; prints TAP. See run.sh.
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import zlib from "node:zlib";
import { createRequire } from "node:module";
import { execFileSync, spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { plan, test } from "../tap.mjs";

const site = path.resolve(process.env.SITE_DIR || "site");
const here = path.dirname(new URL(import.meta.url).pathname);
const packages = createRequire(path.join(here, "../site/package.json"));
const { chromium } = packages("playwright-core");
const axe = fs.readFileSync(packages.resolve("axe-core/axe.min.js"), "utf8");
const DEADLINE = 90000;         // ms for a boot, on a machine that is busy

// --- A server, a browser -------------------------------------------------------

const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript",
                ".svg": "image/svg+xml", ".woff2": "font/woff2" };
let csp = null;
const server = http.createServer((ask, answer) => {
    const file = path.join(site, path.normalize(decodeURIComponent(ask.url.split("?")[0])));
    if (!fs.existsSync(file) || !fs.statSync(file).isFile()) {
        answer.writeHead(404).end();
        return;
    }
    const body = fs.readFileSync(file);
    const head = { "Content-Type": types[path.extname(file)] || "application/octet-stream",
                   "Content-Length": body.length };
    if (csp) head["Content-Security-Policy"] = csp;
    answer.writeHead(200, head).end(body);
}).listen(0, "127.0.0.1");
await new Promise(done => server.on("listening", done));
const base = `http://127.0.0.1:${server.address().port}/`;

const profile = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-live-"));
const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update",
           "--disable-sync"],
    viewport: { width: 1440, height: 900 },
});
const errors = [], strangers = [];
async function open(where, options = {}) {
    const page = await browser.newPage();
    page.asked = [];
    page.on("request", r => {
        page.asked.push(r.url().replace(base, ""));
        if (!r.url().startsWith(base) && !/^(data|blob):/.test(r.url()))
            strangers.push(`${where} asks for ${r.url()}`);
    });
    page.on("pageerror", e => errors.push(`${where}: ${e.message}`));
    if (options.width) await page.setViewportSize({ width: options.width, height: 900 });
    await page.emulateMedia({ colorScheme: options.theme || "light",
        reducedMotion: options.motion || "reduce" });
    if (options.before) await options.before(page);
    await page.goto(base + where);
    return page;
}

// --- What there is to run --------------------------------------------------------

const chapters = fs.readdirSync(site).filter(f => /^\d\d-.*\.html$/.test(f)).sort();
const frames = chapters.flatMap(file => {
    const html = fs.readFileSync(path.join(site, file), "utf8");
    return [...html.matchAll(/<div class="machine" data-disc="[^"]*"[^>]*>/g)].map(m => {
        const get = name => (m[0].match(new RegExp(` data-${name}="([^"]*)"`)) || [])[1];
        return { file, number: +file.slice(0, 2), disc: get("disc"), whole: get("whole"),
                 ends: get("ends"), append: get("append") };
    });
});
const first = number => frames.find(f => f.number === number && !f.whole);
const main = frames.filter(f => first(f.number) === f);
const box_of = (page, frame) => page.locator(
    `.machine[data-disc="${frame.disc}"]${frame.whole ? "[data-whole]" : ":not([data-whole])"}`).first();

async function press(page, frame) {
    const box = box_of(page, frame);
    await box.locator("button.run").first().click();
    return box;
}
async function until(what, told) {
    const end = Date.now() + DEADLINE;
    for (let last; ; await new Promise(done => setTimeout(done, 100))) {
        if (last = await what()) return last;
        if (Date.now() > end) throw new Error("nothing after " + DEADLINE / 1000 + " s: " + await told());
    }
}
const text_of = box => box.locator(".line pre").first().textContent();
const state_of = box => box.locator(".seat").first().getAttribute("data-state");
async function reads(box, pattern) {
    await until(async () => pattern.test(await text_of(box).catch(() => "")),
                async () => `${await box.innerText()} does not have ${pattern}`);
}
async function reaches(box, ...states) {
    return until(async () => states.includes(await state_of(box).catch(() => "")),
                 () => box.innerText());
}
const escaped = s => s.replace(/[\\^$.*+?()[\]{}|\/]/g, "\\$&");

// The lines of the transcript before a frame, up to where something is typed.
async function transcript(page, frame) {
    const lines = await box_of(page, frame).evaluate(box => {
        let e = box.previousElementSibling;
        while (e && !e.matches(".transcript")) e = e.previousElementSibling;
        return [...e.querySelectorAll("pre > samp, pre > .skip-lines")].map(l =>
            l.matches(".skip-lines") ? null : [...l.childNodes].map(n => n.nodeType === 3 ?
                { text: n.data } : n.matches("kbd") ? { typed: true } : { any: true }));
    });
    const end = lines.findIndex(l => l && l.some(p => p.typed));
    const shown = end < 0 ? lines : lines.slice(0, end + 1);
    // registers are not what they are in QEMU: 16 digits are any 16
    return shown.filter(l => l).map(l => {
        const typed = l.findIndex(p => p.typed);
        return new RegExp("^" + (typed < 0 ? l : l.slice(0, typed)).map(p => p.any ? ".*"
            : escaped(p.text).replace(/\b[0-9a-f]{16}\b/g, "[0-9a-f]{16}")).join("") +
            (typed < 0 ? "\\s*$" : ""));
    });
}
function missing(text, patterns) {
    let at = 0;
    const lines = text.split("\n");
    for (const p of patterns) {
        while (at < lines.length && !p.test(lines[at])) at++;
        if (at++ >= lines.length) return p;
    }
    return null;
}

// --- What is published ---------------------------------------------------------------

await test("the discs, the maps, the licenses and the source are there", () => {
    const wanted = ["bochs.wasm.gz", "bochs.js.gz", "bios.gz", "vgabios.gz", "worker.js",
        "frame.js", "inside.js", "frame.css", "licenses/bochs-LGPL.txt", "licenses/LGPL-2.1.txt",
        "licenses/GPL-3.txt", "licenses/bochsbios.txt", "licenses/vgabios.txt",
        "licenses/grub-pc-bin.txt", "licenses/emscripten.txt", "source/SOURCES.txt",
        "source/README.md", "source/bochs.patch", "source/build.sh", "source/live.cc"];
    for (const f of frames) for (const d of [f.disc, f.whole]) if (d)
        wanted.push(`discs/${d}.iso.gz`, `maps/${d.replace(/\+.*/, "")}.json.gz`);
    const wrong = wanted.filter(f => !fs.existsSync(path.join(site, "live", f)))
        .map(f => `live/${f} is missing`);
    if (!fs.readdirSync(path.join(site, "live/source")).some(f => /orig\.tar/.test(f)))
        wrong.push("Bochs's source is missing");
    for (const c of chapters.filter(c => !c.startsWith("00")))
        if (!main.some(f => f.file === c)) wrong.push(`${c} has no frame at its first transcript`);
    return wrong;
});

await test("every line that the maps name is that line in the book", () => {
    const wrong = [], marked = "build/live/marked", book = {};
    let lines = 0;
    for (const f of main) {
        const kernel = f.disc.replace(/\+.*/, ""), tree = {};
        const out = execFileSync("awk", ["-v", `files=${marked}/${kernel}.files`, "-f",
            "tools/live/lines.awk", `${marked}/${kernel}.tok`], { encoding: "utf8", maxBuffer: 1e8 });
        const read = (kept, name) => kept[name] = kept[name] || fs.readFileSync(name, "utf8").split("\n");
        const strip = s => (s || "").replace(/\s+/g, "");
        for (const l of out.trim().split("\n")) {
            const [file, n, chapter, at] = l.split(" ");
            const mine = read(tree, `build/trees/${kernel}/${file}`)[n - 1];
            const theirs = read(book, `book/${chapter}.md`)[at - 1];
            lines++;
            if (strip(mine) !== strip(theirs)) wrong.push(`${kernel}/${l}: ${mine} is not ${theirs}`);
        }
    }
    console.log(`# ${lines} lines`);
    return wrong;
});

await test("nothing of the emulator is fetched before the button is pressed", async () => {
    const page = await open(main.at(-1).file);
    await page.waitForTimeout(500);
    const early = page.asked.filter(u => /^live\//.test(u));
    await page.close();
    return early.map(u => `${u} was fetched at once`);
});

// --- Every chapter ---------------------------------------------------------------------

for (const f of main)
    await test(`chapter ${f.number} boots in its page to its first transcript`, async () => {
        const page = await open(f.file);
        const want = await transcript(page, f);
        const box = await press(page, f);
        let lost;
        await until(async () => (lost = missing(await text_of(box).catch(() => ""), want)) === null,
                    async () => `no line like ${lost} in\n${await text_of(box)}`);
        console.log(`# ${want.length} lines; the first after ${
            await box.locator(".seat").getAttribute("data-first")} ms`);
        await page.close();
        return want.length ? [] : ["the transcript has no line"];
    });

await test("keys and the serial line reach the kernel, from chapter 7 on", async () => {
    const wrong = [];
    let typed = 0;
    for (const f of main.filter(f => f.number >= 7)) {
        if (f.append && /^test/.test(f.append)) continue;   // it ends by itself
        const page = await open(f.file), box = await press(page, f);
        await reads(box, /> $/).catch(() => null);
        if (!/> $/.test(await text_of(box))) { await page.close(); continue; }
        typed++;
        await box.locator(".vga-live").click();
        await page.keyboard.type("heddle", { delay: 80 });
        await reads(box, /> heddle$/).catch(e => wrong.push(`chapter ${f.number}, keys: ${e.message}`));
        await box.locator(".line-in input").focus();
        await page.keyboard.type("7");
        await reads(box, /> heddle7$/).catch(e => wrong.push(`chapter ${f.number}, line: ${e.message}`));
        if (!await box.locator(".keys-on-screen, .pad").first().isVisible())
            await box.locator('button:has-text("Keys")').click();
        await box.locator('.pad button:text-is("x")').click();
        await reads(box, /> heddle7x$/).catch(e => wrong.push(`chapter ${f.number}, on screen: ${e.message}`));
        await page.close();
    }
    if (main.some(f => f.number >= 7) && !typed) wrong.push("no chapter shows a prompt");
    return wrong;
});

// --- Experiments ---------------------------------------------------------------------

for (const f of frames.filter(f => f.whole && f.ends === "triple-fault"))
    await test(`${f.disc} reports its triple fault`, async () => {
        const page = await open(f.file), box = await press(page, f), wrong = [];
        await reaches(box, "stopped", "broken");
        const report = await box.locator(".fault").innerText().catch(() => "");
        if (!/^Triple fault\./.test(report)) wrong.push(`no report: ${await box.innerText()}`);
        for (const part of [/rip [0-9a-f]{16}/, /cr2 [0-9a-f]{16}/, /The last instruction, at [0-9a-f]{16}: \S/])
            if (!part.test(report)) wrong.push(`${part} is not in: ${report}`);
        await page.close();
        return wrong;
    });

await test("the unbroken kernel runs beside the variant, one at a time", async () => {
    const wrong = [];
    const f = frames.find(f => f.whole && f.ends === "hang") || frames.find(f => f.whole);
    const page = await open(f.file), box = await press(page, f);
    await reads(box, /\S/);
    await box.locator("button:has-text('unbroken')").click();
    await page.waitForFunction(e => e.querySelectorAll(".seat").length === 2 &&
        /\S/.test(e.querySelectorAll(".line pre")[1].textContent), await box.elementHandle(),
        { timeout: DEADLINE });
    const running = await page.locator('.seat[data-state="running"]').count();
    if (running > 1) wrong.push(`${running} run at once`);
    if (await state_of(box) === "running") wrong.push("the first still runs");
    const seats = await box.locator(".seat").evaluateAll(l => l.map(e => e.getBoundingClientRect().top));
    if (Math.abs(seats[0] - seats[1]) > 2) wrong.push("they do not stand side by side");
    await page.close();
    return wrong;
});

// --- The controls ---------------------------------------------------------------------------

// one that waits at a prompt, to try things on
const idle = main.find(f => f.number === 7) || main.at(-1);
async function started(options) {
    const page = await open(idle.file, options), box = await press(page, idle);
    await reads(box, /> $/);
    return [page, box];
}
const clock = box => box.locator(".seat").first().getAttribute("data-clock").then(Number);

await test("pause, go on, speed, reset, power off", async () => {
    const wrong = [], [page, box] = await started();
    await box.locator("button:text-is('Pause')").click();
    await reaches(box, "paused");
    const stood = await clock(box);
    await page.waitForTimeout(1200);
    if (await clock(box) !== stood) wrong.push("the clock goes on while it is paused");
    await box.locator("button:text-is('Go on')").click();
    await until(async () => await clock(box) > stood + 500, () => "the clock stands still after Go on");
    await box.locator("select").selectOption("0.05");
    await page.waitForTimeout(1200);
    const slow = await clock(box);
    await page.waitForTimeout(2500);
    const passed = await clock(box) - slow;
    if (passed > 700) wrong.push(`at a twentieth, ${passed} ms pass in 2500`);
    await box.locator("select").selectOption("1");
    await box.locator(".vga-live").click();
    await page.keyboard.type("abc", { delay: 80 });
    await reads(box, /> abc$/);
    await box.locator("button:text-is('Reset')").click();
    await reads(box, /> $/);
    await box.locator("button:text-is('Power off')").click();
    await reaches(box, "off");
    await box.locator("button.run").first().click();
    await reads(box, /> $/);
    await page.close();
    return wrong;
});

await test("a page that is hidden pauses, and goes on when it is seen", async () => {
    const [page, box] = await started();
    const hide = hidden => page.evaluate(h => {
        Object.defineProperty(document, "hidden", { value: h, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }, hidden);
    await hide(true);
    await reaches(box, "paused");
    await hide(false);
    await reaches(box, "running");
    await page.close();
});

await test("Enter takes the keyboard, Escape twice gives it back", async () => {
    const wrong = [], [page, box] = await started();
    const screen = box.locator(".vga-live");
    const focused = () => page.evaluate(() => document.activeElement.className);
    await screen.focus();
    await page.keyboard.press("Tab");
    if (/vga-live/.test(await focused())) wrong.push("Tab is caught before Enter is pressed");
    await screen.focus();
    const outline = await screen.evaluate(e => getComputedStyle(e).outlineStyle);
    if (outline === "none") wrong.push("no focus to be seen");
    await page.keyboard.press("Enter");
    if (!/captured/.test(await focused())) wrong.push("Enter does not take the keyboard");
    await page.keyboard.press("Tab");
    if (!/captured/.test(await focused())) wrong.push("Tab does not go to the machine");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    if (/captured/.test(await focused())) wrong.push("Escape twice does not give it back");
    await page.keyboard.press("Tab");
    if (/vga-live/.test(await focused())) wrong.push("Tab is caught after Escape");
    await page.close();
    return wrong;
});

await test("the text screen is there as text, and stands still for who wants it", async () => {
    const wrong = [];
    for (const motion of ["reduce", "no-preference"]) {
        const [page, box] = await started({ motion });
        await until(async () => /^Heddle, chapter/.test(
            await box.locator(".vga-live pre").textContent()), () => box.innerHTML());
        const look = () => box.locator("canvas").evaluate(c => c.toDataURL());
        await page.waitForTimeout(700);
        const seen = new Set();
        for (let i = 0; i < 16; i++) { seen.add(await look()); await page.waitForTimeout(120); }
        if (motion === "reduce" && seen.size > 1) wrong.push("the cursor blinks");
        if (motion !== "reduce" && seen.size < 2) wrong.push("the cursor does not blink");
        await page.close();
    }
    return wrong;
});

for (const [theme, width] of [["light", 1440], ["dark", 1440], ["light", 390]])
    await test(`axe finds nothing at AA while it runs, ${theme}, ${width}`, async () => {
        const [page, box] = await started({ theme, width });
        await box.locator('button:has-text("Look inside")').click();
        await box.locator(".inside").waitFor();
        if (!await box.locator(".pad").isVisible()) await box.locator('button:has-text("Keys")').click();
        await box.locator("button:text-is('Pause')").click();
        await reaches(box, "paused");
        await page.waitForTimeout(500);
        await page.evaluate(axe);
        const found = await page.evaluate(() => window.axe.run(document.querySelector(".machine .seat"), {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
            resultTypes: ["violations"], preload: false,
        }));
        const over = await page.evaluate(() => document.documentElement.scrollWidth -
            document.documentElement.clientWidth);
        await page.close();
        return found.violations.map(v => `${v.id}: ${v.help}: ${v.nodes[0].html.slice(0, 110)} ${
            v.nodes[0].any[0]?.message || ""}`).concat(over > 0 ? [`${over} pixels too wide`] : []);
    });

// --- Looking inside --------------------------------------------------------------------------

await test("a breakpoint by name, steps, registers, memory, the paragraph", async () => {
    const wrong = [], [page, box] = await started();
    await box.locator('button:has-text("Look inside")').click();
    await box.locator(".inside button:has-text('kernel_main')").click();
    await reaches(box, "paused");
    const where = () => box.locator(".inside .where").innerText();
    await until(async () => /In kernel_main/.test(await where()), where);
    const lines = new Set();
    for (let i = 0; i < 8; i++) {
        await box.locator("button:text-is('Over calls')").click();
        await reaches(box, "paused");
        await page.waitForTimeout(200);
        lines.add(await where());
    }
    if (lines.size < 4) wrong.push(`eight steps see ${[...lines].join("; ")}`);
    if (![...lines].every(l => /^In kernel_main/.test(l))) wrong.push(`calls are stepped into: ${[...lines].join("; ")}`);
    if (!await box.locator(".source .now").count()) wrong.push("no line is marked");
    const href = await box.locator(".inside .where a").last().evaluate(a => a.href);
    const [, file, id] = href.match(/([^/]+\.html)#(.*)$/);
    if (!fs.readFileSync(path.join(site, file), "utf8").includes(`id="${id}"`)) wrong.push(`${href} leads nowhere`);
    const rip = () => box.locator(".inside .columns pre").first().innerText()
        .then(t => t.match(/rip +([0-9a-f]{16})/)[1]);
    const was = await rip();
    await box.locator("button:text-is('Step one instruction')").click();
    await until(async () => await rip() !== was, () => "one instruction is no step");
    const memory = box.locator(".inside form").last();
    await memory.locator("input").fill("kernel_main");
    await memory.locator("button").click();
    await until(async () => /^ffffffff8/.test(await box.locator(".dump").innerText()), () => box.locator(".dump").innerText());
    await box.locator(".stops input").fill("no_such_function");
    await box.locator(".stops button").click();
    if (!/no function/.test(await box.locator(".stops").innerText())) wrong.push("a wrong name is taken");
    await box.locator("button[aria-label='Do not stop at kernel_main']").click();
    await box.locator("button:text-is('Go on')").click();
    await reads(box, /> $/);
    await page.close();
    return wrong;
});

// --- When it cannot be -------------------------------------------------------------------------

for (const [what, before, header, says] of [
    ["the worker is blocked", p => p.route("**/worker.js", r => r.abort()), null, /could not be started/],
    ["the emulator is not there", p => p.route("**/bochs.wasm.gz", r => r.fulfill({ status: 404 })), null,
     /make live/],
    ["WebAssembly is blocked", null, "script-src 'self' 'unsafe-inline' blob:", /could not be started/],
    ["frame.js is blocked", p => p.route("**/frame.js", r => r.abort()), null, /could not be loaded/]])
    await test(`where ${what}, the page says so and stays whole`, async () => {
        csp = header;
        const page = await open(idle.file, { before }), wrong = [];
        csp = null;
        const whole = await page.locator("main").evaluate(e => e.querySelectorAll(".chunk").length);
        await press(page, idle);
        const box = box_of(page, idle);
        await until(async () => says.test(await box.innerText()), () => box.innerText())
            .catch(e => wrong.push(e.message));
        if (await page.locator("main .chunk").count() !== whole || !whole) wrong.push("chunks are gone");
        await page.evaluate(() => document.activeElement.blur());
        await page.keyboard.press("/");
        if (await page.evaluate(() => document.activeElement.id) !== "q") wrong.push("the search is gone");
        await page.close();
        return wrong;
    });

await test("a page from the disk says that it needs a server, and which", async () => {
    const page = await browser.newPage(), wrong = [];
    await page.goto(pathToFileURL(path.join(site, idle.file)).href);
    await box_of(page, idle).locator("button.run").click();
    await page.waitForFunction(() => /make serve/.test(document.querySelector("main").innerText), null,
        { timeout: 10000 }).catch(() => wrong.push("it does not"));
    await page.close();
    return wrong;
});

// --- Memory, one artefact -------------------------------------------------------------------------

// MB of the browser's own memory, its processes' shares added up: also what is
// swapped out, but not pages of files, which the system drops and reads as it likes.
function taken() {
    const all = fs.readdirSync("/proc").filter(p => /^\d+$/.test(p)).flatMap(pid => {
        try {
            const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
            return [{ pid, parent: stat[1], mine: fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(profile),
                      kB: [...fs.readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")
                          .matchAll(/^(?:Pss_Anon|Pss_Shmem|SwapPss):\s+(\d+)/mg)]
                          .reduce((n, m) => n + +m[1], 0) }];
        } catch { return []; }
    });
    const family = new Set(all.filter(p => p.mine).map(p => p.pid));
    for (let n = -1; n !== family.size;) {
        n = family.size;
        for (const p of all) if (family.has(p.parent)) family.add(p.pid);
    }
    return all.filter(p => family.has(p.pid)).reduce((n, p) => n + p.kB, 0) / 1024;
}
await test("memory is given back after ten boots", async () => {
    const [page, box] = await started();
    const running = taken();
    const off = async () => {
        await box.locator("button:text-is('Power off')").click();
        await reaches(box, "off");
    };
    const settle = async () => {
        const devtools = await browser.newCDPSession(page);
        for (let i = 0; i < 3; i++) {
            await devtools.send("HeapProfiler.collectGarbage");
            await page.waitForTimeout(500);
        }
        return taken();
    };
    await off();
    const before = await settle();
    for (let i = 0; i < 10; i++) {
        await box.locator("button.run").first().click();
        await reads(box, /chapter/);
        await off();
    }
    const after = await settle();
    await page.close();
    console.log(`# running ${running.toFixed(0)} MB, off ${before.toFixed(0)}, after ten more ${after.toFixed(0)}`);
    return after < before + 100 ? [] : [`${before.toFixed(0)} MB before, ${after.toFixed(0)} after`];
});

await test("the same discs boot in QEMU", async () => {
    const wrong = [], folder = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-disc-"));
    for (const f of main) {
        const disc = path.join(folder, "disc.iso"), log = path.join(folder, "serial");
        fs.writeFileSync(disc, zlib.gunzipSync(fs.readFileSync(path.join(site, "live/discs", f.disc + ".iso.gz"))));
        fs.writeFileSync(log, "");
        const qemu = spawn("qemu-system-x86_64", ["-machine", "pc", "-m", "128M", "-display", "none",
            "-no-reboot", "-cdrom", disc, "-serial", "file:" + log, "-monitor", "none",
            "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"], { stdio: "ignore" });
        const end = Date.now() + 60000;
        while (Date.now() < end && !/^Heddle, /m.test(fs.readFileSync(log, "utf8")))
            await new Promise(done => setTimeout(done, 100));
        if (!/^Heddle, /m.test(fs.readFileSync(log, "utf8"))) wrong.push(`${f.disc} says nothing`);
        qemu.kill("SIGKILL");
    }
    fs.rmSync(folder, { recursive: true });
    return wrong;
});

await test("nothing is asked of another place, and no script fails", () =>
    [...new Set(strangers), ...new Set(errors)]);

await browser.close();
server.close();
fs.rmSync(profile, { recursive: true, force: true });
process.exit(plan());
