// index.html: a suite, a case with its iterations, or one execution.
import { readData } from './data.js';
import { el, facts } from './dom.js';
import { count, duration } from './format.js';
import { payloadElement } from './json_tree.js';
import { bannerElements, evidenceSection, faultList, pageHeader, runSection, stagesSection, statusIcon, statusPill } from './frame.js';

const statuses = ['passed', 'warning', 'failed', 'error', 'skipped', 'not judged'];

function checkTable(checks) {
  return el('table', { class: 'plain checks' },
    el('thead', {}, el('tr', {}, ...['outcome', 'check', 'expected', 'actual', 'where'].map((name) => el('th', {}, name)))),
    el('tbody', {}, ...checks.map((check) => el('tr', {},
      el('td', {}, statusPill({ status: check.outcome })),
      el('td', {}, check.name), el('td', {}, check.expected), el('td', {}, check.actual,
        check.spans && el('a', { href: `trace-viewer.html#span=${encodeURIComponent(check.spans[0])}`, class: 'to-span' },
          'show')),
      el('td', { class: 'dim' }, check.at)))));
}

/** What to know about a row without opening its page: failing checks and errors. */
function rowProblems(row) {
  const lines = [];
  for (const execution of row.executions ?? []) {
    const which = row.iterations > 1 ? `iteration ${execution.iteration}: ` : '';
    for (const check of (execution.checks ?? []).filter((c) => c.outcome === 'failed' || c.outcome === 'error')) {
      lines.push(el('li', {}, which, el('strong', {}, check.name), ': expected ', el('span', { class: 'value' },
        check.expected ?? '–'), ', got ', el('span', { class: 'value' }, check.actual ?? '–'),
      check.at && el('span', { class: 'dim' }, ` ${check.at}`)));
    }
    for (const error of execution.errors ?? []) {
      lines.push(el('li', {}, which, el('strong', {}, `${error.stage}: ${error.code}`), ` ${error.message}`));
    }
  }
  return lines;
}

function caseRow(row) {
  const problems = rowProblems(row);
  const number = (value) => el('td', { class: 'number' }, value ? value.toLocaleString('en') : '0');
  const links = [row.trace && el('a', { href: row.trace }, 'sequence'), ' ', row.timeline &&
    el('a', { href: row.timeline }, 'timeline')];
  const tokens = row.tokensIn === undefined ? '–' :
    `${row.tokensIn.toLocaleString('en')} / ${row.tokensOut.toLocaleString('en')}`;
  const first = el('tr', { class: 'case' },
    el('td', {}, statusPill(row)),
    el('td', { class: 'case-cell' }, el('a', { href: row.href, class: 'case-name' }, row.name ?? row.id),
      row.name !== undefined && el('span', { class: 'dim case-id' }, row.id),
      row.iterations !== undefined && el('span', { class: 'dim' }, ` ${row.iterations} iterations`),
      row.reason && el('div', { class: 'reason' }, row.reason)),
    el('td', { class: 'number' }, duration(row.duration)), number(row.spanCount), number(row.errorCount), number(row.retryCount),
    el('td', { class: 'number' }, tokens), el('td', { class: 'links' }, ...links));
  const second = problems.length > 0 && el('tr', { class: 'problems' }, el('td', {}),
    el('td', { colspan: 7 }, el('ul', {}, ...problems)));
  return { row, elements: [first, second].filter(Boolean) };
}

