/** Ctrl-C reaches a program twice, from the terminal and from what started it; both within this time are one. */
const echo = 500;

/**
 * Runs `stop` at the first signal and ends the process; a second signal ends it at once, and the guard ends the parts.
 */
export function stopOnSignal(stop: () => Promise<void>): { ended: Promise<number> } {
  let first: number | undefined;
  const { promise: ended, resolve } = Promise.withResolvers<number>();
  const onSignal = () => {
    const now = Date.now();
    if (first !== undefined) {
      if (now - first > echo) process.exit(130);
      return;
    }
    first = now;
    console.log('\nstopping everything; once more to do it by force');
    stop().then(
      () => resolve(130),
      (error: unknown) => {
        console.error(error);
        resolve(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  watchStarter(onSignal);
  return { ended };
}

/** The bootstrap that started us was killed: nobody is left who could pass on a Ctrl-C. */
function watchStarter(onGone: () => void): void {
  const starter = Number(process.env['SAGAWORKS_BOOTSTRAP']);
  if (process.ppid !== starter) return;
  const timer = setInterval(() => {
    if (process.ppid === starter) return;
    clearInterval(timer);
    onGone();
  }, 1000);
  timer.unref();
}
