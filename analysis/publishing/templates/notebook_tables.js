// Makes every table of the page searchable and sortable, those too that are shown later. One copy serves a page.
if (!window.sortableTables) {
  window.sortableTables = (async function () {
    const bytes = Uint8Array.from(atob(packedLibrary), (letter) => letter.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const source = new Blob([await new Response(unpacked).text()], { type: "text/javascript" });
    const address = URL.createObjectURL(source);
    const DataTable = (await import(address)).default;
    URL.revokeObjectURL(address);

    const start = function (table) {
      const box = table.closest(".table-box");
      const long = table.tBodies[0].rows.length > 5;
      const numbers = Array.from(table.tHead.rows[0].cells).flatMap((head, i) =>
        head.classList.contains("number") ? [i] : []);
      new DataTable(table, {
        paging: false,
        order: [],
        autoWidth: false,
        searching: long,
        layout: {
          topStart: long ? "search" : null,
          topEnd: long ? "info" : null,
          bottomStart: null,
          bottomEnd: null,
        },
        columnDefs: [{ targets: numbers, type: "num" }],
        language: {
          search: "Search this table:",
          info: "Rows: _TOTAL_",
          infoEmpty: "Rows: 0",
          infoFiltered: "of _MAX_",
          zeroRecords: "No row has these words.",
        },
      });
      // The table scrolls, the field to search in stays.
      const cell = table.parentElement;
      if (box && box.contains(cell) && cell !== box) {
        for (const name of ["style", "role", "aria-label", "tabindex"]) {
          cell.setAttribute(name, box.getAttribute(name));
          box.removeAttribute(name);
        }
      }
    };
    let waiting = false;
    const startAll = function () {
      waiting = false;
      document.querySelectorAll("table.sortable-table:not(.dataTable)").forEach(start);
    };
    new MutationObserver(function () {
      if (!waiting) {
        waiting = true;
        setTimeout(startAll, 50);
      }
    }).observe(document.body, { childList: true, subtree: true });
    startAll();
  })();
}
