// Small tools to build elements without a string of HTML ever being parsed.

const SVG = "http://www.w3.org/2000/svg";

/** An element: h("p", {class: "x", onclick: f, disabled: true}, "text", child, ...). */
export function h(tag, props = {}, ...children) {
  return filled(document.createElement(tag), props, children);
}

/** The same for SVG. */
export function svg(tag, props = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), props, children);
}

export function byId(id) {
  return document.getElementById(id);
}

function filled(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const ICONS = {
  plus: "M12 5v14M5 12h14",
  send: "M4 12l16-8-6 16-3-7z",
  pin: "M12 21s-7-6.2-7-11a7 7 0 0 1 14 0c0 4.8-7 11-7 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9h.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  voice: "M12 15a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v6a3 3 0 0 0 3 3zM6 11a6 6 0 0 0 12 0M12 17v4",
  close: "M6 6l12 12M18 6L6 18",
};

export function icon(name) {
  return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));
}

const TICKS = {
  pending: ["M8.5 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM8.5 3.5V6l1.8 1.2", "waiting"],
  sent: ["M4.5 6.5l3 3 6-7", "sent"],
  delivered: ["M1.5 6.5l3 3 6-7M8 9l.7.6 6-7", "delivered"],
  read: ["M1.5 6.5l3 3 6-7M8 9l.7.6 6-7", "read"],
};

/** WhatsApp's ticks: one sent, two delivered, two blue read. */
export function ticks(state) {
  const [d, label] = TICKS[state] ?? TICKS.pending;
  return svg("svg", { viewBox: "0 0 17 12", role: "img", "aria-label": label, "data-ticks": state }, svg("path", { d }));
}

export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

export function duration(ms) {
  if (ms === null || ms === undefined) return "";
  if (ms < 1) return "<1 ms";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 10000 ? 2 : 1)} s`;
}
