import { Command, InvalidArgumentError, Option } from 'commander';
import type { DecideReport } from '../activities/algorithm-reports.js';
import { parseDecimal, ZERO } from '../domain/number/decimal.js';
import { WATCH_WEEKS } from '../domain/registry/may-decide.js';
import type { DecisionRow } from '../domain/registry/registry-rows.js';
import type { IsoDate } from '../domain/time/dates.js';
import { STEPS } from '../workflows/step-table.js';
import { answering, localOption } from './context.js';
import { dateArgument } from './day-range.js';
import { saidBy, withSaid, type SaidOptions } from './said.js';
import { withSteps } from './with-steps.js';

const DECISIONS = ['implement', 'defer', 'reject'] as const;

interface DecideOptions extends SaidOptions {
  revision?: number;
  until?: IsoDate;
  reason?: string;
  acceptCost?: true;
  effective?: IsoDate;
  watchWeeks: number;
  onBreach: 'revert' | 'propose';
  weeklyLossLimit?: string;
}

/** `candidates decide ID DECISION`: the document is a {@link DecideReport}. */
export function decideCommand(): Command {
  return withSaid(new Command('decide'))
    .description('implement, defer or reject a candidate')
    .argument('<id>', 'the id, or at least six characters of its beginning')
    .argument('<decision>', DECISIONS.join(', '), decisionArgument)
    .addOption(
      new Option('--revision <n>', 'the revision that you saw; refused if there is a later one').argParser(
        wholeArgument,
      ),
    )
    .option('--until <date>', 'of a deferral: ask again on this day', dateArgument)
    .option('--reason <text>', 'why; a rejection needs it', textArgument)
    .option('--accept-cost', 'implement it though it costs')
    .option('--effective <date>', 'from this session on (default: the next)', dateArgument)
    .addOption(
      new Option('--watch-weeks <n>', 'how long it is watched').argParser(wholeArgument).default(WATCH_WEEKS),
    )
    .addOption(
      new Option('--on-breach <what>', 'when its condition is met')
        .choices(['revert', 'propose'])
        .default('revert'),
    )
    .option('--weekly-loss-limit <usd>', 'take it back after a week that loses more', dollarsArgument)
    .addOption(localOption())
    .action(
      answering(async (context, id: string, decision: DecisionRow['decision'], options: DecideOptions) => {
        const {
          revision = null,
          until = null,
          reason = null,
          effective = null,
          weeklyLossLimit = null,
        } = options;
        const { acceptCost = false, watchWeeks, onBreach } = options;
        const input = {
          ...{
            id,
            decision,
            revision,
            until,
            reason,
            effective,
            acceptCost,
            watchWeeks,
            onBreach,
            weeklyLossLimit,
          },
          ...saidBy(options),
          isAtGiven: options.at !== undefined,
        };
        const report: DecideReport = await withSteps(context, (steps) => steps.decideCandidate(input));
        return { document: report, lines: STEPS.decide.lines(report) };
      }),
    );
}

function decisionArgument(text: string): DecisionRow['decision'] {
  const decision = DECISIONS.find((one) => one === text);
  if (decision === undefined) throw new InvalidArgumentError(`not one of ${DECISIONS.join(', ')}`);
  return decision;
}

function wholeArgument(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('not a whole number from 1 to 999');
  return Number(text);
}

function textArgument(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('empty');
  return text;
}

function dollarsArgument(text: string): string {
  const value = parseDecimal(text);
  if (value === undefined || value <= ZERO) throw new InvalidArgumentError('not an amount above zero');
  return text.trim();
}
