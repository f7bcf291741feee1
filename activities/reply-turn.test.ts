import { expect, test } from '@jest/globals';
import type { MatchFact } from '../domain/matching/match-fact.js';
import type { Heard } from '../messages/heard.js';
import { keyOfReply, turnOf } from './reply-turn.js';

const ADVICE = { recommendation_id: 'a', execution_ids: ['e'], account: 'main' };
const at = (minute: number) => `2025-01-18T18:${String(minute).padStart(2, '0')}:00Z`;

/** What is heard as the n-th, at that minute. */
function heard(update: number, more: Partial<Heard> = {}): Heard {
  const said = { text: 'timing', replyTo: null };
  return { way: 'telegram', update, at: at(update), message: String(900 + update), said, ...more };
}

function reason(reply: Heard, code: 'timing' | 'other' = 'timing'): MatchFact {
  const { way: by, at } = reply;
  return { fact: 'match_reason', by, at, ...ADVICE, code, note: null, cause: null, ...keyOfReply(reply) };
}

const reviewed = (reply: Heard): MatchFact => ({
  ...{ fact: 'match_reviewed', by: reply.way, at: reply.at, ...ADVICE, reviewed: true },
  ...keyOfReply(reply),
});
const unlinked = (reply: Heard): MatchFact => ({
  ...{ fact: 'match_unlinked', by: reply.way, at: reply.at, ...ADVICE },
  ...keyOfReply(reply),
});
const undone = (minute: number): MatchFact => ({
  ...reason(heard(minute)),
  ...{ by: 'telegram undo', code: null, idempotency_key: `undo ${minute}`, request: 'telegram.undo' },
});

const turn = (reply: Heard, said: readonly MatchFact[], meant = reason(reply)) =>
  turnOf(reply, { meant, said });

test('a reply is next, was said, or came before another one', () => {
  expect(turn(heard(2), [reason(heard(1))])).toBe('next');
  expect(turn(heard(2), [reason(heard(2)), reason(heard(3))])).toBe('said');
  expect(turn(heard(2), [reason(heard(3))])).toBe('overtaken');
});

test('numbers that began anew are no later ones', () => {
  const before = heard(987_654, { at: '2025-01-10T18:00:00Z' });
  expect(turn(heard(2), [reason(before)])).toBe('next');
  expect(turn({ ...before, at: at(3) }, [reason(before)])).toBe('next');
  expect(turn(before, [reason(heard(2))])).toBe('overtaken');
});

test('an answer to the other question of a match overtakes none', () => {
  expect(turn(heard(2), [reviewed(heard(3))])).toBe('next');
  expect(turn(heard(2), [unlinked(heard(3))])).toBe('next');
  expect(turn(heard(2), [reason(heard(3))], reviewed(heard(2)))).toBe('next');
  expect(turn(heard(2), [unlinked(heard(3))], reviewed(heard(2)))).toBe('overtaken');
});

test('a message that is edited corrects what was said by it, and what was withdrawn', () => {
  const [first, other] = [heard(1), heard(2)];
  const edited = heard(5, { message: first.message, edited: true });
  expect(turn(edited, [reason(first)])).toBe('next');
  expect(turn(edited, [reason(first), reviewed(other)])).toBe('next');
  expect(turn(edited, [reason(first), undone(3)])).toBe('next');
  expect(turn(edited, [reason(first), reason(other, 'other'), undone(3)])).toBe('next');
  expect(turn(edited, [reason(first), reason(other, 'other')])).toBe('overtaken');
  expect(turn(edited, [reason(first), undone(2), reason(heard(3), 'other')])).toBe('overtaken');
});
