/**
 * The dashboard for the browser: the types of what it asks, from the API's document; one bundle, names by the hash of
 * what is in a file; the page that loads it.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { build } from 'esbuild';
import openapiTypes, { astToString } from 'openapi-typescript';

const FROM = 'dashboard';
const TO = 'dist/dashboard';

const API = './node_modules/.cache/api-document.mjs';
await build({
  stdin: { contents: "export * from './api/document.ts'; export * from './api/routes.ts';", resolveDir: '.' },
  ...{ bundle: true, packages: 'external', format: 'esm', outfile: API },
});
const { documentOf, ROUTES } = await import(API);
const types = await openapiTypes(JSON.stringify(documentOf(ROUTES, '')), { defaultNonNullable: false });
writeFileSync(`${FROM}/asking/api-types.d.ts`, astToString(types));

mkdirSync(TO, { recursive: true });
const { metafile } = await build({
  entryPoints: { page: `${FROM}/main.tsx`, style: `${FROM}/styles/main.css` },
  ...{ outdir: TO, entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]' },
  ...{ bundle: true, splitting: true, format: 'esm', target: 'es2022', minify: true, metafile: true },
  ...{ jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
});
const built = Object.entries(metafile.outputs);
const named = (entry) => basename(built.find(([, { entryPoint }]) => entryPoint === `${FROM}/${entry}`)[0]);
const page = readFileSync(`${FROM}/index.html`, 'utf8')
  .replace('{script}', named('main.tsx'))
  .replace('{style}', named('styles/main.css'));
writeFileSync(`${TO}/index.html`, page);
