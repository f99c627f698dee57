// The rooms of src/, from the ground up: a room imports only what stands before it. Why, beside each.
export const ROOMS = [
  // GROUND: what everything stands on.
  ['runtime', 'It knows no message: time, loops, transactions and text, for whoever needs them.'],
  ['message', 'What is on the wire can be read without knowing what is done with it.'],
  ['tracing', 'Spans are told of messages; they do not know who handles them.'],
  ['faults', 'A named fault strikes anywhere, so it stands below whatever it strikes.'],
  // WORDS: what a service’s author writes.
  ['handler', 'What a handler may decide is said here; who carries it out is none of its business.'],
  ['table', 'What a participant keeps is rows; whether a saga asks for them does not matter to a table.'],
  ['saga', 'A saga is declared and advanced without a queue, a batch or a party: its engine is a function.'],
  // ENGINE: what runs a message. Nothing here knows what people do about it.
  ['inbox', 'Which messages were taken is a table, not a decision.'],
  ['outbox', 'What is to be sent is a table, not a decision.'],
  ['recovery', 'Parking and dead letters hold whatever fails; what fails does not matter to them.'],
  ['relay', 'It sends what the outbox holds, and has a dead letter of what the broker refuses.'],
  ['calls', 'Outgoing calls bring their answers back as work like any other.'],
  ['batch', 'The one place where a message is handled: it knows all of the engine, and nothing above.'],
  // PEOPLE: what operators read and do.
  ['operations', 'People look at the engine and act on it; it runs without them.'],
  [
    'maintenance',
    'One list of all that keeps tables small and partitions made: it knows every table, and nobody needs to know it.',
  ],
];

/** Adapters and wiring stand on top: no room below may import them. */
export const ABOVE = ['kafka', 'postgres', 'memory', 'nest', 'testing'];

/** One block a room: what it may not import, and why. */
export const roomRules = ROOMS.map(([room, why], at) => ({
  room,
  files: [`libs/messaging/src/${room}/**/*.ts`],
  pattern: {
    group: [...ROOMS.slice(at + 1).map(([above]) => above), ...ABOVE]
      .map((above) => `**/${above}/**`)
      .concat('**/messaging.js'),
    message: `libs/messaging/rooms.mjs: ${room} imports only what stands below it. ${why}`,
  },
}));
