/** What scripts can switch on. The README lists them. */
export const exitCodes = {
  done: 0,
  /** A service failed, or something happened that nobody foresaw. */
  failed: 1,
  /** The command or what it was given is not right: 400, 413, 422. */
  usage: 2,
  /** There is no such order, saga or message: 404. */
  notFound: 3,
  /** It is there, but not in a state in which that can be done: 403, 409, 412. */
  refused: 4,
  /** No answer, or 503: once it is back the same command works. */
  unreachable: 5,
  /** Done, and what was found needs a person. */
  attention: 6,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function exitCodeOf(status: number): ExitCode {
  switch (status) {
    case 400:
    case 413:
    case 422:
      return exitCodes.usage;
    case 404:
      return exitCodes.notFound;
    case 403:
    case 409:
    case 412:
      return exitCodes.refused;
    case 502:
    case 503:
    case 504:
      return exitCodes.unreachable;
    default:
      return exitCodes.failed;
  }
}
