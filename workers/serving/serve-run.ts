import { InvalidInput } from '../../domain/errors.js';
import type { ApiReport, RunFile } from '../running/run-file.js';
import { parsePlace, placeText, type ApiPlace } from './api-place.js';
import type { Api, Log } from './api-server.js';
import { serveAgain, serveApi } from './serve-api.js';

/**
 * Answers the API of a system: again where it was before, the first time at places that it takes and reports, so that
 * no two systems report the same. `known` gets the places. Throws InvalidInput, which is reported too.
 */
export async function serveRun(
  api: Api,
  {
    run: { api_url, api_listen = [] },
    log,
    known,
    report,
  }: {
    run: Pick<RunFile, 'api_url' | 'api_listen'>;
    log: Log;
    known: (places: readonly ApiPlace[]) => void;
    report: (said: ApiReport) => Promise<void>;
  },
): Promise<{ close(): Promise<void> }> {
  const places = api_listen.map(parsePlace);
  if (api_url !== undefined) {
    known(places);
    return serveAgain(api, { places, log });
  }
  try {
    const serving = await serveApi(api, { named: places, log });
    known(serving.places);
    await report({ api_listen: serving.places.map(placeText) });
    return serving;
  } catch (error) {
    if (error instanceof InvalidInput) await report({ api_refused: error.message });
    throw error;
  }
}
