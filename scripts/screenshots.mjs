// Turns every state of the page into pictures: each language, colour scheme and width, in .cache/screenshots.

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
  rmSync(FOLDER, { recursive: true, force: true });
  for (const [state, lang, scheme, width] of mixtures(states)) {
    const page = await openPage('chromium', { lang, scheme, width });
    await state.steps(page, { lang, scheme, width });
    await page.screenshot(`${FOLDER}/${state.name}-${lang}-${scheme}-${width}.png`);
    await page.close();
  }
  await closeAll();
  console.log(`The pictures are in ${FOLDER.slice(root.length + 1)}.`);
});

function mixtures(states) {
  return states.flatMap((state) => ['ja', 'en'].flatMap((lang) =>
    ['light', 'dark'].flatMap((scheme) => [375, 1280].map((width) => [state, lang, scheme, width]))));
}
