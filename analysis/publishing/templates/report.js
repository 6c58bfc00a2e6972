document.querySelectorAll(".find").forEach(function (label) {
  var input = label.querySelector("input");
  var rows = label.parentElement.querySelectorAll("tbody tr");
  var status = label.querySelector("output");
  label.hidden = false;
  input.addEventListener("input", function () {
    var wanted = input.value.trim().toLowerCase(), shown = 0;
    rows.forEach(function (row) {
      row.hidden = wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0;
      if (!row.hidden) { shown += 1; }
    });
    status.textContent = wanted === "" ? "" : shown + " of " + rows.length;
  });
});
