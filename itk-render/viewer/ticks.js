// Where an axis gets its ticks: at most `most` of them, at steps that people count in.

const steps = [1, 2, 5];
const longSteps = [1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3, 7200e3, 21600e3, 43200e3,
  86400e3];

/** The step in ms between ticks for a range of `span` ms. */
export function tickStep(span, most) {
  const least = span / Math.max(1, most);
  if (least < 1000) {
    const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-6)));
    return [...steps, 10].map((step) => step * power).find((step) => step >= least);
  }
  const long = longSteps.find((step) => step >= least);
  if (long !== undefined) {
    return long;
  }
  const days = least / 86400e3;
  const power = 10 ** Math.floor(Math.log10(days));
  return [...steps, 10].map((step) => step * power).find((step) => step >= days) * 86400e3;
}

/** @returns {number[]} the ticks within [from, to] */
export function ticks(from, to, most) {
  const step = tickStep(to - from, most);
  const first = Math.ceil(from / step);
  const last = Math.floor(to / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}
