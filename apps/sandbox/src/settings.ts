import { fields, httpSettings } from '@sagaworks/chassis';
import { z } from 'zod';

export const sandboxSettings = z.object({
  DATABASE_URL: fields.postgres,
  SMTP_PORT: fields.port.default(2525).describe(fields.port.description!),
});
export type SandboxSettings = z.output<typeof sandboxSettings> & z.output<ReturnType<typeof httpSettings>>;
