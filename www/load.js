// Turns the files beside this one into the program, compiled once for the page and its workers.

import { own } from "./own.js";

const compiled = async (url) => {
  try {
    return await WebAssembly.compileStreaming(fetch(url));
  } catch {
    // Some servers do not say what kind of file it is.
    return WebAssembly.compile(await (await fetch(url)).arrayBuffer());
  }
};

/** What the program offers, and a way to start a worker that runs it. */
export async function load() {
  const program = await import("./pkg/rtx_vpn_doctor.js");
  const module = await compiled(new URL("pkg/rtx_vpn_doctor_bg.wasm", import.meta.url));
  program.initSync({ module });
  const startWorker = () => {
    const worker = new Worker(own("worker.js"), { type: "module" });
    worker.postMessage(module);
    return worker;
  };
  return { program, startWorker };
}
