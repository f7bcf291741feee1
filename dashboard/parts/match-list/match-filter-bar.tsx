import { wordsOf } from '../../asking/words-of.js';
import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useAnswer } from '../../asking/use-answer.js';
import { REASONS } from '../../asking/facts.js';
import { filtersIn } from '../../asking/match-filters.js';
import type { Facets } from '../../asking/shapes.js';
import { isLeaving } from '../../shell/leaving.js';
import { filterBy, query } from '../../shell/location.js';
import { signOf } from '../../words/matches.js';
import { useTyped, type Typed } from '../use-typed.js';

type Option = readonly [value: string, text: string];
const TYPED = ['q', 'symbol', 'start_date', 'end_date', 'min_confidence', 'max_confidence'] as const;
type TypedName = (typeof TYPED)[number];
const TYPES = ['consent', 'modify', 'reject', 'independent', 'no_action', 'pending'] as const;
const REVIEWED: readonly Option[] = [
  ['false', 'not reviewed'],
  ['true', 'reviewed'],
];
const ORDERS: readonly Option[] = [
  ['date', 'the newest first'],
  ['confidence', 'the least certain first'],
];

/** What the list is of, as it stands in the address; behind one button where there is little room. */
export function MatchFilterBar({ field }: { field: RefObject<HTMLInputElement | null> }) {
  const facets = useAnswer('/facets').value.answer;
  const isOpen = useSignal(false);
  const given = filtersIn(query.value);
  const typed = useTypedFilters();
  const count = Object.keys(given).length;
  return (
    <form
      class={`filters${isOpen.value ? ' open' : ''}`}
      role="search"
      aria-label="Filters"
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === 'Escape') (event.target as HTMLElement).blur();
      }}
    >
      <label class="words">
        <span>
          Words <kbd>/</kbd>
        </span>
        <input ref={field} type="search" maxLength={200} {...typed.of('q')} />
      </label>
      <button
        type="button"
        class="more"
        aria-expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        Filters{count > 0 && ` (${count})`}
      </button>
      <div class="fields">
        <Choice name="match_type" label="Type" any="all" options={typesOf(facets)} />
        <Field name="symbol" label="Symbol" list="symbols" typed={typed} />
        <datalist id="symbols">
          {facets?.symbols.map(({ symbol, count: of }) => (
            <option key={symbol} value={symbol} label={`${symbol} (${of})`} />
          ))}
        </datalist>
        <Field name="start_date" label="From" type="date" facets={facets} typed={typed} />
        <Field name="end_date" label="To" type="date" facets={facets} typed={typed} />
        <Choice name="account" label="Account" options={named(facets?.accounts)} />
        <Choice
          name="reason_code"
          label="Reason"
          options={[['none', 'none'], ...REASONS.map((code) => [code, wordsOf(code)] as const)]}
        />
        <Choice name="reviewed" label="Reviewed" options={REVIEWED} />
        <Field name="min_confidence" label="Sure from" type="number" typed={typed} />
        <Field name="max_confidence" label="Sure to" type="number" typed={typed} />
        <Choice name="flag" label="Mark" options={named(facets?.flags)} />
        <Choice
          name="include_excluded"
          label="Excluded ones"
          any="left out"
          options={[['true', 'shown too']]}
        />
        <Choice name="order" label="Order" any="not reviewed first" options={ORDERS} />
        {(count > 0 || query.value['order']) && (
          <button
            type="button"
            class="plain"
            onClick={() => {
              typed.forget();
              clear();
            }}
          >
            all matches
          </button>
        )}
      </div>
    </form>
  );
}

/** Other filters have another first row. */
function put(name: string, value: string): void {
  filterBy({ [name]: value.trim(), match_id: undefined });
}

interface TypedFilters {
  of: (name: TypedName) => ReturnType<typeof typedFilter>;
  /** Of all that is typed and no filter yet. */
  forget: () => void;
}

function useTypedFilters(): TypedFilters {
  const typed = new Map(TYPED.map((name) => [name, useTyped(`filter ${name}`)]));
  return {
    of: (name) => typedFilter(name, typed.get(name) as Typed),
    forget: () => typed.forEach((one) => one.forget()),
  };
}

/** A field of words: a filter once one leaves it or presses Enter, and until then what is being typed. */
function typedFilter(name: TypedName, typed: Typed) {
  const apply = () => {
    if (typed.text === null || isLeaving()) return;
    put(name, typed.text);
    typed.forget();
  };
  return {
    value: typed.text ?? query.value[name] ?? '',
    onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) => typed.keep(currentTarget.value),
    ...{ onChange: apply, onBlur: apply },
    onKeyDown: ({ key }: KeyboardEvent) => {
      if (key === 'Enter') apply();
    },
  };
}

function clear(): void {
  const none = Object.keys(query.value).map((name) => [name, undefined] as const);
  filterBy(Object.fromEntries(none));
}

function typesOf(facets: Facets | undefined): Option[] {
  return TYPES.map((type) => {
    const count = facets?.match_types[type] ?? 0;
    return [type, `${signOf(type)} ${wordsOf(type)}${facets === undefined ? '' : ` (${count})`}`];
  });
}

function named(values: readonly string[] | undefined): Option[] {
  return (values ?? []).map((value) => [value, wordsOf(value)]);
}

function Choice({
  name,
  label,
  any = 'any',
  options,
}: {
  name: string;
  label: string;
  any?: string;
  options: readonly Option[];
}) {
  const value = query.value[name] ?? '';
  // What an address says stands here, also where it is none of these.
  const all = value === '' || options.some(([one]) => one === value) ? options : [...options, [value, value]];
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => put(name, currentTarget.value)}>
        <option value="">{any}</option>
        {all.map(([one, text]) => (
          <option key={one} value={one} selected={one === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Field({
  name,
  label,
  type = 'text',
  list,
  facets,
  typed,
}: {
  name: TypedName;
  label: string;
  type?: 'text' | 'date' | 'number';
  list?: string;
  facets?: Facets | undefined;
  typed: TypedFilters;
}) {
  return (
    <label>
      <span>{label}</span>
      <input
        {...{ type, list }}
        class={type}
        autocomplete="off"
        {...(type === 'number' && {
          min: 0,
          max: 1,
          step: 0.05,
          placeholder: name.startsWith('min') ? '0' : '1',
        })}
        {...(type === 'date' && {
          min: facets?.first_date ?? undefined,
          max: facets?.last_date ?? undefined,
        })}
        {...typed.of(name)}
      />
    </label>
  );
}
