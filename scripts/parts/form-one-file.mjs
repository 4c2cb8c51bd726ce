// Turns www into one HTML file that asks for nothing: everything stands in it, the program packed by gzip.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { inProject } from './project.mjs';
import { asOneScript, inlineHash, replaceOnce } from './rewrite.mjs';

/** Writes the file to `path`; `www` is the page as it was built, `pkg` holds the program under the name `program`. */
export function buildOneFile(path, www, pkg, program) {
  const read = (name) => readFileSync(join(www, name), 'utf8');
  const script = scriptOf(read, readFileSync(join(pkg, `${program}.js`), 'utf8'), program);
  const old = `\n${read('old.js')}`;
  const style = `\n${read('style.css')}`;
  const packed = pack(readFileSync(join(pkg, `${program}_bg.wasm`)));
  const icon = `data:image/svg+xml;base64,${Buffer.from(read('icon.svg')).toString('base64')}`;
  const policy = [
    "default-src 'none'",
    `script-src ${inlineHash(script)} ${inlineHash(old)} 'wasm-unsafe-eval'`,
    `style-src ${inlineHash(style)}`,
    'img-src data:',
    'worker-src blob:',
    "require-trusted-types-for 'script'",
    'trusted-types rtx-vpn-doctor',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const html = [
    [/<meta http-equiv="Content-Security-Policy" content="[^"]*">/, `<meta http-equiv="Content-Security-Policy" content="${policy}">`],
    ['href="icon.svg"', `href="${icon}"`],
    ['<link rel="stylesheet" href="style.css">', `<style>${style}</style>`],
    ['<script type="module" src="main.js"></script>\n', ''],
    ['<script nomodule defer src="old.js"></script>\n', ''],
    // At the end: a script within the document does not wait for what stands below it.
    ['</body>', `<script type="text/plain" id="program">${packed}</script>\n<script nomodule>${old}</script>\n<script type="module">${script}</script>\n</body>`],
  ].reduce((text, [from, to]) => replaceOnce(text, from, to), read('index.html'));
  writeFileSync(path, html);
}

function scriptOf(read, program, name) {
  const page = readFileSync(inProject('forms', 'one-file', 'main.js'), 'utf8');
  return asOneScript([
    // It is given the program; a worker that is no module does not know where it stands.
    replaceOnce(program, `new URL('${name}_bg.wasm', import.meta.url)`, 'undefined'),
    read('say.js'),
    `if (typeof document === "undefined") {\n${read('worker.js')}} else {\n${page}}`,
  ]);
}

// The header of gzip names neither time nor system, so the same program gives the same bytes everywhere.
function pack(bytes) {
  const packed = gzipSync(bytes, { level: 9 });
  packed[9] = 255;
  return packed.toString('base64');
}
