// Tests of serve over HTTP; prints TAP. See run.sh.
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { spawn } from "node:child_process";
import { once } from "node:events";

const tool = path.resolve(process.argv[2]);
const room = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-serve-"));
const at = name => path.join(room, name);
fs.mkdirSync(at("site"));
fs.mkdirSync(at("book"));
fs.writeFileSync(at("site/index.html"), "<p>first</p>\n");
fs.writeFileSync(at("site/404.html"), "<p>not here</p>\n");
fs.writeFileSync(at("site/style.css"), "p {}\n");
fs.writeFileSync(at("secret"), "secret\n");
// "builds" a chapter into a page; refuses one that says so
fs.writeFileSync(at("build.sh"), `! grep -rq refuse book || exit 1
cat $(find book -name '*.md' | sort) > site/index.html
echo ran >> runs
`);

let count = 0, failed = 0;
async function test(name, body) {
    let wrong;
    try {
        wrong = await body();
    } catch (e) {
        wrong = e.stack || String(e);
    }
    count++;
    if (wrong) failed++;
    console.log(`${wrong ? "not ok" : "ok"} ${count} - ${name}`);
    if (wrong) console.log("#   " + String(wrong).split("\n").join("\n#   "));
}
const differs = (got, wanted) => got === wanted ? null
    : `got ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`;

// Ports may be taken: try some until the server greets.
async function start(port) {
    const child = spawn(tool, ["-p", String(port), "site", "book", "--",
        "sh", "build.sh"], { cwd: room });
    const said = { text: "" };
    child.stderr.on("data", d => said.text += d);
    const ready = await Promise.race([
        new Promise(r => child.stdout.on("data",
            d => String(d).includes("http://") && setTimeout(r, 100, true))),
        once(child, "exit").then(() => false)]);
    return ready && child.exitCode === null ? { child, port, said } : null;
}
let server;
for (let port = 18033; !server && port < 18063; port++)
    server = await start(port);
if (!server) {
    console.log("1..1\nnot ok 1 - serve starts");
    process.exit(1);
}

function get(url, method = "GET") {
    return new Promise((resolve, reject) => http.request({ port: server.port,
        host: "127.0.0.1", path: url, method }, answer => {
        let body = "";
        answer.on("data", d => body += d);
        answer.on("end", () => resolve({ status: answer.statusCode, body,
            type: answer.headers["content-type"] }));
    }).on("error", reject).end());
}
// An open page: counts the changes that it hears of.
const page = { heard: 0 };
await new Promise(resolve => http.get({ port: server.port, host: "127.0.0.1",
    path: "/.changes" }, answer => {
    answer.on("data", d =>
        page.heard += String(d).split("data: changed").length - 1);
    answer.on("error", () => {});
    resolve();
}));
async function until(holds, ms = 5000) {
    for (const end = Date.now() + ms; Date.now() < end;) {
        if (holds()) return true;
        await new Promise(r => setTimeout(r, 20));
    }
    return false;
}
const runs = () => fs.existsSync(at("runs"))
    ? fs.readFileSync(at("runs"), "utf8").length / 4 : 0;

await test("a page is served, with the script that listens", async () => {
    const got = await get("/");
    return differs(got.status, 200)
        || differs(got.type, "text/html; charset=utf-8")
        || (got.body.startsWith("<p>first</p>")
            && got.body.includes("/.changes") ? null : got.body);
});
await test("other files are served as they are", async () => {
    const got = await get("/style.css?x=1");
    return differs(got.type, "text/css") || differs(got.body, "p {}\n");
});
await test("HEAD gets no body", async () =>
    differs((await get("/style.css", "HEAD")).body, ""));
await test("what is not there gets the page for that", async () => {
    const got = await get("/nothing.html");
    return differs(got.status, 404)
        || (got.body.includes("not here") ? null : got.body);
});
await test("nothing outside the site is served", async () => {
    for (const url of ["/../secret", "/%2e%2e/secret", "/x/../../secret"]) {
        const got = await get(url);
        if (got.status !== 404 || got.body.includes("secret"))
            return `${url}: ${got.status} ${got.body}`;
    }
});
await test("a change is built, and the open page hears of it", async () => {
    fs.writeFileSync(at("book/one.md"), "second\n");
    if (!await until(() => page.heard === 1)) return "heard nothing";
    const { body } = await get("/");
    return body.startsWith("second\n") ? null : body;
});
await test("a folder made since is watched, too", async () => {
    fs.mkdirSync(at("book/new"));
    await until(() => page.heard === 2);
    fs.writeFileSync(at("book/new/two.md"), "third\n");
    if (!await until(() => page.heard === 3)) return "heard nothing";
    const { body } = await get("/");
    return body.includes("third\n") ? null : body;
});
await test("what an editor leaves behind is no change", async () => {
    const before = runs();
    fs.writeFileSync(at("book/.one.md.swp"), "x");
    fs.writeFileSync(at("book/one.md~"), "x");
    await until(() => runs() > before, 500);
    return differs(runs(), before);
});
await test("a build that fails reloads nothing and says so", async () => {
    const before = page.heard;
    fs.writeFileSync(at("book/one.md"), "refuse\n");
    if (!await until(() => server.said.text.includes("that failed")))
        return server.said.text || "said nothing";
    const { body } = await get("/");
    return differs(page.heard, before)
        || (body.includes("third\n") ? null : body);
});
await test("a port that is taken is an error, with status 2", async () => {
    const second = spawn(tool, ["-p", String(server.port), "site", "book",
        "--", "true"], { cwd: room, stdio: "ignore" });
    return differs((await once(second, "exit"))[0], 2);
});

server.child.kill();
fs.rmSync(room, { recursive: true });
console.log(`1..${count}`);
process.exit(failed ? 1 : 0);
