// What makes the form of an account quicker: suggestions, rows, a draft while typing, a mark where one differs from others.
// The form is whole without it.

import { attach } from "./suggestions.js";

const form = document.getElementById("contribute");

function taken(input) {
  compare(input);
  changed();
}

// -- one more row

/** A name or id with the number of its row, the last one in it, set to `n`. */
function renumber(text, stem, n) {
  return text.replace(`${stem}.1`, `${stem}.${n}`);
}

function addRow(button) {
  const field = button.closest("[data-field]");
  const stem = field.dataset.field;
  const rows = field.querySelectorAll("[data-row]");
  const n = rows.length + 1;
  if (n > 20) return;
  const row = rows[0].cloneNode(true);
  for (const each of row.querySelectorAll(".error, .suggestions, [role=status]")) each.remove();
  for (const each of row.querySelectorAll("*")) {
    for (const name of ["id", "name", "for"]) {
      if (each.hasAttribute(name)) each.setAttribute(name, renumber(each.getAttribute(name), stem, n));
    }
    each.removeAttribute("aria-invalid");
    if (each.matches("input, textarea")) each.value = "";
    if (each.matches("select")) each.selectedIndex = 0;
  }
  rows[rows.length - 1].after(row);
  let count = field.querySelector(`input[type=hidden][name="${CSS.escape(stem)}.rows"]`);
  if (!count) {
    count = Object.assign(document.createElement("input"), { type: "hidden", name: `${stem}.rows` });
    field.append(count);
  }
  count.value = n;
  for (const each of row.querySelectorAll("[data-suggest]")) attach(each, taken);
  row.querySelector("input, select, textarea").focus();
}

// -- what others say

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}.+-]+/gu, "");

/** The number of a measure such as `10,000 ft`, in the unit of the other or in none; NaN for anything else. */
function measure(text, unit) {
  const [, number, own] = /^\s*([\d.,\s]+?)\s*([^\d.,\s]*)\s*$/.exec(text) ?? [];
  return number && (!own || own === unit) ? Number(number.replace(/[,\s]/g, "")) : NaN;
}

/** Whether the two contradict one another, as far as letters and numbers tell. */
function contradicts(own, other, type) {
  if (type !== "quantity") return folded(other) !== folded(own);
  const unit = /([^\d.,\s]*)\s*$/.exec(other)[1];
  return Math.abs(measure(own, unit) - measure(other, unit)) > 0;
}

/** Say where what is typed differs from what is on record; values that cannot be compared letter by letter are left alone. */
function compare(input) {
  const field = input.closest("[data-field]");
  const mark = field?.querySelector("[data-differs]");
  if (!mark || /\.(for|stance|quote|page)$/.test(input.name)) return;
  const comparable = ["integer", "quantity", "text", "identifier", "code", "country", "party"].includes(field.dataset.type);
  const own = input.matches("select") ? input.selectedOptions[0]?.text ?? "" : input.value.replace(/\s*\(#\d+\)$/, "");
  const qualifier = input.dataset.for ?? field.querySelector(`[name="${CSS.escape(input.name)}.for"]`)?.selectedOptions?.[0]?.text ?? "";
  const asserted = [...field.querySelectorAll("[data-value]")].filter(
    (each) => each.dataset.stance === "asserts" && (!each.dataset.for || each.dataset.for === qualifier),
  );
  const differs = comparable && own.trim() && asserted.filter((each) => contradicts(own, each.dataset.value, field.dataset.type));
  input.classList.toggle("contests", Boolean(differs && differs.length));
  mark.textContent = field.querySelector(".contests") ? "This would be disputed." : "";
}

// -- the draft

let timer = 0;
let sent = "";

function changed() {
  clearTimeout(timer);
  timer = setTimeout(save, 2500);
}

async function save() {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("about", form.dataset.about);
  const text = fields.toString();
  if (text === sent) return;
  sent = text;
  const state = document.getElementById("saved");
  try {
    const answer = await fetch("/drafts", { method: "POST", body: fields });
    state.textContent = answer.ok ? `Draft saved ${new Date().toLocaleTimeString()}` : "The draft could not be saved";
  } catch {
    state.textContent = "The draft could not be saved";
  }
}

// -- putting it together

for (const each of form.querySelectorAll("[data-suggest]")) attach(each, taken);

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add]");
  if (!button) return;
  event.preventDefault();
  addRow(button);
});
form.addEventListener("input", (event) => {
  changed();
  if (event.target.name) compare(event.target);
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("#send [value=preview]"));
  }
});
form.addEventListener("submit", () => clearTimeout(timer));

/** A link to a field opens the section that it lies in. */
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target || !form.contains(target)) return;
  for (let each = target; each; each = each.parentElement) if (each.matches("details")) each.open = true;
  target.scrollIntoView();
  if (target.matches("input, select, textarea")) target.focus();
}
addEventListener("hashchange", reveal);
for (const each of document.querySelectorAll('#faults a[href^="#"], .contents a[href^="#"]')) {
  each.addEventListener("click", () => setTimeout(reveal));
}
(document.getElementById("faults") ?? document.getElementById("likely"))?.focus();
for (const each of form.querySelectorAll("[data-field] input, [data-field] select")) if (each.value) compare(each);
