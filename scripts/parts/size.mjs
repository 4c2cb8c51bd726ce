// Turns files into the bytes that a visitor's line carries, and compares them with the budget.

import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TYPES } from './static-server.mjs';
import { Trouble } from './trouble.mjs';

export const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** All files in `folder` that a browser could ask for, together. */
export function gzippedPage(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && TYPES[extname(entry.name)] && !entry.name.endsWith('.d.ts'))
    .reduce((sum, entry) => sum + gzipped(readFileSync(join(entry.parentPath ?? entry.path, entry.name))), 0);
}

/** Says each size, then throws a Trouble when one overdraws its budget. */
export function compareWithBudget(sizes, say = console.log) {
  const over = sizes.filter(({ what, size, budget }) => {
    say(`${what}: ${kB(size)} gzipped of ${kB(budget)}`);
    return size > budget;
  });
  if (over.length === 0) return;
  const each = over.map(({ what, size, key, budget }) => `${what} has ${kB(size)}, size.${key} allows ${kB(budget)}`);
  throw new Trouble(`The build is larger than wasm-pack.toml allows: ${each.join('; ')}.`);
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
