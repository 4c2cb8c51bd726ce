// The command line as its user gets it: installed by cargo, from this folder, with the locked crates.

import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { cache, inProject } from '../../scripts/parts/project.mjs';
import { ask, keepLog } from '../../scripts/parts/run.mjs';

test('cargo install gives a command that works', async () => {
  const folder = join(cache, 'installed');
  rmSync(folder, { recursive: true, force: true });
  // Unoptimised, so that cargo finds most of its work done; what is installed is the same.
  await keepLog('cargo-install', 'cargo', ['install', '--path', '.', '--locked', '--debug', '--root', folder], {
    failure: 'cargo install --path . failed.',
  });
  const program = join(folder, 'bin', 'rtx-vpn-doctor');
  const { version } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
  assert.deepEqual(ask(program, ['--version']), { ok: true, out: `rtx-vpn-doctor ${version}` });
});
