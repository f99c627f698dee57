import { z } from 'zod';

/** Where a service's settings are injected: `@Inject(SETTINGS) settings: z.output<typeof schema>`. */
export const SETTINGS = Symbol('settings');

const url = (protocols: RegExp, expected: string) => z.url({ protocol: protocols }).describe(expected);

/** Fields to build a service's settings from; each says what it expects. */
export const fields = {
  port: z.coerce.number().int().min(0).max(65_535).describe('a port number from 0 to 65535 (0: any free one)'),
  postgres: url(/^postgres(ql)?$/, 'a postgresql:// URL'),
  http: url(/^https?$/, 'an http:// URL'),
  smtp: url(/^smtps?$/, 'an smtp:// URL'),
  hosts: z
    .string()
    .regex(/^[\w.-]+(,[\w.-]+)*$/)
    .describe('host names without ports, several separated by commas,'),
  origins: z
    .string()
    .regex(/^https?:\/\/[^\s,/]+(,https?:\/\/[^\s,/]+)*$/)
    .describe('origins (https://host), several separated by commas,'),
} as const;

/** What every HTTP process has. `OPS_FROM`: who may reach /ops; until there is a sign-in only this machine. */
export const httpSettings = (port: number) =>
  z.object({
    PORT: fields.port.default(port).describe(fields.port.description!),
    HOST: z.string().default('127.0.0.1').describe('an address to listen on'),
    LOG_LEVEL: z
      .enum(['debug', 'info', 'warn', 'error', 'silent'])
      .default('info')
      .describe('debug, info, warn, error or silent'),
    OPS_FROM: z.enum(['loopback', 'anywhere']).default('loopback').describe('loopback or anywhere'),
    /** Names that it is served under besides its own, `localhost` and addresses. */
    ALLOWED_HOSTS: fields.hosts.optional().describe(fields.hosts.description!),
    /** Origins whose pages may act on it besides its own. */
    ALLOWED_ORIGINS: fields.origins.optional().describe(fields.origins.description!),
    /** More wait to be accepted. @default 1000 */
    MAX_CONNECTIONS: z.coerce
      .number()
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .describe('how many connections are held at once, from 1 to 100000,'),
  });
/** The parts of a setting that is separated by commas. */
export const listed = (setting = ''): readonly string[] => setting.split(',').filter(Boolean);

export type HttpSettings = z.output<ReturnType<typeof httpSettings>>;

/**
 * The common and the own settings, or one line that names each variable that is missing or wrong. An
 * empty variable counts as missing.
 */
export function readSettings<Common extends z.ZodObject, Own extends z.ZodObject>(
  service: string,
  common: Common,
  own: Own,
  environment: NodeJS.ProcessEnv,
): { readonly settings: z.output<Common> & z.output<Own> } | { readonly wrong: string } {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const both = [common.safeParse(present), own.safeParse(present)] as const;
  if (both[0].success && both[1].success) return { settings: { ...both[0].data, ...both[1].data } };
  const names = new Set(both.flatMap(({ error }) => error?.issues ?? []).map(({ path }) => String(path[0])));
  const complaints = [...names].map(
    (name) =>
      `${name} is ${name in present ? 'wrong' : 'missing'}: ${expected({ ...common.shape, ...own.shape }, name)} was expected`,
  );
  return { wrong: `${service}: ${complaints.join('; ')}` };
}

const expected = (shape: z.core.$ZodShape, name: string): string =>
  (shape[name] as z.ZodType | undefined)?.description ?? 'another value';
