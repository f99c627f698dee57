import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Ends the registered processes when this process is gone, however it went: they would live on after a SIGKILL
 * otherwise. It is a shell of its own session that reads until its input closes, which the kernel does for every death.
 * Frozen processes are thawed first, with their children, or they could not end.
 */
const script = `
trap '' INT TERM HUP
entries=''
while read -r verb signal pid; do
  kept=''
  for entry in $entries; do [ "\${entry#*:}" = "$pid" ] || kept="$kept $entry"; done
  entries=$kept
  [ "$verb" = add ] && entries="$entries $signal:$pid"
done
for entry in $entries; do
  pid=\${entry#*:}
  kill -CONT $pid $(cat /proc/$pid/task/$pid/children)
  kill -\${entry%%:*} $pid
done
tries=0
while [ $tries -lt 50 ]; do
  alive=''
  for entry in $entries; do kill -0 \${entry#*:} && alive="$alive \${entry#*:}"; done
  [ -z "$alive" ] && exit
  tries=$((tries + 1))
  sleep 0.1
done
kill -KILL $alive
`;

interface Guarded {
  readonly pid: number;
  readonly signal: NodeJS.Signals;
}

const guarded = new Map<number, Guarded>();
let shell: ChildProcess | undefined;

export function guard(pid: number, signal: NodeJS.Signals): void {
  guarded.set(pid, { pid, signal });
  if (shell) tell('add', pid, signal);
  else openShell();
}

export function unguard(pid: number): void {
  const entry = guarded.get(pid);
  guarded.delete(pid);
  if (entry) tell('remove', pid, entry.signal);
  if (guarded.size === 0) closeShell();
}

/** A guard that was itself killed is replaced, so that it protects as long as there is something to protect. */
function openShell(): void {
  const opened = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' });
  shell = opened;
  opened.unref();
  const pipe = opened.stdin;
  // The pipe must not keep this process alive: its closing is what the guard waits for.
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  pipe.on('error', () => undefined);
  opened.on('exit', () => {
    if (shell !== opened) return;
    shell = undefined;
    if (guarded.size > 0) openShell();
  });
  for (const { pid, signal } of guarded.values()) tell('add', pid, signal);
}

function closeShell(): void {
  const closing = shell;
  shell = undefined;
  closing?.stdin?.end();
}

function tell(verb: 'add' | 'remove', pid: number, signal: NodeJS.Signals): void {
  shell?.stdin?.write(`${verb} ${signal.slice('SIG'.length)} ${pid}\n`);
}
