// Full-text search over shards that are loaded as classic scripts: the one way that also works from file://.
// Words and pairs of characters narrow; where they alone do not decide, the texts themselves are looked at.
(function () {
  "use strict";
  var form = document.querySelector("form.find");
  if (!form) return;
  var input = form.querySelector("input");
  var main = document.getElementById("main");
  var base = main.dataset.index;

  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if ((event.key === "/" || event.key === "、") && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
  if (!base) {
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      location.href = form.dataset.to + "#q=" + encodeURIComponent(input.value);
    });
    return;
  }

  // ---- files
  var folder = base.slice(0, base.lastIndexOf("/") + 1);
  var waiting = {};
  var files = {};
  window.bihuanIndex = function (name, data) { waiting[name].done(data); };

  function load(name) {
    if (!files[name]) {
      files[name] = new Promise(function (resolve, reject) {
        var script = document.createElement("script");
        waiting[name] = { done: function (data) { resolve(data); script.remove(); } };
        script.onerror = function () { delete files[name]; script.remove(); reject(new Error(name + ".js")); };
        script.src = folder + name + ".js";
        document.head.appendChild(script);
      });
    }
    return files[name];
  }

  // ---- normal form and terms: the same as in the store
  var LATIN = "a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff";
  var OTHER = "\u0370-\u1dff\u1f00-\u1fff\u2e80-\u2fff\u3005-\u3007\u3021-\u30fa\u30fc-\u9fff\ua000-\ud7ff\uf900-\ufdff\u{10000}-\u{3ffff}";
  var WORDS = new RegExp("[" + LATIN + "]+|[0-9]+", "g");
  var OTHERS = new RegExp("[" + OTHER + "]+", "gu");
  var JOINS = ".-_/+:@#&", ENDS = "+#%", BEGINS = ".";
  var ONE_LATIN = new RegExp("^[" + LATIN + "]$");
  var NAME = new RegExp("^[" + LATIN + "]+$");
  var TYPED = /(-(?!-))?(?:["“”]([^"“”]*)(?:["“”]|$)|([^\s"“”]+))/g;

  function normal(text) {
    if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
    return text.normalize("NFKC").toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ");
  }
  function fold(text) { return normal(text).trim().replace(/\s+/g, " "); }

  function readTerms(query) {
    var found = [], joinable = false, seen = {};
    Array.from(fold(query).matchAll(TYPED)).forEach(function (m) {
      var text = (m[2] || m[3] || "").trim();
      if (!text) return;
      if (joinable && !m[1] && m[3] && /^[0-9]+$/.test(m[3])) {
        found[found.length - 1].text += " " + m[3];
        joinable = false;
      } else {
        found.push({ text: text, negated: Boolean(m[1]) });
        joinable = Boolean(m[3]) && NAME.test(m[3]);
      }
    });
    return found.filter(function (t) {
      var key = t.negated + t.text;
      return seen[key] ? false : (seen[key] = true);
    });
  }
  function sortOf(c) { return ONE_LATIN.test(c) ? 1 : c >= "0" && c <= "9" ? 2 : 0; }
  function touch(one, other) { var s = sortOf(one); return s > 0 && s === sortOf(other); }

  // The first place from `from` on where a term stands with free edges, or -1.
  function place(term, text, from) {
    for (var at = text.indexOf(term, from || 0); at >= 0; at = text.indexOf(term, at + 1)) {
      var end = at + term.length;
      if (!touch(text.charAt(at - 1), term.charAt(0)) && !touch(term.charAt(term.length - 1), text.charAt(end))) return at;
    }
    return -1;
  }

  // ---- postings
  var index = null;
  var ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  var DIGIT = {};
  for (var i = 0; i < 64; i++) DIGIT[ALPHABET.charAt(i)] = i;

  function decode(text, into) {
    var doc = -1, value = 0;
    for (var i = 0; i < text.length; i++) {
      var d = DIGIT[text.charAt(i)];
      value = value * 32 + (d & 31);
      if (d < 32) { doc += value + 1; into[doc] = 1; value = 0; }
    }
  }
  // The shards that may hold terms from `first` up to and with those that begin with `last`.
  function shardsFor(first, last) {
    var low = 0, high = index.shards.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (index.shards[middle][0] <= first) low = middle + 1; else high = middle;
    }
    var names = [];
    for (var at = Math.max(0, low - 1); at < index.shards.length && index.shards[at][0] <= last + "\uffff"; at++) {
      names.push(index.shards[at][1]);
    }
    return names;
  }
  function postings(token) {
    var names = token.prefix ? shardsFor(token.text, token.text) : shardsFor(token.text, token.text).slice(0, 1);
    return Promise.all(names.map(load)).then(function (shards) {
      var set = new Uint8Array(index.size);
      shards.forEach(function (shard) {
        if (token.prefix) {
          shard.split("\n").forEach(function (line) {
            if (line.startsWith(token.text)) decode(line.slice(line.indexOf("\t") + 1), set);
          });
        } else {
          var at = ("\n" + shard).indexOf("\n" + token.text + "\t");
          if (at >= 0) decode(shard.slice(at + token.text.length + 1, (shard + "\n").indexOf("\n", at)), set);
        }
      });
      return set;
    });
  }
  // The tokens of a term, and whether they alone decide.
  function plan(term) {
    var text = term.text, tokens = [], end = -2, word = "";
    Array.from(text.matchAll(WORDS)).forEach(function (m) {
      var before = end, after = text.charAt(m.index + m[0].length), first = text.charAt(m.index - 1);
      if (m.index === before || (m.index === before + 1 && JOINS.includes(text.charAt(before)))) {
        tokens.push({ text: word + text.slice(before, m.index) + m[0] });
      }
      word = m[0];
      end = m.index + word.length;
      if (after && ENDS.includes(after)) tokens.push({ text: word + after });
      if (first && BEGINS.includes(first)) tokens.push({ text: first + word });
      tokens.push({ text: word });
    });
    (text.match(OTHERS) || []).forEach(function (run) {
      var chars = Array.from(run);
      if (chars.length === 1) tokens.push({ text: run, prefix: true });
      for (var i = 0; i + 1 < chars.length; i++) tokens.push({ text: chars[i] + chars[i + 1] });
    });
    var whole = tokens.filter(function (token) { return token.text === text; });
    return { tokens: whole.length ? whole.slice(0, 1) : tokens, exact: whole.length > 0 };
  }
  function candidates(term) {
    var planned = plan(term);
    term.exact = planned.exact;
    return Promise.all(planned.tokens.map(postings)).then(function (sets) {
      var all = new Uint8Array(index.size).fill(1);
      sets.forEach(function (set) { for (var i = 0; i < all.length; i++) all[i] &= set[i]; });
      return all;
    });
  }

  // ---- texts and cards
  function fileOf(list, doc) {
    var low = 0, high = list.length;
    while (low < high) { var middle = (low + high) >> 1; if (list[middle][0] <= doc) low = middle + 1; else high = middle; }
    return list[low - 1];
  }
  function textOf(doc) {
    var pack = fileOf(index.texts, doc);
    return load(pack[1]).then(function (texts) { return texts[doc - pack[0]]; });
  }
  function cardOf(doc) {
    var pack = fileOf(index.cards, doc);
    return load(pack[1]).then(function (cards) { return cards[doc - pack[0]]; });
  }
  function column(group, doc) {
    var facet = index.facets[group];
    return DIGIT[facet.column.charAt(2 * doc)] * 64 + DIGIT[facet.column.charAt(2 * doc + 1)];
  }

  // ---- one query
  var turn = 0;
  var status = document.getElementById("status");
  var results = document.getElementById("results");
  var facets = document.querySelector("form.facets");
  function tell(text) { if (status.textContent !== text) status.textContent = text; }
  function count(template, n) { return main.dataset[template].replace("{n}", n); }

  function find(query, mine) {
    var terms = readTerms(query);
    if (!terms.length) return Promise.resolve(null);
    return Promise.all(terms.map(candidates)).then(function (sets) {
      var left = new Uint8Array(index.size).fill(1);
      terms.forEach(function (term, n) {
        for (var i = 0; i < left.length; i++) {
          if (!term.negated) left[i] &= sets[n][i];
          else if (term.exact) left[i] &= 1 - sets[n][i];
        }
      });
      var docs = [];
      for (var i = left.length - 1; i >= 0; i--) if (left[i]) docs.push(i);
      var unsure = terms.filter(function (term) { return !term.exact; });
      return unsure.length ? look(docs, unsure, mine) : docs;
    }).then(function (docs) { return docs && { docs: docs, terms: terms }; });
  }
  // Look at the texts of candidates, a few files at a time.
  function look(docs, terms, mine) {
    var found = [];
    function some(from) {
      if (mine !== turn) return null;
      if (from >= docs.length) return found;
      if (from) tell(count("checking", found.length));
      var part = docs.slice(from, from + 120);
      return Promise.all(part.map(textOf)).then(function (texts) {
        part.forEach(function (doc, n) {
          var text = fold(texts[n]);
          if (terms.every(function (term) { return (place(term.text, text) < 0) === term.negated; })) found.push(doc);
        });
        return some(from + 120);
      });
    }
    return some(0);
  }

  // ---- what is shown
  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function marked(into, text, terms) {
    var folded = normal(text), spans = [];
    if (folded.length === text.length) {
      terms.forEach(function (term) {
        for (var at = place(term, folded, 0); at >= 0; at = place(term, folded, at + term.length)) spans.push([at, at + term.length]);
      });
    }
    spans.sort(function (a, b) { return a[0] - b[0]; });
    var done = 0;
    spans.forEach(function (span) {
      if (span[0] < done) return;
      into.append(text.slice(done, span[0]), element("mark", "", text.slice(span[0], span[1])));
      done = span[1];
    });
    into.append(text.slice(done));
  }
  function snippet(into, doc, terms) {
    return textOf(doc).then(function (text) {
      var folded = normal(text), at = -1;
      for (var n = 0; at < 0 && n < terms.length; n++) at = place(terms[n], folded, index.skip[doc] || 0);
      if (at < 0) at = 0;
      var start = Math.max(0, at - 40), end = Math.min(text.length, at + 110);
      if (/[\udc00-\udfff]/.test(text.charAt(start))) start++;
      into.replaceChildren(start ? "…" : "");
      marked(into, text.slice(start, end), terms);
      if (end < text.length) into.append("…");
    });
  }
  var watcher = "IntersectionObserver" in window ? new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      watcher.unobserve(entry.target);
      entry.target.fill();
    });
  }, { rootMargin: "400px" }) : null;

  function row(card, doc, terms) {
    var item = element("li");
    var link = element("a");
    link.href = card[1];
    marked(link, card[0], terms);
    var about = element("p", "meta");
    card[2].forEach(function (part) { about.append(element("span", "", part)); });
    var text = element("p", "snippet");
    text.lang = card[3];
    item.append(link, about, text);
    item.fill = function () { snippet(text, doc, terms); };
    if (watcher) watcher.observe(item); else item.fill();
    return item;
  }
  function show(docs, terms, mine) {
    results.replaceChildren();
    tell(docs.length ? count("count", docs.length) : main.dataset.nothing);
    function some(from) {
      if (mine !== turn || from >= docs.length) return undefined;
      var part = docs.slice(from, from + 100);
      return Promise.all(part.map(cardOf)).then(function (cards) {
        if (mine !== turn) return;
        results.append.apply(results, cards.map(function (card, n) { return row(card, part[n], terms); }));
        requestAnimationFrame(function () { some(from + 100); });
      });
    }
    return some(0);
  }
  function narrow(docs) {
    var chosen = {};
    Array.from(facets.elements).forEach(function (select) { chosen[select.name] = select.value; });
    function fits(doc, but) {
      return Object.keys(chosen).every(function (group) {
        return group === but || chosen[group] === "" || column(group, doc) === Number(chosen[group]);
      });
    }
    Array.from(facets.elements).forEach(function (select) {
      var counts = {};
      docs.forEach(function (doc) { if (fits(doc, select.name)) { var v = column(select.name, doc); counts[v] = (counts[v] || 0) + 1; } });
      var options = [new Option(main.dataset.any, "")];
      index.facets[select.name].names.forEach(function (name, n) {
        if (counts[n] || chosen[select.name] === String(n)) options.push(new Option(name + " (" + (counts[n] || 0) + ")", n));
      });
      select.replaceChildren.apply(select, options);
      select.value = chosen[select.name];
    });
    facets.hidden = !docs.length;
    return docs.filter(function (doc) { return fits(doc, ""); });
  }

  function run() {
    var mine = ++turn;
    var query = input.value;
    return load(base.slice(folder.length, -3)).then(function (data) {
      index = data;
      return find(query, mine);
    }).then(function (found) {
      if (mine !== turn) return undefined;
      if (!found) { results.replaceChildren(); facets.hidden = true; tell(""); return undefined; }
      var words = found.terms.filter(function (t) { return !t.negated; }).map(function (t) { return t.text; });
      words.sort(function (a, b) { return b.length - a.length; });
      return show(narrow(found.docs), words, mine);
    }).catch(function (error) {
      if (mine === turn) { results.replaceChildren(); tell(main.dataset.failed.replace("{file}", error.message)); }
    });
  }
  function remember() {
    var parts = ["q=" + encodeURIComponent(input.value)];
    Array.from(facets.elements).forEach(function (s) { if (s.value) parts.push(s.name + "=" + s.value); });
    history.replaceState(null, "", input.value ? "#" + parts.join("&") : location.pathname);
  }
  function recall() {
    var known = new URLSearchParams(location.hash.slice(1));
    input.value = known.get("q") || "";
    Array.from(facets.elements).forEach(function (s) {
      if (known.get(s.name)) { s.replaceChildren(new Option("", known.get(s.name))); s.value = known.get(s.name); }
    });
    run();
  }

  var composing = false;
  input.addEventListener("compositionstart", function () { composing = true; });
  input.addEventListener("compositionend", function () { composing = false; remember(); run(); });
  input.addEventListener("input", function () { if (!composing) { remember(); run(); } });
  facets.addEventListener("change", function () { remember(); run(); });
  facets.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var first = results.querySelector("a");
    if (first) first.focus();
  });
  document.addEventListener("keydown", function (event) {
    if (composing || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    var links = [input].concat(Array.from(results.querySelectorAll("li > a")));
    var at = links.indexOf(document.activeElement);
    var next = links[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at >= 0 && next) { event.preventDefault(); next.focus(); }
  });
  window.addEventListener("hashchange", recall);
  recall();
  input.focus();
})();
