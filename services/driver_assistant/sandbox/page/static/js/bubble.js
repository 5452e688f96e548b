// One message as a bubble: text, quote, place, file, ticks; and its buttons below it.

import { clock, h, ticks } from "./dom.js";
import { picture } from "./map.js";
import { formatted, marked } from "./text.js";

const MEDIA = { image: "JPG", video: "MP4", audio: "♪", document: "PDF", sticker: "☺" };
const MEDIA_NAMES = { image: "Photo", video: "Video", audio: "Voice note", document: "Document", sticker: "Sticker" };

/**
 * The bubble of a message.
 * `about`: {quoted, findings, chosen, took, onJourney, onQuote, isNew}
 */
export function bubble(message, about) {
  const mine = message.by === "driver";
  const classes = ["bubble", mine ? "mine" : "theirs", about.chosen && "chosen", about.isNew && "new", about.turn && "turn"];
  return h(
    "article",
    {
      class: classes.filter(Boolean).join(" "),
      "data-wamid": message.wamid,
      "aria-label": `${mine ? "Driver" : "Assistant"}, ${clock(message.at)}`,
    },
    about.quoted && h("span", { class: "quote" }, about.quoted),
    content(message, about.findings ?? []),
    foot(message, mine, about),
  );
}

/** Buttons, or the opener of a list; pressing one answers for the driver. */
export function choices(message, about) {
  if (!message.choices?.length) return null;
  if (message.opener) {
    return h("div", { class: "choices" },
      h("button", { type: "button", "aria-haspopup": "dialog", onclick: () => about.onList(message) }, `☰ ${message.opener}`));
  }
  return h("div", { class: "choices" },
    message.choices.map((choice) =>
      h("button", { type: "button", disabled: about.pressed, onclick: () => about.onPress(message, choice) }, choice.title)));
}

/** What a message says in a line, for quotes and the journey's title. */
export function inWords(message) {
  if (message.type === "location") return `📍 ${message.location?.name ?? "Location"}`;
  if (MEDIA[message.type]) return message.text || MEDIA_NAMES[message.type];
  return message.text || `(${message.type})`;
}

function content(message, findings) {
  if (message.revoked) return h("i", {}, "This message was deleted");
  if (message.type === "location" && message.location) return place(message.location);
  if (MEDIA[message.type]) return file(message);
  const text = message.text || `(${message.type})`;
  return h("span", { class: "said", dir: "auto" }, findings.length ? marked(text, findings) : formatted(text));
}

function place(location) {
  return h("div", { class: "place" },
    picture(location),
    location.name && h("b", {}, location.name),
    h("small", {}, location.address || `${location.latitude.toFixed(5)}, ${location.longitude.toFixed(5)}`));
}

function file(message) {
  const medium = message[message.type] ?? {};
  const name = medium.filename || MEDIA_NAMES[message.type];
  return h("div", {},
    h("div", { class: "file" },
      h("span", { class: "kind", "aria-hidden": "true" }, MEDIA[message.type]),
      h("span", {}, name, h("small", {}, medium.mime_type || message.type))),
    message.text && message.text !== name && h("span", { class: "said", dir: "auto" }, formatted(message.text)));
}

function foot(message, mine, about) {
  return h("span", { class: "foot" },
    h("button", { class: "say-again", type: "button", onclick: () => about.onQuote(message), "aria-label": `Reply to: ${inWords(message).slice(0, 60)}` }, "Reply"),
    mine && h("button", {
      class: "to-journey", type: "button", "aria-pressed": about.chosen ? "true" : "false",
      onclick: () => about.onJourney(message), "aria-label": `Show the journey of: ${inWords(message).slice(0, 60)}`,
    }, about.took ? `↗ ${about.took}` : "↗ journey"),
    message.edited && "edited",
    h("time", { datetime: new Date(message.at * 1000).toISOString() }, clock(message.at)),
    mine && ticks(message.ticks));
}
