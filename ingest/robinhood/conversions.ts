import { divide, formatDecimal, parseDecimal, type Decimal } from '../../domain/number/decimal.js';
import { checkedRecord } from '../checked-record.js';
import type { CsvRecord } from '../text/csv-records.js';
import { rejected } from '../text/csv-table.js';
import { contractOf, quantityOf, type Contract, type RobinhoodRow } from './row.js';
import type { Parsed } from '../source-format.js';
import { remembered } from '../text/remembered.js';
import { isoDay } from '../text/written-values.js';

const REVERSE_SPLIT = 'SPR';
/** The codes whose rows come in twos: options and shares that move to another symbol, and shares that become fewer. */
export const CONVERSIONS: ReadonlySet<string> = new Set(['OCA', 'SXCH', 'MRGS', REVERSE_SPLIT]);

/** One of the two rows. */
interface Half {
  row: RobinhoodRow;
  record: CsvRecord;
  day: string;
  /** `S`: taken out of the account. */
  marked: boolean;
  quantity: Decimal | undefined;
  contract: Contract | undefined;
}

/** The marked half first. */
type Pair = readonly [Half, Half];

/**
 * Collects the rows of conversions and gives, at the end of the file, one `symbol_change` per pair, a `split` of what
 * keeps its symbol; half a pair is a reject.
 *
 * Of shares the old symbol is the marked one, since they are held long. Of options the mark shows old and new only
 * together with the side that was held: the old symbol is the one whose shares were converted that day, else the one
 * that the file knew before.
 */
export function robinhoodConversions(account: string | null): {
  /** To be called with every other row of the file. */
  seen(row: RobinhoodRow): void;
  add(row: RobinhoodRow, record: CsvRecord): void;
  end(): Parsed[];
} {
  const halves: Half[] = [];
  /** Instruments and contracts by their names. */
  const firstSeen: FirstSeen = new Map();

  /** 1 when the file knew the name by that day, -1 when it learnt it later, 0 when it never did. */
  function known(name: string, day: string): number {
    const first = firstSeen.get(name);
    return first === undefined ? 0 : first <= day ? 1 : -1;
  }

  function oldFirst(pair: Pair, shareChanges: ReadonlySet<string>): Pair | undefined {
    const [marked, unmarked] = pair;
    const reversed = [unmarked, marked] as const;
    if (marked.contract === undefined || shareChanges.has(changeKey(pair))) return pair;
    if (shareChanges.has(changeKey(reversed))) return reversed;
    for (const nameOf of [contractName, (half: Half) => half.row.Instrument]) {
      const older = known(nameOf(marked), marked.day) - known(nameOf(unmarked), marked.day);
      if (older !== 0) return older > 0 ? pair : reversed;
    }
    return undefined;
  }

  function change(pair: Pair, shareChanges: ReadonlySet<string>): Parsed[] {
    return pair[0].row['Trans Code'] === REVERSE_SPLIT ? split(pair) : symbolChange(pair, shareChanges);
  }

  function split([from, to]: Pair): Parsed[] {
    if (!from.quantity || !to.quantity)
      return [from, to].map(({ record, row }) => rejected(record, 'Quantity not a number', row.Quantity));
    const told = {
      account,
      executed_at: isoDay(from.row['Process Date'] || from.row['Activity Date']),
      action: 'split',
      underlying: from.row.Instrument,
      quantity: quantityOf(from.row),
      ratio: formatDecimal(divide(to.quantity, from.quantity)),
    };
    return checkedRecord(told, [from.record, to.record], { dataset: 'executions' });
  }

  function symbolChange(pair: Pair, shareChanges: ReadonlySet<string>): Parsed[] {
    const ordered = oldFirst(pair, shareChanges);
    if (!ordered)
      return pair.map(({ record, row }) =>
        rejected(record, 'OCA of which the old side is not known', row.Instrument),
      );
    const [from, to] = ordered;
    const told = {
      account,
      executed_at: from.day,
      action: 'symbol_change',
      underlying: from.row.Instrument,
      ...from.contract,
      quantity: quantityOf(from.row),
      to_underlying: to.row.Instrument,
      to_strike: to.contract?.strike === from.contract?.strike ? null : to.contract?.strike,
      ratio: ratioOf(from, to),
    };
    const identity = JSON.stringify(['symbol_change', from.day, ...pair.map(halfName)]);
    return checkedRecord(told, [from.record, to.record], { dataset: 'executions', identity });
  }

  return {
    seen(row) {
      const day = isoDay(row['Activity Date']);
      see(firstSeen, row.Instrument, day);
      const name = contractNamed(row.Description);
      if (name !== undefined) see(firstSeen, name, day);
    },
    add(row, record) {
      const day = isoDay(row['Activity Date']);
      const quantity = parseDecimal(quantityOf(row));
      const marked = row.Quantity.endsWith('S');
      halves.push({ row, record, day, marked, quantity, contract: contractOf(row.Description) });
    },
    end() {
      const { pairs, single } = paired(halves);
      const shareChanges = new Set(pairs.filter(([{ contract }]) => !contract).map(changeKey));
      return [
        ...pairs.flatMap((pair) => change(pair, shareChanges)),
        ...single.map(({ row, record }) =>
          rejected(record, `${row['Trans Code']} without its other half`, row.Instrument),
        ),
      ];
    },
  };
}

