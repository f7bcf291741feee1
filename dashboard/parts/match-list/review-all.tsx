import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { addressOf } from '../../asking/api.js';
import { say } from '../../asking/say.js';
import { useKeys } from '../../keys/pressed.js';
import { announce } from '../../shell/announcement.js';
import { attempt } from '../../shell/attempt.js';
import { Allowed } from '../allowed.js';
import { numberText } from '../../words/numbers.js';

/** Says that all matches of these filters were looked at; as that cannot be withdrawn, a second press does it. */
export function ReviewAll({
  filters,
  unreviewed,
}: {
  filters: Readonly<Record<string, string | undefined>>;
  unreviewed: number;
}) {
  const isAsked = useSignal(false);
  const isSaying = useSignal(false);
  useEffect(() => {
    isAsked.value = false;
  }, [JSON.stringify(filters)]);
  useKeys(isAsked.value ? { back: () => (isAsked.value = false) } : {});
  if (unreviewed === 0) return null;
  const press = async () => {
    if (!isAsked.value) {
      isAsked.value = true;
      return;
    }
    isSaying.value = true;
    await attempt(async () => {
      const address = addressOf('/matches/review-all', {}, filters);
      const { count } = await say<{ count: number }>({ method: 'PATCH', address, parameters: {} });
      announce(`Reviewed ${numberText(count)} matches.`);
    });
    isSaying.value = isAsked.value = false;
  };
  return (
    <Allowed to="decide">
      <button
        type="button"
        class={isAsked.value ? 'main' : undefined}
        disabled={isSaying.value}
        onClick={() => void press()}
        onBlur={() => (isAsked.value = false)}
      >
        {isAsked.value ? `Press again: up to ${numberText(unreviewed)} are marked as reviewed` : 'Review all'}
      </button>
    </Allowed>
  );
}
