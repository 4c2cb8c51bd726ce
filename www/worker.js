// Runs the program in a thread of its own. The first message is the program, all others are for it.
import { hear, initSync } from "./pkg/rtx_vpn_doctor.js";

let running = false;

const take = (message) => {
  if (running) return hear(message);
  initSync({ module: message });
  running = true;
  return ["ready"];
};

addEventListener("message", ({ data }) => {
  let answer;
  try {
    answer = take(data);
  } catch (error) {
    answer = ["stopped", String(error)];
  }
  if (answer) postMessage(answer);
});
