import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { writeDurably } from '../../store/home/durable-file.js';
import { filledAndEmpty } from '../../test/filled-and-empty.js';
import { reviewWeek } from './review.js';

const LOOP = '/api/v1/strategies/learning';

interface Review {
  questions: {
    question_id: string;
    kind: string;
    state: string;
    text: string;
    why: string;
    match: { id: string };
    answers: { key: string; effect: { method: string; path: string; parameters: object } }[];
  }[];
  text: string;
  candidate: { description: string } | null;
  left: { questions: number };
}

const homes = filledAndEmpty();

async function review(query = ''): Promise<Review> {
  const response = await homes.filled.ask('GET', `${LOOP}/review${query}`, { as: 'read' });
  expect(response.status).toBe(200);
  return reviewWeek.answer.parse(await response.json()) as Review;
}

describe('GET review', () => {
  test('of the latest published week asks what its message asks, and says why', async () => {
    const { questions, text, left, candidate, ...rest } = await review();
    expect(rest).toMatchObject({
      week: '2025-W31',
      revision: 1,
      review: { status: 'pending' },
      money: { sentence: expect.stringContaining('P&L') as unknown },
      trust: { accounts: expect.any(Array) as unknown },
    });
    expect(questions.length).toBeGreaterThan(0);
    expect(questions.length).toBeLessThanOrEqual(5);
    expect(left).toEqual({ questions: questions.length, candidates: 1 });
    expect(candidate).toMatchObject({ status: 'open' });
    expect(text).toContain(candidate?.description.slice(0, 20));
    for (const one of questions) {
      expect(text).toContain(one.text);
      expect(one.why).toMatch(/^[A-Z0-9].*\.$/);
      expect(one.answers.map(({ key }) => key)).toEqual(one.answers.map((_, at) => String(at + 1)));
    }
    const asked = await homes.filled.opened.reads.questions();
    expect(asked.questions.map((one) => ('match' in one ? one.match['match_id'] : one.about))).toEqual([
      'candidate',
      ...questions.map(({ match }) => match.id),
    ]);
  });

  test('has both sides in their currency, and of what comes the account where it is one', async () => {
    const { money, next_week } = (await review()) as unknown as {
      money: { by_currency: object[]; human: number; difference_mid: number; algorithm_mid: number };
      next_week: { account: string | null; symbol: string; kind: string }[];
    };
    const {
      by_currency,
      sentence: _,
      open_marks: __,
      ...amounts
    } = money as typeof money & {
      sentence: string;
      open_marks: null;
    };
    expect(amounts).toMatchObject({ currency: 'USD' });
    expect(by_currency).toEqual([amounts]);
    expect(money.difference_mid).toBeCloseTo(money.human - money.algorithm_mid, 8);
    const { rows } = await homes.filled.opened.reads.tableRows({ table: 'executions' });
    expect(next_week.length).toBeGreaterThan(0);
    for (const { account, symbol } of next_week) {
      const accounts = new Set(
        rows.filter((row) => row['underlying'] === symbol).map((row) => row['account']),
      );
      if (accounts.size === 1) expect([symbol, account]).toEqual([symbol, ...accounts]);
      else expect([null, ...accounts]).toContain(account);
    }
    expect(next_week.some(({ account }) => account !== null)).toBe(true);
  });

  test('and the preview of messages are sent anew when the message of the week is written', async () => {
    for (const path of [`${LOOP}/review`, `${LOOP}/v2/notifications/preview`]) {
      const get = (headers = {}) => homes.filled.ask('GET', path, { headers });
      const known = { 'if-none-match': (await get()).headers.get('etag') ?? '' };
      expect((await get(known)).status).toBe(304);
      const message = join(homes.filled.dir, 'messages', '2025-W31-r1.txt');
      const before = await readFile(message, 'utf8');
      await writeDurably(message, `${before}CORRECTED\n`);
      const again = await get(known);
      expect([again.status, await again.text()]).toEqual([200, expect.stringContaining('CORRECTED')]);
      await writeDurably(message, before);
    }
  });

  test('is made once of what stands, whoever asks', async () => {
    const { moments } = homes.filled.opened;
    const at = moments.at.bind(moments);
    let made = 0;
    const counting = jest.spyOn(moments, 'at').mockImplementation((work, signal) =>
      at((moment) => {
        const review: typeof moment.reads.review = (input) => {
          made += 1;
          return moment.reads.review(input);
        };
        return work({ ...moment, reads: { ...moment.reads, review } });
      }, signal),
    );
    const { facts } = homes.filled.opened;
    await facts.setEpoch({ min_valid_date: null, by: 'user', at: '2025-08-10T12:00:00Z' });
    const answers = [await review(), await review(), await review('?week=2025-W30')];
    counting.mockRestore();
    expect([made, answers[1]]).toEqual([2, answers[0]]);
  });

  test('each answer is sent as it stands; answered, a question is done, and no other takes its place', async () => {
    const before = await review();
    for (const [at, { question_id, answers }] of before.questions.entries()) {
      const { method, path, parameters } = answers.at(-1)?.effect ?? { method: '', path: '', parameters: {} };
      const said = await homes.filled.ask(method, path, { as: 'decide', body: parameters });
      expect([path, said.status]).toEqual([path, 200]);
      const { questions, left } = await review();
      expect(questions.map((one) => one.question_id)).toEqual(before.questions.map((one) => one.question_id));
      expect(questions.find((one) => one.question_id === question_id)?.state).toBe('done');
      expect(left.questions).toBe(before.questions.length - 1 - at);
    }
    expect(await homes.filled.opened.reads.questions()).toMatchObject({
      questions: [{ about: 'candidate' }],
    });
    await homes.filled.opened.steps.reconcileRange({});
    const { questions } = await review();
    expect(questions.map(({ state }) => state)).toEqual(before.questions.map(() => 'done'));
  });

  test('what is withdrawn is open again, and done once it is skipped', async () => {
    const { questions } = await review();
    const { question_id, match } = questions.find(({ kind }) => kind === 'reason') ?? { match: { id: '' } };
    expect((await homes.filled.ask('DELETE', `${LOOP}/matches/${match.id}/reason`)).status).toBe(200);
    const after = await review();
    expect(after.questions.find((one) => one.question_id === question_id)?.state).toBe('open');
    await homes.filled.ask('PATCH', `${LOOP}/matches/${match.id}/reason?reason_code=skipped`);
    const skipped = await review();
    expect(skipped.questions.find((one) => one.question_id === question_id)?.state).toBe('done');
  });

  test('of a week before is what it was; of one that is not published it is not found', async () => {
    expect(await review('?week=2025-W30')).toMatchObject({ week: '2025-W30', revision: 1 });
    expect((await homes.filled.ask('GET', `${LOOP}/review?week=2025-W29`)).status).toBe(404);
    expect((await homes.filled.ask('GET', `${LOOP}/review?week=2025-W53`)).status).toBe(422);
  });

  test('of an empty home has nothing in any part', async () => {
    const response = await homes.empty.ask('GET', `${LOOP}/review`);
    expect(await response.json()).toMatchObject({
      ...{ week: null, revision: null, text: '', questions: [], candidate: null, habits: [], next_week: [] },
      left: { questions: 0, candidates: 0 },
    });
  });
});
