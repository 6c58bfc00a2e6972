(function () {
  var box = document.getElementById("find");
  var told = document.getElementById("found");
  var entries = Array.from(document.querySelectorAll("figure, .skipped li")).map(function (entry) {
    var image = entry.querySelector("img");
    return [entry, (entry.textContent + " " + (image ? image.alt : "")).toLowerCase()];
  });
  var n = document.querySelectorAll("figure").length;
  box.closest(".find").hidden = false;
  box.addEventListener("input", function () {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    entries.forEach(function (pair) {
      pair[0].hidden = !words.every(function (word) { return pair[1].includes(word); });
    });
    var shown = document.querySelectorAll("figure:not([hidden])").length;
    told.textContent = words.length ? shown + " of " + n + " figures" : "";
  });
})();
