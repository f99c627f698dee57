import { placeName, type Evidence, type Violation } from './evidence.js';

/**
 * What a transaction sent is at the broker, and what it sent about one key to one topic stands
 * there in the order of the commits.
 */
export function outboxes({ shop, places }: Evidence): Violation[] {
  return [...shop.deployments.values()].flatMap(({ service, disk }) => {
    const last = new Map<string, number>();
    return disk.outbox.written.flatMap(({ topic, key, headers }): Violation[] => {
      const id = headers['ce_id']!;
      const place = places.get(placeName(topic, id));
      if (place === undefined)
        return [
          {
            rule: 'what is committed is sent',
            orderId: key,
            what: `${service} never sent ${headers['ce_type']} ${id}`,
          },
        ];
      const name = `${topic} ${key}`;
      const before = last.get(name) ?? -1;
      last.set(name, Math.max(before, place.offset));
      return before < place.offset
        ? []
        : [
            {
              rule: 'what is sent about one key keeps its order',
              orderId: key,
              what: `${service} sent ${headers['ce_type']} ${id} to ${topic} too late`,
            },
          ];
    });
  });
}