/** On which day something first stood in the file. */
type FirstSeen = Map<string, string>;

function see(first: FirstSeen, what: string, day: string): void {
  if (day < (first.get(what) ?? '9')) first.set(what, day);
}

function nameOfContract({ root, right, strike, expiration }: Contract): string {
  return `${root} ${expiration} ${right} ${strike}`;
}

const contractNamed = remembered((description: string): string | undefined => {
  const contract = contractOf(description);
  return contract && nameOfContract(contract);
});

function contractName({ contract, row }: Half): string {
  return contract ? nameOfContract(contract) : row.Instrument;
}

function halfName(half: Half): string {
  return `${contractName(half)} ${half.row.Quantity}`;
}

function changeKey([from, to]: Pair): string {
  return JSON.stringify([from.day, from.row.Instrument, to.row.Instrument]);
}

/**
 * Pairs each marked half with the nearest unmarked one of the same terms, then with one whose quantity or strike
 * changed.
 */
function paired(halves: readonly Half[]): { pairs: Pair[]; single: Half[] } {
  const groups = new Map<string, Set<Half>>();
  for (const half of halves) {
    const key = conversionKey(half);
    groups.set(key, (groups.get(key) ?? new Set()).add(half));
  }
  const pairs: Pair[] = [];
  for (const single of groups.values())
    for (const fits of [sameTerms, () => true])
      for (const marked of [...single].filter((half) => half.marked)) {
        const fitting = [...single].filter((half) => !half.marked && fits(marked, half));
        const other = nearest(marked, fitting);
        if (!other) continue;
        single.delete(marked);
        single.delete(other);
        pairs.push([marked, other]);
      }
  return { pairs, single: [...groups.values()].flatMap((group) => [...group]) };
}

/** What the two rows of a conversion share. */
function conversionKey({ day, row, contract }: Half): string {
  const own = row['Trans Code'] === REVERSE_SPLIT ? row.Instrument : null;
  return JSON.stringify([day, row['Trans Code'], own, contract?.right, contract?.expiration]);
}

function sameTerms(a: Half, b: Half): boolean {
  return a.quantity === b.quantity && a.contract?.strike === b.contract?.strike;
}

function nearest(to: Half, among: readonly Half[]): Half | undefined {
  const distance = ({ record }: Half) => Math.abs(record.line - to.record.line);
  return among.toSorted((a, b) => distance(a) - distance(b))[0];
}

/** New per old; null where it is one for one. */
function ratioOf(from: Half, to: Half): string | null {
  if (!from.quantity || !to.quantity || from.quantity === to.quantity) return null;
  return formatDecimal(divide(to.quantity, from.quantity));
}
