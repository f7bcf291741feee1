import type { ReviewAnswer } from '../../asking/shapes.js';
import { dayText } from '../../words/dates.js';
import { moneyText } from '../../words/numbers.js';
import { Section } from './section.js';

type Trust = ReviewAnswer['trust'];

/** Whether the numbers can be trusted: cash that ties out, fills that are all there, and what speaks against it. */
export function TrustSection({ trust }: { trust: Trust }) {
  const { ties_out, accounts, problems } = trust;
  const names = accounts.map(({ account }) => account);
  return (
    <Section name="trust" heading="Trust">
      <p>
        <span class={ties_out ? 'good' : 'bad'}>
          {ties_out ? `Ties out to the cent: ${names.join(', ')}.` : 'Not all of it ties out yet.'}
        </span>{' '}
        {coverage(accounts)}
      </p>
      {problems.length > 0 && (
        <ul>
          {problems.map(({ kind, text, link }) => (
            <li key={`${kind} ${text}`}>
              <a href={link}>{text}</a>
            </li>
          ))}
        </ul>
      )}
      {accounts.some(({ cash_difference }) => cash_difference !== null && cash_difference !== 0) && (
        <ul>
          {accounts
            .filter(({ cash_difference }) => cash_difference !== null && cash_difference !== 0)
            .map(({ account, cash_difference, currency }) => (
              <li key={`${account} ${currency}`}>
                {account}: {moneyText(cash_difference, currency, { signed: true })} more than the statement
                says
              </li>
            ))}
        </ul>
      )}
    </Section>
  );
}

function coverage(accounts: Trust['accounts']): string {
  const through = [...new Set(accounts.map(({ covered_through }) => covered_through))];
  const [only] = through;
  if (through.length === 1 && only) return `All fills through ${dayText(only)}.`;
  return accounts
    .flatMap(({ account, covered_through }) =>
      covered_through === null ? [] : [`${account}: all fills through ${dayText(covered_through)}.`],
    )
    .join(' ');
}
