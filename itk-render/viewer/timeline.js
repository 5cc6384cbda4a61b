// timeline.html: the waterfall. A row for each span, indented by depth, its bar on an axis that can be zoomed and moved;
// only the rows in sight are drawn.
import { isAsync, isError, isRetry, isUncertain, readData, typeOf } from './data.js';
import { el, svg } from './dom.js';
import { duration, oneLine, shorten } from './format.js';
import { ticks } from './ticks.js';
import { startTracePage } from './trace_page.js';

const axisHeight = 30;
const rowHeight = 26;
const indent = 14;
const characterWidth = 6.7;

class TimelineView {
  constructor(page) {
    this.page = page;
    this.data = page.data;
    this.collapsed = new Set();
    this.critical = new Set(this.data.critical ?? []);
    this.depths = this.data.nodes.reduce((depths, span) => {
      depths.push(span.parent < 0 ? 0 : depths[span.parent] + 1);
      return depths;
    }, []);
    this.hasChildren = new Set(this.data.nodes.map((span) => span.parent));
    this.svg = svg('svg', { class: 'drawing' });
    this.space = el('div', { class: 'space' }, this.svg);
    this.element = el('div', { class: 'scroller', tabindex: '0', role: 'group',
      'aria-label': 'Timeline; up and down select spans, left and right collapse and expand' }, this.space);
    this.element.addEventListener('scroll', () => this.draw(), { passive: true });
    this.element.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    this.addDragging();
    this.legend = el('span', { class: 'group legend' }, el('span', { class: 'legend-item' }, 'hatched: asynchronous'),
      el('span', { class: 'legend-item' }, '? uncertain parent'),
      this.critical.size > 0 && el('span', { class: 'legend-item' }, 'underlined: critical path'));
    this.isShown = () => true;
    this.setWholeRange();
    this.show(this.isShown);
  }

  /** From the first start to the last end; what starts a day away from the rest does not count. */
  setWholeRange() {
    let [from, to] = [0, 0];
    for (const span of this.data.nodes) {
      if (span.start !== undefined && !span.far) {
        from = Math.min(from, span.start);
        to = Math.max(to, span.start + Math.max(0, span.duration ?? 0));
      }
    }
    const margin = Math.max((to - from) * 0.01, 0.01);
    this.whole = { from: from - margin, to: to + margin * 8 };
    this.range = { ...this.whole };
  }

  show(isShown) {
    this.isShown = isShown;
    this.rows = [];
    let hiddenBelow = Infinity;
    this.data.nodes.forEach((span, index) => {
      if (this.depths[index] > hiddenBelow) {
        return;
      }
      hiddenBelow = this.collapsed.has(index) ? this.depths[index] : Infinity;
      if (isShown(index)) {
        this.rows.push(index);
      }
    });
    this.rowOf = new Map(this.rows.map((index, row) => [index, row]));
  }

  order() {
    return this.rows;
  }

  fit() {
    this.range = { ...this.whole };
    this.draw();
  }

  zoom(factor, share = 0.5) {
    const { from, to } = this.range;
    const at = from + (to - from) * share;
    const least = 0.001;
    const width = Math.min((this.whole.to - this.whole.from) * 4, Math.max(least, (to - from) / factor));
    this.range = { from: at - width * share, to: at + width * (1 - share) };
    this.draw();
  }

