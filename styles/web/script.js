/* Heddle: what script adds to a page that is complete without it:
 * the theme switch, copying, previews, search, the place in the contents, keys.
 * Nothing is fetched: what other pages know comes as <script>, so that all of
 * it works from file:// too.  */
(function () {
    "use strict";
    var doc = document, root = doc.documentElement;
    var base = doc.currentScript.src.replace(/script\.js.*$/, "");
    root.classList.add("js");

    function all(sel, from) {
        return Array.prototype.slice.call((from || doc).querySelectorAll(sel));
    }
    function make(tag, cls, text) {
        var e = doc.createElement(tag);
        if (cls) e.className = cls;
        if (text) e.textContent = text;
        return e;
    }
    function remember(key, value) {
        try { localStorage.setItem(key, value); } catch (e) { /* private */ }
    }
    function recall(key) {
        try { return localStorage.getItem(key); } catch (e) { return null; }
    }
    var asked = {};
    function load(path) {
        asked[path] = asked[path] || new Promise(function (done, fail) {
            var s = make("script");
            s.src = base + path;
            s.onload = done;
            s.onerror = fail;
            doc.head.append(s);
        });
        return asked[path];
    }

    /* Theme. The line in <head> has set data-theme before the first paint. */
    all(".theme input").forEach(function (input) {
        input.checked = input.value === (root.dataset.theme || "system");
        input.addEventListener("change", function () {
            if (input.value === "system") delete root.dataset.theme;
            else root.dataset.theme = input.value;
            remember("heddle-theme", input.value);
        });
    });

    /* Clean code of a chunk: references replaced by what they stand for. */
    function clean(code) {
        return all(":scope > pre, :scope > .ref", code).map(function (part) {
            if (part.matches("pre")) {
                /* a blank line that tangling drops beside a reference to nothing */
                if (!part.querySelector(".gone")) return part.textContent;
                part = part.cloneNode(true);
                all(".gone", part).forEach(function (e) { e.remove(); });
                return part.textContent;
            }
            var body = part.querySelector(".ref-body");
            var pad = " ".repeat(+part.dataset.indent);
            return body ? clean(body).replace(/^(?=.)/gm, pad) : "";
        }).join("");
    }
    function copied(text) {
        if (navigator.clipboard) return navigator.clipboard.writeText(text);
        var area = make("textarea");
        area.value = text;
        doc.body.append(area);
        area.select();
        doc.execCommand("copy");
        area.remove();
        return Promise.resolve();
    }
    var said = make("p", "vh");
    said.setAttribute("role", "status");
    doc.body.append(said);
    all(".chunk").forEach(function (chunk) {
        var tools = make("span", "tools"), link = make("a", "", "¶");
        var name = chunk.querySelector(".chunk-name").textContent;
        var code = chunk.querySelector(".code");
        if (code) {
            var copy = make("button", "", "copy");
            copy.type = "button";
            copy.setAttribute("aria-label", "copy the code of " + name);
            copy.addEventListener("click", function () {
                copied(clean(code)).then(function () {
                    copy.textContent = "copied";
                    said.textContent = "Copied " + name;
                    setTimeout(function () {
                        copy.textContent = "copy";
                        said.textContent = "";
                    }, 1500);
                });
            });
            tools.append(copy);
        }
        link.href = "#" + chunk.id;
        link.setAttribute("aria-label", "Link to " + name);
        tools.append(link);
        chunk.querySelector("figcaption").append(tools);
    });

    /* A box that scrolls can be reached with the keyboard; one that fits is
     * no stop. */
    var names = { code: "Code", diff: "Changes", transcript: "Transcript" };
    function stops() {
        all(".code, pre.diff, .transcript pre, .fig-box, .vga, .table-box, .listing")
            .forEach(function (box) {
                if (box.scrollWidth > box.clientWidth + 1) {
                    box.tabIndex = 0;
                    box.setAttribute("role", "group");
                    box.setAttribute("aria-label", (names[box.className]
                        || "Wide content") + ", scrolls sideways");
                } else if (box.tabIndex === 0) {
                    box.removeAttribute("tabindex");
                    box.removeAttribute("role");
                    box.removeAttribute("aria-label");
                }
            });
    }
    stops();
    addEventListener("resize", stops);
    addEventListener("load", stops);
    doc.addEventListener("toggle", stops, true);
    if (doc.fonts) doc.fonts.ready.then(stops);

    /* A note's slip closes when the margin comes back. */
    addEventListener("resize", function () {
        var open = doc.querySelector(".note:popover-open");
        if (open) open.hidePopover();
    });

    /* Previews of terms, sources, chunks and definitions; what lies on
     * another page comes from peek/PAGE.js. */
    var card = null, timer = 0, owner = null, peeks = {};
    var previewed = "a.term, .citation a, a.id, a.peek, a.chunk-ref, " +
                    ".prov a, .ref > summary";
    window.heddlePeek = function (page, chunks, names) {
        peeks[page] = { chunks: chunks, names: names };
    };
    function hide() {
        clearTimeout(timer);
        if (owner) owner.removeAttribute("aria-describedby");
        if (card) card.remove();
        card = owner = null;
    }
    function without_ids(box) {
        all("[id]", box).forEach(function (e) { e.removeAttribute("id"); });
        all("a, button, summary", box).forEach(function (e) { e.tabIndex = -1; });
        return box;
    }
    function chunk_card(name, pieces) {
        var box = make("div", "preview wide");
        box.append(name.cloneNode(true));
        pieces.forEach(function (p) { box.append(p.cloneNode(true)); });
        return without_ids(box);
    }
    function here(id) {
        var target = doc.getElementById(id), chunk, box;
        if (!target) return null;
        if (target.matches("dt")) {
            box = make("div", "preview");
            box.append(target.cloneNode(true), " ",
                       target.nextElementSibling.cloneNode(true));
            return without_ids(box);
        }
        if (target.matches(".csl-entry")) {
            box = make("div", "preview");
            box.append(target.cloneNode(true));
            return without_ids(box);
        }
        chunk = target.closest(".chunk");
        if (!chunk) return null;
        return chunk_card(chunk.querySelector(".chunk-name"),
                          all(".code > pre, .code > .ref > summary, .code > p.ref", chunk));
    }
    function there(page, id) {
        var peek = peeks[page], html, box;
        if (!peek) return null;
        if (id.indexOf("id-") === 0) id = peek.names[id.slice(3)] || id;
        html = peek.chunks[id];
        if (!html) return null;
        box = make("div", html.indexOf("<dt>") === 0 ? "preview" : "preview wide");
        box.innerHTML = html;
        return box;
    }
    /* A promise of a card, or null. */
    function content(link) {
        var ref = link.matches("summary") && link.parentElement;
        if (ref) {
            if (ref.open) return null;
            var box = make("div", "preview wide");
            all(":scope > .ref-body > pre", ref).forEach(function (pre) {
                box.append(pre.cloneNode(true));
            });
            return Promise.resolve(without_ids(box));
        }
        var at = new URL(link.href, location.href);
        var id = decodeURIComponent(at.hash.slice(1));
        if (!id || at.href.indexOf(base) !== 0) return null;
        if (at.pathname === location.pathname) return Promise.resolve(here(id));
        var page = at.pathname.split("/").pop();
        if (!/^(\d\d-.*|glossary)\.html$/.test(page)) return null;
        return load("peek/" + page.replace(/\.html$/, ".js")).then(function () {
            return there(page, id);
        }, function () { return null; });
    }
    function place(link) {
        var at = link.getBoundingClientRect();
        var w = card.offsetWidth, h = card.offsetHeight;
        var left = Math.max(16, Math.min(at.left, root.clientWidth - w - 16));
        var below = at.bottom + 8 + h < innerHeight || at.top < h + 16;
        card.style.left = left + scrollX + "px";
        card.style.top = (below ? at.bottom + 8 : at.top - h - 8) + scrollY + "px";
    }
    function show(link) {
        var coming = content(link);
        if (!coming) return;
        var turn = timer;
        coming.then(function (box) {
            if (!box || turn !== timer) return;
            hide();
            card = box;
            owner = link;
            card.id = "preview";
            if (link.title) link.removeAttribute("title");
            if (!box.matches(".wide")) link.setAttribute("aria-describedby", "preview");
            else card.setAttribute("aria-hidden", "true");
            doc.body.append(card);
            place(link);
            card.addEventListener("mouseenter", function () { clearTimeout(timer); });
            card.addEventListener("mouseleave", hide);
        });
    }
    function wanted(e) {
        return e.target.closest && e.target.closest(previewed);
    }
    if (matchMedia("(hover: hover)").matches) {
        doc.addEventListener("mouseover", function (e) {
            var link = wanted(e);
            if (!link || link === owner || link.closest(".preview")) return;
            clearTimeout(timer);
            timer = setTimeout(function () { show(link); }, 250);
        });
        doc.addEventListener("mouseout", function (e) {
            var link = wanted(e);
            if (!link || link.contains(e.relatedTarget)) return;
            clearTimeout(timer);
            timer = setTimeout(hide, 200);
        });
        doc.addEventListener("click", function (e) { if (wanted(e)) hide(); });
    }
    doc.addEventListener("focusin", function (e) {
        var link = wanted(e);
        if (link && !link.matches("summary") && link.matches(":focus-visible")) {
            clearTimeout(timer);
            timer = setTimeout(function () { show(link); }, 150);
        }
    });
    doc.addEventListener("focusout", function (e) { if (wanted(e)) hide(); });

    /* A link into a folded part opens it. */
    function unfold() {
        var e = location.hash && doc.getElementById(decodeURIComponent(location.hash.slice(1)));
        for (var p = e; p; p = p.parentElement) if (p.matches("details")) p.open = true;
        if (e && e.closest("details")) e.scrollIntoView();
    }
    addEventListener("hashchange", unfold);
    unfold();

    /* Paper cannot be unfolded. */
    var opened = [];
    addEventListener("beforeprint", function () {
        opened = all(".solution:not([open]), .against:not([open])");
        opened.forEach(function (d) { d.open = true; });
    });
    addEventListener("afterprint", function () {
        opened.forEach(function (d) { d.open = false; });
    });

    /* Where the reader is. */
    var heads = all("h2[id]"), now = doc.querySelector(".tl-sec"), current;
    function spy() {
        var i = heads.length - 1;
        while (i >= 0 && heads[i].getBoundingClientRect().top > innerHeight * 0.3) i--;
        if (innerHeight + scrollY >= root.scrollHeight - 4) i = heads.length - 1;
        var id = i < 0 ? "" : heads[i].id;
        if (id === current) return;
        current = id;
        all(".contents li a").forEach(function (a) {
            if (a.getAttribute("href") === "#" + id) a.setAttribute("aria-current", "location");
            else a.removeAttribute("aria-current");
        });
        if (now) now.textContent = i < 0 ? "" : heads[i].textContent.replace(/^[\d.]+\s*/, "");
    }
    if (heads.length && doc.querySelector(".contents")) {
        var due = false;
        addEventListener("scroll", function () {
            if (due) return;
            due = true;
            requestAnimationFrame(function () { due = false; spy(); });
        }, { passive: true });
        spy();
    }
    all(".tocline a").forEach(function (a) {
        a.addEventListener("click", function () { a.closest("details").open = false; });
    });

    /* Search. Nothing of it is loaded before the field is first focused. */
    var field = doc.getElementById("q"), hits = null, engine = null, entries = [];
    window.heddleSearch = function (page, chapter, list) {
        list.forEach(function (e) {
            entries.push({ id: entries.length, kind: e[0], title: e[1],
                           href: page + e[2], text: e[3], where: e[4] || chapter });
        });
    };
    window.heddleParts = function (list) {
        window.heddleParts.ready = Promise.all(list.map(function (p) {
            return load("search/" + p + ".js");
        }));
    };
    var weights = { chapter: 3, name: 2.5, file: 2.5, term: 2.5, chunk: 2,
                    section: 1.5, figure: 1, experiment: 1.2 };
    function prepare() {
        prepare.done = prepare.done || Promise.all([load("minisearch.js"),
                                                    load("search/all.js")])
            .then(function () { return window.heddleParts.ready; })
            .then(function () {
                engine = new window.MiniSearch({
                    fields: ["title", "text"],
                    searchOptions: {
                        combineWith: "AND", prefix: true,
                        boost: { title: 5 },
                        fuzzy: function (t) { return t.length > 4 ? 0.2 : 0; },
                        boostDocument: function (id) { return weights[entries[id].kind] || 1; }
                    }
                });
                engine.addAll(entries);
            });
        return prepare.done;
    }
    function clear() {
        if (hits) hits.remove();
        hits = null;
    }
    function excerpt(entry, words) {
        var p = make("span", "excerpt"), text = entry.text || "";
        var found = text.search(new RegExp("(^|[^\\p{L}\\p{N}])(" + words + ")", "iu"));
        if (!words || found < 0) return null;
        var from = Math.max(0, text.indexOf(" ", Math.max(0, found - 50)));
        if (found < 50) from = 0;
        var part = text.slice(from, from + 130).replace(/\S*$/, "");
        part.split(new RegExp("(" + words + ")", "iu")).forEach(function (s, i) {
            p.append(i % 2 ? make("mark", "", s) : s);
        });
        p.prepend(from ? "… " : "");
        p.append(" …");
        return p;
    }
    function rank(found, q) {
        q = q.toLowerCase();
        function order(r) {
            var t = entries[r.id].title.toLowerCase();
            return t === q ? 2 : t.indexOf(q) === 0 ? 1 : 0;
        }
        return found.map(function (r) { return { r: r, o: order(r) }; })
            .sort(function (a, b) { return b.o - a.o || b.r.score - a.r.score; })
            .slice(0, 12).map(function (x) { return x.r; });
    }
    function find() {
        var q = field.value.trim();
        if (!q || !engine) { clear(); return; }
        var found = rank(engine.search(q), q), list = make("ul");
        clear();
        hits = make("div", "hits");
        found.forEach(function (r) {
            var e = entries[r.id], li = make("li"), a = make("a");
            var words = r.terms.map(function (t) {
                return t.replace(/[\\^$.*+?()[\]{}|\/]/g, "\\$&");
            }).join("|");
            var line = make("span", "hit");
            a.href = base + e.href;
            line.append(make("span", "hit-title", e.title),
                        make("span", "kind", e.kind + (e.kind === "chapter" ||
                             e.kind === "term" ? "" : " · " + e.where)));
            a.append(line);
            var x = excerpt(e, words);
            if (x) a.append(x);
            a.addEventListener("click", clear);
            li.append(a);
            list.append(li);
        });
        if (found.length) hits.append(list);
        else hits.append(make("p", "", "Nothing by that name."));
        said.textContent = found.length + (found.length === 1 ? " result" : " results");
        field.form.append(hits);
    }
    function search() {
        prepare().then(find, function () {
            clear();
            hits = make("div", "hits");
            hits.append(make("p", "", "The search could not be loaded. The index has every name."));
            field.form.append(hits);
        });
    }
    if (field) {
        field.addEventListener("focus", prepare);
        field.addEventListener("input", search);
        field.form.addEventListener("submit", function (e) {
            e.preventDefault();
            prepare().then(find).then(function () {
                var first = hits && hits.querySelector("a");
                if (first) { location.href = first.href; clear(); }
            });
        });
        field.form.addEventListener("keydown", function (e) {
            var links = hits ? all("a", hits) : [], i = links.indexOf(doc.activeElement);
            if (e.key === "Escape") { clear(); field.focus(); e.stopPropagation(); }
            if (e.key === "ArrowDown" && links[i + 1]) { links[i + 1].focus(); e.preventDefault(); }
            if (e.key === "ArrowUp" && i >= 0) { (links[i - 1] || field).focus(); e.preventDefault(); }
        });
        field.form.addEventListener("focusout", function (e) {
            if (e.relatedTarget && !field.form.contains(e.relatedTarget)) clear();
        });
        doc.addEventListener("click", function (e) {
            if (!field.form.contains(e.target)) clear();
        });
        var asks = new URLSearchParams(location.search).get("q");
        if (asks) { field.value = asks; search(); }
    }

    /* Machines: of the emulator nothing is here before somebody starts one. */
    all(".machine[data-disc]").forEach(function (box) {
        var bar = make("div", "bar"), whole = box.dataset.whole;
        var meta = make("p", "meta", "Boots " + (whole ? "this variant" : "this kernel") +
            " in an emulator inside the page. " + box.dataset.size + " MB, once.");
        function start(unbroken) {
            meta.textContent = "Fetching the emulator";
            load("live/frame.js").then(function () {
                if (!whole || bar.dataset.used) bar.remove();
                bar.dataset.used = "yes";
                meta.remove();
                window.heddleLive.start(box, unbroken);
            }, function () {
                meta.textContent = "The emulator could not be loaded. The page is whole without it.";
            });
        }
        function offer(text, cls, unbroken) {
            var b = make("button", cls, text);
            b.type = "button";
            b.addEventListener("click", function () {
                b.hidden = true;
                start(unbroken);
            });
            bar.append(b);
        }
        offer("▸ Run it here", "run", false);
        if (whole) offer("Run the unbroken kernel", "plain", true);
        bar.append(meta);
        box.append(bar);
    });

    /* Keys: / to search, the arrows turn chapters, Escape closes. Whoever
     * speaks to the machine can turn them off at the foot of the page. */
    var keys = doc.getElementById("keys"), on = recall("heddle-keys") !== "off";
    if (keys) {
        var label = make("label"), box = make("input");
        box.type = "checkbox";
        box.checked = on;
        box.addEventListener("change", function () {
            on = box.checked;
            remember("heddle-keys", on ? "on" : "off");
            root.classList.toggle("no-keys", !on);
        });
        label.append(box, " Keys: / searches, ← and → turn chapters");
        keys.append(label);
        keys.hidden = false;
    }
    root.classList.toggle("no-keys", !on);
    doc.addEventListener("keydown", function (e) {
        if (e.key === "Escape") hide();
        if (!on || e.ctrlKey || e.metaKey || e.altKey || e.shiftKey && e.key !== "/" ||
            e.target.closest("input, textarea, [tabindex], .machine")) return;
        if (e.key === "/" && field) { field.focus(); e.preventDefault(); }
        var go = e.key === "ArrowLeft" ? "prev" : e.key === "ArrowRight" ? "next" : "";
        var link = go && doc.querySelector('.turn a[rel="' + go + '"]');
        if (link) location.href = link.href;
    });
})();
