document.addEventListener("keydown", function (event) {
  if (event.key === "Escape") { document.body.classList.add("mf-quiet"); }
});
["focusin", "pointerout"].forEach(function (kind) {
  document.addEventListener(kind, function () { document.body.classList.remove("mf-quiet"); });
});
