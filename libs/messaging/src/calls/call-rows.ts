import type { Lane, OpenCall } from './open-call.js';

/** Which instance owns which calls. */
export interface CallOwners {
  /** Shows that the owner lives, for `lastsMs`. `alive: false`: it was taken for dead. `now` is database time. */
  beat(
    owner: string,
    options: { readonly name: string; readonly lastsMs: number; readonly first: boolean },
  ): Promise<{ readonly alive: boolean; readonly now: number }>;
  /** Takes over a page of the calls of owners that do not live; resolves to how many. */
  inherit(owner: string): Promise<number>;
  /** The owner is gone: others may take over at once. */
  leave(owner: string): Promise<void>;
}

/** Room in memory for calls of one lane to one party. */
export interface Room {
  readonly party: string;
  readonly lane: Lane;
  readonly calls: number;
  readonly bytes: number;
  /** @default the oldest first */
  readonly newestFirst?: boolean;
}

export interface Line {
  readonly party: string;
  readonly orderingKey: string;
}

export interface PartyCount {
  readonly party: string;
  readonly open: number;
  /** Database time in milliseconds. */
  readonly oldestOpenAt: number;
}

/**
 * An owner's open calls, left in the table until there is room. What is read is the first open call of its line,
 * whoever owns the others, and due.
 */
export interface CallRows {
  /** As many as there is room for; `known` are not read again. */
  heads(owner: string, rooms: readonly Room[], known: readonly string[]): Promise<OpenCall[]>;
  /** The first of each of these lines. */
  firstOf(owner: string, lines: readonly Line[]): Promise<OpenCall[]>;
  /** A page of those whose deadline is past and that never began, the longest overdue first. */
  overdue(owner: string, known: readonly string[]): Promise<OpenCall[]>;
  counts(owner: string): Promise<PartyCount[]>;
}

/** What is put on record about calls, while they are the owner's. */
export interface CallRecords {
  /** Attempts are about to begin; resolves to those of the calls that are the owner's: only they may. */
  begin(owner: string, seqs: readonly string[]): Promise<readonly string[]>;
  /** Failed attempts, for people to see and for an heir to go on from. */
  note(owner: string, calls: readonly OpenCall[]): Promise<void>;
}

/** Calls taken over at once. */
export const INHERITED_AT_ONCE = 1_000;
/** Calls read at once, where nothing else limits them. */
export const CALLS_PAGE = 500;
