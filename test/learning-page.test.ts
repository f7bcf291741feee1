import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEFAULT_POLICY } from '../domain/learning/gate/gate-policy.js';
import { parseHours } from '../domain/learning/hourly/hourly-accounts.js';
import { makeHome, removeHome, SERVER_TEST_MS, tradeloop } from './system.js';

let home: string;
let page: string;
beforeAll(async () => {
  home = await makeHome();
  page = await readFile(join(import.meta.dirname, '..', 'docs', 'learning.md'), 'utf8');
});
afterAll(() => removeHome(home));

/** The JSON of the page that begins with a key. */
const jsonOf = (key: string) =>
  JSON.parse(new RegExp(`\\{"${key}": .*?\\}\\}\\n`, 's').exec(page)?.[0] ?? '') as object;

test('docs/learning.md has the whole default policy, and names each of its keys; its hours are such a file', () => {
  expect(jsonOf('gate_policy')).toEqual(DEFAULT_POLICY);
  for (const key of Object.keys(DEFAULT_POLICY).filter((name) => name !== 'gate_policy'))
    expect(page).toMatch(new RegExp(`\\| [^|]*\`${key}\`.*\\|`));
  expect(parseHours(jsonOf('hours'))).toEqual(jsonOf('hours'));
});

test(
  'learn policy prints what is asked of a model, with --default what can be saved; what lacks a key is refused by it',
  async () => {
    const policy = async (...options: string[]) => {
      const { status, stdout } = await tradeloop(home, 'learn', 'policy', '--json', ...options);
      return { status, document: JSON.parse(stdout) as object };
    };
    expect(await policy()).toEqual({ status: 0, document: DEFAULT_POLICY });
    await mkdir(join(home, 'learning'), { recursive: true });
    const saved = join(home, 'learning', 'gate.json');
    const own = { ...DEFAULT_POLICY, approval: 'ask' };
    await writeFile(saved, JSON.stringify(own));
    expect(await policy()).toEqual({ status: 0, document: own });
    // The shell that saves the default has emptied the file before.
    await writeFile(saved, '');
    expect(await policy('--default')).toEqual({ status: 0, document: DEFAULT_POLICY });
    await writeFile(saved, '{"approval": "ask"}');
    const refused = await policy();
    expect(refused.status).toBe(1);
    const { error } = refused.document as { error: { message: string } };
    expect(error.message).toMatch(
      /gate\.json: gate_policy: missing: expected 1; missing too: alpha, .*retention\. /,
    );
  },
  SERVER_TEST_MS,
);
