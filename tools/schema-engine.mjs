#!/usr/bin/env node
// Prisma's schema engine without its binary: the same engine, from its WASM build, over adapter-pg, spoken to as the
// Prisma CLI speaks to the binary (JSON-RPC, one message a line). Reason: the binary is downloaded from a host that
// offline and air-gapped machines cannot reach. The WASM package's version must equal that of @prisma/engines-version.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const PG_CHAR_OID = 18;
const PG_TEXT_OID = 25;
const ENGINE_ERROR = 4466;

const require = createRequire(import.meta.url);
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string' },
    version: { type: 'boolean' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
});
const url = options.datasource ? JSON.parse(options.datasource).url : 'postgresql://unset';

if (options.version) {
  console.log(`schema-engine-cli ${require('@prisma/engines-version').enginesVersion}`);
} else if (positionals[0] === 'cli') {
  await runDatabaseCommand(positionals[1]);
} else {
  serve();
}

async function runDatabaseCommand(command) {
  log('INFO', 'start'); // the Prisma CLI drops the first line it reads
  const database = pg.escapeIdentifier(decodeURIComponent(new URL(url).pathname.slice(1)));
  try {
    if (command === 'can-connect-to-database') await execute(url, 'SELECT 1');
    else if (command === 'create-database') await execute(urlOf('postgres'), `CREATE DATABASE ${database}`);
    else if (command === 'drop-database') {
      await execute(urlOf('postgres'), `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
      log('INFO', 'The database was successfully dropped.');
    } else throw new Error(`unknown command ${command}`);
  } catch (error) {
    const databaseIsMissing = error.code === '3D000';
    log('ERROR', error.message, databaseIsMissing ? 'P1003' : 'P1001');
    process.exitCode = 1;
  }
}

/** Answers requests one at a time, in order: the engine has one connection. */
function serve() {
  let engine;
  let printed = 0;
  let queue = Promise.resolve();
  const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

  async function answer({ id, method, params }) {
    try {
      engine ??= loadEngine();
      const loaded = await engine;
      const result = await (method === 'getDatabaseVersion' ? loaded.version(params) : loaded[method](params));
      if (method !== 'diff') return send({ id, result: result ?? null });
      if (result.stdout != null) send({ id: ++printed, method: 'print', params: { content: result.stdout } });
      send({ id, result: { exitCode: result.exitCode } });
    } catch (error) {
      const message = String(error.message ?? error);
      const data = { is_panic: error?.name === 'RuntimeError', message, error_code: error?.code ?? null, meta: null };
      send({ id, error: { code: ENGINE_ERROR, message, data } });
    }
  }

  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const request = line.trim() && JSON.parse(line);
      if (request?.method) queue = queue.then(() => answer(request));
    })
    .on('close', () => queue.then(() => process.exit(0)));
}

async function loadEngine() {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const wasm = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/js$/, 'wasm');
  const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const datamodels = options.datamodels?.map((path) => [path, readFileSync(path, 'utf8')]);
  const adapter = new MigrationPg(oneConnection(url));
  return bindings.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(adapter));
}

class MigrationPg extends PrismaPg {
  async connect() {
    return patched(await super.connect());
  }

  async connectToShadowDb() {
    const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    await execute(urlOf('postgres'), `CREATE DATABASE "${name}"`);
    const adapter = patched(await new PrismaPg(oneConnection(urlOf(name))).connect());
    // The adapter cannot drop its own shadow database.
    adapter.dispose = async () => {
      await adapter.underlyingDriver().end();
      await execute(urlOf('postgres'), `DROP DATABASE "${name}" WITH (FORCE)`);
    };
    return adapter;
  }
}

/**
 * Two gaps of adapter-pg: it does not know the type "char", and it splits scripts at ';', which breaks function bodies.
 */
function patched(adapter) {
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool);
  const queryRaw = adapter.queryRaw.bind(adapter);
  let charColumns = [];
  pool.query = async (...args) => {
    const result = await query(...args);
    charColumns = (result.fields ?? []).flatMap((field, index) => (field.dataTypeID === PG_CHAR_OID ? [index] : []));
    for (const index of charColumns) result.fields[index].dataTypeID = PG_TEXT_OID;
    return result;
  };
  adapter.queryRaw = async (request) => {
    const result = await queryRaw(request);
    for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  adapter.executeScript = async (script) => {
    try {
      await query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  return adapter;
}

function urlOf(database) {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

function oneConnection(connectionString) {
  return { connectionString, max: 1, idleTimeoutMillis: 0 };
}

async function execute(connectionString, sql) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function log(level, message, errorCode) {
  console.error(JSON.stringify({ level, target: 'schema_engine::logger', fields: { message, error_code: errorCode } }));
}
