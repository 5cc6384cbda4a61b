// trace-viewer.html: the sequence diagram. Each call and each return is a row; only the rows and lifelines in sight are
// drawn, into an SVG that stands still while a tall empty element scrolls behind it.
import { errorName, isAsync, isError, isRetry, isUncertain, readData, typeOf } from './data.js';
import { el, svg } from './dom.js';
import { duration, oneLine, shorten } from './format.js';
import { startTracePage } from './trace_page.js';

const headHeight = 46;
const gutter = 92;      // left of the first lifeline: the time
const characterWidth = 6.7;

class SequenceView {
  constructor(page) {
    this.page = page;
    this.data = page.data;
    this.scale = 1;
    this.columnWidth = 180;
    this.svg = svg('svg', { class: 'drawing' });
    this.space = el('div', { class: 'space' }, this.svg);
    this.element = el('div', { class: 'scroller', tabindex: '0', role: 'group',
      'aria-label': 'Sequence diagram; up and down select spans' }, this.space);
    this.element.addEventListener('scroll', () => this.draw(), { passive: true });
    this.element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    this.addDragging();
    this.legend = legend();
    this.levels = this.nesting();
    this.show(() => true);
  }

  /** How many activations of the same lifeline a span stands in. */
  nesting() {
    const { nodes } = this.data;
    const levels = new Array(nodes.length).fill(0);
    nodes.forEach((span, i) => {
      let up = span.parent;
      for (let steps = 0; up >= 0 && steps < 50; ++steps, up = nodes[up].parent) {
        if (nodes[up].component === span.component) {
          levels[i] = levels[up] + 1;
          break;
        }
      }
    });
    return levels;
  }

  show(isShown) {
    this.rows = this.data.messages.map((m) => ({ index: m >> 1, isReturn: (m & 1) === 1 })).filter((row) => isShown(row.index));
    this.callRow = new Map();
    this.returnRow = new Map();
    this.rows.forEach((row, i) => (row.isReturn ? this.returnRow : this.callRow).set(row.index, i));
    // An activation lasts until its return, or for want of one until the last thing that it caused.
    this.lastRow = new Map(this.callRow);
    for (let index = this.data.nodes.length - 1; index >= 0; --index) {
      const last = this.returnRow.get(index) ?? this.lastRow.get(index);
      const { parent } = this.data.nodes[index];
      if (last !== undefined) {
        this.lastRow.set(index, last);
        this.lastRow.set(parent, Math.max(last, this.lastRow.get(parent) ?? -1));
      }
    }
  }

  order() {
    return this.rows.filter((row) => !row.isReturn).map((row) => row.index);
  }

  get rowHeight() {
    return Math.max(22, 38 * this.scale);
  }

  fit() {
    this.scale = 1;
    this.isFitted = true;
    this.draw();
  }

  zoom(factor, x = this.element.clientWidth / 2, y = this.element.clientHeight / 2) {
    const box = this.element;
    const column = (box.scrollLeft + x - gutter) / this.columnWidth;
    const row = (box.scrollTop + y - headHeight) / this.rowHeight;
    this.isFitted = false;
    this.scale = Math.min(3, Math.max(0.4, this.scale * factor));
    this.columnWidth = Math.min(600, Math.max(48, this.columnWidth * factor));
    this.resize();
    box.scrollLeft = column * this.columnWidth + gutter - x;
    box.scrollTop = row * this.rowHeight + headHeight - y;
    this.draw();
  }

