import type { ChildProcess } from 'node:child_process';
import { isInForce } from '../../domain/access/token-entry.js';
import { InvalidInput } from '../../domain/errors.js';
import { toSecond } from '../../domain/time/to-second.js';
import type { Home } from '../../store/home/home.js';
import type { ApiReport, RunFile } from '../running/run-file.js';
import {
  FIRST_PORT,
  freePlaces,
  isLoopback,
  parsePlace,
  placeText,
  urlOf,
  type ApiPlace,
} from '../serving/api-place.js';

/**
 * Looks at the places that were named before anything starts. Throws InvalidInput for one that is taken, and for one
 * beyond this machine while nobody has a token.
 */
export async function checkPlaces(
  named: readonly ApiPlace[],
  { home, tell }: { home: Home; tell: (line: string) => void },
): Promise<void> {
  if (!named.every(isLoopback)) {
    const { readTokens } = await import('../../store/home/tokens.js');
    const now = toSecond(new Date());
    if (!(await readTokens(home)).some((token) => isInForce(token, now)))
      throw new InvalidInput(
        'the API listens beyond this machine only once there is a token: "token create" makes one',
      );
    tell('the API is reached from other machines, in clear text: put a proxy with TLS before it');
  }
  if (named.length > 0) await freePlaces(named);
}

/** Notes in the run file where the data process says that it listens, which it does the first time that it comes up. */
export function announcedApi({
  run,
  named,
  note,
  tell,
}: {
  run: RunFile;
  named: readonly ApiPlace[];
  note: () => void;
  tell: (line: string) => void;
}): {
  /** Listens to a data process. */
  heed<C extends ChildProcess>(child: C): C;
  /** Resolves when it has said so; rejects with InvalidInput where it did not get what was named. */
  announced: Promise<void>;
} {
  if (named.length > 0) run.api_listen = named.map(placeText);
  let [isAnnounced, isRefused] = [() => {}, (_: Error) => {}];
  const announced = new Promise<void>((resolve, reject) => ([isAnnounced, isRefused] = [resolve, reject]));

  function hear(said: ApiReport): void {
    if (said.api_refused !== undefined) return isRefused(new InvalidInput(said.api_refused));
    const places = said.api_listen.map(parsePlace);
    run.api_listen = said.api_listen;
    run.api_url = urlOf(places);
    note();
    if (places.length === 0)
      tell('no port from 8000 to 8010 is free, so the API is off: name one with --listen');
    else if (named.length === 0 && places[0]?.port !== FIRST_PORT)
      tell(`port ${FIRST_PORT} is taken: the API is at ${run.api_url}`);
    isAnnounced();
  }

  return { announced, heed: (child) => child.on('message', hear) };
}
