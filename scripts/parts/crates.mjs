// Turns Cargo's metadata into the crates that go into what is shipped, and each licence into the words it is made of.

import { ask } from './run.mjs';
import { Trouble } from './trouble.mjs';

const on = (...targets) => targets.flatMap((target) => ['--filter-platform', target]);

/** What is shipped, and with which options cargo chooses its crates. */
const PARTS = {
  page: ['--no-default-features', ...on('wasm32-unknown-unknown')],
  'command line': on('x86_64-unknown-linux-gnu', 'aarch64-apple-darwin', 'x86_64-pc-windows-msvc'),
};

/** All crates of the lock file, also those for tests and for other systems. */
export const allCrates = () => metadata(['--all-features']).packages.filter(isForeign);

/** The crates that are compiled into what is shipped: { …crate, parts, needs }, in order of their names. */
export function shippedCrates() {
  const found = new Map();
  for (const [part, options] of Object.entries(PARTS)) {
    const { packages, resolve } = metadata(options);
    const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
    for (const [id, needs] of reached(nodes, resolve.root)) {
      const crate = found.get(id) ?? { ...packages.find((each) => each.id === id), parts: [], needs: new Set() };
      crate.parts.push(part);
      needs.forEach((each) => crate.needs.add(each));
      found.set(id, crate);
    }
  }
  return [...found.values()].sort((a, b) => order(`${a.name} ${a.version}`, `${b.name} ${b.version}`));
}

/** `MIT/Apache-2.0` is an older way to write `MIT OR Apache-2.0`. */
export const licenceOf = ({ license }) => (license ?? 'none').replaceAll('/', ' OR ');

/** Whether an expression of licences can be met by those that are allowed. */
export function isAllowed(expression, allowed) {
  const words = expression.match(/[()]|[^\s()]+/g) ?? [];
  const any = () => {
    let met = all();
    while (words[0] === 'OR') {
      words.shift();
      // Both sides must be read, also when the first already decides.
      met = all() || met;
    }
    return met;
  };
  const all = () => {
    let met = one();
    while (words[0] === 'AND') {
      words.shift();
      met = one() && met;
    }
    return met;
  };
  const one = () => {
    let word = words.shift();
    if (word === '(') {
      const met = any();
      words.shift();
      return met;
    }
    if (words[0] === 'WITH') word = [word, words.shift(), words.shift()].join(' ');
    return allowed.includes(word);
  };
  return any() && words.length === 0;
}

function reached(nodes, root) {
  const seen = new Map();
  const visit = (id) => {
    if (seen.has(id)) return;
    const needs = nodes.get(id).deps.filter(({ dep_kinds: kinds }) => kinds.some(({ kind }) => kind !== 'dev')).map(({ pkg }) => pkg);
    seen.set(id, needs);
    needs.forEach(visit);
  };
  visit(root);
  return seen;
}

function metadata(options) {
  const { ok, out } = ask('cargo', ['metadata', '--locked', '--format-version', '1', ...options]);
  if (!ok) throw new Trouble('cargo metadata failed: it must be able to reach the registry of crates, and Cargo.lock must be up to date.');
  return JSON.parse(out);
}

const isForeign = ({ source }) => source !== null;

export const order = (a, b) => (a < b ? -1 : Number(a > b));
