// Why a step was skipped, and what a step found out, in a few words.

/** A few words under a step's name. */
export function gist(step, journey) {
  const facts = step.facts ?? {};
  switch (step.number) {
    case 11: return facts.attempt > 1 ? `try ${facts.attempt}` : "";
    case 14: case 23: return decisions(journey, step.number);
    case 16: return { cache: "remembered", rules: "exact phrase", button: "button", model: "model", kind: "by its kind", nobody: "not understood" }[facts.by] ?? "";
    case 19: return facts.breaker_open ? "breaker open" : "";
    case 20: return facts.intent ?? "";
    case 22: return facts.parts === undefined ? "" : `${facts.parts} part${facts.parts === 1 ? "" : "s"}`;
    case 24: return step.times > 1 ? `${step.times} sends` : "";
    case 25: return Object.values(journey.parts ?? {}).at(-1)?.at(-1) ?? "";
    default: return "";
  }
}

/** Why a step did not happen; empty where it did. */
export function whySkipped(number, journey) {
  const by = journey.steps.find((step) => step.number === 16)?.facts?.by;
  const purpose = journey.steps.find((step) => step.number === 22)?.facts?.purpose;
  if (number === 15 && by) return { rules: "an exact phrase needs no model", cache: "understood before, no model asked", button: "a button needs no model", kind: "its kind says it all" }[by] ?? "";
  if ((number === 17 || number === 18) && journey.record?.source === "cache") return `the record was ${Math.round(journey.record.age_s)} s young: no call needed`;
  if (number === 19) return "the fresh record was there";
  if (purpose === "refusal") return "the guardrails stopped it before";
  if (purpose === "answer" || !purpose) return "not needed for this one";
  return `not needed: ${purpose.replaceAll("_", " ")}`;
}

function decisions(journey, number) {
  const found = journey.verdicts.filter((verdict) => verdict.step === number);
  if (!found.length) return "";
  const ladder = ["allow", "flag", "redact", "block", "escalate"];
  return found.map((verdict) => verdict.decision).sort((a, b) => ladder.indexOf(b) - ladder.indexOf(a))[0];
}
