/** Begins the names of all headers that only this library writes. */
export const OWN_PREFIX = '__sagaworks.';

/** On the redrive of an edit with another `ce_time`: the time by which the inbox knows the original. */
export const RETIMED_HEADER = `${OWN_PREFIX}retimed`;
