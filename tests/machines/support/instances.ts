import { until } from '@sagaworks/messaging/testing';
import type { AppName, ServicePart } from '@sagaworks/tools';
import { AssignerProtocol } from 'kafkajs';
import { plainKafka } from './kafka.js';
import type { System } from './system.js';

/** How many partitions each member of a consumer group has, the fewest first. */
export async function partitionsOfMembers(broker: string, group: string): Promise<number[]> {
  const admin = plainKafka(broker).admin();
  await admin.connect();
  try {
    const { groups } = await admin.describeGroups([group]);
    const assignments = groups[0]!.members.map(
      ({ memberAssignment }) => AssignerProtocol.MemberAssignment.decode(memberAssignment)?.assignment ?? {},
    );
    return assignments.map((topics) => Object.values(topics).flat().length).sort((one, other) => one - other);
  } finally {
    await admin.disconnect();
  }
}

/** Whether this process sends what its service has written to the outbox. */
export async function leads({ url }: ServicePart): Promise<boolean> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return /^messaging_outbox_leader(\{.*\})? 1\b/m.test(metrics);
}

/** The one of two instances that leads, and the other; waits until exactly one does. */
export function leaderOf(system: System, app: AppName): Promise<{ leader: ServicePart; other: ServicePart }> {
  const [first, second] = [system.service(app, 1), system.service(app, 2)];
  return until(
    async () => {
      const [one, two] = [await leads(first), await leads(second)];
      if (one === two) return undefined;
      return one ? { leader: first, other: second } : { leader: second, other: first };
    },
    { what: `exactly one instance of ${app} leading` },
  );
}
