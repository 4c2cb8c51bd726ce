// Turns the page's style sheet into one for a shadow root: nothing of the document around reaches in but what is
// offered, and what depended on the window depends on the element.

import { Trouble } from './trouble.mjs';

const GROUND = ':host > .ground';

// `all` leaves custom properties alone, and these two have no say in it.
const OWN = `
:host { display: block; overflow: auto; contain: content; }
:host([hidden]) { display: none; }
${GROUND} { all: initial; display: block; container-type: inline-size; min-height: 100%; }
`;

export function shadowStyle(css) {
  const rules = css
    // The mark of the theme or the answer stands on the host.
    .replace(/:root:root/g, `${GROUND}.ground`)
    .replace(/:root((?:\[[^\]]*\]|:not\([^)]*\))+)/g, (_, marks) => `:host(${marks}) > .ground`)
    .replace(/:root\b/g, GROUND)
    .replace(/^(\s*)(?:html|body) \{/gm, `$1${GROUND} {`)
    .replace(/@media \((?=(?:max|min)-width)/g, '@container (')
    .replace(/(\d)vw\b/g, '$1cqi')
    // A rem is as large as the document around says.
    .replace(/(?<![\w.-])(\d*\.?\d+)rem\b/g, (whole, count, at, all) => (inCondition(all, at) ? whole : `calc(${count} * var(--rtx-rem, 16px))`));
  const left = /(?<![\w.#-])(?::root|html|body)\b(?![\w-]*["'])[^;{]*\{/.exec(rules.replace(/\.body\b/g, ''));
  if (left) throw new Trouble(`The style sheet has a rule that a shadow root cannot have: ${left[0]}`);
  return OWN + offered(rules);
}

// The sizes in the condition of a query are never relative to an element.
function inCondition(css, at) {
  const line = css.slice(css.lastIndexOf('\n', at) + 1, at);
  return line.trimStart().startsWith('@');
}

// What the sheet names for itself, a host may set: --rtx-accent for --accent.
function offered(css) {
  return css.replace(/^(\s+)--(?!rtx-)([a-z-]+): ([^;]+);/gm, '$1--$2: var(--rtx-$2, $3);');
}

/** The names that a host may set. */
export const offeredNames = (css) => [...new Set([...css.matchAll(/var\((--rtx-[a-z-]+),/g)].map(([, name]) => name))];
