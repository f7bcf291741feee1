import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { LOOP } from '../asking/api.js';
import { Refused, type Problem } from '../asking/problem.js';
import { say } from '../asking/say.js';
import type { Candidate } from '../asking/shapes.js';
import { useKeys } from '../keys/pressed.js';
import { announce } from '../shell/announcement.js';
import { Allowed } from './allowed.js';
import { ProblemLine } from './problem-line.js';
import { useTyped } from './use-typed.js';

const DECISIONS = ['implement', 'defer', 'reject'] as const;
type DecisionName = (typeof DECISIONS)[number];
const DONE: Readonly<Record<DecisionName, string>> = {
  implement: 'Implemented',
  defer: 'Deferred',
  reject: 'Rejected',
};

/** Implement, defer or reject: each with a second key, and room for a reason; to reject needs one. */
export function DecideCandidate({ candidate, hasKeys }: { candidate: Candidate; hasKeys: boolean }) {
  const intended = useSignal<DecisionName | null>(null);
  const problem = useSignal<Problem | null>(null);
  const isSaying = useSignal(false);
  const acceptsCost = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const reason = useRef<HTMLInputElement>(null);
  const typed = useTyped(candidate.candidate_id);

  // Before the next key is pressed, which belongs to it.
  useLayoutEffect(() => {
    // What a key is about to decide is seen.
    if (intended.value !== null) form.current?.scrollIntoView({ block: 'center' });
    if (intended.value === 'reject') reason.current?.focus();
  }, [intended.value]);

  const intend = (decision: DecisionName) => {
    problem.value = null;
    intended.value = decision;
  };
  const decide = async () => {
    const { value: decision } = intended;
    const words = typed.text?.trim() ?? '';
    if (decision === null || isSaying.value) return;
    if (decision === 'reject' && words === '') {
      reason.current?.focus();
      return;
    }
    isSaying.value = true;
    try {
      await say({
        method: 'POST',
        address: `${LOOP}/v4-candidates/${encodeURIComponent(candidate.candidate_id)}/decide`,
        parameters: {
          ...{ decision, revision: candidate.revision },
          ...(words !== '' && { reason: words }),
          ...(acceptsCost.value && { accept_cost: true }),
        },
      });
      typed.forget();
      intended.value = null;
      announce(`${DONE[decision]}: ${candidate.description}.`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      problem.value = error.problem;
    } finally {
      isSaying.value = false;
    }
  };
  useKeys(
    hasKeys
      ? {
          implement: () => intend('implement'),
          defer: () => intend('defer'),
          reject: () => intend('reject'),
          ...(intended.value !== null && { open: () => void decide(), back: () => (intended.value = null) }),
        }
      : {},
  );
  const { value: decision } = intended;
  return (
    <Allowed to="decide">
      <form
        ref={form}
        class="decide"
        onSubmit={(event) => {
          event.preventDefault();
          void decide();
        }}
      >
        <div class="answers">
          {DECISIONS.map((name) => (
            <button key={name} type="button" aria-pressed={decision === name} onClick={() => intend(name)}>
              {hasKeys && <kbd>{name.charAt(0)}</kbd>} {name}
            </button>
          ))}
        </div>
        {decision !== null && (
          <div class="reason">
            <label>
              {decision === 'reject' ? 'Why not?' : 'Reason, if you like'}{' '}
              <input
                ref={reason}
                type="text"
                maxLength={1_000}
                value={typed.text ?? ''}
                onInput={({ currentTarget }) => typed.keep(currentTarget.value)}
                onKeyDown={({ key, currentTarget }) => {
                  if (key !== 'Escape') return;
                  currentTarget.blur();
                  intended.value = null;
                }}
              />
            </label>
            {problem.value?.slug === 'cost-not-accepted' && (
              <label>
                <input
                  type="checkbox"
                  checked={acceptsCost.value}
                  onChange={({ currentTarget }) => (acceptsCost.value = currentTarget.checked)}
                />{' '}
                I accept what it costs
              </label>
            )}
            <button type="submit" class="main" disabled={isSaying.value}>
              {decision} <kbd>Enter</kbd>
            </button>
          </div>
        )}
        {problem.value !== null && <ProblemLine problem={problem.value} />}
      </form>
    </Allowed>
  );
}
