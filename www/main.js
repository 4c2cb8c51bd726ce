// Loads the program beside it and makes it this page. If that fails, says so; the boxes keep their text.
import { say } from "./say.js";

try {
  // Only now: what fails in there is said, too.
  const { load } = await import("./load.js");
  const { program, startWorker } = await load();
  program.mount(document.getElementById("page"), { whole: true, startWorker });
} catch (error) {
  say(document.getElementById("notice"), error);
}
