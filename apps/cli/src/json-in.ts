import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { CommandRefused } from './errors.js';
import { exitCodes } from './exit-codes.js';

/** The JSON object in a file, or from standard input where the file is `-`. */
export function jsonIn(file: string, folder: string): object {
  try {
    return z.looseObject({}).parse(JSON.parse(readFileSync(file === '-' ? 0 : resolve(folder, file), 'utf8')));
  } catch (error) {
    throw new CommandRefused(
      `${file} cannot be read as a JSON object: ${(error as Error).message.split('\n')[0]}`,
      exitCodes.usage,
    );
  }
}
