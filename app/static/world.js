// The outlines of the world under the map: coarse ones first, finer ones in tiles once little of the world is seen.

const FINE_ABOVE = 5; // widths of the frame across the world

const group = (parent, name) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", "g");
  made.setAttribute("class", name);
  parent.append(made);
  return made;
};

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

/** Outlines in place of the server's: `draw(view, size)` puts them where the view is. They stay away where they cannot be loaded. */
export function world(place, { coarse, fine }) {
  const sheets = { coarse: { address: coarse, pieces: new Map() }, fine: { address: fine, pieces: new Map() } };
  let last;
  let taken = false;

  function ask(sheet) {
    sheet.asked ??= load(sheet.address).then((data) => {
      sheet.data = data;
      draw(...last);
    }).catch(() => {});
  }

  function piece(sheet, name, shift) {
    const made = group(sheet.place, "");
    for (const kind of ["land", "borders"]) {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("class", kind);
      path.setAttribute("d", sheet.data.tiles[name][kind]);
      made.append(path);
    }
    made.setAttribute("transform", `translate(${shift * sheet.data.units} 0)`);
    return made;
  }

  /** Keep the pieces that are seen, and no others. */
  function fill(sheet, { x, y, scale }, { width, height }) {
    const n = 2 ** sheet.data.level;
    const [wide, high] = [width / scale / 2, height / scale / 2];
    const [north, south] = [Math.max(0, Math.floor((y - high) * n)), Math.min(n - 1, Math.floor((y + high) * n))];
    const seen = new Set();
    for (let column = Math.floor((x - wide) * n); column <= Math.floor((x + wide) * n); column += 1) {
      for (let row = north; row <= south; row += 1) {
        const name = `${sheet.data.level}/${((column % n) + n) % n}/${row}`;
        if (!(name in sheet.data.tiles)) continue;
        const key = `${column}/${row}`;
        seen.add(key);
        if (!sheet.pieces.has(key)) sheet.pieces.set(key, piece(sheet, name, Math.floor(column / n)));
      }
    }
    for (const [key, element] of sheet.pieces) {
      if (seen.has(key)) continue;
      element.remove();
      sheet.pieces.delete(key);
    }
  }

  function draw(view, size) {
    last = [view, size];
    const wanted = view.scale > size.width * FINE_ABOVE ? sheets.fine : sheets.coarse;
    ask(wanted);
    const best = wanted.data ? wanted : Object.values(sheets).find((each) => each.data);
    const left = size.width / 2 - view.x * view.scale;
    const top = size.height / 2 - view.y * view.scale;
    if (!best) {
      const { units } = place.dataset; // of the server's outlines, until they are replaced
      if (units) place.setAttribute("transform", `translate(${left} ${top}) scale(${view.scale / units})`);
      return;
    }
    for (const sheet of Object.values(sheets)) {
      sheet.place ??= group(place, sheet === sheets.fine ? "fine" : "coarse");
      sheet.place.style.display = sheet === best ? "" : "none";
    }
    if (!taken) {
      taken = true;
      delete place.dataset.units;
      place.removeAttribute("transform");
      place.replaceChildren(...Object.values(sheets).map((sheet) => sheet.place));
    }
    fill(best, view, size);
    best.place.setAttribute("transform", `translate(${left} ${top}) scale(${view.scale / best.data.units})`);
  }

  return { draw };
}
