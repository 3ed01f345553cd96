/* Heddle: the worker in which the emulator runs. frame.js starts one for
 * each machine and ends it when the machine is switched off. No shared
 * memory, so no special headers: the emulator comes back after each slice of
 * some milliseconds, and messages are read between two slices.  */
"use strict";
var bochs;                      /* the emulator's module, once it is there */
var running = false;
var speed = 1;                  /* guest seconds a second; Infinity: as fast as it goes */
var SLICE = 12;                 /* ms */
var booting = true;             /* nothing on the line yet: do not wait for the firmware */
var booted = 0;                 /* the guest's clock at its start */
var reasons = ["slice", "ahead", "ended", "triple", "exit", "stopped"];

/* --- Time: the guest's clock follows ours ------------------------------------ */

var guest_base = 0, wall_base = 0, waiting = 0;

function rebase() {
    guest_base = bochs._live_clock();
    wall_base = performance.now();
}
/* Where the guest's clock may be at the end of this slice. A machine that is
 * too slow is not asked to catch up. */
function target(now) {
    if (booting && bochs._live_clock() - booted > 3e6) { booting = false; rebase(); }
    if (speed === Infinity || booting) return 1e15;
    var want = guest_base + (now - wall_base) * 1000 * speed;
    if (want - bochs._live_clock() > 2e5) {
        rebase();
        want = guest_base;
    }
    return want + 4000 * speed;
}

var channel = new MessageChannel();
channel.port1.onmessage = slice;

function again(pause) {
    if (pause) waiting = setTimeout(slice, pause);
    else channel.port2.postMessage(0);
}

var dead_since = 0;
function slice() {
    waiting = 0;
    if (!running) return;
    var why = run(SLICE, target(performance.now()));
    if (why === "slice" || why === "ahead") {
        var halted = bochs._live_halted();
        report(false);
        if (halted === 2 && !stepping) {
            /* what is still on its way to the screen and the line arrives */
            var now = bochs._live_clock();
            if (!dead_since) dead_since = now;
            if (now - dead_since > 2e5) { stop({ why: "dead" }); return; }
        } else dead_since = 0;
        again(why === "slice" ? 0 : halted ? 40 : 4);
    } else happened(why);
}

function run(ms, until) {
    try {
        return reasons[bochs._live_run(ms, until)];
    } catch (e) {
        if (e && e.name === "ExitStatus") return "ended";
        throw e;
    }
}

/* The display and the line get some more of the guest's time. */
function drain() {
    for (var i = 0; i < 50; i++) {
        var why = run(20, bochs._live_clock() + 2e4);
        if (why === "ended" || why === "ahead" && i > 4) return;
    }
}

function happened(why) {
    var what = { why: why };
    if (why === "triple") {
        var cpu = bochs._live_fault_cpu();
        what.cpu = cpu;
        what.vectors = [];
        for (var i = 0; i < 8; i++) {
            var v = bochs._live_fault_before(i);
            if (v < 0) break;
            what.vectors.unshift(v);
        }
        what.inside = inside(cpu);
        drain();
    } else if (why === "exit") {
        what.value = bochs._live_exit_value();
        drain();
    } else if (why === "ended") {
        what.said = said;
    } else if (why === "stopped") {
        stepping = false;
        bochs._live_refresh();
        what.inside = inside(0);
    }
    stop(what);
}

function stop(what) {
    running = false;
    report(true);
    what.t = "stop";
    what.resets = bochs._live_resets() - first_resets;
    postMessage(what);
}

/* --- What comes out ------------------------------------------------------------- */

var serial = [], last_frame = 0, last_stat = 0, said = "", first_resets = 0;

function report(all) {
    var now = performance.now();
    if (serial.length) {
        postMessage({ t: "serial", d: new Uint8Array(serial) });
        serial = [];
    }
    if (all || now - last_frame >= 33) {
        var rows = bochs._live_changed();
        if (rows) {
            last_frame = now;
            frame(rows >> 16, rows & 0xffff);
        }
    }
    if (all || now - last_stat > 1000) {
        last_stat = now;
        postMessage({ t: "stat", clock: bochs._live_clock(),
                      executed: bochs._live_executed(), halted: bochs._live_halted(),
                      resets: bochs._live_resets() - first_resets });
    }
}

/* The rows from…to of the picture, and the text if there is any. */
function frame(from, to) {
    var w = bochs._live_width(), h = bochs._live_height(), p = bochs._live_picture();
    var d = bochs.HEAPU8.slice(p + w * from * 4, p + w * to * 4), text = null;
    var columns = bochs._live_columns(), rows = bochs._live_rows();
    if (columns) {
        var at = bochs._live_text();
        text = { columns: columns,
                 cells: bochs.HEAPU8.slice(at, at + columns * rows * 2) };
    }
    postMessage({ t: "frame", w: w, h: h, from: from, to: to, d: d.buffer, text: text }, [d.buffer]);
}

/* --- Looking inside --------------------------------------------------------------- */

var stepping = false, buffer = 0;
var LOW = 0xffffffffn;
function high(a) { return Number(a >> 32n & LOW) | 0; }
function low(a) { return Number(a & LOW) | 0; }

