// Turns the lock files into a bill of materials (CycloneDX 1.6): what is in the shipped files, and what only helped to make them.
// Without time and serial number: the same sources give the same bytes.

import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { licenceOf, order, shippedCrates } from './crates.mjs';
import { inProject } from './project.mjs';

const read = (name) => readFileSync(inProject(name), 'utf8');
const crateUrl = ({ name, version }) => `pkg:cargo/${name}@${version}`;

/** The bill as text. */
export function billOfMaterials() {
  const crates = shippedCrates();
  const own = crates.find(({ source }) => source === null);
  const foreign = crates.filter((crate) => crate !== own);
  const urls = new Map(crates.map((crate) => [crate.id, crateUrl(crate)]));
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', ...identity(own, crateUrl(own)) } },
    components: [...foreign.map(ofCrate(checksums())), ...npmPackages()],
    dependencies: crates.map((crate) => ({
      ref: crateUrl(crate),
      dependsOn: [...crate.needs].map((id) => urls.get(id)).sort(order),
    })),
  };
  return `${JSON.stringify(bill, null, 1)}\n`;
}

function identity(item, url) {
  return {
    'bom-ref': url,
    name: item.name,
    version: item.version,
    licenses: [{ expression: licenceOf(item) }],
    purl: url,
  };
}

const ofCrate = (sums) => (crate) => ({
  type: 'library',
  ...identity(crate, crateUrl(crate)),
  scope: 'required',
  hashes: [{ alg: 'SHA-256', content: sums.get(`${crate.name} ${crate.version}`) }],
  properties: crate.parts.map((value) => ({ name: 'rtx-vpn-doctor:part', value })),
});

function checksums() {
  return new Map(parse(read('Cargo.lock')).package.map(({ name, version, checksum }) => [`${name} ${version}`, checksum]));
}

// They build and test; nothing of them is in what is shipped.
function npmPackages() {
  const { packages } = JSON.parse(read('package-lock.json'));
  return Object.entries(packages).filter(([path]) => path !== '').map(([path, { version, license, integrity }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const url = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    const [, content] = integrity.split('-');
    return {
      type: 'library',
      ...identity({ name, version, license }, url),
      scope: 'excluded',
      hashes: [{ alg: 'SHA-512', content: Buffer.from(content, 'base64').toString('hex') }],
    };
  }).sort((a, b) => order(a.purl, b.purl));
}
