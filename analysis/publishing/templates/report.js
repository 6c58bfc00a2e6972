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
document.querySelectorAll("button[data-copies]").forEach(function (button) {
  var status = button.parentElement.querySelector("output");
  var source = document.getElementById(button.dataset.copies);
  button.hidden = false;
  button.addEventListener("click", function () {
    var told = function (words) { status.textContent = words; };
    var mark = function () {
      getSelection().selectAllChildren(source);
      told("Marked: copy it with the keyboard.");
    };
    if (!navigator.clipboard) { mark(); return; }
    navigator.clipboard.writeText(source.innerText).then(function () { told("Copied."); }, mark);
  });
});
