// What every page has: heading, status, ways to the other pages, banners, theme; and the tables about the run.
import { el, facts, svg } from './dom.js';

const themeKey = 'itk-theme';

// Where there is no storage (file:// in some browsers, private windows) the choice lasts as long as the page.
function storedTheme() {
  try {
    return localStorage.getItem(themeKey);
  } catch {
    return null;
  }
}

function setTheme(theme) {
  if (theme === 'light' || theme === 'dark') {
    document.documentElement.dataset.theme = theme;
  }
}

function themeButton() {
  const button = el('button', { type: 'button', class: 'quiet', title: 'Light or dark' }, '◐');
  button.setAttribute('aria-label', 'Light or dark');
  button.addEventListener('click', () => {
    const current = document.documentElement.dataset.theme ??
      (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
    const theme = current === 'dark' ? 'light' : 'dark';
    setTheme(theme);
    try {
      localStorage.setItem(themeKey, theme);
    } catch {
      // see storedTheme
    }
  });
  return button;
}

// The marks as drawings: many machines that run browsers have no font with ✅ and 💥 in it.
const statusIcons = {
  passed: 'M3.5 8.5 l3 3 l6 -7',
  warning: 'M8 2.5 L14.5 13.5 H1.5 Z M8 6.5 v3.2 M8 11.4 v.6',
  failed: 'M4 4 l8 8 M12 4 l-8 8',
  error: 'M8 1.5 l1.5 4 4 -1.5 -1.5 4 3 2.5 -4 .5 -.5 4 -2.5 -3 -2.5 3 -.5 -4 -4 -.5 3 -2.5 -1.5 -4 4 1.5 Z',
  skipped: 'M3 4 l5 4 l-5 4 Z M8 4 l5 4 l-5 4 Z M13.8 4 v8',
  'not judged': 'M8 3 a5 5 0 1 0 .01 0 Z',
};

export function statusIcon(status) {
  return svg('svg', { class: 'status-icon', viewBox: '0 0 16 16', width: 14, height: 14, 'aria-hidden': 'true' },
    svg('path', { d: statusIcons[status] ?? statusIcons.error }));
}

export function statusPill(of) {
  return el('span', { class: `pill status-${of.status.replace(' ', '-')}` }, statusIcon(of.status), of.status);
}

/** @param {import('./data.js').PageData} data  @param {string} here the page that this is */
export function pageHeader(data, here) {
  setTheme(storedTheme());
  const link = (name, href) => here === name ? el('span', { class: 'here', 'aria-current': 'page' }, name) :
    el('a', { href }, name);
  const hasTrace = data.kind === 'execution' || data.kind === 'trace';
  const nav = el('nav', { 'aria-label': 'Pages of this case' },
    data.up && el('a', { href: data.up }, `↑ ${data.title}`),
    hasTrace && [link('Summary', 'index.html'), link('Sequence', 'trace-viewer.html'), link('Timeline', 'timeline.html')],
    themeButton());
  const where = [data.case !== data.heading && data.case,
    data.iteration !== undefined && `iteration ${data.iteration}`].filter(Boolean).join(' · ');
  return el('header', { class: 'page-header' },
    el('div', { class: 'headline' }, data.status && statusPill(data), el('h1', {}, data.heading),
      where !== '' && el('span', { class: 'dim case-id' }, where)),
    nav,
    data.reason && el('p', { class: 'reason' }, data.reason));
}

export function bannerElements(data) {
  return (data.banners ?? []).map((banner) => el('p', { class: `banner banner-${banner.kind}`, role: 'note' }, banner.text));
}

export function faultList(title, faults) {
  if (!faults?.length) {
    return null;
  }
  return el('section', { class: 'faults' }, el('h2', {}, title), el('ul', {}, ...faults.map((fault) => el('li', {},
    el('strong', {}, `${fault.stage}: ${fault.code}`), ' ', el('span', { class: 'message' }, fault.message),
    el('span', { class: 'dim' }, ` ${[fault.class, fault.service, fault.requestId && `request id ${fault.requestId}`,
      fault.at].filter(Boolean).join(' · ')}`)))));
}

export function evidenceSection(evidence) {
  if (evidence === undefined) {
    return null;
  }
  return el('section', {}, el('h2', {}, 'Evidence'),
    el('p', {}, evidence.complete ? 'Complete: everything that was awaited arrived.' :
      `Incomplete${evidence.reason ? `: ${evidence.reason}` : ''}`),
    evidence.missing && el('ul', {}, ...evidence.missing.map((item) =>
      el('li', {}, `missing: ${[item.what, item.id].filter(Boolean).join(' ')}${item.group ? ` in ${item.group}` : ''}`))));
}

const exitMeaning = {
  0: 'done', 1: 'a case failed or regressed', 2: 'usage or configuration', 3: 'input broken or cut',
  4: 'AWS or network', 5: 'refused', 6: 'evidence incomplete', 70: 'a bug in ITK',
};

export function stagesSection(data) {
  if (!data.stages) {
    return el('section', {}, el('h2', {}, 'Stages'), el('p', {}, 'No stage left an end record.'));
  }
  return el('section', {}, el('h2', {}, 'Stages'), el('table', { class: 'plain' },
    el('thead', {}, el('tr', {}, ...['stage', 'exit, worst so far', 'records read', 'written'].map((name) => el('th', {}, name)))),
    el('tbody', {}, ...data.stages.map((stage) => el('tr', {}, el('td', {}, stage.stage),
      el('td', { class: stage.exit === 0 ? '' : 'bad' }, `${stage.exit} ${exitMeaning[stage.exit] ?? ''}`),
      el('td', { class: 'number' }, stage.read), el('td', { class: 'number' }, stage.written))))));
}

export function runSection(data) {
  const runs = (data.runs ?? []).map((run) => facts([
    ['run', run.run], ['started', run.start], ['mode', run.mode],
    ['endpoint', run.endpointUrl ? `${run.endpoint} ${run.endpointUrl}` : run.endpoint], ['environment', run.env],
    ['account', run.account], ['region', run.region], ['shard', run.shard], ['ITK', run.version], ['CI', run.ci]]));
  const commits = (data.commits ?? []).map((commit) => facts([
    ['commit', `${commit.sha.slice(0, 12)}${commit.dirty ? ' with uncommitted changes' : ''}`], ['branch', commit.branch],
    ['subject', commit.subject], ['author', commit.author], ['time', commit.time], ['remote', commit.remote]]));
  return runs.length + commits.length > 0 && el('section', {}, el('h2', {}, 'Run'), ...runs, ...commits);
}

/** In place of a diagram: why there is nothing to draw. */
export function nothingToDraw(data) {
  return el('div', { class: 'nothing' }, el('h2', {}, 'No spans'),
    !data.reason && el('p', {}, 'The stream has no span of this case, and nobody says why.'),
    faultList('Errors of this case', data.errors), faultList('Errors of the run', data.runErrors),
    evidenceSection(data.evidence), stagesSection(data));
}
