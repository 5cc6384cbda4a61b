// The panel beside a diagram: everything known about one span.
import { errorName, isAsync, isError, isUncertain } from './data.js';
import { copyButton, el, facts } from './dom.js';
import { bytes, duration } from './format.js';
import { payloadElement } from './json_tree.js';

function statusLine(span) {
  const parts = [isError(span) ? el('span', { class: 'pill status-failed' }, errorName(span)) :
    el('span', { class: 'pill' }, span.status ?? 'unset')];
  if (span.attempt > 1) {
    parts.push(el('span', { class: 'pill retry' }, `attempt ${span.attempt}`));
  }
  if (isAsync(span)) {
    parts.push(el('span', { class: 'pill' }, `asynchronous, ${span.kind}`));
  }
  if (span.coldStart !== undefined) {
    parts.push(el('span', { class: 'pill' }, `cold start ${duration(span.coldStart)}`));
  }
  return el('p', { class: 'pills' }, ...parts);
}

/** Why the span hangs where it hangs; a guess says that it is one. */
function evidenceText(span) {
  if (span.evidence === undefined) {
    return span.parent >= 0 ? 'none recorded' : undefined;
  }
  const by = `by ${span.evidence.by}, confidence ${span.evidence.confidence}`;
  const id = span.evidence.id ? `, shared ${span.evidence.id}` : '';
  return isUncertain(span) ? el('span', { class: 'uncertain-text' }, `uncertain: ${by}${id}`) : by + id;
}

function logList(logs) {
  return el('section', {}, el('h3', {}, `Log lines (${logs.length})`), el('ol', { class: 'logs' }, ...logs.map((line) =>
    el('li', { class: `level-${(line.level ?? '').toLowerCase().replace(/[^a-z]/g, '')}` },
      el('span', { class: 'dim' }, [line.time?.slice(11, 23), line.level].filter(Boolean).join(' ')), ' ',
      el('span', { class: 'log-text' }, line.text),
      line.textSize !== undefined && el('span', { class: 'note' }, ` cut, ${bytes(line.textSize)} in run.jsonl`)))));
}

function idList(ids) {
  return el('section', {}, el('h3', {}, 'Ids ', copyButton(() => ids.join('\n'))),
    el('ul', { class: 'ids' }, ...ids.map((id) => el('li', {}, id))));
}

/**
 * @param {import('./data.js').PageData} data
 * @param {(index: number) => void} goTo  selects another span
 */
export function detailsElement(data, index, goTo, close) {
  const span = data.nodes[index];
  const component = data.components[span.component];
  const parent = span.parent >= 0 && data.nodes[span.parent];
  const parentLink = parent && el('button', { type: 'button', class: 'link', on: { click: () => goTo(span.parent) } },
    `${data.components[parent.component]} ${parent.operation ?? ''}`);
  const offset = span.start === undefined ? undefined : `+${duration(span.start)}`;
  const stated = span.stated && [span.stated.span && `span ${span.stated.span}`, span.stated.parent &&
    `parent ${span.stated.parent}`, span.stated.start, span.stated.end].filter(Boolean).join(' · ');
  return el('div', { class: 'details-inside' },
    el('button', { type: 'button', class: 'quiet close', title: 'Close (Esc)', 'aria-label': 'Close', on: { click: close } }, '✕'),
    el('h2', {}, span.operation || '(no operation)'), el('p', { class: 'component' }, component), statusLine(span),
    ...(span.oddities ?? []).map((text) => el('p', { class: 'note odd' }, `⚠ ${text}`)),
    facts([
      ['duration', duration(span.duration)], ['start', offset && `${offset} · ${span.startTime}`], ['end', span.endTime ?? 'not seen'],
      ['called by', parentLink || 'nobody in this trace'], ['evidence', evidenceText(span)], ['kind', span.kind],
      ['model', span.model],
      ['tokens', span.tokensIn === undefined ? undefined : `${span.tokensIn} in, ${span.tokensOut} out`],
      ['cost', span.cost === undefined ? undefined : `$${span.cost}`], ['span', span.id],
      ['key', span.key === span.id ? undefined : span.key], ['stated', stated]]),
    span.error && payloadElement('error', span.error),
    span.request && payloadElement('request', span.request),
    span.response && payloadElement('response', span.response),
    span.logs && logList(span.logs),
    span.ids && idList(span.ids));
}
