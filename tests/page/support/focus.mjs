// Turns what has the focus into whether a user sees it; to be run in the page.

export const focusInView = () => {
  const { top, bottom } = document.activeElement.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
};
