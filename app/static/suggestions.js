// Suggestions below the fields that name a source or a party; a source that is taken is offered as a choice, chosen.

import { combobox } from "./combobox.js";

async function suggest(where, query) {
  const answer = await fetch(`/${where}/suggest?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return (await answer.json()).items;
}

/** Offer a source as a choice, chosen. */
function offer(item) {
  const id = `source-${item.id}`;
  let choice = document.getElementById(id);
  if (!choice) {
    const line = document.createElement("p");
    choice = Object.assign(document.createElement("input"), { type: "radio", name: "source", id, value: item.id });
    const label = Object.assign(document.createElement("label"), { htmlFor: id });
    const title = Object.assign(document.createElement("cite"), { textContent: item.label });
    const detail = Object.assign(document.createElement("span"), { className: "muted", textContent: item.detail });
    label.append(title, " ", detail);
    line.append(choice, " ", label);
    document.getElementById("source-found").prepend(line);
  }
  choice.checked = true;
}

/** Attach suggestions to a field; `taken(input)` is called once one is taken. The Enter key searches for a source. */
export function attach(input, taken = () => {}) {
  if (input.dataset.suggest === "sources") {
    combobox(input, { find: (q) => suggest("sources", { q }), choose: (item) => { input.value = ""; offer(item); taken(input); } });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
      event.preventDefault();
      input.form.requestSubmit(input.form.querySelector("[value=find]"));
    });
  } else {
    combobox(input, {
      find: (q) => suggest("parties", { q, kind: input.dataset.kind ?? "" }),
      choose: (item) => { input.value = item.value; taken(input); },
    });
  }
}
