// Turns the page as it was built last into the forms in which it reaches people, all in dist.

import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildNpmPackage } from './form-npm.mjs';
import { buildOneFile } from './form-one-file.mjs';
import { buildSite } from './form-site.mjs';
import { buildWiki } from './form-wiki.mjs';
import { inProject } from './project.mjs';
import { billOfMaterials } from './sbom.mjs';
import { sums } from './sums.mjs';
import { describedBuild } from './wasm-build.mjs';

export const dist = inProject('dist');

/** Builds all of them anew. */
export function buildForms() {
  const { build } = describedBuild();
  const pkg = inProject(build['out-dir']);
  rmSync(dist, { recursive: true, force: true });
  buildSite(join(dist, 'site'), dirname(pkg));
  buildOneFile(join(dist, 'rtx-vpn-doctor.html'), dirname(pkg), pkg, build['out-name']);
  buildWiki(join(dist, 'wiki'), dirname(pkg), pkg, build['out-name']);
  buildNpmPackage(join(dist, 'npm'), pkg, build['out-name']);
  writeFileSync(join(dist, 'sbom.cdx.json'), billOfMaterials());
  // Last: it speaks of all the others.
  writeFileSync(join(dist, 'SHA256SUMS'), sums(dist));
}
