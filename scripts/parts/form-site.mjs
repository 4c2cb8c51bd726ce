// Turns www into the site in dist/site: every file in a folder named after its content, and a service worker that
// keeps one whole version. Nothing in it knows under which address it will stand, unless SITE_URL tells it.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from './project.mjs';
import { inlineHash, replaceOnce } from './rewrite.mjs';
import { filesBelow, sha256 } from './sums.mjs';
import { Trouble } from './trouble.mjs';

/** Pictures that a phone or a chat asks for by a fixed name. */
const PICTURES = ['icon-192.png', 'icon-512.png', 'social.png'];

const source = (name) => readFileSync(inProject('forms', 'site', name), 'utf8');

/** Writes the site into `folder`; `www` is the page as it was built. */
export function buildSite(folder, www, address = process.env.SITE_URL) {
  const inner = join(folder, 'new');
  copyPage(www, inner);
  const version = versionOf(inner);
  const own = `v-${version}`;
  cpSync(inner, join(folder, own), { recursive: true });
  rmSync(inner, { recursive: true });
  cpSync(join(www, 'icon.svg'), join(folder, 'icon.svg'));
  for (const name of PICTURES) cpSync(inProject('forms', 'site', name), join(folder, name));
  const write = (name, text) => writeFileSync(join(folder, name), text);
  write('manifest.webmanifest', source('manifest.webmanifest'));
  write('index.html', indexOf(readFileSync(join(www, 'index.html'), 'utf8'), own, addressOf(address)));
  write('404.html', notFound(addressOf(address)));
  write('sw.js', serviceWorker(folder, own));
}

function copyPage(www, folder) {
  mkdirSync(folder, { recursive: true });
  for (const path of filesBelow(www).filter((each) => !/^index\.html$|^icon\.svg$|\.d\.ts$|\.gitignore$/.test(each))) {
    cpSync(join(www, path), join(folder, path));
  }
  cpSync(inProject('forms', 'site', 'site.js'), join(folder, 'site.js'));
}

/** A short name for this very content. */
function versionOf(folder) {
  return sha256(filesBelow(folder).map((path) => `${path} ${sha256(readFileSync(join(folder, path)))}\n`).join('')).slice(0, 12);
}

function indexOf(html, own, address) {
  const more = [
    '<link rel="manifest" href="manifest.webmanifest">',
    '<meta name="theme-color" content="#f5f6f4" media="(prefers-color-scheme: light)">',
    '<meta name="theme-color" content="#121615" media="(prefers-color-scheme: dark)">',
    ...(address ? preview(address) : []),
    `<script type="module" src="${own}/site.js"></script>`,
  ];
  return [
    ['<link rel="stylesheet" href="style.css">', `<link rel="stylesheet" href="${own}/style.css">`],
    ['<script type="module" src="main.js"></script>', `<script type="module" src="${own}/main.js"></script>`],
    ['src="old.js"', `src="${own}/old.js"`],
    ["img-src 'self';", "img-src 'self'; manifest-src 'self';"],
    ['</head>', `${more.join('\n')}\n</head>`],
  ].reduce((text, [from, to]) => replaceOnce(text, from, to), html);
}

// Others show it with a link to the page; they take whole addresses only.
function preview(address) {
  return Object.entries({
    'og:type': 'website',
    'og:title': 'RTX VPN ドクター',
    'og:description': 'ヤマハ RTX 両端の出力を見くらべて、IPsec VPN のどこが合わないかを示します。内容はブラウザの外に出ません。',
    'og:url': address.href,
    'og:image': new URL('social.png', address).href,
  }).map(([name, content]) => `<meta property="${name}" content="${content}">`);
}

function notFound(address) {
  const text = replaceOnce(source('404.html'), 'href="./"', `href="${address?.pathname ?? './'}"`);
  const [, style] = /<style>(.*?)<\/style>/s.exec(text);
  return replaceOnce(text, '@STYLE@', inlineHash(style));
}

function serviceWorker(folder, own) {
  const paths = filesBelow(folder).filter((path) => path !== '404.html' && path !== 'social.png');
  const files = Object.fromEntries(paths.map((path) => [
    path === 'index.html' ? './' : path, sha256(readFileSync(join(folder, path))),
  ]));
  // Also what lies beside the folder makes a version.
  const version = sha256(JSON.stringify(files)).slice(0, 12);
  const text = replaceOnce(source('sw.js'), '@VERSION@', version);
  return replaceOnce(text, '/* @FILES@ */ {}', JSON.stringify(files, null, 2));
}

function addressOf(text) {
  if (!text) return null;
  const address = URL.canParse(text) ? new URL(text) : null;
  if (address?.protocol !== 'https:' || !address.pathname.endsWith('/')) {
    throw new Trouble(`SITE_URL must be the address of the site, https://…/ with a slash at its end, not ${text}.`);
  }
  return address;
}
