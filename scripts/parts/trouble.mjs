// Turns what can go wrong into one calm sentence for the person at the keyboard.

export class Trouble extends Error {}

/** Runs a script's work; anything but a Trouble is a fault of ours and keeps its stack. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    tell(error);
    process.exitCode = 1;
  }
}

/** Tells a person what went wrong: for a Trouble what the program said, if one did, then the sentence. */
export function tell(error) {
  if (!(error instanceof Trouble)) return console.error(error);
  if (error.cause) console.error(`\n${error.cause}`);
  console.error(`\n${error.message}`);
}
