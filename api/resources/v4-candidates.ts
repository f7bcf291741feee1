import { z } from '@hono/zod-openapi';
import { Problem } from '../problem.js';
import { LOOP, read } from '../route.js';
import { asOf, asOfMoment } from '../shapes/as-of.js';
import { candidate, candidatesOf, decision, decisionsAbout } from '../shapes/candidate.js';
import { id } from '../shapes/fields.js';

/** Statuses, and the decisions by which three of them are known too. */
const STATUS_OF: Readonly<Record<string, string>> = {
  ...{ open: 'open', deferred: 'deferred', implemented: 'implemented', rejected: 'rejected' },
  ...{ expired: 'expired', superseded: 'superseded', faded: 'faded' },
  ...{ implement: 'implemented', defer: 'deferred', reject: 'rejected' },
};
const NAMES = Object.keys(STATUS_OF).join('|');

export const listCandidates = read({
  path: `${LOOP}/v4-candidates`,
  scope: 'read',
  summary: 'Changes of the algorithm that habits ask for: open ones first, by priority, then the oldest',
  inPath: z.object({}),
  parameters: z.object({
    status: z
      .string()
      .regex(new RegExp(`^(${NAMES})(,(${NAMES})){0,9}$`), 'one or several statuses with commas between them')
      .optional(),
  }),
  answer: z.object({ candidates: z.array(candidate), total: z.int(), as_of: asOf }),
  problems: [],
  async answerFrom(moment, { given: { status } }) {
    const statuses = status?.split(',').map((name) => STATUS_OF[name]);
    const candidates = candidatesOf(moment.journal).filter(
      (one) => statuses === undefined || statuses.includes(one.status),
    );
    return { candidates, total: candidates.length, as_of: await asOfMoment(moment) };
  },
});

export const oneCandidate = read({
  path: `${LOOP}/v4-candidates/{id}`,
  scope: 'read',
  tag: 'thing',
  summary: 'A candidate and what was decided about it',
  inPath: z.object({ id }),
  parameters: z.object({}),
  answer: z.object({ candidate, history: z.array(decision), as_of: asOf }),
  problems: ['not-found'],
  async answerFrom(moment, { path }) {
    const found = candidatesOf(moment.journal).find(({ candidate_id }) => candidate_id === path.id);
    if (found === undefined) throw new Problem('not-found', 'no candidate of this id');
    return {
      candidate: found,
      history: decisionsAbout(moment.journal, path.id),
      as_of: await asOfMoment(moment),
    };
  },
});
