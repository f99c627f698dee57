import { userInfo } from 'node:os';
import { run } from './program.js';

/** Whoever has no name in the environment has one on the machine. */
const user = process.env['USER'] ?? userInfo().username;

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => void process.stdout.write(`${text}\n`),
  error: (text) => void process.stderr.write(`${text}\n`),
  user,
  // The bootstrap works in the checkout; this is where the user was.
  folder: process.env['INIT_CWD'] ?? process.cwd(),
});
