// The page within one file: the program is packed in this document, and this very script is the worker's, too.

const source = document.querySelector('script[type="module"]').textContent;
const worker = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));

// Where a script's address must be vouched for, this page vouches for its own worker and for nothing else.
const policy = globalThis.trustedTypes?.createPolicy("rtx-vpn-doctor", {
  createScriptURL: (url) => {
    if (url !== worker) throw new TypeError(`not a script of this page: ${url}`);
    return url;
  },
});

const bytesOf = (base64) => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = characters.charCodeAt(at);
  return bytes;
};

const unpacked = async (base64) => {
  const stream = new Blob([bytesOf(base64)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
};

// The boxes take text before the program is there, so they come first; a page that nobody sees draws nothing.
const drawn = () => new Promise((resolve) => {
  requestAnimationFrame(() => setTimeout(resolve));
  setTimeout(resolve, 200);
});

const begin = async () => {
  await drawn();
  const module = await unpacked(document.getElementById("program").textContent);
  initSync({ module });
  const startWorker = () => {
    // Not as a module: opened from disk, Chromium loads none from a blob.
    const started = new Worker(policy ? policy.createScriptURL(worker) : worker);
    started.postMessage(module);
    return started;
  };
  mount(document.getElementById("page"), { whole: true, startWorker });
};

begin().catch((error) => say(document.getElementById("notice"), error));
