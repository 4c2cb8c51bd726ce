// What lies beside the shipped files: their sums, and the bill of what is in them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dist } from '../../scripts/parts/forms.mjs';
import { inProject } from '../../scripts/parts/project.mjs';
import { billOfMaterials } from '../../scripts/parts/sbom.mjs';
import { filesBelow, sha256 } from '../../scripts/parts/sums.mjs';

test('the sums are those of all shipped files', () => {
  const lines = readFileSync(join(dist, 'SHA256SUMS'), 'utf8').trimEnd().split('\n');
  const files = lines.map((line) => line.split('  '));
  assert.deepEqual(files.map(([, path]) => path), filesBelow(dist).filter((path) => path !== 'SHA256SUMS'));
  for (const [sum, path] of files) assert.equal(sum, sha256(readFileSync(join(dist, path))), path);
});

test('the bill names every crate with its locked hash, and no time', () => {
  const text = readFileSync(join(dist, 'sbom.cdx.json'), 'utf8');
  assert.equal(text, billOfMaterials());
  const bill = JSON.parse(text);
  assert.equal(bill.bomFormat, 'CycloneDX');
  assert.equal(bill.serialNumber ?? bill.metadata.timestamp, undefined);
  const lock = readFileSync(inProject('Cargo.lock'), 'utf8');
  const shipped = bill.components.filter(({ scope }) => scope === 'required');
  for (const { name, version, hashes, licenses } of shipped) {
    assert.ok(lock.includes(`name = "${name}"\nversion = "${version}"\n`), name);
    assert.match(hashes[0].content, /^[0-9a-f]{64}$/, name);
    assert.ok(lock.includes(hashes[0].content), name);
    assert.notEqual(licenses[0].expression, 'none', name);
  }
  const partsOf = (name) => shipped.find((each) => each.name === name).properties.map(({ value }) => value);
  assert.deepEqual(partsOf('nom'), ['page', 'command line']);
  assert.deepEqual(partsOf('clap'), ['command line']);
  assert.deepEqual(partsOf('web-sys'), ['page']);
});
