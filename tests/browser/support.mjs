// Where the pages, the browser and the modules are. A test without one of them is skipped and says which.
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);

export const chromiumPath = process.env.ITK_CHROMIUM ?? '/usr/bin/chromium';

/** Folders of rendered pages, separated by ':'. */
export const pageFolders = (process.env.ITK_PAGES ?? '').split(':').filter(Boolean);

export function filesBelow(folder, name) {
  return readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(name)).sort().map((path) => join(folder, path));
}

function resolved(module) {
  try {
    return require.resolve(module);
  } catch {
    return null;
  }
}

/** Why the browser tests cannot run, or false. */
export function missing() {
  return pageFolders.length === 0 ? 'ITK_PAGES names no folder of rendered pages' :
    !existsSync(chromiumPath) ? `no browser at ${chromiumPath} (ITK_CHROMIUM names another)` :
      resolved('playwright-core') === null ? 'no playwright-core: run npm ci in tests/browser' : false;
}

export function mermaidScript() {
  const path = new URL('mermaid/node_modules/mermaid/dist/mermaid.min.js', import.meta.url).pathname;
  return existsSync(path) ? path : null;
}

export async function launch() {
  const { chromium } = require('playwright-core');
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'] });
}
