// picture.mjs: the picture of a page that the README shows.
//
// usage: node tests/site/picture.mjs site/06-double-faults.html ID book/page.png
//
// The page's top is then the element with that ID, at 1440 by 900, in light.
import { chromium } from "playwright-core";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [page_file, id, out] = process.argv.slice(2);
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update",
           "--disable-sync"] });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 },
    colorScheme: "light", reducedMotion: "reduce" });
await page.goto(pathToFileURL(path.resolve(page_file)).href);
await page.evaluate(id => document.getElementById(id).scrollIntoView(), id);
await page.waitForTimeout(300);
await page.screenshot({ path: out });
await browser.close();
