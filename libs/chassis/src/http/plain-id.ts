import { z } from 'zod';

/**
 * What cannot be seen, or is written two ways and seen as one: controls, formats (zero-width, bidirectional),
 * lone and private characters, odd spaces.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

/**
 * Whether two people who read this id read the same one: it has no blank ends, nothing unseen, and is in the form NFC.
 */
export const isPlainId = (text: string): boolean =>
  text.trim() === text && text !== '' && !UNSEEN.test(text) && text.normalize('NFC') === text;

export const PLAIN_ID = 'no blank ends, no characters that are not seen, in the form NFC';

/** An id that somebody else has made up. It is refused rather than put right: two of them must not become one. */
export const plainId = (longest = 200) => z.string().min(1).max(longest).refine(isPlainId, `Needed: ${PLAIN_ID}`);
