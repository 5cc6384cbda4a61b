// What the sequence diagram and the timeline share: toolbar, search, filters, selection, details, keys, deep links.
import { isError, isRetry } from './data.js';
import { detailsElement } from './details.js';
import { el } from './dom.js';
import { count } from './format.js';
import { bannerElements, nothingToDraw, pageHeader } from './frame.js';
import { SpanSearch } from './search.js';

const keys = [['/', 'search'], ['Enter, n', 'next match'], ['Shift+Enter, N', 'previous match'],
  ['↑ ↓ or k j', 'previous, next span'], ['← →', 'timeline: collapse, expand'], ['e', 'errors only'], ['r', 'retries only'],
  ['+ − 0', 'zoom in, out, fit'], ['Ctrl + wheel', 'zoom at the pointer'], ['drag', 'move'],
  ['Esc', 'clear the search, the filters, the selection'], ['?', 'this list']];

function helpDialog() {
  const dialog = el('dialog', { class: 'help' }, el('h2', {}, 'Keys'),
    el('dl', { class: 'facts' }, ...keys.flatMap(([key, what]) => [el('dt', {}, key), el('dd', {}, what)])),
    el('form', { method: 'dialog' }, el('button', {}, 'Close')));
  return dialog;
}

/**
 * @typedef {{element: HTMLElement, show(isShown: (index: number) => boolean): void, order(): number[],
 *   reveal(index: number): void, draw(): void, zoom(factor: number): void, fit(): void,
 *   key?(event: KeyboardEvent): boolean, legend?: Node}} View  a diagram: it draws `page.selected` and `page.search`
 */
class TracePage {
  /** @param {import('./data.js').PageData} data */
  constructor(data) {
    this.data = data;
    this.selected = -1;
    this.search = new SpanSearch(data);
    this.filters = { errors: false, retries: false };
    this.details = el('aside', { class: 'details', 'aria-label': 'Span', hidden: true, tabindex: '-1' });
    this.status = el('span', { class: 'dim', role: 'status' });
    this.help = helpDialog();
  }

  /** @param {View} view */
  start(view) {
    this.view = view;
    document.body.append(el('div', { class: 'work' }, el('div', { class: 'diagram' }, this.toolbar(), view.element),
      this.details), this.help);
    document.addEventListener('keydown', (event) => this.key(event));
    addEventListener('hashchange', () => this.followHash());
    new ResizeObserver(() => view.draw()).observe(view.element);
    view.fit();
    this.followHash();
    this.update();
  }

  toolbar() {
    this.box = el('input', { type: 'search', title: 'Over everything: names, ids, payloads, log lines (key: /)' });
    this.box.addEventListener('input', () => {
      this.search.setQuery(this.box.value);
      const first = this.search.next(this.view.order(), -1, 1);
      if (first >= 0) {
        this.view.reveal(first);
      }
      this.update();
    });
    const filter = (name, label) => {
      const number = this.data.nodes.filter(name === 'errors' ? isError : isRetry).length;
      const button = el('button', { type: 'button', class: 'chip', 'aria-pressed': 'false', disabled: number === 0 },
        `${label} ${number}`);
      button.addEventListener('click', () => this.toggleFilter(name));
      return button;
    };
    this.buttons = { errors: filter('errors', 'Errors'), retries: filter('retries', 'Retries') };
    const button = (label, title, act) => el('button', { type: 'button', title, 'aria-label': title, on: { click: act } }, label);
    return el('div', { class: 'toolbar', role: 'toolbar', 'aria-label': 'Diagram' },
      el('span', { class: 'group' }, el('label', {}, 'Search ', this.box), button('‹', 'Previous match', () => this.jump(-1)),
        button('›', 'Next match', () => this.jump(1)), this.status),
      el('span', { class: 'group' }, this.buttons.errors, this.buttons.retries),
      el('span', { class: 'group' }, button('−', 'Zoom out', () => this.view.zoom(1 / 1.25)),
        button('+', 'Zoom in', () => this.view.zoom(1.25)), button('fit', 'Fit', () => this.view.fit()),
        button('?', 'Keys', () => this.help.showModal())),
      this.view.legend);
  }

  toggleFilter(name) {
    if (!this.buttons[name].disabled) {
      this.filters[name] = !this.filters[name];
      this.update();
    }
  }

