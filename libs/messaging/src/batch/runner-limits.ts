export interface RunnerLimits {
  /** Messages in one transaction. @default 200 */
  readonly batchMessages: number;
  /** Bytes in one transaction. @default 1_000_000 */
  readonly batchBytes: number;
  /** Units waiting before in-process requests are refused. @default 10_000 */
  readonly queue: number;
  /** Bytes of the units that wait before in-process requests are refused. @default 32_000_000 */
  readonly queueBytes: number;
  /** Milliseconds that a request whose COMMIT was not answered waits to hear what became of it. @default 10_000 */
  readonly inDoubtMs: number;
}
export const defaultLimits: RunnerLimits = {
  batchMessages: 200,
  batchBytes: 1_000_000,
  queue: 10_000,
  queueBytes: 32_000_000,
  inDoubtMs: 10_000,
};
