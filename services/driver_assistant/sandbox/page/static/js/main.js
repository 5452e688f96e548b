// Puts the parts together: who is chosen, what is sent, which journey is shown.

import { get, post, put, tried } from "./api.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { byId, duration, h } from "./dom.js";
import { Journey } from "./journey.js";
import { Lists } from "./lists.js";
import { System } from "./pulse.js";
import { Stream } from "./stream.js";
import { Switches } from "./switches.js";
import { themes } from "./theme.js";
import { Tour } from "./tour.js";

const FIRST = "joe"; // English, an ordinary day
const KEY = "driver-assistant-driver";
const LOOK_MS = 120; // spans come in handfuls: look once for each handful
const ANSWER_MS = 20_000; // the tour goes on without an answer after this long

class Page {
  #about;
  #driver;
  #chosen = "";
  #follows = true; // the latest message, until the reader chooses another
  #looking = 0;
  #over = new Map(); // wamid to what is to be called once its journey is over

  constructor(about) {
    this.#about = about;
    this.chat = new Chat({
      onJourney: (message) => { this.#follows = message.wamid === this.chat.latestOwn()?.wamid; this.#choose(message.wamid); showTab("journey"); },
      onQuote: (message) => this.composer.quote(message),
      onPress: (message, choice) => this.#press(message, choice),
      onNews: () => this.#follow(),
    });
    this.composer = new Composer((message) => this.#send(message));
    this.system = new System();
    this.journey = new Journey(about, this.system);
    this.switches = new Switches(about, (key) => { this.composer.tap(key); showTab("chat"); });
    this.lists = new Lists(about.supervised);
    this.stream = new Stream({
      chat: (news) => this.#chat(news),
      journeys: ({ wamids }) => this.#news(wamids),
      pulse: (pulse) => { if (pulse.switches) { this.system.show(pulse); this.switches.show(pulse.switches, pulse.burst); } },
    });
    this.tour = new Tour(this.#forTour());
    this.#pickers();
  }

  #forTour() {
    let latest = "";
    return {
      tap: async (key) => { showTab("chat"); latest = await this.composer.tap(key); },
      turn: (id, on) => this.switches.turn(id, on),
      undo: () => this.switches.undo(),
      burst: () => { showTab("faults"); return this.switches.burst(); },
      whenAnswered: () => before(ANSWER_MS, (resolve) => (latest ? this.#over.set(latest, resolve) : resolve())),
      whenTyping: (ms) => before(ms, (resolve) => this.chat.onceTyping(resolve)),
    };
  }

  #pickers() {
    const { drivers, languages } = this.#about;
    byId("driver").replaceChildren(...drivers.map((one) => h("option", { value: one.alias }, `${one.name} · ${one.country}`)));
    byId("language").replaceChildren(...languages.map((one) => h("option", { value: one.code }, one.name)));
    byId("driver").addEventListener("change", (event) => this.driver(event.target.value));
    byId("language").addEventListener("change", () => this.#chips());
    const known = [remembered(), FIRST].find((alias) => drivers.some((one) => one.alias === alias));
    byId("driver").value = known ?? drivers[0].alias;
    this.driver(byId("driver").value);
  }

  async driver(alias) {
    this.#driver = this.#about.drivers.find((one) => one.alias === alias);
    remember(alias);
    const initials = this.#driver.name.split(/\s+/).map((word) => Array.from(word)[0]).slice(0, 2).join("");
    byId("avatar").textContent = initials;
    const known = this.#about.languages.some((one) => one.code === this.#driver.language);
    byId("language").value = known ? this.#driver.language : "en";
    this.#chips();
    this.#chosen = "";
    this.#follows = true;
    this.chat.clear(this.#driver.name);
    this.journey.empty();
    await tried(() => put(`/meta/_control/users/${encodeURIComponent(this.#driver.phone)}`, { name: this.#driver.name }));
    this.stream.open(this.#driver.phone);
  }

  #chat(news) {
    if (news.user !== this.#driver.phone.replace(/\D/g, "")) return;
    const forgotten = news.reset && !news.messages.length && this.chat.latestOwn();
    if (forgotten) this.driver(this.#driver.alias); // the stand-in was started anew: so is the phone
    else this.chat.update(news);
  }

  #chips() {
    this.composer.for(this.#driver, this.#about.chips[byId("language").value]);
    byId("chips").lang = byId("language").value;
  }

  /** Resolves to the wamid, "" when it could not be sent. */
  async #send(message) {
    this.#follows = true;
    let wamid = "";
    await tried(async () => { [wamid] = (await post("/meta/_control/messages", { from: this.#driver.phone, ...message })).wamids; });
    return wamid;
  }

  #press(message, choice) {
    this.chat.pressed(message.wamid);
    const kind = choice.kind === "row" ? "list_reply" : "button_reply";
    this.#send({ type: kind, payload: choice.id, text: choice.title, description: choice.description ?? "", reply_to: message.wamid });
  }

  /** Choose the driver's latest message, as long as the reader has not chosen another. */
  #follow() {
    const latest = this.chat.latestOwn();
    if (this.#follows && latest && latest.wamid !== this.#chosen) this.#choose(latest.wamid);
  }

  #choose(wamid) {
    this.#chosen = wamid;
    this.chat.choose(wamid);
    this.#look();
  }

  #news(wamids) {
    if (wamids.includes(this.#chosen)) this.#look();
  }

  #look() {
    clearTimeout(this.#looking);
    this.#looking = setTimeout(() => this.#read(this.#chosen), LOOK_MS);
  }

  async #read(wamid) {
    if (!wamid) return;
    await tried(async () => {
      const journey = await get(`/page/journey?wamid=${encodeURIComponent(wamid)}`);
      const own = journey.findings.filter((one) => one.stage === "input" && one.source !== "api_field");
      this.chat.note(wamid, { findings: own, took: duration(journey.total_ms) });
      if (wamid === this.#chosen) this.journey.show(journey, this.chat.message(wamid));
      if (["answered", "silent"].includes(journey.state)) this.#over.get(wamid)?.();
    });
  }
}

/** The driver of this window, over a reload; another window may have another. */
function remember(alias) {
  try { sessionStorage.setItem(KEY, alias); } catch { /* a private window forgets it */ }
}

function remembered() {
  try { return sessionStorage.getItem(KEY); } catch { return null; }
}

/** A promise that `start` resolves, or time. */
function before(ms, start) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
    start(resolve);
  });
}

function showTab(name) {
  document.body.dataset.tab = name;
  for (const button of document.querySelectorAll(".tabs button")) {
    button.setAttribute("aria-current", button.dataset.show === name ? "page" : "false");
  }
}

themes();
for (const button of document.querySelectorAll(".tabs button")) button.addEventListener("click", () => showTab(button.dataset.show));
await tried(async () => new Page(await get("/page/about")));
document.documentElement.dataset.ready = "yes";
