// JSON shown as a tree, from its text: JSON.parse would turn 1.10 into 1.1, round large integers and drop repeated
// keys, and evidence must be shown as it is.
import { el, copyButton } from './dom.js';
import { bytes, visible } from './format.js';

const longString = 2000;
const manyEntries = 200;

/**
 * @typedef {{kind: 'object'|'array'|'string'|'other', raw: string, entries?: {key?: string, value: JsonNode}[]}} JsonNode
 */

/** @returns {JsonNode|null} null if `text` is not JSON (it was cut) */
export function parseJson(text) {
  const token = /\s*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|([^\s{}[\],:"]+))/gy;
  const next = () => {
    const match = token.exec(text);
    return match === null ? null : { mark: match[1], string: match[2], other: match[3] };
  };
  const container = (kind, close, from) => {
    const entries = [];
    for (let t = next(); t !== null; t = next()) {
      if (t.mark === close) {
        return { kind, raw: text.slice(from, token.lastIndex).trim(), entries };
      }
      if (t.mark === ',') {
        continue;
      }
      let key;
      if (kind === 'object') {
        key = t.string;
        if (key === undefined || next()?.mark !== ':') {
          return null;
        }
        t = next();
      }
      const value = t && read(t);
      if (!value) {
        return null;
      }
      entries.push({ key, value });
    }
    return null;
  };
  const read = (t) => {
    if (t.mark === '{' || t.mark === '[') {
      const from = token.lastIndex - 1;
      return container(t.mark === '{' ? 'object' : 'array', t.mark === '{' ? '}' : ']', from);
    }
    return t.string !== undefined ? { kind: 'string', raw: t.string } :
      t.other !== undefined ? { kind: 'other', raw: t.other } : null;
  };
  const first = next();
  const node = first && read(first);
  return node && text.slice(token.lastIndex).trim() === '' ? node : null;
}

function decoded(raw) {
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

function stringElement(raw) {
  const text = decoded(raw);
  const element = el('span', { class: 'json-string' });
  if (text.length <= longString) {
    element.textContent = visible(text);
    return element;
  }
  element.textContent = visible(text.slice(0, longString));
  const more = el('button', { type: 'button', class: 'quiet' }, `… show all ${bytes(text.length)}`);
  more.addEventListener('click', () => {
    element.textContent = visible(text);
    more.remove();
  });
  return el('span', {}, element, more);
}

function entryElement(entry, depth) {
  const key = entry.key === undefined ? undefined : el('span', { class: 'json-key' }, decoded(entry.key), ': ');
  return el('div', { class: 'json-entry' }, ...nodeElements(entry.value, depth, key));
}

function appendEntries(parent, entries, from, depth) {
  for (const entry of entries.slice(from, from + manyEntries)) {
    parent.append(entryElement(entry, depth));
  }
  const rest = entries.length - from - manyEntries;
  if (rest > 0) {
    const more = el('button', { type: 'button', class: 'quiet' }, `… ${rest} more`);
    more.addEventListener('click', () => {
      more.remove();
      appendEntries(parent, entries, from + manyEntries, depth);
    });
    parent.append(more);
  }
}

/** Children of an object are made when it is opened: a payload of 64 KiB holds thousands. */
function nodeElements(node, depth, key) {
  if (node.kind === 'string') {
    return [key, stringElement(node.raw)];
  }
  if (node.kind === 'other') {
    return [key, el('span', { class: 'json-other' }, node.raw)];
  }
  const [open, close] = node.kind === 'object' ? '{}' : '[]';
  if (node.entries.length === 0) {
    return [key, open + close];
  }
  const box = el('details', { class: 'json' }, el('summary', {}, key, open, el('span', { class: 'dim' },
    ` ${node.entries.length} `), close));
  const show = () => {
    if (box.open && box.childElementCount === 1) {
      const inside = el('div', { class: 'json-inside' });
      appendEntries(inside, node.entries, 0, depth + 1);
      box.append(inside);
    }
  };
  box.addEventListener('toggle', show);
  if (depth < 2 && node.entries.length <= 50) {
    box.open = true;
    show();
  }
  return [box];
}

/** A payload with its heading: a tree where it is JSON, else text. */
export function payloadElement(name, payload) {
  const node = payload.textSize === undefined ? parseJson(payload.text) : null;
  const body = node !== null ? el('div', { class: 'json-root' }, ...nodeElements(node, 0)) :
    el('pre', {}, payload.text);
  const cut = payload.textSize !== undefined && el('p', { class: 'note' },
    `Cut here after ${bytes(payload.text.length)} of ${bytes(payload.textSize)}; the file has all of it.`);
  const file = payload.file !== undefined && el('a', { href: payload.file, class: 'quiet' }, 'file');
  return el('section', { class: 'payload' }, el('h3', {}, name, ' ', copyButton(() => payload.text), ' ', file), body, cut);
}
