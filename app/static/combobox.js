// Suggestions below a text field: the combobox with a listbox of the ARIA Authoring Practices Guide.
// Without this module the field is a plain one, and the server finds what is meant.

const WAIT = 200;

/** Attach suggestions to `input`. `find(text)` gives the items; `choose(item)` is called for the one that is taken. */
export function combobox(input, { find, choose }) {
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${input.id}-list`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  const said = document.createElement("span");
  said.className = "hidden";
  said.setAttribute("role", "status");
  input.after(list, said);
  const anchor = input.parentElement;
  if (getComputedStyle(anchor).position === "static") anchor.classList.add("anchored");
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })
    .forEach(([name, value]) => input.setAttribute(name, value));

  let items = [];
  let active = -1;
  let timer = 0;
  let asked = 0;
  let shownFor = "";

  // What the suggestions are for: the text up to the cursor. Behind a cursor that has moved since, they are old.
  const place = () => input.value.slice(0, input.selectionEnd ?? input.value.length);

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (index) => {
    active = items.length ? (index + items.length) % items.length : -1;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === active)));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  };

  const take = (index) => {
    const item = items[index];
    const isOld = shownFor !== place();
    close();
    if (isOld) ask();
    else choose(item);
  };

  const show = (found, text) => {
    items = found;
    shownFor = text;
    list.replaceChildren(...found.map((item, i) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${i}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      const label = document.createElement("span");
      label.textContent = item.label;
      const detail = document.createElement("span");
      detail.className = "muted";
      detail.textContent = item.detail;
      option.append(label, " ", detail);
      option.addEventListener("pointerdown", (event) => { event.preventDefault(); take(i); });
      return option;
    }));
    active = -1;
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
    said.textContent = found.length ? `${found.length} ${found.length === 1 ? "suggestion" : "suggestions"}` : "No suggestion";
  };

  const ask = async () => {
    const text = input.value.trim();
    const mine = ++asked;
    const at = place();
    if (text.length < 2) return close();
    try {
      const found = await find(text);
      if (mine === asked && at === place() && document.activeElement === input) show(found, at);
    } catch {
      close(); // the field works without suggestions
    }
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
  input.addEventListener("blur", close);
  for (const moved of ["keyup", "click"]) input.addEventListener(moved, () => { if (!list.hidden && shownFor !== place()) close(); });
  input.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey) return;
    const open = !list.hidden && shownFor === place();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) mark(active < 0 && event.key === "ArrowUp" ? -1 : active + (event.key === "ArrowDown" ? 1 : -1));
      else ask();
    } else if (event.key === "Enter" && open && active >= 0) {
      event.preventDefault();
      take(active);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    }
  });
}
