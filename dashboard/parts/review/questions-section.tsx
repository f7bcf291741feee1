import { wordsOf } from '../../asking/words-of.js';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import {
  answerFact,
  excludeFact,
  mayBeLinked,
  reasonFact,
  reviewFact,
  type Fact,
} from '../../asking/facts.js';
import type { Question } from '../../asking/shapes.js';
import { useKeys } from '../../keys/pressed.js';
import { goTo, linkTo } from '../../shell/location.js';
import { briefText, differencesOf } from '../../words/matches.js';
import { Allowed } from '../allowed.js';
import { NoteField } from '../note-field.js';
import { sayOf, undoLast, useGivenReasons } from '../say-of-match.js';
import { Section } from './section.js';

/** The questions of the week, one key each: an answer goes on to the next that is open. */
export function QuestionsSection({ questions }: { questions: readonly Question[] }) {
  /** What was answered here already, before the API shows it. */
  const answered = useSignal<ReadonlyMap<string, string>>(new Map());
  const chosen = useSignal<string | null>(null);
  const isNoting = useSignal(false);
  const given = useGivenReasons();
  const list = useRef<HTMLOListElement>(null);
  const isDone = ({ question_id, state }: Question) => state === 'done' || answered.value.has(question_id);
  const current =
    questions.find(({ question_id }) => question_id === chosen.value) ??
    questions.find((one) => !isDone(one)) ??
    questions[0];

  useEffect(() => {
    list.current?.querySelector('[aria-current=true]')?.scrollIntoView({ block: 'nearest' });
  }, [current?.question_id]);

  const choose = (question: Question | undefined) => {
    if (question === undefined) return;
    chosen.value = question.question_id;
    isNoting.value = false;
  };
  const step = (by: number) => {
    const at = questions.findIndex(({ question_id }) => question_id === current?.question_id);
    choose(questions[Math.min(questions.length - 1, Math.max(0, at + by))]);
  };
  const answer = async (question: Question, fact: Fact) => {
    answered.value = new Map([...answered.value, [question.question_id, fact.text]]);
    const at = questions.indexOf(question);
    choose([...questions.slice(at + 1), ...questions.slice(0, at)].find((one) => !isDone(one)) ?? question);
    if (await sayOf(question.match, fact)) return;
    given.forget(question.match.id);
    answered.value = without(answered.value, question.question_id);
    choose(question);
  };
  const undo = async () => {
    const fact = await undoLast();
    const undone = questions.find(({ match }) => match.id === fact?.matchId);
    if (undone === undefined) return;
    given.forget(undone.match.id);
    answered.value = without(answered.value, undone.question_id);
    chosen.value = undone.question_id;
  };
  const skip = (question: Question) => answer(question, reasonFact(question.match, 'skipped', null));
  const note = () => (isNoting.value = current !== undefined);
  const answerBy = (key: string) => {
    const found = current?.answers.find((one) => one.key === key);
    if (current === undefined || found === undefined) return;
    const { reason_code: code } = found.effect.parameters;
    const { words } = given.of(current.match);
    if (code !== undefined) given.note(current.match, { code, words });
    void answer(current, answerFact(current, found, words));
  };
  const sayWords = (question: Question, words: string) => {
    const code = given.of(question.match).code ?? 'other';
    given.note(question.match, { code, words });
    void answer(question, reasonFact(question.match, code, words));
  };
  useKeys({
    next: () => step(1),
    previous: () => step(-1),
    open: () => current && goTo(pathOf(current)),
    answer: (key) => answerBy(key),
    skip: () => current && void skip(current),
    confirm: () => current && void answer(current, reviewFact(current.match)),
    exclude: () => current && void answer(current, excludeFact(current.match, 'user')),
    link: () => current && mayBeLinked(current.match) && goTo(pathOf(current), { open: 'link' }),
    note,
    undo: () => void undo(),
  });

  return (
    <Section name="questions" heading="Asked">
      {questions.length === 0 ? (
        <p>Nothing: the week explains itself.</p>
      ) : (
        <ol class="questions" ref={list}>
          {questions.map((question) => {
            const isCurrent = question === current;
            const done = isDone(question);
            const said = answered.value.get(question.question_id) ?? saidBefore(question);
            return (
              <li
                key={question.question_id}
                data-question-id={question.question_id}
                data-state={done ? 'done' : 'open'}
                aria-current={isCurrent ? 'true' : undefined}
              >
                <button
                  type="button"
                  class="asked"
                  aria-expanded={isCurrent}
                  onClick={() => isCurrent || choose(question)}
                >
                  {done && <span class="good">✓ </span>}
                  {question.text}
                  {done && said && <em class="said"> {said}</em>}
                </button>
                {isCurrent && (
                  <Allowed to="decide">
                    <p class="sides">
                      <BothWays match={question.match} />
                    </p>
                    <div class="answers">
                      {question.answers.map(({ key, label }) => (
                        <button key={key} type="button" onClick={() => answerBy(key)}>
                          <kbd>{key}</kbd> {label}
                        </button>
                      ))}
                      <button type="button" onClick={note}>
                        <kbd>n</kbd> note
                      </button>
                      <button type="button" onClick={() => void skip(question)}>
                        <kbd>s</kbd> skip
                      </button>
                    </div>
                    {isNoting.value && (
                      <NoteField
                        about={question.question_id}
                        label="In your own words"
                        onSay={(words) => {
                          isNoting.value = false;
                          sayWords(question, words);
                        }}
                        onLeave={() => (isNoting.value = false)}
                      />
                    )}
                    <p class="note">
                      {question.why} <a href={linkTo(pathOf(question))}>All about it</a>
                      {mayBeLinked(question.match) && (
                        <>
                          {' · '}
                          <a href={linkTo(pathOf(question), { open: 'link' })}>say which fills answer it</a>
                        </>
                      )}
                    </p>
                  </Allowed>
                )}
              </li>
            );
          })}
        </ol>
      )}
      {answered.value.size > 0 && (
        <p>
          <button type="button" onClick={() => void undo()}>
            <kbd>u</kbd> undo
          </button>
        </p>
      )}
    </Section>
  );
}

/** What was advised and what was done, in the colours that the list of matches has, and how they differ. */
function BothWays({ match }: { match: Question['match'] }) {
  const differences = differencesOf(match);
  return (
    <>
      <span class="algorithm">advised {briefText(match.recommendation)}</span>{' '}
      <span class="human">→ did {briefText(match.execution)}</span>
      {differences.length > 0 && ` (${differences.join(', ')})`}
    </>
  );
}

function pathOf({ match: { id } }: Question): string {
  return `/matches/${encodeURIComponent(id)}`;
}

function saidBefore({ match: { user_reason, reason_text, reviewed_at } }: Question): string | null {
  if (user_reason !== null) return `${wordsOf(user_reason)}${reason_text === null ? '' : `: ${reason_text}`}`;
  return reviewed_at === null ? null : 'looked at';
}

function without<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  return new Map([...map].filter(([one]) => one !== key));
}
