import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parsedText, recordsIn } from '../../test/parsed-file.js';
import { runs } from '../../test/runs.js';
import type { Parsed } from '../source-format.js';
import { ibkrFlex } from './flex.js';

const FLEX = {
  Trade:
    'assetCategory="OPT" symbol="ABC   240119C00012500" putCall="C" strike="12.5" expiry="20240119" multiplier="100" currency="USD" ' +
    'dateTime="20240110;093000" quantity="-2" tradePrice="0.5" proceeds="100" ibCommission="-1.3" netCash="98.7" tradeID="1" ' +
    'ibExecID="e1" ibOrderID="7" openCloseIndicator="O" buySell="SELL" levelOfDetail="EXECUTION"',
  CashTransaction:
    'type="Dividends" amount="5" currency="USD" dateTime="20240110" symbol="ABC" description="ABC Dividend"',
};
const flexFile = (elements: readonly (readonly [string, string])[]) =>
  `<FlexQueryResponse queryName="q" type="AF"><FlexStatements count="1"><FlexStatement accountId="U100" fromDate="20240101" toDate="20240131"><All>
${elements.map(([name, attributes]) => `<${name} ${attributes}/>`).join('\n')}
</All></FlexStatement></FlexStatements></FlexQueryResponse>`;
const FLEX_ELEMENTS = Object.entries(FLEX);

/** What is said of each record, but for extra fields that nobody knows and the record as it stands. */
function told(events: readonly Parsed[]): unknown[] {
  return events.map((event) => {
    if (event.kind !== 'record') return { ...event, raw: undefined };
    const { extra, ...fields } = event.record as { extra: string | null };
    const known = Object.entries(JSON.parse(extra ?? '{}') as object).filter(
      ([name]) => !name.startsWith('zz'),
    );
    return { ...event, record: { ...fields, extra: Object.fromEntries(known) } };
  });
}

describe('a Flex Query', () => {
  const expected = parsedText(ibkrFlex, flexFile(FLEX_ELEMENTS));
  const attributesOf = (text: string) => text.match(/\S+?="[^"]*"/g) ?? [];

  test('attributes in any order with others among them tell the same', () => {
    expect(recordsIn(expected)).toHaveLength(2);
    const elements = FLEX_ELEMENTS.map(([name, attributes]) => {
      const all = [...attributesOf(attributes), 'zzNew="1"', "zzOld='a > b'"];
      return fc
        .shuffledSubarray(all, { minLength: all.length - 2 })
        .filter((some) => attributesOf(attributes).every((one) => some.includes(one)))
        .map((some) => [name, some.join(' ')] as const);
    });
    fc.assert(
      fc.property(fc.tuple(...elements), (written_) => {
        expect(told(parsedText(ibkrFlex, flexFile(written_)))).toEqual(told(expected));
      }),
      runs(25, { sharing: 1 }),
    );
  });

  test.each([
    ['ibOrderID', ['order_id']],
    ['ibExecID', ['execution_id']],
    ['multiplier', []],
    ['netCash', []],
    ['openCloseIndicator', ['action']],
    ['buySell', []],
    ['levelOfDetail', []],
    ['strike', []],
    ['expiry', []],
    ['putCall', []],
    ['description', ['description']],
  ])('without the attribute %s the same is told but for that', (name, lost) => {
    const elements = FLEX_ELEMENTS.map(([element, attributes]) => {
      const kept = attributesOf(attributes).filter((one) => !one.startsWith(`${name}=`));
      return [element, kept.join(' ')] as const;
    });
    const fields = (events: readonly Parsed[]) =>
      recordsIn(events).map(({ record, identity }) => [
        identity,
        Object.entries(record).filter(([field]) => !(lost as readonly string[]).includes(field)),
      ]);
    expect(fields(parsedText(ibkrFlex, flexFile(elements)))).toEqual(fields(expected));
  });
});
