// A map without tiles: streets, blocks and a river grown from the coordinates alone. The same place
// always looks the same; it is a sketch of a town, not of that town.

import { h, icon, svg } from "./dom.js";

const PER_PIXEL = 0.00004; // degrees; a street is some 200 m from the next

export function sketch(latitude, longitude, width, height) {
  const random = seeded(Math.round(latitude * 400) * 7919 + Math.round(longitude * 400));
  const parts = [svg("rect", { class: "land", width, height })];
  const columns = cuts(random, width, 34, 62);
  const rows = cuts(random, height, 30, 54);
  for (let x = 0; x + 1 < columns.length; x += 1) {
    for (let y = 0; y + 1 < rows.length; y += 1) {
      const kind = random() < 0.1 ? "park" : "block";
      parts.push(svg("rect", {
        class: kind, x: columns[x] + 4, y: rows[y] + 4, rx: 3,
        width: Math.max(0, columns[x + 1] - columns[x] - 8), height: Math.max(0, rows[y + 1] - rows[y] - 8),
      }));
    }
  }
  const bend = height * (0.2 + random() * 0.6);
  parts.push(svg("path", { class: "water", "stroke-width": 12, d: `M-10 ${bend} C ${width * 0.3} ${bend - 50}, ${width * 0.6} ${bend + 60}, ${width + 10} ${bend - 10}` }));
  for (const [kind, wider] of [["road edge", 2], ["road", 0]]) {
    columns.forEach((x, n) => parts.push(svg("path", { class: kind, "stroke-width": (n % 3 ? 4 : 7) + wider, d: `M${x} -5V${height + 5}` })));
    rows.forEach((y, n) => parts.push(svg("path", { class: kind, "stroke-width": (n % 3 ? 4 : 7) + wider, d: `M-5 ${y}H${width + 5}` })));
    parts.push(svg("path", { class: kind, "stroke-width": 8 + wider, d: `M-10 ${height * random()} L ${width + 10} ${height * random()}` }));
  }
  return parts;
}

export function pin(x, y) {
  return svg("g", { transform: `translate(${x} ${y})` },
    svg("ellipse", { class: "pin-shade", rx: 6, ry: 2.5 }),
    svg("path", { class: "pin", d: "M0 0C-9-11-11-15-11-20a11 11 0 0 1 22 0c0 5-2 9-11 20z" }),
    svg("circle", { cx: 0, cy: -20, r: 4, fill: "#fff" }));
}

/** The picture of a place in a bubble. */
export function picture(place) {
  const label = `Map sketch around ${place.latitude.toFixed(4)}, ${place.longitude.toFixed(4)}`;
  return svg("svg", { viewBox: "0 0 248 128", role: "img", "aria-label": label },
    ...sketch(place.latitude, place.longitude, 248, 128), pin(124, 74));
}

/** Let the reader put a pin; resolves to {latitude, longitude} or null. */
export function pickPlace(dialog, start) {
  const width = 420;
  const height = 300;
  const at = { x: width / 2, y: height / 2 };
  const where = h("output", {});
  const map = svg("svg", {
    viewBox: `0 0 ${width} ${height}`, tabindex: 0, role: "application",
    "aria-label": "Map: click to put the pin, or move it with the arrow keys",
  }, ...sketch(start.latitude, start.longitude, width, height));
  const marker = pin(at.x, at.y);
  map.append(marker);
  const place = () => ({
    latitude: Number((start.latitude + (height / 2 - at.y) * PER_PIXEL).toFixed(5)),
    longitude: Number((start.longitude + (at.x - width / 2) * PER_PIXEL).toFixed(5)),
  });
  const show = () => {
    at.x = Math.min(width, Math.max(0, at.x));
    at.y = Math.min(height, Math.max(0, at.y));
    marker.setAttribute("transform", `translate(${at.x} ${at.y})`);
    where.textContent = `${place().latitude}, ${place().longitude}`;
  };
  map.addEventListener("pointerdown", (event) => {
    const box = map.getBoundingClientRect();
    at.x = ((event.clientX - box.left) / box.width) * width;
    at.y = ((event.clientY - box.top) / box.height) * height;
    show();
  });
  map.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-8, 0], ArrowRight: [8, 0], ArrowUp: [0, -8], ArrowDown: [0, 8] }[event.key];
    if (!step) return;
    event.preventDefault();
    at.x += step[0];
    at.y += step[1];
    show();
  });
  show();
  return new Promise((resolve) => {
    let chosen = null;
    dialog.replaceChildren(
      h("header", {}, h("h2", { id: "map-title" }, "Send a location"),
        h("button", { class: "round quiet", type: "button", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"))),
      h("p", { class: "hint" }, "Click to put the pin, or move it with the arrow keys. The map is a sketch."),
      map,
      h("footer", {}, where, h("button", { type: "button", onclick: () => { chosen = place(); dialog.close(); } }, "Send this place")),
    );
    dialog.addEventListener("close", () => resolve(chosen), { once: true });
    dialog.showModal();
    map.focus();
  });
}

function cuts(random, length, least, most) {
  const found = [-random() * least];
  while (found.at(-1) < length) found.push(found.at(-1) + least + random() * (most - least));
  return found;
}

function seeded(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
