// Turns the folders of tests/cases into what a caller gives to analyze, what a user pastes, and the report that must come back.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { inProject } from '../../../scripts/parts/project.mjs';

const FOLDER = inProject('tests', 'cases');

/** { name, sites, report } of every story whose report is kept as data. */
export const stories = () => readdirSync(FOLDER).map(story).filter(Boolean);

/** The pastes of one story, in the order of its sites. */
export const pastesOf = (name) => readdirSync(join(FOLDER, name)).filter((it) => /^[a-z]\.txt$/.test(it)).sort()
  .map((it) => readFileSync(join(FOLDER, name, it), 'utf8'));

function story(name) {
  const file = (it) => join(FOLDER, name, it);
  if (!existsSync(file('report.json'))) return null;
  const { names = [], captured = [] } = parse(readFileSync(file('about.toml'), 'utf8'));
  const sites = pastesOf(name).map((text, at) => {
    const site = { text };
    if (names[at]) site.name = names[at];
    if (captured[at]) site.capturedAt = captured[at];
    return site;
  });
  return { name, sites, report: JSON.parse(readFileSync(file('report.json'), 'utf8')) };
}
