/** Makes the workflows' bundle beside their compiled code, once, when the project is built. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const workflows = new URL('../workflows/', import.meta.url);

const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('registered.js', workflows)),
  logger: new DefaultLogger('WARN'),
});
await writeFile(new URL('bundle.js', workflows), code);
