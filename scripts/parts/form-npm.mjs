// Turns the built program into the npm package in dist/npm.

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from './project.mjs';

const AS_THEY_ARE = {
  'forms/npm': ['index.js', 'node.js', 'README.md'],
  docs: ['report.schema.json'],
  '.': ['LICENSE', 'LICENSE-APACHE', 'LICENSE-MIT'],
};

/** Writes the package into `folder`; `pkg` holds what wasm-bindgen wrote under the name `program`. */
export function buildNpmPackage(folder, pkg, program) {
  mkdirSync(folder, { recursive: true });
  const files = [`${program}.js`, `${program}_bg.wasm`];
  for (const name of files) copyFileSync(join(pkg, name), join(folder, name));
  for (const [from, names] of Object.entries(AS_THEY_ARE)) {
    for (const name of names) copyFileSync(inProject(from, name), join(folder, name));
  }
  writeFileSync(join(folder, 'index.d.ts'), types());
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
}

function types() {
  return ['forms/npm/index.d.ts', 'src/wasm.d.ts', 'src/report.d.ts'].map(read).join('\n');
}

function manifest() {
  const { name, version, description, license, engines } = JSON.parse(read('package.json'));
  const entry = { types: './index.d.ts', node: './node.js', default: './index.js' };
  return {
    name,
    version,
    description,
    license,
    keywords: ['ipsec', 'vpn', 'yamaha', 'rtx', 'diagnosis'],
    type: 'module',
    engines,
    types: './index.d.ts',
    exports: { '.': entry, './report.schema.json': './report.schema.json' },
    sideEffects: false,
  };
}

const read = (path) => readFileSync(inProject(path), 'utf8');
