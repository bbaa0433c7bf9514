// The map of search results: moves, zooms, and fetches the cells of what is seen.
// Without this module the server's picture stands, whose marks are links that zoom in.

import { latitudeOf, longitudeOf, nearest, tilesIn, boxOf } from "./mercator.js";
import { world } from "./world.js";

const WAIT = 150; // ms of rest before cells are fetched
const LEAST_CELL = 22; // pixels across a cell
const LEVELS = [2, 4, 6, 8, 10, 12, 14];
const FINEST = LEVELS.at(-1);
const LARGEST = 28; // pixels of radius
const SMALLEST = 4;
const MOST = 96 * 2 ** FINEST; // pixels across the world
const ROUND = 40030; // km
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const number = (n) => n.toLocaleString("en");
const counted = (n, one, many) => `${number(n)} ${n === 1 ? one : many}`;

const node = (name, attributes = {}) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
};

/** Take over the map that the server drew. */
function start(map) {
  const frame = map.querySelector(".map-frame");
  const svg = frame.querySelector("svg");
  const marks = svg.querySelector(".map-marks");
  const tip = frame.querySelector(".map-tip");
  const scaleBar = frame.querySelector(".map-scale");
  const said = map.querySelector("[data-said]");
  const rows = map.querySelector("tbody");
  const boxes = (map.dataset.box ?? "").split(",").map(Number);

  let size = { width: 1000, height: 580 };
  let view; // x, y: the middle in the square world; scale: pixels across the world
  let shown = { level: null, items: [] };
  let asked = { key: "", stop: new AbortController() };
  let timer = 0;
  let moving = 0;

  // -- what is seen

  const least = () => Math.min(size.width, size.height) * 0.95;
  const first = () => {
    const { x, y, width } = map.dataset;
    return { x: Number(x), y: Number(y), scale: Math.min(size.width, size.height * 1000 / 580) / Number(width) };
  };
  const kept = ({ x, y, scale }) => ({
    x: nearest(x, 0.5), y: Math.min(1, Math.max(0, y)), scale: Math.min(MOST, Math.max(least(), scale)),
  });
  const level = () => LEVELS.findLast((each) => view.scale / 2 ** each >= LEAST_CELL) ?? LEVELS[0];
  const placed = ([x, y]) => [
    (nearest(x, view.x) - view.x) * view.scale + size.width / 2, (y - view.y) * view.scale + size.height / 2,
  ];
  const edges = () => {
    const [wide, high] = [size.width / view.scale / 2, size.height / view.scale / 2];
    return { left: view.x - wide, right: view.x + wide, top: view.y - high, bottom: view.y + high };
  };

  function look(next) {
    view = kept(next);
    draw();
    clearTimeout(timer);
    timer = setTimeout(settle, WAIT);
  }

  /** Move there, in a quarter of a second where motion is welcome. */
  function go(next) {
    cancelAnimationFrame(moving);
    const [from, to, start] = [view, kept(next), performance.now()];
    if (calm.matches) return look(to);
    const x = nearest(to.x, from.x);
    const step = (now) => {
      const part = Math.min(1, (now - start) / 250);
      const eased = part * (2 - part);
      const scale = from.scale * (to.scale / from.scale) ** eased;
      // The ground passes evenly while the scale grows by factors.
      const way = to.scale === from.scale ? eased : (1 / from.scale - 1 / scale) / (1 / from.scale - 1 / to.scale);
      look({ x: from.x + (x - from.x) * way, y: from.y + (to.y - from.y) * way, scale });
      if (part < 1) moving = requestAnimationFrame(step);
    };
    moving = requestAnimationFrame(step);
  }

  /** The view after zooming by a factor about a point of the frame, which stays where it is. */
  function zoomed(factor, [px, py] = [size.width / 2, size.height / 2]) {
    const scale = kept({ ...view, scale: view.scale * factor }).scale;
    const [dx, dy] = [px - size.width / 2, py - size.height / 2];
    return { x: view.x + dx / view.scale - dx / scale, y: view.y + dy / view.scale - dy / scale, scale };
  }

  // -- drawing

  const outlines = world(svg.querySelector(".map-world"), map.dataset);

  function draw() {
    outlines.draw(view, size);
    for (const { element, item, rectangle } of shown.items) {
      const [x, y] = placed(item.at);
      element.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
      if (rectangle) spread(rectangle, item);
    }
    drawBox();
    drawScale();
  }

  /** The area within which a coarse position may lie. */
  function spread(rectangle, { at, coarse }) {
    const wide = coarse * view.scale;
    const high = wide * Math.cosh(Math.PI * (1 - 2 * at[1]));
    Object.entries({ x: -wide / 2, y: -high / 2, width: wide, height: high }).forEach(([key, value]) => rectangle.setAttribute(key, value));
  }

  function drawBox() {
    const rectangle = svg.querySelector(".map-box");
    if (!rectangle) return;
    const { x, y, width, height } = boxOf(boxes);
    const left = nearest(x + width / 2, view.x) - width / 2;
    const sides = {
      x: (left - view.x) * view.scale + size.width / 2, y: (y - view.y) * view.scale + size.height / 2,
      width: width * view.scale, height: height * view.scale,
    };
    Object.entries(sides).forEach(([key, value]) => rectangle.setAttribute(key, value));
  }

  function drawScale() {
    const km = ROUND * Math.cos(latitudeOf(view.y) * Math.PI / 180) / view.scale * 110;
    const power = 10 ** Math.floor(Math.log10(km));
    const length = [5, 2, 1].find((each) => each * power <= km) * power;
    scaleBar.style.width = `${length / km * 110}px`;
    scaleBar.textContent = length < 1 ? `${Math.round(length * 1000)} m` : `${number(length)} km`;
  }

  function mark(item, largest, most, detail) {
    const radius = Math.max(SMALLEST, largest * Math.sqrt(item.n / most));
    const element = node("a", {
      href: `${map.dataset.within}&cell=${detail}/${item.x}/${item.y}`, "aria-label": `${item.text}, ${item.place}`,
      class: `${item.killed ? "fatal" : ""} ${item.coarse ? "coarse" : ""}`,
    });
    const rectangle = item.coarse ? node("rect") : null;
    if (rectangle) element.append(rectangle);
    element.append(node("circle", { class: "hit", r: Math.max(12, radius) }), node("circle", { r: radius.toFixed(1) }));
    if (radius >= Math.max(11, 4 * item.short.length)) { // it fits
      const text = node("text", { "aria-hidden": "true" });
      text.textContent = item.short;
      element.append(text);
    }
    return { element, item, rectangle };
  }

  function show(detail, items) {
    const most = Math.max(1, ...items.map((item) => item.n));
    const largest = Math.min(view.scale / 2 ** detail / 2, LARGEST, 6 + 2.5 * Math.sqrt(most));
    const had = marks.contains(document.activeElement);
    shown = { level: detail, items: items.map((item) => mark(item, largest, most, detail)) };
    marks.replaceChildren(...shown.items.map(({ element }) => element));
    if (had) frame.focus({ preventScroll: true });
    hide();
    draw();
  }

  // -- cells

  /** Once the map rests: fetch its cells, say what is seen, and keep the place in the address. */
  async function settle() {
    if (!map.isConnected) return;
    const [detail, { left, right, top, bottom }] = [level(), edges()];
    const tiles = tilesIn(left, right, top, bottom, detail);
    keep();
    const key = [detail, ...Object.values(tiles.box)].join();
    if (key === asked.key) return tell();
    asked.stop.abort();
    asked = { key, stop: new AbortController() };
    try {
      const query = new URLSearchParams({ ...tiles.box, level: detail });
      const answer = await fetch(`${map.dataset.cells}&${query}`, { signal: asked.stop.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      show(detail, (await answer.json()).items.filter(tiles.has));
      tell();
    } catch (error) {
      if (error.name === "AbortError") return;
      asked.key = "";
      said.textContent = "The map could not be brought up to date. Move it to try again.";
    }
  }

  /** The sums of what is seen, and the table of it. */
  function tell() {
    const seen = shown.items.filter(({ item }) => {
      const [x, y] = placed(item.at);
      return x >= 0 && y >= 0 && x <= size.width && y <= size.height;
    });
    const [n, killed] = ["n", "killed"].map((name) => seen.reduce((sum, { item }) => sum + item[name], 0));
    said.textContent = seen.length
      ? `In this view: ${counted(n, map.dataset.one, map.dataset.many)}, ${counted(killed, "person", "people")} killed.`
      : "Nothing in this view.";
    rows.replaceChildren(...seen.map(({ item, element }) => row(item, element)));
  }

  function row(item, element) {
    const made = document.createElement("tr");
    const link = Object.assign(document.createElement("a"), { href: element.getAttribute("href"), textContent: "list" });
    link.setAttribute("aria-label", `list: ${item.place}`);
    for (const content of [item.coarse ? `${item.place} (about)` : item.place, number(item.n), number(item.killed), link]) {
      const cell = document.createElement("td");
      if (content !== link && made.children.length) cell.className = "n";
      cell.append(content);
      made.append(cell);
    }
    return made;
  }

  /** Keep the view in the address, and what "Search in this view" asks for. */
  function keep() {
    const { left, right, top, bottom } = edges();
    const at = [Math.log2(view.scale / 256).toFixed(2), latitudeOf(view.y).toFixed(4), longitudeOf(view.x).toFixed(4)];
    const started = kept(first());
    const isFirst = Object.keys(started).every((name) => started[name] === view[name]);
    if (!isFirst || location.hash.startsWith("#map=")) history.replaceState(history.state, "", `#map=${at.join("/")}`);
    const sides = {
      south: Math.max(-90, latitudeOf(Math.min(1, bottom))), north: Math.min(90, latitudeOf(Math.max(0, top))),
      west: right - left >= 1 ? -180 : longitudeOf(left), east: right - left >= 1 ? 180 : longitudeOf(right),
    };
    const query = new URLSearchParams(Object.entries(sides).map(([name, value]) => [name, value.toFixed(digits())]));
    map.querySelector("[data-act=here]").href = `${map.dataset.within}&${query}&view=map`;
  }

  const digits = () => Math.min(5, Math.max(1, Math.round(Math.log10(view.scale / 360))));

  // -- tips

  function point(event) {
    const found = shown.items.find(({ element }) => element === event.target.closest("a"));
    if (!found) return;
    tip.textContent = `${found.item.text} · ${found.item.place}`;
    tip.hidden = false;
    const [x, y] = placed(found.item.at);
    tip.style.left = `${Math.max(0, Math.min(size.width - tip.offsetWidth, x - tip.offsetWidth / 2))}px`;
    tip.style.top = `${y > tip.offsetHeight + 32 ? y - tip.offsetHeight - 30 : y + 30}px`;
  }
  const hide = () => { tip.hidden = true; };
  marks.addEventListener("pointerover", point);
  marks.addEventListener("focusin", point);
  marks.addEventListener("pointerout", hide);
  marks.addEventListener("focusout", hide);

  // -- acts

  marks.addEventListener("click", (event) => {
    const found = shown.items.find(({ element }) => element === event.target.closest("a"));
    if (!found || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (found.item.n === 1 || shown.level === FINEST || found.item.coarse) return;
    event.preventDefault();
    go({ x: found.item.at[0], y: found.item.at[1], scale: view.scale * 4 });
  });

  const pan = (dx, dy) => ({ ...view, x: view.x + dx / view.scale, y: view.y + dy / view.scale });
  const KEYS = {
    ArrowLeft: () => pan(-120, 0), ArrowRight: () => pan(120, 0), ArrowUp: () => pan(0, -120), ArrowDown: () => pan(0, 120),
    "+": () => zoomed(2), "=": () => zoomed(2), "-": () => zoomed(0.5), "0": first,
  };
  frame.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
    if (!(event.key in KEYS) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(KEYS[event.key]());
  });
  const ACTS = { in: () => zoomed(2), out: () => zoomed(0.5), back: first };
  for (const [name, act] of Object.entries(ACTS)) {
    map.querySelector(`[data-act=${name}]`).addEventListener("click", () => go(act()));
  }

  frame.addEventListener("wheel", (event) => {
    if (event.deltaY > 0 && view.scale <= least() * 1.001) return; // the page scrolls on
    event.preventDefault();
    cancelAnimationFrame(moving);
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 30 : 1;
    look(zoomed(2 ** (-event.deltaY * lines / 300), at(event)));
  }, { passive: false });

  // One finger or the mouse moves the map, two fingers zoom it as well.
  const held = new Map();
  let dragged = false;
  function at(event) {
    const { left, top } = svg.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }
  const middle = (points) => [0, 1].map((axis) => points.reduce((sum, each) => sum + each[axis], 0) / points.length);
  const apart = ([a, b]) => (b ? Math.hypot(a[0] - b[0], a[1] - b[1]) : 1);
  frame.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    cancelAnimationFrame(moving);
    if (!held.size) dragged = false;
    held.set(event.pointerId, at(event));
  });
  frame.addEventListener("pointermove", (event) => {
    if (!held.has(event.pointerId)) return;
    const [before, here] = [[...held.values()], at(event)];
    if (!dragged && before.length === 1 && apart([before[0], here]) < 5) return;
    dragged = true;
    frame.classList.add("held");
    frame.setPointerCapture(event.pointerId);
    held.set(event.pointerId, here);
    const after = [...held.values()];
    const [from, to] = [middle(before), middle(after)];
    view = pan(from[0] - to[0], from[1] - to[1]);
    look(zoomed(apart(after) / apart(before), to));
  });
  for (const name of ["pointerup", "pointercancel"]) {
    frame.addEventListener(name, (event) => {
      held.delete(event.pointerId);
      if (!held.size) frame.classList.remove("held");
    });
  }
  frame.addEventListener("click", (event) => {
    if (dragged) { event.preventDefault(); event.stopPropagation(); }
  }, { capture: true });
  frame.addEventListener("dragstart", (event) => event.preventDefault());

  // -- beginning

  /** The view that the address keeps, else that of the server's picture. */
  function remembered() {
    const found = /^#map=([\d.-]+)\/([\d.-]+)\/([\d.-]+)$/.exec(location.hash);
    if (!found || found.slice(1).some((each) => !Number.isFinite(Number(each)))) return first();
    const [zoom, latitude, longitude] = found.slice(1).map(Number);
    return { x: (longitude + 180) / 360, y: boxOf([latitude, 0, latitude, 0]).y, scale: 256 * 2 ** zoom };
  }

  function fit() {
    size = { width: svg.clientWidth, height: svg.clientHeight };
    svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  }

  map.classList.add("live");
  for (const each of map.querySelectorAll(".map-tools, .map-scale, .map-help")) each.hidden = false;
  frame.tabIndex = 0;
  for (const [name, value] of Object.entries({ role: "application", "aria-label": "Map", "aria-describedby": "map-help" })) {
    frame.setAttribute(name, value);
  }
  fit();
  look(remembered());
  new ResizeObserver(() => { fit(); look(view); }).observe(frame);
}

// Pages come whole or, when a search is narrowed, as parts.
const started = new WeakSet();
function find() {
  const map = document.getElementById("map");
  if (!map || started.has(map)) return;
  started.add(map);
  start(map);
}
find();
for (const name of ["htmx:afterSettle", "htmx:historyRestore"]) document.addEventListener(name, find);
