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

try {
  const program = await import("./pkg/rtx_vpn_doctor.js");
  await program.default();
  program.mount(document.getElementById("page"), { whole: true });
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
}
