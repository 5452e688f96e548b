// Dead letters, audit trail and guardrail events, as the commands print them.

import { get, tried } from "./api.js";
import { byId, h } from "./dom.js";

const LISTS = { "dead-letters": "Dead letters", audit: "Audit trail", guardrails: "Guardrail events" };
const EMPTY = {
  "dead-letters": "Nothing was given up. A message comes here after eight attempts, with its cause, to be replayed by a person.",
  audit: "No entries yet.",
  guardrails: "No decisions are recorded yet. Try the red chip.",
};
const LAST = new Set(["id", "conversation_id", "message_id", "policy_hash", "model_hash", "company_id", "text_hash", "timings_us", "hash", "block"]);
const MOST_ROWS = 100;

export class Lists {
  #name = "dead-letters";
  #asked = 0;
  #supervised;

  constructor(supervised) {
    this.#supervised = supervised;
    byId("list-names").replaceChildren(...Object.entries(LISTS).map(([name, title]) =>
      h("button", { type: "button", "data-list": name, "aria-pressed": String(name === this.#name), onclick: () => this.open(name) }, title)));
    byId("list-again").addEventListener("click", () => this.open(this.#name));
    this.#say("Choose a list, or run the command again: it is what anybody sees in a terminal.");
  }

  async open(name) {
    this.#name = name;
    for (const button of byId("list-names").children) button.setAttribute("aria-pressed", String(button.dataset.list === name));
    if (!this.#supervised) return this.#say("Without the demo's supervisor no command can be run. `make demo` starts one.");
    const asked = (this.#asked += 1);
    this.#say("Running the command…");
    let report = null;
    const well = await tried(async () => { report = await get(`/page/reports/${name}`); });
    if (asked !== this.#asked) return; // another list was chosen meanwhile
    if (well) this.#show(name, report);
    else this.#say("The command could not be run.");
  }

  #show(name, report) {
    const command = h("code", { class: "command" }, `$ ${report.command}`);
    const text = { missing: `This installation has no such command yet (${report.detail}).`, failed: `It failed: ${report.detail}` }[report.state]
      ?? (report.rows.length ? "" : EMPTY[name]);
    byId("list").replaceChildren(command, text ? h("p", { class: "nothing" }, text) : table(report.rows.slice(0, MOST_ROWS)));
  }

  #say(text) {
    byId("list").replaceChildren(h("p", { class: "nothing" }, text));
  }
}

function table(rows) {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = [...names.filter((name) => !LAST.has(name)), ...names.filter((name) => LAST.has(name))];
  return h("table", {},
    h("thead", {}, h("tr", {}, columns.map((name) => h("th", { scope: "col" }, name.replaceAll("_", " "))))),
    h("tbody", {}, rows.map((row) => h("tr", {}, columns.map((name) => h("td", { title: shown(row[name]) }, shown(row[name])))))));
}

function shown(value) {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "string" && /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)) return new Date(value.replace(" ", "T")).toLocaleTimeString([], { hourCycle: "h23" });
  if (Array.isArray(value)) return value.map(shown).join(", ") || "–";
  if (typeof value === "object") return Object.entries(value).map(([name, own]) => `${name} ${shown(own)}`).join(" · ") || "–";
  return String(value);
}
