// The same sources give the same bytes, in whatever folder they lie.

import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { dist } from '../../scripts/parts/forms.mjs';
import { cache, inProject } from '../../scripts/parts/project.mjs';
import { ask, keepLog } from '../../scripts/parts/run.mjs';

const SECOND = join(cache, 'second', 'a folder with a longer name');

test('two builds in two folders are the same, byte for byte', { timeout: 900_000 }, async () => {
  copySources();
  await keepLog('second-build', process.execPath, ['scripts/build.mjs'], {
    cwd: SECOND, env: { CARGO_TARGET_DIR: undefined }, failure: 'The build in the second folder failed.',
  });
  const sums = (folder) => readFileSync(join(folder, 'SHA256SUMS'), 'utf8').split('\n');
  assert.deepEqual(sums(join(SECOND, 'dist')), sums(dist));
});

function copySources() {
  mkdirSync(SECOND, { recursive: true });
  // What cargo made of other crates may stay: it looks for itself whether it is still right.
  for (const name of readdirSync(SECOND).filter((each) => each !== 'target')) rmSync(join(SECOND, name), { recursive: true });
  const { out } = ask('git', ['ls-files', '--cached', '--others', '--exclude-standard']);
  const files = out.split('\n').filter((path) => existsSync(inProject(path)));
  for (const path of files) {
    mkdirSync(dirname(join(SECOND, path)), { recursive: true });
    cpSync(inProject(path), join(SECOND, path));
  }
  // What only helps to build is not built twice; the sums show that it leaves no trace of its place.
  symlinkSync(inProject('node_modules'), join(SECOND, 'node_modules'), 'junction');
  const tools = ['tools', 'wasm-rust'].filter((name) => existsSync(join(cache, name)));
  mkdirSync(join(SECOND, '.cache'));
  for (const name of tools) symlinkSync(join(cache, name), join(SECOND, '.cache', name), 'junction');
}
