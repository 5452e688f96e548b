// What a step found out and why it was skipped, in a few words or in a sentence.

import { duration } from "./dom.js";

const UNDERSTOOD = { cache: "remembered", rules: "exact phrase", button: "button", model: "model", kind: "by its kind", nobody: "not understood" };
const DECISIONS = ["allow", "flag", "redact", "block", "escalate"];

/** A few words under a step's name. */
export function gist(step, journey) {
  const facts = step.facts ?? {};
  switch (step.number) {
    case 11: return facts.attempt > 1 ? `try ${facts.attempt}` : "";
    case 14: case 23: return decision(journey, step.number);
    case 16: return UNDERSTOOD[facts.by] ?? "";
    case 19: return facts.breaker_open ? "breaker open" : "";
    case 20: return facts.intent ?? "";
    case 22: return facts.parts === undefined ? "" : `${facts.parts} part${facts.parts === 1 ? "" : "s"}`;
    case 24: return step.times > 1 ? `${step.times} sends` : "";
    case 25: return Object.values(journey.parts ?? {}).at(-1)?.at(-1) ?? "";
    default: return "";
  }
}

/** What a step did for this message, as a sentence; "" before any message is chosen. */
export function story(step, journey) {
  if (!journey || !step) return "";
  if (step.state === "skipped") return `Skipped: ${whySkipped(step.number, journey)}.`;
  if (step.state === "outside") return "Not part of the demo.";
  if (step.state === "waiting") return "Not yet.";
  if (step.state === "running") return "At it now.";
  const told = [step.state === "error" ? `failed: ${step.outcome.replaceAll("_", " ")}` : "", step.ms > 0 ? duration(step.ms) : "", detail(step, journey)];
  const known = told.filter(Boolean).join(", ");
  return known && `This time: ${known}.`;
}

function detail(step, journey) {
  switch (step.number) {
    case 11: return journey.tries.length > 1 ? `${journey.tries.length} tries, ${journey.tries.filter((one) => one.lost).length} of them lost with their worker` : "at the first try";
    case 14: case 23: return verdicts(journey, step.number);
    case 16: return model(journey) || gist(step, journey);
    case 18: return source(journey.record);
    case 19: return journey.record ? `the record is ${age(journey.record.age_s)} old` : "";
    case 25: return Object.entries(journey.parts ?? {}).map(([part, said]) => `part ${Number(part) + 1} ${said.join(", ")}`).join("; ");
    default: return gist(step, journey);
  }
}

function model(journey) {
  const call = journey.model.at(-1);
  return call && `${call.model || "no answer"}, ${call.prompt_tokens} tokens in and ${call.completion_tokens} out, $${Number(call.cost_usd).toFixed(6)}`;
}

function verdicts(journey, number) {
  const rules = journey.findings.filter((one) => one.step === number).map((one) => one.rule_id || one.check);
  const found = rules.length ? `, found ${[...new Set(rules)].join(", ")}` : ", nothing found";
  return decision(journey, number) && `${decision(journey, number)}${found}`;
}

/** Why a step did not happen; empty where it did. */
function whySkipped(number, journey) {
  const by = journey.steps.find((step) => step.number === 16)?.facts?.by;
  const purpose = journey.steps.find((step) => step.number === 22)?.facts?.purpose;
  if (number === 15 && by) return { rules: "an exact phrase needs no model", cache: "understood before, no model asked", button: "a button needs no model", kind: "its kind says it all" }[by] ?? "not needed";
  if ((number === 17 || number === 18) && journey.record?.source === "cache") return `the record was ${age(journey.record.age_s)} old, no call needed`;
  if (number === 19 && journey.record) return "the fresh record was there";
  if (purpose === "refusal") return "the guardrails stopped it before";
  if (purpose === "answer" || !purpose) return "not needed for this one";
  return `not needed for: ${purpose.replaceAll("_", " ")}`;
}

/** Where a record came from. */
export function source(record) {
  if (!record) return "";
  return record.source === "cache" ? `cache hit, ${age(record.age_s)} old` : record.source === "fallback" ? `old: ${age(record.age_s)}` : "fresh from the company's system";
}

export function age(seconds) {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

function decision(journey, number) {
  const found = journey.verdicts.filter((verdict) => verdict.step === number).map((verdict) => verdict.decision);
  return found.sort((a, b) => DECISIONS.indexOf(b) - DECISIONS.indexOf(a))[0] ?? "";
}
