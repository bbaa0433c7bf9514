// A button at each text of "Cite this" that copies it, also where a search has changed the page; and #cite opens its part.

function offer(root) {
  if (!navigator.clipboard) return;
  for (const text of root.querySelectorAll("[data-copy]:not([data-offered])")) {
    text.dataset.offered = "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet small";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy: ${text.dataset.copy}`);
    const said = document.createElement("span");
    said.className = "muted";
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        said.textContent = " Copied.";
      } catch {
        getSelection().selectAllChildren(text);
        said.textContent = " Selected: copy it with the keyboard.";
      }
    });
    text.after(button, said);
  }
}

function open() {
  const part = document.getElementById("cite");
  if (part && location.hash === "#cite") part.open = true;
}

offer(document);
open();
addEventListener("hashchange", open);
document.addEventListener("htmx:afterSettle", () => offer(document));
