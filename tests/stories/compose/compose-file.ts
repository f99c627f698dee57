import { z } from 'zod';

const condition = z.strictObject({
  condition: z.enum(['service_healthy', 'service_completed_successfully', 'service_started']),
});
const duration = z.string().regex(/^\d+(s|m)$/);
const size = z.string().regex(/^\d+m$/);
const words = z.array(z.string());

const service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.string(), target: z.string(), args: words }).optional(),
  profiles: words.optional(),
  command: words.optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  ports: words.optional(),
  volumes: words.optional(),
  depends_on: z.record(z.string(), condition).optional(),
  healthcheck: z
    .strictObject({
      test: words,
      interval: duration,
      timeout: duration,
      retries: z.int(),
      start_period: duration.optional(),
    })
    .optional(),
  restart: z.enum(['no', 'unless-stopped']),
  stop_grace_period: duration.optional(),
  mem_limit: size,
  shm_size: size.optional(),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  tmpfs: words.optional(),
  cap_drop: words.optional(),
  security_opt: words.optional(),
  logging: z.strictObject({ options: z.record(z.string(), z.string()) }),
});

/**
 * What docker-compose 1.29 and Compose v2 both understand, as far as we use it: a key that is not
 * here is a mistake in one of them.
 */
export const composeFile = z
  .object({ services: z.record(z.string(), service), volumes: z.record(z.string(), z.null()) })
  .catchall(z.unknown())
  .refine(
    (file) => Object.keys(file).every((key) => ['services', 'volumes'].includes(key) || key.startsWith('x-')),
    'an unknown part of the file',
  );
