// What a first visit to the heaviest chapter costs: bytes, and the browser's
// own measures on a processor four times slower. Prints "name value" lines.
// usage: see site.sh
import { chromium } from "playwright-core";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import zlib from "node:zlib";

const site = path.resolve(process.env.SITE_DIR || "site");
const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript",
                ".svg": "image/svg+xml", ".woff2": "font/woff2" };
let sent = 0;
const server = http.createServer((ask, answer) => {
    const file = path.join(site, path.normalize(decodeURIComponent(ask.url.split("?")[0])));
    if (!fs.existsSync(file) || !fs.statSync(file).isFile()) {
        answer.writeHead(404).end();
        return;
    }
    const type = types[path.extname(file)] || "application/octet-stream";
    let body = fs.readFileSync(file);
    const head = { "Content-Type": type };
    if (/text|svg/.test(type)) {
        body = zlib.gzipSync(body);
        head["Content-Encoding"] = "gzip";
    }
    sent += body.length;
    answer.writeHead(200, head).end(body);
}).listen(0, "127.0.0.1");
await new Promise(done => server.on("listening", done));
const base = `http://127.0.0.1:${server.address().port}/`;

const [heaviest] = fs.readdirSync(site).filter(f => /^\d\d-.*\.html$/.test(f))
    .sort((a, b) => fs.statSync(path.join(site, b)).size - fs.statSync(path.join(site, a)).size);
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
const runs = [];
for (let i = 0; i < 5; i++) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
    await page.addInitScript(() => {
        window.seen = { paint: 0, shift: 0 };
        new PerformanceObserver(l => l.getEntries().forEach(e => {
            window.seen.paint = e.startTime;
        })).observe({ type: "largest-contentful-paint", buffered: true });
        new PerformanceObserver(l => l.getEntries().forEach(e => {
            if (!e.hadRecentInput) window.seen.shift += e.value;
        })).observe({ type: "layout-shift", buffered: true });
    });
    sent = 0;
    await page.goto(base + heaviest, { waitUntil: "load" });
    await page.waitForTimeout(1200);
    runs.push({ ...await page.evaluate(() => window.seen), sent });
    await context.close();
}
const middle = key => runs.map(r => r[key]).sort((a, b) => a - b)[2];
console.log(`page ${heaviest}`);
console.log(`first-visit-kB ${(middle("sent") / 1000).toFixed(1)}`);
console.log(`largest-paint-ms ${middle("paint").toFixed(0)}`);
console.log(`layout-shift ${middle("shift").toFixed(4)}`);
await browser.close();
server.close();