  /** After a change of query or filters. */
  update() {
    const { errors, retries } = this.filters;
    this.view.show((index) => (!errors && !retries) || (errors && isError(this.data.nodes[index])) ||
      (retries && isRetry(this.data.nodes[index])));
    for (const name of ['errors', 'retries']) {
      this.buttons[name].setAttribute('aria-pressed', String(this.filters[name]));
    }
    const order = this.view.order();
    const matches = order.filter((index) => this.search.matches.has(index));
    const at = matches.indexOf(this.selected);
    this.status.textContent = this.search.query !== '' ? (matches.length === 0 ? 'no match' :
      `${at >= 0 ? `${at + 1} of ` : ''}${count(matches.length, 'match', 'matches')}`) :
      order.length === this.data.nodes.length ? count(order.length, 'span') :
        `${order.length} of ${count(this.data.nodes.length, 'span')}`;
    this.view.draw();
  }

  jump(step) {
    const index = this.search.next(this.view.order(), this.selected, step);
    if (index >= 0) {
      this.select(index);
    }
  }

  select(index) {
    this.selected = index;
    this.details.hidden = index < 0;
    if (index >= 0) {
      this.details.replaceChildren(detailsElement(this.data, index, (other) => this.select(other), () => this.select(-1)));
      this.details.scrollTop = 0;
      this.view.reveal(index);
    }
    const hash = index < 0 ? '' : `#span=${encodeURIComponent(this.data.nodes[index].key)}`;
    if (location.hash !== hash) {
      try {
        history.replaceState(null, '', hash === '' ? location.pathname + location.search : hash);
      } catch {
        // a sandboxed frame: the page works, its address stays
      }
    }
    this.update();
  }

  /** #span=<key>, or the id that the source states. */
  followHash() {
    const wanted = /^#span=(.+)$/.exec(location.hash)?.[1];
    if (wanted === undefined) {
      return;
    }
    let key = wanted;
    try {
      key = decodeURIComponent(wanted);
    } catch {
      // not percent-encoded: take it as it is
    }
    const byKey = this.data.nodes.findIndex((span) => span.key === key);
    const index = byKey >= 0 ? byKey : this.data.nodes.findIndex((span) => span.id === key);
    if (index >= 0) {
      this.select(index);
    }
  }

  step(delta) {
    const order = this.view.order();
    const at = order.indexOf(this.selected);
    const next = at < 0 ? (delta > 0 ? 0 : order.length - 1) : at + delta;
    if (next >= 0 && next < order.length) {
      this.select(order[next]);
    }
  }

  clear() {
    if (this.search.query !== '' || this.box.value !== '') {
      this.box.value = '';
      this.search.setQuery('');
      this.box.blur();
    } else if (this.filters.errors || this.filters.retries) {
      this.filters = { errors: false, retries: false };
    } else {
      this.box.blur();
      this.select(-1);
    }
    this.update();
  }

  key(event) {
    if (this.help.open || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const isTyping = event.target === this.box;
    const act = { Escape: () => this.clear() }[event.key] ?? (isTyping ?
      { Enter: () => this.jump(event.shiftKey ? -1 : 1), ArrowDown: () => this.jump(1), ArrowUp: () => this.jump(-1) } :
      { '/': () => this.box.focus(), n: () => this.jump(1), N: () => this.jump(-1), ArrowDown: () => this.step(1),
        ArrowUp: () => this.step(-1), j: () => this.step(1), k: () => this.step(-1), e: () => this.toggleFilter('errors'),
        r: () => this.toggleFilter('retries'), '+': () => this.view.zoom(1.25), '=': () => this.view.zoom(1.25),
        '-': () => this.view.zoom(1 / 1.25), 0: () => this.view.fit(), '?': () => this.help.showModal() })[event.key];
    if (act !== undefined) {
      event.preventDefault();
      act();
    } else if (!isTyping && this.view.key?.(event)) {
      event.preventDefault();
    }
  }
}

/** Builds the page; `makeView` makes the diagram. */
export function startTracePage(data, here, makeView) {
  document.body.append(pageHeader(data, here), ...bannerElements(data));
  document.body.classList.add('trace-body');
  if (!data.nodes) {
    document.body.append(el('main', { class: 'sheet' }, nothingToDraw(data)));
    return;
  }
  const page = new TracePage(data);
  page.start(makeView(page));
}
