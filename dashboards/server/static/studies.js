// While a process writes to a study, its progress is asked for every two seconds; the figures stay until one asks.
(function () {
  var card = document.getElementById("progress-card");
  function look() {
    if (!card || !card.querySelector("[data-live]")) return;
    fetch(window.location.pathname + "/progress" + window.location.search)
      .then(function (answer) { return answer.ok ? answer.text() : null; })
      .then(function (text) { if (text) card.innerHTML = text; })
      .catch(function () {})
      .then(function () { window.setTimeout(look, 2000); });
  }
  window.setTimeout(look, 2000);
})();
