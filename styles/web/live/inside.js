/* Heddle: a look inside the machine that frame.js runs. Registers, where the
 * processor is and what the book says about it, memory, steps, breakpoints.
 * What a kernel's addresses mean comes from maps/KERNEL.json.gz, which
 * tools/live/map.sh has made from the kernel's symbols and the book.  */
(function () {
    "use strict";
    var doc = document;
    var here = location.pathname.split("/").pop().replace(/\.html$/, "");

    /* --- What an address means ----------------------------------------------------------- */

    /* The kernel lies in the lowest or the highest 2 GiB: 32 bits, with sign. */
    function small(a) {
        var n = BigInt.asIntN(64, a);
        return n >= -0x80000000n && n < 0x80000000n ? Number(n) : null;
    }
    function find(list, key, n) {
        var a = 0, b = list.length;
        while (a < b) {
            var c = a + b >> 1;
            if (key(list[c]) <= n) a = c + 1;
            else b = c;
        }
        return list[a - 1];
    }
    function Map(data) {
        var at = 0;
        this.functions = data.functions;
        this.by_address = data.functions.slice().sort(function (a, b) { return a[1] - b[1]; });
        this.chunks = data.chunks;
        this.lines = data.lines.map(function (l) {
            at += l[0];
            return { at: at, chunk: l[1], line: l[2] };
        });
        for (var i = 0; i < this.lines.length; i++)
            this.lines[i].end = i + 1 < this.lines.length ? this.lines[i + 1].at : this.lines[i].at + 1;
    }
    Map.prototype = {
        at: function (address) {
            var n = small(address), map = this;
            if (n === null) return null;
            var f = find(this.by_address, function (f) { return f[1]; }, n);
            if (!f || n >= f[1] + f[2]) return null;
            var l = find(this.lines, function (l) { return l.at; }, n);
            if (l && (l.chunk < 0 || l.at < f[1])) l = null;
            return { name: f[0], offset: n - f[1], line: l, chunk: l ? this.chunks[l.chunk] : null,
                link: function () { return map.link(this); } };
        },
        address: function (name) {
            var f = this.functions.find(function (f) { return f[0] === name; });
            return f && BigInt.asUintN(64, BigInt(f[1]));
        },
        link: function (place) {
            var a;
            if (!place.chunk) {
                a = doc.createElement("code");
                a.textContent = place.name;
                return a;
            }
            a = doc.createElement("a");
            a.href = (place.chunk[0] === here ? "" : place.chunk[0] + ".html") + "#" + place.chunk[1];
            if (place.chunk[0] !== here) a.target = "_blank";
            a.append(Object.assign(doc.createElement("code"), { textContent: place.name }));
            return a;
        },
    };
    var maps = {};
    window.heddleMap = function (spec, fetched) {
        var name = "maps/" + spec.kernel + ".json.gz";
        maps[name] = maps[name] || fetched(name, function () {}, function () {}).then(function (b) {
            return new Map(JSON.parse(new TextDecoder().decode(b)));
        }).catch(function () { return null; });
        return maps[name];
    };

    /* --- The chunks, as the previews have them ------------------------------------------------ */

    var peeks = {}, loading = {};
    function chunk_lines(chunk, page_base) {
        var slug = chunk[0];
        loading[slug] = loading[slug] || new Promise(function (done) {
            var before = window.heddlePeek, s = doc.createElement("script");
            window.heddlePeek = function (page, chunks, names) {
                peeks[page] = chunks;
                if (before) before(page, chunks, names);
            };
            s.src = page_base + "peek/" + slug + ".js";
            s.onload = s.onerror = function () { done(); };
            doc.head.append(s);
        });
        return loading[slug].then(function () {
            var html = peeks[slug + ".html"] && peeks[slug + ".html"][chunk[1]];
            if (!html) return null;
            var code = doc.createElement("div");
            code.innerHTML = html;
            code = code.querySelector("pre code");
            return code && code.innerHTML.split("\n");
        });
    }

    /* A line of a chunk on this page, as a range of its text. */
    function range_on_page(chunk, line) {
        var code = chunk[0] === here && doc.querySelector("#" + CSS.escape(chunk[1]) + " > .code");
        if (!code) return null;
        var n = 0;
        for (var i = 0; i < code.children.length; i++) {
            var part = code.children[i];
            if (!part.matches("pre")) {
                if (n++ === line) return { box: part, range: null };
                continue;
            }
            var text = part.textContent.replace(/\n$/, ""), lines = text.split("\n");
            if (line < n + lines.length) {
                var from = lines.slice(0, line - n).join("\n").length + (line > n ? 1 : 0);
                var to = from + lines[line - n].length;
                return { box: part, range: span(part, from, to) };
            }
            n += lines.length;
        }
        return null;
    }
    function span(box, from, to) {
        var walk = doc.createTreeWalker(box, NodeFilter.SHOW_TEXT), at = 0, range = doc.createRange();
        var open = false;
        while (walk.nextNode()) {
            var length = walk.currentNode.data.length;
            if (!open && from <= at + length) {
                range.setStart(walk.currentNode, from - at);
                open = true;
            }
            if (open && to <= at + length) {
                range.setEnd(walk.currentNode, to - at);
                return range;
            }
            at += length;
        }
        return null;
    }

    /* --- The panel ---------------------------------------------------------------------------- */

    var names = ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11",
        "r12", "r13", "r14", "r15", "rip", "rflags", "cr0", "cr2", "cr3", "cr4", "efer"];
    var order = [0, 8, 3, 9, 1, 10, 2, 11, 6, 12, 7, 13, 5, 14, 4, 15, 16, 17, 18, 19, 20, 21, 22];
    var flags = { 0: "CF", 2: "PF", 4: "AF", 6: "ZF", 7: "SF", 8: "TF", 9: "IF", 10: "DF", 11: "OF" };
    function hex(v, n) { return BigInt(v).toString(16).padStart(n || 16, "0"); }

    var count = 0;
    window.heddleInside = function (m, tools) {
        var make = tools.make, button = tools.button, id = "inside-" + ++count;
        var map = null, last = null, follow = false, timer = 0, breaks = [];
        var box = make("div", "inside");
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", "Inside the machine");

        /* steps */
        var bar = make("div", "bar");
        var one = button("Step one instruction", "plain", function () { step(0); });
        var line = button("Step a line", "plain", function () { step(1); });
        var over = button("Over calls", "plain", function () { step(2); });
        var main = button("From the start of kernel_main", "plain", function () {
            add("kernel_main");
            m.reset();
        });
        bar.append(one, line, over, main);
        var follow_label = make("label", "how"), follow_box = make("input");
        follow_box.type = "checkbox";
        follow_box.addEventListener("change", function () {
            follow = follow_box.checked;
            dock();
            if (last) place(last);
        });
        follow_label.append(follow_box, " Follow in the text");
        bar.append(follow_label);

        /* breakpoints */
        var stops = make("form", "bar stops"), stop_label = make("label", "how", "Stop at "), stop_at = make("input");
        var list = make("datalist"), set = make("ul", "breaks");
        stop_at.setAttribute("list", id + "-names");
        stop_at.size = 24;
        stop_at.spellcheck = false;
        stop_at.autocomplete = "off";
        list.id = id + "-names";
        stop_label.append(stop_at);
        var stop_do = make("button", "plain", "Set");
        stop_do.type = "submit";
        var stop_said = make("span", "how");
        stop_said.setAttribute("role", "status");
        stops.append(stop_label, list, stop_do, stop_said);
        stops.addEventListener("submit", function (e) {
            e.preventDefault();
            stop_said.textContent = add(stop_at.value.trim()) ? "" : "no function of that name";
        });

        /* where it is */
        var where = make("p", "where"), source = make("div", "source");
        source.tabIndex = 0;
        source.setAttribute("role", "group");
        source.setAttribute("aria-label", "The chunk that is being executed");
        source.hidden = true;
        var calls = make("p", "calls how");
        var columns = make("div", "columns"), regs = make("pre"), next = make("pre");
        [[regs, "Registers"], [next, "Next instructions"]].forEach(function (p) {
            p[0].setAttribute("role", "group");
            p[0].setAttribute("aria-label", p[1]);
            p[0].tabIndex = 0;
        });
        columns.append(regs, next);

        /* memory */
        var mem = make("form", "bar"), mem_label = make("label", "how", "Memory at "), mem_at = make("input");
        mem_at.size = 18;
        mem_at.value = "rsp";
        mem_at.spellcheck = false;
        mem_at.autocomplete = "off";
        mem_label.append(mem_at);
        var mem_do = make("button", "plain", "Show"), dump = make("pre", "dump");
        mem_do.type = "submit";
        mem.append(mem_label, mem_do, make("span", "how", "an address, a register, a function; p: before it for physical"));
        mem.addEventListener("submit", function (e) { e.preventDefault(); memory(); });
        dump.tabIndex = 0;
        dump.setAttribute("role", "group");
        dump.setAttribute("aria-label", "Memory");

        box.append(bar, stops, set, where, source, calls, columns, mem, dump);

        /* --- breakpoints */
        function tell() {
            m.tell({ t: "breaks", list: breaks.map(function (b) { return b.at; }) });
        }
        function add(name) {
            var at = /^(0x)?[0-9a-f]{6,16}$/i.test(name) && BigInt("0x" + name.replace(/^0x/i, "")) ||
                map && map.address(name);
            if (at === undefined || at === null || at === false) return false;
            if (!breaks.some(function (b) { return b.at === at; })) breaks.push({ at: at, name: name });
            stop_at.value = "";
            tell();
            list_breaks();
            return true;
        }
        function list_breaks() {
            set.replaceChildren.apply(set, breaks.map(function (b) {
                var li = make("li");
                li.append(make("code", "", b.name), " ", button("remove", "plain", function () {
                    breaks.splice(breaks.indexOf(b), 1);
                    tell();
                    list_breaks();
                }));
                li.lastChild.setAttribute("aria-label", "Do not stop at " + b.name);
                return li;
            }));
        }

        /* --- steps: kind 0 an instruction, 1 a line, 2 a line, calls as one */
        var stepping = null;
        function step(kind) {
            if (m.state === "running") { m.pause(); return; }
            if (!m.worker || m.state !== "paused") return;
            m.quiet_others();
            var p = last && map && map.at(last.registers[16]);
            stepping = kind && p && p.line ? { kind: kind, name: p.name, chunk: p.line.chunk,
                line: p.line.line, left: 200 } : null;
            go(kind, p);
        }
        function go(kind, p) {
            var from = last ? last.registers[16] : 0n, length = 1;
            if (stepping) {
                from = BigInt.asUintN(64, BigInt(p.line.at));
                length = p.line.end - p.line.at;
            }
            m.set("running", "Stepping");
            m.tell({ t: "step", from: from, length: stepping ? length : 0, over: kind === 2,
                     most: stepping ? 4000000 : 1 });
        }

        /* --- showing */
        function show(inside) {
            last = inside;
            if (stepping) {
                var p = map && map.at(inside.registers[16]);
                if (p && p.line && p.line.chunk === stepping.chunk && p.line.line === stepping.line
                    && stepping.left-- > 0) { go(stepping.kind, p); return; }
                stepping = null;
            }
            paint(inside);
            place(inside);
            instructions(inside.registers[16]);
            memory(true);
        }
        function paint(inside) {
            var r = inside.registers, out = "";
            order.forEach(function (i, n) {
                out += names[i].padEnd(6) + " " + hex(r[i]) + (n % 2 === 0 && n < 22 ? "  " : "\n");
            });
            var set = Object.keys(flags).filter(function (b) { return r[17] >> BigInt(b) & 1n; });
            out += "flags  " + set.map(function (b) { return flags[b]; }).join(" ") + "\n";
            out += "cs " + hex(r[24], 4) + "  ss " + hex(r[25], 4) + "  tr " + hex(r[33], 4) +
                "\ngdt    " + hex(r[29]) + " limit " + hex(r[30], 4) +
                "\nidt    " + hex(r[31]) + " limit " + hex(r[32], 4);
            if (regs.textContent !== out) regs.textContent = out;
            calls.replaceChildren();
            if (!map) return;
            var known = inside.chain.map(function (a) { return map.at(a - 1n); })
                .filter(function (p) { return p; });
            if (known.length) calls.append("called from ");
            known.forEach(function (p, i) { calls.append(i ? ", from " : "", p.link()); });
        }
        function place(inside) {
            var p = map && map.at(inside.registers[16]);
            where.replaceChildren();
            if (!p) {
                where.append("At ", make("code", "", hex(inside.registers[16])),
                             map ? ", outside the kernel: firmware, or the loader" : "");
                source.hidden = true;
                mark(null);
                return;
            }
            where.append("In ", p.link(), make("span", "how", " + " + p.offset));
            if (p.chunk) {
                var a = p.link();
                a.textContent = (p.chunk[4] ? "§" + p.chunk[4] + ", " : "") + "⟨" + p.chunk[2] + "⟩";
                where.append(", ", a);
                var token = where;
                chunk_lines(p.chunk, tools.page_base).then(function (lines) {
                    if (token !== where || last !== inside) return;
                    source.hidden = !lines;
                    if (lines) listing(lines, p.line.line);
                    if (lines && dock_line) dock_line.textContent = plain(lines[p.line.line]);
                });
            } else source.hidden = true;
            mark(p);
        }
        function plain(html) {
            var e = make("span");
            e.innerHTML = html || "";
            return e.textContent.trim();
        }
        function listing(lines, at) {
            var pre = make("pre");
            pre.innerHTML = lines.map(function (l, i) {
                return '<span class="l' + (i === at ? " now" : "") + '">' + (l || " ") + "</span>";
            }).join("");
            source.replaceChildren(pre);
            var now = pre.querySelector(".now");
            if (now) source.scrollTop = now.offsetTop - source.clientHeight / 2;
        }
        /* the same line in the text of this page */
        function mark(p) {
            var found = p && p.chunk && range_on_page(p.chunk, p.line.line);
            if (window.CSS && CSS.highlights) {
                if (found && found.range) CSS.highlights.set("live-line", new Highlight(found.range));
                else CSS.highlights.delete("live-line");
            }
            if (dock_where) {
                dock_where.replaceChildren();
                if (p) dock_where.append(p.link(), p.chunk ? " " + p.chunk[3] : "");
                else dock_where.append("outside the kernel");
            }
            if (follow && found) {
                var at = (found.range || found.box).getBoundingClientRect();
                if (at.top < 80 || at.bottom > innerHeight - 120)
                    scrollBy({ top: at.top - innerHeight * .4, behavior: "auto" });
            }
        }
        function instructions(at) {
            m.ask({ t: "instructions", at: at, n: 9 }).then(function (d) {
                next.textContent = d.list.map(function (i, n) {
                    return (n ? "  " : "▸ ") + hex(i.at).slice(-8) + "  " + i.text;
                }).join("\n");
            });
        }
        function value(text) {
            var i = names.indexOf(text.toLowerCase());
            if (i >= 0 && last) return last.registers[i];
            if (/^(0x)?[0-9a-f]+$/i.test(text)) return BigInt("0x" + text.replace(/^0x/i, ""));
            return map && map.address(text);
        }
        function memory(quiet) {
            var text = mem_at.value.trim(), physical = /^p:/.test(text);
            var at = value(text.replace(/^p:\s*/, ""));
            if (at === undefined || at === null) {
                if (!quiet) dump.textContent = "No address, register or function is called “" + text + "”.";
                return;
            }
            m.ask({ t: "memory", at: at, length: 256, physical: physical }).then(function (d) {
                var out = "";
                for (var i = 0; i < d.bytes.length; i += 16) {
                    var row = Array.from(d.bytes.slice(i, i + 16));
                    out += hex(BigInt.asUintN(64, d.at + BigInt(i))) + "  " + row.map(function (b) {
                        return hex(b, 2); }).join(" ").padEnd(48) + " " + row.map(function (b) {
                        return b > 31 && b < 127 ? String.fromCharCode(b) : "."; }).join("") + "\n";
                }
                dump.textContent = out + (d.bytes.length < 256 ? "not mapped from here on\n" : "");
            });
        }

        /* --- the bar at the foot of the window, when the text is followed */
        var dock_bar = null, dock_where = null, dock_line = null;
        function dock() {
            if (!follow) {
                if (dock_bar) dock_bar.remove();
                dock_bar = dock_where = dock_line = null;
                return;
            }
            dock_bar = make("div", "machine dock");
            dock_bar.setAttribute("role", "group");
            dock_bar.setAttribute("aria-label", "Steps");
            var b = make("div", "bar");
            dock_where = make("p", "meta");
            dock_line = make("code", "dock-line");
            b.append(button("Step a line", "plain", function () { step(1); }),
                     button("Over calls", "plain", function () { step(2); }),
                     button("Go on", "plain", function () { m.state === "running" ? m.pause() : m.go(); }),
                     button("To the machine", "plain", function () {
                         m.seat.scrollIntoView({ block: "start" });
                         m.main.focus({ preventScroll: true });
                     }), dock_where);
            dock_bar.append(dock_line, b);
            doc.body.append(dock_bar);
        }

        function tick() {
            clearTimeout(timer);
            if (box.hidden || !m.worker) return;
            if (m.state === "running") m.ask({ t: "look" }).then(function (d) {
                last = d.inside;
                if (m.state === "running") {
                    paint(d.inside);
                    var p = map && map.at(d.inside.registers[16]);
                    where.replaceChildren("Last seen ", p ? "in " : "outside the kernel", p ? p.link() : "");
                }
            });
            timer = setTimeout(tick, 500);
        }
        var panel = {
            box: box,
            show: show,
            open: function () {
                window.heddleMap(m.spec, tools.fetched).then(function (got) {
                    map = got;
                    if (map) list.replaceChildren.apply(list, map.functions.map(function (f) {
                        var o = make("option");
                        o.value = f[0];
                        return o;
                    }));
                    main.hidden = !map || map.address("kernel_main") === undefined;
                    if (m.state !== "running" && m.worker) m.ask({ t: "look" }).then(function (d) { show(d.inside); });
                    tick();
                });
            },
            state: function (busy) {
                [one, line, over].forEach(function (b) { b.disabled = m.state !== "paused"; });
                if (busy) { source.hidden = true; tick(); tell(); }
                if (!m.worker && follow) {
                    follow = follow_box.checked = false;
                    dock();
                }
            },
        };
        panel.state(m.state === "running");
        return panel;
    };
})();
