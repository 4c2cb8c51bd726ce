// Turns the page as it was built last into the pictures that are kept: icons and preview of the site, the page in the READMEs.

import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, inProject } from './parts/project.mjs';
import { FOR_TESTS, setUpOrStop } from './parts/set-up.mjs';
import { main } from './parts/trouble.mjs';

const STUDIO = join(cache, 'pictures');
const dark = '#1c2321';

const icon = (size) => [`forms/site/icon-${size}.png`, size, size, `<style>
  body { margin: 0; background: ${dark} } img { display: block; width: ${size}px }
</style><img src="icon.svg">`];

const social = ['forms/site/social.png', 1200, 630, `<style>
  body { margin: 0; height: 630px; background: ${dark}; color: #f5f6f4; display: grid; grid-template-columns: 260px 1fr; align-items: center; gap: 20px; font: 34px/1.6 "Noto Sans CJK JP", sans-serif }
  img { width: 220px; margin-left: 60px } h1 { font-size: 76px; line-height: 1.2; margin: 0 0 24px } p { margin: 0 60px 12px 0; text-wrap: balance; word-break: auto-phrase } .en { color: #a3afaa; font-size: 28px }
</style><img src="icon.svg"><div><h1>RTX VPN ドクター</h1>
<p lang="ja">ヤマハ RTX 両端の出力を貼るだけで、IPsec VPN のどこが合わないかを示します。</p>
<p class="en">Paste what both routers answered; see what does not fit, and what to do next.</p></div>`];

await main(async () => {
  await setUpOrStop(FOR_TESTS);
  const { closeAll, openPage } = await import('../tests/page/support/open-page.mjs');
  const { states } = await import('../tests/page/support/states.mjs');
  mkdirSync(STUDIO, { recursive: true });
  cpSync(inProject('www', 'icon.svg'), join(STUDIO, 'icon.svg'));
  for (const [path, width, height, html] of [icon(192), icon(512), social]) {
    writeFileSync(join(STUDIO, 'index.html'), `<!doctype html><meta charset="utf-8">${html}`);
    const page = await openPage('chromium', { folder: '.cache/pictures', width, height });
    await page.screenshot(inProject(path), { fullPage: false });
    await page.close();
  }
  const mismatch = states.find(({ name }) => name === 'mismatch');
  for (const lang of ['ja', 'en']) {
    const page = await openPage('chromium', { lang, width: 1024, height: 1000 });
    await mismatch.steps(page, { lang });
    // Its top edge, so that nothing of the boxes above shows; and what floats needs a moment to see that it is there.
    await page.run(() => scrollTo(0, scrollY + document.querySelector('#answer').getBoundingClientRect().top));
    await page.waitFor(() => document.querySelector('.glance')?.checkVisibility() !== true);
    await page.screenshot(inProject('docs', 'pictures', `answer.${lang}.png`), { fullPage: false });
    await page.close();
  }
  await closeAll();
  rmSync(STUDIO, { recursive: true });
  console.log('The pictures are in forms/site and docs/pictures.');
});
