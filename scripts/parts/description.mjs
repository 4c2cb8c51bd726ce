// Turns the text of wasm-pack.toml into the description of the build, or into a sentence about its first wrong key.

import { parse } from 'smol-toml';
import { Trouble } from './trouble.mjs';

const FILE = 'wasm-pack.toml';

const word = { is: (v) => typeof v === 'string' && /^[A-Za-z0-9_-]+$/.test(v), expected: 'a plain word' };
const yesOrNo = { is: (v) => typeof v === 'boolean', expected: 'true or false' };
const bytes = { is: (v) => Number.isInteger(v) && v > 0, expected: 'a number of bytes above 0' };
const listOf = (each, expected) => ({ is: (v) => Array.isArray(v) && v.every(each), expected });
const flags = listOf((v) => typeof v === 'string' && /^-./.test(v), 'a list of flags that begin with -');
const oneOf = (...words) => ({ is: (v) => words.includes(v), expected: `one of ${words.join(', ')}` });

const KEYS = {
  'build.target': oneOf('bundler', 'deno', 'no-modules', 'nodejs', 'web'),
  'build.out-dir': {
    // The build empties this folder first: it must not be able to name the project itself or anything outside.
    is: (v) => typeof v === 'string' && /^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)+$/.test(v),
    expected: 'a folder inside a folder of the project, such as www/pkg',
  },
  'build.out-name': word,
  'build.profile': word,
  'build.default-features': yesOrNo,
  'build.features': listOf(word.is, 'a list of feature names'),
  'build.llvm-args': flags,
  'wasm-bindgen.version': {
    is: (v) => typeof v === 'string' && /^\d+\.\d+\.\d+$/.test(v),
    expected: 'a version such as "0.2.100"',
  },
  'wasm-opt.first': flags,
  'wasm-opt.second': flags,
  'size.wasm-gzip': bytes,
  'size.page-gzip': bytes,
};

/** The description as written, every key checked. */
export function readDescription(text) {
  const description = parseToml(FILE, text);
  const found = new Map(leaves(description));
  for (const [key, value] of found) {
    const rule = KEYS[key];
    if (!rule) throw new Trouble(`${FILE}: the build knows no key ${key}.`);
    if (!rule.is(value)) {
      throw new Trouble(`${FILE}: ${key} must be ${rule.expected}, not ${JSON.stringify(value)}.`);
    }
  }
  for (const key of Object.keys(KEYS)) {
    if (!found.has(key)) throw new Trouble(`${FILE}: ${key} is missing.`);
  }
  return description;
}

/** What the crate's files are called. */
export const libName = (cargoToml) => parseToml('Cargo.toml', cargoToml).package.name.replaceAll('-', '_');

/** What only Cargo's own files can tell: the profile and features exist, wasm-bindgen is of the same version. */
export function compareWithCrate(description, cargoToml, cargoLock) {
  const crate = parseToml('Cargo.toml', cargoToml);
  const { profile, features } = description.build;
  if (!['dev', 'release', ...Object.keys(crate.profile ?? {})].includes(profile)) {
    throw new Trouble(`${FILE}: build.profile names ${profile}, and Cargo.toml has no such profile.`);
  }
  const unknown = features.find((name) => !(name in (crate.features ?? {})));
  if (unknown) {
    throw new Trouble(`${FILE}: build.features names ${unknown}, and Cargo.toml has no such feature.`);
  }
  const locked = parseToml('Cargo.lock', cargoLock).package?.find(({ name }) => name === 'wasm-bindgen')?.version;
  if (description['wasm-bindgen'].version !== locked) {
    throw new Trouble(
      `${FILE}: wasm-bindgen.version is ${description['wasm-bindgen'].version}, Cargo.lock has ${locked ?? 'none'}; they must be the same.`,
    );
  }
}

function leaves(table, path = '') {
  return Object.entries(table).flatMap(([name, value]) => {
    const key = path + name;
    const isSection = Object.keys(KEYS).some((each) => each.startsWith(`${key}.`)) && isTable(value);
    return isSection ? leaves(value, `${key}.`) : [[key, value]];
  });
}

const isTable = (value) => Object.prototype.toString.call(value) === '[object Object]';

function parseToml(file, text) {
  try {
    return parse(text);
  } catch (error) {
    throw new Trouble(`${file} cannot be read: ${error.message.split('\n')[0]}.`);
  }
}
