import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { FarWay, Piece } from '../messages/way.js';
import type { Heard } from '../messages/heard.js';
import { homePaths } from '../store/home/home.js';
import { putOut } from '../store/home/outbox.js';
import { sentPieces } from '../store/home/sent-pieces.js';
import { writeSmallMarket } from '../test/small-market.js';
import { openSteps, type OpenSteps } from './make-steps.js';
import type { MessageSteps, ReplySteps } from './message-steps.js';
import { sendingSteps } from './send-message.js';

jest.setTimeout(300_000);

const [EARLIER, WEEK, SUBJECT] = ['2025-W01', '2025-W03', '2025-W03-r1'];

let dir: string, opened: OpenSteps, sending: MessageSteps, replies: ReplySteps;
const sent: (Piece & { id: string })[] = [];
const answers: { to: string; text: string }[] = [];
let restated = 0;
let update = 0;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'reply-'));
  const home = homePaths(join(dir, 'home'));
  opened = await openSteps(home.dir, {
    far: {
      names: ['telegram'],
      handOver: (news) => putOut(home, { ...news, at: '2025-01-18T17:00:00Z' }),
      sendAgain: () => Promise.resolve([]),
    },
  });
  const files = await writeSmallMarket(join(dir, 'market'));
  // Of each week two are asked about by lot: with more there are some that a reason is missing of.
  for (const path of [files.executions, files.advice]) {
    const text = await readFile(path, 'utf8');
    const last = text.trim().split('\n').at(-1) ?? '';
    const more = ['14', '15', '16'].map((day) => last.replaceAll('2025-01-13', `2025-01-${day}`));
    await writeFile(path, `${text}${more.join('\n')}\n`.replaceAll('"strike":107', '"strike":112'));
  }
  for (const path of Object.values(files))
    await opened.steps.importFile({
      ...{ path, givenPath: path, account: null, coveredThrough: '2025-01-31' },
    });
  for (const week of [EARLIER, WEEK]) await opened.steps.aggregateWeek({ week });
  const telegram: FarWay & { reply: (answer: { to: string; text: string }) => Promise<string> } = {
    ...{ name: 'telegram', asksSingly: true },
    send(piece) {
      sent.push({ ...piece, id: String(101 + sent.length) });
      return Promise.resolve(String(100 + sent.length));
    },
    reply(answer) {
      answers.push(answer);
      return Promise.resolve(String(500 + answers.length));
    },
  };
  const publicUrl = () => Promise.resolve(null);
  sending = sendingSteps({ home, ways: [telegram], clock: () => new Date(), publicUrl });
  replies = opened.replies(() => Promise.resolve(void (restated += 1)));
  await sending.sendMessage({ kind: 'week', subject: SUBJECT, way: 'telegram' });
});
afterAll(async () => {
  await opened.close();
  await rm(dir, { recursive: true });
});

/** What is heard next. */
function next(said: Heard['said'], more: Partial<Heard> = {}): Heard {
  update += 1;
  const at = `2025-01-18T18:00:${String(update).padStart(2, '0')}Z`;
  return { way: 'telegram', update, at, message: String(900 + update), said, ...more };
}

/** What the workflow does with what was said; gives the answer's text, or what was sent instead. */
async function say(said: Heard['said'], more: Partial<Heard> = {}): Promise<string | string[]> {
  const heard = next(said, more);
  const answer = await replies.takeReply(heard);
  const before = sent.length;
  if (answer.send !== null) {
    await sending.sendMessage({ ...answer.send, way: 'telegram', request: `reply ${heard.update}` });
    return sent.slice(before).map(({ text }) => text.split('\n')[0] ?? '');
  }
  await sending.answerPerson({ ...heard, ...answer });
  return answers.at(-1)?.text ?? '';
}

const write = (text: string, replyTo: string | null = null) => say({ text, replyTo });
const press = (question: string, key: number) => say({ press: { week: WEEK, question, key } });

function idOf(number: number): string {
  return sent.find(({ question }) => question?.number === number)?.id ?? '';
}

async function questions() {
  const { questions: all } = await opened.reads.review({ week: WEEK });
  return all;
}

/** What stands in the journal by this way, of a kind. */
async function linesOf(fact: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(homePaths(join(dir, 'home')).journal, 'utf8');
  const lines = text.trim().split('\n');
  return lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['fact'] === fact && line['by'] === 'telegram');
}

/** The question that asks for a reason, its number, and what stands said to it. */
async function reasonQuestion() {
  const asked = sent.find(({ question }) => question?.about === 'reason')?.question;
  const id = asked?.question_id ?? '';
  const question = (await questions()).find(({ question_id }) => question_id === id);
  const { facts } = await opened.reads
    .match({ id: question?.match_id ?? '' })
    .then((detail) => ({ facts: JSON.stringify(detail) }));
  return { id, number: asked?.number ?? 0, isDone: question?.is_done ?? false, facts };
}

