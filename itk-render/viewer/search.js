// Search over everything that a span says: names, ids, payloads, log lines, errors.

/** Finds spans whose text contains the query, without regard to case. Texts are put together on first use. */
export class SpanSearch {
  /** @param {import('./data.js').PageData} data */
  constructor(data) {
    this.data = data;
    this.texts = new Array(data.nodes.length);
    this.matches = new Set();
    this.query = '';
  }

  text(index) {
    if (this.texts[index] === undefined) {
      const span = this.data.nodes[index];
      const logs = (span.logs ?? []).map((line) => `${line.level ?? ''} ${line.text}`);
      this.texts[index] = [this.data.components[span.component], span.operation, span.kind, span.status, span.id, span.key,
        span.model, ...(span.ids ?? []), span.request?.text, span.response?.text, span.error?.text, ...logs,
        ...(span.oddities ?? [])].filter(Boolean).join('\n').toLowerCase();
    }
    return this.texts[index];
  }

  setQuery(query) {
    this.query = query.trim().toLowerCase();
    this.matches = new Set();
    if (this.query !== '') {
      for (let i = 0; i < this.data.nodes.length; ++i) {
        if (this.text(i).includes(this.query)) {
          this.matches.add(i);
        }
      }
    }
  }

  /** The match after (step 1) or before (-1) `from` in `order`, around the ends; -1 if there is none. */
  next(order, from, step) {
    const hits = order.filter((index) => this.matches.has(index));
    if (hits.length === 0) {
      return -1;
    }
    const at = order.indexOf(from);
    const place = new Map(order.map((index, i) => [index, i]));
    const ahead = step > 0 ? hits.find((index) => place.get(index) > at) :
      hits.findLast((index) => place.get(index) < at);
    return ahead ?? (step > 0 ? hits[0] : hits[hits.length - 1]);
  }
}
