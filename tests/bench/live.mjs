// What it costs to run a kernel in the page. Prints "name value" lines.
// usage: see live.sh
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import zlib from "node:zlib";
import { createRequire } from "node:module";
import { spawn } from "node:child_process";

const site = path.resolve(process.env.SITE_DIR || "site");
const packages = createRequire(path.resolve("tests/site/package.json"));
const { chromium } = packages("playwright-core");
const busy = fs.readFileSync(process.argv[2]);
const INSTRUCTIONS = 40e6 * 12;         // as live.S has them

const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript",
                ".svg": "image/svg+xml", ".woff2": "font/woff2" };
let sent = 0, disc = null;
const server = http.createServer((ask, answer) => {
    const name = decodeURIComponent(ask.url.split("?")[0]);
    const file = path.join(site, path.normalize(name));
    if (!fs.existsSync(file) || !fs.statSync(file).isFile()) {
        answer.writeHead(404).end();
        return;
    }
    const type = types[path.extname(file)] || "application/octet-stream";
    let body = disc && /\/discs\//.test(name) ? disc : fs.readFileSync(file);
    const head = { "Content-Type": type };
    if (/text|svg/.test(type)) {
        body = zlib.gzipSync(body);
        head["Content-Encoding"] = "gzip";
    }
    head["Content-Length"] = body.length;
    sent += body.length;
    answer.writeHead(200, head).end(body);
}).listen(0, "127.0.0.1");
await new Promise(done => server.on("listening", done));
const base = `http://127.0.0.1:${server.address().port}/`;

const chapter = fs.readdirSync(site).filter(f => /^\d\d-.*\.html$/.test(f)).sort().at(-1);
const profile = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-bench-"));
const browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync",
           "--disk-cache-size=1"] });
const middle = list => list.sort((a, b) => a - b)[list.length >> 1];
const box = page => page.locator(".machine[data-disc]:not([data-whole])").first();
const line = page => box(page).locator(".line pre");

// --- Bytes, seconds
const bytes = [], seconds = [];
for (let i = 0; i < 5; i++) {
    const page = await browser.newPage();
    await page.goto(base + chapter, { waitUntil: "load" });
    await page.waitForTimeout(500);
    sent = 0;
    const begin = Date.now();
    await box(page).locator("button.run").click();
    await page.waitForFunction(() => /\S/.test(document.querySelector(".machine .line pre")
        ?.textContent || ""), null, { polling: 20, timeout: 90000 });
    seconds.push((Date.now() - begin) / 1000);
    bytes.push(sent);
    await page.close();
}
console.log(`page ${chapter}`);
console.log(`press-to-first-line-MB ${(middle(bytes) / 1e6).toFixed(3)}`);
console.log(`press-to-first-line-s ${middle(seconds).toFixed(2)} (median of 5, ${
    Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)})`);

// --- Instructions a second: the page, then QEMU, three times in turn
const between = async (look) => {
    let from = 0;
    for (const end = Date.now() + 120000; Date.now() < end;) {
        const text = await look();
        if (!from && text.includes("<")) from = performance.now();
        if (text.includes(">")) return INSTRUCTIONS / (performance.now() - from) / 1e3;
        await new Promise(done => setTimeout(done, 5));
    }
    throw new Error("the busy kernel does not end");
};
async function in_page() {
    disc = zlib.gzipSync(busy);
    const page = await browser.newPage();
    await page.goto(base + chapter);
    await page.evaluate(() => new Promise(done => {
        const script = document.createElement("script");
        script.src = "live/frame.js";
        script.onload = done;
        document.head.append(script);
    }));
    // as fast as it goes, from the start
    await page.evaluate(() => {
        window.heddleLive.speed = Infinity;
        window.heddleLive.start(document.querySelector(".machine[data-disc]:not([data-whole])"));
    });
    const mips = await page.evaluate(n => new Promise(done => {
        const pre = document.querySelector(".machine .line pre");
        let from = 0;
        new MutationObserver(() => {
            if (!from && pre.textContent.includes("<")) from = performance.now();
            if (pre.textContent.includes(">")) done(n / (performance.now() - from) / 1e3);
        }).observe(pre, { childList: true, characterData: true, subtree: true });
    }), INSTRUCTIONS);
    await page.close();
    disc = null;
    return mips;
}
async function in_qemu() {
    const log = path.join(profile, "serial");
    fs.writeFileSync(log, "");
    const qemu = spawn("qemu-system-x86_64", ["-accel", "tcg", "-m", "128M", "-display", "none",
        "-cdrom", process.argv[2], "-serial", "file:" + log, "-monitor", "none"], { stdio: "ignore" });
    try {
        return await between(async () => fs.readFileSync(log, "latin1"));
    } finally {
        qemu.kill("SIGKILL");
    }
}
const here = [], there = [];
for (let i = 0; i < 3; i++) {
    here.push(await in_page());
    there.push(await in_qemu());
}
console.log(`page-Minstructions/s ${middle(here).toFixed(0)}`);
console.log(`qemu-tcg-Minstructions/s ${middle(there).toFixed(0)}`);
console.log(`page-to-qemu 1:${(middle(there) / middle(here)).toFixed(1)}`);

// --- Idle: processor time of the whole browser, with and without the machine
function used() {
    const all = fs.readdirSync("/proc").filter(p => /^\d+$/.test(p)).flatMap(pid => {
        try {
            const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
            return [{ pid, parent: stat[1], ticks: +stat[11] + +stat[12],
                      mine: fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(profile) }];
        } catch { return []; }
    });
    const family = new Set(all.filter(p => p.mine).map(p => p.pid));
    for (let n = -1; n !== family.size;) {
        n = family.size;
        for (const p of all) if (family.has(p.parent)) family.add(p.pid);
    }
    return all.filter(p => family.has(p.pid)).reduce((n, p) => n + p.ticks, 0) / 100;
}
async function load(page) {
    await page.waitForTimeout(3000);
    const from = used();
    await page.waitForTimeout(10000);
    return (used() - from) * 10;
}
// the newest kernel that waits at a prompt; else the newest
let idle = null;
for (const f of fs.readdirSync(site).filter(f => /^\d\d-.*\.html$/.test(f)).sort().reverse()) {
    const page = await browser.newPage();
    await page.goto(base + f);
    const without = await load(page);
    await box(page).locator("button.run").click();
    await page.waitForFunction(() => /> $/.test(document.querySelector(".machine .line pre")
        ?.textContent || ""), null, { timeout: 20000 }).then(() => { idle = f; }, () => {});
    if (idle) console.log(`idle-% ${(await load(page) - without).toFixed(1)} of a core (${idle}; page without it ${
        without.toFixed(1)})`);
    await page.close();
    if (idle) break;
}

await browser.close();
server.close();
fs.rmSync(profile, { recursive: true, force: true });
process.exit(0);
