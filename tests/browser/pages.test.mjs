// Opens every rendered page in headless Chromium, light and dark: nothing may be logged as an error, nothing loaded,
// nothing of the data run as code, and the page must answer to clicks, search and keys.
//
//   ITK_PAGES=artifacts/run node --test tests/browser/          ITK_SCREENSHOTS=DIR keeps what it sees
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { filesBelow, launch, missing, pageFolders } from './support.mjs';

const skip = missing();
const screenshots = process.env.ITK_SCREENSHOTS;
let browser;

before(async () => {
  browser = skip ? undefined : await launch();
});
after(async () => browser?.close());

/** A page that remembers everything that it should not have done. */
async function open(path, colorScheme, hash = '') {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const wrongs = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && wrongs.push(message.text()));
  page.on('pageerror', (error) => wrongs.push(String(error)));
  page.on('dialog', (dialog) => wrongs.push(`dialog ${dialog.message()}`));
  page.on('request', (request) => !/^(file|data):/.test(request.url()) && wrongs.push(`request ${request.url()}`));
  await page.goto(pathToFileURL(path).href + hash);
  const data = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent));
  return { page, data, wrongs, close: () => context.close() };
}

/** The text as dom.js shows it in one line. */
const squeezed = (text) => text.replace(/\s+/g, ' ').trim();

async function checkNothingRan(page) {
  const state = await page.evaluate(() => ({ hacked: window.hacked, scripts: document.scripts.length,
    images: document.images.length, styled: document.querySelectorAll('[onerror], [onclick], iframe, object').length }));
  assert.deepEqual(state, { hacked: undefined, scripts: 2, images: 0, styled: 0 });
}

async function checkIndex(page, data) {
  if (data.rows === undefined) {
    return;
  }
  const rows = page.locator('tr.case');
  assert.equal(await rows.count(), data.rows.length);
  await page.keyboard.press('/');
  await page.keyboard.type(data.rows.at(-1).id);
  assert.ok(await rows.filter({ visible: true }).count() >= 1);
  await page.keyboard.press('Escape');
  assert.equal(await rows.filter({ visible: true }).count(), data.rows.length);
  for (const card of await page.locator('button.card:enabled').all()) {
    await card.click();
    const wanted = Number(await card.locator('b').textContent());
    assert.equal(await rows.filter({ visible: true }).count(), wanted);
    await card.click();
  }
}

async function checkTrace(page, data, path, scheme) {
  if (data.nodes === undefined) {
    assert.match(await page.locator('main').textContent(), /No spans/);
    return;
  }
  const details = page.locator('aside.details');
  assert.ok(await details.isHidden());
  const row = page.locator('g.row[data-span]').first();
  const key = await row.getAttribute('data-span');
  const span = data.nodes.find((node) => node.key === key);
  await row.locator('.row-back').click({ position: { x: 5, y: 5 } });
  assert.ok(await details.isVisible());
  assert.ok(squeezed(await details.textContent()).includes(squeezed(data.components[span.component]).slice(0, 8)));
  assert.equal(await page.evaluate(() => decodeURIComponent(location.hash)), `#span=${key}`);
  await keepScreenshot(page, path, `${scheme}-details`);
  await page.keyboard.press('Escape');
  assert.ok(await details.isHidden());
  await checkKeys(page, details, data);
  await checkSearch(page, data);
  await checkDeepLink(path, scheme, data);
}

async function checkKeys(page, details, data) {
  const seen = new Set();
  for (let i = 0; i < Math.min(data.nodes.length, 12); ++i) {
    await page.keyboard.press('ArrowDown');
    seen.add(await page.evaluate(() => location.hash));
    assert.ok(await details.isVisible());
  }
  const keys = new Set(data.nodes.map((node) => node.key)).size;  // two spans of one key share an address
  assert.ok(seen.size >= Math.min(keys, 11), `the selection moves on with each key, ${seen.size} seen`);
  for (const key of ['+', '-', '0', 'e', 'e', 'r', 'r', '?']) {
    await page.keyboard.press(key);
  }
  assert.ok(await page.locator('dialog.help').isVisible());
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
}

async function checkSearch(page, data) {
  const wanted = data.nodes.at(-1);
  await page.keyboard.press('/');
  await page.keyboard.type(wanted.key.slice(-12));
  assert.match(await page.locator('.toolbar [role=status]').textContent(), /match/);
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('aside.details').isVisible(), true);
  await page.locator('.toolbar input').fill('no span says this');
  assert.equal(await page.locator('.toolbar [role=status]').textContent(), 'no match');
  await page.keyboard.press('Escape');
}

async function checkDeepLink(path, scheme, data) {
  const { page, wrongs, close } = await open(path, scheme, `#span=${encodeURIComponent(data.nodes.at(-1).key)}`);
  assert.ok(await page.locator('aside.details').isVisible());
  assert.deepEqual(wrongs, []);
  await close();
}

async function keepScreenshot(page, path, name) {
  if (screenshots) {
    mkdirSync(screenshots, { recursive: true });
    const folder = pageFolders.find((one) => path.startsWith(one));
    const file = `${folder.split('/').at(-1)}-${relative(folder, path)}`.replace(/[^a-z0-9.-]+/gi, '_').replace(/\.html$/, '');
    await page.screenshot({ path: join(screenshots, `${file}-${name}.png`) });
  }
}

test('there are pages to open', { skip }, () => {
  assert.ok(pageFolders.flatMap((folder) => filesBelow(folder, '.html')).length > 0);
});

for (const path of skip ? [] : pageFolders.flatMap((folder) => filesBelow(folder, '.html'))) {
  for (const scheme of ['light', 'dark']) {
    test(`${path} works, ${scheme}`, async () => {
      const { page, data, wrongs, close } = await open(path, scheme);
      assert.notEqual(await page.title(), '');
      const heading = page.locator('h1');
      assert.ok(await heading.isVisible());
      assert.ok(squeezed(await heading.textContent()).startsWith(squeezed(data.heading).slice(0, 10)));
      await keepScreenshot(page, path, scheme);
      assert.equal(await page.locator('.banner').count(), (data.banners ?? []).length);
      const back = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.equal(back === 'rgb(255, 255, 255)', scheme === 'light', back);
      if (scheme === 'light') {  // what it does is the same in the dark
        await (data.kind === 'trace' ? checkTrace(page, data, path, scheme) : checkIndex(page, data));
      }
      await checkNothingRan(page);
      assert.deepEqual(wrongs, []);
      await close();
    });
  }
}
