// wasm-pack.toml: every key is known, there, and of the right kind, or a sentence names it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compareWithCrate, readDescription } from '../../scripts/parts/description.mjs';
import { inProject } from '../../scripts/parts/project.mjs';
import { Trouble } from '../../scripts/parts/trouble.mjs';

const GOOD = `
[build]
target = "web"
out-dir = "www/pkg"
out-name = "doctor"
profile = "web"
default-features = false
features = []
llvm-args = []

[wasm-bindgen]
version = "0.2.100"

[wasm-opt]
first = ["-Oz", "-g"]
second = ["-Oz"]

[size]
wasm-gzip = 150_000
page-gzip = 200_000
`;

const KEYS = [
  'build.target', 'build.out-dir', 'build.out-name', 'build.profile', 'build.default-features', 'build.features', 'build.llvm-args',
  'wasm-bindgen.version', 'wasm-opt.first', 'wasm-opt.second', 'size.wasm-gzip', 'size.page-gzip',
];

const saying = (...parts) => (error) => {
  assert.ok(error instanceof Trouble, `a Trouble, not ${error.stack}`);
  for (const part of parts) assert.ok(error.message.includes(part), `${error.message} — must say ${part}`);
  return true;
};

test('a good description is read as it is written', () => {
  assert.deepEqual({ ...readDescription(GOOD).size }, { 'wasm-gzip': 150000, 'page-gzip': 200000 });
});

test('the one of this project is good, and fits the crate', () => {
  const read = (name) => readFileSync(inProject(name), 'utf8');
  compareWithCrate(readDescription(read('wasm-pack.toml')), read('Cargo.toml'), read('Cargo.lock'));
});

for (const key of KEYS) {
  test(`without ${key} there is no build`, () => {
    const name = key.split('.')[1];
    const without = GOOD.split('\n').filter((line) => !line.startsWith(`${name} =`)).join('\n');
    assert.throws(() => readDescription(without), saying(key, 'missing'));
  });
}

const WRONG = [
  ['build.target', '"web"', '"wbe"'],
  ['build.target', '"web"', 'true'],
  ['build.out-dir', '"www/pkg"', '"pkg"'],
  ['build.out-dir', '"www/pkg"', '"../www/pkg"'],
  ['build.out-dir', '"www/pkg"', '"/www/pkg"'],
  ['build.out-dir', '"www/pkg"', '"www/pkg/"'],
  ['build.out-name', '"doctor"', '"a/b"'],
  ['build.out-name', '"doctor"', '""'],
  ['build.default-features', 'false', '"no"'],
  ['build.features', '[]', '"cli"'],
  ['build.features', '[]', '[1]'],
  ['wasm-bindgen.version', '"0.2.100"', '"^0.2"'],
  ['wasm-bindgen.version', '"0.2.100"', '0.2'],
  ['build.llvm-args', '[]', '["disable-lsr"]'],
  ['wasm-opt.second', '["-Oz"]', '["Oz"]'],
  ['wasm-opt.second', '["-Oz"]', '"-Oz"'],
  ['size.wasm-gzip', '150_000', '"150 kB"'],
  ['size.wasm-gzip', '150_000', '0'],
  ['size.page-gzip', '200_000', '1.5'],
  ['size.page-gzip', '200_000', '1979-05-27'],
];

for (const [key, good, bad] of WRONG) {
  test(`${key} = ${bad} is refused`, () => {
    const name = key.split('.')[1];
    const text = GOOD.replace(`${name} = ${good}`, `${name} = ${bad}`);
    assert.notEqual(text, GOOD);
    assert.throws(() => readDescription(text), saying(key, 'must be'));
  });
}

const UNKNOWN = [
  ['build.colour', '[build]', '[build]\ncolour = "red"'],
  ['wasm-bindgen.debug', '[wasm-bindgen]', '[wasm-bindgen]\ndebug = true'],
  ['release', '[size]', '[release]\nwasm-opt = false\n[size]'],
  ['empty', '[size]', '[empty]\n[size]'],
  ['target', '[build]', 'target = "web"\n[build]'],
];

for (const [key, place, instead] of UNKNOWN) {
  test(`the unknown key ${key} is refused`, () => {
    assert.throws(() => readDescription(GOOD.replace(place, instead)), saying(`no key ${key}`));
  });
}

test('a section in place of a value is refused', () => {
  const text = GOOD.replace('second = ["-Oz"]', '[wasm-opt.second]\nlevel = "-Oz"');
  assert.throws(() => readDescription(text), saying('wasm-opt.second'));
});

test('a file that is no TOML is refused in one line', () => {
  assert.throws(() => readDescription('[build'), (error) => saying('wasm-pack.toml')(error) && !error.message.includes('\n'));
});

const CRATE = `
[features]
extra = []
[profile.web]
inherits = "release"
`;
const LOCK = `
[[package]]
name = "wasm-bindgen"
version = "0.2.100"
`;

const AGAINST_THE_CRATE = [
  ['a profile that Cargo.toml lacks', GOOD.replace('profile = "web"', 'profile = "wbe"'), LOCK, ['build.profile', 'wbe']],
  ['a feature that Cargo.toml lacks', GOOD.replace('features = []', 'features = ["extra", "no"]').replace('default-features = ["extra", "no"]', 'default-features = false'), LOCK, ['build.features', 'no']],
  ['another wasm-bindgen than Cargo.lock has', GOOD, LOCK.replace('0.2.100', '0.2.101'), ['wasm-bindgen.version', '0.2.100', '0.2.101']],
  ['a Cargo.lock without wasm-bindgen', GOOD, '', ['wasm-bindgen.version', 'none']],
];

for (const [name, text, lock, parts] of AGAINST_THE_CRATE) {
  test(`${name} is refused`, () => {
    assert.throws(() => compareWithCrate(readDescription(text), CRATE, lock), saying(...parts));
  });
}

for (const profile of ['web', 'release', 'dev']) {
  test(`the profile ${profile} is accepted`, () => {
    compareWithCrate(readDescription(GOOD.replace('profile = "web"', `profile = "${profile}"`)), CRATE, LOCK);
  });
}
