// Elements from code. Data becomes text nodes and nothing else: no innerHTML anywhere in the viewer.
import { visible } from './format.js';

/**
 * el('button', {class: 'chip', on: {click}}, 'Errors'): attributes by name, children are elements or text.
 * Absent children (undefined, null, false) are left out.
 */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, listener);
      }
    } else if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? '' : String(value));
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat()) {
    if (child !== undefined && child !== null && child !== false) {
      element.append(child instanceof Node ? child : visible(String(child)));
    }
  }
}

/** A table of names and values; rows without a value are left out. */
export function facts(rows) {
  const shown = rows.filter(([, value]) => value !== undefined && value !== '' && value !== null);
  return el('dl', { class: 'facts' }, ...shown.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

/** A button that copies `text()`, and says so. */
export function copyButton(text, label = 'copy') {
  const button = el('button', { type: 'button', class: 'quiet', title: 'Copy to the clipboard' }, label);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = 'copied';
    } catch {
      button.textContent = 'select and copy by hand';  // no clipboard on file:// in some browsers
    }
  });
  return button;
}
