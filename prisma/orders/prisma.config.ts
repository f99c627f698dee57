import { fileURLToPath } from 'node:url';
import { defineConfig } from 'prisma/config';

// The engine's own binary is downloaded from a host that offline machines cannot reach; this one comes with the packages.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(new URL('../../tools/schema-engine.mjs', import.meta.url));

export default defineConfig({
  schema: 'schema.prisma',
  migrations: { path: 'migrations' },
  // `generate` needs no database; the default is the demo's.
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://sagaworks:sagaworks@127.0.0.1:5433/orders' },
});
