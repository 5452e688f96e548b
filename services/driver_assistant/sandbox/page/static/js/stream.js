// The live connection: one EventSource for the chosen driver, with its state shown and kept up.

import { byId } from "./dom.js";

const SILENCE_MS = 25_000; // the server says something at least every 15 s

export class Stream {
  #source = null;
  #user = "";
  #handlers;
  #watchdog = 0;

  constructor(handlers) {
    this.#handlers = handlers;
  }

  /** Listen to a driver; the server begins with the whole chat. */
  open(user) {
    this.#user = user;
    this.#connect();
  }

  #connect() {
    this.#source?.close();
    say("connecting", "connecting…");
    const source = new EventSource(`/page/stream?user=${encodeURIComponent(this.#user)}`);
    this.#source = source;
    source.onopen = () => this.#alive();
    source.onerror = () => {
      say("lost", "connection lost, trying again…");
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.#connect(), 1500);
    };
    for (const [kind, handle] of Object.entries(this.#handlers)) {
      source.addEventListener(kind, (event) => {
        if (source !== this.#source) return;
        this.#alive();
        handle(JSON.parse(event.data));
      });
    }
  }

  #alive() {
    say("live", "live");
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#connect(), SILENCE_MS);
  }
}

function say(state, text) {
  const place = byId("connection");
  if (place.dataset.state === state) return;
  place.dataset.state = state;
  place.textContent = text;
}
