import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { placeText, takePlaces, type ApiPlace } from './api-place.js';
import { closed, listening, serverOf, type Api, type Log } from './api-server.js';

/** Another program may have the port for a moment, as a process of before that is ending. */
const RETRY_MS = 1_000;

/**
 * Answers the API at places that it takes, as {@link takePlaces} does. Gives them, and what ends it. Throws
 * InvalidInput for a named place that it does not get.
 */
export async function serveApi(
  api: Api,
  { named, log }: { named: readonly ApiPlace[]; log: Log },
): Promise<{ places: ApiPlace[]; close(): Promise<void> }> {
  const taken = await takePlaces(named, {
    take: (place) => listening(serverOf(api, log), { place, log }),
    release: closed,
  });
  return {
    places: taken.map(({ place }) => place),
    async close() {
      await Promise.all(taken.map(({ taken: server }) => closed(server)));
    },
  };
}

/** Answers the API again at the places that it had, each as soon as it is free. Gives what ends it. */
export function serveAgain(
  api: Api,
  { places, log }: { places: readonly ApiPlace[]; log: Log },
): { close(): Promise<void> } {
  const ended = new AbortController();
  const servers = places.map((place) => keepTrying(api, { place, log, ended: ended.signal }));
  return {
    async close() {
      ended.abort();
      await Promise.all(servers.map(async (server) => closed(await server)));
    },
  };
}

async function keepTrying(
  api: Api,
  { place, log, ended }: { place: ApiPlace; log: Log; ended: AbortSignal },
): Promise<Server | undefined> {
  for (let isSaid = false; !ended.aborted;)
    try {
      return await listening(serverOf(api, log), { place, log });
    } catch (error) {
      if (!isSaid)
        log.error(error as Error, `the API cannot listen at ${placeText(place)}; it is tried again`);
      isSaid = true;
      await sleep(RETRY_MS, undefined, { signal: ended }).catch(() => undefined);
    }
  return undefined;
}
