// Turns a WebAssembly module into the same one whose functions' names, in order, put those beside each other
// whose code is alike: gzip looks back 32 kB and no further.

const CUSTOM = 0;
const CODE = 10;
const HEADER = 8;

/** The module with a number as the name of each function that it defines. */
export function nameByLikeness(wasm) {
  const all = sections(wasm);
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(wasm));
  const first = imports.filter(({ kind }) => kind === 'function').length;
  const order = byLikeness(bodies(all.find(({ id }) => id === CODE).content));
  const kept = all.filter((each) => !isNames(each)).map(({ whole }) => whole);
  return Buffer.concat([wasm.subarray(0, HEADER), ...kept, names(order, first)]);
}

/** The numbers of these pieces of code in an order in which neighbours have much in common. */
export function byLikeness(codes) {
  const shared = rare(codes.map(snippets));
  const left = new Set(codes.keys());
  const order = [];
  while (left.size > 0) {
    const next = likest(order, left, shared, codes) ?? left.values().next().value;
    order.push(next);
    left.delete(next);
  }
  return order;
}

// What one shares with the last ones weighs less the further back they stand.
const REACH = 8;
const weight = (back) => 1 - back / 10;

function likest(order, left, { snippetsOf, holdersOf }, codes) {
  const scores = new Map();
  for (const [back, last] of order.slice(-REACH).reverse().entries()) {
    for (const snippet of snippetsOf[last]) {
      for (const holder of holdersOf.get(snippet)) {
        if (left.has(holder)) scores.set(holder, (scores.get(holder) ?? 0) + weight(back));
      }
    }
  }
  let best = null;
  let most = 0;
  for (const [holder, score] of scores) {
    // A long one has something in common with everybody.
    const likeness = score / Math.sqrt(codes[holder].length + 80);
    if (likeness > most) [best, most] = [holder, likeness];
  }
  return best;
}

const SNIPPET = 5;

function snippets(code) {
  const all = new Set();
  for (let at = 0; at + SNIPPET <= code.length; at++) all.add(code.readUIntBE(at, SNIPPET));
  return all;
}

// What nearly all have in common says nothing, and what one has alone says nothing either.
const HOLDERS = { least: 2, most: 60 };

function rare(all) {
  const holdersOf = new Map();
  for (const [holder, its] of all.entries()) {
    for (const snippet of its) {
      if (!holdersOf.has(snippet)) holdersOf.set(snippet, []);
      holdersOf.get(snippet).push(holder);
    }
  }
  const tells = ({ length }) => length >= HOLDERS.least && length <= HOLDERS.most;
  const snippetsOf = all.map((its) => [...its].filter((snippet) => tells(holdersOf.get(snippet))));
  return { snippetsOf, holdersOf };
}

function sections(wasm) {
  const all = [];
  for (let at = HEADER; at < wasm.length;) {
    const { value: size, end: start } = number(wasm, at + 1);
    const end = start + size;
    all.push({ id: wasm[at], content: wasm.subarray(start, end), whole: wasm.subarray(at, end) });
    at = end;
  }
  return all;
}

function bodies(code) {
  const all = [];
  for (let at = number(code, 0).end; at < code.length;) {
    const { value: size, end: start } = number(code, at);
    at = start + size;
    all.push(code.subarray(start, at));
  }
  return all;
}

const NAME = Buffer.from('\x04name');

const isNames = ({ id, content }) => id === CUSTOM && content.subarray(0, NAME.length).equals(NAME);

function names(order, first) {
  const FUNCTIONS = 1;
  const named = [...order.entries()].sort(([, one], [, other]) => one - other);
  const digits = String(order.length).length;
  const name = (place) => [digits, ...Buffer.from(String(place).padStart(digits, '0'))];
  const entries = named.map(([place, at]) => [...unsigned(first + at), ...name(place)]);
  const functions = [...unsigned(entries.length), ...entries.flat()];
  const content = [...NAME, FUNCTIONS, ...unsigned(functions.length), ...functions];
  return Buffer.from([CUSTOM, ...unsigned(content.length), ...content]);
}

// Numbers are written in LEB128.
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return { value, end: at };
  }
}

function unsigned(value) {
  return value < 128 ? [value] : [(value % 128) + 128, ...unsigned(Math.floor(value / 128))];
}
