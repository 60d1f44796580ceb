import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * A shell that outlives this process for a moment. It reads `+PATH` and `-PATH` from a pipe that only this process has
 * open. When this process ends in any way, even by SIGKILL, the pipe closes, and the shell removes the paths that are still
 * on its list. A server that was being built in one of them is asked to end first; it may write files until it does, so
 * the removal is repeated.
 */
const SCRIPT = `
trap '' PIPE
while IFS= read -r line; do
  path=\${line#?}
  case $line in
    +*) set -- "$@" "$path" ;;
    -*) for each; do shift; [ "$each" = "$path" ] || set -- "$@" "$each"; done ;;
  esac
done
for path; do
  for round in 1 2 3 4 5 6 7 8 9 10; do
    if read -r pid <"$path/data/postmaster.pid"; then
      case $pid in *[!0-9]*) ;; *) kill -QUIT "$pid" ;; esac
    fi
    rm -rf -- "$path"
    [ -e "$path" ] || break
    sleep 0.2
  done
done 2>/dev/null
`;

let shell: ChildProcess | undefined;

/**
 * Has a file or folder removed if this process ends before `release`, however it ends. Call it before the path is made.
 * Returns `release`. A path with a line break is not guarded.
 */
export function guardPath(path: string): () => void {
  if (path.includes('\n')) {
    return () => undefined;
  }
  shell ??= startShell();
  const { stdin } = shell;
  stdin?.write(`+${path}\n`);
  return () => stdin?.write(`-${path}\n`);
}

function startShell(): ChildProcess {
  // In a session of its own, so that Ctrl-C does not reach it.
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'elementaldb-guard'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
    env: { PATH: process.env['PATH'] },
  });
  // Without it, the next run removes what is left.
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.unref();
  if (child.stdin instanceof Socket) {
    child.stdin.unref();
  }
  return child;
}
