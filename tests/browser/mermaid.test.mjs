// Mermaid itself must accept each sequence.mmd and must not take text of the trace for markup.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { filesBelow, launch, mermaidScript, missing, pageFolders } from './support.mjs';

const skip = missing() || (mermaidScript() === null && 'no mermaid: run npm ci in tests/browser/mermaid');
let browser;

before(async () => {
  browser = skip ? undefined : await launch();
});
after(async () => browser?.close());

test('there are diagrams to draw', { skip }, () => {
  assert.ok(pageFolders.flatMap((folder) => filesBelow(folder, 'sequence.mmd')).length > 0);
});

for (const path of skip ? [] : pageFolders.flatMap((folder) => filesBelow(folder, 'sequence.mmd'))) {
  test(`${path} is a diagram`, async () => {
    const page = await browser.newPage();
    await page.setContent('<!doctype html><div id="here"></div>');
    await page.addScriptTag({ path: mermaidScript() });
    const text = readFileSync(path, 'utf8');
    const seen = await page.evaluate(async (source) => {
      const { mermaid } = window;
      mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', maxTextSize: 50000 });
      const { diagramType } = await mermaid.parse(source);
      const { svg } = await mermaid.render('drawn', source);
      document.getElementById('here').innerHTML = svg;
      return { diagramType, hacked: window.hacked, images: document.images.length,
        messages: document.querySelectorAll('.messageText').length };
    }, text);
    assert.equal(seen.diagramType, 'sequence');
    assert.equal(seen.hacked, undefined);
    assert.equal(seen.images, 0);
    assert.equal(seen.messages, text.split('\n').filter((line) => /^ {2}p\d+-/.test(line)).length);
    await page.close();
  });
}
