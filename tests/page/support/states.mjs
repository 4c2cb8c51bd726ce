// Names the states of the page that are worth a picture, and how a user gets there.

export const states = [
  { name: 'first-visit', steps: async () => {} },
];
