// The page of the explorer. Whatever comes from articles is put in as text; only the reader is markup, made by the
// package's own templates, which escape.

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

const counted = (n, what) => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;
const same = (one, other) => {
  const text = (bar) => JSON.stringify(Object.entries(bar || {}).sort());
  return text(one) === text(other);
};

// One tab stop for all bars or lines of a view; arrow keys move between them.
function rove(container) {
  const items = () => [...container.querySelectorAll("[data-row]")];
  const at = (item) => [Number(item.dataset.row), Number(item.dataset.column || 0)];
  const enter = (item) => {
    items().forEach((other) => (other.tabIndex = other === item ? 0 : -1));
    item.focus();
  };
  items().forEach((item, i) => (item.tabIndex = i ? -1 : 0));
  container.onkeydown = (event) => {
    const item = event.target.closest("[data-row]");
    if (!item) return;
    const [row, column] = at(item);
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    let found;
    if (step) {
      const [down, right] = step;
      const ahead = items().filter((other) => {
        const [r, c] = at(other);
        return down ? (r - row) * down > 0 : r === row && (c - column) * right > 0;
      });
      const far = (other) => Math.abs(at(other)[0] - row) * 1000 + Math.abs(at(other)[1] - column);
      found = ahead.sort((a, b) => far(a) - far(b))[0];
    } else if (event.key === "Home" || event.key === "End") {
      const own = items().filter((other) => at(other)[0] === row || !other.dataset.column);
      found = event.key === "Home" ? own[0] : own[own.length - 1];
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (found) enter(found);
  };
  container.onfocusin = (event) => {
    const item = event.target.closest("[data-row]");
    if (item) items().forEach((other) => (other.tabIndex = other === item ? 0 : -1));
  };
}

function codeBox(summary, code) {
  const copy = make("button", { type: "button", class: "mfx-small" }, "Copy");
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code);
      copy.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(box.querySelector("pre"));
      copy.textContent = "Selected: press Ctrl+C";
    }
    setTimeout(() => (copy.textContent = "Copy"), 2000);
  });
  const box = make("details", { class: "mfx-code" }, make("summary", {}, summary));
  box.append(make("div", {}, make("pre", { tabindex: "0", role: "region", "aria-label": summary }, code), copy));
  return box;
}

function heading(panel) {
  return [make("h3", {}, panel.title), make("p", { class: "mfx-note" }, panel.note)];
}

function bar(key, row, column, label, ...children) {
  const button = make("button", {
    type: "button", class: "mfx-bar", "data-row": row, "data-column": column, "aria-pressed": "false",
    "aria-label": label, title: label,
  }, ...children);
  button.bar = key;
  return button;
}

function ratesGrid(panel) {
  const head = make("tr", { role: "row" }, make("th", { role: "columnheader", scope: "col" }, "Frame"));
  panel.columns.forEach((column) => head.append(make("th", { role: "columnheader", scope: "col" }, column.label)));
  const body = make("tbody", { role: "rowgroup" });
  panel.rows.forEach((row, r) => {
    const line = make("tr", { role: "row" });
    line.append(make("th", { role: "rowheader", scope: "row" }, make("bdi", {}, row.label), make("small", {}, row.n)));
    row.bars.forEach((found, c) => {
      const cell = make("td", { role: "gridcell" });
      if (!found) {
        cell.append(make("span", { class: "mfx-none", title: "no words" }, "–"));
      } else if (!found[2]) {
        cell.append(make("span", { class: "mfx-none" }, "0"));
      } else {
        const label = `${row.label}, ${panel.columns[c].label}: ${found[1]} per 1,000 words, ${counted(found[2], "hit")}`;
        const fill = make("span", { class: "mfx-fill" });
        fill.style.width = `${100 * found[0]}%`;
        const track = make("span", { class: "mfx-track" }, fill);
        cell.append(bar({ ...row.key, ...panel.columns[c].key }, r, c, label, track, make("span", {}, found[1])));
      }
      line.append(cell);
    });
    body.append(line);
  });
  const table = make("table", { role: "grid", "aria-label": panel.title }, make("thead", { role: "rowgroup" }, head), body);
  table.style.minWidth = `${9 + 4.4 * panel.columns.length}rem`;
  return make("div", { class: "mfx-scroll" }, table);
}

