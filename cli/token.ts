import { Command, InvalidArgumentError, Option } from 'commander';
import { SCOPES, type Scope } from '../domain/access/scope.js';
import type { TokenEntry } from '../domain/access/token-entry.js';
import { isPrintable } from '../domain/printable.js';
import { toSecond } from '../domain/time/to-second.js';
import { answering } from './context.js';
import { terminalWidth } from './terminal-width.js';
import { textTable, type TableColumn } from '../domain/text-table.js';

interface CreateOptions {
  name: string;
  scope: Scope;
  expires: number | 'never';
}

const DEFAULT_DAYS = 90;
const DAY_MS = 86_400_000;

/** `token create | list | revoke`: who is let in at the API. In force within a second, with or without `up`. */
export function tokenCommand(): Command {
  return new Command('token')
    .description('make, list and revoke the tokens that the HTTP API asks for')
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());
}

/** The document is `{token, id, name, scope, created_at, expires_at}`. */
function createCommand(): Command {
  return new Command('create')
    .description('make a token; it is shown this once')
    .requiredOption('--name <name>', 'what it is for, such as the name of a bot', nameArgument)
    .addOption(
      new Option('--scope <scope>', 'what its bearer may do; each includes those before')
        .choices(SCOPES)
        .default('read'),
    )
    .addOption(
      new Option('--expires <days>', 'such as 30d, or never')
        .argParser(daysArgument)
        .default(DEFAULT_DAYS, `${DEFAULT_DAYS}d`),
    )
    .action(
      answering(async ({ home }, { name, scope, expires }: CreateOptions) => {
        const { ensureHome, homePaths } = await import('../store/home/home.js');
        const { createToken } = await import('../store/home/tokens.js');
        const paths = homePaths(home);
        await ensureHome(paths);
        const now = Date.now();
        const { revoked_at: _, ...made } = await createToken(paths, {
          ...{ name, scope },
          created_at: toSecond(new Date(now)),
          expires_at: expires === 'never' ? null : toSecond(new Date(now + expires * DAY_MS)),
        });
        const until = made.expires_at === null ? 'never expires' : `expires ${made.expires_at}`;
        return {
          document: made,
          lines: [
            made.token,
            `scope ${made.scope}, ${until}. It is not shown again: "token revoke ${made.id}" takes it back`,
          ],
        };
      }),
    );
}

/** The document is `{tokens: [{id, name, scope, created_at, expires_at, last_used_on, revoked_at}]}`. */
function listCommand(): Command {
  return new Command('list').description('list all tokens, without their secrets').action(
    answering(async ({ home }) => {
      const { homePaths } = await import('../store/home/home.js');
      const { readTokens, readTokensUsed } = await import('../store/home/tokens.js');
      const paths = homePaths(home);
      const used = await readTokensUsed(paths);
      const tokens = (await readTokens(paths)).map(({ sha256: _, revoked_at, ...entry }) => ({
        ...entry,
        last_used_on: used[entry.id] ?? null,
        revoked_at,
      }));
      return {
        document: { tokens },
        lines:
          tokens.length === 0
            ? ['no tokens: "token create --name NAME" makes one']
            : textTable(tokens, COLUMNS, terminalWidth()),
      };
    }),
  );
}

const COLUMNS: TableColumn<TokenEntry & { last_used_on: string | null }>[] = [
  { heading: 'id', of: ({ id }) => id },
  { heading: 'name', of: ({ name }) => name },
  { heading: 'scope', of: ({ scope }) => scope },
  { heading: 'created', of: ({ created_at }) => created_at.slice(0, 10) },
  { heading: 'expires', of: ({ expires_at }) => expires_at?.slice(0, 10) ?? 'never' },
  { heading: 'last used', of: ({ last_used_on }) => last_used_on ?? '' },
  { heading: 'revoked', of: ({ revoked_at }) => revoked_at?.slice(0, 10) ?? '' },
];

/** The document is the entry as `list` has it. */
function revokeCommand(): Command {
  return new Command('revoke')
    .description('refuse a token from now on')
    .argument('<id>', 'its id, as `token list` shows it')
    .action(
      answering(async ({ home }, id: string) => {
        const { homePaths } = await import('../store/home/home.js');
        const { readTokensUsed, revokeToken } = await import('../store/home/tokens.js');
        const paths = homePaths(home);
        const { revoked_at, ...entry } = await revokeToken(paths, { id, at: toSecond(new Date()) });
        const last_used_on = (await readTokensUsed(paths))[id] ?? null;
        return {
          document: { ...entry, last_used_on, revoked_at },
          lines: [`token ${id} (${entry.name}) is revoked`],
        };
      }),
    );
}

const LONGEST_NAME = 64;

function nameArgument(text: string): string {
  if (text.trim() === '' || text.length > LONGEST_NAME || !isPrintable(text))
    throw new InvalidArgumentError(`a name has 1 to ${LONGEST_NAME} characters, all of which are seen`);
  return text;
}

const MOST_DAYS = 3_660;

function daysArgument(text: string): number | 'never' {
  if (text === 'never') return text;
  const days = /^[1-9]\d{0,3}d$/.test(text) ? Number(text.slice(0, -1)) : NaN;
  if (!(days <= MOST_DAYS))
    throw new InvalidArgumentError(`a number of days such as 90d, at most ${MOST_DAYS}d, or never`);
  return days;
}
