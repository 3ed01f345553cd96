// Tests in a browser, as TAP. A body returns what is wrong: nothing, a line,
// or a list of lines.

let count = 0, failed = 0;
const only = process.argv[2];   // a word that the test's name must have

export async function test(name, body) {
    if (only && !name.includes(only)) return;
    let wrong;
    const begin = Date.now();
    try {
        wrong = await body();
    } catch (e) {
        wrong = [e.stack || String(e)];
    }
    wrong = [wrong || []].flat();
    count++;
    if (wrong.length) failed++;
    const seconds = Math.round((Date.now() - begin) / 1000);
    console.log(`${wrong.length ? "not ok" : "ok"} ${count} - ${name}`);
    if (seconds > 4) console.log(`# ${seconds} s`);
    for (const w of wrong.slice(0, 12))
        console.log("#   " + String(w).split("\n").slice(0, 12).join("\n#   "));
    if (wrong.length > 12) console.log(`#   … and ${wrong.length - 12} more`);
}

// The plan, and the status for the shell.
export function plan() {
    console.log(`1..${count}`);
    return failed ? 1 : 0;
}
