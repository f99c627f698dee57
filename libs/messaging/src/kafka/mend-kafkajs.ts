import { createRequire } from 'node:module';

const internal = createRequire(import.meta.url);

/**
 * Puts another method in the place of one of kafkajs's own, once. kafkajs has had no release since 2023:
 * what is wrong in it is mended here.
 */
export function mendKafkajs<Kind extends object, Name extends keyof Kind & string>(
  module: string,
  name: Name,
  instead: (original: Kind[Name]) => Kind[Name] & object,
): void {
  const { prototype } = internal(`kafkajs/src/${module}`) as { prototype: Kind };
  const original = prototype[name] as Kind[Name] & { readonly isMended?: true };
  if (original.isMended) return;
  prototype[name] = Object.assign(instead(original), { isMended: true as const });
}