/** The table of cases with one card per status, which filters, and a search. */
function caseTable(data) {
  const rows = (data.rows ?? []).map(caseRow);
  const what = data.kind === 'suite' ? 'case' : 'iteration';
  let status = null;
  const search = el('input', { type: 'search', title: 'Key: /' });
  const shown = el('span', { class: 'dim', role: 'status' });
  const cards = statuses.map((name) => {
    const number = rows.filter(({ row }) => row.status === name).length;
    const card = el('button', { type: 'button', class: `card status-${name.replace(' ', '-')}`, 'aria-pressed': 'false',
      disabled: number === 0 }, statusIcon(name), el('b', {}, number), el('span', {}, name));
    card.addEventListener('click', () => {
      status = status === name ? null : name;
      update();
    });
    return { name, card };
  }).filter(({ name, card }) => name !== 'not judged' || !card.disabled);
  const update = () => {
    const wanted = search.value.trim().toLowerCase();
    let visibleRows = 0;
    for (const { row, elements } of rows) {
      const text = `${row.id} ${row.name ?? ''} ${row.reason ?? ''} ${(row.tags ?? []).join(' ')}`.toLowerCase();
      const isShown = (status === null || row.status === status) && text.includes(wanted);
      elements.forEach((element) => { element.hidden = !isShown; });
      visibleRows += isShown ? 1 : 0;
    }
    cards.forEach(({ name, card }) => card.setAttribute('aria-pressed', String(name === status)));
    shown.textContent = visibleRows === rows.length ? count(rows.length, what) : `${visibleRows} of ${count(rows.length, what)}`;
  };
  search.addEventListener('input', update);
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && event.target !== search) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape') {
      search.value = '';
      status = null;
      search.blur();
      update();
    }
  });
  update();
  const names = ['status', what, 'duration', 'spans', 'errors', 'retries', 'tokens in / out', ''];
  return [el('div', { class: 'cards' }, ...cards.map(({ card }) => card)),
    el('div', { class: 'finder' }, el('label', {}, `Find a ${what} `, search), shown),
    el('div', { class: 'table-box' }, el('table', { class: 'cases' }, el('thead', {}, el('tr', {}, ...names.map((name, i) =>
      el('th', { scope: 'col', class: i > 1 && i < 7 ? 'number' : '' }, name)))),
    el('tbody', {}, ...rows.flatMap(({ elements }) => elements)))),
    rows.length === 0 && el('p', { class: 'nothing' }, 'The stream names no case.')];
}

function tiles(data) {
  const tile = (value, name, isBad = false) => el('div', { class: isBad ? 'tile bad' : 'tile' }, el('b', {}, value),
    el('span', {}, name));
  return el('div', { class: 'tiles' }, tile(duration(data.duration), 'duration'), tile(data.spanCount, 'spans'),
    tile(data.errorCount, 'error spans', data.errorCount > 0),
    tile(data.retryCount, 'retries', data.retryCount > 0),
    tile(data.tokensIn === undefined ? '–' : `${data.tokensIn} / ${data.tokensOut}`, 'tokens in / out'));
}

function exchange(data) {
  const sent = (data.turns ?? []).map((turn) => el('section', {}, el('h2', {}, data.turns.length > 1 ? `Sent, turn ${turn.turn}` : 'Sent'),
    facts([['entrypoint', turn.entrypoint], ['target', turn.target], ['fixture', turn.fixture], ['time', turn.time],
      ['nonce', turn.nonce], ['ids', turn.ids?.join('\n')]]),
    turn.request && payloadElement('request', { text: turn.request, textSize: turn.requestSize })));
  const answered = (data.answers ?? []).map((answer) => el('section', {}, el('h2', {}, 'Answered'),
    facts([['status', answer.status], ['attempts', answer.attempts], ['reason', answer.reason], ['error', answer.error],
      ['request id', answer.requestId], ['ids', answer.ids?.join('\n')]]),
    answer.response && payloadElement('response', { text: answer.response, textSize: answer.responseSize })));
  return [...sent, ...answered];
}

function files() {
  const names = ['report.md', 'sequence.mmd', 'spans.jsonl', 'run.jsonl'];
  return el('section', {}, el('h2', {}, 'Files'), el('ul', { class: 'files' },
    ...names.map((name) => el('li', {}, el('a', { href: name }, name)))));
}

function executionSections(data) {
  return [tiles(data),
    data.checks && el('section', {}, el('h2', {}, 'Checks'), checkTable(data.checks)),
    faultList('Errors of this case', data.errors),
    evidenceSection(data.evidence),
    el('div', { class: 'columns' }, ...exchange(data)),
    files()];
}

const data = readData();
document.body.append(pageHeader(data, 'Summary'), ...bannerElements(data), el('main', { class: 'sheet' },
  ...(data.kind === 'execution' ? executionSections(data) : caseTable(data)).filter(Boolean),
  ...[faultList('Errors of the run', data.runErrors), el('div', { class: 'columns' }, ...[runSection(data), stagesSection(data)].filter(Boolean))].filter(Boolean)));
