import type { WholeSaga } from '@sagaworks/messaging/operations';
import type { z } from 'zod';

type Waiting = z.output<typeof WholeSaga>;

const ASKED = ['asked', 'undo-asked'];

/** What it waits for, since when, until when; `undefined` for one that waits for nothing. */
export function waitText(saga: Waiting): string | undefined {
  const { phase, steps, timeline, nextDeadline, status } = saga;
  const step = phase.stuck?.step ?? Object.entries(steps).find(([, { at }]) => at === 'asked' || at === 'undoing')?.[0];
  if (step === undefined) return undefined;
  const isUndo = (phase.stuck?.asking ?? (steps[step]?.at === 'undoing' ? 'undo' : 'do')) === 'undo';
  const since = timeline.findLast((line) => ASKED.includes(line.kind) && line.step === step)?.at;
  const what = `the answer to ${isUndo ? 'the undo of ' : ''}${step}`;
  return [
    status === 'needs-operator' ? `a person: ${what} is missing` : what,
    ...(since === undefined ? [] : [`since ${since}`]),
    ...(status === 'needs-operator' ? [] : [untilText(nextDeadline)]),
  ].join(', ');
}

const untilText = (next: Waiting['nextDeadline']): string =>
  next === null
    ? 'and nothing falls due any more'
    : `until ${next.at} (ask ${next.ask} of ${next.asking === 'undo' ? 'the undo of ' : ''}${next.step})`;

/** The acts that make sense for one that needs a person; none for any other. */
export function actsFor({ id, status, phase }: Waiting): readonly (readonly [command: string, what: string])[] {
  if (status !== 'needs-operator') return [];
  const asked = phase.stuck?.asking === 'undo' ? 'the undo' : 'the step';
  const act = (name: string, more = '') => `sagaworks saga ${name} ${id} --reason <why>${more}`;
  return [
    [act('retry'), `asks ${asked} once more`],
    [act('skip', ' --type <type> --data <file>'), `gives the answer to ${asked} yourself`],
    [
      act('compensate'),
      phase.stuck?.asking === 'undo' ? 'undoes the rest, past this one' : 'undoes it, before the point of no return',
    ],
    [act('resolve', ' --outcome <completed|rolled-back>'), 'ends it as it ended elsewhere'],
  ];
}
