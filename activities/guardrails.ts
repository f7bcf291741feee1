import { vetoesOf, type Guardrail, type GuardedAdvice } from '../domain/algorithm/guardrails.js';
import { differsByRegime, guardingOn } from '../domain/registry/guarding.js';
import { adviceTradingDate } from '../domain/time/calendar.js';
import { registryIn } from '../store/derived/algorithm.js';
import { knownMornings } from '../store/derived/known-mornings.js';
import type { Reader } from '../store/duckdb/warehouse.js';
import type { Facts } from '../store/home/journal.js';
import { readOffScale } from '../store/inputs/share-evidence.js';

type Asked = GuardedAdvice & { sent_at: string };

/** Gives the guardrails that speak against following advice, by the version in force on its session. */
export async function guardrailsOf(
  { warehouse, journal }: { warehouse: Reader; journal: Facts },
  asked: readonly Asked[],
): Promise<(decision: Asked) => Guardrail[]> {
  const days = asked.map(({ sent_at }) => adviceTradingDate(sent_at)).sort();
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) return () => [];
  const registry = registryIn(journal);
  const inRegimes = differsByRegime(registry);
  const known = await knownMornings(warehouse, {
    symbols: [...new Set(asked.map(({ underlying }) => underlying))].sort(),
    range: { from, to },
    offScale: inRegimes ? await readOffScale(warehouse, { through: null }) : new Map(),
    inRegimes,
  });
  const guarding = guardingOn(registry);
  return (decision) => {
    const session = adviceTradingDate(decision.sent_at);
    return vetoesOf(decision, {
      ...{ session, parameters: guarding(session), known: known(session)(decision.underlying) },
    });
  };
}
