/**
 * As `Promise.all`, but a failure waits for the others: kafkajs would open the connection for
 * them again that the failure closes.
 */
export async function allEnded<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
