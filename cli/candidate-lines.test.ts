import { describe, expect, test } from '@jest/globals';
import type { Row } from '../store/exports/table-rows.js';
import { candidateLines, candidateListLines, noCandidatesText } from './candidate-lines.js';

const OPEN: Row = {
  ...{ candidate_id: '3f9c2a77aa', revision: 2, status: 'open', priority: 'high', as_of: '2025-W20' },
  ...{ base_version: 'v3.3', flags: ['cost_unknown', 'few_underlyings'] },
  text: 'Roll 2 strikes higher on DRFT. You diverged in 32 of 35 decisions.',
  evidence: 'You go 2 strikes higher in 14 of 18 rolls. Found since 2025-W12.',
  risk: 'Rolling higher earns less credit.',
  ...{ advices_changed: 42, advices_total: 805 },
  ...{
    divergence_before: 0.5,
    divergence_after: 0.46,
    divergence_after_low: 0.4,
    divergence_after_high: 0.53,
  },
  ...{ cost: 0.5, cost_low: -0.25, cost_high: 1.25, cost_status: 'unknown' },
  frontier: [
    { strength: 0, divergence: 0.5, cost: 0 },
    { strength: 0.5, divergence: 0.48, cost: null },
    { strength: 1, divergence: 0.46, cost: -0.1 },
  ],
  auto_revert: { divergence: 0.57, cost: -0.15, weekly_loss: null, weeks: 6 },
  patch: { base: 'v3.3', changes: [{ path: 'bySymbol.DRFT.roll.strikeSteps', from: null, to: 2 }] },
};
const DETAIL = { candidate: OPEN, revisions: [1, 2], decisions: [] };

function textOfCandidate(candidate: Row, decisions: Row[] = []): string {
  return candidateLines({ ...DETAIL, candidate, decisions }, Infinity).join('\n');
}

describe('candidateLines(detail, width)', () => {
  test('says what would change, on what evidence, at what risk, how it is taken back, and what to type', () => {
    expect(textOfCandidate(OPEN)).toBe(
      `Roll 2 strikes higher on DRFT. You diverged in 32 of 35 decisions.
open, priority high (cost unknown, few underlyings); revision 2 of 2, as of 2025-W20

Evidence: You go 2 strikes higher in 14 of 18 rolls. Found since 2025-W12.
Replay: 42 of 805 pieces of advice changed; you diverge in 50 % of the decisions, and in 46 % of those that would be left (40 % to 53 %). It assumes that you would have done the same under other advice.
Risk: Rolling higher earns less credit.
Cost: +0.50 % of the price a decision (-0.25 to +1.25, not sure). This is what your habit itself came to, with your own fills and early closes. The table below is the changed advice beside the present one: even its sign may differ.
Way back: it is watched for 6 weeks, and taken back by itself once it is sure that you diverge from what it changes more often than before (57 % at most), or that it loses more than 0.15 % of the price a decision.

How much of the change, and what comes of that
of the change  you diverge  gain (+) or loss (-), % of the price a decision
          0 %         50 %                                             0.00
         50 %         48 %                                        not known
        100 %         46 %                                            -0.10

Patch of v3.3
  bySymbol.DRFT.roll.strikeSteps: nothing becomes 2

Decide
  npx tradeloop candidates decide 3f9c2a implement
  npx tradeloop candidates decide 3f9c2a defer --until DATE
  npx tradeloop candidates decide 3f9c2a reject --reason TEXT`,
    );
  });

  test('says that the cost is the replayed one where the table has the same', () => {
    expect(textOfCandidate({ ...OPEN, cost: -0.1 })).toContain(
      'not sure). This, as in the table below, is the changed advice beside the present one. What your habit itself',
    );
  });

  test('of a costly one names the option that accepts its cost', () => {
    expect(textOfCandidate({ ...OPEN, flags: ['costly'] })).toContain('implement --accept-cost\n');
  });

  test('says so where its cost is not known, and where divergence takes nothing back', () => {
    const text = textOfCandidate({
      ...OPEN,
      cost_low: null,
      auto_revert: { divergence: null, cost: -0.15, weekly_loss: null, weeks: 1 },
    });
    expect(text).toContain('Cost: not known yet. ');
    expect(text).toContain(
      'Way back: it is watched for 1 week, and taken back by itself once it is sure that it loses',
    );
    expect(text).toContain('How often you diverge takes nothing back');
  });

  test.each([
    ['implemented', 'algorithm rollback'],
    ['rejected', 'after the rejection'],
    ['expired', 'no answer for twelve weeks'],
    ['superseded', 'changed otherwise'],
    ['faded', 'asks for it no more'],
  ])('of one that is %s has no way to decide, and says %s', (status, words) => {
    expect(textOfCandidate({ ...OPEN, status })).toContain(words);
    expect(textOfCandidate({ ...OPEN, status })).not.toContain('candidates decide');
  });

  test('lists what was decided, and goes on asking about what is deferred', () => {
    const at = { decided_at: '2025-05-17T16:00:00Z', by: 'ann', until: null, version: null, reason: null };
    const deferred = textOfCandidate({ ...OPEN, status: 'deferred' }, [
      { ...at, decision: 'defer', until: '2025-06-14', reason: 'after earnings' },
    ]);
    expect(deferred).toContain(
      '2025-05-17T16:00:00Z: defer until 2025-06-14, by ann: after earnings\nDecide\n',
    );
    expect(
      textOfCandidate({ ...OPEN, status: 'implemented' }, [
        { ...at, decision: 'implement', version: 'v3.4' },
      ]),
    ).toContain('2025-05-17T16:00:00Z: implement as v3.4, by ann\n');
  });

  test('has no line that is wider than the terminal', () => {
    for (const line of candidateLines(DETAIL, 80)) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('candidateListLines({ candidates, open }, width)', () => {
  test('has ids that can be typed, and whole sentences', () => {
    expect(candidateListLines({ candidates: [OPEN], open: 1 }, 60)).toEqual([
      '1 candidate open',
      'id      status  priority  what',
      '3f9c2a  open    high      Roll 2 strikes higher on DRFT. You',
      '                          diverged in 32 of 35 decisions.',
      '',
      '"npx tradeloop candidates show ID" shows the evidence, and how to decide.',
    ]);
  });
});

describe('noCandidatesText(all)', () => {
  test('says what became of those there were', () => {
    expect(noCandidatesText([])).toBe('no candidates: no habit asks for a change yet');
    expect(noCandidatesText([OPEN, { ...OPEN, status: 'expired' }])).toBe(
      'none of these; 1 open, 1 expired: "npx tradeloop candidates list --all"',
    );
  });
});
