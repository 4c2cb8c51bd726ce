// Runs the program in a thread of its own. The first message is the program, all others are for it.
import { hear, initSync } from "./pkg/rtx_vpn_doctor.js";

const post = (answer) => postMessage(answer);

// What stops the program in the middle of a file is told here, too.
const stopped = (reason) => post(["stopped", String(reason)]);
addEventListener("error", ({ message }) => stopped(message));
addEventListener("unhandledrejection", ({ reason }) => stopped(reason));

let running = false;

addEventListener("message", ({ data }) => {
  try {
    if (running) {
      hear(data, post);
      return;
    }
    initSync({ module: data });
    running = true;
    post(["ready"]);
  } catch (error) {
    stopped(error);
  }
});
