import { expect, test } from '@jest/globals';
import { weekDecision } from '../../test/decided-weeks.js';
import { concerned } from './concerned.js';
import { hypotheses } from './hypothesis.js';

test('concerned().each(decision, visit) visits what is of its action, underlying and regimes, in any order', () => {
  const all = concerned<string>();
  for (const one of hypotheses(['SOFI', 'F']))
    all.add(one, `${one.kind} ${one.action} ${one.scope_kind} ${one.scope}`);
  const of = (given: Parameters<typeof weekDecision>[0]) => {
    const seen: string[] = [];
    all.each(weekDecision({ underlying: 'F', regimes: ['dte_long'], ...given }), (one) => seen.push(one));
    return seen.sort();
  };
  expect(of({ action: 'roll' })).toEqual([
    'expiration_shift roll overall ',
    'expiration_shift roll regime dte_long',
    'no_roll roll overall ',
    'no_roll roll underlying F',
    'strike_shift roll overall ',
    'strike_shift roll regime dte_long',
    'underlying_refusal any underlying F',
    'weekday_refusal roll overall ',
  ]);
  expect(of({ action: 'close' })).toEqual([
    'buy_back_floor close overall ',
    'underlying_refusal any underlying F',
  ]);
  // A hold asks for nothing.
  expect(of({ action: 'hold' })).toEqual(['early_exit hold overall ']);
});
