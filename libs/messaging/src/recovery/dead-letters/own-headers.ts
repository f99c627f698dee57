/** Begins the names of all headers that only this library writes. */
export const OWN_PREFIX = '__sagaworks.';
