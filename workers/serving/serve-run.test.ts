import { describe, expect, test } from '@jest/globals';
import type { ApiReport } from '../running/run-file.js';
import { freePort, LOOPBACK } from '../server/hidden-place.js';
import { parsePlace } from './api-place.js';
import { serveRun } from './serve-run.js';

const api = { fetch: () => new Response('here') };
const log = { info: () => undefined, error: () => undefined };

function begin(run: Parameters<typeof serveRun>[1]['run']) {
  const said: ApiReport[] = [];
  const hosts: string[] = [];
  const serving = serveRun(api, {
    ...{ run, log },
    known: (places) => void hosts.push(...places.map(({ port }) => String(port))),
    report: (one) => {
      said.push(one);
      return Promise.resolve();
    },
  });
  return { serving, said, hosts };
}

describe('serveRun(api, run)', () => {
  test('of three systems at the same instant each reports a port of its own, at which it answers', async () => {
    const systems = [begin({}), begin({}), begin({})];
    const ended = await Promise.all(systems.map(({ serving }) => serving));
    const first = systems.map(({ said }) => (said[0] as { api_listen: string[] }).api_listen[0] ?? '');
    const ports = first.map((place) => parsePlace(place).port);
    expect(new Set(ports).size).toBe(3);
    for (const [at, place] of first.entries()) {
      expect(systems[at]?.hosts).toContain(String(ports[at]));
      expect(await (await fetch(`http://${place}/`)).text()).toBe('here');
    }
    await Promise.all(ended.map((one) => one.close()));
  });

  test('a named place has one of two systems; the other reports why it has it not, and throws', async () => {
    const api_listen = [`${LOOPBACK}:${await freePort(LOOPBACK)}`];
    const [one, other] = [begin({ api_listen }), begin({ api_listen })];
    const ends = await Promise.allSettled([one.serving, other.serving]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect([...one.said, ...other.said]).toEqual(
      expect.arrayContaining([
        { api_listen },
        { api_refused: `${api_listen[0]} is taken by another program: name another port` },
      ]),
    );
    for (const end of ends) if (end.status === 'fulfilled') await end.value.close();
  });

  test('started again it waits for the place that it had, and reports nothing', async () => {
    const api_listen = [`${LOOPBACK}:${await freePort(LOOPBACK)}`];
    const before = await begin({ api_listen }).serving;
    const again = begin({ api_listen, api_url: `http://${api_listen[0]}` });
    const serving = await again.serving;
    await before.close();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await (await fetch(`http://${api_listen[0]}/`)).text()).toBe('here');
    expect(again.said).toEqual([]);
    await serving.close();
  });
});
