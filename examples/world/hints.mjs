// Publishes a hint for each key: a riddle, the way, and the cells among which the key is hidden.
import { country, direction, kilometres } from './gazetteer.mjs';

const CELLS_MAX = 4; // One of so many cells of a site holds the key.

export function makeHints(world, hunt) {
  const capitals = new Map();
  for (const city of world.cities) {
    if (city.featureCode === 'PPLC' && !capitals.has(city.country)) capitals.set(city.country, city);
  }
  const hintOf = new Map(hunt.keys.map(({ id }) => [id, id.replace('key', 'hint')]));
  return hunt.keys.map((key, index) => {
    const { way, gates } = wayTo(key);
    const needs = gates.map((gate) => hintOf.get(hunt.keyOfGate.get(gate))).filter(Boolean);
    return {
      hint: hintOf.get(key.id),
      riddle: riddle(key, capitals.get(key.city.country), index),
      route: way,
      cells: cells(key, index),
      ...(needs.length && { needs }),
    };
  });
}

/** The sites from an entry to the key's, and the gates on the way. */
function wayTo(key) {
  const way = [];
  const gates = [];
  let { room, site } = key;
  while (true) {
    while (site !== 0) {
      way.unshift(`${room.name}/${site}`);
      site = room.edges.find(([, to]) => to === site)[0];
    }
    way.unshift(`${room.name}/0`);
    if (room.sites[0].entry) return { way, gates };
    // The first arrival is from the country or the continent; the others come from neighbours.
    const [arrival] = room.arrivals;
    if (arrival.gate) gates.unshift(arrival.gate);
    ({ room, site } = arrival);
  }
}

function cells({ room, site, spot }, index) {
  const all = room.sites[site].spots.length;
  const others = Array.from({ length: all }, (_, other) => other).filter((other) => other !== spot);
  const start = others.length ? (index * 31) % others.length : 0;
  const chosen = [...others.slice(start), ...others.slice(0, start)].slice(0, CELLS_MAX - 1);
  return [...chosen, spot].sort((a, b) => a - b).map((each) => `${room.name}/${site}/${each}`);
}

function riddle({ city, room, site, spot, stock }, capital, index) {
  const land = country(city.country).name;
  const people = city.population.toLocaleString('en-GB');
  const where = capital && capital !== city
    ? `${Math.round(kilometres(capital, city))} km ${direction(capital, city)} of ${capital.name}`
    : `where ${land} is ruled from`;
  const town = room.sites[site].title;
  const near = spot === 0 ? `a town whose name begins with ${letter(city)}` : `a place near ${town} whose name begins with ${letter(city)}`;
  const many = stock > 1 ? ` The first ${stock} to come share it.` : '';
  const forms = [
    `In ${land}, ${where}, lies ${near}: ${people} people live above the key.${many}`,
    `${people} souls, ${where}: dig in ${near}, in ${land}.${many}`,
    `Look in ${land} for ${near}, ${where}; ${people} neighbours saw nothing.${many}`,
  ];
  return forms[index % forms.length];
}

function letter(city) {
  return [...city.name][0].toUpperCase();
}