describe('takeReply(heard)', () => {
  test('a button is the reason; pressed twice it is one fact', async () => {
    const { id, isDone } = await reasonQuestion();
    expect(isDone).toBe(false);
    const answer = await press(id, 5);
    expect(answer).toMatch(
      /^Noted of 1\d Jan XYZ: gut feeling\. Another reply changes it, \/undo withdraws it\.$/,
    );
    expect(await press(id, 5)).toMatch(/^Noted of 1\d Jan XYZ: gut feeling\. Another reply changes it\.$/);
    expect(restated).toBe(2);
    const { isDone: isDoneNow, facts } = await reasonQuestion();
    expect(isDoneNow).toBe(true);
    expect(facts.match(/gut_feeling/g)?.length).toBe(1);
  });

  test('words in reply to a question, or to the answer to it, change it and are its note', async () => {
    const { number } = await reasonQuestion();
    expect(await write('the screen looked wrong & <odd>', idOf(number))).toMatch(
      /^Noted of 1\d Jan XYZ: other, with your words\. Another reply changes it, \/undo withdraws it\.$/,
    );
    expect((await reasonQuestion()).facts).toContain('the screen looked wrong & <odd>');
    const last = String(500 + answers.length);
    expect(await write('timing', last)).toMatch(/^Noted of 1\d Jan XYZ: timing\./);
  });

  test('a number and words answer that question of the message, replied to or not', async () => {
    const { number } = await reasonQuestion();
    expect(await write(`${number} gut_feeling it was late`, '101')).toMatch(/gut feeling, with your words/);
    expect(await write(`${number} premium low`)).toMatch(/^Noted of 1\d Jan XYZ: premium low\./);
    expect(await write('9 premium low')).toBe('There is no question 9.');
  });

  test('/undo brings back what stood before, then what stood before that is no answer of a way', async () => {
    expect(await write('/undo')).toBe('Withdrawn: your last answer.');
    expect((await reasonQuestion()).facts).toContain('it was late');
  });

  test('yes and no answer a doubt, anything else does not', async () => {
    const doubt = sent.find(({ question }) => question?.about === 'doubt');
    expect(await write('perhaps', doubt?.id)).toBe('Not noted: reply yes or no.');
    expect(await write('yes', doubt?.id)).toMatch(/: yes\. Another/);
    const id = doubt?.question?.question_id;
    expect((await questions()).find(({ question_id }) => question_id === id)?.is_done).toBe(true);
    expect(await write('/undo')).toBe('Withdrawn: your last answer.');
    expect((await questions()).find(({ question_id }) => question_id === id)?.is_done).toBe(false);
  });

  test('/undo that is tried again after it was written down withdraws no further answer', async () => {
    const { facts } = await reasonQuestion();
    const doubt = sent.find(({ question }) => question?.about === 'doubt');
    await write('yes', doubt?.id);
    const undo = next({ text: '/undo', replyTo: null });
    const first = await replies.takeReply(undo);
    expect(await replies.takeReply(undo)).toEqual(first);
    expect((await reasonQuestion()).facts).toBe(facts);
  });

  test('a number in reply to a message that asks nothing answers no question', async () => {
    const { number, facts } = await reasonQuestion();
    expect(await write(`${number} risk too high`, '4711')).toMatch(/^Which question is meant\?/);
    expect((await reasonQuestion()).facts).toBe(facts);
  });

  test('a number means the message that was there when it was written', async () => {
    const { number, facts } = await reasonQuestion();
    const early = { text: `${number} risk too high`, replyTo: null };
    expect(await say(early, { message: '99' })).toBe(`There is no question ${number}.`);
    expect((await reasonQuestion()).facts).toBe(facts);
  });

  test('a reply that is tried again after a later one was taken does not take its place', async () => {
    const { id } = await reasonQuestion();
    const first = next({ press: { week: WEEK, question: id, key: 1 } });
    await press(id, 7);
    const { facts } = await reasonQuestion();
    expect((await replies.takeReply(first)).text).toMatch(
      /^Not noted of 1\d Jan XYZ: you answered it again since/,
    );
    expect((await reasonQuestion()).facts).toBe(facts);
  });

  test('a reply that is tried again after it was written down is noted once', async () => {
    const { id } = await reasonQuestion();
    const heard = next({ press: { week: WEEK, question: id, key: 8 } });
    const answer = await replies.takeReply(heard);
    await opened.facts.say({
      ...{ say: 'reason', id: (await questions()).find((one) => one.question_id === id)?.match_id ?? '' },
      ...{ code: 'timing', note: null, cause: null, by: 'user', at: '2025-01-18T18:10:00Z' },
    });
    const { facts } = await reasonQuestion();
    expect(await replies.takeReply(heard)).toEqual(answer);
    expect((await reasonQuestion()).facts).toBe(facts);
  });

  test('a message that is edited corrects what it said, and no answer that was given since', async () => {
    const { id, number } = await reasonQuestion();
    const message = String(900 + update + 1);
    await write(`${number} the market looked tird`);
    const corrected = { text: `${number} the market looked tired`, replyTo: null };
    expect(await say(corrected, { message, edited: true })).toMatch(/^Noted of .*: other, with your words/);
    expect((await reasonQuestion()).facts).toContain('looked tired');
    await press(id, 2);
    const { facts } = await reasonQuestion();
    const edited = { text: `${number} the market looked very tired`, replyTo: null };
    expect(await say(edited, { message, edited: true })).toMatch(
      /^Not noted of .*: you answered it again since/,
    );
    expect((await reasonQuestion()).facts).toBe(facts);
  });

  test('of a trade that answers no advice one answer is one line, tried again and pressed again', async () => {
    const { questions: asked } = await opened.reads.review({ week: EARLIER });
    const question = asked.find(({ text }) => text.includes('answer no advice'));
    const pressed = { press: { week: EARLIER, question: question?.question_id ?? '', key: 1 } };
    const before = (await linesOf('match_reviewed')).length;
    const heard = next(pressed);
    const answer = await replies.takeReply(heard);
    expect(answer.text).toMatch(/^Noted of .* XYZ: yes\. .*\/undo withdraws it\.$/);
    expect(await replies.takeReply(heard)).toEqual(answer);
    expect(await say(pressed)).toMatch(/: yes\. Another reply changes it\.$/);
    expect(await linesOf('match_reviewed')).toHaveLength(before + 1);
    await opened.facts.say({
      ...{ say: 'unreview', id: question?.match_id ?? '', by: 'user', at: '2025-01-18T18:20:00Z' },
    });
    expect(await replies.takeReply(heard)).toEqual(answer);
    expect(await linesOf('match_reviewed')).toHaveLength(before + 1);
  });

  test('a no is written also where other trades were said to be no answer to its advice', async () => {
    const doubt = sent.find(({ question }) => question?.about === 'doubt' && question.is_pair);
    const id = doubt?.question?.question_id;
    const asked = (await questions()).find(({ question_id }) => question_id === id);
    const { match } = await opened.reads.match({ id: asked?.match_id ?? '' });
    const unlinked = { fact: 'match_unlinked', by: 'user', at: '2025-01-18T18:20:00Z' } as const;
    const { execution_ids, recommendation_id } = match as unknown as Record<string, unknown>;
    await opened.facts.keep([
      {
        ...unlinked,
        recommendation_id: String(recommendation_id),
        execution_ids: ['other'],
        account: 'main',
      },
    ]);
    expect(await write('no', doubt?.id)).toMatch(/: no\. Another reply changes it, \/undo withdraws it\.$/);
    expect(await write('no', doubt?.id)).toMatch(/: no\. Another reply changes it\.$/);
    expect(await linesOf('match_unlinked')).toMatchObject([{ execution_ids }]);
    expect(await write('/undo')).toBe('Withdrawn: your last answer.');
  });

  test('/week sends the message, /review what is left to answer under the same numbers', async () => {
    expect(await write('/week')).toEqual(['WEEKLY LEARNING SUMMARY (2025-W03)']);
    const open = (await questions()).filter(({ is_done }) => !is_done);
    const before = sent.length;
    expect(await write('/review')).toEqual(open.map(({ text }) => text));
    for (const { question } of sent.slice(before))
      expect(sent.find((one) => one.question?.question_id === question?.question_id)?.question?.number).toBe(
        question?.number,
      );
  });

  test('anything else is answered with what can be said', async () => {
    expect(await write('hello')).toMatch(/^Press a button, reply to a question/);
    expect(await write('/start')).toMatch(/^Press a button, reply to a question/);
    expect(await write('timing', '4711')).toMatch(/^Press a button, reply to a question/);
  });

  test('a question whose match is another now is gone, and so is one of a week that is not there', async () => {
    const gone = 'That question is gone: its match is another now. /review asks what is left to answer.';
    expect(await press('ffffffffffffffff', 5)).toBe(gone);
    expect(await say({ press: { week: '2019-W01', question: 'ffffffffffffffff', key: 5 } })).toBe(gone);
  });

  test('what cannot be noted is answered with why', async () => {
    const { number } = await reasonQuestion();
    expect(await write('x'.repeat(3_000), idOf(number))).toMatch(
      /^Not noted of 1\d Jan XYZ: note: longer than 2000 characters$/,
    );
  });

  test('every answer is kept beside its question, so that a reply to it is one to the question', async () => {
    const pieces = await sentPieces(homePaths(join(dir, 'home')), { subject: SUBJECT, way: 'telegram' });
    const { id } = await reasonQuestion();
    expect(pieces.filter(({ question_id }) => question_id === id).length).toBeGreaterThan(4);
  });

  test('refuses what is no reply', async () => {
    const heard = { way: '../x', update: 1, at: '2025-01-18T18:00:00Z', message: '1' };
    await expect(replies.takeReply({ ...heard, said: { text: '', replyTo: null } })).rejects.toThrow(
      'not a way',
    );
  });
});
