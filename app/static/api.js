// Trying a call of the API on its page. Without it a form of a reading call leads to the answer itself.

const MOST = 20000; // characters of an answer that are shown

/** The address that a form asks for, with the parts of its path filled in. */
function address(form) {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  for (const each of form.querySelectorAll("[data-in]")) {
    const value = each.value.trim();
    if (!value) continue;
    if (each.dataset.in === "path") path = path.replace(`{${each.name}}`, encodeURIComponent(value));
    if (each.dataset.in === "query") query.set(each.name, value);
  }
  const rest = query.toString();
  return rest ? `${path}?${rest}` : path;
}

function headers(form) {
  const found = {};
  for (const each of form.querySelectorAll('[data-in="header"]')) if (each.value.trim()) found[each.name] = each.value.trim();
  const token = form.querySelector('[data-in="token"]')?.value.trim();
  if (token) found.Authorization = `Bearer ${token}`;
  if (form.querySelector('[data-in="body"]')) found["Content-Type"] = "application/json";
  return found;
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Keep the line of curl to what the form asks for; a token is never written into it. */
function retell(form) {
  const { method } = form.dataset;
  const parts = [`curl ${method === "GET" ? "" : `-X ${method} `}${quoted(location.origin + address(form))}`];
  if (form.querySelector('[data-in="token"]')) parts.push("-H 'Authorization: Bearer TOKEN'");
  if (form.querySelector('[data-in="body"]')) parts.push("-H 'Content-Type: application/json' --data @body.json");
  form.querySelector(".curl").textContent = parts.join(" \\\n  ");
}

function pretty(text, kind) {
  if (!kind.includes("json")) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function send(form) {
  const box = form.querySelector(".answer");
  const [status, shown] = [box.querySelector("p"), box.querySelector("pre")];
  box.hidden = false;
  status.textContent = "Asking …";
  shown.textContent = "";
  const began = performance.now();
  try {
    const body = form.querySelector('[data-in="body"]')?.value;
    const answer = await fetch(address(form), { method: form.dataset.method, headers: headers(form), body, credentials: "omit" });
    const text = await answer.text();
    const kind = answer.headers.get("Content-Type") ?? "";
    const words = pretty(text, kind);
    const size = new Blob([text]).size.toLocaleString("en");
    status.textContent = `${answer.status} ${answer.statusText}, ${size} bytes, ${Math.round(performance.now() - began)} ms, ${kind}`;
    shown.textContent = words.length > MOST ? `${words.slice(0, MOST)}\n… (cut here on this page)` : words;
  } catch {
    status.textContent = "There was no answer. Is the network there?";
  }
}

for (const form of document.querySelectorAll("form.try")) {
  for (const each of form.querySelectorAll("[data-scripted]")) each.hidden = false;
  retell(form);
  form.addEventListener("input", () => retell(form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}

/** Open what an address of this page names. */
function open() {
  const found = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (found instanceof HTMLDetailsElement) {
    found.open = true;
    found.scrollIntoView();
  }
}
window.addEventListener("hashchange", open);
open();
