// Makes the hunt "world" from the gazetteer: hunt.yaml, rooms.jsonl.lz4, cells.jsonl.lz4 and
// hints.jsonl. The same packages give the same bytes; nothing here is random.
//
//   npm install && npm run make     (needs Node 20 or later and the tool lz4)
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gates, places } from './gates.mjs';
import { readCities } from './gazetteer.mjs';
import { makeHints } from './hints.mjs';
import { hideKeys } from './keys.mjs';
import { makeRooms } from './rooms.mjs';

const here = dirname(fileURLToPath(import.meta.url));

const cities = readCities();
const world = makeRooms(cities, gates);
const hunt = hideKeys(world, places, gates);

writeFileSync(join(here, 'hunt.yaml'), hunt.yaml);
writeLz4('rooms.jsonl', world.rooms.map((room) => room.line(hunt.keyOfGate)));
writeLz4('cells.jsonl', world.rooms.flatMap((room) => room.cells(hunt.keyOfCell)));
writeFileSync(join(here, 'hints.jsonl'), lines(makeHints(world, hunt)));

const count = (part) => world.rooms.reduce((sum, room) => sum + part(room), 0);
console.log(
  `${world.rooms.length} rooms, ${count((room) => room.sites.length)} sites, ` +
    `${count((room) => room.cellCount())} cells, ${hunt.keys.length} keys, ${gates.length} gates`,
);

function lines(values) {
  return values.map((value) => JSON.stringify(value) + '\n').join('');
}

function writeLz4(name, values) {
  const plain = join(here, name);
  writeFileSync(plain, lines(values));
  execFileSync('lz4', ['-q', '-f', '-12', '-BI', '-B7', plain, `${plain}.lz4`]);
  rmSync(plain);
  console.log(`${name}.lz4: ${readFileSync(`${plain}.lz4`).length} bytes`);
}
