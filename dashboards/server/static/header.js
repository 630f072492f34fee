// Language and colours keep what a page has meanwhile written into its address.
document.addEventListener("click", function (event) {
  var link = event.target.closest("a[data-keep]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  var query = new URLSearchParams(window.location.search);
  var current = new URL(link.href).searchParams;
  ["lang", "theme"].forEach(function (key) { query.set(key, current.get(key)); });
  window.location.assign(window.location.pathname + "?" + query.toString());
});
