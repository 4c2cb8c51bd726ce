// Functions whose code is alike come to stand beside each other, and all else of the module stays.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byLikeness, nameByLikeness } from '../../scripts/parts/likeness.mjs';

const code = (text) => Buffer.from(text);

test('what has much in common becomes neighbours', () => {
  const codes = ['one likes tea', 'zero and nothing else', 'two likes tea', 'nobody', 'zero and nothing more'].map(code);
  const order = byLikeness(codes);
  assert.deepEqual([...order].sort(), [0, 1, 2, 3, 4]);
  assert.equal(order.indexOf(2), order.indexOf(0) + 1);
  assert.equal(order.indexOf(4), order.indexOf(1) + 1);
});

test('the same codes get the same order', () => {
  const codes = Array.from({ length: 50 }, (_, at) => code(`${at % 7} of seven, ${at % 5} of five`));
  assert.deepEqual(byLikeness(codes), byLikeness(codes));
});

test('a module without code that is alike keeps its order', () => {
  assert.deepEqual(byLikeness([code('a'), code('b'), code('')]), [0, 1, 2]);
});

// Imports one function and defines two: the first gives 1, the second, exported as f, gives 2.
const MODULE = Buffer.from([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
  1, 5, 1, 0x60, 0, 1, 0x7f,
  2, 7, 1, 1, 0x6d, 1, 0x69, 0, 0,
  3, 3, 2, 0, 0,
  7, 5, 1, 1, 0x66, 0, 2,
  10, 11, 2, 4, 0, 0x41, 1, 0x0b, 4, 0, 0x41, 2, 0x0b,
]);

test('only names are added, and a name is of the function it was of', () => {
  const named = nameByLikeness(MODULE);
  assert.ok(named.subarray(0, MODULE.length).equals(MODULE));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(named), { m: { i: () => 0 } });
  assert.equal(exports.f(), 2);
  const [names] = WebAssembly.Module.customSections(new WebAssembly.Module(named), 'name');
  // Two functions, number 1 is called 0 and number 2 is called 1.
  assert.deepEqual([...Buffer.from(names)], [1, 7, 2, 1, 1, 0x30, 2, 1, 0x31]);
});

test('names that were there are replaced', () => {
  const named = nameByLikeness(MODULE);
  assert.ok(nameByLikeness(named).equals(named));
});
