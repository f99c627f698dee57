/**
 * Every service, in the order of the ports of a local stack: the first answers at 3001. The name is the owner of its
 * messages, the prefix of its topics, its consumer group, its database and its role there.
 */
export const services = ['orders', 'payments', 'inventory', 'shipping', 'notifier'] as const;

export type ServiceName = (typeof services)[number];
