// Turns a page that is opening into one that answers: its program has taken over the buttons and boxes.

export async function started(opening) {
  const page = await opening;
  await page.waitFor('html[data-ready]');
  return page;
}
