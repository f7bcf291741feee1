/** Flex Queries of Interactive Brokers as tests write them. */
import { ibkrFlex } from '../ingest/ibkr/flex.js';
import type { Parsed } from '../ingest/source-format.js';
import { parsedText } from './parsed-file.js';

export type Attributes = Readonly<Record<string, string>>;

/** An element: `el('Trade', {symbol: 'ABC'})`. */
export const el = (name: string, attributes: Attributes, inside = '') =>
  `<${name} ${Object.entries(attributes)
    .map(([key, value]) => `${key}="${value}"`)
    .join(' ')}>${inside}</${name}>`;

export const query = (...sections: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<FlexQueryResponse queryName="q" type="AF"><FlexStatements count="1">\n` +
  `<FlexStatement accountId="U100" fromDate="20240102" toDate="20240131" whenGenerated="20240201;010101">\n${sections.join('\n')}\n</FlexStatement></FlexStatements></FlexQueryResponse>`;
export const trades = (...rows: Attributes[]) =>
  `<Trades>${rows.map((row) => el('Trade', row)).join('\n')}</Trades>`;
export const parsed = (...sections: string[]) => parsedText(ibkrFlex, query(...sections));
export const ignoredIn = (events: readonly Parsed[]) =>
  events.flatMap((event) => (event.kind === 'ignored' ? [event.reason] : []));

export const SHARES = {
  assetCategory: 'STK',
  symbol: 'ABC',
  currency: 'USD',
  dateTime: '20240110;093000',
  quantity: '100',
  tradePrice: '10',
  proceeds: '-1000',
  ibCommission: '-1',
  netCash: '-1001',
  buySell: 'BUY',
};
export const OPTION = {
  ...SHARES,
  assetCategory: 'OPT',
  symbol: 'ABC   240119C00012500',
  underlyingSymbol: 'ABC',
  putCall: 'C',
  strike: '12.5',
  expiry: '20240119',
  multiplier: '100',
  quantity: '-2',
  tradePrice: '0.5',
  proceeds: '100',
  ibCommission: '-1.3',
  netCash: '98.7',
  buySell: 'SELL',
  openCloseIndicator: 'O',
};
export const CALL = {
  underlying: 'ABC',
  root: 'ABC',
  right: 'call',
  strike: '12.5',
  expiration: '2024-01-19',
  multiplier: '100',
};
