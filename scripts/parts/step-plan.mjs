// Turns --only into the steps to run, the steps into the set-up they need, and their results into a table.

import { Trouble } from './trouble.mjs';

/** All steps, or the ones named after --only together with those that must come before them. */
export function choose(steps, args) {
  if (args.length === 0) return steps;
  const [option, list, ...rest] = args;
  const known = steps.map(({ name }) => name);
  const names = (list ?? '').split(',');
  if (option !== '--only' || rest.length > 0 || !names.every((name) => known.includes(name))) {
    throw new Trouble(`Usage: npm test -- --only STEP,STEP with steps from ${known.join(', ')}.`);
  }
  const before = steps.filter(({ name }) => names.includes(name)).map(({ after }) => after);
  return steps.filter(({ name }) => names.includes(name) || before.includes(name));
}

export function partsFor(steps) {
  return [...new Set(steps.flatMap(({ needs, prepares = [] }) => [...needs, ...prepares]))];
}

export function table(results) {
  const rows = [['step', 'passed', 'failed', 'seconds'],
    ...results.map(({ name, passed, failed, seconds }) => [name, passed, failed, seconds.toFixed(1)].map(String))];
  return rows.map(([name, ...cells]) => name.padEnd(12) + cells.map((cell) => cell.padStart(9)).join('')).join('\n');
}
