// The page of results: says what was found after an update, and lets years be chosen by dragging. All of it also works without.

const said = document.getElementById("said");

function tell() {
  const about = document.querySelector("[data-said]");
  if (said && about) said.textContent = about.dataset.said;
}
document.addEventListener("htmx:afterSettle", tell);

// -- years

/** The index of the year under a pointer. */
function yearAt(svg, event) {
  const box = svg.getBoundingClientRect();
  const n = Number(svg.dataset.n);
  return Math.max(0, Math.min(n - 1, Math.floor(((event.clientX - box.left) / box.width) * n)));
}

let drag = null;

function mark() {
  const { svg, from, to } = drag;
  const bar = svg.viewBox.baseVal.width / Number(svg.dataset.n);
  const span = svg.querySelector(".span");
  span.setAttribute("x", Math.min(from, to) * bar);
  span.setAttribute("width", (Math.abs(to - from) + 1) * bar);
}

document.addEventListener("pointerdown", (event) => {
  const svg = event.target.closest?.(".years svg");
  if (!svg || event.button !== 0) return;
  const at = yearAt(svg, event);
  drag = { svg, from: at, to: at, moved: false };
});
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const at = yearAt(drag.svg, event);
  if (at === drag.to && !drag.moved) return;
  drag.to = at;
  drag.moved = drag.moved || at !== drag.from;
  mark();
});
document.addEventListener("pointerup", () => {
  if (!drag) return;
  const { svg, from, to, moved } = drag;
  drag = null;
  if (!moved) return; // a click follows the bar's link
  svg.addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); }, { capture: true, once: true });
  const first = Number(svg.dataset.first);
  const form = svg.parentElement.querySelector("form");
  form.elements.from.value = first + Math.min(from, to);
  form.elements.to.value = first + Math.max(from, to);
  form.requestSubmit();
});
document.addEventListener("pointercancel", () => { drag = null; });
document.addEventListener("dragstart", (event) => { if (event.target.closest?.(".years svg")) event.preventDefault(); });
