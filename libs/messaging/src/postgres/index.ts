export { Table, type TableDeclaration } from '../table/table.js';
export { tableStore } from '../table/table-store.js';
export { columns } from '../runtime/sql/columns.js';
export { PgDatabase, type PgDatabaseOptions } from './database.js';
export { migrateMessaging } from './migrate.js';
export type { PrismaFactory } from './transaction.js';
export { messagingOver, type MessagingOptions } from './messaging.js';
