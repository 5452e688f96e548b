// WhatsApp's markup, and findings marked in a text by offsets that telemetry carried.

import { h } from "./dom.js";

const MARKUP = /```([^`]+)```|(?<![\p{L}\p{N}])\*([^*\n]+)\*(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_([^_\n]+)_(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])~([^~\n]+)~(?![\p{L}\p{N}])/gu;
const GRAVE = ["medium", "high", "critical"]; // what is less grave is listed, not marked
const TAGS = ["code", "b", "i", "s"];

/** *bold*, _italic_, ~struck~ and ```code``` as elements. */
export function formatted(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(MARKUP)) {
    parts.push(text.slice(end, found.index));
    const which = found.slice(1).findIndex((group) => group !== undefined);
    parts.push(h(TAGS[which], {}, found[which + 1]));
    end = found.index + found[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}

/** The text with findings marked; offsets count code points of the text as it was sent. */
export function marked(text, findings) {
  const points = Array.from(text);
  const spans = merged(findings, points.length);
  const parts = [];
  let end = 0;
  for (const span of spans) {
    parts.push(points.slice(end, span.start).join(""));
    parts.push(h("mark", { title: span.why.join(", "), "data-severity": span.severity }, points.slice(span.start, span.end).join("")));
    end = span.end;
  }
  parts.push(points.slice(end).join(""));
  return parts;
}

/** Overlapping spans as one, each with the rules that fired. */
function merged(findings, length) {
  const spans = findings
    .filter((finding) => GRAVE.includes(finding.severity))
    .flatMap((finding) =>
      (finding.starts ?? []).map((start, n) => ({
        start,
        end: Math.min(finding.ends[n], length),
        why: [finding.rule_id || finding.check],
        severity: finding.severity,
      })),
    )
    .filter((span) => span.start < span.end)
    .sort((one, other) => one.start - other.start);
  const joined = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && span.start <= last.end) {
      last.end = Math.max(last.end, span.end);
      last.severity = GRAVE[Math.max(GRAVE.indexOf(last.severity), GRAVE.indexOf(span.severity))];
      last.why = [...new Set([...last.why, ...span.why])];
    } else {
      joined.push({ ...span });
    }
  }
  return joined;
}
