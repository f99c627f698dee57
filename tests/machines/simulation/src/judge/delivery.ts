import { grouped, type Evidence, type Place, type Taken, type Violation } from './evidence.js';

/** Each message has its effect once, at most; those of one key and topic in the order of the topic. */
export function delivery({ effects, origins }: Evidence): Violation[] {
  const twice = [
    ...grouped(
      effects.filter(({ onlyReplied }) => !onlyReplied),
      ({ service, kind, type, id }) => `${service} ${kind} ${type} ${id}`,
    ),
  ]
    .filter(([, same]) => same.length > handlersOf(same))
    .map(([name, same]) => ({
      rule: 'a message has its effect once',
      orderId: same[0]!.key,
      what: `${name}: ${same.length} times`,
    }));
  return [...twice, ...outOfOrder(effects, origins)];
}

/** Several handlers of one type decide in one transaction: their effects stand side by side. */
const handlersOf = (same: readonly Taken[]): number => new Set(same.map(({ handler }) => handler)).size;

function outOfOrder(effects: readonly Taken[], origins: ReadonlyMap<string, Place>): Violation[] {
  const last = new Map<string, { readonly offset: number; readonly id: string }>();
  return effects.flatMap(({ service, kind, id, key, type }): Violation[] => {
    const place = kind === 'decide' ? origins.get(id) : undefined;
    if (place === undefined || place.topic === `${service}.events`) return [];
    const name = `${service} ${place.topic} ${key}`;
    const before = last.get(name);
    if (before !== undefined && before.offset > place.offset)
      return [
        {
          rule: 'messages of one key keep their order',
          orderId: key,
          what: `${service} took ${type} ${id} after ${before.id}, which came after it in ${place.topic}`,
        },
      ];
    last.set(name, { offset: place.offset, id });
    return [];
  });
}