  wheel(event) {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const box = this.element.getBoundingClientRect();
      this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.clientX - box.left, event.clientY - box.top);
    }
  }

  addDragging() {
    let from = null;
    this.element.addEventListener('pointerdown', (event) => {
      if (event.button === 0 && event.pointerType === 'mouse') {
        from = { x: event.clientX, y: event.clientY, left: this.element.scrollLeft, top: this.element.scrollTop };
      }
    });
    addEventListener('pointermove', (event) => {
      if (from !== null && Math.hypot(event.clientX - from.x, event.clientY - from.y) > 4) {
        this.dragged = true;
        this.element.scrollLeft = from.left - (event.clientX - from.x);
        this.element.scrollTop = from.top - (event.clientY - from.y);
      }
    });
    addEventListener('pointerup', () => {
      from = null;
      setTimeout(() => { this.dragged = false; });
    });
  }

  reveal(index) {
    const row = this.callRow.get(index);
    if (row === undefined) {
      return;
    }
    const box = this.element;
    const top = headHeight + row * this.rowHeight;
    if (top < box.scrollTop + headHeight || top + this.rowHeight * 2 > box.scrollTop + box.clientHeight) {
      box.scrollTop = top - box.clientHeight / 3;
    }
    const span = this.data.nodes[index];
    const x = this.x(span.component);
    const caller = span.parent < 0 ? x : this.x(this.data.nodes[span.parent].component);
    if (Math.min(x, caller) < box.scrollLeft + gutter || Math.max(x, caller) > box.scrollLeft + box.clientWidth - 60) {
      box.scrollLeft = (x + caller) / 2 - box.clientWidth / 2;
    }
  }

  x(component) {
    return gutter + (component + 0.5) * this.columnWidth;
  }

  resize() {
    if (this.isFitted) {
      const room = this.element.clientWidth - gutter - 20;
      this.columnWidth = Math.min(300, Math.max(110, room / this.data.components.length));
    }
    this.space.style.width = `${Math.max(this.element.clientWidth, gutter + this.columnWidth * this.data.components.length)}px`;
    this.space.style.height = `${Math.max(this.element.clientHeight, headHeight + (this.rows.length + 1) * this.rowHeight)}px`;
  }

  draw() {
    this.resize();
    const box = this.element;
    const [width, height] = [box.clientWidth, box.clientHeight];
    this.svg.setAttribute('width', width);
    this.svg.setAttribute('height', height);
    const first = Math.max(0, Math.floor((box.scrollTop - headHeight) / this.rowHeight));
    const last = Math.min(this.rows.length - 1, Math.ceil((box.scrollTop + height) / this.rowHeight));
    const columns = [];
    for (let c = 0; c < this.data.components.length; ++c) {
      const x = this.x(c) - box.scrollLeft;
      if (x > -this.columnWidth && x < width + this.columnWidth) {
        columns.push(c);
      }
    }
    const moved = svg('g', { transform: `translate(${-box.scrollLeft} ${-box.scrollTop})` });
    moved.append(...this.highlights(first, last), ...columns.map((c) => this.lifeline(c, box.scrollTop, height)),
      ...this.activations(first, last));
    for (let i = first; i <= last; ++i) {
      moved.append(this.row(i));
    }
    if (this.rows.length === 0) {
      moved.append(svg('text', { x: gutter, y: headHeight + 40 }, 'No span fits the filters (Esc clears them).'));
    }
    this.svg.replaceChildren(moved, this.heads(columns, width));
  }

  /** Behind everything: the rows of the selected span and of the matches. */
  highlights(first, last) {
    const { page } = this;
    return this.rows.slice(first, last + 1).map(({ index }, i) => ({ index, row: first + i }))
      .filter(({ index }) => index === page.selected || page.search.matches.has(index))
      .map(({ index, row }) => this.rowBox(row, `highlight ${index === page.selected ? 'selected' : 'match'}`));
  }

  rowBox(row, name) {
    return svg('rect', { class: name, x: 0, y: headHeight + row * this.rowHeight + 2, width: this.space.clientWidth,
      height: this.rowHeight - 1 });
  }

  lifeline(component, top, height) {
    const x = this.x(component);
    return svg('line', { class: 'lifeline', x1: x, x2: x, y1: top + headHeight, y2: top + height });
  }

  heads(columns, width) {
    const group = svg('g', {}, svg('rect', { class: 'head-back', x: 0, y: 0, width, height: headHeight }),
      svg('text', { class: 'time', x: gutter - 14, y: 28, 'text-anchor': 'end' }, 'since start'));
    for (const c of columns) {
      const x = this.x(c) - this.element.scrollLeft;
      const boxWidth = this.columnWidth - 12;
      const component = oneLine(this.data.components[c]);
      const [, type, name] = /^(?:([^:]+):)?(.+)$/.exec(component) ?? [undefined, undefined, component];
      const room = Math.floor((boxWidth - 8) / 7.8);
      group.append(svg('g', { class: `head type-${typeOf(component)}` }, svg('title', {}, component),
        svg('rect', { x: x - boxWidth / 2, y: 4, width: boxWidth, height: headHeight - 8, rx: 6 }),
        type && svg('text', { class: 'head-type', x, y: 18, 'text-anchor': 'middle' }, shorten(type, room)),
        svg('text', { x, y: type ? 34 : 28, 'text-anchor': 'middle' }, shorten(name, room))));
    }
    return group;
  }

  rowY(row) {
    return headHeight + (row + 1) * this.rowHeight - Math.min(12, this.rowHeight * 0.3);
  }

  activations(first, last) {
    const bars = [];
    for (const [index, from] of this.callRow) {
      const to = this.lastRow.get(index);
      if (to < first - 1 || from > last + 1) {
        continue;
      }
      const span = this.data.nodes[index];
      const y = this.rowY(from);
      const names = ['activation', `type-${typeOf(this.data.components[span.component])}`, isError(span) && 'error'];
      bars.push(svg('rect', { class: names.filter(Boolean).join(' '), x: this.x(span.component) - 4 + this.levels[index] % 6 * 4,
        y, width: 8, height: Math.max(6, this.rowY(to) - y), rx: 2 }));
    }
    return bars;
  }

  row(i) {
    const { index, isReturn } = this.rows[i];
    const span = this.data.nodes[index];
    const { page } = this;
    const names = ['row', isReturn ? 'return' : 'call', isError(span) && 'error', isUncertain(span) && 'uncertain',
      isAsync(span) && 'async', index === page.selected && 'selected', page.search.matches.has(index) && 'match',
      page.search.query !== '' && !page.search.matches.has(index) && 'other'];
    const time = !isReturn && span.start !== undefined ? (span.far ? span.startTime.slice(0, 10) : `+${duration(span.start)}`) : '';
    const row = svg('g', { class: names.filter(Boolean).join(' '), 'data-span': span.key,
      on: { click: () => this.dragged || page.select(index) } },
    svg('title', {}, this.tooltip(span, isReturn)),
    this.rowBox(i, 'row-back'),
    svg('text', { class: 'time', x: gutter - 14, y: this.rowY(i) + 4, 'text-anchor': 'end' }, time));
    row.append(...this.arrow(span, isReturn, i, this.levels[index] % 6));
    return row;
  }

  tooltip(span, isReturn) {
    const component = oneLine(this.data.components[span.component]);
    const what = isReturn ? 'return from' : 'call of';
    const guess = isUncertain(span) ? `, uncertain (by ${span.evidence.by}, ${span.evidence.confidence})` : '';
    return oneLine(`${what} ${component} ${span.operation ?? ''}, ${duration(span.duration)}${guess}`);
  }

  label(span, isReturn) {
    if (isReturn) {
      const what = isError(span) ? `✗ ${errorName(span)}` : span.error !== undefined ? errorName(span) : '';
      return [what, span.duration === undefined ? '' : duration(span.duration)].filter(Boolean).join(' · ') || 'returns';
    }
    const attempt = isRetry(span) ? `↻ attempt ${span.attempt} · ` : '';
    const guess = isUncertain(span) ? '? ' : '';
    const odd = span.oddities !== undefined ? ' ⚠' : '';
    return `${guess}${attempt}${span.operation ?? ''}${odd}`;
  }

  arrow(span, isReturn, i, level) {
    const y = this.rowY(i);
    const own = this.x(span.component) + level * 4;
    const label = oneLine(this.label(span, isReturn));
    const parent = span.parent >= 0 ? this.data.nodes[span.parent] : null;
    if (parent === null || parent.component === span.component) {
      return parent === null ? this.foundArrow(own, y, isReturn, label) : this.selfArrow(own, y, isReturn, label);
    }
    const far = this.x(parent.component) + this.levels[span.parent] % 6 * 4;
    const [from, to] = isReturn ? [own, far] : [far, own];
    const direction = Math.sign(to - from);
    const end = to - direction * 5;
    const room = Math.floor((Math.abs(to - from) - 24) / characterWidth);
    return [svg('line', { class: 'wire', x1: from + direction * 5, x2: end, y1: y, y2: y }), head(end, y, direction),
      svg('text', { class: 'label', x: (from + to) / 2, y: y - 5, 'text-anchor': 'middle' }, shorten(label, room))];
  }

  /** A call from outside the trace: its sender has no lifeline, only a dot. */
  foundArrow(x, y, isReturn, label) {
    const length = Math.min(70, this.columnWidth / 2 - 6);
    const [from, to] = isReturn ? [x - 5, x - length] : [x - length, x - 5];
    const direction = isReturn ? -1 : 1;
    const room = Math.floor((this.columnWidth - 20) / characterWidth);
    return [svg('line', { class: 'wire', x1: from, x2: to, y1: y, y2: y }), head(to, y, direction),
      !isReturn && svg('circle', { class: 'source', cx: from, cy: y, r: 4 }),
      svg('text', { class: 'label', x: x + 10, y: y + 4 }, shorten(label, room))].filter(Boolean);
  }

  selfArrow(x, y, isReturn, label) {
    const room = Math.floor((this.columnWidth - 50) / characterWidth);
    const path = isReturn ? `M ${x + 5} ${y} h 16` : `M ${x + 1} ${y - 12} h 22 v 12 h -15`;
    return [svg('path', { class: 'wire', d: path }), head(x + (isReturn ? 5 : 8), y, -1),
      svg('text', { class: 'label', x: x + 28, y: y - 2 }, shorten(label, room))];
  }
}

/** Filled for a call that is waited for, open for the others (the style decides). */
function head(x, y, direction) {
  return svg('polyline', { class: 'arrow-head', points: `${x - direction * 8},${y - 4} ${x},${y} ${x - direction * 8},${y + 4}` });
}

function legend() {
  const sample = (name, text, ends = true) => el('span', { class: 'legend-item' },
    svg('svg', { width: 40, height: 12, 'aria-hidden': 'true' }, svg('g', { class: `row ${name}` },
      svg('line', { class: 'wire', x1: 2, x2: 34, y1: 6, y2: 6 }), ends && head(36, 6, 1))), text);
  return el('span', { class: 'group legend' }, sample('call', 'call'), sample('return', 'return'), sample('call async', 'async'),
    sample('call uncertain', 'uncertain'), sample('call error', 'error'));
}

const data = readData();
startTracePage(data, 'Sequence', (page) => new SequenceView(page));
