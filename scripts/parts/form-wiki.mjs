// Turns www into the element for other pages in dist/wiki: a module, the program beside it, and a page that uses it.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from './project.mjs';
import { shadowStyle } from './shadow-style.mjs';

const OF_PAGE = ['load.js', 'own.js', 'say.js', 'worker.js'];

/** Writes the folder; `www` is the page as it was built, `pkg` holds the program under the name `program`. */
export function buildWiki(folder, www, pkg, program) {
  mkdirSync(join(folder, 'pkg'), { recursive: true });
  for (const name of OF_PAGE) cpSync(join(www, name), join(folder, name));
  for (const name of [`${program}.js`, `${program}_bg.wasm`]) cpSync(join(pkg, name), join(folder, 'pkg', name));
  cpSync(inProject('forms', 'wiki'), folder, { recursive: true });
  const style = shadowStyle(readFileSync(join(www, 'style.css'), 'utf8'));
  writeFileSync(join(folder, 'sheet.js'), `// The page's style sheet for a shadow root.\nexport default ${JSON.stringify(style)};\n`);
}
