import type { RetrainReport } from '../activities/learning-reports.js';
import type { Reads } from '../activities/named-reads.js';

type Listed = Awaited<ReturnType<Reads['models']>>['models'];

/**
 * What a retrain comes to, after its report: whether the model was there before, which name it stands for, and what
 * happens next. `deploys`: whether a running system goes on with it.
 */
export function afterRetrainLines(
  { model_id, evaluation, research }: Pick<RetrainReport, 'model_id' | 'evaluation' | 'research'>,
  { before, after, deploys }: { before: Listed; after: Listed; deploys: boolean },
): string[] {
  if (model_id === null || evaluation === null) return [];
  const isOld = before.some((one) => one.model_id === model_id);
  return [
    ...(isOld ? ['  It is the same model as before: what it is made from has not changed.'] : []),
    research === undefined
      ? `  ${placeText(model_id, evaluation.verdict, { after, deploys })}`
      : `  It does not become the shadow: ${research}.`,
  ];
}

function placeText(
  model_id: string,
  verdict: string,
  { after, deploys }: { after: Listed; deploys: boolean },
): string {
  const holderOf = (alias: 'champion' | 'shadow') =>
    after.find(({ aliases }) => aliases.includes(alias))?.model_id ?? null;
  const [champion, shadow] = [holderOf('champion'), holderOf('shadow')];
  if (champion === model_id) return 'It serves already: it is the champion.';
  if (shadow === model_id) {
    const place = `It is the shadow: it is scored on new advice beside ${champion ?? 'the base rate'}, and does not serve.`;
    return `${place} ${nextText(verdict, deploys)}`;
  }
  if (verdict === 'reject' || verdict === 'infra_fail')
    return `It does not become the shadow, since the gate says ${verdict}. Nothing else changes.`;
  return `It is not the shadow: ${shadow ?? 'another model'} keeps that place while it is being deployed. "npx tradeloop status" shows how far that is.`;
}

function nextText(verdict: string, deploys: boolean): string {
  if (deploys) return 'Its deployment goes on by itself: "npx tradeloop status" shows what it waits for.';
  return verdict === 'bless'
    ? 'Next: "npx tradeloop models promote shadow" makes it serve.'
    : 'Next: import what comes, then ask the gate again with "npx tradeloop learn evaluate".';
}
