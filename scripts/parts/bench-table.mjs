// Turns measured rows into the tables of docs/benchmarks.md.

const BEGIN = '<!-- measured: npm run bench -- --write -->';
const END = '<!-- end -->';

export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const ms = (value) => (value === undefined || value === null ? '–' : value < 10 ? value.toFixed(1) : String(Math.round(value)));
const speed = (bytes, value) => (value ? String(Math.round(bytes / value / 1000)) : '–');
const megabytes = (bytes) => (bytes ? (bytes / 1e6).toFixed(1) : '–');
const line = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');

/** Milliseconds of each reader, megabytes a second of ours, and memory. */
export function mainTable(rows) {
  const head = ['paste', 'MB', 'native ms', 'MB/s', 'peak MB', 'wasm ms', 'MB/s', 'wasm MB', 'regex ms', 'TextFSM ms', 'TTP ms', '× TextFSM', 'wc -l ms'];
  return table(head, rows.map((it) => [
    it.name, megabytes(it.bytes), ms(it.native), speed(it.bytes, it.native), megabytes(it.peak),
    ms(it.wasm?.ms), speed(it.bytes, it.wasm?.ms), megabytes(it.wasm?.memory),
    ms(it.regex), ms(it.textfsm), ms(it.ttp), it.textfsm ? (it.textfsm / it.native).toFixed(0) : '–', ms(it.wc),
  ]));
}

/** How time grows where the paste has four times the size. */
export function growth(rows) {
  const times = (from, to, of) => (of(from) && of(to) ? (of(to) / of(from) / (to.bytes / from.bytes)).toFixed(2) : '–');
  const of = (shape, size) => rows.find((it) => it.name === `${shape} ×${size}`);
  const shapes = ['table', 'details', 'log', 'whole hub'].filter((shape) => [1, 4, 16].every((size) => of(shape, size)));
  return table(['growth of time over growth of size', 'native ×1 → ×4', 'native ×4 → ×16', 'wasm ×1 → ×4', 'wasm ×4 → ×16'],
    shapes.map((shape) => [shape, ...[(it) => it.native, (it) => it.wasm?.ms].flatMap((by) =>
      [times(of(shape, 1), of(shape, 4), by), times(of(shape, 4), of(shape, 16), by)])]));
}

/** Milliseconds in each browser: from opening the one file to boxes that are drawn, to boxes that answer, and of each paste. */
export function browserTable(names, rows) {
  return table(['in the browser', 'boxes drawn, ms', 'boxes answer, ms', ...names.map((name) => `${name}, ms`)],
    rows.map(({ browser, drawn, ready, pastes }) => [browser, ms(drawn), ms(ready), ...pastes.map(ms)]));
}

/** The text with the tables between its two marks. */
export function putBetween(text, tables) {
  const [before, behind] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (before < 0 || behind < before) throw new Error('docs/benchmarks.md has lost the marks between which the tables stand');
  return `${text.slice(0, before + BEGIN.length)}\n\n${tables}\n${text.slice(behind)}`;
}
