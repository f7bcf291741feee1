#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { accountsCommand } from './accounts.js';
import { adviseCommand } from './advise.js';
import { algorithmCommand } from './algorithm.js';
import { backfillCommand } from './backfill.js';
import { cancelCommand } from './cancel.js';
import { candidatesCommand } from './candidates.js';
import { printFailure } from './context.js';
import { dashboardCommand } from './dashboard.js';
import { demoCommand } from './demo.js';
import { doctorCommand } from './doctor.js';
import { downCommand } from './down.js';
import { exportCommand } from './export.js';
import { importCommand } from './import.js';
import { importsCommand } from './imports.js';
import { learnCommand } from './learn.js';
import { lotsCommand } from './lots.js';
import { mappingsCommand } from './mappings.js';
import { matchesCommand } from './matches.js';
import { messagesCommand } from './messages.js';
import { metricsCommand } from './metrics.js';
import { modelsCommand } from './models.js';
import { morningCommand } from './morning.js';
import { outcomesCommand } from './outcomes.js';
import { patternsCommand } from './patterns.js';
import { rebuildCommand } from './rebuild.js';
import { reconcileCommand } from './reconcile.js';
import { replayCommand } from './replay.js';
import { reviewCommand } from './review.js';
import { schedulesCommand } from './schedules.js';
import { showCommand } from './show.js';
import { simulateCommand } from './simulate.js';
import { statusCommand } from './status.js';
import { tokenCommand } from './token.js';
import { triggerCommand } from './trigger.js';
import { uiCommand } from './ui.js';
import { upCommand } from './up.js';
import { keepToOwner } from './users-files.js';
import { weekCommand } from './week.js';

/**
 * One file a command, each no heavier at its top than commander: whatever is large is imported when the command runs.
 */
const COMMANDS: (() => Command)[] = [
  upCommand,
  downCommand,
  statusCommand,
  uiCommand,
  dashboardCommand,
  doctorCommand,
  demoCommand,
  importCommand,
  adviseCommand,
  reconcileCommand,
  outcomesCommand,
  weekCommand,
  morningCommand,
  backfillCommand,
  importsCommand,
  accountsCommand,
  mappingsCommand,
  matchesCommand,
  reviewCommand,
  lotsCommand,
  patternsCommand,
  candidatesCommand,
  algorithmCommand,
  replayCommand,
  metricsCommand,
  learnCommand,
  modelsCommand,
  showCommand,
  exportCommand,
  simulateCommand,
  rebuildCommand,
  schedulesCommand,
  triggerCommand,
  cancelCommand,
  tokenCommand,
  messagesCommand,
];

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

function program(): Command {
  const tradeloop = new Command('tradeloop')
    .description('Learns from what a trader does with an algorithm’s advice: who was right?')
    .version(version, '--version', 'which version this is')
    .option('--home <dir>', 'where everything is kept (default: ./data, or TRADELOOP_HOME)')
    .option('--json', 'one JSON document on stdout, everything else on stderr')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  for (const command of COMMANDS) tradeloop.addCommand(inherit(command(), tradeloop));
  return tradeloop;
}

/** Commands that are made apart take over their parent's settings, and pass them on to their own. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
  return command;
}

keepToOwner();
try {
  await program().parseAsync();
} catch (error) {
  process.exitCode = printFailure(process.argv.includes('--json'), error);
}