function memory(at, length, physical) {
    if (!buffer) buffer = bochs._malloc(65536);
    var n = bochs._live_memory(buffer, high(at), low(at), Math.min(length, 65536),
                               physical ? 1 : 0);
    return bochs.HEAPU8.slice(buffer, buffer + n);
}
function instruction(at, cpu) {
    return bochs.UTF8ToString(bochs._live_instruction(high(at), low(at), cpu || 0));
}
function registers(cpu) {
    var p = bochs._live_registers(cpu || 0);
    return Array.from(new BigUint64Array(bochs.HEAPU8.buffer, p, 36));
}
/* Registers, the next instruction, and the chain of frames that %rbp leads to. */
function inside(cpu) {
    var r = registers(cpu), chain = [], at = r[5];
    for (var i = 0; i < 24 && at && (at & 7n) === 0n; i++) {
        var m = memory(at, 16);
        if (m.length < 16) break;
        var v = new DataView(m.buffer), next = v.getBigUint64(0, true);
        chain.push(v.getBigUint64(8, true));
        if (next <= at) break;
        at = next;
    }
    return { registers: r, instruction: instruction(r[16], cpu), chain: chain,
             clock: bochs._live_clock(), halted: bochs._live_halted() };
}

/* --- What the page asks for --------------------------------------------------------- */

var keys = {};
var ask = {
    boot: function (m) {
        speed = m.speed;
        importScripts(URL.createObjectURL(new Blob([m.script], { type: "text/javascript" })));
        var module = m.module;
        createBochs({
            noInitialRun: true,
            instantiateWasm: function (imports, done) {
                WebAssembly.instantiate(module, imports).then(function (instance) {
                    done(instance, module);
                }, function (e) {
                    postMessage({ t: "broken", text: String(e && e.message || e) });
                });
                return {};
            },
            print: function () {},
            printErr: function (s) { if (/\S/.test(s)) said = s; },
            onSerial: function (port, byte) {
                if (port) return;
                serial.push(byte);
                if (booting) { booting = false; rebase(); }
            },
        }).then(function (b) {
            b.FS.writeFile("/bios", m.bios);
            b.FS.writeFile("/vgabios", m.vgabios);
            b.FS.writeFile("/disc", m.disc);
            b.FS.writeFile("/bochsrc", m.settings);
            try { b.callMain(["-q", "-f", "/bochsrc"]); } catch (e) {
                postMessage({ t: "broken", text: said || String(e) });
                return;
            }
            for (var i = 0; i < b._live_keys(); i++) {
                var name = b._live_key_name(i);
                if (name) keys[b.UTF8ToString(name)] = i;
            }
            b._live_set_steady(m.steady ? 1 : 0);
            bochs = b;
            first_resets = b._live_resets();
            postMessage({ t: "ready" });
            if (early) ask.pause();
            else ask.go();
        }).catch(function (e) {
            postMessage({ t: "broken", text: String(e && e.message || e) });
        });
    },
    go: function () {
        if (running || !bochs) return;
        running = true;
        dead_since = 0;
        rebase();
        slice();
    },
    pause: function (m) {
        var was = running;
        running = false;
        clearTimeout(waiting);
        if (stepping) { stepping = false; bochs._live_step_off(); }
        if (!bochs) return;
        bochs._live_refresh();
        report(true);
        postMessage({ t: "stop", why: "paused", was: was, inside: inside(0),
                      resets: bochs._live_resets() - first_resets });
    },
    reset: function () {
        booting = true;
        booted = bochs._live_clock();
        bochs._live_press_reset();
        first_resets = bochs._live_resets();
        ask.go();
    },
    speed: function (m) {
        speed = m.speed;
        if (bochs) rebase();
    },
    serial: function (m) {
        m.bytes.forEach(function (b) { bochs._live_serial_in(0, b); });
        hurry();
    },
    key: function (m) {
        if (keys[m.key] !== undefined) bochs._live_key(keys[m.key], m.up ? 1 : 0);
        hurry();
    },
    breaks: function (m) {
        m.list.forEach(function (a, i) { bochs._live_break(i, high(a), low(a)); });
        bochs._live_breaks(m.list.length);
    },
    /* from.length: go on while in there; most: so many instructions at most */
    step: function (m) {
        stepping = true;
        bochs._live_step(high(m.from), low(m.from), m.length, m.over ? 1 : 0, m.most);
        if (!running) ask.go();
    },
    look: function (m) {
        postMessage({ t: "answer", id: m.id, inside: inside(0) });
    },
    memory: function (m) {
        postMessage({ t: "answer", id: m.id, at: m.at, bytes: memory(m.at, m.length, m.physical) });
    },
    instructions: function (m) {
        var at = m.at, list = [];
        for (var i = 0; i < m.n; i++) {
            list.push({ at: at, text: instruction(at) });
            at += BigInt(bochs._live_instruction_length(high(at), low(at), 0) || 1);
        }
        postMessage({ t: "answer", id: m.id, list: list });
    },
};
/* Somebody typed: do not sleep on it. */
function hurry() {
    if (!running || !waiting) return;
    clearTimeout(waiting);
    slice();
}
/* What comes before the emulator is there is of no use to it; but to be
 * paused is. */
var early = false;
onmessage = function (e) {
    if (!bochs && e.data.t !== "boot") {
        if (e.data.t === "pause") early = true;
        return;
    }
    ask[e.data.t](e.data);
};
