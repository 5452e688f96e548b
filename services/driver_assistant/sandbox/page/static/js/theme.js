// Light, dark, or as the system says; remembered by this browser.

import { byId } from "./dom.js";

const ORDER = ["system", "light", "dark"];
const KEY = "driver-assistant-theme";

export function themes() {
  let theme = remembered();
  const show = () => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    byId("theme").textContent = `Theme: ${theme}`;
  };
  byId("theme").addEventListener("click", () => {
    theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
    try { localStorage.setItem(KEY, theme); } catch { /* a private window forgets it */ }
    show();
  });
  show();
}

function remembered() {
  try {
    const theme = localStorage.getItem(KEY);
    return ORDER.includes(theme) ? theme : "system";
  } catch {
    return "system";
  }
}
