// What is worth knowing of a journey at a glance: cost, caches, findings, tries, rows.

import { h } from "./dom.js";
import { age, source } from "./reasons.js";

const LADDER = ["info", "low", "medium", "high", "critical"];
const MOST_FINDINGS = 4;

export function facts(journey) {
  const list = [];
  const add = (label, value, kind = "") => list.push(h("span", { class: `fact ${kind}` }, `${label} `, h("b", {}, value)));
  for (const call of journey.model) {
    add("model", `${call.model || "no answer"} $${Number(call.cost_usd).toFixed(6)}`);
    add("tokens", `${call.prompt_tokens} in, ${call.cached_tokens} of them cached, ${call.completion_tokens} out`);
  }
  const by = journey.steps.find((step) => step.number === 16)?.facts?.by;
  if (by === "cache") add("understanding", "cache hit, model call saved", "good");
  if (by === "rules" || by === "button") add("understanding", by === "rules" ? "exact phrase, $0" : "button, $0", "good");
  if (journey.record?.source === "cache") add("record", source(journey.record), "good");
  if (journey.record?.source === "fallback") add("record", `old: ${age(journey.record.age_s)}`, "bad");
  for (const finding of unique(journey.findings)) {
    const grave = !["info", "low"].includes(finding.severity);
    add(grave ? "finding" : "noticed, let pass:", `${finding.rule_id || finding.check} · ${finding.severity}`, grave ? "bad" : "plain");
  }
  const lost = journey.tries.filter((one) => one.lost).length;
  if (lost) add("worker lost", `${lost}×, taken over`, "bad");
  else if (journey.tries.length > 1) add("tries", String(journey.tries.length), "bad");
  const rows = Object.entries(journey.rows).map(([table, count]) => `${table.replaceAll("_", " ")} ${count}`);
  if (rows.length) add("rows written", rows.join(" · "));
  return list;
}

/** The gravest of each rule. */
function unique(findings) {
  const grave = [...findings].sort((a, b) => LADDER.indexOf(a.severity) - LADDER.indexOf(b.severity));
  const all = [...new Map(grave.map((one) => [`${one.rule_id}${one.check}${one.source}`, one])).values()];
  return all.reverse().slice(0, MOST_FINDINGS);
}
