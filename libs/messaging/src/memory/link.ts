/** The way to what is stored, for all that happens outside a transaction: a simulation makes it slow, or cuts it. */
export type StoreLink = <T>(work: () => T) => Promise<T>;

export const directLink: StoreLink = async (work) => work();
