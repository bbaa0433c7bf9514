// The time line of a dossier: a scale above its days. Dragged, or stepped along with the arrow keys, it leads to the day under it.

const LATER = 250; // ms without a step before the page is asked for
let timer = 0;
let asked = null;

const links = () => [...document.querySelectorAll("#time-line [data-stop]")];

/** What a day brought, in words. */
function words(link) {
  return link.ariaLabel;
}

/** Put the scale where the page has none yet; gives it. */
function build() {
  const days = links();
  const list = document.querySelector("#time-line .months");
  if (!list) return null;
  const here = Math.max(0, days.findIndex((each) => each.ariaCurrent));
  const scale = Object.assign(document.createElement("input"), { type: "range", id: "scale", min: 0, max: days.length - 1, step: 1, value: here });
  scale.ariaLabel = "Day looked at";
  const said = document.createElement("output");
  said.htmlFor = "scale";
  const box = Object.assign(document.createElement("div"), { className: "scale" });
  box.append(scale, said);
  list.before(box);
  const tell = () => {
    const link = days[scale.value];
    scale.ariaValueText = said.value = words(link);
  };
  tell();
  scale.addEventListener("input", tell);
  scale.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(go, LATER, days[scale.value].href);
  });
  return scale;
}

/** Show another day in the place of this one, with the focus where it was. */
async function go(address) {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(address, { signal: asked.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("article.dossier");
    if (!answer.ok || !found) throw new Error(answer.statusText);
    const held = document.activeElement?.id === "scale";
    document.querySelector("article.dossier").replaceWith(found);
    document.title = page.title;
    history.pushState(null, "", address);
    const scale = build();
    if (held) scale?.focus({ preventScroll: true });
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

addEventListener("popstate", () => location.reload());
build();
