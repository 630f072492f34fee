// Explore: buttons that ask for more change the address; and what a reader does with the results outlives their renewal.
(function () {
  "use strict";
  var results = document.querySelector(".found");
  if (!results) return;

  // <button data-ask="why=strain"> puts why=strain into the address, data-ask="why=" takes it out.
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-ask]");
    if (!button) return;
    var now = new URLSearchParams(location.search);
    new URLSearchParams(button.dataset.ask).forEach(function (value, key) {
      if (value === "") now.delete(key); else now.set(key, value);
    });
    history.pushState({}, "", location.pathname + "?" + now.toString());
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  });

  // Results are renewed while runs come in: whatever has an id keeps its focus, its place and being open.
  var focused = null, open = {}, scrolled = {};
  results.addEventListener("focusin", function (event) { focused = event.target; });
  results.addEventListener("focusout", function (event) {
    var left = event.target;  // by the reader, or because it is being renewed: then it is gone in a moment
    setTimeout(function () { if (left.isConnected && focused === left) focused = null; }, 0);
  });
  results.addEventListener("toggle", function (event) {
    if (event.target.isConnected && event.target.id) open[event.target.id] = event.target.open;
  }, true);
  results.addEventListener("scroll", function (event) {
    if (event.target.id) scrolled[event.target.id] = event.target.scrollLeft;
  }, true);
  new MutationObserver(function () {
    Object.keys(open).forEach(function (id) {
      var part = document.getElementById(id);
      if (part && part.open !== open[id]) part.open = open[id];
    });
    Object.keys(scrolled).forEach(function (id) {
      var part = document.getElementById(id);
      if (part && part.scrollLeft !== scrolled[id]) part.scrollLeft = scrolled[id];
    });
    if (!focused || focused.isConnected) return;
    var again = focused.id ? document.getElementById(focused.id) : null;
    if (document.activeElement !== document.body && document.activeElement !== null) focused = null;
    else if (again) again.focus({ preventScroll: true });
  }).observe(results, { childList: true, subtree: true });

  // A button that is renewed while it is being pressed is pressed all the same.
  var pressed = null;
  document.addEventListener("pointerdown", function (event) {
    pressed = event.target.closest && event.target.closest("button[id]");
  });
  document.addEventListener("pointerup", function (event) {
    var there = document.elementFromPoint(event.clientX, event.clientY);
    var button = there && there.closest && there.closest("button[id]");
    if (pressed && !pressed.isConnected && button && button.id === pressed.id) button.click();
    pressed = null;
  });
})();
