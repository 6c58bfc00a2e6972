"use strict";
const reader = document.querySelector(".mf");
const legend = reader.querySelector(".mf-legend");
const told = reader.querySelector(".mf-shown") || document.createElement("div");
const dialog = document.querySelector(".mf-keys");
const STEPS = {
  n: [".mf-text .mf-tip:has(.mf-about)", "mark"],
  q: [".mf-text .mf-ref[id]", "quote"],
  f: [".mf-text .mf-term.mf-tip", "frame term"],
  s: [".mf-text .mf-sentence[id]", "sentence"],
};
const last = {};

/* One Tab stop for all marks, one for each list: the keys move within. */
function rove(group, held) {
  for (const other of group) { other.tabIndex = other === held ? 0 : -1; }
}
function marks(key) { return [...reader.querySelectorAll(STEPS[key][0])]; }
function shows(mark) {
  if (!mark.checkVisibility()) { return false; }
  const about = [...mark.querySelectorAll(":scope > .mf-note > .mf-about")];
  return about.length === 0 || about.some((part) => getComputedStyle(part).display !== "none");
}
function start(group) {
  const place = reader.contains(document.activeElement) ? document.activeElement : reader.querySelector(".mf-text :target");
  if (group.includes(place)) { return group.indexOf(place); }
  if (place && place.closest(".mf-text")) {
    const next = group.findIndex((mark) => place.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING);
    return (next < 0 ? group.length : next) - 0.5;
  }
  if (last.mark && group.includes(last.mark)) { return group.indexOf(last.mark); }
  const next = group.findIndex((mark) => mark.getBoundingClientRect().bottom > 0);
  return (next < 0 ? group.length : next) - 0.5;
}
function step(key, back) {
  const list = document.activeElement.closest(".mf-list ol");
  const group = list && key === "n" ? [...list.querySelectorAll("a.mf-ref")] : marks(key);
  let at = start(group);
  at = back ? Math.ceil(at) - 1 : Math.floor(at) + 1;
  while (group[at] && !shows(group[at])) { at += back ? -1 : 1; }
  const mark = group[at];
  if (!mark) { return say(`No ${STEPS[key][1]} ${back ? "before" : "after"} this place.`); }
  if (key === "s") { mark.tabIndex = -1; } else { rove(list ? group : marks("n"), mark); }
  last.mark = mark;
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "center" });
  if (key === "s") { say(mark.querySelector(".mf-bar > .mf-note").innerText.replaceAll("\n", ", ")); }
}

/* What the filters leave: beside each choice how much it would leave, and the sum in words. */
function picked(group) {
  const box = legend.querySelector(`input[name$="-${group}"]:checked`);
  return box ? box.className.slice("mf-pick-".length) : "all";
}
function count() {
  const frame = picked("frame"), speaker = picked("speaker"), voice = picked("voice");
  const terms = [...reader.querySelectorAll(".mf-text .mf-about.mf-framed")].map((about) => about.classList);
  const quotes = [...reader.querySelectorAll(".mf-text .mf-ref[id]")].map((ref) => ref.classList);
  const fits = (names, wanted) => Object.entries({ frame, speaker, voice, ...wanted }).every(
    ([group, pick]) => pick === "all" || names.contains({ speaker: `mf-from-${pick}` }[group] || `mf-${pick}`));
  const quoted = (pick) => voice === "own" ? 0 : quotes.filter((names) => pick === "all" || names.contains(`mf-${pick}`)).length;
  for (const label of legend.querySelectorAll("label:has(.mf-count)")) {
    const box = label.querySelector("input"), pick = box.className.slice("mf-pick-".length);
    const group = box.name.slice(box.name.lastIndexOf("-") + 1);
    const n = group === "speaker" ? quoted(pick) : terms.filter((names) => fits(names, { [group]: pick })).length;
    write(label.querySelector(".mf-count"), n);
  }
  const n = terms.filter((names) => fits(names, {})).length, m = quoted(speaker);
  return `Marked now: frame terms ${n}, ${told.dataset.what} ${m}`;
}
function write(element, text) { if (element.textContent !== String(text)) { element.textContent = text; } }
function say(text) { write(told, text || count()); }
function pick(boxes, at) {
  const box = boxes[boxes[at] && boxes[at].checked ? 0 : at];
  if (box) { box.checked = true; say(); }
}

function press(event) {
  if (event.key === "Escape") { document.body.classList.add("mf-quiet"); }
  const typing = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  if (event.ctrlKey || event.altKey || event.metaKey || typing || dialog.open) { return; }
  if (event.key === "?") { dialog.showModal(); return event.preventDefault(); }
  if (!dialog.querySelector("input").checked) { return; }
  const key = event.key.toLowerCase(), boxes = (group) => [...legend.querySelectorAll(`input[name$="-${group}"]`)];
  if (key === "p") { step("n", true); }
  else if (key in STEPS) { step(key, event.shiftKey); }
  else if (/^[1-9]$/.test(key)) { pick(boxes("speaker"), Number(key)); }
  else if (key === "v") { const all = boxes("voice"); pick(all, (all.findIndex((box) => box.checked) + 1) % all.length); }
  else if (key === "c" || key === "0") { legend.reset(); }
  else { return; }
  event.preventDefault();
}

document.addEventListener("keydown", press);
for (const kind of ["focusin", "pointerout"]) {
  document.addEventListener(kind, () => document.body.classList.remove("mf-quiet"));
}
told.setAttribute("role", "status");
for (const group of [marks("n"), ...[...reader.querySelectorAll(".mf-list ol")].map((list) => [...list.querySelectorAll("a.mf-ref")])]) {
  rove(group, group[0]);
}
for (const ref of reader.querySelectorAll(".mf-text .mf-ref:not([id])")) { ref.tabIndex = -1; }
reader.addEventListener("focusin", (event) => { if (event.target.matches(STEPS.n[0])) { rove(marks("n"), event.target); } });
if (legend.querySelector("input")) {
  legend.addEventListener("change", () => say());
  legend.addEventListener("reset", () => setTimeout(say));
  const button = legend.querySelector(".mf-keys-button");
  button.hidden = false;
  button.addEventListener("click", () => dialog.showModal());
  say();
}