function weeksGrid(panel) {
  const every = Math.max(1, Math.ceil(panel.columns.length / 5));
  const head = make("tr", { role: "row" }, make("th", { role: "columnheader", scope: "col" }, "Frame"));
  panel.columns.forEach((column, c) => {
    const told = c % every ? make("span", { class: "mfx-sr" }, column.label) : make("span", {}, column.short);
    head.append(make("th", { role: "columnheader", scope: "col" }, told));
  });
  head.append(make("th", { role: "columnheader", scope: "col" }, "most"));
  const readout = make("p", { class: "mfx-readout", "aria-hidden": "true" }, "Point at a week, or move to it, to read it.");
  const body = make("tbody", { role: "rowgroup" });
  panel.rows.forEach((row, r) => {
    const line = make("tr", { role: "row" }, make("th", { role: "rowheader", scope: "row" }, make("bdi", {}, row.label)));
    row.bars.forEach((found, c) => {
      const cell = make("td", { role: "gridcell" });
      const week = panel.columns[c].label;
      if (!found) {
        cell.classList.add("mfx-gap");
        cell.append(make("span", { class: "mfx-sr" }, "no words"));
      } else if (!found[2]) {
        cell.append(make("span", { class: "mfx-zero" }, make("span", { class: "mfx-sr" }, "0")));
      } else {
        const label = `${row.label}, week of ${week}: ${found[1]} per 1,000 words, ${counted(found[2], "hit")}`;
        const fill = make("span", { class: "mfx-fill" });
        fill.style.height = `max(3px, ${100 * found[0]}%)`;
        const button = bar({ ...row.key, ...panel.columns[c].key }, r, c, label, fill);
        button.removeAttribute("title");
        cell.append(button);
      }
      line.append(cell);
    });
    line.append(make("td", { role: "gridcell", class: "mfx-most" }, row.most));
    body.append(line);
  });
  const tell = (event) => {
    const button = event.target.closest("button");
    if (button) readout.textContent = button.getAttribute("aria-label");
  };
  const table = make("table", { role: "grid", "aria-label": panel.title }, make("thead", { role: "rowgroup" }, head), body);
  table.style.minWidth = `${15 + 0.7 * panel.columns.length}rem`;
  const box = make("div", { class: "mfx-scroll" }, table);
  box.addEventListener("mouseover", tell);
  box.addEventListener("focusin", tell);
  return make("div", {}, box, readout);
}

function whoList(panel) {
  const list = make("ul", {});
  panel.rows.forEach((row, r) => {
    const told = make("span", { class: "mfx-asserted" });
    told.style.width = `${100 * row.length * row.asserted}%`;
    const others = make("span", { class: "mfx-others" });
    others.style.width = `${100 * row.length * (1 - row.asserted)}%`;
    const label = `${row.label}: ${row.n} hits${row.others ? `, of them ${row.others}` : ""}`;
    list.append(make("li", {}, bar(row.key, r, null, label, make("bdi", { class: "mfx-name" }, row.label),
      make("span", { class: "mfx-track" }, told, others), make("span", {}, row.n))));
  });
  return list;
}

const DRAW = { rates: ratesGrid, weeks: weeksGrid, who: whoList };

function lineOf(line, number) {
  const [left, keyword, right, who, polarity, outlet, day, article, start, end] = line;
  const button = make("button", { type: "button", class: "mfx-line", "data-row": number },
    make("span", { class: "mfx-from" }, make("bdi", {}, outlet), make("span", {}, day)),
    make("span", { class: "mfx-left" }, make("bdi", {}, left)),
    make("span", {}, make("strong", {}, make("bdi", {}, keyword)), make("bdi", {}, right)),
    make("span", { class: "mfx-by" }, make("bdi", {}, who), polarity ? make("em", {}, polarity) : ""));
  button.place = [article, start, end];
  return make("li", {}, button);
}

