// Turns every state of the page into pictures: each language, colour scheme and width, in .cache/screenshots.
//
// Names of states as arguments: only these.

import { rmSync } from 'node:fs';
import { inProject, root } from './parts/project.mjs';
import { FOR_TESTS, setUpOrStop } from './parts/set-up.mjs';
import { main } from './parts/trouble.mjs';

const FOLDER = inProject('.cache', 'screenshots');

await main(async () => {
  await setUpOrStop(FOR_TESTS);
  const { buildWasm } = await import('./parts/wasm-build.mjs');
  await buildWasm();
  const { closeAll, openPage } = await import('../tests/page/support/open-page.mjs');
  const { states } = await import('../tests/page/support/states.mjs');
  const asked = process.argv.slice(2);
  const wanted = states.filter(({ name }) => asked.length === 0 || asked.includes(name));
  if (asked.length === 0) rmSync(FOLDER, { recursive: true, force: true });
  for (const [state, lang, scheme, width] of mixtures(wanted)) {
    const page = await openPage('chromium', { lang, scheme, width, ...state.open });
    await state.steps(page, { lang, scheme, width });
    const path = `${FOLDER}/${state.name}-${lang}-${scheme}-${width}`;
    await (state.paper ? page.print(`${path}.pdf`) : page.screenshot(`${path}.png`));
    await page.close();
  }
  await closeAll();
  console.log(`The pictures are in ${FOLDER.slice(root.length + 1)}.`);
});

function mixtures(states) {
  return states.flatMap((state) => ['ja', 'en'].flatMap((lang) => schemes(state).flatMap((scheme) =>
    sizes(state).map((width) => [state, lang, scheme, width]))));
}

// Paper is white, and as wide as it is.
function schemes({ paper }) {
  return paper ? ['light'] : ['light', 'dark'];
}

function sizes({ sizes: own, paper }) {
  return own ?? (paper ? [1280] : [375, 1280]);
}
