// Says in plain words that the program could not be loaded; the boxes keep their text.
export const say = (notice, error) => {
  const detail = error instanceof Error ? error.message : String(error);
  notice.textContent =
    "診断のプログラム（WebAssembly）を読み込めませんでした。貼り付けた内容はそのまま残っています。" +
    "ブラウザを新しくするか、別のブラウザで開いてください。会社の設定で WebAssembly が止められていることもあります。 / " +
    "The diagnosis program (WebAssembly) could not be loaded. What you pasted is still in its boxes. " +
    `Please try a newer browser, or ask whether WebAssembly is blocked. (${detail})`;
  notice.hidden = false;
};
