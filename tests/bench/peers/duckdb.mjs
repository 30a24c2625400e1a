// The workload in DuckDB: duckdb.mjs DATA OUT THREADS MODULES [MEMORY]. MODULES is the folder where npm put @duckdb/node-api.
// How long each part took goes to standard error, as JSON.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const [data, out, threads, modules, memory] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(path.resolve(modules) + '/')('@duckdb/node-api');
const seconds = {};
let last = performance.now();
const options = { threads, preserve_insertion_order: 'false', temp_directory: path.join(out, 'spilled') };
if (memory) options.memory_limit = memory;
const connection = await (await DuckDBInstance.create(':memory:', options)).connect();
const text = fs.readFileSync(new URL('./duckdb.sql', import.meta.url), 'utf8').replaceAll('{DATA}', data).replaceAll('{OUT}', out);
for (const part of text.split(/^-- part /m).slice(1)) {
  const [, name, sql] = part.match(/^(\w+)[^\n]*\n([^]*)$/);
  await connection.run(sql);
  const now = performance.now();
  seconds[name] = +((now - last) / 1000).toFixed(4);
  last = now;
}
console.error(JSON.stringify(seconds));
process.exit(0);
