import type { z } from 'zod';
import { InvalidMessage, UnknownVersion } from '../errors.js';
import type { AnyContract } from './contract.js';

/** Data of any known version as data of the contract's version, held against its schema. */
export function readData(contract: AnyContract, version: number, data: unknown): unknown {
  return valid(contract, upcast(contract, version, data), 'received');
}

/** Data about to be sent, held against its schema: a sender's mistake is found at the sender. */
export const checkOutgoing = (contract: AnyContract, data: unknown): unknown =>
  valid(contract, data, 'about to be sent');

/** Data of an older version, brought up to the contract's, unchecked. */
export function upcast(contract: AnyContract, version: number, data: unknown): unknown {
  if (version > contract.version) {
    throw new UnknownVersion(
      `${contract.type} came in version ${version}, this process knows up to ${contract.version}: deploy the newer version`,
    );
  }
  let upcasted = data;
  for (let from = version; from < contract.version; from += 1) {
    const step = contract.upcasts[from];
    if (step === undefined)
      throw new InvalidMessage(
        `${contract.type} version ${from} is no longer readable: no upcast to version ${from + 1} is declared`,
      );
    upcasted = step(upcasted);
  }
  return upcasted;
}

function valid(contract: AnyContract, data: unknown, when: string): unknown {
  const result = contract.schema.safeParse(data);
  if (result.success) return result.data;
  throw new InvalidMessage(
    `${contract.type} version ${contract.version} ${when}: ${result.error.issues.map(sayIssue).join('; ')}`,
  );
}

const sayIssue = (issue: z.core.$ZodIssue): string => `${issue.path.join('.') || 'data'}: ${issue.message}`;
