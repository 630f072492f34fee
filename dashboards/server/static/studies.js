// While a process writes to a study, its progress is asked for every two seconds; the figures stay until one asks.
// Slow figures are asked for once the page stands, a cell of the map can be clicked, and a picture becomes pixels here.
(function () {
  "use strict";
  var SHARP = 2; // pixels of a PNG for each of the picture's

  function look() {
    var card = document.getElementById("progress-card");
    if (!card || !card.querySelector("[data-live]")) return;
    fetch(window.location.pathname + "/progress" + window.location.search)
      .then(function (answer) { return answer.ok ? answer.text() : null; })
      .then(function (text) { if (text) card.innerHTML = text; })
      .catch(function () {})
      .then(function () { window.setTimeout(look, 2000); });
  }

  function load(section) {
    fetch(section.dataset.card)
      .then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.text(); })
      .then(function (text) { section.outerHTML = text; })
      .catch(function () {
        var told = section.querySelector("[role=status]");
        told.textContent = told.dataset.failed;
      });
  }

  function pixels(button) {
    button.disabled = true;
    fetch(button.dataset.png)
      .then(function (answer) { if (!answer.ok) throw new Error(answer.status); return answer.text(); })
      .then(function (text) {
        return new Promise(function (done, fail) {
          var image = new Image();
          image.onload = function () { done(image); };
          image.onerror = fail;
          image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
        });
      })
      .then(function (image) {
        var canvas = document.createElement("canvas");
        canvas.width = SHARP * image.width;
        canvas.height = SHARP * image.height;
        var pen = canvas.getContext("2d");
        pen.fillStyle = "#ffffff";
        pen.fillRect(0, 0, canvas.width, canvas.height);
        pen.drawImage(image, 0, 0, canvas.width, canvas.height);
        return new Promise(function (done) { canvas.toBlob(done, "image/png"); });
      })
      .then(function (blob) {
        var link = document.createElement("a");
        link.href = URL.createObjectURL(blob);
        link.download = button.dataset.name;
        link.click();
        window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 10000);
        button.disabled = false;
      })
      .catch(function () { button.disabled = false; button.textContent = button.dataset.failed; });
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-png]");
    if (button) { pixels(button); return; }
    var place = event.target.closest("[data-cell]");
    var select = document.getElementById("cell");
    if (place && select && place.closest("#flips")) {
      select.value = place.dataset.cell;
      select.form.requestSubmit();
    }
  });

  // An address says only what was chosen; after it the page stands again where it stood.
  var form = document.querySelector("form.choose");
  if (form) {
    form.addEventListener("submit", function () {
      form.querySelectorAll("select").forEach(function (select) { if (!select.value) select.disabled = true; });
      try { sessionStorage.setItem("studies-scroll", window.scrollY); } catch (error) { /* no memory, no matter */ }
    });
    window.addEventListener("pageshow", function () {
      form.querySelectorAll("select").forEach(function (select) { select.disabled = false; });
    });
    try {
      var kept = sessionStorage.getItem("studies-scroll");
      sessionStorage.removeItem("studies-scroll");
      if (kept !== null) window.scrollTo(0, Number(kept));
    } catch (error) { /* no memory, no matter */ }
  }

  document.querySelectorAll("[data-card]").forEach(load);
  window.setTimeout(look, 2000);
})();
