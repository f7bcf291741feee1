import { counted } from '../counted.js';
import { namedList } from '../named-list.js';
import { NOUNS, REGIMES, WEEKDAYS } from '../preferences/pattern-text.js';
import { costlyText, type Month } from '../preferences/month.js';
import type { CandidateFlag, CandidateRow } from './candidate-row.js';
import type { Proposal } from './proposals.js';

/** What would be changed, as an order to the algorithm; then what that comes to. */
export function candidateText(
  proposal: Proposal,
  {
    weeks,
    decisions,
    before,
    after,
    anew,
    met,
  }: { weeks: number; decisions: number; before: number; after: number; anew: number; met: number },
  { cost, rollsToo }: { cost: string; rollsToo: boolean },
): string {
  const asked = anew > 0 ? ` It would ask for ${anew} more, of which nothing is known.` : '';
  const closed = met > 0 ? ` It would also ask for ${counted(met, 'early close')} of yours.` : '';
  return (
    `${orderText(proposal, rollsToo)}. You diverged in ${before} of ${counted(decisions, 'decision')} of the last ${weeks === 1 ? 'week' : counted(weeks, 'week')}; ` +
    `with it that would have been ${after}.${asked}${closed}${cost === '' ? '' : ` ${cost}`}`
  );
}

/** `Open 2 strikes higher on DRFT, SOFI and 4 more` */
function orderText(proposal: Proposal, rollsToo: boolean): string {
  return `${whatText(proposal, rollsToo)}${whereText(proposal)}`;
}

function whatText({ kind, action, effect }: Proposal, rollsToo: boolean): string {
  const size = Math.abs(effect ?? 0);
  const more = (effect ?? 0) > 0;
  const verb = rollsToo ? 'Open and roll' : action === 'roll' ? 'Roll' : 'Open';
  switch (kind) {
    case 'expiration_shift':
      return `${verb} at expirations ${counted(size, 'week')} ${more ? 'later' : 'earlier'}`;
    case 'strike_shift':
      return `${verb} ${counted(size, 'strike')} ${more ? 'higher' : 'lower'}`;
    case 'quantity_share':
      return `Open ${percent(size)} of the quantity`;
    case 'premium_floor':
      return `Advise no opens below a premium of ${dollars(size)}`;
    case 'buy_back_floor':
      return `Advise no buying back below ${dollars(size)}`;
    case 'weekday_refusal':
      return `Advise no ${NOUNS[action]} on ${WEEKDAYS[size - 1] ?? ''}`;
    case 'earnings_quiet':
      return `Advise no opens within ${counted(size, 'session')} before earnings`;
    case 'early_exit':
      return `Advise to buy back once ${percent(size)} of the premium is earned`;
    case 'no_roll':
      return 'Advise no rolls';
    case 'underlying_refusal':
      return 'Advise nothing';
  }
}

function whereText({ scope_kind, underlyings, habits }: Proposal): string {
  if (scope_kind === 'regime')
    return ` ${habits.map(({ evidence }) => REGIMES[evidence.hypothesis.scope] ?? '').join(' or ')}`;
  return underlyings.length === 0 ? '' : ` on ${namedList(underlyings)}`;
}

/** What the person takes on with it, in words. */
export function riskText(
  { kind, action, effect }: Proposal,
  { flags, washSales }: { flags: readonly CandidateFlag[]; washSales: number },
): string {
  const risks = flags.flatMap((flag) =>
    flag === 'tax_wash_sale' ? [washText(washSales)] : (FLAG_RISKS[flag] ?? []),
  );
  return [mainRisk({ kind, action, effect }), ...risks].join(' ');
}

function mainRisk({ kind, action, effect }: Pick<Proposal, 'kind' | 'action' | 'effect'>): string {
  const more = (effect ?? 0) > 0;
  switch (kind) {
    case 'expiration_shift':
      return more
        ? 'Later expirations tie the shares up for longer and meet more of the next earnings.'
        : 'Earlier expirations earn less premium at a time and come to be rolled more often.';
    case 'strike_shift':
      if (action === 'roll' && more)
        return 'Rolling higher earns less credit, or pays a debit, for more room above.';
      return more
        ? 'Higher strikes earn less premium for more room above.'
        : 'Lower strikes earn more premium and are assigned more often.';
    case 'quantity_share':
      return 'Fewer calls earn less premium and leave more shares free to rise and to fall.';
    case 'premium_floor':
      return 'Shares stay uncovered while premiums are below the floor.';
    case 'buy_back_floor':
      return 'Cheap calls stay open to their end, and one may still be tested.';
    case 'weekday_refusal':
      return action === 'roll'
        ? 'A call that is tested or expires on that day is not rolled, and may be assigned.'
        : 'Shares stay uncovered for that day.';
    case 'earnings_quiet':
      return 'Shares stay uncovered when premiums are highest.';
    case 'early_exit':
      return 'Buying back earlier gives up the rest of the premium.';
    case 'no_roll':
      return 'Calls that are tested are assigned in place of rolled.';
    case 'underlying_refusal':
      return 'Nothing is advised on it any more, calls already sold included.';
  }
}

const FLAG_RISKS: Partial<Record<CandidateFlag, string>> = {
  few_underlyings: 'It rests on one or two underlyings.',
  confounded: 'Another habit covers most of the same decisions: this one may be a part of it.',
  chasing:
    'You have shifted the same way from the last change as well: another change may not catch up with you.',
  cost_unknown: 'What it costs is not known yet.',
  rejected_before: 'You rejected the like of it before.',
  tax_not_qualified: 'Calls of 30 days or less are not qualified covered calls. No tax is computed.',
};

function washText(times: number): string {
  return `It would have bought back at a loss within 30 days of a new sale ${counted(times, 'time')}. No tax is computed.`;
}

/** What it costs, where that is known. */
export function costText(
  {
    cost,
    cost_low,
    cost_high,
    cost_status,
  }: Pick<CandidateRow, 'cost' | 'cost_low' | 'cost_high' | 'cost_status'>,
  month: Month,
): string {
  if (cost === null || cost_low === null || cost_high === null) return '';
  if (cost_status === 'costly') return costlyText({ cost, low: cost_low, high: cost_high }, month);
  return cost_status === 'affordable' ? 'It costs nothing to speak of.' : '';
}

function dollars(value: number): string {
  return value.toFixed(2);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
