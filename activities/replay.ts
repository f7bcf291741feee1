import { join } from 'node:path';
import { problemText } from '../domain/algorithm/check-parameters.js';
import { nextVersion, type Version } from '../domain/algorithm/next-version.js';
import { patchSchema, type Patch, type Stale as StaleChange } from '../domain/algorithm/parameter-patch.js';
import { changedAdvice, type ChangedAdvice } from '../domain/candidates/changed-advice.js';
import { baseOn, versionsKnown } from '../domain/candidates/versions-known.js';
import { InvalidInput, NotFound, Stale } from '../domain/errors.js';
import { registryIn } from '../store/derived/algorithm.js';
import { sessionAhead } from '../store/derived/current-algorithm.js';
import { loggedVersions } from '../store/derived/logged-answers.js';
import { makeFolder, writeDurably } from '../store/home/durable-file.js';
import { appendFact, factsOf } from '../store/home/journal.js';
import { hashFile } from '../store/lake/landing.js';
import type { Store } from '../store/open-store.js';
import { readReplay } from './replay-inputs.js';
import { requireKnown } from './require-known.js';
import type { ReplayReport } from './algorithm-reports.js';
import type { Steps } from './steps.js';

/** Said with every replay. */
const ASSUMPTION =
  'A replay assumes that you would have traded just the same under the other advice, on the positions that you really had.';

/**
 * Replays a patch over what really happened, and writes nothing but that it did, and what it changed to the home's
 * exports where that is asked for. Throws NotFound for a version there is none of, Stale for a patch from what the base
 * does not have, InvalidInput for one that makes no valid parameters.
 */
export function replaySteps({ warehouse, journal, home }: Store): Pick<Steps, 'replayPatch'> {
  return {
    async replayPatch({ patch, base: named, from, to, underlyings, lines }) {
      await requireKnown(warehouse, 'underlying', underlyings);
      const registry = registryIn(journal);
      const logged = await loggedVersions(warehouse);
      const all = versionsKnown(registry, logged);
      const base = versionNamed(
        all,
        named ?? baseOn(registry, { session: await sessionAhead(warehouse), logged }),
      );
      versionNamed(all, patch.base);
      refuseUnfit(base, patch);
      const { algorithm } = base;
      const versions = new Map([...all].filter(([, version]) => version.algorithm === algorithm));
      const prepared = await readReplay(
        { warehouse, journal },
        { from, to, underlyings, algorithm, versions },
      );
      const { replay, stretches } = prepared.replay(base, patch.changes, { from, to });
      if (patch.changes.length > 0)
        await appendFact(journal, {
          fact: 'patch_replayed',
          ...patchSchema.parse({ ...patch, base: base.version }),
        });
      const {
        decisions,
        diverged_before,
        diverged_after,
        contradictions_met,
        asked_anew,
        wash_sales,
        cost_status,
        ...figures
      } = replay;
      const { worst_week: worst } = figures;
      const worst_week = worst && { week: worst.week, usd: Number(worst.usd) };
      return {
        document: { base: base.version, patch, from, to, ...figures, worst_week, assumption: ASSUMPTION },
        ...{ decisions, diverged_before, diverged_after, contradictions_met, asked_anew },
        ...{ wash_sales, cost_status },
        patches_replayed: factsOf(journal, 'patch_replayed').length,
        file: lines ? await writeLines(changedAdvice(stretches, { from, to })) : null,
      };
    },
  };

  async function writeLines(changed: readonly ChangedAdvice[]): Promise<NonNullable<ReplayReport['file']>> {
    const path = join(home.exports, 'replay.jsonl');
    await makeFolder(home.exports);
    await writeDurably(path, changed.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return { path, rows: changed.length, sha256: await hashFile(path) };
  }
}

function versionNamed(all: ReadonlyMap<string, Version>, name: string): Version {
  const found = all.get(name);
  if (found) return found;
  throw new NotFound(`no version ${JSON.stringify(name)}; there are ${[...all.keys()].sort().join(', ')}`);
}

/** Whose patch is of another version is told so: it is what that one has that the patch changes. */
function refuseUnfit(base: Version, patch: Patch): void {
  const next = nextVersion(base, patch, []);
  switch (next.kind) {
    case 'made':
      return;
    case 'stale':
      throw new Stale(
        `the patch is not from ${base.version}: ${next.changes.map(staleText).join('; ')}` +
          (patch.base === base.version ? '' : ` (it is of ${patch.base}: give --base ${patch.base})`),
      );
    case 'refused':
      throw new InvalidInput(
        `the patch makes no valid parameters: ${next.problems.map(problemText).join('; ')}`,
      );
  }
}

function staleText({ path, from, found }: StaleChange): string {
  return `${path} is ${JSON.stringify(found)}, not ${JSON.stringify(from)}`;
}
