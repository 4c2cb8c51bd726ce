// Runs only in browsers that know no modules: they cannot run the program either.
var notice = document.getElementById("notice");
notice.textContent =
  "このブラウザは古いため、診断のプログラムを動かせません。新しいブラウザで開いてください。 / " +
  "This browser is too old to run the diagnosis. Please open the page in a newer one.";
notice.hidden = false;
