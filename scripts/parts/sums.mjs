// Turns the files of a folder into the lines that `sha256sum --check` reads.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { order } from './crates.mjs';

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** The paths of all files below a folder, with slashes, in order. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'))
    .sort(order);
}

export function sums(folder) {
  return filesBelow(folder).map((path) => `${sha256(readFileSync(join(folder, path)))}  ${path}\n`).join('');
}
