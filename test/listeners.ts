import { readdir, readFile, readlink } from 'node:fs/promises';

const LISTEN = '0A';

/** The places, as `127.0.0.1:7233`, at which a process listens by TCP, sorted, as Linux shows them under `/proc`. */
export async function listenersOf(pid: number): Promise<string[]> {
  const fds = await readdir(`/proc/${pid}/fd`);
  const targets = await Promise.all(fds.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')));
  const sockets = new Set(targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []));
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8')));
  const places = tables.flatMap((table) =>
    table
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === LISTEN && sockets.has(inode ?? ''))
      .map(([, local]) => placeOf(local ?? '')),
  );
  return [...new Set(places)].sort();
}

/** `0100007F:1C41`: the bytes of the address from the last to the first. */
function placeOf(hex: string): string {
  const [address = '', port = ''] = hex.split(':');
  const bytes = address.match(/../g)?.map((byte) => parseInt(byte, 16)) ?? [];
  return `${bytes.reverse().join('.')}:${parseInt(port, 16)}`;
}
