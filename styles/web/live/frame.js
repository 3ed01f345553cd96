/* Heddle: the frame in which a chapter's kernel runs. script.js loads this
 * file when somebody presses "Run it here", and not before; it fetches the
 * emulator, starts a worker for each machine (worker.js) and shows what comes
 * out of it. What looks inside the machine is in inside.js.  */
(function () {
    "use strict";
    var doc = document, root = doc.documentElement;
    var base = doc.currentScript.src.replace(/frame\.js.*$/, "");
    var calm = matchMedia("(prefers-reduced-motion: reduce)");
    var sheet = make("link");
    sheet.rel = "stylesheet";
    sheet.href = base + "frame.css";
    doc.head.append(sheet);

    function make(tag, cls, text) {
        var e = doc.createElement(tag);
        if (cls) e.className = cls;
        if (text) e.textContent = text;
        return e;
    }
    function button(text, cls, press) {
        var b = make("button", cls || "plain", text);
        b.type = "button";
        b.addEventListener("click", press);
        return b;
    }
    function mega(n) { return (n / 1e6).toFixed(1); }

    /* --- Fetching: compressed files, whatever the server thinks of them ------------- */

    var kept = {};              /* what has been fetched, by name */
    function Missing(name) { this.missing = name; }

    /* told(n) hears of every n bytes that arrive, expect(n) of how many come. */
    function fetched(name, expect, told) {
        if (kept[name]) return kept[name];
        kept[name] = fetch(base + name).then(function (answer) {
            if (!answer.ok) throw new Missing(name);
            expect(+answer.headers.get("Content-Length") || 0);
            var reader = answer.body.getReader(), parts = [];
            return reader.read().then(function more(r) {
                if (r.done) return new Blob(parts);
                parts.push(r.value);
                told(r.value.length);
                return reader.read().then(more);
            });
        }).then(function (blob) {
            return blob.slice(0, 2).arrayBuffer().then(function (b) {
                var m = new Uint8Array(b);
                if (m[0] !== 0x1f || m[1] !== 0x8b) return blob.arrayBuffer();
                return new Response(blob.stream().pipeThrough(
                    new DecompressionStream("gzip"))).arrayBuffer();
            });
        });
        kept[name].catch(function () { delete kept[name]; });
        return kept[name];
    }
    function compiled(name, expect, told) {
        if (!kept.module) {
            kept.module = fetched(name, expect, told).then(function (bytes) {
                delete kept[name];
                return WebAssembly.compile(bytes);
            });
            kept.module.catch(function () { delete kept.module; });
        }
        return kept.module;
    }

    /* Why nothing can run here, or null. */
    function hindrance() {
        if (location.protocol === "file:")
            return "This page was opened from the disk, and a browser lets no such page " +
                "start an emulator. “make serve” shows the same site at " +
                "http://127.0.0.1:8033/, and there it runs.";
        if (!window.WebAssembly || !window.Worker || !window.DecompressionStream)
            return "This browser cannot run the emulator: it lacks " +
                (!window.WebAssembly ? "WebAssembly" : !window.Worker ? "workers"
                    : "the decompression of streams") +
                ", or something has turned it off. “make run” boots the same kernel in QEMU.";
        return null;
    }
    function complaint(e) {
        if (e instanceof Missing)
            return "The emulator is not in this copy of the site (" + e.missing +
                " is missing). “make live site” puts it there.";
        return "The emulator could not be started: " + (e && e.message || e) +
            ". The page is whole without it; “make run” boots the same kernel in QEMU.";
    }

    /* --- The machine ----------------------------------------------------------------- */

    var machines = [], current = null;

    function settings(spec) {
        return ["config_interface: textconfig", "display_library: nogui",
            "romimage: file=/bios, options=fastboot", "vgaromimage: file=/vgabios",
            "cpu: model=" + (/-lm/.test(spec.cpu) ? "core_duo_t2400_yonah"
                : "corei7_sandy_bridge_2600k") + ", count=" + spec.cpus +
                ", ips=50000000, reset_on_triple_fault=0",
            "memory: guest=" + spec.memory + ", host=" + spec.memory,
            "ata0: enabled=1", "ata0-master: type=cdrom, path=/disc, status=inserted",
            "boot: cdrom", "pci: enabled=1, chipset=i440fx, slot1=pcivga, slot2=e1000",
            "vga: extension=vbe, update_freq=30",
            'e1000: card=0, enabled=1, mac=52:54:00:12:34:56, ethmod=null',
            "com1: enabled=1, mode=null", "log: /dev/stderr", "panic: action=fatal",
            "error: action=ignore", "info: action=ignore",
            "clock: sync=none, time0=" + Math.floor(Date.now() / 1000)].join("\n") + "\n";
    }

    function Machine(seat, spec) {
        this.spec = spec;
        this.seat = seat;
        this.waits = {};
        this.asked = 0;
        this.speed = window.heddleLive.speed;
        this.state = "off";
        this.breaks = [];
        this.build();
        machines.push(this);
    }
    Machine.prototype = {
        /* --- from idle to running */
        start: function () {
            var m = this, why = hindrance();
            if (why) { this.set("broken", why); return; }
            this.quiet_others();
            var total = 0, done = 0, heads = 0;
            function expect(n) { total += n; heads++; show(); }
            function told(n) { done += n; show(); }
            function show() {
                if (m.state !== "loading") return;
                var known = heads >= 5 && total >= done;
                m.say(known ? "Fetching the emulator and the disc, " + mega(done) + " of " +
                    mega(total) + " MB" : "Fetching the emulator and the disc, " +
                    mega(done) + " MB so far");
                if (known) { m.progress.max = total; m.progress.value = done; }
            }
            this.set("loading", "Fetching the emulator and the disc");
            var turn = this.turn = {};
            var names = ["bochs.js.gz", "bios.gz", "vgabios.gz", this.spec.disc];
            var want = names.map(function (n) {
                if (kept[n]) heads++;
                return fetched(n, expect, told);
            });
            if (kept.module) heads++;
            want.push(compiled("bochs.wasm.gz", expect, told));
            Promise.all(want).then(function (got) {
                if (m.turn !== turn) return;
                m.say("Starting");
                m.launch(got, turn);
            }).catch(function (e) {
                if (m.turn === turn) m.set("broken", complaint(e));
            });
        },
        launch: function (got, turn) {
            var m = this, worker;
            try {
                worker = new Worker(base + "worker.js");
            } catch (e) {
                this.set("broken", complaint(e));
                return;
            }
            this.worker = worker;
            this.decoder = new TextDecoder();
            this.got = got;
            worker.onmessage = function (e) {
                if (m.worker === worker) m.hear[e.data.t].call(m, e.data);
            };
            worker.onerror = function (e) {
                if (m.worker !== worker) return;
                m.end();
                m.set("broken", complaint(e.message || "its worker was not allowed to run"));
            };
            this.log.textContent = "";
            this.written = "";
            this.first = 0;
            this.pressed = performance.now();
            this.tell({ t: "boot", script: new TextDecoder().decode(got[0]), bios:
                new Uint8Array(got[1]), vgabios: new Uint8Array(got[2]), disc:
                new Uint8Array(got[3]), module: got[4], settings: settings(this.spec),
                steady: calm.matches, speed: this.speed });
            this.set("running", "Starting");
        },
        tell: function (message) { if (this.worker) this.worker.postMessage(message); },
        /* A question to the worker, and a promise of its answer. */
        ask: function (message) {
            var m = this;
            message.id = ++this.asked;
            return new Promise(function (done) {
                m.waits[message.id] = done;
                m.tell(message);
            });
        },
        /* --- the buttons */
        go: function () {
            if (this.state !== "paused") return;
            this.quiet_others();
            this.set("running", "Running");
            this.tell({ t: "go" });
        },
        pause: function (why) {
            if (this.state !== "running") return;
            this.paused_for = why || "Paused";
            this.tell({ t: "pause" });
        },
        reset: function () {
            if (!this.worker) { this.start(); return; }
            this.quiet_others();
            this.log.textContent = "";
            this.written = "";
            this.ended = null;
            this.set("running", "Running");
            this.tell({ t: "reset" });
        },
        off: function () {
            this.end();
            this.set("off", "Off");
        },
        end: function () {
            if (this.worker) this.worker.terminate();
            this.worker = this.turn = this.got = null;
            if (current === this) current = null;
        },
        /* One runs at a time, and no more than two are kept. */
        quiet_others: function () {
            var m = this;
            current = this;
            machines.forEach(function (other) {
                if (other === m) return;
                if (other.state === "running") other.pause("Paused: another machine runs");
                else if (other.state === "loading") other.off();
            });
            var alive = machines.filter(function (o) { return o !== m && o.worker; });
            alive.sort(function (a, b) { return (a.seat.parentNode === m.seat.parentNode)
                - (b.seat.parentNode === m.seat.parentNode); });
            while (alive.length > 1) alive.shift().off();
        },
        /* --- what the worker says */
        hear: {
            ready: function () { this.set("running", "Running the firmware"); },
            broken: function (d) { this.end(); this.set("broken", complaint(d.text)); },
            serial: function (d) {
                if (!this.first) {
                    this.first = performance.now() - this.pressed;
                    this.seat.dataset.first = Math.round(this.first);
                    this.set("running", "Running");
                }
                this.write(this.decoder.decode(d.d, { stream: true }));
            },
            frame: function (d) { this.draw(d); },
            stat: function (d) {
                this.stat = d;
                this.seat.dataset.clock = Math.round(d.clock / 1000);
                this.seat.dataset.executed = Math.round(d.executed);
                if (this.state === "running" && (this.first || d.clock > 3e6))
                    this.say((d.halted ? "Idle: waits for an interrupt" : "Running, " +
                        (d.clock / 1e6).toFixed(0) + " s on its clock") + restarts(d.resets));
            },
            answer: function (d) {
                var done = this.waits[d.id];
                delete this.waits[d.id];
                if (done) done(d);
            },
            stop: function (d) {
                var text = ends[d.why].call(this, d);
                this.ended = d.why === "paused" || d.why === "stopped" ? null : d;
                this.set(this.ended ? "stopped" : "paused", text + restarts(d.resets));
                if (this.ended && d.why !== "dead") this.seat.dataset.ended = d.why;
                if (this.inside && d.inside) this.inside.show(d.inside);
                if (d.why === "ended") this.end();
                if (d.why === "triple") this.triple(d);
            },
        },
        set: function (state, text) {
            this.state = state;
            this.seat.dataset.state = state;
            if (state !== "stopped") delete this.seat.dataset.ended;
            if (state !== "stopped" && this.report) { this.report.remove(); this.report = null; }
            this.say(text);
            var on = !!this.worker, busy = state === "running" || state === "loading";
            this.main.textContent = state === "loading" ? "Cancel" : state === "running" ?
                "Pause" : state === "paused" ? "Go on" : state === "stopped" ? "Run it again"
                : "Run it here";
            this.progress.hidden = state !== "loading";
            this.body.hidden = !on && !this.shown;
            if (on) this.shown = true;
            [this.reset_button, this.off_button].forEach(function (b) { b.hidden = !on; });
            this.more.hidden = !on;
            this.line_in.disabled = !on;
            if (this.inside) this.inside.state(busy);
            if (!on && this.captured) this.release();
            if (this.on_state) this.on_state(state);
        },
        say: function (text) {
            if (this.status.textContent !== text) this.status.textContent = text;
            /* a reader who listens hears of what changes, not of seconds */
            var spoken = text.replace(/, \d+ s on its clock/, "").replace(/, [\d.]+ of .*/, "");
            if (this.spoken.textContent !== spoken) this.spoken.textContent = spoken;
        },
    };

    function restarts(n) {
        return n ? ". It has reset itself " + (n === 1 ? "once" : n + " times") : "";
    }
    var names = ["divide error", "debug", "NMI", "breakpoint", "overflow", "bound range",
        "invalid opcode", "device not available", "double fault", "", "invalid TSS",
        "segment not present", "stack fault", "general protection", "page fault"];
    function named(v) { return (names[v] || "exception") + " (" + v + ")"; }
    var ends = {
        paused: function () { return this.paused_for || "Paused"; },
        stopped: function () { return "Stopped"; },
        dead: function () {
            return "Halted with interrupts off: nothing can wake it";
        },
        exit: function (d) {
            return "The kernel ended the run, value " + d.value +
                (d.value === 16 ? ": all is well" : d.value === 17 ? ": something failed" : "");
        },
        ended: function (d) {
            return /power off|shutdown requested/i.test(d.said) ? "It switched itself off"
                : "The emulator gave up: " + d.said.replace(/^.*\] /, "");
        },
        triple: function () {
            return "Triple fault: the processor has shut down";
        },
    };

    /* --- The parts of a seat --------------------------------------------------------------- */

    var count = 0;
    Machine.prototype.build = function () {
        var m = this, id = "machine-" + ++count;
        var bar = make("div", "bar");
        this.main = button("Run it here", "run", function () {
            if (m.state === "loading") m.off();
            else if (m.state === "running") m.pause();
            else if (m.state === "paused") m.go();
            else if (m.state === "stopped") m.worker ? m.reset() : m.start();
            else m.start();
        });
        this.reset_button = button("Reset", "plain", function () { m.reset(); });
        this.off_button = button("Power off", "plain", function () { m.off(); m.main.focus(); });
        this.status = make("p", "meta");
        this.spoken = make("p", "vh");
        this.spoken.setAttribute("role", "status");
        bar.append(this.main, this.reset_button, this.off_button, this.status, this.spoken);
        this.progress = make("progress", "weave");
        this.progress.setAttribute("aria-label", "Fetching the emulator");

        this.body = make("div", "machine-body");
        this.build_screen(id);
        this.build_line(id);
        this.build_more(id);
        this.body.append(this.screen, this.way_out, this.pad, this.line, this.more);
        this.seat.append(bar, this.progress, this.body);
        this.set("off", "");
    };

    Machine.prototype.build_screen = function (id) {
        var m = this;
        this.screen = make("div", "vga-live");
        this.screen.tabIndex = 0;
        this.screen.setAttribute("role", "application");
        this.screen.setAttribute("aria-label", "Screen and keyboard of the machine");
        this.screen.setAttribute("aria-describedby", id + "-way");
        this.canvas = make("canvas");
        this.canvas.width = 720;
        this.canvas.height = 400;
        this.canvas.setAttribute("aria-hidden", "true");
        this.text = make("pre", "vh");
        this.text.setAttribute("aria-label", "What the screen shows");
        this.screen.append(this.canvas, this.text);
        this.way_out = make("p", "how way");
        this.way_out.id = id + "-way";
        this.way_out.textContent = "Click the screen, or press Enter on it, to type into the machine.";
        this.screen.addEventListener("click", function () { m.capture(); });
        this.screen.addEventListener("keydown", function (e) { m.key(e, false); });
        this.screen.addEventListener("keyup", function (e) { m.key(e, true); });
        this.screen.addEventListener("blur", function () { m.release(); });
        new ResizeObserver(function () { m.paint(); }).observe(this.screen);
        this.build_pad();
    };

    /* The kernel's words, and a field to answer in. */
    Machine.prototype.build_line = function (id) {
        var m = this;
        this.line = make("div", "line");
        var label = make("p", "label", "Serial line");
        this.log = make("pre");
        this.log.setAttribute("role", "log");
        this.log.setAttribute("aria-label", "Serial line");
        this.log.tabIndex = 0;
        var row = make("label", "line-in"), words = make("span", "how", "Type on it");
        this.line_in = make("input");
        this.line_in.type = "text";
        this.line_in.autocomplete = "off";
        this.line_in.spellcheck = false;
        this.line_in.setAttribute("autocapitalize", "off");
        row.append(words, this.line_in);
        this.line_in.addEventListener("input", function () {
            m.send(m.line_in.value);
            m.line_in.value = "";
        });
        this.line_in.addEventListener("keydown", function (e) {
            var arrows = { ArrowUp: "A", ArrowDown: "B", ArrowRight: "C", ArrowLeft: "D" };
            if (e.key === "Enter") m.send("\r");
            else if (e.key === "Backspace") m.send("\x7f");
            else if (arrows[e.key]) m.send("\x1b[" + arrows[e.key]);
            else if (e.ctrlKey && /^[a-z]$/.test(e.key) && !/[cvx]/.test(e.key))
                m.send(String.fromCharCode(e.key.charCodeAt(0) & 31));
            else return;
            e.preventDefault();
        });
        this.line.append(label, this.log, row);
    };
    Machine.prototype.send = function (text) {
        if (text) this.tell({ t: "serial", bytes: Array.from(new TextEncoder().encode(text)) });
    };

    Machine.prototype.write = function (text) {
        var all = this.written, at = all.length;
        text = text.replace(/\x1b\[[0-9;?]*[A-Za-z]|\r/g, "");
        for (var i = 0; i < text.length; i++) {
            if (text[i] === "\b") all = all.slice(0, -1);
            else all += text[i];
        }
        if (all.length > 100000) all = all.slice(-80000);
        var log = this.log, down = log.scrollTop + log.clientHeight > log.scrollHeight - 8;
        if (all.length > at && all.slice(0, at) === this.written && log.lastChild)
            log.lastChild.appendData(all.slice(at));
        else log.textContent = all;
        this.written = all;
        if (down) log.scrollTop = log.scrollHeight;
    };

    Machine.prototype.build_more = function () {
        var m = this;
        this.more = make("div", "bar more");
        var label = make("label", "how", "Speed ");
        this.speeds = make("select");
        [["1", "as on a clock"], ["0.25", "a quarter"], ["0.05", "a twentieth"],
         ["0.01", "a hundredth"], ["Infinity", "as fast as it goes"]].forEach(function (o) {
            var option = make("option", "", o[1]);
            option.value = o[0];
            m.speeds.append(option);
        });
        this.speeds.addEventListener("change", function () {
            m.speed = +m.speeds.value;
            m.tell({ t: "speed", speed: m.speed });
        });
        label.append(this.speeds);
        var look = button("Look inside", "plain", function () { m.look(look); });
        look.setAttribute("aria-expanded", "false");
        this.look_button = look;
        this.keys_button = button("Keys", "plain", function () {
            m.pad.hidden = !m.pad.hidden;
            m.keys_button.setAttribute("aria-expanded", String(!m.pad.hidden));
        });
        this.keys_button.setAttribute("aria-expanded", String(!this.pad.hidden));
        this.more.append(look, this.keys_button);
        if (doc.fullscreenEnabled) this.more.append(button("Full screen", "plain", function () {
            m.screen.requestFullscreen().then(function () { m.capture(); }, function () {});
        }));
        this.more.append(label);
    };

    Machine.prototype.look = function (look) {
        var m = this;
        if (this.inside) {
            this.inside.box.hidden = !this.inside.box.hidden;
            look.setAttribute("aria-expanded", String(!this.inside.box.hidden));
            if (!this.inside.box.hidden) this.inside.open();
            return;
        }
        script("inside.js").then(function () {
            if (m.inside) return;
            m.inside = window.heddleInside(m, { make: make, button: button, base: base,
                fetched: fetched, page_base: base.replace(/live\/$/, "") });
            m.body.append(m.inside.box);
            look.setAttribute("aria-expanded", "true");
            m.inside.open();
        }, function () { m.say("inside.js could not be loaded"); });
    };
    var scripts = {};
    function script(name) {
        scripts[name] = scripts[name] || new Promise(function (done, fail) {
            var s = make("script");
            s.src = base + name;
            s.onload = done;
            s.onerror = fail;
            doc.head.append(s);
        });
        return scripts[name];
    }

    /* What a triple fault leaves: the way there, the last instruction, registers. */
    Machine.prototype.triple = function (d) {
        var r = d.inside.registers, m = this, box = make("div", "fault");
        function hex(v) { return v.toString(16).padStart(16, "0"); }
        var way = d.vectors.slice(-3).map(named);
        var p = make("p", "verdict");
        p.append(make("b", "", "Triple fault."), " " + (way.length > 1 ?
            "A " + way.slice(0, -1).join(", then a ") + ", and while that was delivered, a " +
            way[way.length - 1] + ". After three the processor shuts down; a PC starts over."
            : "The processor has shut down."));
        var last = make("p");
        last.append("The last instruction, at ", make("code", "", hex(r[16])), ": ",
                    make("code", "", d.inside.instruction));
        this.where = make("span", "where");
        last.append(this.where);
        var pre = make("pre");
        var names = ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8 ", "r9 ",
            "r10", "r11", "r12", "r13", "r14", "r15", "rip", "flg", "cr0", "cr2", "cr3", "cr4"];
        var order = [0, 3, 1, 2, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 18, 21];
        pre.textContent = order.map(function (i) { return names[i] + " " + hex(r[i]); })
            .reduce(function (t, s, i) { return t + (i ? i % 2 ? "  " : "\n" : "") + s; }, "");
        pre.tabIndex = 0;
        pre.setAttribute("role", "group");
        pre.setAttribute("aria-label", "Registers");
        box.append(p, last, pre);
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", "Triple fault");
        this.report = box;
        this.body.insertBefore(box, this.line);
        script("inside.js").then(function () {
            window.heddleMap(m.spec, fetched).then(function (map) {
                var f = map && map.at(r[16]);
                if (f && m.report === box) m.where.append(", in ", f.link());
            });
        }, function () {});
    };

    /* --- The screen --------------------------------------------------------------------------- */

    Machine.prototype.draw = function (d) {
        if (!this.source) this.source = make("canvas");
        var s = this.source;
        if (s.width !== d.w || s.height !== d.h) { s.width = d.w; s.height = d.h; }
        s.getContext("2d").putImageData(new ImageData(new Uint8ClampedArray(d.d), d.w,
            d.to - d.from), 0, d.from);
        this.is_text = !!d.text;
        var ratio = this.is_text || d.w / d.h > 1.7 && d.h < 480 ? "4 / 3" : d.w + " / " + d.h;
        if (this.screen.style.getPropertyValue("--ratio") !== ratio)
            this.screen.style.setProperty("--ratio", ratio);
        this.paint(d.from, d.to);
        this.cells = d.text;
        if (!this.reading) this.reading = setTimeout(this.read.bind(this), 400);
    };
    /* Sharp at every size: whole multiples first, the rest smoothly. */
    Machine.prototype.paint = function (from_row, to_row) {
        var s = this.source, c = this.canvas;
        if (!s) return;
        var dpr = window.devicePixelRatio || 1, box = c.getBoundingClientRect();
        var w = Math.round(box.width * dpr), h = Math.round(box.height * dpr);
        if (!w || !h) return;
        if (c.width !== w || c.height !== h) { c.width = w; c.height = h; to_row = undefined; }
        var k = Math.ceil(Math.max(w / s.width, h / s.height)), from = s;
        var g = c.getContext("2d");
        if (to_row === undefined) { from_row = 0; to_row = s.height; }
        /* the rows that have changed, and what they shine into */
        var y = Math.max(0, Math.floor(from_row * h / s.height) - 2);
        var tall = Math.min(h, Math.ceil(to_row * h / s.height) + 2) - y;
        g.save();
        g.beginPath();
        g.rect(0, y, w, tall);
        g.clip();
        if (k > 1 && (w % s.width || h % s.height)) {
            if (!this.middle) this.middle = make("canvas");
            from = this.middle;
            if (from.width !== s.width * k || from.height !== s.height * k) {
                from.width = s.width * k;
                from.height = s.height * k;
                from_row = 0;
                to_row = s.height;
            }
            var gm = from.getContext("2d");
            gm.imageSmoothingEnabled = false;
            gm.drawImage(s, 0, from_row, s.width, to_row - from_row,
                         0, from_row * k, from.width, (to_row - from_row) * k);
        }
        g.imageSmoothingEnabled = from !== s || k === 1;
        g.imageSmoothingQuality = "high";
        g.drawImage(from, 0, 0, w, h);
        g.restore();
    };

    var low = " ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼";
    var top = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀" +
        "αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ ";
    Machine.prototype.read = function () {
        this.reading = 0;
        var t = this.cells, out = "";
        if (t) {
            for (var i = 0; i < t.cells.length; i += 2) {
                var c = t.cells[i];
                out += c < 32 ? low[c] : c < 127 ? String.fromCharCode(c)
                    : c === 127 ? "⌂" : top[c - 128];
                if (i / 2 % t.columns === t.columns - 1) out += "\n";
            }
            out = out.replace(/ +$/gm, "").replace(/\n+$/, "");
        } else out = "A picture: no text mode.";
        if (this.text.textContent !== out) this.text.textContent = out;
    };

    /* --- The keyboard --------------------------------------------------------------------------- */

    var codes = { Enter: "ENTER", Space: "SPACE", Backspace: "BACKSPACE", Tab: "TAB", Escape: "ESC",
        ShiftLeft: "SHIFT_L", ShiftRight: "SHIFT_R", ControlLeft: "CTRL_L", ControlRight: "CTRL_R",
        AltLeft: "ALT_L", AltRight: "ALT_R", CapsLock: "CAPS_LOCK", ArrowUp: "UP", ArrowDown: "DOWN",
        ArrowLeft: "LEFT", ArrowRight: "RIGHT", Home: "HOME", End: "END", PageUp: "PAGE_UP",
        PageDown: "PAGE_DOWN", Insert: "INSERT", Delete: "DELETE", Comma: "COMMA", Period: "PERIOD",
        Slash: "SLASH", Semicolon: "SEMICOLON", Quote: "SINGLE_QUOTE", Backquote: "GRAVE",
        BracketLeft: "LEFT_BRACKET", BracketRight: "RIGHT_BRACKET", Backslash: "BACKSLASH",
        IntlBackslash: "LEFT_BACKSLASH", Minus: "MINUS", Equal: "EQUALS" };
    function bochs_key(code) {
        var m = /^(?:Key|Digit)(.)$/.exec(code) || /^(F\d+)$/.exec(code);
        var name = m ? m[1] : codes[code];
        return name && "BX_KEY_" + name;
    }
    Machine.prototype.capture = function () {
        this.screen.focus({ preventScroll: true });
        if (this.captured) return;
        this.captured = true;
        this.held = {};
        this.screen.classList.add("captured");
        this.way_out.replaceChildren("Keys go to the machine. ", make("kbd", "", "Esc"),
                                     " twice gives the keyboard back.");
    };
    Machine.prototype.release = function () {
        if (!this.captured) return;
        for (var k in this.held) this.tell({ t: "key", key: k, up: true });
        this.captured = false;
        this.screen.classList.remove("captured");
        this.way_out.textContent = "Click the screen, or press Enter on it, to type into the machine.";
        if (doc.fullscreenElement === this.screen) doc.exitFullscreen();
    };
    Machine.prototype.key = function (e, up) {
        if (e.target !== this.screen) return;
        if (!this.captured) {
            if (!up && e.key === "Enter") { this.capture(); e.preventDefault(); }
            return;
        }
        if (e.metaKey) return;
        if (e.code === "Escape" && !up && !e.repeat) {
            if (e.timeStamp - this.last_escape < 600) {
                this.last_escape = 0;
                this.release();
                e.preventDefault();
                return;
            }
            this.last_escape = e.timeStamp;
        }
        var key = bochs_key(e.code);
        if (!key) return;
        if (up && !this.held[key]) return;
        if (up) delete this.held[key];
        else this.held[key] = true;
        this.tell({ t: "key", key: key, up: up });
        e.preventDefault();
    };

    /* Keys on the screen, for those who have no others. */
    var pad = ["Esc 1 2 3 4 5 6 7 8 9 0 - = ⌫", "Tab q w e r t y u i o p [ ] \\",
        "Ctrl a s d f g h j k l ; ' ↵", "Shift z x c v b n m , . / ↑", "Alt ` ␣ ← ↓ →"];
    var pad_keys = { "⌫": ["BACKSPACE", "Backspace"], "↵": ["ENTER", "Enter"], "␣": ["SPACE", "Space"],
        "↑": ["UP", "Up"], "↓": ["DOWN", "Down"], "←": ["LEFT", "Left"], "→": ["RIGHT", "Right"],
        Esc: ["ESC"], Tab: ["TAB"], Ctrl: ["CTRL_L"], Shift: ["SHIFT_L"], Alt: ["ALT_L"],
        "-": ["MINUS"], "=": ["EQUALS"], "[": ["LEFT_BRACKET"], "]": ["RIGHT_BRACKET"],
        "\\": ["BACKSLASH"], ";": ["SEMICOLON"], "'": ["SINGLE_QUOTE"], ",": ["COMMA"],
        ".": ["PERIOD"], "/": ["SLASH"], "`": ["GRAVE"] };
    Machine.prototype.build_pad = function () {
        var m = this, stuck = {};
        this.pad = make("div", "pad");
        this.pad.setAttribute("role", "group");
        this.pad.setAttribute("aria-label", "Keyboard of the machine");
        this.pad.hidden = !matchMedia("(hover: none) and (pointer: coarse)").matches;
        function tell(name, up) { m.tell({ t: "key", key: "BX_KEY_" + name, up: up }); }
        pad.forEach(function (row) {
            var div = make("div", "row");
            row.split(" ").forEach(function (c) {
                var k = pad_keys[c] || [c.toUpperCase()], name = k[0], b;
                var holds = /^(SHIFT|CTRL|ALT)_L$/.test(name);
                b = button(c, "cap" + (c.length > 1 ? " wide" : c === "␣" ? " space" : ""), function () {
                    if (holds) {
                        stuck[name] = !stuck[name];
                        tell(name, !stuck[name]);
                        b.setAttribute("aria-pressed", String(stuck[name]));
                        return;
                    }
                    tell(name, false);
                    setTimeout(function () {
                        tell(name, true);
                        Object.keys(stuck).forEach(function (s) {
                            if (stuck[s]) tell(s, true);
                            stuck[s] = false;
                        });
                        m.pad.querySelectorAll("[aria-pressed]").forEach(function (e) {
                            e.setAttribute("aria-pressed", "false");
                        });
                    }, 60);
                });
                if (holds) b.setAttribute("aria-pressed", "false");
                if (k[1]) b.setAttribute("aria-label", k[1]);
                div.append(b);
            });
            m.pad.append(div);
        });
    };

    /* --- The page ----------------------------------------------------------------------------- */

    function when_hidden() {
        if (doc.hidden) {
            machines.forEach(function (m) {
                if (m.state === "running") { m.was_running = true; m.pause("Paused: the page is hidden"); }
            });
        } else {
            machines.forEach(function (m) {
                if (m.was_running) { m.was_running = false; if (m.state === "paused") m.go(); }
            });
        }
    }
    doc.addEventListener("visibilitychange", when_hidden);
    addEventListener("pagehide", function () {
        machines.forEach(function (m) { if (m.state === "running") m.pause("Paused: the page was left"); });
    });

    /* A machine in its place: the box of a transcript, or a half of an
     * experiment's, where the unbroken kernel runs beside the variant. */
    function seat(box, spec) {
        var pair = box.querySelector(".seats") || box.appendChild(make("div", "seats"));
        var e = make("div", "seat");
        if (spec.whole) e.classList.add("unbroken");
        if (box.dataset.whole) e.append(make("p", "label", spec.whole ? "Unbroken" : "This variant"));
        if (spec.whole) pair.append(e);
        else pair.prepend(e);
        pair.classList.toggle("two", pair.children.length > 1);
        return new Machine(e, spec);
    }
    window.heddleLive = {
        machines: machines,
        speed: 1,               /* of a machine that is new */
        /* box: what script.js has filled with a button; whole: the unbroken one */
        start: function (box, whole) {
            box.heddle = box.heddle || {};
            var which = whole ? "whole" : "own", d = box.dataset;
            if (!box.heddle[which]) {
                box.heddle[which] = seat(box, { disc: "discs/" + (whole ? d.whole : d.disc) + ".iso.gz",
                    kernel: (whole ? d.whole : d.disc).replace(/\+.*/, ""), memory: d.memory || 128,
                    cpus: d.cpus || 1, cpu: d.cpu || "", whole: whole });
            }
            box.heddle[which].start();
            box.heddle[which].main.focus({ preventScroll: true });
            return box.heddle[which];
        },
    };
})();
