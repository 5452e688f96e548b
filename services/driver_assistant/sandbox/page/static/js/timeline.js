// Where the time went: a lane for each phase, a bar for each stretch, the tries of workers behind them.

import { duration, h } from "./dom.js";

const UNTIMED = [2, 25, 26]; // not ours, or after the answer

/** `phases`: [{name, numbers}]; `names`: of the steps by number. Empty while nothing took time. */
export function timeline(journey, phases, names) {
  const timed = journey.steps.filter((step) => step.spans?.some(([start, end]) => end > start) && !UNTIMED.includes(step.number));
  if (!timed.length) return [];
  const end = Math.max(...timed.map((step) => step.end_ms), journey.total_ms ?? 0, 1);
  const bar = (start, stop, kind, title) => {
    const element = h("i", { class: kind, title });
    element.style.left = `${(Math.max(0, start) / end) * 100}%`;
    element.style.width = `${(Math.max(0, Math.min(stop, end) - start) / end) * 100}%`;
    return element;
  };
  const tries = journey.tries.map((one, n) => {
    const stop = one.end_ms ?? journey.tries[n + 1]?.start_ms ?? end;
    return bar(one.start_ms, stop, one.lost ? "try lost" : "try", one.lost ? "a worker's try, lost with it" : `a worker's try: ${duration(stop - one.start_ms)}`);
  });
  const lanes = phases.map(({ name, numbers }) => {
    const bars = timed.filter((step) => numbers.includes(step.number)).flatMap((step) =>
      step.spans.map(([start, stop]) => bar(start, stop, "", `${step.number} ${names(step.number)}: ${duration(stop - start)}`)));
    return h("div", { class: "lane" }, h("span", {}, name), h("span", { class: "track" }, numbers.includes(11) ? tries : [], bars));
  });
  return [...lanes, h("div", { class: "scale" }, h("span", {}, "0"), h("span", {}, duration(end / 2)), h("span", {}, duration(end)))];
}

/** How long a phase took: the time in which any of its steps was at work. */
export function together(steps) {
  const stretches = steps.filter((step) => !UNTIMED.includes(step.number)).flatMap((step) => step.spans ?? []).sort((a, b) => a[0] - b[0]);
  let sum = 0;
  let until = -Infinity;
  for (const [start, end] of stretches) {
    sum += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return sum;
}
