import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sheet } from '../domain/news/news.js';
import { NotSent } from '../messages/not-sent.js';
import type { ChatWay, FarWay, Piece } from '../messages/way.js';
import { ensureHome, homePaths, type Home } from '../store/home/home.js';
import { writeSheet } from '../store/home/outbox.js';
import { pieceNamed, sentPieces } from '../store/home/sent-pieces.js';
import { usedWays } from '../store/home/used-ways.js';
import { sendingSteps } from './send-message.js';

const SUBJECT = '2025-W03-r1';
const REFUSED = 'example.org answered 502';
const SHEET: Sheet = {
  ...{ subject: SUBJECT, text: 'WEEKLY', at: '2025-01-18T17:00:00Z' },
  questions: ['a', 'b'].map((id) => ({
    ...{ question_id: id, about: 'reason', is_pair: false, text: `why ${id}?`, why: 'as 14 of 18 are' },
  })),
};

let dir: string, home: Home, sent: Piece[], broken: (piece: Piece) => boolean, isMute: boolean;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'send-'));
  home = homePaths(dir);
  await ensureHome(home);
  await writeSheet(home, SHEET);
  [sent, broken, isMute] = [[], () => false, false];
});
afterEach(() => rm(dir, { recursive: true }));

function way(name: FarWay['name'], asksSingly: boolean): FarWay {
  return {
    ...{ name, asksSingly },
    send(piece) {
      if (broken(piece)) return Promise.reject(new NotSent(REFUSED));
      sent.push(piece);
      return Promise.resolve(String(100 + sent.length));
    },
  };
}

const chat = (): ChatWay => ({
  ...way('telegram', true),
  reply: () => (isMute ? Promise.reject(new NotSent(REFUSED)) : Promise.resolve('500')),
});

function steps() {
  return sendingSteps({
    home,
    ways: [chat(), way('mail', false)],
    clock: () => new Date('2025-01-18T17:05:00Z'),
    publicUrl: () => Promise.resolve('http://127.0.0.1:8000/'),
  });
}

const asked = (name: string, request?: string) =>
  ({ kind: 'week', subject: SUBJECT, way: name, ...(request !== undefined && { request }) }) as const;

describe('sendMessage({subject, way})', () => {
  test('sends the message and its questions, once, and keeps by which ids the way knows them', async () => {
    expect(await steps().sendMessage(asked('telegram'))).toEqual({ sent: 3 });
    expect(await steps().sendMessage(asked('telegram'))).toEqual({ sent: 0 });
    expect(sent.map(({ text }) => text)).toEqual([
      ...['WEEKLY', 'why a?\nas 14 of 18 are', 'why b?\nas 14 of 18 are'],
    ]);
    expect(sent[2]).toMatchObject({
      ...{ url: 'http://127.0.0.1:8000/strategies/learning', at: SHEET.at },
      question: { question_id: 'b', number: 2 },
    });
    expect(await pieceNamed(home, { way: 'telegram', id: '103' })).toMatchObject({
      subject: SUBJECT,
      piece: { question_id: 'b' },
    });
    expect(await pieceNamed(home, { way: 'mail', id: '103' })).toBeUndefined();
    expect(JSON.parse(await readFile(join(home.messages, `${SUBJECT}.telegram.json`), 'utf8'))).toHaveLength(
      3,
    );
  });

  test('sends the message alone by a way that has no questions of their own', async () => {
    expect(await steps().sendMessage(asked('mail'))).toEqual({ sent: 1 });
  });

  test('goes on behind what was sent when it failed, and notes both', async () => {
    broken = ({ question }) => question?.number === 2;
    await expect(steps().sendMessage(asked('telegram'))).rejects.toThrow(NotSent);
    const used = { way: 'telegram', last_at: '2025-01-18T17:05:00Z' };
    expect(await usedWays(home)).toEqual([{ ...used, ok: false, problem: REFUSED }]);
    broken = () => false;
    expect(await steps().sendMessage(asked('telegram'))).toEqual({ sent: 1 });
    expect(sent.map(({ question }) => question?.number)).toEqual([undefined, 1, 2]);
    expect(await usedWays(home)).toEqual([{ ...used, ok: true, problem: null }]);
  });

  test('notes at once that an answer to what a person said was not sent, and that the next one was', async () => {
    isMute = true;
    const answer = { way: 'telegram', update: 1, message: '901', text: 'Noted.', about: null, send: null };
    await expect(steps().answerPerson(answer)).rejects.toThrow(NotSent);
    const used = { way: 'telegram', last_at: '2025-01-18T17:05:00Z' };
    expect(await usedWays(home)).toEqual([{ ...used, ok: false, problem: REFUSED }]);
    isMute = false;
    await steps().answerPerson(answer);
    expect(await usedWays(home)).toEqual([{ ...used, ok: true, problem: null }]);
  });

  test('an answer that is sent but cannot be noted is not sent again', async () => {
    await rm(home.messages, { recursive: true });
    await rm(home.usedWays, { force: true });
    await mkdir(home.usedWays);
    await writeFile(home.messages, '');
    const about = { subject: SUBJECT, question_id: 'a' };
    const answer = { way: 'telegram', update: 1, message: '901', text: 'Noted.', about, send: null };
    await expect(steps().answerPerson(answer)).resolves.toBeUndefined();
  });

  test('sends all of it again for who asks for that, and knows replies to both', async () => {
    await steps().sendMessage(asked('telegram'));
    expect(await steps().sendMessage(asked('telegram', 'r1'))).toEqual({ sent: 3 });
    expect(await sentPieces(home, { subject: SUBJECT, way: 'telegram' })).toHaveLength(6);
  });

  test('loses nothing of what is sent at the same time', async () => {
    const all = ['', 'r1', 'r2'].map((request) => steps().sendMessage(asked('telegram', request)));
    await Promise.all(all);
    const noted = await sentPieces(home, { subject: SUBJECT, way: 'telegram' });
    expect(noted.map(({ id }) => id).sort()).toEqual(sent.map((_, at) => String(101 + at)).sort());
    expect(sent).toHaveLength(9);
  });

  test('does nothing by a way that is set no more', async () => {
    expect(await steps().sendMessage(asked('ntfy'))).toEqual({ sent: 0 });
  });

  test.each([
    ['a subject that leaves the folder', { ...asked('mail'), subject: '../home' }, 'not a subject'],
    ['a message that is not there', { ...asked('mail'), subject: 'morning-2025-01-13' }, 'no message'],
  ])('refuses %s', async (_, given, problem) => {
    await expect(steps().sendMessage(given)).rejects.toThrow(problem);
  });
});
