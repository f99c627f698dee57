import type { Answer } from './handler.js';

/** It is on record that the party was never asked: nothing was done there, and nothing is to be undone. */
export const neverBegan = (answer: Answer): boolean => answer.kind === 'gave-up' && !answer.called;
