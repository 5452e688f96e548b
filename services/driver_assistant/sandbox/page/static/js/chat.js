// The chat: bubbles in order, kept in step with the server, and what the driver does with them.

import { bubble, choices, inWords } from "./bubble.js";
import { byId, h, icon } from "./dom.js";

export class Chat {
  #messages = new Map(); // by wamid, in order of arrival
  #elements = new Map();
  #pressed = new Set();
  #journeys = new Map(); // wamid to {findings, took}
  #chosen = "";
  #typing = false;
  #onTyping = null;
  #place = byId("chat");
  #actions;
  #fresh = true;

  /** `actions`: {onJourney, onQuote, onPress, onNews} */
  constructor(actions) {
    this.#actions = actions;
  }

  clear(name) {
    this.#messages.clear();
    this.#elements.clear();
    this.#journeys.clear();
    this.#pressed.clear();
    this.#chosen = "";
    this.#fresh = true;
    this.#place.replaceChildren(
      h("div", { class: "empty" }, h("b", {}, `${name}'s phone`), "Tap a question below, or write one. ✦ takes the model, the red one is an attack. The journey shows every message on its way through the platform."));
  }

  /** Messages that are new or changed; `reset` says that they are all there is. */
  update({ messages, typing, reset }) {
    const stay = this.#place.scrollHeight - this.#place.scrollTop - this.#place.clientHeight < 80;
    const isNew = !this.#fresh && !reset;
    if (reset) this.#keepOnly(messages);
    for (const message of messages) this.#put(message, isNew);
    this.#fresh = false;
    this.#show(typing);
    if (stay || isNew === false) this.#place.scrollTop = this.#place.scrollHeight;
    this.#actions.onNews?.();
  }

  /** What the journey knows of a message: findings to mark, how long it took. */
  note(wamid, facts) {
    this.#journeys.set(wamid, { ...this.#journeys.get(wamid), ...facts });
    this.#redraw(wamid);
  }

  choose(wamid) {
    const before = this.#chosen;
    this.#chosen = wamid;
    this.#redraw(before);
    this.#redraw(wamid);
  }

  pressed(wamid) {
    this.#pressed.add(wamid);
    this.#redraw(wamid);
  }

  message(wamid) {
    return this.#messages.get(wamid);
  }

  /** Call it when the assistant next begins to type. */
  onceTyping(call) {
    this.#onTyping = call;
  }

  latestOwn() {
    return [...this.#messages.values()].reverse().find((message) => message.by === "driver");
  }

  /** After a reconnect: what the phone does not have any more goes. */
  #keepOnly(messages) {
    const kept = new Set(messages.map((message) => message.wamid));
    for (const [wamid, elements] of this.#elements) {
      if (kept.has(wamid)) continue;
      for (const element of elements) element.remove();
      this.#elements.delete(wamid);
      this.#messages.delete(wamid);
    }
  }

  #put(message, isNew) {
    const known = this.#messages.has(message.wamid);
    this.#messages.set(message.wamid, message);
    if (known) this.#redraw(message.wamid);
    else if (message.type !== "reaction") this.#append(message, isNew);
  }

  #append(message, isNew) {
    this.#place.querySelector(".empty")?.remove();
    const elements = this.#draw(message, isNew);
    this.#elements.set(message.wamid, elements);
    const typing = this.#place.querySelector(".typing");
    for (const element of elements) this.#place.insertBefore(element, typing);
  }

  #redraw(wamid) {
    const message = this.#messages.get(wamid);
    const before = this.#elements.get(wamid);
    if (!message || !before) return;
    const after = this.#draw(message, false);
    const focused = focusable(before).indexOf(document.activeElement);
    before[0].replaceWith(...after);
    for (const element of before.slice(1)) element.remove();
    this.#elements.set(wamid, after);
    if (focused < 0) return;
    const heir = focusable(after)[focused];
    (heir && !heir.disabled ? heir : this.#place).focus({ preventScroll: true });
  }

  #draw(message, isNew) {
    const facts = this.#journeys.get(message.wamid) ?? {};
    const quoted = message.reply_to && this.#messages.get(message.reply_to);
    const order = [...this.#messages.values()];
    const previous = order[order.indexOf(message) - 1];
    const drawn = bubble(message, {
      ...facts,
      isNew,
      quoted: quoted && inWords(quoted).slice(0, 90),
      chosen: message.wamid === this.#chosen,
      turn: previous && previous.by !== message.by,
      onJourney: this.#actions.onJourney,
      onQuote: this.#actions.onQuote,
    });
    const below = choices(message, {
      pressed: this.#pressed.has(message.wamid),
      onPress: this.#actions.onPress,
      onList: (list) => openList(list, this.#actions.onPress),
    });
    return below ? [drawn, below] : [drawn];
  }

  #show(typing) {
    if (typing === this.#typing && Boolean(this.#place.querySelector(".typing")) === typing) return;
    this.#typing = typing;
    this.#place.querySelector(".typing")?.remove();
    if (typing) {
      this.#onTyping?.();
      this.#onTyping = null;
      const dots = h("div", { class: "typing", role: "status", "aria-label": "The assistant is typing" }, h("i"), h("i"), h("i"));
      this.#place.append(dots);
      this.#place.scrollTop = this.#place.scrollHeight;
    }
  }
}

function focusable(elements) {
  return elements.flatMap((element) => [...element.querySelectorAll("button")]);
}

/** A list's rows, to choose one. */
function openList(message, onPress) {
  const dialog = byId("sheet");
  dialog.replaceChildren(
    h("header", {}, h("h2", { id: "sheet-title" }, message.opener),
      h("button", { class: "round quiet", type: "button", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"))),
    h("div", { class: "rows" },
      message.choices.map((row) =>
        h("button", { type: "button", onclick: () => { dialog.close(); onPress(message, row); } },
          row.title, row.description && h("small", {}, row.description)))),
  );
  dialog.showModal();
}