  wheel(event) {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const left = this.element.getBoundingClientRect().left + this.labelWidth;
      this.zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, Math.min(1, Math.max(0, (event.clientX - left) / this.barWidth)));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      this.pan((event.deltaX || event.deltaY) / this.barWidth);
    }
  }

  pan(share) {
    const width = this.range.to - this.range.from;
    this.range = { from: this.range.from + width * share, to: this.range.to + width * share };
    this.draw();
  }

  addDragging() {
    let from = null;
    this.element.addEventListener('pointerdown', (event) => {
      if (event.button === 0 && event.pointerType === 'mouse') {
        from = { x: event.clientX, y: event.clientY, top: this.element.scrollTop, range: this.range };
      }
    });
    addEventListener('pointermove', (event) => {
      if (from !== null && Math.hypot(event.clientX - from.x, event.clientY - from.y) > 4) {
        this.dragged = true;
        const shift = (from.range.to - from.range.from) * (from.x - event.clientX) / this.barWidth;
        this.range = { from: from.range.from + shift, to: from.range.to + shift };
        this.element.scrollTop = from.top - (event.clientY - from.y);
        this.draw();
      }
    });
    addEventListener('pointerup', () => {
      from = null;
      setTimeout(() => { this.dragged = false; });
    });
  }

  key(event) {
    const index = this.page.selected;
    if (index < 0 || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) {
      return false;
    }
    const isOpen = this.hasChildren.has(index) && !this.collapsed.has(index);
    if (event.key === 'ArrowLeft' && !isOpen && this.data.nodes[index].parent >= 0) {
      this.page.select(this.data.nodes[index].parent);
    } else if (this.hasChildren.has(index) && isOpen === (event.key === 'ArrowLeft')) {
      this.toggle(index);
    }
    return true;
  }

  toggle(index) {
    if (!this.collapsed.delete(index)) {
      this.collapsed.add(index);
    }
    this.page.update();
  }

  reveal(index) {
    let opened = false;
    for (let up = this.data.nodes[index].parent; up >= 0; up = this.data.nodes[up].parent) {
      opened = this.collapsed.delete(up) || opened;
    }
    if (opened) {
      this.show(this.isShown);
    }
    const row = this.rowOf.get(index);
    const box = this.element;
    if (row === undefined) {
      return;
    }
    const top = row * rowHeight;
    this.resize();
    if (top < box.scrollTop || top + axisHeight + rowHeight * 2 > box.scrollTop + box.clientHeight) {
      box.scrollTop = top - box.clientHeight / 3;
    }
  }

  resize() {
    this.labelWidth = Math.round(Math.min(460, Math.max(180, this.element.clientWidth * 0.32)));
    this.barWidth = Math.max(50, this.element.clientWidth - this.labelWidth - 12);
    this.space.style.height = `${Math.max(this.element.clientHeight, axisHeight + (this.rows.length + 1) * rowHeight)}px`;
  }

  x(time) {
    return this.labelWidth + (time - this.range.from) / (this.range.to - this.range.from) * this.barWidth;
  }

  draw() {
    this.resize();
    const box = this.element;
    const [width, height] = [box.clientWidth, box.clientHeight];
    this.svg.setAttribute('width', width);
    this.svg.setAttribute('height', height);
    const first = Math.max(0, Math.floor(box.scrollTop / rowHeight));
    const last = Math.min(this.rows.length - 1, Math.ceil((box.scrollTop + height - axisHeight) / rowHeight));
    const rows = [];
    for (let i = first; i <= last; ++i) {
      rows.push(this.row(i, axisHeight + i * rowHeight - box.scrollTop, width));
    }
    if (this.rows.length === 0) {
      rows.push(svg('text', { x: 20, y: axisHeight + 40 }, 'No span fits the filters (Esc clears them).'));
    }
    this.svg.replaceChildren(pattern(), this.grid(height), ...rows, this.axis(width));
  }

  grid(height) {
    return svg('g', {}, ...ticks(this.range.from, this.range.to, this.barWidth / 90).map((time) =>
      svg('line', { class: 'grid', x1: this.x(time), x2: this.x(time), y1: axisHeight, y2: height })));
  }

  axis(width) {
    const group = svg('g', {}, svg('rect', { class: 'head-back', x: 0, y: 0, width, height: axisHeight }),
      svg('text', { class: 'time', x: 12, y: 20 }, `since ${this.data.origin ?? 'the start (no times known)'}`));
    for (const time of ticks(this.range.from, this.range.to, this.barWidth / 90)) {
      if (this.x(time) > this.labelWidth - 1) {
        group.append(svg('text', { class: 'time', x: this.x(time), y: 20, 'text-anchor': 'middle' }, duration(time)));
      }
    }
    return group;
  }

  row(i, y, width) {
    const index = this.rows[i];
    const span = this.data.nodes[index];
    const { page } = this;
    const component = oneLine(this.data.components[span.component]);
    const names = ['row', isError(span) && 'error', index === page.selected && 'selected',
      page.search.matches.has(index) && 'match', page.search.query !== '' && !page.search.matches.has(index) && 'other'];
    const label = `${isUncertain(span) ? '? ' : ''}${oneLine(span.operation ?? '')}`;
    const clip = svg('svg', { x: 0, y, width: this.labelWidth - 8, height: rowHeight }, this.label(index, component, label));
    const bars = svg('svg', { x: this.labelWidth, y, width: width - this.labelWidth, height: rowHeight },
      svg('g', { transform: `translate(${-this.labelWidth} 0)` }, ...this.bar(span, component)));
    return svg('g', { class: names.filter(Boolean).join(' '), 'data-span': span.key,
      on: { click: () => this.dragged || page.select(index) } },
    svg('title', {}, oneLine(`${component} ${span.operation ?? ''} · ${duration(span.duration)}`)),
    svg('rect', { class: 'row-back', x: 0, y, width, height: rowHeight - 1 }), clip, bars);
  }

  label(index, component, operation) {
    // A chain of thousands must not push its names out of the column.
    const x = 12 + Math.min(this.depths[index] * indent, this.labelWidth * 0.5);
    const room = Math.floor((this.labelWidth - 8 - x - 16) / characterWidth);
    const fold = this.hasChildren.has(index) && svg('text', { class: 'fold', x, y: 17, role: 'button',
      'aria-label': 'Collapse or expand', on: { click: (event) => { event.stopPropagation(); this.toggle(index); } } },
    this.collapsed.has(index) ? '▸' : '▾');
    const first = shorten(component, Math.floor(room * 0.9));  // bold
    return svg('g', {}, fold, svg('text', { x: x + 14, y: 17 }, svg('tspan', { class: 'bar-component' }, first),
      svg('tspan', { class: 'dim', dx: 6 }, shorten(operation, Math.floor(room - first.length * 1.15 - 1)))));
  }

  bar(span, component) {
    if (span.start === undefined) {
      return [svg('text', { class: 'time', x: this.labelWidth + 8, y: 17 }, 'no start known')];
    }
    if (span.far) {
      const isBefore = span.start < 0;
      return [svg('text', { class: 'time', x: isBefore ? this.labelWidth + 8 : this.labelWidth + this.barWidth, y: 17,
        'text-anchor': isBefore ? 'start' : 'end' }, isBefore ? `◂ ${span.startTime}` : `${span.startTime} ▸`)];
    }
    const x = this.x(span.start);
    const width = Math.max(2, this.x(span.start + Math.max(0, span.duration ?? 0)) - x);
    const names = ['bar', `type-${typeOf(component)}`, isError(span) && 'error', isAsync(span) && 'async'].filter(Boolean).join(' ');
    const text = `${isRetry(span) ? `↻ ${span.attempt} · ` : ''}${isError(span) ? '✗ ' : ''}${duration(span.duration)}` +
      `${span.oddities !== undefined ? ' ⚠' : ''}`;
    const elements = [svg('rect', { class: names, x, y: 6, width, height: 13, rx: 2 })];
    if (isAsync(span)) {
      elements.push(svg('rect', { class: 'hatching', x, y: 6, width, height: 13, rx: 2 }));
    }
    if (this.critical.has(span.key)) {
      elements.push(svg('rect', { class: 'critical', x, y: 21, width, height: 2 }));
    }
    elements.push(this.barText(text, x, width));
    return elements;
  }

  /** Right of the bar, else left of it, else inside. */
  barText(text, x, width) {
    const room = text.length * characterWidth + 12;
    if (x + width + room < this.labelWidth + this.barWidth) {
      return svg('text', { class: 'bar-text', x: x + width + 6, y: 17 }, text);
    }
    if (x - room > this.labelWidth) {
      return svg('text', { class: 'bar-text', x: x - 6, y: 17, 'text-anchor': 'end' }, text);
    }
    const end = Math.min(x + width, this.labelWidth + this.barWidth) - 6;
    return svg('text', { class: 'bar-text inside', x: end, y: 17, 'text-anchor': 'end' }, text);
  }
}

function pattern() {
  return svg('defs', {}, svg('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse',
    patternTransform: 'rotate(45)' }, svg('line', { class: 'hatch-line', x1: 0, x2: 0, y1: 0, y2: 6 })));
}

const data = readData();
startTracePage(data, 'Timeline', (page) => new TimelineView(page));
