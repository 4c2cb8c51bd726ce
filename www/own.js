// Where a script's address must be vouched for, this project vouches for its own workers and for nothing else.

const OWN = {
  "worker.js": new URL("worker.js", import.meta.url).href,
  // Beside the page, which lies above this folder: a service worker serves only what lies below it.
  "sw.js": new URL("../sw.js", import.meta.url).href,
};

const policy = globalThis.trustedTypes?.createPolicy("rtx-vpn-doctor", {
  createScriptURL: (url) => {
    if (!Object.values(OWN).includes(url)) throw new TypeError(`not a script of this page: ${url}`);
    return url;
  },
});

/** The address of an own script by its name, vouched for. */
export const own = (name) => (policy ? policy.createScriptURL(OWN[name]) : OWN[name]);
