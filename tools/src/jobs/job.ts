import { explain } from '../errors.js';

/** Runs a job to its end; what goes wrong is told in one line, and is the exit code. */
export async function job(name: string, work: () => Promise<string>): Promise<void> {
  try {
    console.log(`${name}: ${await work()}`);
  } catch (error) {
    console.error(`${name}: ${explain(error)}`);
    process.exitCode = 1;
  }
}
