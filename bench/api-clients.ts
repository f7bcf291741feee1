import { Agent, request } from 'node:http';

/** Who asks: a token, and a connection of its own that is kept. */
export interface Client {
  token: string;
  agent: Agent;
}

export function clientsWith(tokens: readonly string[]): Client[] {
  return tokens.map((token) => ({ token, agent: new Agent({ keepAlive: true, maxSockets: 1 }) }));
}

/** An answer: how long it took, and whether it was that the server is busy. */
export interface Timed {
  ms: number;
  isRefusal: boolean;
}

/** Milliseconds until a half, and nineteen in twenty, of the answers were there whole; how many were refusals. */
export interface Latency {
  p50: number;
  p95: number;
  refused: number;
}

export function latencyOf(answers: readonly Timed[]): Latency {
  const sorted = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { p50: at(0.5), p95: at(0.95), refused: answers.filter(({ isRefusal }) => isRefusal).length };
}

/** Each client asks, when it has its answer, the next of these paths, for so long. */
export async function askedAtOnce(
  clients: readonly Client[],
  { origin, paths, ms }: { origin: string; paths: readonly string[]; ms: number },
): Promise<Timed[]> {
  const end = performance.now() + ms;
  const answers: Timed[] = [];
  let asked = 0;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < end) {
        const path = paths[asked++ % paths.length] ?? '';
        const began = performance.now();
        const { status } = await ask(client, { method: 'GET', url: `${origin}${path}` });
        if (status !== 200 && status !== 503) throw new Error(`${path}: ${status}`);
        answers.push({ ms: performance.now() - began, isRefusal: status === 503 });
      }
    }),
  );
  return answers;
}

/** The answer, read whole. */
export function ask(
  { token, agent }: Client,
  { method, url, body }: { method: string; url: string; body?: object },
): Promise<{ status: number; text: string }> {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    ...(sent !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(sent),
    }),
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, agent, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.once('error', reject);
      answer.once('end', () =>
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }),
      );
    });
    asked.once('error', (error: NodeJS.ErrnoException) => {
      // The server closes a connection that rested for some seconds, which may cross with what is asked on it.
      if (error.code === 'ECONNRESET' && asked.reusedSocket)
        ask({ token, agent }, { method, url, ...(body && { body }) }).then(resolve, reject);
      else reject(error);
    });
    asked.end(sent);
  });
}
