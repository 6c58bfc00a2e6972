(function () {
  var box = document.getElementById("find");
  var told = document.getElementById("found");
  var entries = Array.from(document.querySelectorAll("figure, .skipped li")).map(function (entry) {
    var image = entry.querySelector("img");
    return [entry, (entry.textContent + " " + (image ? image.alt : "")).toLowerCase()];
  });
  // What stands around entries: of no use where all of them are hidden.
  var around = Array.from(document.querySelectorAll("main > section, .not-drawn"));
  var n = document.querySelectorAll("figure").length;
  box.closest(".find").hidden = false;
  box.addEventListener("input", function () {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    entries.forEach(function (pair) {
      pair[0].hidden = !words.every(function (word) { return pair[1].includes(word); });
    });
    around.forEach(function (part) {
      part.hidden = words.length > 0 && !part.querySelector("figure:not([hidden]), .skipped li:not([hidden])");
    });
    var shown = document.querySelectorAll("figure:not([hidden])").length;
    var sentence = shown ? shown + " of " + n + " figures" : "No figure mentions this.";
    told.textContent = words.length ? sentence : "";
  });
})();
