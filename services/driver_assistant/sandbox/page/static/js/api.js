// Everything the page asks of its own server; errors become a notice, never silence.

import { byId, h } from "./dom.js";

export class Failed extends Error {}

export async function get(path) {
  return asked(path, { headers: { accept: "application/json" } });
}

export async function post(path, body) {
  return asked(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body ?? {}),
  });
}

export async function put(path, body) {
  return asked(path, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Run it; what goes wrong is said to the reader. True when it went well. */
export async function tried(what) {
  try {
    await what();
    return true;
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    notice(error.message);
    return false;
  }
}

export function notice(text) {
  const note = h("div", { class: "notice" }, text);
  byId("notices").append(note);
  setTimeout(() => note.remove(), 8000);
}

async function asked(path, options) {
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Failed("The sandbox does not answer. Is `make demo` still running?");
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    const detail = typeof body.detail === "string" ? body.detail : `the sandbox answered ${answer.status}`;
    throw new Failed(detail);
  }
  return body;
}
