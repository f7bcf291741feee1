import { join } from 'node:path';
import type { OpenSteps } from '../activities/make-steps.js';
import { hasKeyOf, type KeyedRequest } from '../domain/keyed-request.js';
import type { AskedStep, Commands, Run } from '../api/commands.js';
import { NotFound } from '../domain/errors.js';
import type { Home } from '../store/home/home.js';
import { mapped } from '../workers/serving/asked-workflow.js';

/** A run, and the request with which it began: what the workflow server keeps. */
export interface KeyedRun {
  run: Run;
  keyed: object;
}

const OVER = { closed_at: '2025-08-10T12:00:00Z' };

/**
 * Commands whose steps run at once and in this process: what is asked for is over when it is answered, unless nobody
 * waits; then it stays under way. What people said is taken into account by the next step.
 */
export function commandsAtOnce(
  { steps, facts }: OpenSteps,
  { home, known }: { home: Home; known: Map<string, KeyedRun> },
): Commands {
  async function reportOf(asked: AskedStep): Promise<unknown> {
    switch (asked.step) {
      case 'reconcile':
        return steps.reconcileRange(asked.input);
      case 'outcomes':
        return steps.trackOutcomes(asked.input);
      case 'week':
        return steps.aggregateWeek(asked.input);
      case 'backfill':
        return steps.reconcileRange(asked.input);
      case 'import': {
        const { sha256, ...said } = await mapped(asked.input, { home, log: { info: () => undefined } });
        return { report: await steps.importFile({ ...said, path: join(home.staging, sha256) }) };
      }
      case 'retract':
        return steps.retractImport(asked.input);
    }
  }

  function standingWith(keyed: KeyedRequest): KeyedRun | undefined {
    return [...known.values()].find((one) => hasKeyOf(one.keyed, keyed) && one.run.status !== 'failed');
  }

  return {
    async ask(asked, waitMs, keyed) {
      const before = keyed && standingWith(keyed);
      if (before !== undefined) return before.run;
      const run_id = `${asked.step}:${Object.values(asked.input).join('..')}`;
      const begun = {
        run_id,
        step: asked.step,
        subject: null,
        progress: null,
        attempts: 1,
        ui_url: null,
      } as const;
      const times = { started_at: '2025-08-10T12:00:00Z', closed_at: null };
      const run: Run = { ...begun, ...times, status: 'running', result: null, failure: null };
      known.set(run_id, { run, keyed: keyed ?? {} });
      if (waitMs > 0)
        await reportOf(asked).then(
          (result) => Object.assign(run, { ...OVER, status: 'completed', result }),
          ({ name, message }: Error) =>
            Object.assign(run, { ...OVER, status: 'failed', failure: { name, message } }),
        );
      return run;
    },
    decide: (request) => steps.decideCandidate(request),
    changeAlgorithm: async (change) => ({
      ...(await steps.changeAlgorithm(change)),
      run_id: `algorithm:${change.change}`,
    }),
    changeModel: (change) => steps.changeModel(change),
    async restate() {
      return (await facts.unheeded()) === null ? null : 'reconcile:said';
    },
    run: (id) => Promise.resolve(known.get(id)?.run),
    runWith(keyed) {
      const found = standingWith(keyed);
      return Promise.resolve(found && { ...(found.keyed as KeyedRequest), at: found.run.started_at });
    },
    runsSince: () => Promise.resolve([...known.values()].map(({ run }) => run)),
    runs: ({ status, step, limit }) => {
      const found = [...known.values()].map(({ run }) => run).reverse();
      const chosen = found.filter(
        (run) => (status === undefined || run.status === status) && (step === undefined || run.step === step),
      );
      return Promise.resolve({ runs: chosen.slice(0, limit), next: null });
    },
    system: () =>
      Promise.resolve({
        ...{ server_answers: true, inbox_refused: 0 },
        schedules: [{ id: 'week', next: '2025-08-09T16:00:00Z', paused: false }],
        workers: [{ name: 'data', polling: true }],
        running: [...known.values()].map(({ run }) => run).filter(({ status }) => status === 'running'),
        failed: [...known.values()].map(({ run }) => run).filter(({ status }) => status === 'failed'),
      }),
    cancel(id) {
      const run = known.get(id)?.run;
      if (run === undefined) return Promise.reject(new NotFound('no run of this id'));
      run.status = 'cancelled';
      return Promise.resolve();
    },
  };
}
