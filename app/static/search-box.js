// Suggestions below the box of a search, and "/" to get there. Without this module the box is a plain one.

import { combobox } from "./combobox.js";

const BOX = 'input[data-suggest="search"]';
const attached = new WeakSet();

/** The text up to the cursor, and what follows it. */
function halves(input) {
  const at = input.selectionEnd ?? input.value.length;
  return [input.value.slice(0, at), input.value.slice(at)];
}

async function find(input) {
  const query = new URLSearchParams({ q: halves(input)[0] });
  const answer = await fetch(`/occurrences/suggest?${query}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.json()).items;
}

/** Go to a record, or have the suggested text in the box with the cursor behind it. */
function choose(input, item) {
  if (item.url) {
    location.assign(item.url);
    return;
  }
  const rest = halves(input)[1];
  input.value = item.value + (item.value.endsWith(" ") ? rest.trimStart() : rest);
  input.focus();
  input.setSelectionRange(item.value.length, item.value.length);
  input.dispatchEvent(new Event("input", { bubbles: true })); // behind the name of a field its values follow
}

function attach(input) {
  if (attached.has(input)) return;
  attached.add(input);
  input.setAttribute("aria-keyshortcuts", "/");
  combobox(input, { find: () => find(input), choose: (item) => choose(input, item) });
}

for (const each of document.querySelectorAll(BOX)) attach(each);
// A box that comes with a part of the page is a new one.
document.addEventListener("focusin", (event) => { if (event.target.matches?.(BOX)) attach(event.target); });

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const box = document.querySelector(BOX);
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
