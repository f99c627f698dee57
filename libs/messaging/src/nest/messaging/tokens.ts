/** Inject tokens of what has no class to be named by. */
export const DATABASE = Symbol('database');
export const KAFKA_ADMIN = Symbol('kafka admin');
/** The faults of this process; `undefined` unless `FAULTS=on`. */
export const FAULTS = Symbol('faults');
/** The store of the service's sagas, for handlers that look into them: `Store<string, LoadedSagas>`. */
export const SAGA_STORE = Symbol('saga store');
