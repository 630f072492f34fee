// The page's state is its address. Controls write it, everything else (links, back, forward, undo) is read from it.
(function () {
  "use strict";
  var form = document.getElementById("controls");
  if (!form) return;
  var KEPT = ["lang", "theme", "pin1", "pin2", "pin3", "pin4"];
  var format = function (lever, value) {
    var places = Number(lever.dataset.places), factor = Number(lever.dataset.factor);
    var number = new Intl.NumberFormat(form.dataset.language === "da" ? "da-DK" : "en-GB",
      { minimumFractionDigits: places, maximumFractionDigits: places }).format(value * factor).replace("-", "−");
    return lever.dataset.unit ? number + " " + lever.dataset.unit : number;
  };
  var levers = Array.prototype.slice.call(form.querySelectorAll("input[type=range]"));
  var seen = location.search;
  var moved = {};  // levers at a value that isn't the place's, exactly as the address says it

  // Past and future addresses, for undo and redo. They survive a reload of this tab.
  var memory = function (name, value) {
    try {
      if (value === undefined) return JSON.parse(sessionStorage.getItem("nabolab-" + name) || "[]");
      sessionStorage.setItem("nabolab-" + name, JSON.stringify(value.slice(-100)));
    } catch (error) { /* without storage there is no undo, and everything else works */ }
    return value || [];
  };

  var query = function () {
    var old = new URLSearchParams(location.search), fresh = new URLSearchParams();
    ["lang", "theme"].forEach(function (key) { if (old.has(key)) fresh.set(key, old.get(key)); });
    [["a", "bum"], ["b", "self_organising"], ["situation", "today"]].forEach(function (field) {
      var chosen = form.querySelector("input[name=" + field[0] + "]:checked");
      if (chosen && chosen.value !== field[1]) fresh.set(field[0], chosen.value);
    });
    if (!form.elements.wide.checked) fresh.set("wide", "0");
    Object.keys(moved).sort().forEach(function (name) { fresh.set(name, moved[name]); });
    KEPT.slice(2).forEach(function (key) { if (old.has(key)) fresh.set(key, old.get(key)); });
    return "?" + fresh.toString();
  };

  var ours = false;  // whether the address is being changed by the controls themselves
  var go = function (search, remember) {
    if (search === location.search) return;
    ours = true;
    if (remember) { memory("past", memory("past").concat(location.search)); memory("future", []); }
    history.pushState({}, "", location.pathname + search);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    ours = false;
    seen = search;
  };

  var buttons = function () {
    var past = memory("past");
    form.querySelector("#undo").disabled = form.querySelector("#replay").disabled = past.length === 0;
    form.querySelector("#redo").disabled = memory("future").length === 0;
  };

  // First numbers, estimated by the server from stored pairs: asked at every move, one question at a time, the newest
  // next. They stand until enough real pairs of the same question are there, which Dash's part of the page tells.
  var first = document.getElementById("first"), found = first.parentNode;
  var estimated = location.search, asking = false, newest = null;
  var estimate = function (search) {
    if (search === estimated && newest === null) return;
    if (asking) { newest = search; return; }
    asking = true;
    estimated = search;
    fetch(location.pathname + "/first" + search).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).catch(function () { return ""; }).then(function (text) {
      first.innerHTML = text;
      settle();
      asking = false;
      if (newest !== null) { var next = newest; newest = null; estimate(next); }
    });
  };
  var settle = function () {
    var told = first.querySelector("[data-question]"), real = document.getElementById("asked");
    var same = told !== null && real !== null && told.dataset.question === real.dataset.question;
    found.classList.toggle("asking", told !== null && real !== null && !same);
    first.hidden = told === null || (same && real.dataset.enough === "1");
  };
  new MutationObserver(settle).observe(found, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-question", "data-enough"]
  });

  // From the address to the controls.
  var read = function () {
    var now = new URLSearchParams(location.search);
    moved = {};
    levers.forEach(function (lever) {
      if (now.has(lever.name) && now.get(lever.name) !== "" && isFinite(Number(now.get(lever.name))) &&
          Number(now.get(lever.name)) >= Number(lever.min) && Number(now.get(lever.name)) <= Number(lever.max)) {
        moved[lever.name] = now.get(lever.name);
      }
      lever.value = moved[lever.name] || lever.dataset.place;
      show(lever);
    });
    [["a", "bum"], ["b", "self_organising"], ["situation", "today"]].forEach(function (field) {
      var wanted = now.get(field[0]) || field[1];
      var options = Array.prototype.slice.call(form.querySelectorAll("input[name=" + field[0] + "]"));
      var option = options.filter(function (o) { return o.value === wanted; })[0] ||
        options.filter(function (o) { return o.value === field[1]; })[0];
      option.checked = true;
      named(option);
    });
    form.elements.wide.checked = now.get("wide") !== "0";
    buttons();
    estimate(location.search);
  };

  var show = function (lever) {
    var value = lever.name in moved ? Number(moved[lever.name]) : Number(lever.dataset.place);
    var words = format(lever, value);
    var output = form.querySelector('output[for="' + lever.id + '"]');
    if (output.textContent !== words) output.textContent = words;
    lever.setAttribute("aria-valuetext", words);
    lever.parentNode.classList.toggle("moved", lever.name in moved);
  };

  var named = function (option) {
    var place = form.querySelector('[data-chosen="' + option.name + '"]');
    if (place) place.textContent = option.parentNode.querySelector("b").textContent;
  };

  // One drag is one change: what was before it is remembered once, the address follows 30 ms after the last move.
  var timer = null, rest = null, dragging = null, before = null;
  form.addEventListener("input", function (event) {
    var control = event.target;
    if (control.id === "find") { find(control.value.trim().toLowerCase()); return; }
    if (control.type === "range") {
      if (Number(control.value) === Number(control.dataset.place)) delete moved[control.name];
      else moved[control.name] = control.value;
      show(control);
    } else if (control.type === "radio") {
      named(control);
    }
    if (control.name !== "situation") estimate(query());
    if (dragging !== control.name) { dragging = control.name; before = location.search; }
    clearTimeout(timer);
    clearTimeout(rest);
    timer = setTimeout(function () {
      var search = query();
      if (search !== location.search) {
        if (before !== null) memory("past", memory("past").concat(before));
        before = null;
        memory("future", []);
        // Another situation has other values under the levers, so the form comes anew.
        if (control.name === "situation") { location.assign(location.pathname + search); return; }
        go(search, false);
      }
      buttons();
    }, control.type === "range" ? 30 : 0);
    rest = setTimeout(function () { dragging = null; }, control.type === "range" ? 800 : 0);
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });

  var find = function (words) {
    form.querySelectorAll(".more .lever").forEach(function (lever) {
      lever.hidden = words !== "" && lever.dataset.title.indexOf(words) < 0;
    });
    form.querySelectorAll(".more details").forEach(function (area) {
      var hits = area.querySelectorAll(".lever:not([hidden])").length;
      area.hidden = hits === 0;
      area.open = words !== "" && hits > 0;
    });
  };

  var step = function (from, to) {
    var there = memory(from);
    if (!there.length) return null;
    var search = there[there.length - 1];
    memory(from, there.slice(0, -1));
    memory(to, memory(to).concat(location.search));
    var other = new URLSearchParams(search).get("situation") !== new URLSearchParams(location.search).get("situation");
    if (other) { location.assign(location.pathname + search); return search; }
    go(search, false);
    read();
    return search;
  };
  var press = {
    undo: function () { step("past", "future"); },
    redo: function () { step("future", "past"); },
    replay: function () {
      if (step("past", "future") !== null) setTimeout(function () { step("future", "past"); }, 1800);
    },
    reset: function () {
      var now = new URLSearchParams(location.search), fresh = new URLSearchParams();
      KEPT.forEach(function (key) { if (now.has(key)) fresh.set(key, now.get(key)); });
      if (now.has("situation")) {
        memory("past", memory("past").concat(location.search));
        location.assign(location.pathname + "?" + fresh.toString());
        return;
      }
      go("?" + fresh.toString(), true);
      read();
    },
    copy: function (button) {
      var words = button.textContent;
      navigator.clipboard.writeText(location.href).then(function () {
        button.textContent = button.dataset.done;
        setTimeout(function () { button.textContent = words; }, 1500);
      });
    }
  };
  Object.keys(press).forEach(function (name) {
    var button = form.querySelector("#" + name);
    button.addEventListener("click", function () { press[name](button); });
  });

  // Links among the results are changes too; back and forward of the browser are not.
  var follow = function (linked) {
    if (location.search === seen) return;
    var now = new URLSearchParams(location.search), was = new URLSearchParams(seen);
    if (linked) { memory("past", memory("past").concat(seen)); memory("future", []); }
    seen = location.search;
    if ((now.get("situation") || "today") !== (was.get("situation") || "today")) { location.reload(); return; }
    read();
  };
  window.addEventListener("popstate", function () { follow(false); });
  window.addEventListener("_dashprivate_pushstate", function () {
    if (!ours) setTimeout(function () { follow(true); }, 0);
  });
  read();
})();
