import { describe, expect, test } from '@jest/globals';
import { InvalidInput } from '../domain/errors.js';
import { DEFAULT_CONFIG } from '../domain/learning/training/default-config.js';
import { checkedInput } from './checked-input.js';
import { trainInput } from './train-input.js';

const ASKED = { days: 60, kind: null, config: DEFAULT_CONFIG, seed: 0 };
const WINDOW = {
  ...{ from: '2025-01-01', to: '2025-01-31', scenarios_sha256: 'a'.repeat(64), rows: 40, spec_id: 'spec' },
  ...{ features: ['mood'], held_back: [], min_samples: 20 },
};
const WHOLE_DAY = { ...WINDOW, as_of: '2025-01-31' };
const given = (window: object) =>
  checkedInput('trainModels', trainInput, { asked: ASKED, window: { ...WINDOW, ...window }, path: '/etc' });

describe('what the train process may be asked for', () => {
  test('a window by its hash; what else comes with it is left out', () => {
    expect(given({ as_of: '2025-01-31' })).toEqual({ asked: ASKED, window: WHOLE_DAY });
  });

  test('a window that an earlier version froze is of the whole last day', () => {
    expect(given({})).toEqual({ asked: ASKED, window: WHOLE_DAY });
  });

  test('no path in place of the hash: InvalidInput, which says where', () => {
    const asked = () => given({ scenarios_sha256: '../../warehouse' });
    expect(asked).toThrow(InvalidInput);
    expect(asked).toThrow('trainModels: window.scenarios_sha256: not a sha256');
  });
});
