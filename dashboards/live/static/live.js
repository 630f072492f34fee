// The live page: draws what it is told, by a server or by the recording in the page. Every message is complete for its
// kind and replaces the one before, so whatever was missed doesn't matter. Between two messages of the clock the page
// lets time pass by itself; with prefers-reduced-motion it doesn't.
(function () {
  "use strict";
  var C = JSON.parse(document.getElementById("live-config").textContent);
  var W = C.words, LETTERS = ["A", "B"], OFFICE = -1, S = {}, worlds = [null, null], views = [null, null];
  var still = window.matchMedia("(prefers-reduced-motion: reduce)"), received = 0, mondayShown = false, drawn = "";
  var stats = window.liveStats = {frames: 0, draws: 0, lags: [], heard: {}};
  function el(id) { return document.getElementById(id); }

  // ---- words and numbers
  function say(key, fields) {
    return (W[key] === undefined ? key : W[key]).replace(/\{(\w+)\}/g, function (_, name) { return fields[name]; });
  }
  function rich(node, key, fields) {  // a text whose numbers stand out
    var parts = W[key].split(/\{(\w+)\}/), made = document.createDocumentFragment();
    parts.forEach(function (part, k) {
      if (k % 2 === 0) { made.append(part); return; }
      var b = document.createElement(/_after$/.test(part) ? "span" : "b"); b.textContent = fields[part]; made.append(b);
    });
    node.replaceChildren(made);
  }
  function number(value, places) {
    if (value === null || value === undefined) return "–";
    return value.toFixed(places).replace(".", C.decimal);
  }
  function clockText(minute) {
    var m = (Math.floor(minute) + 240) % 1440;
    return String(Math.floor(m / 60)).padStart(2, "0") + ":" + String(m % 60).padStart(2, "0");
  }
  function weekday(day) { return say("weekday." + (day % 7)); }
  function dayText(day) { return say("week_day", {weekday: weekday(day), week: Math.floor(day / 7) + 1}); }
  function optionText(key) { return W["option." + key] || key.replace("-", "–"); }
  function nameOf(citizen) {
    var found = (S.setup ? S.setup.offered : []).find(function (o) { return o.citizen === citizen; });
    return found ? found.name : "?";
  }
  function askText(poll) {
    return say("ask." + poll.question, {name: nameOf(poll.citizen), days: poll.days});
  }

  // ---- a day in one world, as it is drawn
  function worldOf(log, homes) {
    var seen = [], late = [], left = [], places = {}, n = homes.length / 2, k;
    for (k = 0; k < n; k++) seen.push({first: Infinity, waits: [], left: Infinity});
    var routes = log.r.map(function (row) {
      var stops = [];
      for (var i = 4; i < row.length; i += 5) {
        var s = {home: row[i], way: row[i + 1], start: row[i + 2], minutes: row[i + 3], late: row[i + 4]};
        stops.push(s);
        if (s.home === OFFICE) continue;
        seen[s.home].first = Math.min(seen[s.home].first, s.start);
        if (s.late) { late.push(s.start); seen[s.home].waits.push([s.start - s.late, s.start]); }
      }
      return {carer: row[0], group: row[1], begins: row[2], ends: row[3], stops: stops};
    });
    for (k = 0; k < log.u.length; k += 3) { left.push(log.u[k + 1]); seen[log.u[k]].left = Math.min(seen[log.u[k]].left, log.u[k + 1]); }
    log.a.forEach(function (h) { places[h] = "away"; });
    log.e.forEach(function (h) { places[h] = "empty"; });
    return {routes: routes, seen: seen, late: late, left: left, places: places, queue: log.q, sick: log.s};
  }
  function upTo(minutes, t) { return minutes.reduce(function (n, m) { return n + (m <= t ? 1 : 0); }, 0); }
  function queueAt(queue, t) {
    var cases = 0;
    for (var k = 0; k < queue.length && queue[k] <= t; k += 2) cases = queue[k + 1];
    return cases;
  }
  function homeIs(world, home, t) {
    var s = world.seen[home];
    if (world.places[home]) return world.places[home];
    if (s.left <= t) return "unmade";
    if (s.waits.some(function (w) { return w[0] <= t && t < w[1]; })) return "late";
    return s.first <= t ? "visited" : s.first < Infinity || s.left < Infinity ? "waiting" : "none";
  }
  function carerAt(route, t, at) {  // [x, y, on the way?, x and y of the goal]; null: not out
    var here = OFFICE, stops = route.stops;
    if (!stops.length || t < Math.min(route.begins, stops[0].start - stops[0].way)) return null;
    for (var k = 0; k < stops.length; k++) {
      var s = stops[k];
      if (t < s.start) {
        var from = at(here), to = at(s.home), gone = (t - (s.start - s.way)) / Math.max(s.way, 1);
        if (gone <= 0) return here === OFFICE ? null : [from[0], from[1], false];
        return [from[0] + (to[0] - from[0]) * gone, from[1] + (to[1] - from[1]) * gone, true, to[0], to[1]];
      }
      here = s.home;
    }
    return null;
  }

  // ---- maps
  function colours() {
    var style = getComputedStyle(document.documentElement), found = {};
    ["ink", "quiet", "line", "paper", "map", "land", "town", "home", "visited", "late", "unmade", "a", "b"].forEach(function (name) {
      found[name] = style.getPropertyValue("--" + name).trim();
    });
    return found;
  }
  function viewOf(k) {  // canvas, scale and the layer that stands still
    var canvas = el("map-" + k), ratio = window.devicePixelRatio || 1, box = canvas.getBoundingClientRect();
    var width = Math.max(Math.round(box.width * ratio), 1), height = Math.max(Math.round(box.height * ratio), 1);
    if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
    var homes = S.setup.homes, xs = [S.setup.office[0]], ys = [S.setup.office[1]];
    for (var i = 0; i < homes.length; i += 2) { xs.push(homes[i]); ys.push(homes[i + 1]); }
    var low = [Math.min.apply(null, xs), Math.min.apply(null, ys)], high = [Math.max.apply(null, xs), Math.max.apply(null, ys)];
    var edge = 26 * ratio, scale = Math.min((width - 2 * edge) / Math.max(high[0] - low[0], 1), (height - 2 * edge) / Math.max(high[1] - low[1], 1));
    var dx = (width - scale * (high[0] - low[0])) / 2, dy = (height - scale * (high[1] - low[1])) / 2;
    function point(x, y) { return [dx + (x - low[0]) * scale, height - dy - (y - low[1]) * scale]; }
    function at(home) { return home === OFFICE ? point(S.setup.office[0], S.setup.office[1]) : point(homes[2 * home], homes[2 * home + 1]); }
    var base = document.createElement("canvas"), c = colours(), g;
    base.width = width; base.height = height; g = base.getContext("2d");
    g.fillStyle = c.map; g.fillRect(0, 0, width, height);
    S.setup.places.forEach(function (p) {
      var middle = point(p[2], p[3]), r = p[4] * scale, town = p[1] === "town";
      g.beginPath(); g.arc(middle[0], middle[1], r, 0, 2 * Math.PI);
      g.fillStyle = town ? c.town : c.land; g.fill();
    });
    g.font = "600 " + 15 * ratio + "px system-ui, sans-serif"; g.textAlign = "center"; g.fillStyle = c.quiet;
    S.setup.places.forEach(function (p) {
      if (p[1] !== "town") return;
      var middle = point(p[2], p[3]); g.lineWidth = 4 * ratio; g.strokeStyle = c.land; g.strokeText(p[0].toUpperCase(), middle[0], middle[1] - p[4] * scale - 7 * ratio); g.fillText(p[0].toUpperCase(), middle[0], middle[1] - p[4] * scale - 7 * ratio);
    });
    var o = at(OFFICE), d = 6 * ratio;
    g.strokeStyle = c.ink; g.lineWidth = 2 * ratio; g.strokeRect(o[0] - d, o[1] - d, 2 * d, 2 * d);
    return {canvas: canvas, g: canvas.getContext("2d"), base: base, at: at, ratio: ratio, c: c};
  }
  function square(g, p, r) { g.beginPath(); g.rect(p[0] - r, p[1] - r, 2 * r, 2 * r); }
  function dot(g, p, r) { g.beginPath(); g.arc(p[0], p[1], r, 0, 2 * Math.PI); }
  function diamond(g, p, r) { g.beginPath(); g.moveTo(p[0], p[1] - r); g.lineTo(p[0] + r, p[1]); g.lineTo(p[0], p[1] + r); g.lineTo(p[0] - r, p[1]); g.closePath(); }
  function drawHome(g, p, is, r, c) {
    if (is === "late") { square(g, p, 4.6 * r); g.fillStyle = c.late; g.fill(); g.strokeStyle = c.paper; g.lineWidth = r; g.stroke(); return; }
    if (is === "unmade") {
      square(g, p, 4.4 * r); g.strokeStyle = c.unmade; g.lineWidth = 1.8 * r; g.stroke();
      g.beginPath(); g.moveTo(p[0] - 3 * r, p[1] - 3 * r); g.lineTo(p[0] + 3 * r, p[1] + 3 * r); g.moveTo(p[0] + 3 * r, p[1] - 3 * r); g.lineTo(p[0] - 3 * r, p[1] + 3 * r); g.stroke(); return;
    }
    if (is === "visited") { dot(g, p, 3.2 * r); g.fillStyle = c.visited; g.fill(); return; }
    if (is === "away") { g.beginPath(); g.moveTo(p[0] - 3.4 * r, p[1]); g.lineTo(p[0] + 3.4 * r, p[1]); g.moveTo(p[0], p[1] - 3.4 * r); g.lineTo(p[0], p[1] + 3.4 * r); g.strokeStyle = c.quiet; g.lineWidth = 1.6 * r; g.stroke(); return; }
    dot(g, p, (is === "waiting" ? 2.6 : 1.5) * r); g.fillStyle = c.home; g.fill();
  }
  function drawMap(k, t) {
    var v = views[k], world = worlds[k], g = v.g, r = v.ratio * (v.canvas.width / v.ratio > 480 ? 1.25 : 1), out = 0, n = S.setup.homes.length / 2;
    g.drawImage(v.base, 0, 0);
    var loud = [];
    for (var h = 0; h < n; h++) {
      var is = homeIs(world, h, t);
      if (is === "late" || is === "unmade") loud.push([h, is]); else drawHome(g, v.at(h), is, r, v.c);
    }
    var colour = k === 0 ? v.c.a : v.c.b, shape = k === 0 ? dot : diamond;
    var carers = world.routes.map(function (route) { return carerAt(route, t, v.at); }).filter(Boolean);
    g.strokeStyle = colour; g.globalAlpha = 0.45; g.lineWidth = 1.3 * r;
    carers.forEach(function (p) { out++; if (p[2]) { g.beginPath(); g.moveTo(p[0], p[1]); g.lineTo(p[3], p[4]); g.stroke(); } });
    g.globalAlpha = 1;
    loud.forEach(function (pair) { drawHome(g, v.at(pair[0]), pair[1], r, v.c); });
    carers.forEach(function (p) {
      shape(g, p, (k === 0 ? 5.2 : 6.6) * r); g.fillStyle = colour; g.fill(); g.strokeStyle = v.c.map; g.lineWidth = 1.4 * r; g.stroke();
    });
    drawEvents(g, v, k, r);
    var f = v.at(S.day.followed.citizen);
    dot(g, f, 13 * r); g.strokeStyle = v.c.ink; g.lineWidth = 2.6 * r; g.stroke();
    g.font = "700 " + 15 * r + "px system-ui, sans-serif"; g.textAlign = "left"; g.lineWidth = 4 * r; g.strokeStyle = v.c.map;
    var tx = f[0] + 17 * r, name = S.day.followed.name;
    if (tx + g.measureText(name).width > v.canvas.width) { g.textAlign = "right"; tx = f[0] - 17 * r; }
    g.strokeText(name, tx, f[1] + 5 * r); g.fillStyle = v.c.ink; g.fillText(name, tx, f[1] + 5 * r);
    var told = {late: upTo(world.late, t), unmade: upTo(world.left, t), sick: world.sick, queue: queueAt(world.queue, t)};
    var key = [k, told.late, told.unmade, told.sick, told.queue].join();
    if (v.told !== key) { v.told = key; rich(el("counts-" + k), "counts", told); }
    v.text = {arm: LETTERS[k] + ", " + C.arms[k], out: out, late: told.late, unmade: told.unmade, sick: told.sick, queue: told.queue};
  }
  function drawEvents(g, v, k, r) {  // what takes effect today, and the homes of those the hospital sent back
    var line = 0;
    g.font = "700 " + 14 * r + "px system-ui, sans-serif"; g.textAlign = "left";
    S.day.events.forEach(function (e, i) {
      var since = S.day.day - e.day, became = S.day.became[i] && S.day.became[i][k];
      if (since === 0) { g.fillStyle = v.c.late; g.fillText(i + 1 + " · " + say("short_" + e.kind, {number: e.number}), 10 * r, (22 + 20 * line++) * r); }
      if (e.kind !== "discharges" || !became || since < 0 || since > 7) return;
      became.homes.forEach(function (home) {
        var p = v.at(home);
        g.setLineDash([3 * r, 3 * r]); dot(g, p, 9 * r); g.strokeStyle = v.c.late; g.lineWidth = 1.8 * r; g.stroke(); g.setLineDash([]);
        g.fillStyle = v.c.late; g.fillText(String(i + 1), p[0] + 10 * r, p[1] - 6 * r);
      });
    });
  }
  function describeMaps(t) {
    [0, 1].forEach(function (k) {
      if (!views[k] || !views[k].text) return;
      views[k].text.clock = clockText(t);
      views[k].canvas.setAttribute("aria-label", say("map", views[k].text));
    });
  }

  // ---- pictures in SVG: one text each that says the same
  var SVG = "http://www.w3.org/2000/svg";
  function svg(name, attributes, parent, text) {
    var node = document.createElementNS(SVG, name);
    Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
    if (text !== undefined) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }
  function picture(width, height, label) {
    var node = svg("svg", {viewBox: "0 0 " + width + " " + height, role: "img", "aria-label": label});
    return node;
  }
  function niceTop(value) {
    var step = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1))));
    return [1, 2, 2.5, 4, 5, 8, 10].map(function (m) { return m * step; }).find(function (top) { return top >= value; });
  }
  function drawLine(key, places) {
    var box = el("line-" + key), width = Math.max(box.clientWidth, 200), height = Math.max(box.clientHeight, 90);
    var series = S.day.lines.map(function (lines) { return lines[key]; }), n = series[0].length;
    var top = niceTop(Math.max.apply(null, series[0].concat(series[1]).filter(function (v) { return v !== null; }).concat([1])));
    var last = series.map(function (s) { return number(s[n - 1], places); });
    var label = W["line." + key] + ": A " + last[0] + ", B " + last[1];
    var pic = picture(width, height, label), left = 44, right = width - 96, bottom = height - 22;
    function x(i) { return left + (right - left) * (n < 2 ? 1 : i / (n - 1)); }
    function y(v) { return bottom - (bottom - 10) * v / top; }
    [0, top / 2, top].forEach(function (v) {
      svg("line", {x1: left, x2: right, y1: y(v), y2: y(v), class: "rule"}, pic);
      svg("text", {x: left - 7, y: y(v) + 5, class: "tick", "text-anchor": "end"}, pic, number(v, top < 5 ? 1 : 0));
    });
    svg("text", {x: left, y: height - 3, class: "tick"}, pic, say("last_days", {days: n}));
    var marks = {};
    S.day.events.forEach(function (e, k) { var i = n - 1 - (S.day.day - e.day); if (i >= 0 && i < n) (marks[i] = marks[i] || []).push(k + 1); });
    Object.keys(marks).forEach(function (i) {
      svg("line", {x1: x(+i), x2: x(+i), y1: 14, y2: bottom, class: "mark-event"}, pic);
      svg("text", {x: x(+i), y: 12, class: "tick", "text-anchor": "end"}, pic, marks[i].join(", "));
    });
    var ends = series.map(function (s) { return s[n - 1] === null ? bottom : y(s[n - 1]); });
    if (Math.abs(ends[0] - ends[1]) < 19) { var mid = (ends[0] + ends[1]) / 2, up = ends[0] <= ends[1] ? 0 : 1; mid = Math.min(Math.max(mid, 19), bottom - 9); ends[up] = mid - 10; ends[1 - up] = mid + 10; }
    series.forEach(function (s, k) {
      var d = "", pen = "M";
      s.forEach(function (v, i) { if (v === null) { pen = "M"; return; } d += pen + x(i).toFixed(1) + " " + y(v).toFixed(1); pen = "L"; });
      svg("path", {d: d, class: "arm-" + k}, pic);
      svg("text", {x: right + 8, y: Math.max(ends[k], 9) + 6, class: "end arm-" + k + "-text"}, pic, LETTERS[k] + " " + last[k]);
    });
    box.replaceChildren(pic);
  }
  function drawNumbers() {
    var table = el("numbers"), n = S.day.lines[0].faces.length, keys = ["faces", "troubled", "away_share"], places = [1, 0, 1];
    if (!table.closest("details").open) return;
    var head = document.createElement("tr"), rows = [head];
    function cell(row, name, text) { var c = document.createElement(name); c.textContent = text; if (name === "th") c.scope = row === head ? "col" : "row"; row.append(c); }
    cell(head, "th", say("numbers_day"));
    keys.forEach(function (key) { LETTERS.forEach(function (letter) { cell(head, "th", letter + " · " + W["line." + key]); }); });
    for (var back = 0; back < Math.min(n, 14); back++) {
      var row = document.createElement("tr"), day = S.day.day - back;
      if (day < 0) break;
      cell(row, "th", dayText(day));
      keys.forEach(function (key, j) { [0, 1].forEach(function (k) { cell(row, "td", number(S.day.lines[k][key][n - 1 - back], places[j])); }); });
      rows.push(row);
    }
    table.replaceChildren.apply(table, rows);
  }
  var MARKS = ["a", "b", "c", "s", "n", "m"];
  function drawMark(pic, mark, x, y, size) {
    svg("rect", {x: x, y: y, width: size, height: size, rx: 1.5, class: "mark-" + mark}, pic);
    if (mark === "n") svg("circle", {cx: x + size / 2, cy: y + size / 2, r: size / 5, class: "mark-dot"}, pic);
    if (mark === "m") svg("path", {d: "M" + (x + 3) + " " + (y + 3) + "L" + (x + size - 3) + " " + (y + size - 3) + "M" + (x + size - 3) + " " + (y + 3) + "L" + (x + 3) + " " + (y + size - 3), class: "mark-cross"}, pic);
  }
  function drawDoors() {
    var body = el("doors-body"), made = document.createDocumentFragment(), size = 13, first = S.day.day - S.day.doors[0].days.length + 1;
    el("doors-title").textContent = say("doors_title", {name: S.day.followed.name});
    S.day.doors.forEach(function (door, k) {
      var rows = Math.max.apply(null, door.days.map(function (d) { return d.length; }).concat([1]));
      var told = {letter: LETTERS[k], faces: door.faces, "new": door.new, unmade: door.unmade, days: door.days.length, name: S.day.followed.name};
      var p = document.createElement("p"); p.className = "arm-" + k + "-text"; p.textContent = say("doors_arm", told); made.append(p);
      var gaps = door.days.map(function (_, i) { return Math.floor((first + i + 700) / 7) - Math.floor((first + 700) / 7); });
      var pic = picture(door.days.length * (size + 2) + gaps[gaps.length - 1] * 5, rows * (size + 2), say("doors_text", told));
      door.days.forEach(function (day, i) {
        day.split("").forEach(function (mark, j) { drawMark(pic, mark, i * (size + 2) + gaps[i] * 5, j * (size + 2), size); });
      });
      made.append(pic);
    });
    body.replaceChildren(made);
  }
  function drawKeys() {
    var doors = el("doors-key"), map = el("map-key");
    doors.replaceChildren.apply(doors, MARKS.map(function (mark) {
      var item = document.createElement("li"), pic = svg("svg", {viewBox: "0 0 13 13", width: 16, height: 16, "aria-hidden": "true"});
      drawMark(pic, mark, 0.5, 0.5, 12); item.append(pic, W["door_" + mark]); return item;
    }));
    map.replaceChildren.apply(map, ["waiting", "visited", "late", "unmade", "away", "carer_0", "carer_1", "followed"].map(function (mark) {
      var item = document.createElement("li"), canvas = document.createElement("canvas"), g, c = colours();
      canvas.width = canvas.height = 44; canvas.setAttribute("aria-hidden", "true"); g = canvas.getContext("2d");
      if (mark === "carer_0") { dot(g, [22, 22], 14); g.fillStyle = c.a; g.fill(); }
      else if (mark === "carer_1") { diamond(g, [22, 22], 17); g.fillStyle = c.b; g.fill(); }
      else if (mark === "followed") { dot(g, [22, 22], 16); g.strokeStyle = c.ink; g.lineWidth = 5; g.stroke(); }
      else drawHome(g, [22, 22], mark, 2.9, c);
      item.append(canvas, W["key_" + mark]); return item;
    }));
  }
  function drawMonday() {
    var body = el("monday-body"), made = document.createDocumentFragment();
    el("monday-title").textContent = say("monday_title", {name: S.day.followed.name, weekday: dayText(S.day.day)});
    [0, 1].forEach(function (k) {
      var group = S.day.groups[k][0], routes = worlds[k].routes.filter(function (r) { return r.group === group && r.stops.length; });
      var visits = 0, late = 0, wide = Math.max(body.clientWidth / (window.innerWidth > 700 ? 2 : 1) - 10, 300), left = 34;
      var row = Math.max(Math.min(26, Math.round(0.4 * window.innerHeight / Math.max(routes.length, 1))), 15), high = row - 8;
      routes.forEach(function (r) { r.stops.forEach(function (s) { if (s.home !== OFFICE) { visits++; late += s.late ? 1 : 0; } }); });
      var label = say("monday_arm", {letter: LETTERS[k], arm: C.arms[k], carers: routes.length, visits: visits, late: late});
      var pic = picture(wide, routes.length * row + 30, label), p = document.createElement("p");
      function x(t) { return left + (wide - left - 8) * (t - C.morning) / (C.night - C.morning); }
      for (var t = Math.ceil(C.morning / 60) * 60; t <= C.night; t += wide > 600 ? 120 : 240) {
        svg("line", {x1: x(t), x2: x(t), y1: 0, y2: routes.length * row, class: "rule"}, pic);
        svg("text", {x: x(t), y: routes.length * row + 20, class: "tick", "text-anchor": "middle"}, pic, clockText(t));
      }
      routes.forEach(function (r, i) {
        var y = i * row + 4, end = Math.min(r.ends, C.night);
        svg("text", {x: 4, y: y + high / 2 + 5, class: "tick"}, pic, String(i + 1));
        svg("line", {x1: x(r.begins), x2: Math.max(x(end), x(r.begins)), y1: y + high / 2, y2: y + high / 2, class: "way"}, pic);
        r.stops.forEach(function (s) {
          if (s.home === OFFICE || s.start > C.night) return;
          var mine = s.home === S.day.followed.citizen;
          svg("rect", {x: x(s.start).toFixed(1), y: y, width: Math.max(x(s.start + s.minutes) - x(s.start), 2.5).toFixed(1), height: high, rx: 2, class: "visit arm-" + k + "-fill" + (mine ? " mine" : "")}, pic);
          if (s.late) svg("rect", {x: (x(s.start) - 4).toFixed(1), y: y + high / 2 - 4, width: 8, height: 8, class: "late"}, pic);
        });
      });
      svg("line", {x1: 0, x2: 0, y1: 0, y2: routes.length * row, class: "now", "data-left": left, "data-wide": wide - left - 8}, pic);
      p.className = "arm-" + k + "-text"; p.textContent = label;
      var column = document.createElement("div"); column.append(p, pic); made.append(column);
    });
    body.replaceChildren(made);
  }
  function moveNow(t) {
    document.querySelectorAll("#monday .now").forEach(function (line) {
      var x = +line.dataset.left + line.dataset.wide * (t - C.morning) / (C.night - C.morning);
      line.setAttribute("x1", x); line.setAttribute("x2", x);
    });
  }

  // ---- the question
  function add(parent, name, text, kind) { var node = document.createElement(name); if (text) node.textContent = text; if (kind) node.className = kind; parent.append(node); return node; }
  function drawPoll() {
    var body = el("poll-body"), poll = S.poll ? S.poll.poll : null, made = document.createElement("div"), room = S.room || {phones: 0};
    if (C.shared && room.address && (!poll || poll.stage === "open")) {
      var join = add(made, "div", "", "join"), image = add(join, "img");
      image.src = "/live/qr.svg"; image.alt = ""; image.width = image.height = poll ? 140 : 220;
      join.classList.toggle("large", !poll);
      add(join, "p", say("poll_scan", {address: room.address.replace(/^https?:\/\//, "")}));
      if (el("qr-address")) el("qr-address").textContent = room.address.replace(/^https?:\/\//, "");
    }
    if (!poll) add(made, "p", say("poll_none"), "quiet");
    else {
      add(made, "p", askText(poll), "asked");
      var most = Math.max.apply(null, (poll.tally || [0]).concat([1])), list = add(made, "ol", "", "options");
      poll.options.forEach(function (key, k) {
        var item = add(list, "li", "", poll.option === k ? "true" : "");
        if (poll.tally) { var bar = add(item, "span", "", "bar"); bar.style.width = 100 * poll.tally[k] / most + "%"; }
        add(item, "span", (poll.option === k ? "✓ " : "") + optionText(key), "option");
        if (poll.tally) add(item, "span", String(poll.tally[k]), "count");
      });
      var here = poll.answered === 1 ? "poll_answered_one" : "poll_answered";
      add(made, "p", C.shared && poll.stage === "open" ? say("poll_of_phones", {n: poll.answered, phones: room.phones}) : say(here, {n: poll.answered}), "quiet");
      if (poll.stage === "open") add(made, "p", say("poll_open"), "quiet");
      if (poll.stage === "closed") add(made, "p", say("poll_closed"), "quiet");
      if (poll.stage === "revealed") {
        var places = poll.question === "away" ? 1 : 0;
        add(made, "p", say("poll_revealed", {option: optionText(poll.options[poll.option]), first: number(poll.figures[0], places), second: number(poll.figures[1], places)}), "outcome");
        Object.keys(poll.surprised).forEach(function (group) {
          add(made, "p", say("poll_surprised", {surprised: poll.surprised[group][1], answered: poll.surprised[group][0], group: say("group." + group)}), "quiet");
        });
      }
      if (S.setup && poll.seed !== S.setup.seed) add(made, "p", say("poll_other_seed", {seed: poll.seed}), "quiet");
    }
    var past = S.poll ? S.poll.past.slice(0, poll && poll.stage === "revealed" ? -1 : undefined) : [];
    if (past.length) {
      add(made, "h3", say("poll_past"));
      past.slice(-3).forEach(function (p) { add(made, "p", say("poll_past_row", {question: say("asks." + p.question), option: optionText(p.option), surprised: p.surprised, answered: p.answered}), "quiet"); });
    }
    if (!C.shared && C.controls && !C.recording) add(made, "p", say("poll_alone"), "quiet");
    body.replaceChildren(made);
    drawPaper(poll);
    var stage = poll ? poll.number + poll.stage : "";
    if (drawn !== stage && poll) el("spoken").textContent = askText(poll) + " " + (poll.stage === "revealed" ? optionText(poll.options[poll.option]) : "");
    drawn = stage;
  }
  function drawPaper(poll) {
    var box = el("paper");
    if (!box) return;
    var key = poll && poll.stage === "open" ? String(poll.number) : "";
    if (box.dataset.poll === key) return;
    box.dataset.poll = key;
    box.replaceChildren();
    if (key) poll.options.forEach(function (option, k) {
      var label = add(box, "label", say("paper", {option: optionText(option)})), input = add(box, "input");
      input.type = "number"; input.min = 0; input.max = 500; input.value = 0; input.id = "paper-" + k; label.htmlFor = input.id;
      input.addEventListener("change", function () { order({do: "paper", option: k, number: Math.round(+input.value)}); });
    });
    ["ask-close", "ask-drop"].forEach(function (id) { el(id).disabled = !key && !(poll && poll.stage === "closed"); });
    el("ask-reveal").disabled = !poll || poll.stage === "revealed";
    el("ask-open").disabled = Boolean(key);
  }

  // ---- the lines at the top
  function drawTop(t) {
    var c = S.clock;
    el("when").textContent = say("when", {week: Math.floor(c.day / 7) + 1, weekday: weekday(c.day), clock: clockText(t)});
  }
  function drawState() {
    var c = S.clock, room = S.room;
    if (S.setup) el("course").textContent = say("course", {seed: S.setup.seed, of: S.setup.of}) + (C.recording ? " · " + say("replay_note") : "");
    if (c) {
      var state = c.over ? say("over") : c.playing ? say("playing", {speed: c.speed}) : say("paused");
      if (room && C.shared) state += " · " + (room.phones === 1 ? say("phones_one") : say("phones", {n: room.phones}));
      el("here").textContent = state;
      if (el("toggle")) el("toggle").textContent = say(c.playing ? "pause" : "play");
      if (el("speed") && document.activeElement !== el("speed")) el("speed").value = String(c.speed);
    }
    if (room) {
      var trouble = room.broken ? say("broken_" + room.broken) : room.refused.length ? say("refused_other", {reason: room.refused.join("; ")}) : "";
      tell(trouble);
    }
  }
  function drawOffer() {
    var offered = S.room.offered;
    if (el("offer")) el("offer").hidden = !offered;
    if (offered) el("when").textContent = say("offer_waits");
    document.body.classList.toggle("waiting", offered);
  }
  function tell(trouble) { var note = el("trouble"); if (note.textContent !== trouble) note.textContent = trouble; note.hidden = !trouble; }
  function drawTags() {
    var from = Math.max(S.day.events.length - 4, 0);
    el("tags").replaceChildren.apply(el("tags"), [C.scenario].concat(S.day.events.slice(from).map(function (e, k) {
      return from + k + 1 + " · " + eventText(e);
    })).map(function (text, k) { var tag = document.createElement("span"); tag.textContent = text; tag.className = k ? "tag thrown" : "tag"; return tag; }));
  }
  function eventText(e) { return say("event_" + e.kind, {number: e.number, day: dayText(e.day)}); }

  // ---- what was thrown in, and what became of it in both worlds
  function plain(value, places) {  // 12,345.6 as the language writes it
    if (value === null || value === undefined) return "–";
    var parts = Math.abs(value).toFixed(places || 0).split("."), thousands = C.decimal === "," ? "." : ",";
    parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, thousands);
    return (value < 0 ? "−" : "") + parts.join(C.decimal);
  }
  function becameFields(kind, b, k) {
    var told = {letter: LETTERS[k]};
    Object.keys(b).forEach(function (key) {
      if (!Array.isArray(b[key])) told[key] = plain(b[key], /^(usual_|days$|fit_days)/.test(key) && kind !== "price" ? 1 : 0);
      else if (key !== "homes") b[key].forEach(function (v, i) { told[key + "_" + i] = plain(v, 0); });
    });
    if (kind === "discharges") {
      told.visited_after = b.days === null ? "" : say("became_after", {days: told.days});
      told.fits_after = b.fit_days === null ? "" : say("became_after", {days: told.fit_days});
    }
    return told;
  }
  function isSeen(e) {  // a day's number isn't told before the room has seen the day
    var c = S.clock, dayOver = c && (c.day > e.day || (c.day === e.day && c.minute >= C.night));
    return e.day <= S.day.day && (e.kind !== "sick_calls" || dayOver);
  }
  function drawThrown() {
    var section = el("thrown"), list = el("thrown-list"), from = Math.max(S.day.events.length - 3, 0);
    section.hidden = S.day.events.length === 0;
    document.body.classList.toggle("with-events", !section.hidden);
    list.replaceChildren.apply(list, S.day.events.slice(from).map(function (e, i) {
      var item = document.createElement("li"), head = add(item, "p", from + i + 1 + " · " + eventText(e), "asked"), became = S.day.became[from + i];
      if (e.thrown_minute !== undefined) add(head, "span", " " + say("thrown_at", {day: dayText(e.thrown_day), clock: clockText(e.thrown_minute)}), "quiet");
      if (!isSeen(e)) { add(item, "p", say("thrown_waits"), "quiet"); return item; }
      became.forEach(function (b, k) { rich(add(item, "p", "", "arm-" + k + "-text"), "became_" + e.kind, becameFields(e.kind, b, k)); });
      if (W["became_note_" + e.kind]) add(item, "p", say("became_note_" + e.kind), "quiet");
      return item;
    }));
    S.thrownSeen = S.day.events.map(isSeen).join();
  }

  // ---- what arrives
  function hear(message) {
    stats.heard[message.k === "clock" && message.at ? "simulated" : message.k] = Date.now();
    if (message.k === "setup") {
      S.setup = message;
      if (S.day && S.day.seed !== message.seed) S.day = S.clock = null;
      [0, 1].forEach(function (k) { el("title-" + k).textContent = LETTERS[k] + " · " + C.arms[k]; });
      fillChoices();
      views = [null, null];
    } else if (message.k === "day") {
      S.day = message;
      if (!S.setup) return;
      worlds = message.logs.map(function (log) { return worldOf(log, S.setup.homes); });
      showDay();
    } else if (message.k === "clock") {
      S.clock = message; received = performance.now(); stats.frames++;
      if (message.at) { stats.lags.push(Date.now() - message.at); if (stats.lags.length > 600) stats.lags.shift(); }
      drawState();
      if (S.day && S.day.events.length && S.day.events.map(isSeen).join() !== S.thrownSeen) drawThrown();
    } else if (message.k === "room") {
      if (C.id && message.id !== C.id) { location.reload(); return; }  // another workshop, or another server
      S.room = message; drawState(); drawPoll(); drawOffer();
    }
    else if (message.k === "poll") { S.poll = message; drawPoll(); }
  }
  function showDay() {
    if (!S.day || !S.setup) return;
    drawTags(); drawDoors(); drawNumbers(); drawPoll(); drawThrown();
    drawLine("faces", 1); drawLine("troubled", 0); drawLine("away_share", 1);
    if (mondayShown) drawMonday();
    if (el("follow")) el("follow").value = String(S.day.followed.citizen);
  }
  function fillChoices() {
    var follow = el("follow"), seed = el("seed");
    if (seed && document.activeElement !== seed) seed.value = S.setup.seed;
    if (!follow) return;
    follow.replaceChildren.apply(follow, S.setup.offered.map(function (o) { return new Option(o.name, o.citizen); }));
  }
  function draw() {
    if (S.clock && S.day && S.setup && S.clock.day === S.day.day && S.clock.seed === S.day.seed) {
      var passed = still.matches || !S.clock.playing ? 0 : Math.min((performance.now() - received) / 1000, 0.3);
      var t = Math.min(S.clock.minute + passed * S.clock.speed, C.night);
      drawTop(t);
      if (mondayShown) moveNow(t);
      else [0, 1].forEach(function (k) { if (!views[k]) views[k] = viewOf(k); drawMap(k, t); });
      if (stats.draws++ % 30 === 0 || !S.clock.playing) describeMaps(t);
    }
  }
  var waiting = [], loops = false;
  function loop() { draw(); loops = Boolean(S.clock && S.clock.playing && !still.matches); if (loops) requestAnimationFrame(loop); }
  function soon(then) {
    if (document.hidden) { then(); return; }
    waiting.push(then);
    if (waiting.length > 1) return;
    requestAnimationFrame(function () {
      var all = waiting;
      waiting = [];
      if (!loops) loop();
      all.forEach(function (each) { each(); });
    });
  }
  document.addEventListener("visibilitychange", function () {  // a hidden page is given no frames: nobody waits for it
    if (!document.hidden) return;
    var all = waiting;
    waiting = [];
    all.forEach(function (each) { each(); });
  });
  function redraw() { views = [null, null]; showDay(); drawKeys(); soon(function () {}); }

  // ---- a server, or the recording in the page
  var source;
  function server() {
    var socket, pause = 300;
    function connect() {
      socket = new WebSocket((location.protocol === "https:" ? "wss://" : "ws://") + location.host + "/live/ws");
      socket.onmessage = function (event) {
        pause = 300;
        document.documentElement.dataset.live = "on";
        event.data.split("\n").forEach(function (line) { hear(JSON.parse(line)); });
        soon(function () { if (socket.readyState === 1) socket.send("."); });
      };
      socket.onclose = function () { document.documentElement.dataset.live = "off"; tell(say("lost")); setTimeout(connect, pause); pause = Math.min(pause * 1.3, 700); };
    }
    connect();
    return function (command) {
      return fetch("/live/do", {method: "POST", headers: {"content-type": "application/json"}, body: JSON.stringify(command)}).then(function (answer) {
        if (answer.ok) return;
        return answer.json().then(function (said) { var key = "refused_" + said.reason; tell(W[key] ? say(key) : say("refused_other", {reason: said.reason})); });
      }).catch(function () { tell(say("lost")); });
    };
  }
  function recording(tape) {
    var at = 0, minute = C.morning, playing = false, speed = 60, then = performance.now();
    function time() { var day = tape.days[at]; hear({k: "clock", seed: day.seed, day: day.day, minute: minute, playing: playing, speed: speed, over: at === tape.days.length - 1 && minute >= C.night}); soon(function () {}); }
    function turn(to) { if (to >= tape.days.length) { minute = C.night; playing = false; return; } at = to; minute = C.morning; hear(tape.days[at]); }
    hear(tape.setup); hear(tape.days[0]); time();
    setInterval(function () {
      var now = performance.now(), passed = (now - then) / 1000;
      then = now;
      if (!playing) return;
      minute += passed * speed;
      if (minute >= C.night) turn(at + 1);
      time();
    }, 100);
    return function (command) {
      if (command.do === "play") { if (at === tape.days.length - 1 && minute >= C.night) turn(0); playing = true; }
      if (command.do === "pause") playing = false;
      if (command.do === "speed") speed = command.number;
      if (command.do === "step") { playing = false; minute = Math.min(Math.max(minute + 15 * command.number, C.morning), C.night); }
      if (command.do === "jump") turn(Math.min(at + command.number, tape.days.length));
      time();
      return Promise.resolve();
    };
  }
  function order(command) { tell(""); return source(command); }

  // ---- the facilitator
  function toggle() { order({do: S.clock && S.clock.playing ? "pause" : "play"}); }
  function monday() {
    mondayShown = !mondayShown;
    el("monday").hidden = !mondayShown;
    document.body.classList.toggle("monday", mondayShown);
    el("monday-toggle").setAttribute("aria-expanded", String(mondayShown));
    el("monday-toggle").textContent = say(mondayShown ? "monday_hide" : "monday_show");
    if (S.day) { if (mondayShown) drawMonday(); redraw(); }
  }
  function present() {  // for the room: nothing but the race
    var on = document.body.classList.toggle("presenting");
    el("present").setAttribute("aria-pressed", String(on));
    redraw();
  }
  function code() {  // the code so large that the last row can scan it
    var shown = el("qr");
    if (!C.shared || !shown) return;
    if (shown.open) { shown.close(); return; }
    el("qr-image").src = "/live/qr.svg";
    shown.showModal();
  }
  function nextSeed() { if (S.setup && el("seed")) order({do: "seed", number: S.setup.seed % C.of + 1}); }
  function setSpeed(k) { var options = el("speed").options; if (k < options.length) order({do: "speed", number: +options[k].value}); }
  function begin() {  // the start panel: another workshop, and surely so if one is under way
    var panel = el("begin"), form = el("begin-form"), sure = el("begin-sure");
    function open() { sure.hidden = true; el("begin-trouble").textContent = ""; panel.showModal(); }
    document.querySelectorAll("[data-begin]").forEach(function (button) { button.addEventListener("click", open); });
    el("begin-leave").addEventListener("click", function () { panel.close(); });
    form.addEventListener("change", function (event) {
      var shown = form.querySelector('[data-chosen="' + event.target.name + '"]');
      if (shown) shown.textContent = event.target.closest("label").querySelector("b").textContent;
      sure.hidden = true;
    });
    form.addEventListener("submit", function (event) {
      var data = new FormData(form), go = el("begin-go"), command = {do: "begin", number: Math.round(+data.get("number")), sure: !sure.hidden};
      event.preventDefault();
      ["first", "second", "place", "situation"].forEach(function (name) { command[name] = data.get(name); });
      if (S.room && S.room.under_way && sure.hidden) { sure.hidden = false; sure.focus(); return; }
      go.disabled = true;
      el("begin-trouble").textContent = say("begin_starting");
      source(command).then(function () { go.disabled = false; el("begin-trouble").textContent = el("trouble").textContent; });
    });
    if (el("offer-go")) el("offer-go").addEventListener("click", function () { order({do: "go_on"}); });
  }
  function whole(id) { return Math.round(+el(id).value); }
  function controls() {
    el("toggle").addEventListener("click", toggle);
    el("monday-toggle").addEventListener("click", monday);
    el("present").addEventListener("click", present);
    el("speed").addEventListener("change", function () { order({do: "speed", number: +el("speed").value}); });
    document.querySelectorAll("[data-do]").forEach(function (button) {
      button.addEventListener("click", function () { var c = {do: button.dataset.do}; if (button.dataset.number) c.number = +button.dataset.number; order(c); });
    });
    if (el("follow")) {
      el("follow").addEventListener("change", function () { order({do: "follow", number: +el("follow").value}); });
      el("seed").addEventListener("change", function () { order({do: "seed", number: whole("seed")}); });
      el("next-seed").addEventListener("click", nextSeed);
      el("ask-open").addEventListener("click", function () { order({do: "ask", question: el("ask").value, number: whole("ask-days")}); });
      document.querySelectorAll("[data-throw]").forEach(function (button) {
        button.addEventListener("click", function () { order({do: "throw", kind: button.dataset.throw, number: whole("throw-" + button.dataset.throw)}); });
      });
      el("save-replay").href = "/live/replay.html" + location.search;
    }
    if (el("begin")) begin();
    if (el("qr-open")) el("qr-open").addEventListener("click", code);
    document.addEventListener("keydown", function (event) {
      if (el("qr") && el("qr").open && event.key.toLowerCase() === "q") { code(); return; }
      if (document.querySelector("dialog[open]")) return;
      if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
      var onButton = /^(BUTTON|A|SUMMARY)$/.test(event.target.tagName);
      var keys = {ArrowRight: function () { order({do: "step", number: 1}); }, ArrowLeft: function () { order({do: "step", number: -1}); }, d: function () { order({do: "jump", number: 1}); }, w: function () { order({do: "jump", number: 7}); }, n: nextSeed, m: monday, h: present, q: code};
      if (event.key === " " && !onButton) { event.preventDefault(); toggle(); }
      else if (/^[1-4]$/.test(event.key)) setSpeed(+event.key - 1);
      else if (keys[event.key] || keys[event.key.toLowerCase()]) { event.preventDefault(); (keys[event.key] || keys[event.key.toLowerCase()])(); }
    });
  }
  drawKeys();
  if (C.controls) controls();
  source = C.recording ? recording(C.recording) : server();
  if (!C.controls) order = function () { return Promise.resolve(); };
  el("numbers").closest("details").addEventListener("toggle", function () { if (S.day) drawNumbers(); });
  still.addEventListener("change", redraw);
  new ResizeObserver(redraw).observe(document.querySelector(".stage"));
})();
