// Keeps one whole version of this site for use without a network, and never mixes two.
// The build fills in which version this is, and the files it consists of with their SHA-256.

const VERSION = "@VERSION@";
const FILES = /* @FILES@ */ {};

// Other sites of the same origin keep their own.
const OURS = `rtx-vpn-doctor ${registration.scope} `;
const CACHE = OURS + VERSION;
const at = (path) => new URL(path, registration.scope).href;

addEventListener("install", (event) => event.waitUntil(keepAll()));

addEventListener("activate", (event) => event.waitUntil(forgetOthers()));

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { href, origin, pathname } = new URL(url);
  const page = mode === "navigate" && origin + pathname;
  // The page is one file, whatever stands behind the question mark.
  const key = [at("./"), at("index.html")].includes(page) ? at("./") : href;
  if (method === "GET" && key.startsWith(registration.scope)) event.respondWith(answer(key, event.request));
});

// Only when the reader says so: until then the page that is open keeps its own version.
addEventListener("message", ({ data }) => {
  if (data === "take over") skipWaiting();
});

// A site that is just being replaced may answer with files of two versions: then nothing is kept, and the next visit tries again.
async function keepAll() {
  const responses = await Promise.all(Object.entries(FILES).map(async ([path, sum]) => {
    const response = await fetch(at(path), { cache: "no-cache" });
    const bytes = await response.clone().arrayBuffer();
    if (!response.ok || await sha256(bytes) !== sum) throw new Error(`${path} is not of version ${VERSION}`);
    return [at(path), response];
  }));
  const cache = await caches.open(CACHE);
  for (const [key, response] of responses) await cache.put(key, response);
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(OURS) && name !== CACHE).map((name) => caches.delete(name)));
}

async function answer(key, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(key)) ?? fetch(request);
}

async function sha256(bytes) {
  const sum = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
