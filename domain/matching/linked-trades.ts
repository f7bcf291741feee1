import type { AdviceLog, LoggedAdvice } from '../advice/advice-log.js';
import { instrumentKey } from '../records/instrument.js';
import { isBuy } from '../records/trade-amount.js';
import { byTime, joinedGroup, type FillGroup } from './fill-groups.js';
import type { HumanFacts, Pair } from './human-facts.js';

/** Fill groups that a person made one trade of, by linking them to one piece of advice. */
export type LinkedTrade =
  | { kind: 'single'; group: FillGroup; of: readonly FillGroup[] }
  | { kind: 'roll'; closing: FillGroup; opening: FillGroup; of: readonly FillGroup[] };

/**
 * The trades that are what they are by a link, and not by the rules of fill groups and rolls: several groups of one
 * contract, or the two legs of a roll, that people linked to one piece of advice; and a leg that was linked to advice
 * for no roll. Groups that make no one trade stay apart, the first of them linked.
 */
export function linkedTrades(groups: readonly FillGroup[], log: AdviceLog, facts: HumanFacts): LinkedTrade[] {
  if (facts.pairs.length === 0) return [];
  const groupsOf = new Map<LoggedAdvice, FillGroup[]>();
  const byId = adviceById(log);
  for (const group of groups) {
    const link = linkOf(facts, tradeOf(group));
    const logged = link && byId.get(link.recommendation_id);
    if (logged) groupsOf.set(logged, [...(groupsOf.get(logged) ?? []), group]);
  }
  return [...groupsOf].flatMap(([{ terms }, own]) => {
    const asksRoll = terms.some(({ action }) => action === 'roll');
    if (own.length === 1 && asksRoll) return [];
    return linkedTrade([...own].sort(byFirst), asksRoll) ?? [];
  });
}

/** The trade that people linked to each piece of advice, of several the one with most of what was linked. */
export function linkedAnswers<
  T extends { account: string; execution_ids: readonly string[]; action: string },
>(trades: readonly T[], log: AdviceLog, facts: HumanFacts): Map<LoggedAdvice, T> {
  const answers = new Map<LoggedAdvice, T>();
  if (facts.pairs.length === 0) return answers;
  const byId = adviceById(log);
  const weightOf = (trade: T, id: string) => [
    trade.execution_ids.filter((execution) =>
      facts
        .pairsOfTrade({ account: trade.account, execution_ids: [execution] })
        .some(({ recommendation_id, linked }) => linked && recommendation_id === id),
    ).length,
    Number(trade.action === 'roll'),
  ];
  for (const trade of trades) {
    const link = linkOf(facts, trade);
    const logged = link && byId.get(link.recommendation_id);
    if (!logged || logged.terms.length === 0) continue;
    const before = answers.get(logged);
    const id = logged.advice.recommendation_id;
    if (before === undefined || isMore(weightOf(trade, id), weightOf(before, id))) answers.set(logged, trade);
  }
  return answers;
}

/** The link that holds a trade, the last of several; undefined where none does. */
function linkOf(
  facts: HumanFacts,
  trade: { account: string; execution_ids: readonly string[] },
): Pair | undefined {
  return facts.pairsOfTrade(trade).findLast(({ linked }) => linked);
}

function adviceById(log: AdviceLog): Map<string, LoggedAdvice> {
  return new Map(log.all.map((logged) => [logged.advice.recommendation_id, logged]));
}

function linkedTrade(own: readonly FillGroup[], asksRoll: boolean): LinkedTrade | undefined {
  const [first] = own;
  if (first === undefined) return undefined;
  const kinds = [...new Set(own.map(kindOf))].map((kind) => own.filter((group) => kindOf(group) === kind));
  const [some, others, ...more] = kinds as [FillGroup[], FillGroup[]?, ...FillGroup[][]];
  if (others === undefined) return { kind: 'single', group: joinedGroup(some), of: own };
  if (more.length === 0 && asksRoll) {
    const legs =
      rollOf(joinedGroup(some), joinedGroup(others)) ?? rollOf(joinedGroup(others), joinedGroup(some));
    if (legs) return { kind: 'roll', ...legs, of: own };
  }
  return { kind: 'single', group: first, of: [first] };
}

/** What of two groups has to be the same for them to be one trade. */
function kindOf({ fills: [fill] }: FillGroup): string {
  return JSON.stringify([fill.account, fill.action, fill.currency, instrumentKey(fill)]);
}

function rollOf(
  closing: FillGroup,
  opening: FillGroup,
): { closing: FillGroup; opening: FillGroup } | undefined {
  const [[closed], [opened]] = [closing.fills, opening.fills];
  const isRoll =
    closing.effect !== 'opens' &&
    opening.effect !== 'closes' &&
    isBuy(closed.action) !== isBuy(opened.action) &&
    closed.account === opened.account &&
    closed.currency === opened.currency &&
    closed.right !== null &&
    closed.right === opened.right;
  return isRoll ? { closing, opening } : undefined;
}

function tradeOf({ fills }: FillGroup): { account: string; execution_ids: string[] } {
  return { account: fills[0].account, execution_ids: fills.map(({ execution_id }) => execution_id) };
}

function byFirst(a: FillGroup, b: FillGroup): number {
  return byTime(a.fills[0], b.fills[0]);
}

/** Compares two lists of numbers, the first that differ deciding. */
function isMore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at >= 0 && (a[at] as number) > (b[at] as number);
}
