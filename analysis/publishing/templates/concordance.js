document.querySelectorAll("thead th").forEach(function (head, column) {
  // The words before the keyword sort by the nearest first.
  var key = function (row) {
    var words = row.cells[column].textContent.toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
    return (column === 0 ? words.reverse() : words).join(" ");
  };
  var button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  head.replaceChildren(button);
  button.addEventListener("click", function () {
    var down = head.getAttribute("aria-sort") === "ascending";
    var body = document.querySelector("tbody");
    var rows = Array.from(body.rows).map(function (row) { return [key(row), row]; });
    rows.sort(function (a, b) { return (down ? -1 : 1) * a[0].localeCompare(b[0]); });
    rows.forEach(function (pair) { body.append(pair[1]); });
    document.querySelectorAll("thead th").forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  });
});