function render({ model, el }) {
  const status = make("p", { class: "mfx-status", role: "status", "aria-live": "polite" });
  const message = make("p", { class: "mfx-message", role: "alert" });
  const views = make("div", { class: "mfx-views" });
  const passages = make("section", { class: "mfx-passages", "aria-label": "Passages" });
  const reader = make("section", { class: "mfx-reader", "aria-label": "Reader" });
  const reading = make("div", { class: "mfx-reading" }, passages, reader);
  const state = make("div", { class: "mfx-state" });
  const root = make("div", { class: "mfx" }, status, message, views, state);
  let drawn = 0;

  const press = () => {
    const picked = model.get("passages").picked;
    views.querySelectorAll(".mfx-bar").forEach((button) => {
      button.setAttribute("aria-pressed", String(Boolean(picked) && same(button.bar, picked)));
    });
  };
  const drawPanels = () => {
    const sections = model.get("panels").map((panel) => {
      const section = make("section", { class: `mfx-${panel.name}`, "aria-label": panel.title });
      const drawing = DRAW[panel.name](panel);
      section.append(...heading(panel), drawing, codeBox("The code that makes this table", panel.code));
      rove(drawing);
      return section;
    });
    // Passages stand between, so that no bar is far from them.
    views.replaceChildren(...sections.slice(0, 1), reading, ...sections.slice(1));
    press();
  };
  const drawPassages = () => {
    const { rows, total, note, picked, code } = model.get("passages");
    if (!rows || !total) {
      passages.replaceChildren();
      return;
    }
    const inside = passages.contains(document.activeElement);
    const before = passages.querySelectorAll(".mfx-line").length;
    const list = make("ol", {}, ...rows.map(lineOf));
    const foot = make("p", { class: "mfx-foot" });
    if (rows.length < total) {
      const more = make("button", { type: "button", class: "mfx-small" }, "Show more");
      more.addEventListener("click", () => model.send({ kind: "more" }));
      foot.append(`The first ${rows.length.toLocaleString("en")} of ${total.toLocaleString("en")}. `, more);
    }
    const title = make("h3", {}, `${counted(total, "passage")}`);
    const about = make("p", { class: "mfx-note" }, picked ? "Of the bar: " : "Of all that is chosen: ", make("bdi", {}, note), ". ");
    if (picked) {
      const release = make("button", { type: "button", class: "mfx-small" }, "List all");
      release.addEventListener("click", () => model.send({ kind: "pick", bar: null }));
      about.append(release);
    }
    passages.replaceChildren(title, about, list, foot, codeBox("The code that makes this table", code));
    rove(list);
    mark();
    const lines = list.querySelectorAll(".mfx-line");
    if (inside && lines.length) (lines.length > before && before ? lines[before] : lines[0]).focus();
  };
  const mark = () => {
    const place = JSON.stringify(model.get("article").place || null);
    passages.querySelectorAll(".mfx-line").forEach((line) => {
      if (JSON.stringify(line.place) === place) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    });
  };
  const leave = () => {
    const line = passages.querySelector(".mfx-line[aria-current]") || passages.querySelector(".mfx-line");
    model.send({ kind: "close" });
    if (line) line.focus();
  };
  const drawReader = () => {
    const article = model.get("article");
    reading.classList.toggle("mfx-open", Boolean(article.html));
    mark();
    if (!article.html) {
      reader.replaceChildren();
      return;
    }
    const title = make("h3", { tabindex: "-1" }, make("bdi", {}, article.title));
    const close = make("button", { type: "button", class: "mfx-small" }, "Close");
    close.addEventListener("click", leave);
    const text = make("div", { class: "mfx-text", tabindex: "0", role: "region", "aria-label": "Text of the article" });
    text.innerHTML = article.html;
    reader.replaceChildren(make("div", { class: "mfx-head" }, title, close), make("p", { class: "mfx-note" }, article.about), text);
    const place = text.querySelector(`#${CSS.escape(article.focus)}`);
    if (place) {
      const top = place.getBoundingClientRect().top - text.getBoundingClientRect().top;
      text.scrollTop += top - text.clientHeight / 3;
    }
    title.focus({ preventScroll: true });
    reader.scrollIntoView({ block: "nearest" });
  };
  reader.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.stopPropagation();
      leave();
    }
  });
  const drawState = () => {
    const open = Boolean(state.querySelector("details[open]"));
    const box = codeBox("State: paste it into the notebook to come back here", model.get("state_code"));
    box.open = open;
    state.replaceChildren(box);
  };
  const drawTexts = () => {
    status.textContent = model.get("status");
    message.textContent = model.get("message");
    message.hidden = !model.get("message");
  };

  views.addEventListener("click", (event) => {
    const button = event.target.closest(".mfx-bar");
    if (button) model.send({ kind: "pick", bar: button.getAttribute("aria-pressed") === "true" ? null : button.bar });
  });
  passages.addEventListener("click", (event) => {
    const line = event.target.closest(".mfx-line");
    if (line) model.send({ kind: "open", place: line.place });
  });
  const parts = {
    panels: drawPanels, article: drawReader, state_code: drawState, status: drawTexts, message: drawTexts,
    passages: () => { drawPassages(); press(); },
  };
  for (const [name, draw] of Object.entries(parts)) model.on(`change:${name}`, draw);
  model.on("change", () => (root.dataset.drawn = String(++drawn)));
  [drawTexts, drawPanels, drawPassages, drawState].forEach((draw) => draw());
  el.append(root);
  if (model.get("article").html) drawReader();
  root.dataset.drawn = "0";
  requestAnimationFrame(() => setTimeout(() => model.send({ kind: "drawn" })));
}

export default { render };
