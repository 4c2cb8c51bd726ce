// What runs at GitHub with rights there: actions by commit, no right that is not needed.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inProject } from '../../scripts/parts/project.mjs';

const FOLDER = inProject('.github', 'workflows');
const workflows = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));

test('every action is named by its commit, with its version beside it', () => {
  assert.ok(workflows.length > 0);
  for (const { name, text } of workflows) {
    const uses = text.match(/uses: .*/g);
    for (const line of uses) assert.match(line, /^uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, name);
  }
});

test('rights are given job by job, and to write only where the site is deployed', () => {
  for (const { name, text } of workflows) {
    assert.match(text, /^permissions: \{\}$/m, name);
    const writes = text.match(/^ +[a-z-]+: write$/gm) ?? [];
    assert.deepEqual(writes.map((line) => line.trim()), ['pages: write', 'id-token: write'], name);
    assert.equal(text.match(/uses: actions\/checkout/g).length, text.match(/persist-credentials: false/g).length, name);
    // What others write, such as the title of a request, must not become a command.
    assert.doesNotMatch(text, /run:.*\$\{\{/, name);
  }
});
