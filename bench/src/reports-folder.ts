import { fileURLToPath } from 'node:url';

/** `.local/bench` of the checkout: the same from src (under Jest) and from dist. */
export const reportsFolder = fileURLToPath(new URL('../../.local/bench', import.meta.url));
