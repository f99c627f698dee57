#!/usr/bin/env node
// The command `sagaworks` (npx sagaworks): like `npm run cli --`, but without npm's own lines on standard output.
process.env.INIT_CWD = process.cwd();
process.argv.splice(2, 0, 'cli');
await import('../../tools/bootstrap.mjs');
