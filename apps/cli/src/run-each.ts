import { CommandRefused } from './errors.js';
import { tableOf } from './table.js';
import type { Client } from './client.js';
import type { Context } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { findLetter, letterPath } from './letters.js';

/** What became of one dead letter. */
export interface Outcome {
  readonly status: string;
  readonly reason?: string;
  readonly exitCode: ExitCode;
}

/**
 * Does the same to each dead letter; one that is refused does not keep the others from it. The exit code is that of the
 * first refusal, else of the first that is not well.
 */
export async function runEach(
  context: Context,
  ids: readonly string[],
  service: unknown,
  work: (letter: { client: Client; path: string }) => Promise<Outcome>,
): Promise<ExitCode> {
  const items: (Outcome & { id: string; service?: string })[] = [];
  for (const id of ids) items.push(await outcomeOf(context, id, service, work));
  context.show({ items }, () =>
    tableOf(
      ['dead letter', 'of', 'now', ''],
      items.map((item) => [item.id, item.service ?? '', item.status, item.reason ?? '']),
    ),
  );
  return (
    (items.find(({ status }) => status === 'refused') ?? items.find(({ exitCode }) => exitCode !== exitCodes.done))
      ?.exitCode ?? exitCodes.done
  );
}

async function outcomeOf(
  context: Context,
  id: string,
  service: unknown,
  work: (letter: { client: Client; path: string }) => Promise<Outcome>,
): Promise<Outcome & { id: string; service?: string }> {
  try {
    const { client } = await findLetter(context, id, service);
    return { id, service: client.service, ...(await work({ client, path: letterPath(id) })) };
  } catch (error) {
    if (!(error instanceof CommandRefused) || error.exitCode === exitCodes.unreachable) throw error;
    return { id, status: 'refused', reason: error.message, exitCode: error.exitCode as ExitCode };
  }
}
