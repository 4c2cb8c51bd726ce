// Loads the program beside it. If that fails, says so in plain words; the boxes keep their text.
const say = (detail) => {
  const notice = document.getElementById("notice");
  notice.textContent =
    "診断のプログラム（WebAssembly）を読み込めませんでした。貼り付けた内容はそのまま残っています。" +
    "ブラウザを新しくするか、別のブラウザで開いてください。会社の設定で WebAssembly が止められていることもあります。 / " +
    "The diagnosis program (WebAssembly) could not be loaded. What you pasted is still in its boxes. " +
    `Please try a newer browser, or ask whether WebAssembly is blocked. (${detail})`;
  notice.hidden = false;
};

const beside = (name) => new URL(name, import.meta.url).href;

const compiled = async (url) => {
  try {
    return await WebAssembly.compileStreaming(fetch(url));
  } catch {
    // Some servers do not say what kind of file it is.
    return WebAssembly.compile(await (await fetch(url)).arrayBuffer());
  }
};

try {
  // Inside, so that it is said when it fails.
  const { own } = await import("./own.js");
  const program = await import("./pkg/rtx_vpn_doctor.js");
  const module = await compiled(beside("pkg/rtx_vpn_doctor_bg.wasm"));
  program.initSync({ module });
  program.mount(document.getElementById("page"), {
    whole: true,
    startWorker: () => {
      const started = new Worker(own("worker.js"), { type: "module" });
      // Compiled once for both threads.
      started.postMessage(module);
      return started;
    },
  });
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
}
