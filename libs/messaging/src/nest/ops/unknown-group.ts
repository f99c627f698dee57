import { Problem } from '../http/problem.js';

export const unknownGroup = (name: string): Problem => new Problem({ status: 404, code: 'unknown-dead-letter-group', detail: `No dead letter has the cause ${name}.` });
