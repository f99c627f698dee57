/** Of a PostgreSQL for one machine, wherever it runs: durable, and sized to leave room for everything else. */
export const serverSettings = {
  // Five services with several instances each, their pools, and tests that look on.
  max_connections: 250,
  fsync: 'on',
  synchronous_commit: 'on',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  wal_compression: 'on',
  checkpoint_timeout: '15min',
  random_page_cost: 1.1,
  // Compiling a statement costs more than our short ones ever take.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
} as const;
