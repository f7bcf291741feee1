import { describe, expect, test } from '@jest/globals';
import { defaultSpecification } from './default-specification.js';
import { parseSpecification, specId } from './feature-specification.js';

const GOOD = {
  feature_spec: 1,
  name: 'mine',
  actions: ['skip', 'follow'],
  features: [
    { name: 'dte', source: 'advice', of: 'dte' },
    { name: 'calm', source: 'context', of: 'mood', equals: 'calm', missing: -1, clip: [-1, 1] },
    { name: 'wins', source: 'history', of: 'win_rate', window: 20, by: 'account' },
  ],
  reward: { view: 'cash', normalise: 'none', clip: 3, neutral_band: 0 },
};
const [dte, calm, wins] = GOOD.features as [object, object, object];

const refusedFor = (more: object) => {
  const parsed = parseSpecification({ ...GOOD, ...more });
  return 'refused' in parsed ? parsed.refused : 'nothing';
};

describe('parseSpecification(value)', () => {
  test('gives what is a specification as it is', () => {
    expect(parseSpecification(GOOD)).toEqual(GOOD);
  });

  test.each([
    ['an unknown source', { features: [dte, { ...calm, source: 'tea' }] }, 'features[1].source: "tea": '],
    ['a name that is there twice', { features: [dte, dte] }, 'features[1].name: "dte": is there twice'],
    ['a window of 0', { features: [dte, calm, { ...wins, window: 0 }] }, 'features[2].window: 0: '],
    ['no window', { features: [{ ...wins, window: undefined }] }, 'features[0].window: missing: '],
    ['what a source does not give', { features: [{ ...dte, of: 'mood' }] }, 'features[0].of: "mood": '],
    ['an unknown key', { features: [{ ...dte, by: 'all' }] }, 'features[0].by: "all": no such key'],
    ['a key of its own', { colour: 'red' }, 'colour: "red": no such key'],
    [
      'a clip that ends before it begins',
      { features: [{ ...dte, clip: [2, 1] }] },
      'features[0].clip: [2,1]: ',
    ],
    ['a clip of 0', { reward: { ...GOOD.reward, clip: 0 } }, 'reward.clip: 0: '],
    ['no features', { features: [] }, 'features: []: '],
    [
      'a name that is none',
      { features: [{ ...dte, name: 'D-T-E' }] },
      'features[0].name: "D-T-E": not a name',
    ],
  ])('refuses %s with path and value', (_, more, refused) => {
    expect(refusedFor(more)).toContain(refused);
  });

  test('refuses what is no object', () => {
    expect(parseSpecification([])).toEqual({ refused: expect.stringContaining('the whole: []') as unknown });
    expect(parseSpecification(null)).toHaveProperty('refused');
  });
});

describe('specId(specification)', () => {
  test('is the beginning of the hash of the canonical JSON, whatever the order of the keys', () => {
    const parsed = parseSpecification(GOOD);
    const turned = parseSpecification(Object.fromEntries(Object.entries(GOOD).reverse()));
    if ('refused' in parsed || 'refused' in turned) throw new Error('refused');
    // Python: hashlib.sha256(json.dumps(specification, sort_keys=True, separators=(',', ':')))
    expect(specId(parsed)).toBe('167de5ff08db5df5');
    expect(specId(turned)).toBe(specId(parsed));
  });
});

describe('defaultSpecification(contexts)', () => {
  test('is a specification, with each number that half of the contexts have, by name', () => {
    const contexts = [
      { vix: 12, zeta: 1, mood: 'calm', aDelta: 0.3 },
      { vix: 13, aDelta: 0.2 },
      { vix: null },
    ];
    const specification = defaultSpecification(contexts);
    expect(parseSpecification(specification)).toEqual(specification);
    expect(specification.features.filter(({ source }) => source === 'context')).toEqual([
      { name: 'context_adelta', source: 'context', of: 'aDelta' },
      { name: 'context_vix', source: 'context', of: 'vix' },
    ]);
  });
});
